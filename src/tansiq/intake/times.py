"""Times of day, joined to the date they belong to, with a zone only where the text names one.

Promises: `2026-03-14T06:00Z` where the text says GMT, `2026-03-14T06:00` where it says nothing; a
time without any date in reach is given without one (`T06:00`).
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from functools import cache
from zoneinfo import ZoneInfo

from tansiq.intake.dates import Dated
from tansiq.intake.lexicon import lexicon
from tansiq.intake.numbers import has_figures, value_of, words_of
from tansiq.intake.texts import Sentence, fold

_NAMED = {
    "Z": ("utc", "gmt", "z", "tu", "بالتوقيت العالمي", "توقيت غرينتش", "بتوقيت غرينتش"),
    "+01:00": ("cet", "bst"),
    "+02:00": ("cest",),
    "Europe/Madrid": ("hora de madrid", "hora peninsular", "بتوقيت مدريد", "madrid time"),
    "Atlantic/Canary": ("hora de canarias",),
    "Europe/Paris": ("heure de paris", "paris time"),
    "Europe/London": ("london time",),
    "Africa/Casablanca": (
        "heure de rabat", "heure du maroc", "hora de rabat", "rabat time", "بتوقيت المغرب",
        "بتوقيت الرباط",
    ),
}  # fmt: skip
_BY_NAME = {fold(name): zone for zone, names in _NAMED.items() for name in names}
_ZONE = "|".join(re.escape(one) for one in sorted(_BY_NAME, key=len, reverse=True))
_NOON, _DAY = 12, 24
_PARTS = r"a\.? ?m\.?|p\.? ?m\.?"
_IN_ZONE = rf"(?: ?\(?(?P<zone>{_ZONE})\)?(?!\w))?"
_BEFORE = r"(?<![\d:.,/+-])"
_AFTER_POINT = r"(?=\d\d ?(?:[ap]\.?m|h(?:oras|eures|rs|ours)?(?!\w)))"
_CLOCK = re.compile(
    rf"{_BEFORE}(?P<hour>[01]?\d|2[0-3]) ?(?::|h|\.{_AFTER_POINT}) ?"
    r"(?P<minute>[0-5]\d)(?::[0-5]\d)?(?!\d|:\d)"
    rf"(?: ?(?P<part>{_PARTS})(?!\w))?(?: ?(?:horas|heures|h|hrs|hours)(?!\w))?{_IN_ZONE}"
)
# `a las 5.30`, `at 5.30`: a point only where a word says that it is an hour.
_POINT = re.compile(
    r"(?:(?<=a las )|(?<=sobre las )|(?<=desde las )|(?<=a partir de las )|(?<= at ))"
    r"(?P<hour>[01]?\d|2[0-3])\.(?P<minute>[0-5]\d)(?!\d|\.\d|%)(?P<part>)(?P<zone>)"
)
_MILITARY = re.compile(
    rf"{_BEFORE}(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?P<part>)"
    rf" ?(?:hours|hrs|horas|heures|h)(?!\w){_IN_ZONE}"
)
_SHORT = re.compile(
    rf"{_BEFORE}(?:(?P<hour>1[0-2]|0?[1-9]) ?(?P<part>{_PARTS})(?!\w)"
    rf"|(?P<hour2>[01]?\d|2[0-3]) ?h(?![\w])){_IN_ZONE}"
)
_HALVES = {
    fold(word): minutes
    for word, minutes in (
        ("media", 30), ("cuarto", 15), ("trente", 30), ("quinze", 15),
        ("والنصف", 30), ("والربع", 15),
    )
}  # fmt: skip


@cache
def _worded(language: str) -> re.Pattern[str]:
    lex = lexicon(language)
    hours = "|".join(sorted(lex.numbers("hours"), key=len, reverse=True))
    pattern = lex.text("time_word").replace("NUMBER", words_of(language)).replace("HOUR", hours)
    before = "[وف]?" if language == "ar" else ""
    return re.compile(rf"(?<!\w){before}{pattern}(?: ?(?P<zone>{_ZONE}))?(?!\w)")


def times(sentence: Sentence, dated: Sequence[Dated], last: dt.date | None) -> Iterator[Dated]:
    """The times of a sentence, each with the date nearest to it."""
    plain = sentence.plain
    taken: list[tuple[int, int]] = []
    figures = (_CLOCK, _POINT, _MILITARY, _SHORT) if has_figures(plain) else ()
    for pattern in (*figures, _worded(sentence.language)):
        for match in pattern.finditer(plain):
            clock = _clock(match, sentence.language)
            if clock is None or any(
                match.start() < end and start < match.end() for start, end in taken
            ):
                continue
            taken.append(match.span())
            day = _nearest(match.start(), dated) or last
            yield Dated(match.start(), match.end(), _normal(day, clock, match["zone"]), day)


def _clock(match: re.Match[str], language: str) -> tuple[int, int] | None:
    said = match.groupdict()
    word = said.get("hour") or said.get("hour2") or ""
    hour = lexicon(language).numbers("hours").get(word, value_of(word, language))
    if hour is None or hour >= _DAY or _count_only(match, language):
        return None
    part = (said.get("part") or "").replace(" ", "").rstrip(".")
    later = lexicon(language).numbers("parts").get(part, _NOON if part.startswith("p") else 0)
    if later and hour < _NOON:
        hour += _NOON
    elif part and not later and hour == _NOON:
        hour = 0
    return hour, _minute(said)


def _count_only(match: re.Match[str], language: str) -> bool:
    """Whether an English number word is no hour: it says neither part of day nor clock."""
    said = match.groupdict()
    worded = "hour2" not in said and "minute" not in said
    return language == "en" and worded and not said.get("part") and "clock" not in match.group()


def _minute(said: dict[str, str | None]) -> int:
    word = said.get("minute") or said.get("half") or ""
    return int(word) if word.isdigit() else _HALVES.get(word, 0)


def _nearest(at: int, dated: Sequence[Dated]) -> dt.date | None:
    days = [one for one in dated if one.day is not None]
    near = min(days, key=lambda one: min(abs(at - one.end), abs(one.start - at)), default=None)
    return near.day if near is not None else None


def _normal(day: dt.date | None, clock: tuple[int, int], zone: str | None) -> str:
    told = f"T{clock[0]:02}:{clock[1]:02}"
    offset = _BY_NAME.get(zone or "", "")
    if day is None:
        return told + (offset if "/" not in offset else "")
    if "/" in offset:
        moment = dt.datetime(day.year, day.month, day.day, *clock, tzinfo=ZoneInfo(offset))
        return moment.isoformat(timespec="minutes")
    return f"{day.isoformat()}{told}{offset}"
