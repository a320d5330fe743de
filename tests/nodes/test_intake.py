"""Long intake that stops half-way says what it left, on a whole node through its command line."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.nodes.lone import Lone, lone

pytestmark = pytest.mark.slow

ROWS = 230
FIRST = 200
"""What one transaction holds."""


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lone]:
    with lone(tmp_path_factory.mktemp("intake") / "rabat") as made:
        yield made


def table(path: Path, wrong: int = 0) -> str:
    """A table of reports, one of which may lack the code that its handling asks for."""
    lines = ["title,text,language,grade,handling"]
    lines += [
        f"van {row},words,en,europol_4x4:B2,{'H9' if row == wrong else 'H0'}"
        for row in range(1, ROWS + 1)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def filed(node: Lone) -> list[str]:
    found = node.ask("report", "list", "--limit", "1000", who="liaison", reason="round")
    return [one["title"] for one in found["reports"]]


def test_an_import_that_stops_says_what_is_filed_and_goes_on_from_there(
    node: Lone, tmp_path: Path
) -> None:
    broken = table(tmp_path / "rows.csv", wrong=FIRST + 10)
    stopped = node.act("liaison", "report", "import", "csv", broken, expect=4)
    assert stopped["error"] == "cli_stopped_midway"
    facts = stopped["facts"]
    assert (facts["done"], facts["total"], facts["next"]) == (FIRST, ROWS, FIRST + 1)
    assert facts["cause"] == "word_unknown"
    assert len(filed(node)) == FIRST
    shown = node.ask("report", "show", facts["last"], who="liaison", reason="round")
    assert shown["content"]["title"] == f"van {FIRST}"
    whole = table(tmp_path / "rows.csv")
    done = node.act("liaison", "report", "import", "csv", whole, "--from", str(facts["next"]))
    assert done["filed"] == ROWS - FIRST
    assert sorted(filed(node)) == sorted(f"van {row}" for row in range(1, ROWS + 1))


def test_what_fails_at_once_has_filed_nothing_and_says_its_own_word(
    node: Lone, tmp_path: Path
) -> None:
    before = len(filed(node))
    broken = table(tmp_path / "rows.csv", wrong=3)
    refused = node.act("liaison", "report", "import", "csv", broken, expect=4)
    assert refused["error"] == "word_unknown"
    assert len(filed(node)) == before


def test_an_import_goes_on_from_a_row_that_is_there(node: Lone, tmp_path: Path) -> None:
    whole = table(tmp_path / "rows.csv")
    for row in ("0", "231"):
        refused = node.act("liaison", "report", "import", "csv", whole, "--from", row, expect=4)
        assert (refused["error"], refused["facts"]["most"]) == ("cli_count", ROWS)


@pytest.mark.parametrize(
    "words",
    [("report", "list"), ("audit", "reads"), ("log", "show", "rabat/home/g1/e1")],
    ids=" ".join,
)
def test_a_limit_below_one_is_said_to_be_so(node: Lone, words: tuple[str, ...]) -> None:
    given = {} if words[0] == "log" else {"who": "liaison", "reason": "round"}
    refused = node.ask(*words, "--limit", "-1", expect=4, **given)
    assert refused["error"] == "cli_count"
