"""A node killed at any step, and bundles lost or taken twice, change nothing (REQUIREMENTS 2.1).

Every step is begun by processes that are killed where it hurts, then taken by one that is not.
"""

import re
from collections.abc import Iterator

import msgspec
import pytest
from tests.nodes.cut_off import AFTER, BEFORE, Cut, at_once, cut_off
from tests.nodes.joint import Joint, joint
from tests.nodes.matching import OURS, SCOPE, THEIRS, Side, proposed

from tansiq.node import attachments
from tansiq.node.compose import Node
from tansiq.node.match_lists import Change
from tansiq.store.blobs import referred

pytestmark = [pytest.mark.slow, pytest.mark.faults]

COMMON = [f"+2126612345{last}" for last in range(25, 30)]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Joint]:
    with joint(tmp_path_factory.mktemp("cut")) as made:
        yield made


def roughly(both: Joint) -> None:
    """Everything both ways; each bundle is lost once, then taken, then taken again."""
    for sender, name in ((both.rabat, "madrid"), (both.madrid, "rabat")):
        receiver = both.madrid if name == "madrid" else both.rabat
        for turn in ("lost", "taken"):
            stick = both.table / f"{turn}-{name}.tsq"
            stick.unlink(missing_ok=True)
            sender.ask("exchange", "export", name, str(stick))
        for _ in range(2):
            receiver.ask("exchange", "import", str(stick))


def struggling(both: Joint, *sides: Side) -> dict[Cut, int]:
    """Steps and bundles until nothing moves; how often a process died at each cut."""
    died = dict.fromkeys((*BEFORE, *AFTER), 0)
    still = turn = 0
    while still < 2:
        roughly(both)
        moved = 0
        for side in sides:
            # What is said ends a step: one time it is cut off as soon as it is, one time later.
            left = {*BEFORE, AFTER[turn % len(AFTER)]}
            while (cut := cut_off(side.lone.node, left)) is not None:
                left.discard(cut)
                died[cut] += 1
                moved += 1
            turn += moved
        still = 0 if moved else still + 1
    return died


def unreferred(side: Side, match: str) -> set[str]:
    """Files named by records of ours that no entry refers to, once the job that heals was run."""
    with Node.open(side.lone.node) as node:
        attachments.heal(node)
        with node.store.reading() as tx:
            rows = tx.rows(
                "SELECT record FROM match_step WHERE match = %s AND agency = %s"
                " UNION ALL SELECT record FROM match_round WHERE match = %s"
                " UNION ALL SELECT record FROM match_list",
                (match, node.me, match),
            )
            named = {one for row in rows for one in re.findall(r'"blob":"(\w{64})"', row["record"])}
            assert named
            return named - referred(tx, named)


def test_a_match_that_is_cut_off_at_every_step_goes_its_whole_way(both: Joint) -> None:
    rabat, madrid = Side(both.rabat), Side(both.madrid)
    match = proposed(rabat, [rabat.listed(OURS)])
    rabat.does("liaison", "approve", match)
    both.carry()
    madrid.does("case", "accept", match, [madrid.listed(THEIRS)])
    died = struggling(both, rabat, madrid)
    assert rabat.stands(match).state == "counted"
    for side in (rabat, madrid):
        side.does("liaison", "approve_reveal", match)
        both.carry()
    again = struggling(both, rabat, madrid)
    for side in (rabat, madrid):
        seen = side.sees(match)
        assert seen.file.match.state == "revealed"
        assert seen.file.match.faults == (), "no step was said twice"
        assert sorted(one.identifier for one in seen.hits) == COMMON
    assert all(died[one] + again[one] for one in died), (died, again)


def test_processes_that_take_the_same_step_together_say_it_once(both: Joint) -> None:
    rabat, madrid = Side(both.rabat), Side(both.madrid)
    match = proposed(rabat, [rabat.listed(OURS)])
    rabat.does("liaison", "approve", match)
    both.carry()
    madrid.does("case", "accept", match, [madrid.listed(THEIRS)])
    for side in (rabat, madrid, rabat):
        both.carry()
        both.carry()
        at_once(side.lone.node, 3)
    both.carry()
    for side in (rabat, madrid):
        stands = side.stands(match)
        assert (stands.state, stands.faults) == ("counted", ())
    rabat.does("liaison", "end", match, "over")


def test_a_standing_match_that_is_cut_off_goes_on(both: Joint) -> None:
    rabat, madrid = Side(both.rabat), Side(both.madrid)
    ours, theirs = rabat.listed(OURS), madrid.listed(THEIRS)
    scope = msgspec.structs.replace(SCOPE, mode="watch", daily=16, tells=True)
    match = proposed(rabat, [ours], scope)
    rabat.does("liaison", "approve", match)
    both.carry()
    madrid.does("case", "accept", match, [theirs])
    died = struggling(both, rabat, madrid)
    rabat.changes(ours, Change(add=["+212661234540"], reason="r"))
    madrid.changes(theirs, Change(remove=["+212661234525"], reason="r"))
    for one in (both.rabat, both.madrid):
        one.set(clock_offset_seconds=86_400)
    again = struggling(both, rabat, madrid)
    for side in (rabat, madrid):
        seen = side.sees(match)
        assert [len(one.rounds) for one in seen.file.match.spans] == [2]
        assert seen.file.match.faults == ()
        live = sorted(one.identifier for one in seen.hits if not one.ended)
        assert live == [*COMMON[1:], "+212661234540"]
        assert not unreferred(side, match), "an erasure takes every file along"
    assert all(died[one] + again[one] for one in died), (died, again)
