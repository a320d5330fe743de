"""A draft from a text: sentence by sentence, every rule in turn.

Promises: pure; the same text and the same day give the same draft. Proposals come in the order of
the text, and each value is exactly what its span cuts out.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from tansiq.intake import contradictions
from tansiq.intake.attribution import source
from tansiq.intake.certainty import status_of
from tansiq.intake.dates import Dated, dates
from tansiq.intake.doubts import doubted
from tansiq.intake.events import events
from tansiq.intake.identifiers import identifiers
from tansiq.intake.items import items, targets
from tansiq.intake.lexicon import lexicon, stops
from tansiq.intake.organisations import organisations
from tansiq.intake.persons import persons
from tansiq.intake.places import places
from tansiq.intake.telling import Told
from tansiq.intake.texts import Hints, Sentence, Text, read, sentences
from tansiq.intake.times import times
from tansiq.intake.values import About, Draft, Given, Proposal, Span
from tansiq.terms.intake import Certainty, Kind

MOST = 400_000
"""Characters of a text that rules are tried on; a caller tells of what is beyond."""


@dataclass(slots=True)
class _Course:
    """What is carried from sentence to sentence."""

    about: About
    published: dt.date | None
    last: dt.date | None = None
    seized: bool = False
    tells: bool = False
    seen: set[str] = field(default_factory=set)


def draft(original: str, about: About, given: Sequence[Given] = (), hints: Hints = ()) -> Draft:
    """The draft of a text; `given` says what some stretches are, `hints` their language."""
    text = read(original[:MOST])
    course = _Course(about, _published(about))
    parts = sentences(text, stops(), hints)
    course.tells = any(
        lexicon(one.language).words("events", "seizure").search(one.plain) for one in parts
    )
    told = [_told(one, course) for one in parts]
    again = doubted([_places_again(one, course.seen) for one in told])
    proposals = sorted(
        _merged([*(p for one in again for p in one.proposals)], given, text), key=_order
    )
    clashes = tuple(contradictions.inside(again, course.published))
    return Draft(original, tuple(proposals), clashes, _most(told))


def _order(one: Proposal) -> tuple[Span, str]:
    return one.span, one.kind.value


def _published(about: About) -> dt.date | None:
    try:
        return dt.date.fromisoformat(about.published[:10])
    except ValueError:
        return None


def _told(sentence: Sentence, course: _Course) -> Told:
    """One sentence under every rule."""
    dated = dates(sentence, course.published, course.last)
    hours = list(times(sentence, dated, course.last or course.published))
    course.last = next((one.day for one in reversed(dated) if one.day), course.last)
    found = [_date(sentence, one) for one in (*dated, *hours)]
    taken = [one.span for one in found]
    found += identifiers(sentence, course.about.region, taken)
    named = list(organisations(sentence))
    taken += [one.span for one in named]
    people = list(persons(sentence, taken))
    taken += [one.span for one in people]
    named += people
    named += places(sentence, taken, course.seen)
    happened = list(events(sentence))
    found += [*named, *happened, *targets(sentence), *_things(sentence, happened, course, taken)]
    return Told(sentence, dated, list(_weighed(sentence, found, source(sentence, named))))


_LEADING = frozenset((Kind.SEARCH, Kind.ARREST, Kind.ATTACK_PLANNED))
"""Events after which a text may tell what was found."""


def _things(
    sentence: Sentence, happened: Sequence[Proposal], course: _Course, taken: Sequence[Span]
) -> Iterator[Proposal]:
    """Things of a sentence that tells of a seizure, or of a find where one or a search is told."""
    so = any(one.kind is Kind.SEIZURE and one.status is not Certainty.DENIED for one in happened)
    course.seized = so or course.seized or any(one.kind in _LEADING for one in happened)
    found = lexicon(sentence.language).words("items", "found").search(sentence.plain)
    if not course.seized and not (course.tells and found):
        return
    yield from items(sentence, taken, near=not so)


def _date(sentence: Sentence, one: Dated) -> Proposal:
    return Proposal(
        Kind.DATE, sentence.said(one.start, one.end), sentence.span(one.start, one.end), one.normal
    )


_UNWEIGHED = frozenset((Kind.PHONE, Kind.ACCOUNT, Kind.DOCUMENT, Kind.ORGANISATION))


def _weighed(sentence: Sentence, found: Sequence[Proposal], who: str) -> Iterator[Proposal]:
    """Each proposal with the sentence's source, and its reserve where a thing can have one."""
    for one in found:
        if one.kind.is_event or one.kind in _UNWEIGHED:
            yield replace(one, source=who)
            continue
        cue = status_of(sentence, one.kind, sentence.place(one.span[0]))
        reserve = sentence.span(cue.start, cue.end) if cue else None
        yield replace(one, source=who, status=cue.status if cue else one.status, reserve=reserve)


def _places_again(told: Told, seen: set[str]) -> Told:
    """Names a later sentence made places, where an earlier one named them."""
    if not any(name in told.sentence.plain for name in seen):
        return told
    taken = [
        one.span
        for one in told.proposals
        if one.kind not in (Kind.PLACE, Kind.TARGET) and not one.kind.is_event
    ]
    had = {one.span for one in told.proposals if one.kind is Kind.PLACE}
    more = [one for one in places(told.sentence, taken, seen) if one.span not in had]
    overlap = [
        one
        for one in more
        if not any(one.span[0] < end and start < one.span[1] for start, end in had)
    ]
    return Told(told.sentence, told.dated, [*told.proposals, *overlap])


def _merged(found: Sequence[Proposal], given: Sequence[Given], text: Text) -> Iterator[Proposal]:
    """What a table says of its cells goes before what a rule found in them."""
    marks = sorted(given, key=lambda one: one.span)
    starts = [one.span[0] for one in marks]
    met: set[int] = set()
    for one in found:
        at = bisect_right(starts, max(one.span[0], one.span[1] - 1)) - 1
        inside = at >= 0 and one.span[0] < marks[at].span[1]
        if inside and one.kind is marks[at].kind:
            met.add(at)
        if not inside or one.kind is marks[at].kind or one.kind.is_event:
            yield one
    for at, mark in enumerate(marks):
        if at not in met:
            value = text.original[mark.span[0] : mark.span[1]]
            yield Proposal(mark.kind, value, mark.span, value)


def _most(told: Sequence[Told]) -> str:
    """The language most of the text is in."""
    sizes: dict[str, int] = {}
    for one in told:
        language = one.sentence.language
        sizes[language] = sizes.get(language, 0) + one.sentence.end - one.sentence.start
    return max(sizes, key=lambda name: sizes[name]) if sizes else ""
