"""Dates in four languages: whole, partial, in figures, relative, and by weekday alone.

Promises: ISO 8601, with what the text leaves out taken from the day the document appeared and from
nothing else; a date of the Hijri calendar is found and not converted. A weekday that stands beside
a date is kept for comparison, and corrects nothing.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from tansiq.intake.lexicon import Lexicon, lexicon
from tansiq.intake.numbers import value_of, words_of
from tansiq.intake.tenses import to_come
from tansiq.intake.texts import Sentence

_ISO = re.compile(r"(?<![\d/.-])(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?![\d/-])")
_FIGURES = re.compile(
    r"(?<![\d/.-])(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})(?![\d/-])"
)
_LATER = 45
"""Days a date without a year may lie after the document before it is read as of the year before."""
_WEEK = 7
_AHEAD = 50
"""Letters before a weekday in which a word of the future makes it the next one."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in a sentence: its stretch, its normal form, the weekday that stands beside it."""

    start: int
    end: int
    normal: str
    day: dt.date | None = None
    weekday: int | None = None
    weekday_end: int = 0
    whole: bool = False

    def overlaps(self, other: "Dated") -> bool:
        """Whether both take a letter in common."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class _Rules:
    language: str
    whole: tuple[re.Pattern[str], ...]
    month: re.Pattern[str]
    bare: re.Pattern[str]
    ago: re.Pattern[str]
    relative: tuple[tuple[re.Pattern[str], int], ...]
    before: tuple[tuple[re.Pattern[str], int], ...]
    hijri: re.Pattern[str]
    weekdays: tuple[re.Pattern[str], ...]
    months: tuple[re.Pattern[str], ...]


@cache
def _rules(language: str) -> _Rules:
    lex = lexicon(language)
    names = "|".join(lex.texts("weekdays"))
    lead = f"(?:(?:{lex.text('this_week')})(?P<weekday>{names}){lex.text('before_date')})?"
    days = [lex.text(one) for one in ("day_month", "month_day") if lex.text(one)]
    hijri = lex.text("hijri")
    return _Rules(
        language=language,
        whole=tuple(_compiled(lead + _filled(one, lex), language) for one in days),
        month=_compiled(_filled(lex.text("month_year"), lex), language),
        bare=_compiled(_filled(lex.text("bare_weekday"), lex), language),
        ago=_compiled(_filled(lex.text("ago"), lex), language),
        relative=_table(lex, "relative"),
        before=_table(lex, "before"),
        hijri=_compiled(rf"\d{{1,2}} (?:{hijri})(?: \d{{4}})?" if hijri else "(?!)", language),
        weekdays=tuple(re.compile(one) for one in lex.texts("weekdays")),
        months=tuple(re.compile(one) for one in lex.texts("months")),
    )


def _filled(pattern: str, lex: Lexicon) -> str:
    months, weekdays = "|".join(lex.texts("months")), "|".join(lex.texts("weekdays"))
    filled = pattern.replace("MONTH", months).replace("WEEKDAY", weekdays)
    return filled.replace("NUMBER", words_of(lex.language))


def _compiled(pattern: str, language: str) -> re.Pattern[str]:
    before = "[وف]?" if language == "ar" else ""
    return re.compile(rf"(?<![\w/-]){before}{pattern}(?!\w)" if pattern else r"(?!)")


def _table(lex: Lexicon, name: str) -> tuple[tuple[re.Pattern[str], int], ...]:
    return tuple(
        (_compiled(f"(?:{one})", lex.language), days) for one, days in lex.numbers(name).items()
    )


def dates(sentence: Sentence, published: dt.date | None, last: dt.date | None) -> list[Dated]:
    """The dates of a sentence; `last` is the day the text spoke of before."""
    rules = _rules(sentence.language)
    found: list[Dated] = []
    for one in (
        *_whole(sentence.plain, rules, published),
        *_loose(sentence, rules, published),
    ):
        if not any(one.overlaps(other) for other in found):
            found.append(one)
    found.sort(key=lambda one: one.start)
    told = next((one.day for one in reversed(found) if one.day), None)
    anchor = told or last or published
    for pattern, days in rules.before:
        for match in pattern.finditer(sentence.plain):
            moved = _moved(match, anchor, days)
            if moved is not None and not any(moved.overlaps(other) for other in found):
                found.append(moved)
    return sorted(found, key=lambda one: one.start)


def _whole(plain: str, rules: _Rules, published: dt.date | None) -> Iterator[Dated]:
    """Dates that name their month."""
    for match in _each((_ISO, _FIGURES), plain):
        made = _day(int(match["year"]), int(match["month"]), int(match["day"]))
        if made is not None:
            yield Dated(match.start(), match.end(), made.isoformat(), made, whole=True)
    for match in _each(rules.whole, plain):
        one = _named(match, rules, published)
        if one is not None:
            yield one
    for match in rules.month.finditer(plain):
        month = _index(rules.months, match["month"]) + 1
        yield Dated(match.start("month"), match.end(), f"{match['year']}-{month:02}")
    for match in rules.hijri.finditer(plain):
        yield Dated(match.start(), match.end(), "")


def _each(patterns: Iterable[re.Pattern[str]], plain: str) -> Iterator[re.Match[str]]:
    for pattern in patterns:
        yield from pattern.finditer(plain)


def _named(match: re.Match[str], rules: _Rules, published: dt.date | None) -> Dated | None:
    month = _index(rules.months, match["month"]) + 1
    day = int(match["day"]) if match["day"].isdigit() else 1
    weekday = _index(rules.weekdays, match["weekday"]) if match["weekday"] else None
    start = match.start("weekday") if match["weekday"] else match.start("day")
    start = min(start, match.start("month"))
    end = match.end("weekday") if match["weekday"] else 0
    if match["year"]:
        made = _day(int(match["year"]), month, day)
        if made is None:
            # No such day: the words are a date all the same, without a normal form.
            return Dated(start, match.end(), "")
        return Dated(start, match.end(), made.isoformat(), made, weekday, end, whole=True)
    if published is None:
        return Dated(start, match.end(), f"--{month:02}-{day:02}", None, weekday, end)
    near = _nearest(published, month, day)
    if near is None:
        return None
    return Dated(start, match.end(), near.isoformat(), near, weekday, end)


def _nearest(published: dt.date, month: int, day: int) -> dt.date | None:
    """A date without its year: of the document's, or of the one before when it lies far ahead."""
    this = _day(published.year, month, day)
    if this is not None and (this - published).days > _LATER:
        return _day(published.year - 1, month, day)
    if this is not None and (published - this).days > 366 - _LATER:
        return _day(published.year + 1, month, day)
    return this


