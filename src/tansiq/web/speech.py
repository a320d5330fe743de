"""The languages of the pages: which one a reader gets, its words, its dates and numbers.

Promises: a word exists in all four languages (a test compares the catalogues); dates and digits
follow the agency's locale when it is one of the reader's language, because `ar-MA` and `ar-EG`
differ. Catalogues are read as they are; there is no compiled file to forget.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_skeleton, format_timedelta
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations
from babel.units import format_unit
from django.utils.translation.trans_real import parse_accept_lang_header

from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Missing
from tansiq.terms.languages import Language

_LENGTHS = {"H": "hour", "D": "day", "M": "month", "Y": "year"}
_SIZES = (("megabyte", 1 << 20), ("kilobyte", 1 << 10), ("byte", 1))
# Locales put direction marks into numeric dates; inside a unit that is isolated they scatter it.
MARKS = {0x200E: None, 0x200F: None, 0x061C: None}


def offset(local: datetime) -> str:
    """The offset of a local time: UTC, UTC+1, UTC-3:30."""
    minutes = int((local.utcoffset() or timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    if not minutes:
        return "UTC"
    return f"UTC{'+' if minutes > 0 else '-'}{hours}{f':{rest:02}' if rest else ''}"


@lru_cache(maxsize=2048)
def _day(locale: Locale, day: date) -> str:
    """A day as the locale writes it; a list names the same few over and over."""
    noon = datetime.combine(day, time(12), UTC)
    return str(format_skeleton("yMd", noon, locale=locale)).translate(MARKS)


@cache
def catalogue(language: Language) -> Translations:
    """The words of one language: a file for each part of the pages, so that nobody waits."""
    pages = (files("tansiq.web") / "locale" / language / "LC_MESSAGES").iterdir()
    merged: Translations | None = None
    for source in sorted(pages, key=lambda one: one.name):
        if source.name.endswith(".po"):
            found = _read(source, language)
            merged = found if merged is None else merged.merge(found)
    if merged is None:
        raise Missing("words_page", name=str(language))
    return merged


def _read(source: Traversable, language: Language) -> Translations:
    with source.open("rb") as opened:
        words = read_po(opened, locale=str(language), abort_invalid=True)
    packed = BytesIO()
    write_mo(packed, words)
    packed.seek(0)
    return Translations(packed, domain="tansiq")


def language_for(asked: str | None, accepted: str, otherwise: str) -> Language:
    """What the reader asked for, else what the browser accepts, else what the agency speaks."""
    wanted = [asked or "", *(tag for tag, _ in parse_accept_lang_header(accepted.lower()))]
    for tag in (*wanted, otherwise):
        primary = tag.partition("-")[0]
        if primary in set(Language):
            return Language(primary)
    return Language.EN


@dataclass(frozen=True, slots=True)
class Manner:
    """How the agency wants things shown when the reader asks for nothing else."""

    language: str
    locale: str
    zone: str


@dataclass(frozen=True, slots=True)
class Speech:
    """How one reader is spoken to."""

    language: Language
    locale: Locale
    zone: ZoneInfo

    @classmethod
    def of(cls, language: Language, manner: Manner) -> "Speech":
        """The agency's own locale where it fits the language, else the language's usual one."""
        own = Locale.parse(manner.locale, sep="-")
        locale = own if own.language == language else Locale.parse(str(language))
        return cls(language, locale, ZoneInfo(manner.zone))

    def name(self, names: Mapping[str, str], otherwise: str) -> str:
        """An agency's name in this language, else in English, else its id."""
        return names.get(self.language) or names.get("en") or otherwise

    def instant(self, when: datetime) -> str:
        """Local time with its offset, year included, as one unit to be read from left to right."""
        local = when.astimezone(self.zone)
        return f"{_day(self.locale, local.date())} {local:%H:%M} {offset(local)}"

    def place(self, wall: datetime, away: timedelta) -> str:
        """The same at another place: what the clock there reads, and how far it is from UTC."""
        there = wall.replace(tzinfo=timezone(away))
        return f"{_day(self.locale, wall.date())} {wall:%H:%M} {offset(there)}"

    def ago(self, when: datetime, now: datetime) -> str:
        """How long ago, in words."""
        past = min(when - now, timedelta(seconds=-1))
        return format_timedelta(past, add_direction=True, locale=self.locale)

    def lasting(self, span: str) -> str:
        """A length of time of a rule set, ISO 8601 (`PT72H`, `P3M`), in words: 72 hours."""
        number, unit = int(span.strip("PTHDMY")), f"duration-{_LENGTHS[span[-1]]}"
        # Arabic has its days and months in the short form alone, in whole words.
        arabic = self.locale.language == "ar"
        length: Literal["short", "long"] = "short" if arabic and span[-1] in "DM" else "long"
        return format_unit(number, unit, length=length, locale=self.locale)

    def offset(self, when: datetime) -> str:
        """The offset of the agency's local time at an instant: UTC+1."""
        return offset(when.astimezone(self.zone))

    @staticmethod
    def there(zone: str, when: datetime) -> tuple[int, str, str] | None:
        """The time on a wall elsewhere: minutes from UTC, hh:mm, UTC+1; None for no known zone."""
        if not zone:
            return None
        local = when.astimezone(ZoneInfo(zone))
        away = int((local.utcoffset() or timedelta()).total_seconds()) // 60
        return away, f"{local:%H:%M}", offset(local)

    def size(self, count: int) -> str:
        """Bytes as gigabytes or megabytes, in the locale's manner."""
        giga = count >= 1 << 30
        number = format_decimal(count / (1 << (30 if giga else 20)), "#,##0.0", locale=self.locale)
        return f"{number} {'GiB' if giga else 'MiB'}"

    def minutes_from_utc(self, when: datetime) -> int:
        """The same in minutes, for the clock of the page."""
        away = when.astimezone(self.zone).utcoffset() or timedelta()
        return int(away.total_seconds()) // 60

    @staticmethod
    def seconds_until(due: str, now: datetime) -> int:
        """Seconds from now to a wire time; negative when it is over."""
        return int((parse_stamp(due) - now).total_seconds())

    @staticmethod
    def used(since: str, due: str, now: datetime) -> int:
        """How much of the time from `since` to `due` is used, in per cent."""
        if not since:
            return 0
        start = parse_stamp(since)
        whole = (parse_stamp(due) - start).total_seconds()
        share = (now - start).total_seconds() / whole if whole > 0 else 1.0
        return round(100 * min(max(share, 0.0), 1.0))

    @staticmethod
    def span(seconds: int, day: str) -> str:
        """A time left or over: h:mm, from one day on with the days before it.

        Each number is isolated: beside the letter of an Arabic day they would change places.
        """
        days, rest = divmod(abs(seconds), 86400)
        clock = f"{rest // 3600}:{rest % 3600 // 60:02}"
        return f"\u2066{days}\u2069 {day} \u2066{clock}\u2069" if days else clock

    def bytes(self, size: int) -> str:
        """A size in bytes, kilobytes or megabytes, as the locale writes them."""
        unit, shown = next(
            (unit, size / limit) for unit, limit in _SIZES if size >= limit or limit == 1
        )
        said: str = format_unit(round(shown, 1), f"digital-{unit}", "short", locale=self.locale)
        return said

    def number(self, count: int) -> str:
        """A count with the locale's digits and separators."""
        return format_decimal(count, locale=self.locale)
