"""STIX, MISP and FollowTheMoney in a draft: each value where it stands, the rest counted."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tansiq.extract.sandbox import Sandbox
from tansiq.formats.stix_in import read_stix
from tansiq.node.drafting import Drafted, Origin, draft_file
from tansiq.terms.errors import Invalid
from tansiq.terms.intake import Certainty, Kind, ReadOutcome, ReadTrouble

NOW = dt.datetime(2026, 3, 16, 12, tzinfo=dt.UTC)
ID = "{}--00000000-0000-4000-8000-{:012d}"


def thing(kind: str, number: int, **fields: object) -> dict[str, object]:
    return {"type": kind, "spec_version": "2.1", "id": ID.format(kind, number), **fields}


WROTE = ID.format("identity", 9)
BUNDLE = {
    "type": "bundle",
    "id": ID.format("bundle", 0),
    "objects": [
        thing("identity", 1, name="مارا فيلين", identity_class="individual", confidence=40),
        thing("identity", 2, name='Oak "North" Ltd', identity_class="organization"),
        thing("identity", 9, name="Desk of Norlia", identity_class="organization"),
        thing("location", 3, city="Port Alder", country="PT", created_by_ref=WROTE),
        thing("email-addr", 4, value="mara@example.org", labels=["unconfirmed"]),
        thing("user-account", 5, account_login="mara_v", account_type="telegram"),
        thing("note", 6, content="Two men were arrested in Oslo on 14 March 2026.", confidence=10),
        thing("threat-actor", 7, name="Idris Kallen"),
        thing("malware", 8, name="tool", is_family=False),
        thing("identity", 10, name="Taken Back", identity_class="individual", revoked=True),
        thing("incident", 11, name="Fire", first_seen="2026-03-01T10:20:30.000Z"),
    ],
}
EVENT = {
    "Event": {
        "uuid": ID.format("x", 0)[3:],
        "info": "Seven people were arrested in Lisbon.",
        "date": "2026-03-14",
        "Attribute": [
            {
                "uuid": "a", "type": "phone-number", "value": "+44 20 7946 0123",
                "Tag": [{"name": 'admiralty-scale:information-credibility="5"'}],
            },
            {"uuid": "b", "type": "sha256", "value": "0" * 64},
            {"uuid": "c", "type": "iban", "value": "GB82WEST12345698765432", "deleted": True},
            {"uuid": "d", "type": "full-name", "value": "Dora Lind", "comment": "alleged courier"},
        ],
        "Object": [
            {
                "uuid": "e", "name": "person",
                "Attribute": [
                    {"object_relation": "passport-number", "value": "NX-447 1902"},
                    {"object_relation": "gender", "value": "Female"},
                ],
            },
            {"uuid": "f", "name": "file", "Attribute": []},
        ],
    }
}  # fmt: skip
ENTITIES = [
    {"id": "a", "schema": "Person", "properties": {"name": ["Mara Velin"], "phone": ["+1 202"]}},
    {"id": "b", "schema": "Company", "properties": {"name": ["Oak Ltd"], "vatCode": ["1"]}},
    {"id": "c", "schema": "Note", "properties": {"description": ["Two men were arrested."]}},
]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as made:
        yield made


def drafted(
    folder: Path, data: bytes | object, sandbox: Sandbox, *, ascii_: bool = False
) -> Drafted:
    path = folder / "given.json"
    told = data if isinstance(data, bytes) else json.dumps(data, ensure_ascii=ascii_).encode()
    path.write_bytes(told)
    found = draft_file(path, Origin(), sandbox, NOW)
    for one in found.draft.proposals:
        assert found.draft.text[slice(*one.span)] == one.value
    return found


def said(one: Drafted) -> set[tuple[str, str, str]]:
    return {(p.kind.value, p.normal, p.status.value) for p in one.draft.proposals}


@pytest.mark.parametrize("ascii_", [False, True], ids=["letters", "escapes"])
def test_a_bundle_is_proposed_by_its_fields_and_its_words(
    tmp_path: Path, sandbox: Sandbox, *, ascii_: bool
) -> None:
    """Requirement 7.1: STIX gives proposals in the file's own text, under its own confidence."""
    found = drafted(tmp_path, BUNDLE, sandbox, ascii_=ascii_)
    assert found.read.outcome is ReadOutcome.PARTLY
    assert said(found) >= {
        ("person", "مارا فيلين", "suspected"),
        ("organisation", 'Oak "North" Ltd', "stated"),
        ("place", "Port Alder", "stated"),
        ("account", "mara@example.org", "unconfirmed"),
        ("account", "telegram:mara_v", "stated"),
        ("event:arrest", "arrest:2", "unconfirmed"),
        ("date", "2026-03-01T10:20Z", "stated"),
    }
    assert json.loads(found.draft.text) == BUNDLE


