"""Dates in four languages: whole, partial, in figures, relative, and by weekday alone.

Promises: ISO 8601, with what the text leaves out taken from the day the document appeared and from
nothing else; a date of the Hijri calendar is found and not converted. A weekday that stands beside
a date is kept for comparison, and corrects nothing.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tansiq.intake.date_rules import Rules, rules_of
from tansiq.intake.lexicon import lexicon
from tansiq.intake.numbers import has_figures, value_of
from tansiq.intake.tenses import to_come
from tansiq.intake.texts import Sentence

_ISO = re.compile(r"(?<![\d/.-])(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?![\d/-])")
_LATER = 45
"""Days a date without a year may lie after the document before it is read as of the year before."""
_WEEK = 7
_RANGE = 24
"""Letters before a date in which the first day of a span of days may stand."""
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


def dates(sentence: Sentence, published: dt.date | None, last: dt.date | None) -> list[Dated]:
    """The dates of a sentence; `last` is the day the text spoke of before."""
    rules = rules_of(sentence.language)
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


def _whole(plain: str, rules: Rules, published: dt.date | None) -> Iterator[Dated]:
    """Dates that name their month."""
    figures = (_ISO, rules.figures) if has_figures(plain) else ()
    for match in _each(figures, plain):
        made = _day(int(match["year"]), int(match["month"]), int(match["day"]))
        if made is not None:
            start, weekday, end = _with_weekday(match, rules)
            yield Dated(start, match.end(), made.isoformat(), made, weekday, end, whole=True)
    for match in _each(rules.whole, plain):
        one = _named(match, rules, published)
        if one is not None:
            yield one
            yield from _from(match, one, rules, plain)
    for match in rules.month.finditer(plain):
        month = _index(rules.months, match["month"]) + 1
        yield Dated(match.start("month"), match.end(), f"{match['year']}-{month:02}")
    for match in rules.hijri.finditer(plain):
        yield Dated(match.start(), match.end(), "")


def _each(patterns: Iterable[re.Pattern[str]], plain: str) -> Iterator[re.Match[str]]:
    for pattern in patterns:
        yield from pattern.finditer(plain)


def _named(match: re.Match[str], rules: Rules, published: dt.date | None) -> Dated | None:
    month = _index(rules.months, match["month"]) + 1
    day = int(match["day"]) if match["day"].isdigit() else 1
    start, weekday, end = _with_weekday(match, rules)
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


def _with_weekday(match: re.Match[str], rules: Rules) -> tuple[int, int | None, int]:
    """Where a date begins, the weekday beside it, and where that ends."""
    start = min(match.start("day"), match.start("month"))
    if not match.groupdict().get("weekday"):
        return start, None, 0
    weekday = _index(rules.weekdays, match["weekday"])
    return min(start, match.start("weekday")), weekday, match.end("weekday")


def _from(match: re.Match[str], last: Dated, rules: Rules, plain: str) -> Iterator[Dated]:
    """The first day of `8 to 14 June`, before its last."""
    before = rules.range.search(plain, max(0, match.start() - _RANGE), match.start("day"))
    if before is None or last.day is None:
        return
    day = int(before["day"])
    made = _day(last.day.year, last.day.month, day) if day < last.day.day else None
    if made is not None:
        yield Dated(before.start("day"), before.end("day"), made.isoformat(), made)


def _nearest(published: dt.date, month: int, day: int) -> dt.date | None:
    """A date without its year: of the document's, or of the one before when it lies far ahead."""
    this = _day(published.year, month, day)
    if this is not None and (this - published).days > _LATER:
        return _day(published.year - 1, month, day)
    if this is not None and (published - this).days > 366 - _LATER:
        return _day(published.year + 1, month, day)
    return this


def _loose(sentence: Sentence, rules: Rules, published: dt.date | None) -> Iterator[Dated]:
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
    if published is not None:
        yield from _parts(sentence, rules, published)
        yield from _weekdays(sentence, rules, published)


def _weekdays(sentence: Sentence, rules: Rules, published: dt.date) -> Iterator[Dated]:
    """Weekdays alone: the last there was, or the next where a word says so."""
    for match in rules.bare.finditer(sentence.plain):
        ahead = to_come(sentence, max(0, match.start() - _AHEAD), match.start())
        one = _weekday(match, rules, published, ahead=ahead)
        yield one


def _parts(sentence: Sentence, rules: Rules, published: dt.date) -> Iterator[Dated]:
    """A day without its month, a month without its year: the last there was, or the next."""
    for match in rules.bare_day.finditer(sentence.plain):
        ahead = to_come(sentence, max(0, match.start() - _AHEAD), match.end())
        months = range(2) if ahead else range(0, -2, -1)
        days = (_day(*_month(published, by), int(match["day"])) for by in months)
        made = next((one for one in days if one and (one >= published) == ahead), None)
        if made is not None:
            yield Dated(match.start("day"), match.end("day"), made.isoformat(), made)
    for match in rules.bare_month.finditer(sentence.plain):
        month = _index(rules.months, match["month"]) + 1
        ahead = to_come(sentence, max(0, match.start() - _AHEAD), match.end())
        year = published.year + (ahead and month < published.month)
        year -= not ahead and month > published.month
        yield Dated(match.start("month"), match.end(), f"{year}-{month:02}")


def _month(day: dt.date, by: int) -> tuple[int, int]:
    years, month = divmod(day.month - 1 + by, 12)
    return day.year + years, month + 1


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


def _weekday(match: re.Match[str], rules: Rules, published: dt.date, *, ahead: bool) -> Dated:
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
