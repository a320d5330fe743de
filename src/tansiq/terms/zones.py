"""Local time where the table of zones may be wrong: signed overrides, and changes that are near.

Promises: an override that an officer signed replaces the table between its two instants, the last
one signed where two overlap, and is named beside the time it made; a prediction of the table is not
law (LAW L51: the change for Ramadan is decreed days before), so an instant near such a change says
so. Does not: read the computer's own table of zones, or decide who may sign.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import msgspec

from tansiq.terms.clock import ZonedTime, offset_words, parse_stamp, zone_table
from tansiq.terms.errors import Invalid

NEAR = timedelta(days=30)
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_NOTHING = timedelta()
# No place stands further from UTC than 14 hours; a change and a night more are on the safe side.
_REACH = timedelta(hours=18)
_MOST_MINUTES = 14 * 60
_STEP_MINUTES = 15
_LONGEST = timedelta(days=400)
_TEXT_LIMIT = 400
_YEARS = range(1970, 2300)
"""Years in which a table of zones says anything worth reckoning with."""


class ZoneOverride(msgspec.Struct, frozen=True, kw_only=True):
    """Between two UTC instants a zone stands so many minutes from UTC, whatever the table says."""

    zone: str
    since: str
    until: str
    offset_minutes: int
    reason: str
    source: str

    def covers(self, instant: datetime, zone: str) -> bool:
        """Whether it speaks about this instant at this zone; the end is not within."""
        if zone != self.zone:
            return False
        return parse_stamp(self.since) <= instant < parse_stamp(self.until)


@dataclass(frozen=True, slots=True)
class PlaceTime:
    """One instant as it is said at a place, and the override that made it so, where one did."""

    instant: datetime
    zone: str
    offset: timedelta
    override: ZoneOverride | None = None

    @property
    def wall(self) -> datetime:
        """What the clock on the wall reads there: naive."""
        return (self.instant + self.offset).replace(tzinfo=None)

    @property
    def offset_text(self) -> str:
        """The offset as ``+01:00``, always with sign."""
        return offset_words(self.offset)

    def __str__(self) -> str:
        """Local time with its offset and zone: ``2026-11-05 05:00 +01:00 Europe/Madrid``."""
        return f"{self.wall:%Y-%m-%d %H:%M} {self.offset_text} {self.zone}"


@dataclass(frozen=True, slots=True)
class ZoneChange:
    """An instant at which a zone changes its offset; `decreed` where no yearly rule makes it so."""

    instant: datetime
    zone: str
    before: timedelta
    after: timedelta
    decreed: bool


def check_override(one: ZoneOverride) -> ZoneOverride:
    """The override itself; Invalid ``zone_unknown``, ``time_malformed`` or ``zone_override``."""
    zone_table(one.zone)
    since, until = parse_stamp(one.since), parse_stamp(one.until)
    if not since < until <= since + _LONGEST:
        raise Invalid("zone_override", part="until")
    if abs(one.offset_minutes) > _MOST_MINUTES or one.offset_minutes % _STEP_MINUTES:
        raise Invalid("zone_override", part="offset_minutes")
    for part, text in (("reason", one.reason), ("source", one.source)):
        if not text.strip() or len(text) > _TEXT_LIMIT:
            raise Invalid("zone_override", part=part)
    return one


def local_time(instant: datetime, zone: str, overrides: Sequence[ZoneOverride] = ()) -> PlaceTime:
    """An instant as it is said at a place; Invalid ``time_naive``, ``zone_unknown``.

    Invalid ``time_out_of_reach`` for a year that no table of zones speaks of.
    """
    told = ZonedTime(instant, zone)
    if told.instant.year not in _YEARS:
        raise Invalid("time_out_of_reach", value=told.instant.year)
    for one in reversed(overrides):
        if one.covers(told.instant, zone):
            return PlaceTime(told.instant, zone, timedelta(minutes=one.offset_minutes), one)
    return PlaceTime(told.instant, zone, told.offset)


def instant_at(wall: datetime, zone: str, overrides: Sequence[ZoneOverride] = ()) -> PlaceTime:
    """The instant that a reading of the clock on the wall names at a place.

    Invalid ``time_zoned``, ``time_skipped``, ``time_twice``, ``zone_unknown``: where the night has
    it never or twice, an order is written in UTC.
    """
    found = [
        at
        for begins, ends, offset in _stretches(wall, zone, overrides)
        if begins <= (at := wall.replace(tzinfo=UTC) - offset) < ends
    ]
    if len(found) != 1:
        code = "time_twice" if found else "time_skipped"
        raise Invalid(code, value=f"{wall:%Y-%m-%d %H:%M}", zone=zone)
    return local_time(found[0], zone, overrides)


def first_reading(wall: datetime, zone: str, overrides: Sequence[ZoneOverride] = ()) -> datetime:
    """The first instant at which the clock on the wall has reached a reading, in UTC.

    Of a reading that the night has twice the first; of one that it skips, the jump itself.
    """
    target = wall.replace(tzinfo=UTC)
    for begins, ends, offset in _stretches(wall, zone, overrides):
        at = max(begins, target - offset)
        if at < ends:
            return at
    raise Invalid("time_skipped", value=f"{wall:%Y-%m-%d %H:%M}", zone=zone)


def changes(zone: str, first: datetime, last: datetime) -> tuple[ZoneChange, ...]:
    """The changes of offset that the table has between two instants, in order."""
    table = zone_table(zone)
    found = []
    at = first
    while at < last:
        following = min(at + _DAY, last)
        if _offset(at, table) != _offset(following, table):
            found.append(_change(zone, _turn(table, at, following)))
        at = following
    return tuple(found)


def near_decreed_change(
    instant: datetime, zone: str, overrides: Sequence[ZoneOverride] = ()
) -> ZoneChange | None:
    """The change made by decree (Ramadan) that is nearest to an instant, if within 30 days of it.

    The table predicts it; the decree comes days before, or does not.

    None where a signed override says what holds at that instant. Invalid ``zone_unknown``.
    """
    if local_time(instant, zone, overrides).override is not None:
        return None
    found = [one for one in changes(zone, instant - NEAR, instant + NEAR) if one.decreed]
    return min(found, key=lambda one: abs(one.instant - instant), default=None)


def _change(zone: str, turn: datetime) -> ZoneChange:
    """What changes at an instant.

    Made by decree is what stands behind standard time (how Ramadan shows in the table), and a new
    standard time; summer time, that comes every year, is not.
    """
    table = zone_table(zone)
    before, after = (turn - _SECOND).astimezone(table), turn.astimezone(table)
    standard = {_offset(one, table) - (one.dst() or _NOTHING) for one in (before, after)}
    behind = any((one.dst() or _NOTHING) < _NOTHING for one in (before, after))
    decreed = behind or len(standard) > 1
    return ZoneChange(turn, zone, _offset(before, table), _offset(after, table), decreed)


def _offset(instant: datetime, table: ZoneInfo) -> timedelta:
    return instant.astimezone(table).utcoffset() or _NOTHING


def _turn(table: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The second at which the offset changes, between two instants that differ in it."""
    first, last = int(before.timestamp()), int(after.timestamp()) + 1
    old = _offset(before, table)
    while last - first > 1:
        middle = (first + last) // 2
        if _offset(datetime.fromtimestamp(middle, UTC), table) == old:
            first = middle
        else:
            last = middle
    return datetime.fromtimestamp(last, UTC)


def _stretches(
    wall: datetime, zone: str, overrides: Sequence[ZoneOverride]
) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """The stretches of one offset around a reading: from, to, offset."""
    if wall.tzinfo is not None:
        raise Invalid("time_zoned")
    middle = wall.replace(tzinfo=UTC, microsecond=0)
    first, last = middle - _REACH, middle + _REACH
    edges = {one.instant for one in changes(zone, first, last)}
    for one in overrides:
        if one.zone == zone:
            edges |= {parse_stamp(one.since), parse_stamp(one.until)}
    points = [first, *sorted(one for one in edges if first < one < last), last]
    for begins, ends in pairwise(points):
        yield begins, ends, local_time(begins, zone, overrides).offset
