"""How far a partner's clock stands from ours, measured in passing by the bundles that go anyway.

Each bundle says, inside what its sender signs, when it left by the sender's clock, and when the
newest bundle of the other came in (its own time of leaving repeated): the four times of RFC 5905,
section 8. From them follow the difference and the most it can be wrong by, half of what the way
took. Promises: a lost, late or reordered bundle makes a measurement less certain or none, never
wrong beyond its bound; a stick measures nothing. Believes the partner about its own clock and
nobody about another's.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from tansiq.terms.clock import parse_stamp, stamp
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import NodeId

CLOCK: Final = "clock"
_MOST: Final = 253_402_300_799_000
"""Milliseconds of the year 9999."""
_DRIFT: Final = 5_000
"""A computer's clock is wrong by less than 200 millionths: one in this many."""
_QUIET: Final = timedelta(seconds=5)
_FRESH: Final = timedelta(seconds=60)
_ROUNDED: Final = 2
"""Four times in whole milliseconds, and a half of their sum."""


@dataclass(frozen=True, slots=True)
class Times:
    """What a bundle says of time, in milliseconds: when it left; what it heard last, and when.

    `left` is 0 in a bundle of a node that says nothing of its clock, `echoed` and `heard` where the
    sender has heard nothing yet.
    """

    left: int = 0
    echoed: int = 0
    heard: int = 0


@dataclass(frozen=True, slots=True)
class ClockSample:
    """A partner's clock minus ours in milliseconds, how wrong that may be, when it was taken."""

    offset_ms: int
    uncertainty_ms: int
    at: datetime

    def wire(self) -> dict[str, object]:
        """The sample as it is kept."""
        return {
            "offset_ms": self.offset_ms,
            "uncertainty_ms": self.uncertainty_ms,
            "at": stamp(self.at),
        }


@dataclass(slots=True)
class Ear:
    """What was heard last from each partner, in this process; losing it costs one measurement."""

    _heard: dict[NodeId, tuple[int, int]] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def hear(self, partner: NodeId, left: int, arrived: datetime) -> None:
        """Keep when a partner's bundle left there and came in here; the last to come in counts."""
        if left:
            with self._guard:
                self._heard[partner] = left, milliseconds(arrived)

    def times(self, partner: NodeId, now: datetime) -> Times:
        """What a bundle to this partner says of time."""
        with self._guard:
            echoed, heard = self._heard.get(partner, (0, 0))
        return Times(milliseconds(now), echoed, heard)


def milliseconds(instant: datetime) -> int:
    """An instant as milliseconds since 1970."""
    return round(instant.timestamp() * 1000)


def read_times(told: object) -> Times:
    """What a partner says of time; nothing, where it says nothing that can be read."""
    match told:
        case [int(left), int(echoed), int(heard)]:
            if all(0 <= one <= _MOST for one in (left, echoed, heard)):
                return Times(left, echoed, heard)
    return Times()


def measure(times: Times, arrived: datetime) -> ClockSample | None:
    """The difference that a bundle shows on arrival, or None where it shows none.

    `echoed` is when a bundle of ours left, `heard` when it came in there, `left` when this one left
    there. A way that took less than nothing tells that one of the clocks leapt meanwhile.
    """
    now = milliseconds(arrived)
    if not times.left or not times.echoed or times.left < times.heard:
        return None
    whole = now - times.echoed
    way = whole - (times.left - times.heard)
    slack = _ROUNDED + whole // _DRIFT
    if whole < 0 or way < -slack:
        return None
    offset = (times.heard - times.echoed + times.left - now) // 2
    return ClockSample(offset, max(way, 0) // 2 + slack, arrived.astimezone(UTC))


def read_sample(kept: Mapping[str, object]) -> ClockSample | None:
    """A sample as it was kept, or None."""
    match kept:
        case {"offset_ms": int(offset), "uncertainty_ms": int(doubt), "at": str(at)}:
            try:
                return ClockSample(offset, doubt, parse_stamp(at))
            except TansiqError:
                return None
        case _:
            return None


def replaces(new: ClockSample, old: ClockSample | None) -> bool:
    """Whether a new sample is worth keeping in place of the old.

    It always is when the two contradict each other, or the old one is a minute old; while they
    agree, a less certain one is not, nor a second one within seconds that is no better by half.
    """
    if old is None:
        return True
    apart = abs(new.offset_ms - old.offset_ms)
    age = new.at - old.at
    if apart > new.uncertainty_ms + old.uncertainty_ms or not timedelta() <= age < _FRESH:
        return True
    if age < _QUIET:
        return 2 * new.uncertainty_ms < old.uncertainty_ms
    return new.uncertainty_ms <= old.uncertainty_ms
