"""What cannot both be so, within one text.

Promises: both stretches and the facts; nothing is corrected. Two numbers are held against each
other only where the second speaks of the same people; an event is told too early only where the
text tells it as past.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from tansiq.intake.counting import Count, casualties, counts
from tansiq.intake.lexicon import lexicon
from tansiq.intake.telling import Told
from tansiq.intake.tenses import to_come
from tansiq.intake.texts import Sentence
from tansiq.intake.values import Contradiction, Span
from tansiq.terms.intake import Certainty, Clash, Kind

_YEAR = 365.25
_ABOUT = 420
"""Characters an age may stand from a birth date to be of the same person."""
_BORN_NEAR = 40
_DEADLINE = 30
"""Letters before a date in which a word may make it a time by which something is due."""
_FEW = 6
_WORD = re.compile(r"\w")
_MONTH = re.compile(r"\d{4}-\d{2}")


def inside(told: Sequence[Told], published: dt.date | None) -> Iterator[Contradiction]:
    """The contradictions of a text, in the order of the kinds."""
    for one in told:
        yield from _weekdays(one)
    yield from _counts(told)
    yield from _casualties(told)
    yield from _ages(told, published)
    if published is not None:
        for one in told:
            yield from _early(one, published)


def _weekdays(told: Told) -> Iterator[Contradiction]:
    for one in told.dated:
        if one.weekday is None or one.day is None or one.day.weekday() == one.weekday:
            continue
        name = told.sentence.span(one.start, one.weekday_end)
        begins = _WORD.search(told.sentence.plain, one.weekday_end)
        date = told.sentence.span(begins.start() if begins else one.weekday_end, one.end)
        facts = {
            "date": one.day.isoformat(),
            "is": str(one.day.weekday()),
            "said": str(one.weekday),
        }
        yield Contradiction(Clash.WEEKDAY, (name, date), facts)


def _counts(told: Sequence[Told]) -> Iterator[Contradiction]:
    first: tuple[Count, Sentence] | None = None
    counted: list[int] = []
    for one in told:
        if lexicon(one.sentence.language).words("apart", "words").search(one.sentence.plain):
            # Another case, or a sum over a year: what follows may count other people.
            return
        for count in _of_arrest(one, again=first is not None):
            counted.append(count.value)
            if count.part or (first is not None and _summed(count.value, counted[:-1])):
                continue
            if first is None:
                first = count, one.sentence
            elif count.value != first[0].value and (count.same or _contrasted(one.sentence, count)):
                spans = (
                    first[1].span(first[0].start, first[0].end),
                    one.sentence.span(count.start, count.end),
                )
                yield Contradiction(
                    Clash.COUNT, spans, {"one": str(first[0].value), "other": str(count.value)}
                )


def _of_arrest(told: Told, *, again: bool) -> Iterator[Count]:
    """The counts of a sentence that tells of an arrest; `again` also those of people arrested."""
    arrest = next((p for p in told.proposals if p.kind is Kind.ARREST), None)
    if arrest is not None and arrest.status is Certainty.DENIED:
        return
    for count in counts(told.sentence):
        if arrest is not None or (again and _held(told.sentence, count)):
            yield count


def _held(sentence: Sentence, count: Count) -> bool:
    """Whether a count is of those arrested, in a sentence that tells of no arrest."""
    held = lexicon(sentence.language).words("counts", "held")
    bare = sentence.plain[count.start : count.end].isalnum()
    if bare and count.same:
        return True  # `the four were`
    return count.same and held.search(sentence.plain, count.start, count.end) is not None


def _summed(value: int, before: Sequence[int]) -> bool:
    """Whether a number is the sum of numbers counted before."""
    few = before[-_FEW:]
    return any(
        sum(some) == value for size in range(2, len(few) + 1) for some in combinations(few, size)
    )


def _contrasted(sentence: Sentence, count: Count) -> bool:
    """Whether a sentence sets its count against another's: `while`, `however`."""
    contrast = lexicon(sentence.language).words("items", "contrast")
    return contrast.search(sentence.plain, 0, count.start) is not None


def _casualties(told: Sequence[Told]) -> Iterator[Contradiction]:
    """Two numbers of injured or dead, set against each other."""
    first: dict[str, tuple[int, Span]] = {}
    for one in told:
        for state, count in casualties(one.sentence):
            span = one.sentence.span(count.start, count.end)
            before = first.setdefault(state, (count.value, span))
            if before[0] != count.value and (count.same or _contrasted(one.sentence, count)):
                facts = {"one": str(before[0]), "other": str(count.value)}
                yield Contradiction(Clash.COUNT, (before[1], span), facts)


def _ages(told: Sequence[Told], published: dt.date | None) -> Iterator[Contradiction]:
    """An age beside a birth date, as of the day the text speaks of or appeared."""
    ages = [(span, age) for one in told for span, age in _told_ages(one.sentence)]
    for one in told:
        for born, span in _births(one):
            near = [
                (abs(at[0] - span[0]), at, age) for at, age in ages if abs(at[0] - span[0]) < _ABOUT
            ]
            day = published or _latest(told)
            if not near or day is None:
                continue
            _, at, age = min(near)
            # An age may be told as of the day of an event.
            days = [day, *(one for one in _days(told) if one > born)]
            lived = int((day - born).days / _YEAR)
            if all(abs(int((each - born).days / _YEAR) - age) > 1 for each in days):
                yield Contradiction(Clash.AGE, (at, span), {"said": str(age), "lived": str(lived)})


def _told_ages(sentence: Sentence) -> Iterator[tuple[Span, int]]:
    pattern = lexicon(sentence.language).text("persons", "age")
    for found in re.finditer(pattern, sentence.plain):
        age = next(value for value in found.groupdict().values() if value)
        yield sentence.span(found.start(), found.end()), int(age)


def _births(told: Told) -> Iterator[tuple[dt.date, Span]]:
    born = lexicon(told.sentence.language).words("persons", "born")
    for one in told.dated:
        before = told.sentence.plain[max(0, one.start - _BORN_NEAR) : one.start]
        if one.day is not None and one.whole and born.search(before):
            yield one.day, told.sentence.span(one.start, one.end)


def _days(told: Sequence[Told]) -> Iterator[dt.date]:
    """The days a text speaks of; of a month alone its middle."""
    for one in (dated for sentence in told for dated in sentence.dated):
        if one.day is not None:
            yield one.day
        elif _MONTH.fullmatch(one.normal):
            yield dt.date.fromisoformat(f"{one.normal}-15")


def _latest(told: Sequence[Told]) -> dt.date | None:
    days = [one.day for sentence in told for one in sentence.dated if one.day is not None]
    return max(days, default=None)


def _early(told: Told, published: dt.date) -> Iterator[Contradiction]:
    """An event told as past on a day after the text appeared."""
    lex, plain = lexicon(told.sentence.language), told.sentence.plain
    for one in told.dated:
        if not one.whole or one.day is None or one.day <= published:
            continue
        past = lex.words("tense", "past").search(plain)
        before = plain[max(0, one.start - _DEADLINE) : one.start]
        if past is None or to_come(told.sentence) or lex.words("tense", "deadline").search(before):
            continue
        told_by = told.sentence.span(past.start(), past.end())
        facts = {"date": one.day.isoformat(), "published": published.isoformat()}
        yield Contradiction(Clash.ORDER, (told.sentence.span(one.start, one.end), told_by), facts)
