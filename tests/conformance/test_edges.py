"""What nobody here wrote reads our STIX and MISP, and we read theirs."""

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from tests.unit.formats.exported import CASE, FRAME
from tests.unit.formats.foreign import STIX_BUNDLE
from tests.unit.formats.released import RELEASES
from tests.unit.formats.test_stix import held

from tansiq.formats.misp_back import give_back_misp
from tansiq.formats.misp_in import read_misp
from tansiq.formats.misp_map import BY_SCHEMA
from tansiq.formats.misp_out import export_misp
from tansiq.formats.stix_back import give_back
from tansiq.formats.stix_in import pieces_of, read_stix
from tansiq.formats.stix_out import export_stix
from tansiq.formats.stix_report import release_objects, standing_objects

pytestmark = pytest.mark.conformance


@pytest.fixture
def vectors(shared_data: Path) -> Path:
    return shared_data / "vectors"


def errors(data: bytes) -> list[str]:
    """What OASIS's validator holds against a bundle, without a network."""
    stix2validator = pytest.importorskip("stix2validator")
    options = stix2validator.ValidationOptions(version="2.1")
    with contextlib.redirect_stdout(None):
        found = stix2validator.validate_string(data.decode(), options)
    return [str(one) for one in getattr(found, "errors", ())] or (
        [] if found.is_valid else ["not valid"]
    )


def test_the_validator_finds_what_is_wrong() -> None:
    wrong = json.dumps({**STIX_BUNDLE, "objects": [{"type": "identity"}]}).encode()
    assert errors(wrong)


def test_every_export_of_a_case_is_valid_stix() -> None:
    """REQUIREMENTS 10.5."""
    data, _ = export_stix(CASE, FRAME)
    assert errors(data) == []
    for one in CASE:
        assert errors(export_stix([one], FRAME)[0]) == [], one.schema
    assert errors(export_stix([], FRAME)[0]) == []


@pytest.mark.parametrize("named", RELEASES)
def test_every_release_is_valid_stix(named: str) -> None:
    objects = (*standing_objects("xa-coast"), *release_objects(RELEASES[named], "xa-coast"))
    whole = {
        "type": "bundle", "id": "bundle--93a4b5c6-d7e8-4c5d-8e6f-8091a2b3c4d5",
        "objects": list(objects),
    }  # fmt: skip
    assert errors(json.dumps(whole).encode()) == []


def test_a_real_bundle_comes_in_and_is_given_back_object_for_object(vectors: Path) -> None:
    """1,826 objects: each mapped or kept, and given back equal; the kept ones byte for byte."""
    data = (vectors / "stix" / "ics-attack-18.1.json").read_bytes()
    found = read_stix(data)
    whole = json.loads(data)["objects"]
    assert sum(one.mapped + one.kept for one in found.counts) == len(whole) == 1_826
    assert dict.fromkeys(one.type for one in found.counts) == dict.fromkeys(
        sorted({one["type"] for one in whole})
    )
    back = give_back(data, found.mapped, held(found), "x")
    assert json.loads(back.data)["objects"] == whole
    assert not back.withheld
    assert all(one.cut.encode() in back.data for one in pieces_of(data))
    assert errors(back.data) == []


@pytest.mark.parametrize("name", ["existing_event.json", "mainly_objects_1.json"])
def test_a_real_event_comes_in_and_is_given_back(vectors: Path, name: str) -> None:
    data = (vectors / "misp" / name).read_bytes()
    found = read_misp(data)
    whole = json.loads(data)
    event = whole.get("Event", whole)
    assert sum(one.mapped + one.kept for one in found.counts) == len(event["Object"]) + len(
        event.get("Attribute", ())
    )
    back = give_back_misp(data, found.mapped, held(found))
    assert json.loads(back.data) == whole
    assert loaded(back.data).uuid == event["uuid"]


def loaded(data: bytes) -> Any:
    """An event as MISP's own library reads it."""
    pymisp = pytest.importorskip("pymisp")
    event = pymisp.MISPEvent()
    event.load(data.decode())
    return event


def test_misp_s_own_library_reads_every_claim_of_ours() -> None:
    data, _ = export_misp(CASE, FRAME)
    event = loaded(data)
    told = {
        (one.value, tag.name)
        for each in event.objects
        for one in each.attributes
        for tag in one.tags
    }
    assert ("1984-02", 'tansiq:nature="assessment"') in told
    assert ("a@mail.example", 'tansiq:conditions="ask first"') in told
    assert not any(one.to_ids for each in event.objects for one in each.attributes)


def test_we_read_what_misp_s_own_library_writes() -> None:
    pymisp = pytest.importorskip("pymisp")
    event = pymisp.MISPEvent()
    event.info = "a quay"
    person = pymisp.MISPObject("person")
    person.add_attribute("full-name", "Younes El Mithali")
    person.add_attribute("phone-number", "+999 600 000 001")
    event.add_object(person)
    event.add_attribute("iban", "XA0000000001")
    event.add_attribute("sha256", "ab" * 32)
    found = read_misp(event.to_json().encode())
    values = [dict(one.values) for one in found.drafts]
    assert {"name": "Younes El Mithali", "phone": "+999 600 000 001"} in values
    assert {"iban": "XA0000000001"} in values
    assert sum(one.kept for one in found.counts) == 1


def test_templates_are_those_that_misp_publishes() -> None:
    pymisp = pytest.importorskip("pymisp")
    for template in BY_SCHEMA.values():
        theirs = pymisp.MISPObject(template.name)
        assert theirs.template_uuid == template.uuid
        assert theirs._definition["meta-category"] == template.meta
        types = {
            name: one["misp-attribute"] for name, one in theirs._definition["attributes"].items()
        }
        for relation, (kind, _) in template.relations.items():
            assert types[relation] == kind, (template.name, relation)
