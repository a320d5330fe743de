"""Two nodes and one case: what may not be read, what a print proves, what an erasure leaves."""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import psycopg
import pypdfium2 as pdfium
import pytest
from tests.nodes.joint import CASE, Joint, joint
from tests.nodes.lone import Lone
from tests.nodes.planted import keeper

pytestmark = pytest.mark.slow

NAMED = re.compile(r"te1:[a-z2-7]{52}(?::\d+)?")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Joint]:
    with joint(tmp_path_factory.mktemp("doubts")) as made:
        made.rabat.officer("privacy", "data_protection_officer")
        made.rabat.officer("machine", "system_administrator")
        yield made


def source(node: Lone, **changes: str) -> str:
    given = {
        "--source": "judgment", "--title": "Judgment 12", "--language": "en",
        "--reference": "12/26", "--authority": "Court of Palm City", "--dated": "2026-10-01",
        "--handling": "H0",
    } | {f"--{name}": value for name, value in changes.items()}  # fmt: skip
    words = [word for pair in given.items() for word in pair]
    made: str = node.act("case", "case", "document", CASE, *words)["document"]
    return made


def opened(node: Lone, schema: str = "Person") -> str:
    category = ("--category", "suspect") if schema == "Person" else ()
    made: str = node.act("case", "entity", "open", CASE, "--schema", schema, *category)["entity"]
    return made


def claim(node: Lone, entity: str, document: str, said: tuple[str, str, str]) -> str:
    """Say a property with a value under a handling code."""
    name, value, code = said
    made: str = node.act(
        "case", "entity", "claim", CASE, entity, "--property", name, "--value", value,
        "--document", document, "--grade", "europol_4x4:B2", "--handling", code,
        "--conditions", "ask the source desk" if code == "H3" else "",
    )["claim"]  # fmt: skip
    return made


def test_what_may_not_be_read_is_neither_found_nor_counted_nor_tied(both: Joint) -> None:
    """DESIGN 6, H3: an officer who guesses at a hidden number learns nothing from any list."""
    node = both.rabat
    first, second = source(node), source(node)
    person, car, owner = opened(node), opened(node, "Vehicle"), opened(node, "Ownership")
    claim(node, person, first, ("name", "Nadir Hiddenphone", "H0"))
    claim(node, person, second, ("name", "Nadir Hiddenphone", "H3"))
    claim(node, person, first, ("phone", "+212600777123", "H3"))
    claim(node, car, first, ("name", "White van", "H0"))
    claim(node, owner, first, ("owner", person, "H0"))
    claim(node, owner, first, ("asset", car, "H3"))

    def seen(who: str) -> tuple[list[int], list[str], list[str]]:
        look = {"who": who, "reason": "inquiry 4/26"}
        file = node.ask("entity", "show", CASE, person, **look)
        names = next(one for one in file["properties"] if one["name"] == "name")
        found = node.ask("case", "search", CASE, "600777123", **look)["files"]
        tied = [one["entity"] for one in file["links"]]
        return [one["origins"] for one in names["claims"]], [one["entity"] for one in found], tied

    assert seen("case") == ([2, 2], [person], sorted([car, owner]))
    assert seen("liaison") == ([1, 0], [], [owner])
    assert node.ask("case", "show", CASE, who="machine", reason="curious", expect=3)["error"] in {
        "access_role", "case_unknown",
    }  # fmt: skip


def printed(node: Lone, paper: Path, who: str, *words: str) -> str:
    node.ask("case", "export", CASE, str(paper), *words, who=who, reason="court file 12/26")
    pages = pdfium.PdfDocument(paper.read_bytes())
    return "".join(page.get_textpage().get_text_bounded() for page in pages)


