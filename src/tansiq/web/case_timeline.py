"""The timeline of an entity: bars of time from claims, ties and statuses, as numbers for a drawing.

Promises: a partial date covers all it may mean and is drawn as approximate; what no longer stands,
or may not be seen, is left out; time runs from 0 to 1000, and the page mirrors it. Birth and end of
a life are drawn only where nothing else is: they would press all the rest into one corner.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from tansiq.cases.dates import span
from tansiq.cases.seen import ClaimSeen, EntityFile, StatusSeen
from tansiq.formats import schemata
from tansiq.terms.errors import Invalid
from tansiq.web.case_links import Link

WIDTH = 1000
THINNEST = 8
MOST_TICKS = 6
LIFE = frozenset({"birthDate", "deathDate", "incorporationDate", "dissolutionDate"})
_BEGINS, _ENDS = ("startDate", "date"), ("endDate", "date")

Told = ClaimSeen | StatusSeen | Link
Span = tuple[date, date, bool, str]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it tells, where it begins, how wide it is, whether its dates are approximate.

    One of `claim`, `status` and `link` is what it tells.
    """

    start: int
    width: int
    about: bool
    told: str
    claim: ClaimSeen | None = None
    status: StatusSeen | None = None
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """All bars, the first and last day, and the marks under them: place in 1000, and the date."""

    bars: tuple[Bar, ...]
    first: str
    last: str
    ticks: tuple[tuple[int, str], ...]


def timeline(file: EntityFile, links: Iterable[Link] = ()) -> Timeline | None:
    """What of a file has a date; None when nothing has."""
    every = [*_claims(file), *_statuses(file), *_links(links)]
    spans = [one for one in every if not _of_life(one[0])] or every
    if not spans:
        return None
    first = min(when[0] for _, when in spans)
    last = max(when[1] for _, when in spans)
    scale = (first, max((last - first).days, 1))
    spans.sort(key=lambda one: (one[1][0], one[1][3]))
    bars = tuple(_bar(told, when, scale) for told, when in spans)
    return Timeline(bars, first.isoformat(), last.isoformat(), tuple(_ticks(first, last)))


def _of_life(told: Told) -> bool:
    return isinstance(told, ClaimSeen) and told.fact.claim.property in LIFE


def _claims(file: EntityFile) -> Iterator[tuple[Told, Span]]:
    for one in file.claims:
        claim = one.fact.claim
        if one.hidden or not one.stands:
            continue
        since, until = claim.since, claim.until
        if not since and not until and _dated(file.schema, claim.property):
            since = until = claim.value
        when = _span(since, until, about=claim.about)
        if when is not None:
            yield one, when


def _statuses(file: EntityFile) -> Iterator[tuple[Told, Span]]:
    """Since when an agency holds it: by the date of the document, else by when it was said."""
    for one in file.statuses:
        carried = "" if one.document is None else one.document.record.dated
        day = carried if span(carried) else one.fact.time[:10]
        when = _span(day, day)
        if one.standing and when is not None:
            yield one, when


def _links(links: Iterable[Link]) -> Iterator[tuple[Told, Span]]:
    """Ties that have a time of their own: of an office, a journey, a meeting."""
    for one in links:
        tie = one.via or (one.other if one.inward else None)
        if tie is None or not one.stands:
            continue
        when = _span(_value(tie, _BEGINS), _value(tie, _ENDS))
        if when is not None:
            yield one, when


def _value(file: EntityFile, names: tuple[str, ...]) -> str:
    """The first of these dates that a claim which may be read still says."""
    for name in names:
        for one in file.claims:
            if one.fact.claim.property == name and one.stands and not one.hidden:
                return one.fact.claim.value
    return ""


def _bar(told: Told, when: Span, scale: tuple[date, int]) -> Bar:
    first, whole = scale
    start = (when[0] - first).days * WIDTH // whole
    width = max((when[1] - when[0]).days * WIDTH // whole, THINNEST)
    return Bar(
        min(start, WIDTH - THINNEST),
        min(width, WIDTH),
        when[2],
        when[3],
        claim=told if isinstance(told, ClaimSeen) else None,
        status=told if isinstance(told, StatusSeen) else None,
        link=told if isinstance(told, Link) else None,
    )


def _span(since: str, until: str, *, about: bool = False) -> Span | None:
    """From when to when, whether roughly, and how it is written; None without a date.

    What a partner wrote and no calendar holds is no date.
    """
    since, until = since or until, until or since
    begins, ends = span(since[:10]), span(until[:10])
    if begins is None or ends is None:
        return None
    told = since if since == until else f"{since} – {until}"
    rough = about or min(len(since), len(until)) < len("2025-11-03")
    return begins[0], max(ends[1], begins[0]), rough, told


def _ticks(first: date, last: date) -> Iterator[tuple[int, str]]:
    """Beginnings of months, or of years where there are many months; a few at most."""
    whole = max((last - first).days, 1)
    months = (last.year - first.year) * 12 + last.month - first.month
    unit = 1 if months <= 3 * MOST_TICKS else 12
    step = unit * max(-(-months // (unit * MOST_TICKS)), 1)
    at = first.year * 12 + first.month - 1
    at += -at % unit
    while (month := date(at // 12, at % 12 + 1, 1)) <= last:
        if month >= first:
            told = month.isoformat()[: 7 if unit == 1 else 4]
            yield (month - first).days * WIDTH // whole, told
        at += step


def _dated(schema: str, name: str) -> bool:
    try:
        return schemata.property_of(schema, name).type == "date"
    except Invalid:
        return False
