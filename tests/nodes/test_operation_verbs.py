"""An operation by the command line, with the very files that the how-to shows."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.nodes.joint import CASE, Joint, joint

pytestmark = pytest.mark.slow

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "howto" / "run-an-operation.md"


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Joint]:
    with joint(tmp_path) as made:
        yield made


def shown(name: str) -> str:
    """The file that the guide shows under this name."""
    text = GUIDE.read_text(encoding="utf-8").partition(f"\n`{name}`")[2]
    lines = text.partition("\n")[2].lstrip("\n").splitlines()
    kept = []
    for line in lines:
        if line and not line.startswith("    "):
            break
        kept.append(line[4:])
    return "\n".join(kept)


def order_of(h_local: datetime) -> str:
    """The order of the guide, for both parties and a case officer of each."""
    text = re.sub(
        r'h_local = "[^"]+"', f'h_local = "{h_local:%Y-%m-%dT%H:%M}"', shown("order.toml")
    )
    text = text.replace("operations_commander", "case_officer")
    more = (
        '[[quorum]]\nparty = "madrid"\nofficers = 1\nrole = "case_officer"\n'
        '[[silence]]\nparty = "madrid"\nminutes = 30\nrule = "hold"\n'
    )
    return text + "\n" + more


def test_the_guide_is_a_day_that_runs(both: Joint, tmp_path: Path) -> None:
    """REQUIREMENTS 6.1, 6.5: files of the guide, checklist, vote, report, end."""
    rabat, madrid = both.rabat, both.madrid
    for side in (rabat, madrid):
        side.act("case", "rules", "adopt", "rasilia")
    part = tmp_path / "part.toml"
    part.write_text(shown("part.toml").replace("2026-12-01T05:00", "2030-12-01T12:00"))
    made = rabat.act("case", "operation", "new", CASE, str(part))
    operation = made["operation"]
    of = (CASE, operation)
    theirs = tmp_path / "theirs.toml"
    theirs.write_text(
        'jurisdiction = "rasilia"\n[[sites]]\nsite = "MAD-1"\nzone = "Atlantic/Canary"\n'
        'address = "1 Calle Inventada"\nteam = { name = "red", leader = "", size = 4 }\n'
    )
    both.carry()
    madrid.act("case", "operation", "part", *of, str(theirs))
    both.carry()
    lists = rabat.ask("operation", "checklist", *of, who="case", reason="round")
    points = {one["item"]: one["state"] for one in lists["sites"][0]["points"]}
    assert points == {
        "prosecutor_permission": "missing", "witnesses": "missing", "entry_hours": "done",
        "seals": "missing", "medic": "missing",
    }  # fmt: skip
    order = tmp_path / "order.toml"
    order.write_text(order_of(datetime.now(UTC) + timedelta(hours=30)), encoding="utf-8")
    rabat.act("case", "operation", "order", *of, str(order))
    both.carry()
    assert rabat.act("case", "operation", "vote", *of, "go", expect=3)["error"] == (
        "operation_site_red"
    )
    at = (*of, "RAB-1")
    told = rabat.act("case", "operation", "check", *at, "prosecutor_permission", expect=4)
    assert told["error"] == "checklist_document"
    rabat.act("case", "operation", "check", *at, "prosecutor_permission", "--document", "PP 3/26")
    for item in ("witnesses", "medic"):
        rabat.act("case", "operation", "check", *at, item)
    rabat.act("case", "operation", "waive", *at, "seals", "--explanation", "bags come at noon")
    madrid.act("case", "operation", "check", *of, "MAD-1", "medic")
    rabat.act("case", "operation", "acknowledge", *of, "--site", "RAB-1")
    rabat.act("case", "operation", "vote", *of, "go")
    rabat.act("case", "operation", "vote", *of, "withdrawn")
    later = f"{datetime.now(UTC) + timedelta(hours=40):%Y-%m-%dT%H:%M}"
    words = ("--h-local", later, "--h-zone", "Africa/Casablanca", "--explanation", "fog")
    rabat.act("case", "operation", "postpone", *of, *words)
    both.carry()
    first = rabat.act("case", "operation", "vote", *of, "go")
    both.carry()
    assert madrid.act("case", "operation", "vote", *of, "go")["digest"] == first["digest"]
    both.carry()
    lacking = rabat.act("case", "operation", "report", *at, "--state", "flying", expect=4)
    assert lacking["error"] == "word_unknown"
    rabat.act("case", "operation", "close", *of, "called_off")
    again = rabat.act("case", "operation", "close", *of, "called_off", expect=6)
    assert again["error"] == "operation_closed_before"


def test_a_file_that_is_none_is_refused_with_the_place(both: Joint, tmp_path: Path) -> None:
    part = tmp_path / "part.toml"
    for text, place in (
        ("not toml", "file"),
        ('jurisdiction = "rasilia"\nsites = []\nadress = "x"\n', "file"),
        ('jurisdiction = "rasilia"\n[[sites]]\nsite = "A"\nzone = 3\naddress = ""\n', "sites"),
    ):
        part.write_text(text)
        told = both.rabat.act("case", "operation", "new", CASE, str(part), expect=4)
        assert told["error"] == "cli_operation_file"
        assert told["facts"]["place"].startswith(place), told
    part.write_text('jurisdiction = "rasilia"\nsites = []\n')
    told = both.rabat.act("case", "operation", "new", CASE, str(part), expect=4)
    assert told["error"] == "operation_sites"
