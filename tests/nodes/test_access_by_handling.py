"""Handling codes and files close what a role alone would open, on a whole node."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.nodes.lone import Lone, lone

pytestmark = pytest.mark.slow

COURT = ("evidence", "liaison", "case")


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lone]:
    with lone(tmp_path_factory.mktemp("handling") / "rabat") as made:
        for name, role in (
            ("counsel", "defence_counsel"),
            ("analyst", "intelligence_analyst"),
            ("evidence", "evidence_custodian"),
            ("handler", "source_handler"),
        ):
            made.officer(name, role)
            made.decide("officer", "propose", "assign", made.id_of(name), "--file", "home")
        made.decide("officer", "propose", "assign", made.id_of("handler"), "--file", "case:far")
        yield made


@pytest.mark.parametrize("code", ["H1", "H2", "H3"])
def test_counsel_sees_only_what_may_be_disclosed(node: Lone, code: str) -> None:
    """DESIGN 6: the disclosed set, and no title of anything else."""
    open_one = node.file("may be disclosed")["report"]
    closed = node.file("kept back", "words", "--handling", code, "--conditions", "ask us")["report"]
    shown = node.ask("report", "show", open_one, who="counsel", reason="defence 4/26")
    assert shown["content"]["title"] == "may be disclosed"
    refused = node.ask("report", "show", closed, who="counsel", reason="defence 4/26", expect=3)
    assert refused["error"] == "access_not_disclosable"
    listed = node.ask("report", "list", who="counsel", reason="defence 4/26")["reports"]
    seen = {one["report"]: one["handling"] for one in listed}
    assert open_one in seen
    assert set(seen.values()) == {"H0"}
    assert closed in {
        one["report"] for one in node.ask("report", "list", who="case", reason="round")["reports"]
    }


@pytest.mark.parametrize("key", [(), ("--with-key",)], ids=["closed", "with its key"])
@pytest.mark.parametrize("who", COURT)
def test_no_proof_of_h1_leaves_the_node(
    node: Lone, tmp_path: Path, who: str, key: tuple[str, ...]
) -> None:
    """REQUIREMENTS 1.6: H1 is refused in any court package."""
    entry = node.file("not for court", "words", "--handling", "H1")["entry"]
    out = tmp_path / "x.tsqp"
    refused = node.ask(
        "proof", "export", entry, str(out), *key, who=who, reason="for the court", expect=3
    )
    assert refused["error"] == "access_court_h1"
    assert not out.exists()


def test_a_report_is_proven_only_by_who_is_on_its_own_file(node: Lone, tmp_path: Path) -> None:
    """It lies in the log of `home`, where other officers are, under the file of its case."""
    filed = node.act(
        "handler", "report", "file", "--title", "far", "--text", "words", "--language", "en",
        "--grade", "europol_4x4:B2", "--handling", "H0", "--file", "case:far",
    )  # fmt: skip
    out = str(tmp_path / "x.tsqp")
    words = ("proof", "export", filed["entry"], out, "--with-key")
    refused = node.ask(*words, who="evidence", reason="for the court", expect=5)
    assert refused["error"] == "entry_missing"  # a guessed id says nothing
    assert not Path(out).exists()


def test_a_text_that_names_its_source_is_disclosed_only_by_who_may_see_it(
    node: Lone, tmp_path: Path
) -> None:
    entry = node.file("from a source", "words", "--source", "the baker of the port")["entry"]
    out = tmp_path / "x.tsqp"
    words = ("proof", "export", entry, str(out))
    refused = node.ask(*words, "--with-key", who="case", reason="for the court", expect=3)
    assert (refused["error"], out.exists()) == ("access_role", False)
    assert not node.ask(*words, who="case", reason="for the court")["with_key"]
    out.unlink()
    assert node.ask(*words, "--with-key", who="liaison", reason="who wrote it")["with_key"]


def test_a_source_is_seen_by_its_author_and_by_source_handlers_alone(node: Lone) -> None:
    report = node.file("from a source", "words", "--source", "the baker of the port")["report"]
    seen = {
        who: node.ask("report", "show", report, who=who, reason="inquiry 7/26")["source"]
        for who in ("liaison", "handler", "case", "analyst", "counsel")
    }
    named = {who for who, source in seen.items() if source["description"]}
    assert named == {"liaison", "handler"}
