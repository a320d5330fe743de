"""Every verb of a joint case answers with labelled fields; real lists are browsed in it."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from tests.nodes.joint import CASE, Joint, joint
from tests.nodes.lone import Lone

from tansiq.ledger.acts import load_officer_key
from tansiq.node import case_files
from tansiq.node.acts import acts_of
from tansiq.node.compose import Node
from tansiq.node.oversight_desk import desk_of
from tansiq.node.reading import Reader
from tansiq.terms.clock import parse_stamp
from tansiq.terms.ids import ChannelId, OfficerId
from tansiq.terms.words import say

pytestmark = pytest.mark.slow

GRADED = ("--grade", "europol_4x4:B2", "--handling", "H0")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Joint]:
    with joint(tmp_path_factory.mktemp("cases")) as made:
        yield made


@pytest.fixture
def node(both: Joint) -> Lone:
    return both.rabat


def source(node: Lone, kind: str = "judgment") -> str:
    made: str = node.act(
        "case", "case", "document", CASE, "--source", kind, "--title", "Judgment 12",
        "--language", "en", "--reference", "12/26", "--authority", "Court of Palm City",
        "--dated", "2026-10-01", "--handling", "H0",
    )["document"]  # fmt: skip
    return made


def test_every_verb_of_a_case_answers_with_labelled_fields(node: Lone) -> None:
    document = source(node)
    person, twin = (
        node.act("case", "entity", "open", CASE, "--schema", "Person", "--category", "suspect")
        for _ in range(2)
    )
    entity = person["entity"]
    said = ("--property", "name", "--value", "Younes El Mithali", "--document", document, *GRADED)
    claim = node.act("case", "entity", "claim", CASE, entity, *said)["claim"]
    corrected = node.act(
        "case", "entity", "correct", CASE, claim, "--explanation", "misspelt", *said
    )["claim"]
    node.act(
        "liaison", "entity", "judge", CASE, corrected, "--stance", "support", "--text", "seen",
        "--language", "en", "--document", document,
    )  # fmt: skip
    node.act(
        "case", "entity", "status", CASE, entity, "--status", "charged", "--document", document
    )
    node.act("case", "entity", "category", CASE, entity, "--category", "charged")
    merge = node.act(
        "case", "entity", "merge", CASE, entity, twin["entity"], "--explanation", "one card"
    )["merge"]
    node.act("case", "entity", "split", CASE, merge, "--explanation", "two cards")
    file = node.ask("entity", "show", CASE, entity, who="case", reason="inquiry")
    assert file["caption"] == "Younes El Mithali"
    assert [one["state"] for one in file["properties"][0]["claims"]] == ["corrected", "stands"]
    task = node.act(
        "case", "case", "task", CASE, "--party", "rabat", "--title", "ask", "--language", "en"
    )["task"]
    node.act("case", "case", "task-move", CASE, task, "--state", "doing")
    node.act(
        "case", "case", "instrument", CASE, "--type", "search_order", "--title", "home",
        "--language", "en", "--party", "rabat", "--authority", "Court", "--state", "asked",
    )  # fmt: skip
    node.act(
        "case", "case", "decision", CASE, "--title", "go on", "--text", "enough is known",
        "--language", "en", "--rests-on", corrected, "--rests-on", document,
    )  # fmt: skip
    board = node.ask("case", "show", CASE, who="case", reason="inquiry")
    assert [one["state"] for one in board["tasks"]] == ["doing"]
    assert len(board["instruments"]) == len(board["decisions"]) == 1
    seen = node.ask("case", "source", CASE, document, who="case", reason="inquiry")
    assert seen["documents"][0]["claims"] == 2
    node.ask("case", "contradictions", CASE, who="case", reason="inquiry")
    node.act("case", "case", "withdraw", CASE, document, "--because", "wrong", "--explanation", "x")
    file = node.ask("entity", "show", CASE, entity, who="case", reason="inquiry")
    assert file["properties"][0]["claims"][1]["state"] == "source_withdrawn"


def test_the_file_of_a_source_reaches_the_other_party(both: Joint, tmp_path: Path) -> None:
    """What a claim rests on is read where it is judged, byte for byte."""
    scan = tmp_path / "judgment.txt"
    scan.write_bytes("حكم رقم 12 - Palm City".encode() * 400)
    document = both.rabat.act(
        "case", "case", "document", CASE, "--source", "judgment", "--title", "Judgment 12",
        "--language", "ar", "--reference", "12/26", "--authority", "Court of Palm City",
        "--dated", "2026-10-01", "--handling", "H0", "--attach", str(scan),
    )["document"]  # fmt: skip
    both.carry()
    both.carry()  # a file is asked for once the entry that names it is there
    key = load_officer_key(both.madrid.officers["case"])
    digest = sha256(scan.read_bytes()).hexdigest()
    with Node.open(both.madrid.node) as opened:
        reader = Reader(OfficerId(key.officer), str(key.key), "to judge a claim")
        named, data = case_files.attachment(opened, reader, ChannelId(CASE), (document, digest))
    assert named.name == scan.name
    assert data == scan.read_bytes()


def test_whoever_is_not_on_a_case_learns_nothing_of_it(node: Lone) -> None:
    node.officer("outsider", "intelligence_analyst")
    for verb in (("case", "show", CASE), ("case", "search", CASE, "Younes")):
        refused = node.ask(*verb, who="outsider", reason="curious", expect=5)
        assert refused["error"] == "case_unknown"
    assert node.ask("case", "list", who="outsider", reason="mine")["cases"] == []
    absent = node.ask("case", "show", "case:guessed", who="case", reason="guess", expect=5)
    assert absent["error"] == "case_unknown"


def test_an_uncategorised_person_lies_in_quarantine_with_a_countdown(node: Lone) -> None:
    """REQUIREMENTS 3.3, LAW L8: out of search and merges, in sight of data protection."""
    document = source(node)
    entity = node.act("case", "entity", "open", CASE, "--schema", "Person")["entity"]
    said = ("--property", "name", "--value", "Qasim Quarantino", "--document", document, *GRADED)
    node.act("case", "entity", "claim", CASE, entity, *said)
    assert node.ask("case", "search", CASE, "Quarantino", who="case", reason="x")["files"] == []
    board = node.ask("case", "show", CASE, who="case", reason="inquiry")
    waiting = {one["file"]["entity"]: one["until"] for one in board["quarantine"]}
    other = node.act("case", "entity", "open", CASE, "--schema", "Person", "--category", "other")
    refused = node.act(
        "case", "entity", "merge", CASE, entity, other["entity"], "--explanation", "x", expect=3
    )
    assert refused["error"] == "entity_quarantined"
    node.officer("privacy", "data_protection_officer")
    key = load_officer_key(node.officers["privacy"])
    with Node.open(node.node) as opened:
        desk = desk_of(opened, Reader(OfficerId(key.officer), str(key.key), "weekly round"))
    due = {one.entity: one for one in desk.uncategorised}
    days = parse_stamp(due[entity].until) - parse_stamp(due[entity].since)
    assert days.days == 183
    assert entity in waiting
    assert other["entity"] not in due
    node.act("case", "entity", "category", CASE, entity, "--category", "witness")
    found = node.ask("case", "search", CASE, "Quarantino", who="case", reason="x")["files"]
    assert [one["entity"] for one in found] == [entity]


def test_a_case_leaves_on_paper_and_as_entities_with_what_was_withheld(
    node: Lone, tmp_path: Path
) -> None:
    """Nothing under H1 goes to court, nothing taken back anywhere; each is listed with why."""
    document = source(node)
    entity = node.act(
        "case", "entity", "open", CASE, "--schema", "Person", "--category", "suspect"
    )["entity"]
    said = ("--document", document, "--grade", "europol_4x4:B2")
    for name, value, code in (
        ("name", "Younes El Mithali", "H0"),
        ("name", "يونس المثالي", "H0"),
        ("position", "driver", "H1"),
        ("notes", "wrongly read", "H0"),
    ):
        made = node.act(
            "case", "entity", "claim", CASE, entity, "--property", name, "--value", value,
            *said, "--handling", code,
        )  # fmt: skip
    gone = made["claim"]
    node.act(
        "case", "entity", "withdraw", CASE, gone, "--because", "wrong", "--explanation", "misread"
    )
    for language, words in (("en", "withdrawn by"), ("ar", "سحبها")):
        paper = tmp_path / f"file-{language}.pdf"
        node.ask("case", "export", CASE, str(paper), "--entity", entity, who="case", reason="court")
        assert paper.read_bytes().startswith(b"%PDF-")
        assert say("case_prints", "withheld_withdrawn", language).startswith(words)
    out = tmp_path / "case.ftm.json"
    asked = ("case", "export", CASE, str(out), "--layout", "ftm", "--entity", entity, "--court")
    told = node.ask(*asked, who="case", reason="court file 12/26")
    line = json.loads(out.read_text(encoding="utf-8"))
    assert sorted(line["properties"]["name"]) == ["Younes El Mithali", "يونس المثالي"]
    assert "driver" not in out.read_text(encoding="utf-8")
    assert "wrongly read" not in out.read_text(encoding="utf-8")
    assert {one["reason"] for one in told["withheld"]} == {"withheld_court", "withheld_withdrawn"}
    whole = tmp_path / "case.pdf"
    node.ask("case", "export", CASE, str(whole), who="case", reason="court file 12/26")
    assert whole.stat().st_size > 10_000
    node.officer("watch", "supervisor")
    refused = node.ask(
        "case", "export", CASE, str(tmp_path / "x"), who="watch", reason="x", expect=3
    )
    assert refused["error"] == "access_role"


def test_an_entry_that_nobody_signed_has_no_acts_and_one_that_somebody_did_has(
    node: Lone,
) -> None:
    with Node.open(node.node) as opened, opened.store.reading() as tx:
        found = {
            row["kind"]: acts_of(opened, tx, row["origin"], row["seq"])
            for row in tx.rows(
                "SELECT l.origin, e.seq, e.kind FROM ledger.entry e"
                " JOIN ledger.log l ON l.id = e.log_id WHERE l.channel = %s",
                (CASE,),
            )
        }
    assert found["officer_introduced"] == ()
    assert [one.valid for one in found["case_agreement_signed"]] == [True]
