"""Drafts through what goes wrong: kills, erasure, rebuilds, closed cases, curious partners."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.nodes.cut_off import Cut, cut_off
from tests.nodes.joint import CASE, Joint, joint
from tests.nodes.taken import STORY, Taking, code, no, yes

from tansiq.extract.sandbox import Sandbox
from tansiq.node import attachments, intakes
from tansiq.node.compose import Node
from tansiq.node.drafting import Origin
from tansiq.store.blobs import referred
from tansiq.terms.intake import Kind

pytestmark = pytest.mark.slow

LOOK = {"who": "liaison", "reason": "look"}
CUTS = (
    Cut("node/reports.py", "sealed", "return"),  # a file is durable, and no record names it
    Cut("store/group.py", "_commit", "call"),  # both files are durable, nothing is committed
)
AFTER = (
    Cut("store/group.py", "_commit", "return"),  # kept, and whoever took it in does not know
    Cut("node/attachments.py", "refer", "call"),  # kept, and its files are not referred to
)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Joint]:
    with joint(tmp_path_factory.mktemp("kept")) as made:
        made.rabat.officer("privacy", "data_protection_officer")
        yield made


@pytest.fixture(scope="module")
def rabat(both: Joint) -> Taking:
    return Taking(both.rabat)


def rows_with(node: Path, words: str) -> set[str]:
    """The tables in which words stand."""
    with Node.open(node) as opened, opened.store.reading() as tx:
        tables = tx.rows(
            "SELECT table_schema AS s, table_name AS n FROM information_schema.tables"
            " WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
        )
        return {
            f"{one['s']}.{one['n']}"
            for one in tables
            for row in tx.rows(f'SELECT * FROM "{one["s"]}"."{one["n"]}"')
            if words in str(row)
        }


def blobs(node: Path, draft: str) -> list[str]:
    """The addresses of a draft's two files."""
    with Node.open(node) as opened, opened.store.reading() as tx:
        row = intakes.queries.draft(tx, draft)
    assert row is not None
    return [row.said.original.blob, row.said.reading.blob]


def held(node: Path, addresses: list[str]) -> list[bool]:
    with Node.open(node) as opened:
        return [opened.blobs.has(one) for one in addresses]


@pytest.mark.parametrize("cut", [*CUTS, *AFTER], ids=lambda one: f"{one.function}-{one.event}")
def test_a_kill_leaves_a_draft_whole_or_none(rabat: Taking, cut: Cut) -> None:
    """Requirement 1.1: after kill -9 the same bytes are taken in again, and stand once."""
    words = f"Killed at {cut.function} {cut.event}. {STORY}".encode()
    reader = rabat.reader()

    def work(node: Node) -> object:
        with Sandbox() as sandbox:
            return intakes.take(node, reader, ("kill.txt", words), Origin(), sandbox)

    assert cut_off(rabat.lone.node, (cut,), work) is not None
    taken = rabat.take(words, "kill.txt")
    assert taken.fresh == (cut in CUTS)
    assert len([one for one in rabat.drafts() if one.id == taken.draft]) == 1
    with Node.open(rabat.lone.node) as node:
        attachments.heal(node)
    named = blobs(rabat.lone.node, taken.draft)
    with Node.open(rabat.lone.node) as node, node.store.reading() as tx:
        assert referred(tx, named) == set(named)
    assert rabat.original(taken.draft)[2] == words


def test_an_erased_draft_takes_its_files_along_and_leaves_the_case(rabat: Taking) -> None:
    """Requirement 11.3: rows, files and verdicts go; what was claimed in the case stays there."""
    node = rabat.lone
    unused = rabat.take("Zzyzx Plantedword was seen in the town of Quellin.", "plain.txt")
    used = rabat.take(f"Ninth outlet. {STORY}", "used.txt")
    person = rabat.number(used.draft, Kind.PERSON)
    rabat.judge(used.draft, yes(person, category="suspect"), no(1, "Zzyzx is no day"))
    entity = rabat.draft(used.draft).proposals[person - 1].entity
    files = {one: blobs(node.node, one) for one in (unused.draft, used.draft)}
    assert rows_with(node.node, "Zzyzx") == {"projection.intake_verdict"}
    assert all(all(held(node.node, one)) for one in files.values())
    classes = [rabat.draft(one).head.class_id for one in files]
    ordered = node.act(
        "case", "erase", "order", *classes, "--ground", "wrong", "--explanation", "no use"
    )
    node.act("privacy", "erase", "approve", ordered["id"])
    assert code(rabat.draft, unused.draft) == code(rabat.draft, used.draft) == "draft_unknown"
    assert rows_with(node.node, "Zzyzx") == set()
    assert held(node.node, files[unused.draft]) == [False, False]
    # The case has the original from its own source; the reading was the draft's alone.
    assert held(node.node, files[used.draft]) == [True, False]
    assert rabat.claims(entity)["name"][0][0] == "Karim Belhadri"
    assert node.ask("rebuild")["same"]
    later = rabat.take("The next page of the day.", "next.txt")
    assert int(later.number[2:]) > int(used.number[2:])


