"""Time: UTC to the second on the wire, a place's own time for people.

Promises: no naive time passes; a wire time has one spelling; local time comes with its offset and
from the pinned zone table. Does not: judge whether the computer's clock is right.
"""

from __future__ import annotations

import re
import zoneinfo
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from importlib import metadata
from typing import Protocol

from tansiq.terms.errors import Invalid

_STAMP_RE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_HOURS_RE = re.compile(r"((?:[01][0-9]|2[0-3]):[0-5][0-9])-((?:[01][0-9]|2[0-3]):[0-5][0-9])")
_HOUR_RE = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_ZONE_RE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}")


class Clock(Protocol):
    """Where the present instant comes from."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)


def stamp(instant: datetime) -> str:
    """The wire spelling ``YYYY-MM-DDTHH:MM:SSZ``, cut to the second; Invalid ``time_naive``."""
    offset = instant.utcoffset()
    if offset is None:
        raise Invalid("time_naive")
    if offset:
        instant = instant.astimezone(UTC)
    return instant.replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def parse_stamp(text: str) -> datetime:
    """The UTC instant of a wire time, or Invalid ``time_malformed``; leap seconds are refused."""
    if _STAMP_RE.fullmatch(text) is None:
        raise Invalid("time_malformed", value=text[:40])
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Invalid("time_malformed", value=text[:40]) from None


def parse_hour(text: str) -> time:
    """An hour of the day ``HH:MM``, or Invalid ``hours_malformed``."""
    if _HOUR_RE.fullmatch(text) is None:
        raise Invalid("hours_malformed", value=text[:40])
    return time.fromisoformat(text)


def duty_hours(text: str) -> tuple[time, time]:
    """Hours ``HH:MM-HH:MM``, which may cross midnight, or Invalid ``hours_malformed``."""
    found = _HOURS_RE.fullmatch(text)
    if found is None or found[1] == found[2]:
        raise Invalid("hours_malformed", value=text[:40])
    return time.fromisoformat(found[1]), time.fromisoformat(found[2])


def use_pinned_zones() -> str:
    """Read zones only from the ``tzdata`` package; return its version, for partners to compare."""
    zoneinfo.reset_tzpath([])
    zoneinfo.ZoneInfo.clear_cache()
    return zone_table_version()


@cache
def zone_table_version() -> str:
    """The version of the zone table that local times are read from."""
    return metadata.version("tzdata")


@dataclass(frozen=True, slots=True)
class ZonedTime:
    """One instant as it is said at one place."""

    instant: datetime
    zone: str

    def __post_init__(self) -> None:
        """Refuse a naive instant and an unknown zone; keep the instant in UTC, to the second."""
        if self.instant.utcoffset() is None:
            raise Invalid("time_naive")
        plain = self.instant.astimezone(UTC).replace(microsecond=0)
        object.__setattr__(self, "instant", plain)
        zone_table(self.zone)

    @property
    def local(self) -> datetime:
        """The local wall-clock time, aware."""
        return self.instant.astimezone(zone_table(self.zone))

    @property
    def offset(self) -> timedelta:
        """How far local time stands from UTC at this instant."""
        return self.local.utcoffset() or timedelta()

    @property
    def offset_text(self) -> str:
        """The offset as ``+01:00``, always with sign."""
        return offset_words(self.offset)

    def __str__(self) -> str:
        """Local time with its offset and zone: ``2026-11-05 05:00 +01:00 Europe/Madrid``."""
        return f"{self.local:%Y-%m-%d %H:%M} {self.offset_text} {self.zone}"


def at_local(wall: datetime, zone: str) -> ZonedTime:
    """The instant a wall-clock reading names at a place.

    Raises Invalid ``time_zoned`` when the reading carries an offset already, ``time_skipped`` when
    the clocks jump over it, ``time_twice`` when the night has it twice: an order must then be
    written in UTC.
    """
    if wall.tzinfo is not None:
        raise Invalid("time_zoned")
    table = zone_table(zone)
    first = wall.replace(tzinfo=table, fold=0).astimezone(UTC)
    second = wall.replace(tzinfo=table, fold=1).astimezone(UTC)
    if first == second:
        return ZonedTime(first, zone)
    skipped = first.astimezone(table).replace(tzinfo=None) != wall
    code = "time_skipped" if skipped else "time_twice"
    raise Invalid(code, value=f"{wall:%Y-%m-%d %H:%M}", zone=zone)


def offset_words(offset: timedelta) -> str:
    """How far a place stands from UTC, as ``+01:00``, always with sign."""
    minutes = int(offset.total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def zone_table(name: str) -> zoneinfo.ZoneInfo:
    """The table of a zone, or Invalid ``zone_unknown``."""
    if _ZONE_RE.fullmatch(name) is None:
        raise Invalid("zone_unknown", zone=name[:60])
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid("zone_unknown", zone=name[:60]) from None
