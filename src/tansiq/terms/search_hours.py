"""May a search begin at this instant: the hours of a rule set against the legal time of a site.

Promises: the instant is read in the site's own zone with signed overrides, offset shown; outside
the hours it names the document that would make the entry lawful, or says that none would (LAW L19,
L39). Does not: judge whether a document is good; an officer who records it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from tansiq.terms.clock import parse_hour
from tansiq.terms.rule_sets import Basis, RuleSet, SearchWindow, applying, basis
from tansiq.terms.rule_words import Circumstance, SiteDocument, WindowState
from tansiq.terms.zones import PlaceTime, ZoneChange, ZoneOverride, local_time, near_decreed_change


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A planned entry: when, where by its zone, what is known of the site, documents at hand."""

    at: datetime
    zone: str
    circumstances: frozenset[Circumstance] = frozenset()
    documents: frozenset[SiteDocument] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursVerdict:
    """How an entry stands to the hours allowed.

    `needs` are the documents of which any one would allow it; `used` the one that does. `warning`
    is a change of time near by that only a decree makes certain.
    """

    state: WindowState
    local: PlaceTime
    since: str = ""
    until: str = ""
    needs: tuple[str, ...] = ()
    used: str = ""
    basis: Basis | None = None
    warning: ZoneChange | None = None


def entry_hours(
    rules: RuleSet, entry: Entry, overrides: Sequence[ZoneOverride] = ()
) -> HoursVerdict:
    """Whether the rules let a search begin then; Invalid ``zone_unknown``, ``time_naive``."""
    local = local_time(entry.at, entry.zone, overrides)
    warning = near_decreed_change(local.instant, entry.zone, overrides)
    windows = applying(rules.search_windows, entry.circumstances)
    if not windows:
        return HoursVerdict(state=WindowState.NO_RULE, local=local, warning=warning)
    window = windows[0]
    state, needs, used, rests = _judged(rules, window, entry, overrides)
    return HoursVerdict(
        state=state,
        local=local,
        since=window.since,
        until=window.until,
        needs=needs,
        used=used,
        basis=rests,
        warning=warning,
    )


def _judged(
    rules: RuleSet, window: SearchWindow, entry: Entry, overrides: Sequence[ZoneOverride]
) -> tuple[WindowState, tuple[str, ...], str, Basis]:
    zone = window.zone or entry.zone
    if _within(window, local_time(entry.at, zone, overrides).wall.time()):
        return WindowState.INSIDE, (), "", basis(rules, window)
    open_to = applying(window.exceptions, entry.circumstances)
    for one in open_to:
        if not one.document or one.document in entry.documents:
            return WindowState.INSIDE, (), one.document, basis(rules, one)
    if not open_to:
        return WindowState.OUTSIDE, (), "", basis(rules, window)
    needs = tuple(dict.fromkeys(one.document for one in open_to))
    return WindowState.NEEDS_DOCUMENT, needs, "", basis(rules, open_to[0])


def _within(window: SearchWindow, hour: time) -> bool:
    return parse_hour(window.since) <= hour <= parse_hour(window.until)


def documents_for(rules: RuleSet, circumstances: Iterable[Circumstance]) -> tuple[str, ...]:
    """Documents that would open the hours to a site under these circumstances."""
    found = [
        one.document
        for window in applying(rules.search_windows, circumstances)[:1]
        for one in applying(window.exceptions, circumstances)
        if one.document
    ]
    return tuple(dict.fromkeys(found))
