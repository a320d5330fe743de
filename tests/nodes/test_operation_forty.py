"""Forty sites in five countries over bad lines: who can be reached sees the decision, nobody else.

REQUIREMENTS 6.1, 6.3, 6.4. Every line is two seconds long each way and stalls one write in a
hundred for up to a second; one agency is cut off, another hangs on a half-dead line for a while, a
third is killed a minute before H-hour and started again.
"""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.nodes.forty import NAMES, Forty, forty, until

from tansiq.terms.operating import OrderState, Outcome

pytestmark = [pytest.mark.slow, pytest.mark.faults]


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Forty]:
    with forty(tmp_path / "forty") as made:
        yield made


def test_every_reachable_site_sees_the_decision_and_a_cut_off_one_invents_none(
    day: Forty,
) -> None:
    cut, deaf, killed = "teras", "norli", "meren"
    reached = [one for one in NAMES if one != cut]
    day.begin(timedelta(seconds=110))
    for line in day.lines.lines.values():
        line.delay, line.stalls = 2.0, 0.01
    day.vote(cut)
    until(reached, here := {}, lambda name: _votes(day, name) == 1, 60)
    assert sorted(here) == sorted(reached)
    # Nobody reaches it, and it reaches nobody.
    day.lines.cut(cut)
    day.sides[cut].stop_one("worker")
    day.lines.deafen(deaf)
    for name in reached[:-1]:
        day.vote(name)
    _wait_until(day, timedelta(seconds=60))
    day.forget(killed)
    day.sides[killed].kill()
    day.lines.mend(deaf)
    day.sides[killed].start()
    voted = time.monotonic()
    day.vote(reached[-1])
    until(reached, seen := {}, day.shown, 55)
    print(f"vote to go at {len(seen)} nodes, {8 * len(seen)} sites: {_told(seen)}")
    print(f"last vote took {time.monotonic() - voted:.1f} s in all, stalls {_stalled(day)}")
    assert sorted(seen) == sorted(reached), seen
    states = {name: day.board(name).standing.order for name in reached}
    assert set(states.values()) <= {OrderState.GO, OrderState.HOLD}
    # Cut off, it holds its copy of the order and its own vote, and invents nothing.
    alone = day.board(cut)
    assert alone.decision.outcome is not Outcome.GO
    assert len(alone.sites) == 40
    _wait_until(day, timedelta(0))
    day.lines.mend(cut)
    day.sides[cut].start()
    until([cut], late := {}, day.shown, 60)
    assert list(late) == [cut]
    assert day.board(cut).standing.order is OrderState.LATE


def _votes(day: Forty, name: str) -> int:
    return sum(len(one.votes) for one in day.board(name).decision.parties)


def _wait_until(day: Forty, before_h: timedelta) -> None:
    assert day.h_hour is not None
    node = day.node(NAMES[0])
    while day.h_hour - node.clock.now() > before_h:
        time.sleep(0.2)


def _told(seen: dict[str, float]) -> str:
    return ", ".join(f"{name} {after:.1f} s" for name, after in sorted(seen.items()))


def _stalled(day: Forty) -> int:
    return sum(one.stalled for one in day.lines.lines.values())
