"""How far a record of ours has come at each recipient, and how an answer stands to its clock.

Pure: the exchange knows the positions, this file knows what they mean. A state is never better than
what the recipient has signed: "sent" is our own belief, everything after it is theirs.
"""

from bisect import bisect_right
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from operator import itemgetter
from types import MappingProxyType

from tansiq.terms.clock import parse_stamp

_NONE: Mapping[int, str] = MappingProxyType({})


class Delivery(StrEnum):
    """How far, worst first; `rejected` and `parked` are failures that somebody must look at."""

    REJECTED = "rejected"
    PARKED = "parked"
    WAITING = "waiting"
    SENT = "sent"
    RECEIVED = "received"
    APPLIED = "applied"
    OPENED = "opened"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Spans:
    """Positions of a log told as closed ranges in order, without some: as short as the note is.

    A set of them would be as long as the log, and is made for every page.
    """

    ranges: tuple[tuple[int, int], ...]
    without: frozenset[int] = frozenset()

    def __contains__(self, seq: object) -> bool:
        """Whether a position is one of them."""
        if not isinstance(seq, int) or seq in self.without:
            return False
        place = bisect_right(self.ranges, seq, key=itemgetter(0)) - 1
        return place >= 0 and seq <= self.ranges[place][1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """One partner's signed word about one log of ours, as counts of entries from its start.

    `opened` and `read` know single positions, because officers do not open in order; `rejected`
    and `parked` tell the code beside each position.
    """

    partner: str
    origin: str
    sent: int = 0
    received: int = 0
    applied: int = 0
    opened: Container[int] = frozenset()
    read: Container[int] = frozenset()
    rejected: Mapping[int, str] = field(default_factory=lambda: _NONE)
    parked: frozenset[int] = frozenset()


Reaches = Mapping[tuple[str, str], Reach]


def reaches(found: tuple[Reach, ...]) -> Reaches:
    """Index by (partner, origin)."""
    return {(one.partner, one.origin): one for one in found}


def delivery(known: Reaches, partner: str, origin: str, seq: int) -> Delivery:
    """How far the entry at `seq` of `origin` has come at `partner`; nothing known means waiting."""
    reach = known.get((partner, origin))
    if reach is None:
        return Delivery.WAITING
    if seq in reach.rejected:
        return Delivery.REJECTED
    if seq in reach.parked:
        return Delivery.PARKED
    return _progress(reach, seq)


def _progress(reach: Reach, seq: int) -> Delivery:
    if seq in reach.read:
        return Delivery.READ
    if seq in reach.opened:
        return Delivery.OPENED
    counts = (
        (Delivery.APPLIED, reach.applied),
        (Delivery.RECEIVED, reach.received),
        (Delivery.SENT, reach.sent),
    )
    return next((state for state, count in counts if seq < count), Delivery.WAITING)


class ClockState(StrEnum):
    """How an answer stands to its time, most pressing first."""

    OVERDUE = "overdue"
    RUNNING = "running"
    LATE = "late"
    MET = "met"


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """A duty to answer: its state, its end (UTC), and the seconds left (negative: over)."""

    state: ClockState
    due: str
    seconds_left: int


def clock(due: str, now: datetime, answered: str = "") -> Due:
    """The state of a duty that ends at `due`, answered at `answered` (wire times) or not yet."""
    end = parse_stamp(due)
    if answered:
        left = int((end - parse_stamp(answered)).total_seconds())
        return Due(ClockState.MET if left >= 0 else ClockState.LATE, due, left)
    left = int((end - now).total_seconds())
    return Due(ClockState.RUNNING if left >= 0 else ClockState.OVERDUE, due, left)


PRESSING = {state: place for place, state in enumerate(ClockState)}


def pressing(due: Due) -> tuple[int, str]:
    """Sorting key: overdue before running before late before met, then the earlier end first."""
    return PRESSING[due.state], due.due
