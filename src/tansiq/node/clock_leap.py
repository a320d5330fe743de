"""Whether this node's own clock leapt: against the machine's count of seconds, and its own words.

Promises: a step forward or back beyond a bound is noticed at the next look and kept as a note; a
clock that stands before what this node wrote last is behind, whoever set it. The machine's count
goes on while it sleeps, so waking is no leap. Does not set the clock right.
"""

import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from tansiq.node.backup_notes import recall, remember
from tansiq.node.clock_doubt import last_time
from tansiq.node.compose import Node
from tansiq.store.connect import Tx
from tansiq.terms.clock import Clock, parse_stamp, stamp
from tansiq.terms.errors import TansiqError

NOTE: Final = "clock_leap"
STEP: Final = timedelta(seconds=1)
# Setting a clock right little by little changes its pace by less than a thousandth.
_PACE: Final = 1_000
REMEMBERED: Final = timedelta(hours=24)
_TOGETHER: Final = timedelta(milliseconds=50)
_TRIES: Final = 5
_MILLISECOND: Final = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Leap:
    """By how much the clock leapt, forward or (below zero) back, and when by the clock after it."""

    by_ms: int
    at: datetime


class LeapWatch:
    """Compares the clock with the machine's count of seconds, from one look to the next."""

    def __init__(self, clock: Clock) -> None:
        """Begin now."""
        self._clock = clock
        self._wall, self._count = _both(clock)

    def look(self) -> Leap | None:
        """The leap since the last look, if there was one beyond a second."""
        wall, count = _both(self._clock)
        passed = count - self._count
        leapt = (wall - self._wall) - passed
        self._wall, self._count = wall, count
        if abs(leapt) <= STEP + passed / _PACE:
            return None
        return Leap(leapt // _MILLISECOND, wall)


def note(tx: Tx, leap: Leap) -> None:
    """Keep a leap, in place of the one before."""
    remember(tx, NOTE, {"by_ms": leap.by_ms, "at": stamp(leap.at)})


def keep_watch(node: Node, watch: LeapWatch) -> None:
    """Look once; a leap is kept, or is lost with a database that is away."""
    leap = watch.look()
    if leap is not None:
        with suppress(TansiqError), node.store.transaction() as tx:
            note(tx, leap)


def last_leap(node: Node, tx: Tx) -> Leap | None:
    """The leap of the last 24 hours, or that the clock stands before our own last word."""
    now = node.clock.now()
    last = last_time(tx)
    if last is not None and now < last - STEP:
        return Leap((now - last) // _MILLISECOND, now)
    match recall(tx, NOTE):
        case {"by_ms": int(by_ms), "at": str(at)}:
            try:
                when = parse_stamp(at)
            except TansiqError:
                return None
            return Leap(by_ms, when) if abs(now - when) <= REMEMBERED else None
        case _:
            return None


def _both(clock: Clock) -> tuple[datetime, timedelta]:
    """The clock and the machine's count at one instant: read again when something came between."""
    tries = _TRIES
    while True:
        tries -= 1
        before, wall, after = _count(), clock.now(), _count()
        if after - before < _TOGETHER or not tries:
            return wall, before


def _count() -> timedelta:
    """Seconds since the machine started, those it slept included."""
    return timedelta(seconds=time.clock_gettime(time.CLOCK_BOOTTIME))
