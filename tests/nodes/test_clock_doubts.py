"""A node of the command line whose clock is moved: it says so wherever its state is asked."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from tests.nodes.lone import Lone, lone, staying_up

from tansiq.node import clock_leap
from tansiq.node.clock_agreement import clock_agreement
from tansiq.node.clock_leap import Leap
from tansiq.node.compose import Node


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lone]:
    with lone(tmp_path_factory.mktemp("clocks") / "rabat") as made, staying_up(made):
        yield made


def set_clock(node: Lone, seconds: int) -> None:
    path = node.node / "node.toml"
    lines = [
        f"clock_offset_seconds = {seconds}" if one.startswith("clock_offset_seconds") else one
        for one in path.read_text().splitlines()
    ]
    path.write_text("\n".join(lines) + "\n")


def checks(node: Lone, expect: int) -> dict[str, dict]:
    return {one["check"]: one for one in node.ask("doctor", expect=expect)["checks"]}


def test_a_node_alone_knows_nothing_of_other_clocks_and_says_so(node: Lone) -> None:
    found = node.ask("status")["clocks"]
    assert (found["verdict"], found["partners"], found["leap"]) == ("unknown", [], None)
    assert found["bound_ms"] == 2_000
    assert found["tzdata"]


def test_a_clock_set_before_the_own_last_word_leapt_back(node: Lone) -> None:
    """REQUIREMENTS 6.2, DESIGN 10: the last written time lies in the future."""
    assert checks(node, 0)["clocks"]["ok"]
    # The node of these tests was founded some while ago: its last word must be of just now.
    node.file("a word of just now")
    set_clock(node, -90)
    try:
        leap = node.ask("status")["clocks"]["leap"]
        assert -91_000 < leap["by_ms"] < -30_000
        told = checks(node, 1)["clocks"]
        assert (told["ok"], told["code"]) == (False, "clock_leapt")
    finally:
        set_clock(node, 0)
    assert checks(node, 0)["clocks"]["ok"]


def test_a_leap_that_the_worker_saw_is_told_for_a_day(node: Lone) -> None:
    with Node.open(node.node) as opened:
        now = datetime.now(UTC)
        with opened.store.transaction() as tx:
            clock_leap.note(tx, Leap(4_000, now))
        found = clock_agreement(opened)
        assert found.leap is not None
        assert (found.leap.by_ms, found.loud) == (4_000, True)
        with opened.store.transaction() as tx:
            clock_leap.note(tx, Leap(4_000, now - timedelta(hours=25)))
        assert clock_agreement(opened).leap is None


def test_a_bound_of_nothing_or_of_a_day_is_refused(node: Lone) -> None:
    path = node.node / "node.toml"
    before = path.read_text()
    for bound in ("0", "86400", '"two"'):
        path.write_text(before.replace("clock_bound_seconds = 2", f"clock_bound_seconds = {bound}"))
        try:
            assert node.ask("status", expect=4)["error"].startswith("setting_")
        finally:
            path.write_text(before)
