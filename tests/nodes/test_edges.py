"""A case and other people's systems, over the command line: in, out, and given back."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.nodes.joint import CASE, Joint, joint
from tests.nodes.lone import Lone
from tests.unit.formats.foreign import MISP_EVENT, STIX_BUNDLE

from tansiq.cases import queries
from tansiq.node.compose import Node
from tansiq.terms.ids import ChannelId

pytestmark = pytest.mark.slow

TERMS = ("--handling", "H0", "--category", "witness")
GRADED = ("--grade", "europol_4x4:B2", *TERMS)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Joint]:
    with joint(tmp_path_factory.mktemp("edges")) as made:
        yield made


@pytest.fixture
def node(both: Joint) -> Lone:
    return both.rabat


@pytest.fixture
def document(node: Lone) -> str:
    made: str = node.act(
        "case", "case", "document", CASE, "--source", "technical", "--title", "feed of a partner",
        "--language", "en", "--handling", "H0",
    )["document"]  # fmt: skip
    return made


def read(node: Lone, out: Path, *words: str) -> dict[str, object]:
    asked = ("case", "export", CASE, str(out), *words)
    return node.ask(*asked, who="case", reason="for a partner's system")


@pytest.mark.parametrize(("layout", "whole"), [("stix", STIX_BUNDLE), ("misp", MISP_EVENT)])
def test_what_came_in_is_given_back_and_what_was_withdrawn_is_not(
    node: Lone, document: str, tmp_path: Path, layout: str, whole: dict[str, object]
) -> None:
    """REQUIREMENTS 10.5: adapters round-trip, and list what they drop."""
    came = tmp_path / "came.json"
    came.write_text(json.dumps(whole), encoding="utf-8")
    words = ("entity", "import", CASE, str(came), "--layout", layout, *GRADED)
    taken = node.act("case", *words, "--document", document)
    kept = {one["type"]: one["kept"] for one in taken["by_type"] if one["kept"]}
    assert sum(one["mapped"] for one in taken["by_type"]) == taken["count"] > 0
    assert kept
    back = tmp_path / "back.json"
    told = read(node, back, "--back", taken["kept_in"])
    assert told["withheld"] == []
    given = json.loads(back.read_text(encoding="utf-8"))
    if layout == "stix":
        assert given["objects"] == whole["objects"]
    else:
        assert given == whole
    person = next(one["entity"] for one in taken["entities"] if one["reference"] in PERSONS)
    file = node.ask("entity", "show", CASE, person, who="case", reason="inquiry")
    name = next(one for one in file["properties"] if one["name"] == "name")
    claim = name["claims"][0]["fact"]["id"]
    node.act("case", "entity", "withdraw", CASE, claim, "--because", "wrong", "--explanation", "x")
    after = tmp_path / "after.json"
    read(node, after, "--back", taken["kept_in"])
    assert "Younes El Mithali" in back.read_text(encoding="utf-8")
    assert "Younes El Mithali" not in after.read_text(encoding="utf-8")


PERSONS = {
    "identity--6f2c3a5e-8d1b-4c7a-9e4f-0a1b2c3d4e5f",
    "7d3f1c2b-5a4e-4f6d-8c9b-1a2b3c4d5e6f",
}


def test_a_partner_s_system_reads_no_assessment_as_a_fact(
    node: Lone, document: str, tmp_path: Path
) -> None:
    """A value in a bare field passes for true: an assessment stands in a note instead."""
    made = node.act("case", "entity", "open", CASE, "--schema", "Person", "--category", "suspect")
    said = ("--document", document, "--grade", "europol_4x4:C3", "--handling", "H0")
    entity = made["entity"]
    node.act("case", "entity", "claim", CASE, entity, "--property", "name",
             "--value", "Amaia Ejemplo", *said)  # fmt: skip
    node.act("case", "entity", "claim", CASE, entity, "--property", "description",
             "--value", "keeps the money", "--assessment", *said)  # fmt: skip
    out = tmp_path / "one.json"
    told = read(node, out, "--layout", "stix", "--entity", entity)
    objects = json.loads(out.read_text(encoding="utf-8"))["objects"]
    person = next(one for one in objects if one.get("name") == "Amaia Ejemplo")
    assert "description" not in person
    assert "confidence" not in json.dumps(objects)
    assert any("keeps the money" in one.get("content", "") for one in objects)
    assert {"reason": "bare", "property": "description", "count": 1} in told["dropped"]
    # And taken in elsewhere it is still an assessment, whatever the officer there says of the file.
    again = node.act("case", "entity", "import", CASE, str(out), "--layout", "stix", *GRADED,
                     "--document", document)  # fmt: skip
    copied = next(one["entity"] for one in again["entities"])
    file = node.ask("entity", "show", CASE, copied, who="case", reason="inquiry")
    claims = [one["fact"]["claim"] for each in file["properties"] for one in each["claims"]]
    natures = {one["property"]: (one["nature"], one["note"]) for one in claims}
    assert natures["description"] == ("assessment", "europol_4x4:C3")
    assert natures["name"] == ("fact", "europol_4x4:C3")


def test_findings_of_a_file_wait_for_a_person(node: Lone, document: str, tmp_path: Path) -> None:
    """REQUIREMENTS 3.7: machine-extracted mentions are a layer of their own until accepted."""
    came = tmp_path / "came.json"
    came.write_text(json.dumps(STIX_BUNDLE), encoding="utf-8")
    words = ("entity", "import", CASE, str(came), "--layout", "stix", "--mentions", *TERMS)
    taken = node.act("case", *words, "--document", document)
    assert taken["entities"] == []
    assert taken["count"] > 0
    with Node.open(node.node) as opened, opened.store.reading() as tx:
        waiting = queries.open_mentions(tx, ChannelId(CASE))
    found = {(one.schema, one.property, one.value) for one in waiting if one.document == document}
    assert ("Person", "name", "Younes El Mithali") in found
    assert len(found) == taken["count"]


def test_hostile_files_are_refused_by_name(node: Lone, document: str, tmp_path: Path) -> None:
    came = tmp_path / "bad.json"
    came.write_text('{"type":"bundle","objects":[{}]}', encoding="utf-8")
    words = ("entity", "import", CASE, str(came), "--layout", "stix", *GRADED)
    asked = [*words, "--document", document, "--as", str(node.officers["case"]), "--yes"]
    assert node.ask(*asked, expect=4)["error"] == "edge_object"