def test_whoever_holds_a_print_finds_its_reference_and_the_proof_of_each_line(
    both: Joint, tmp_path: Path
) -> None:
    """REQUIREMENTS 7.5, 1.6: with `sha256sum` and a proof file; none of H1 leaves for court."""
    node = both.rabat
    document = source(node)
    person = opened(node)
    said = claim(node, person, document, ("name", "Printed Person", "H0"))
    kept = claim(node, person, document, ("position", "driver", "H1"))
    node.act(
        "case", "entity", "status", CASE, person, "--status", "charged", "--document", document
    )
    paper = printed(node, tmp_path / "a.pdf", "case", "--entity", person, "--court")
    flat = re.sub(r"\s", "", paper)
    names = NAMED.findall(flat)
    assert said in names
    assert kept not in names
    assert len(names) == 3
    expected = sha256("".join(f"{one}\n" for one in names).encode()).hexdigest()
    assert expected in flat
    other = printed(node, tmp_path / "b.pdf", "liaison", "--entity", person, "--court")
    assert expected in re.sub(r"\s", "", other)
    for number, one in enumerate(names):
        entry = ":".join(one.split(":")[:2])
        out = str(tmp_path / f"{number}.tsqp")
        node.ask("proof", "export", entry, out, "--with-key", who="case", reason="court")
        assert node.ask("verify", out)["sound"]
    refused = node.ask(
        "proof", "export", kept.rpartition(":")[0], str(tmp_path / "x"), who="case",
        reason="court", expect=3,
    )  # fmt: skip
    assert refused["error"] == "access_court_h1"


def test_a_print_says_what_it_leaves_out_and_a_file_for_programs_is_whole_or_refused(
    both: Joint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = both.rabat
    for _ in range(3):
        opened(node, "Vehicle")
    unsorted = node.act("case", "entity", "open", CASE, "--schema", "Person")["entity"]
    whole = tmp_path / "case.ftm.json"
    ask = ("case", "export", CASE, str(whole), "--layout", "ftm")
    told = node.ask(*ask, who="case", reason="court")
    assert {one["entity"]: one["reason"] for one in told["withheld"]}[unsorted] == (
        "withheld_quarantined"
    )
    monkeypatch.setattr("tansiq.node.case_exports.MOST_ENTITIES", 2)
    count = node.ask("case", "show", CASE, who="case", reason="inquiry")["entities"]
    paper = printed(node, tmp_path / "case.pdf", "case")
    assert f"not in this print: {count - 2}" in re.sub(r"\s+", " ", paper)
    whole.unlink()
    refused = node.ask(*ask, who="case", reason="court", expect=3)
    assert refused["error"] == "export_many"
    assert not whole.exists()


def rows(node: Lone, text: str) -> dict[str, int]:
    """In which tables a text stands in any column, and in how many rows."""
    with keeper(node.place) as database:
        tables = database.execute(
            "SELECT table_schema, table_name FROM information_schema.tables"
            " WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        found = {}
        for schema, table in tables:
            name = psycopg.sql.Identifier(str(schema), str(table))
            asked = psycopg.sql.SQL("SELECT count(*) FROM {0} t WHERE t::text ILIKE %s")
            (number,) = database.execute(asked.format(name), (f"%{text}%",)).fetchone() or (0,)
            if number:
                found[f"{schema}.{table}"] = int(str(number))
    return found


def test_a_person_erased_from_a_case_is_in_no_table_and_found_by_no_search(both: Joint) -> None:
    """REQUIREMENTS 11.3 for claims: search keys, links, lists; dates on each; a proof is left."""
    node = both.rabat
    document = source(node)
    person, friend = opened(node), opened(node)
    claim(node, person, document, ("name", "Zerouali Vanishing", "H0"))
    claim(node, person, document, ("idNumber", "QZ778899", "H0"))
    claim(node, friend, document, ("name", "Stays Behind", "H0"))
    look = {"who": "case", "reason": "inquiry 5/26"}
    file = node.ask("entity", "show", CASE, person, **look)
    classes = {one["class_id"] for one in file["opened"]}
    classes |= {one["fact"]["class_id"] for said in file["properties"] for one in said["claims"]}
    assert len(classes) == 1
    assert {"projection.case_claims", "projection.case_key"} <= set(rows(node, "Zerouali"))
    order = node.act(
        "case", "erase", "order", *classes, "--ground", "wrong", "--explanation", "never there"
    )
    done = node.act("privacy", "erase", "approve", order["id"])
    assert done["state"] in {"done", "pending_until", "incomplete"}
    assert rows(node, "Zerouali") == rows(node, "QZ778899") == {}
    # Who read about the person, and why, is kept: without it nobody could answer for it.
    assert set(rows(node, person)) == {"ledger.read_log"}
    assert node.ask("case", "search", CASE, "Zerouali", **look)["files"] == []
    gone = node.ask("entity", "show", CASE, person, who="case", reason="x", expect=5)
    assert gone["error"] == "entity_unknown"
    left = node.ask("entity", "show", CASE, friend, **look)
    assert left["caption"] == "Stays Behind"
    assert node.ask("rebuild")["same"]