def test_a_partner_hears_claims_and_never_a_draft(both: Joint, rabat: Taking) -> None:
    """Requirement 3.7: what nobody accepted, or somebody rejected, leaves by no bundle."""
    quiet = rabat.take("Plantedquiet Zzyzxhidden was seen in the town of Quellin.", "quiet.txt")
    rabat.judge(quiet.draft, no(1, "Zzyzxreason"))
    told = rabat.take(f"Tenth outlet. {STORY}", "told.txt")
    person = rabat.number(told.draft, Kind.PERSON)
    done = rabat.judge(told.draft, yes(person, category="suspect"))
    entity = rabat.draft(told.draft).proposals[person - 1].entity
    both.carry()
    both.carry()
    file = both.madrid.ask("entity", "show", CASE, entity, **LOOK)
    assert file["caption"] == "Karim Belhadri"
    (source,) = both.madrid.ask("case", "source", CASE, done.document, **LOOK)["documents"]
    assert source["fact"]["record"]["title"] == "told.txt"
    assert both.madrid.ask("intake", "list", **LOOK)["drafts"] == []
    for words in ("Zzyzx", "Plantedquiet", quiet.draft, told.draft, "draft_taken", "draft_judged"):
        assert rows_with(both.madrid.node, words) == set(), words
    bundles = [one.read_bytes() for one in both.table.glob("*.tsq")]
    for files in (bundles, [one.read_bytes() for one in both.madrid.files()]):
        assert not any(b"Zzyzxhidden" in one or b"Zzyzxreason" in one for one in files)
    # The files of a draft are served only where a source of the case names them.
    theirs = [held(both.madrid.node, blobs(rabat.lone.node, one.draft)) for one in (quiet, told)]
    assert theirs == [[False, False], [True, False]]


def test_the_command_line_names_every_field_and_rebuilds_the_same(
    rabat: Taking, tmp_path: Path
) -> None:
    """REQUIREMENTS 11.7: no field without its words; rows follow from the log alone."""
    node = rabat.lone
    page = tmp_path / "page.txt"
    page.write_text(f"Eleventh outlet. {STORY}", encoding="utf-8")
    origin = ("--url", "https://press.example/11", "--published", "2026-03-16")
    (taken,) = node.ask("intake", "take", str(page), *origin, **LOOK)["drafts"]
    assert (taken["fresh"], taken["outcome"]) == (True, "read")
    number = taken["number"]
    shown = node.ask("intake", "show", number, **LOOK)
    assert shown["proposals"][0]["clashes"] == [1]
    assert "Friday" in shown["contradictions"][0]["words"]
    assert node.ask("intake", "sources", **LOOK)["origins"]
    line = ("intake", "accept", number, "--reject", "1:no Friday", "--yes")
    assert node.ask(*line, **LOOK)["document"] == ""
    listed = node.ask("intake", "list", "--state", "begun", **LOOK)["drafts"]
    assert number in [one["number"] for one in listed]
    out = tmp_path / "again.txt"
    node.ask("intake", "original", number, str(out), **LOOK)
    assert out.read_bytes() == page.read_bytes()
    again = node.ask("intake", "original", number, str(out), who="liaison", reason="x", expect=6)
    assert again["error"] == "attachment_file_exists"
    (twice,) = node.ask("intake", "take", str(page), **LOOK)["drafts"]
    assert (twice["draft"], twice["fresh"]) == (taken["draft"], False)
    before = rabat.drafts()
    assert node.ask("rebuild")["same"]
    assert rabat.drafts() == before


def test_nothing_is_claimed_in_a_case_that_is_closed(tmp_path: Path) -> None:
    """Requirement 3.1: a closed case takes no claim, and the draft stays as it was."""
    with joint(tmp_path) as made:
        here = Taking(made.rabat)
        taken = here.take(STORY)
        person = here.number(taken.draft, Kind.PERSON)
        made.rabat.act("case", "case", "close", CASE, "--explanation", "done")
        assert code(here.judge, taken.draft, yes(person)) == "case_closed"
        assert here.draft(taken.draft).head.counts.accepted == 0
        here.judge(taken.draft, no(person))
        assert here.draft(taken.draft).head.counts.rejected == 1
