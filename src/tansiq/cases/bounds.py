"""What the agreement of a case bears, judged by each entry's own time (REQUIREMENTS 3.1).

Promises: values alone, of what every member holds, so that order of arrival changes nothing and two
nodes judge alike. What was said before all parties signed, after the end, or by no party counts for
nothing; it stays to be seen. A partner's clock is its word: within one log its place decides, too,
and what arrives long after the end is `late`, which is a local hint and judges nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from tansiq.record.cases import CaseTerms
from tansiq.terms.clock import parse_stamp, stamp

SKEW = timedelta(hours=1)
"""Between the clocks of two agencies, and for an end to be heard of."""
LATE = timedelta(days=3)
"""How long after the end an honest word may be under way, by stick too."""


class Placed(Protocol):
    """Whatever an entry says: who said it, when, where in which log, and when it came here."""

    @property
    def agency(self) -> str: ...  # noqa: D102
    @property
    def time(self) -> str: ...  # noqa: D102
    @property
    def origin(self) -> str: ...  # noqa: D102
    @property
    def seq(self) -> int: ...  # noqa: D102
    @property
    def received(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Word:
    """That an agency signed an agreement, or ended it: when, and where in its log."""

    agency: str
    time: str
    origin: str
    seq: int


@dataclass(frozen=True, slots=True)
class Agreed:
    """An agreement with every word on it."""

    terms: CaseTerms
    signed: tuple[Word, ...]
    ended: tuple[Word, ...]

    @property
    def parties(self) -> frozenset[str]:
        """The nodes that are party to it."""
        return frozenset(one.node for one in self.terms.parties)


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when an agency's words in one generation count (`''`: in any).

    `first` and `last` are its own signature and end: places in its log.
    """

    agency: str
    generation: str
    since: str
    until: str
    first: Word
    last: Word | None

    def holds(self, one: Placed) -> bool:
        """Whether it bears what was said there and then."""
        if one.agency != self.agency or self.generation not in {"", _part(one.origin, 2)}:
            return False
        if one.origin == self.first.origin and one.seq < self.first.seq:
            return False
        if self.last is not None and one.origin == self.last.origin and one.seq > self.last.seq:
            return False
        return self.since <= one.time < self.until


@dataclass(frozen=True, slots=True)
class Bounds:
    """Every window of a case."""

    channel: str = ""
    windows: tuple[Window, ...] = ()
    parties: AbstractSet[str] = frozenset()

    def holds(self, one: Placed) -> bool:
        """Whether the agreement bears what was said; at a desk, whether a party said it."""
        if _part(one.origin, 1) != self.channel:
            return one.agency in self.parties
        return any(each.holds(one) for each in self.windows)

    def mends(self, one: Placed) -> bool:
        """Whether what puts something right counts: of a party, whenever (LAW L4)."""
        return one.agency in self.parties

    def late(self, one: Placed) -> bool:
        """Whether it reached this node long after what bears it had ended."""
        bearing = [each.until for each in self.windows if each.holds(one)]
        return bool(bearing and one.received) and (
            parse_stamp(one.received) >= parse_stamp(max(bearing)) + LATE
        )


def bounds_of(
    channel: str, found: Iterable[Agreed], members: Mapping[int, Collection[AbstractSet[str]]]
) -> Bounds:
    """The windows of agreements that all parties signed, where they are exactly the members.

    `members` are the lists of each generation that all on them signed; where none is known at all,
    the parties are believed.
    """
    windows = tuple(
        window for one in found for window in _windows(one, _generations(one.parties, members))
    )
    return Bounds(channel, windows, frozenset(one.agency for one in windows))


def _generations(
    parties: AbstractSet[str], members: Mapping[int, Collection[AbstractSet[str]]]
) -> tuple[str, ...]:
    if not members:
        return ("",)
    return tuple(f"g{number}" for number in sorted(members) if parties in members[number])


def _windows(one: Agreed, generations: Iterable[str]) -> Iterator[Window]:
    signed = _first(one.signed)
    ended = _first(one.ended)
    if not one.parties or not signed.keys() >= one.parties:
        return
    for agency in sorted(one.parties):
        others = one.parties - {agency}
        own_end = ended.get(agency)
        begun = [_moved(signed[other].time, -SKEW) for other in others]
        over = [_moved(ended[other].time, SKEW) for other in others if other in ended]
        over += [] if own_end is None else [own_end.time]
        since = max((one.terms.starts, signed[agency].time, *begun))
        until = min((one.terms.ends, *over))
        for generation in generations:
            yield Window(agency, generation, since, until, signed[agency], own_end)


def _first(words: Iterable[Word]) -> dict[str, Word]:
    found: dict[str, Word] = {}
    for one in sorted(words, key=lambda one: (one.time, one.origin, one.seq)):
        found.setdefault(one.agency, one)
    return found


def _moved(time: str, by: timedelta) -> str:
    try:
        return stamp(parse_stamp(time) + by)
    except OverflowError:
        return time


def _part(origin: str, number: int) -> str:
    parts = origin.split("/")
    return parts[number] if number < len(parts) else ""
