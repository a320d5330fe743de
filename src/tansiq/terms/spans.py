"""Lengths of time as law states them: hours, days, months, years, and the instant they end.

Promises: an end is reckoned twice, by hours that pass (added in UTC) and by the clock on the wall
of the place, and the earlier of the two is shown (LAW L51), until a jurist says otherwise. Months
and years exist on the calendar alone. Does not know whose length it is.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tansiq.terms.errors import Invalid
from tansiq.terms.vocabulary import DomainWord
from tansiq.terms.zones import PlaceTime, ZoneOverride, first_reading, local_time

_SPAN_RE = re.compile(r"P(?:T(0|[1-9][0-9]{0,4})H|(0|[1-9][0-9]{0,2})([DMY]))")
_MONTHS = {"M": 1, "Y": 12}


class Reckoning(DomainWord):
    """Which of the two ways of counting ends first."""

    SAME = "same"
    ELAPSED = "elapsed"
    WALL = "wall"


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: hours and months, one of them nothing; days are 24 hours."""

    hours: int = 0
    months: int = 0


@dataclass(frozen=True, slots=True)
class Due:
    """When a length of time ends at a place: the earlier reading, and both, in UTC.

    `elapsed` is None for months and years, which no number of hours measures.
    """

    at: datetime
    elapsed: datetime | None
    wall: datetime
    reckoning: Reckoning
    local: PlaceTime


def span(text: str) -> Span:
    """A length in ISO 8601 (`PT72H`, `P10D`, `P3M`, `P20Y`), or Invalid ``span_malformed``."""
    found = _SPAN_RE.fullmatch(text)
    if found is None:
        raise Invalid("span_malformed", value=text[:40])
    if found[1] is not None:
        return Span(hours=int(found[1]))
    number, unit = int(found[2]), found[3]
    return Span(hours=24 * number) if unit == "D" else Span(months=number * _MONTHS[unit])


def due(
    start: datetime, zone: str, spans: Sequence[Span], overrides: Sequence[ZoneOverride] = ()
) -> Due:
    """When these lengths, one after another, have passed since an instant at a place.

    Invalid ``time_naive``, ``zone_unknown``.
    """
    begun = local_time(start, zone, overrides)
    wall = begun.wall
    for one in spans:
        wall = _months_on(wall, one.months) + timedelta(hours=one.hours)
    by_wall = first_reading(wall, zone, overrides)
    if any(one.months for one in spans):
        at, elapsed, how = by_wall, None, Reckoning.WALL
    else:
        elapsed = begun.instant + timedelta(hours=sum(one.hours for one in spans))
        at = min(elapsed, by_wall)
        how = _which(elapsed, by_wall)
    return Due(at.astimezone(UTC), elapsed, by_wall, how, local_time(at, zone, overrides))


def _which(elapsed: datetime, wall: datetime) -> Reckoning:
    if elapsed == wall:
        return Reckoning.SAME
    return Reckoning.ELAPSED if elapsed < wall else Reckoning.WALL


def _months_on(wall: datetime, months: int) -> datetime:
    """The same day some months later; the last of that month where it has no such day."""
    if not months:
        return wall
    years, month = divmod(wall.month - 1 + months, 12)
    year = wall.year + years
    return wall.replace(
        year=year, month=month + 1, day=min(wall.day, monthrange(year, month + 1)[1])
    )