def _loose(sentence: Sentence, rules: _Rules, published: dt.date | None) -> Iterator[Dated]:
    """Dates told from the day the document appeared."""
    plain = sentence.plain
    for pattern, days in rules.relative:
        for match in pattern.finditer(plain):
            one = _moved(match, published, days)
            if one is not None:
                yield one
    for match in rules.ago.finditer(plain):
        one = _moved(match, published, -_ago(match, rules.language))
        if one is not None:
            yield one
    for match in rules.bare.finditer(plain):
        ahead = to_come(sentence, max(0, match.start() - _AHEAD), match.start())
        one = _weekday(match, rules, published, ahead=ahead)
        if one is not None:
            yield one


def _moved(match: re.Match[str], anchor: dt.date | None, days: int) -> Dated | None:
    if anchor is None:
        return None
    made = anchor + dt.timedelta(days=days)
    return Dated(match.start(), match.end(), made.isoformat(), made)


_TWO = ("يومين", "اسبوعين")


def _ago(match: re.Match[str], language: str) -> int:
    number = value_of(match["number"], language) if match["number"] else None
    unit = match["unit"]
    count = number if number is not None else 2 if unit in _TWO else 1
    weeks = unit.startswith(("week", "semana", "semaine", "اسب"))
    return count * (_WEEK if weeks else 1)


def _weekday(
    match: re.Match[str], rules: _Rules, published: dt.date | None, *, ahead: bool
) -> Dated | None:
    if published is None:
        return None
    said = match.groupdict()
    beside = f"{said.get('lead') or ''} {said.get('tail') or ''}"
    lex = lexicon(rules.language)
    weekday = _index(rules.weekdays, match["weekday"])
    back = (published.weekday() - weekday) % _WEEK
    past = lex.words("last").search(beside)
    if lex.words("next").search(beside) or (ahead and not past):
        made = published + dt.timedelta(days=(_WEEK - back) or _WEEK)
    elif back == 0 and past:
        made = published - dt.timedelta(days=_WEEK)
    else:
        made = published - dt.timedelta(days=back)
    end = match.end("tail") if said.get("tail") else match.end("weekday")
    return Dated(match.start("weekday"), end, made.isoformat(), made)


def _index(patterns: tuple[re.Pattern[str], ...], word: str) -> int:
    return next(at for at, one in enumerate(patterns) if one.fullmatch(word))


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
