"""The timeline of an entity: bars of time from claims with dates, as numbers for a drawing.

Promises: a partial date covers all it may mean and is drawn as approximate; claims that no longer
stand, or may not be seen, are left out; time runs from 0 to 1000, and the page mirrors it.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tansiq.cases.seen import ClaimSeen, EntityFile
from tansiq.formats import schemata
from tansiq.terms.errors import Invalid

WIDTH = 1000
THINNEST = 8
LIFE = frozenset({"birthDate", "deathDate", "incorporationDate", "dissolutionDate"})


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: where it begins, how wide it is, whether its dates are approximate."""

    claim: ClaimSeen
    start: int
    width: int
    about: bool
    told: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """All bars, and the first and last day."""

    bars: tuple[Bar, ...]
    first: str
    last: str


def timeline(file: EntityFile) -> Timeline | None:
    """What of a file has a date; None when nothing has."""
    every = [(one, span) for one in file.claims if (span := _span(file.schema, one)) is not None]
    # A life before the case would press everything else into one corner; it stands in the table.
    spans = [one for one in every if one[0].fact.claim.property not in LIFE] or every
    if not spans:
        return None
    first = min(span[0] for _, span in spans)
    last = max(span[1] for _, span in spans)
    whole = max((last - first).days, 1)
    bars = tuple(_bar(one, span, (first, whole)) for one, span in _by_time(spans))
    return Timeline(bars, first.isoformat(), last.isoformat())


Span = tuple[date, date, bool, str]


def _by_time(spans: Iterable[tuple[ClaimSeen, Span]]) -> list[tuple[ClaimSeen, Span]]:
    return sorted(spans, key=lambda one: (one[1][0], one[0].fact.id))


def _bar(one: ClaimSeen, span: Span, scale: tuple[date, int]) -> Bar:
    first, whole = scale
    start = (span[0] - first).days * WIDTH // whole
    width = max((span[1] - span[0]).days * WIDTH // whole, THINNEST)
    return Bar(one, min(start, WIDTH - THINNEST), min(width, WIDTH), span[2], span[3])


def _span(schema: str, one: ClaimSeen) -> Span | None:
    """From when to when a claim speaks of, whether roughly, and how it is written."""
    claim = one.fact.claim
    if one.hidden or not one.stands:
        return None
    since, until = claim.since, claim.until
    if not since and not until and _dated(schema, claim.property):
        since = until = claim.value
    since, until = since or until, until or since
    if not since:
        return None
    told = since if since == until else f"{since} – {until}"
    about = claim.about or min(len(since), len(until)) < len("2025-11-03")
    return _first(since), max(_last(until), _first(since)), about, told


def _dated(schema: str, name: str) -> bool:
    try:
        return schemata.property_of(schema, name).type == "date"
    except Invalid:
        return False


def _parts(text: str) -> list[int]:
    return [int(one) for one in text[:10].split("-")]


def _first(text: str) -> date:
    year, month, day = (*_parts(text), 1, 1)[:3]
    return date(year, month, day)


def _last(text: str) -> date:
    parts = _parts(text)
    year, month = (*parts, 12)[:2]
    return date(year, month, parts[2] if len(parts) > 2 else monthrange(year, month)[1])