def test_a_reserve_of_a_format_names_where_it_stands(tmp_path: Path, sandbox: Sandbox) -> None:
    """Requirement 7.1: the confidence, label or tag can be shown."""
    found = drafted(tmp_path, BUNDLE, sandbox)
    reserves = {
        p.normal: found.draft.text[slice(*p.reserve)] for p in found.draft.proposals if p.reserve
    }
    assert reserves["مارا فيلين"] == "40"
    assert reserves["mara@example.org"] == "unconfirmed"
    assert reserves["arrest:2"] == "10"


def test_who_is_called_hostile_revoked_or_an_author_is_counted_not_proposed(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    """Requirement 7.2: what has no equivalent is listed by type and count."""
    found = drafted(tmp_path, BUNDLE, sandbox)
    normals = {p.normal for p in found.draft.proposals}
    assert not normals & {"Idris Kallen", "Taken Back", "Desk of Norlia"}
    assert set(found.left) == {
        "1 threat-actor without an equivalent",
        "1 malware without an equivalent",
        "1 identity (revoked) without an equivalent",
        "1 identity (author) without an equivalent",
    }


def test_only_the_newest_version_is_proposed(tmp_path: Path, sandbox: Sandbox) -> None:
    """Requirement 7.2: an older version is counted."""
    old = thing("location", 1, name="Old Town", modified="2025-01-01T00:00:00Z")
    new = thing("location", 1, name="New Town", modified="2026-01-01T00:00:00Z")
    for order in ([old, new], [new, old]):
        found = drafted(tmp_path, {"type": "bundle", "objects": order}, sandbox)
        assert {p.normal for p in found.draft.proposals} == {"New Town"}
        assert found.left == ("1 location (older version) without an equivalent",)


def test_an_event_is_proposed_by_types_relations_and_words(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    """Requirement 7.1: MISP gives proposals; deleted and machine values are counted."""
    for document in (EVENT, EVENT["Event"], {"response": [EVENT]}):
        found = drafted(tmp_path, document, sandbox)
        assert found.read.kind == "misp"
        assert said(found) >= {
            ("date", "2026-03-14", "stated"),
            ("phone", "+442079460123", "unconfirmed"),
            ("person", "Dora Lind", "suspected"),
            ("document", "NX4471902", "stated"),
            ("place", "Lisbon", "stated"),
            ("event:arrest", "arrest:7", "stated"),
        }
        assert set(found.left) == {
            "1 sha256 without an equivalent",
            "1 iban (deleted) without an equivalent",
            "1 person gender without an equivalent",
            "1 object file without an equivalent",
        }


@pytest.mark.parametrize("lines", [False, True], ids=["list", "lines"])
def test_entities_are_proposed_where_they_stand(
    tmp_path: Path, sandbox: Sandbox, *, lines: bool
) -> None:
    """Requirement 7.1: FollowTheMoney in both its forms."""
    data = "\n".join(map(json.dumps, ENTITIES)).encode() if lines else ENTITIES
    found = drafted(tmp_path, data, sandbox)
    assert said(found) == {
        ("person", "Mara Velin", "stated"),
        ("phone", "+1202", "stated"),
        ("organisation", "Oak Ltd", "stated"),
        ("event:arrest", "arrest:2", "stated"),
    }
    assert found.left == ("1 Company vatCode without an equivalent",)


NESTED = b'{"type": "bundle", "objects": [' + b"[" * 100 + b"]" * 100 + b"]}"


@pytest.mark.parametrize(
    ("data", "trouble"),
    [
        (NESTED, ReadTrouble.NESTED),
        (b'{"type":"bundle","objects":' + b"[" * 200_000, ReadTrouble.NESTED),
        (
            b'{"type":"bundle","objects":[{"type":"note","content":"a","content":"b"}]}',
            ReadTrouble.AMBIGUOUS,
        ),
        (b'{"objects":[],"type":"bundle","objects":[]}', ReadTrouble.AMBIGUOUS),
        (b'{"type":"bundle","objects":[{"confidence":NaN}]}', ReadTrouble.DAMAGED),
        (b'{"Event":{"info":"a","info":"b"}}', ReadTrouble.AMBIGUOUS),
        (b'{"Event":{"date":Infinity}}', ReadTrouble.DAMAGED),
        (
            b'{"schema":"Person","properties":{"name":["a"],"name":["b"]}}',
            ReadTrouble.AMBIGUOUS,
        ),
    ],
    ids=["deep", "deeper", "twice", "twice-above", "nan", "event-twice", "infinite", "entity"],
)
def test_hostile_json_ends_in_a_name(
    tmp_path: Path, sandbox: Sandbox, data: bytes, trouble: ReadTrouble
) -> None:
    """Requirement 7.2: nothing of a file is proposed that two systems would read in two ways."""
    found = drafted(tmp_path, data, sandbox)
    assert (found.read.outcome, found.read.code) == (ReadOutcome.FAILED, trouble)
    assert found.draft.proposals == ()


def test_a_bundle_of_a_hundred_megabytes_is_refused_by_name(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    """Requirement 7.2: too large is said, and costs the worker nothing."""
    path = tmp_path / "large.json"
    with path.open("wb") as stream:
        stream.write(b'{"type":"bundle","objects":[')
        stream.truncate(100 << 20)
    with pytest.raises(Invalid) as problem:
        draft_file(path, Origin(), sandbox, NOW)
    assert problem.value.code == "document_large"


@pytest.mark.parametrize(
    "data",
    [
        rb'{"type":"bundle","objects":[{"type":"note","content":"\ud800 a"}]}',
        b'{"type":"bundle","objects":[1,"a",null,{"type":3},{"type":"note","content":7}]}',
        b'{"type":"bundle","objects":{"type":"note"}}',
        b'{"Event":[],"response":"x"}',
        b'{"Event":{"Attribute":[1,{"Tag":"x","type":"text"},{"Tag":[1],"value":"y"}],"Object":[2]}}',
    ],
)
def test_odd_shapes_are_counted_or_left(tmp_path: Path, sandbox: Sandbox, data: bytes) -> None:
    """Requirement 7.2: what is no such object proposes nothing and breaks nothing."""
    found = drafted(tmp_path, data, sandbox)
    assert found.read.outcome is ReadOutcome.RECOGNISED
    assert found.draft.proposals == ()


def test_the_published_catalogue_is_read_and_counted(shared_data: Path, sandbox: Sandbox) -> None:
    """Requirement 7.1: a real STIX file; types are counted as the importer counts them."""
    path = shared_data / "vectors" / "stix" / "ics-attack-18.1.json"
    if not path.is_file():
        pytest.skip("no STIX file of others: set TANSIQ_SHARED_DATA")
    found = draft_file(path, Origin(), sandbox, NOW)
    assert found.read.outcome is ReadOutcome.PARTLY
    assert any(one.kind is Kind.DATE for one in found.draft.proposals)
    left = Counter[str]()
    for line in found.left:
        count, kind = line.split(" ")[:2]
        left[kind] += int(count)
    for one in read_stix(path.read_bytes()).counts:
        if one.type in ("relationship", "attack-pattern", "malware", "intrusion-set"):
            assert left[one.type] == one.mapped + one.kept


@pytest.mark.parametrize("name", ["existing_event.json", "mainly_objects_1.json"])
def test_published_events_are_read_and_counted(
    shared_data: Path, sandbox: Sandbox, name: str
) -> None:
    """Requirement 7.1: real MISP files, with and without a wrapper."""
    path = shared_data / "vectors" / "misp" / name
    if not path.is_file():
        pytest.skip("no MISP files of others: set TANSIQ_SHARED_DATA")
    found = draft_file(path, Origin(), sandbox, NOW)
    assert found.read.kind == "misp"
    assert any(one.kind is Kind.DATE for one in found.draft.proposals)
    assert any("object file" in line for line in found.left)
    assert all(one.status in Certainty for one in found.draft.proposals)
