"""An officer's own duty hours are set by two people and decide which reads are unusual."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.nodes.lone import Lone, lone

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lone]:
    with lone(tmp_path_factory.mktemp("hours") / "rabat") as made:
        made.officer("privacy", "data_protection_officer")
        yield made


def zone(node: Lone) -> ZoneInfo:
    line = next(
        one
        for one in (node.node / "node.toml").read_text(encoding="utf-8").splitlines()
        if one.startswith("zone = ")
    )
    return ZoneInfo(line.partition('"')[2].rstrip('"'))


def around(now: datetime, *, inside: bool) -> str:
    """Duty hours that hold this moment, or lie on the other side of the clock."""
    middle = now if inside else now + timedelta(hours=12)
    return "-".join(f"{middle + timedelta(hours=h):%H:%M}" for h in (-3, 3))


def outside(node: Lone) -> int:
    """How many reads of the liaison officer are found outside duty hours."""
    found = node.ask("audit", "unusual", who="privacy", reason="weekly look")["reads"]
    whose = node.id_of("liaison")
    return sum((one["rule"], one["officer"]) == ("outside_hours", whose) for one in found)


def test_two_people_set_the_hours_by_which_a_read_is_unusual(node: Lone) -> None:
    """DESIGN 6: the data-protection officer sees unusual reads by rules an officer can know."""
    now = datetime.now(zone(node))
    words = ("officer", "propose", "hours", node.id_of("liaison"))
    made = node.act("liaison", *words, "--hours", around(now, inside=False))
    node.ask("report", "list", who="liaison", reason="round")
    before = outside(node)
    node.act("case", "change", "approve", made["proposal"])
    assert outside(node) == 1
    node.decide(*words, "--hours", around(now, inside=True))
    assert outside(node) == 0
    node.decide(*words, "--withdraw")
    assert outside(node) == before
    assert node.act("liaison", *words, "--withdraw", expect=6)["error"] == "hours_unchanged"


@pytest.mark.parametrize("hours", ["6-22", "24:00-06:00", "08:00-08:00", "08:00"])
def test_what_are_no_hours_is_refused(node: Lone, hours: str) -> None:
    words = ("officer", "propose", "hours", node.id_of("liaison"), "--hours", hours)
    assert node.act("liaison", *words, expect=4)["error"] == "hours_malformed"


def test_hours_belong_to_an_officer_who_is_there(node: Lone, tmp_path: Path) -> None:
    path = tmp_path / "stranger.key"
    node.ask("officer", "key", "create", str(path))
    node.officers["stranger"] = path
    words = ("officer", "propose", "hours", node.id_of("stranger"), "--hours", "06:00-14:00")
    assert node.act("liaison", *words, expect=5)["error"] == "officer_unknown"
    assert node.act("liaison", *words[:-2], expect=4)["error"] == "cli_one_of"
