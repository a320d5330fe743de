"""Does an extension of a term count: asked in time, decided in time, by whom, with what document.

Promises: each one that was recorded is shown with the reason why it does not count; one that was
given late never moves a limit. Does not: alter records.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tansiq.terms.rule_sets import ClockRule, Extension
from tansiq.terms.rule_words import ExtensionFault, ExtensionOutcome, Standing
from tansiq.terms.spans import Due, Span, due, span
from tansiq.terms.zones import ZoneOverride


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionGiven:
    """An extension as it was recorded: of which clock, by whom, on which document, at what hours.

    `decided` is None while it is only asked for; `hours` is how long it was given for, nothing
    when the decision does not say.
    """

    clock: str
    by: str
    document: str
    outcome: ExtensionOutcome
    asked: datetime | None = None
    decided: datetime | None = None
    hours: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """An extension, why it does not count if it does not, and the limit it leads to if it does."""

    given: ExtensionGiven
    fault: ExtensionFault | None
    until: datetime | None = None

    @property
    def counts(self) -> bool:
        """Whether it moves the limit."""
        return self.fault is None


@dataclass(frozen=True, slots=True)
class Term:
    """One running term: its rule, its start, the zone of the place, how the set stands."""

    rule: ClockRule
    start: datetime
    zone: str
    standing: Standing
    overrides: tuple[ZoneOverride, ...] = ()

    def slot(self, number: int) -> Extension | None:
        """The extension that may come after so many that counted, or None."""
        listed = self.rule.extensions
        if number < len(listed):
            return listed[number]
        return listed[-1] if listed and listed[-1].repeats else None

    def end(self, spans: Sequence[Span]) -> Due:
        """When base and extensions have passed, never after the maximum."""
        found = due(self.start, self.zone, (span(self.rule.base), *spans), self.overrides)
        if not self.rule.maximum:
            return found
        most = due(self.start, self.zone, (span(self.rule.maximum),), self.overrides)
        return min(found, most, key=lambda one: one.at)

    def maximum(self) -> datetime | None:
        """The longest the law could allow, where it says so."""
        if not self.rule.maximum:
            return None
        return due(self.start, self.zone, (span(self.rule.maximum),), self.overrides).at


def judge(
    term: Term, given: Sequence[ExtensionGiven], now: datetime
) -> tuple[tuple[Judged, ...], Due]:
    """Each extension judged in the order of its decision, and the limit that stands after them."""
    spans: list[Span] = []
    end = term.end(spans)
    judged = []
    for one in sorted(given, key=_order):
        slot = term.slot(len(spans))
        fault = _fault(term, slot, one, (end.at, now))
        if fault is None and slot is not None:
            spans.append(_given(span(slot.span), one.hours))
            end = term.end(spans)
        judged.append(Judged(one, fault, end.at if fault is None else None))
    return tuple(judged), end


def _given(most: Span, hours: int) -> Span:
    """What the rule allows, or less where less was given."""
    return Span(hours=hours) if most.hours and 0 < hours < most.hours else most


def _order(one: ExtensionGiven) -> tuple[int, float, float]:
    decided = one.decided.timestamp() if one.decided else 0.0
    return int(one.decided is None), decided, one.asked.timestamp() if one.asked else 0.0


def _fault(
    term: Term, slot: Extension | None, one: ExtensionGiven, hours: tuple[datetime, datetime]
) -> ExtensionFault | None:
    if slot is None:
        return ExtensionFault.NONE_LEFT
    if one.outcome is ExtensionOutcome.REFUSED:
        return ExtensionFault.REFUSED
    if one.outcome is ExtensionOutcome.PENDING or one.decided is None:
        return ExtensionFault.PENDING
    return (
        _paper(term, slot, one)
        or _misplaced(term, one.decided, hours)
        or _late(term, slot, one, one.decided)
    )


def _paper(term: Term, slot: Extension, one: ExtensionGiven) -> ExtensionFault | None:
    if one.by != slot.by:
        return ExtensionFault.WRONG_AUTHORITY
    if not one.document:
        return ExtensionFault.NO_DOCUMENT
    if slot.only_confirmed and term.standing is not Standing.CONFIRMED:
        return ExtensionFault.RULE_UNCONFIRMED
    return None


def _misplaced(
    term: Term, decided: datetime, hours: tuple[datetime, datetime]
) -> ExtensionFault | None:
    """Whether it was decided while the term ran; `hours` are the limit before it, and now."""
    limit, now = hours
    if decided > now:
        return ExtensionFault.IN_THE_FUTURE
    if decided > limit:
        return ExtensionFault.AFTER_THE_LIMIT
    return ExtensionFault.BEFORE_THE_START if decided < term.start else None


def _late(
    term: Term, slot: Extension, one: ExtensionGiven, decided: datetime
) -> ExtensionFault | None:
    if not slot.ask_within and not slot.decide_within:
        return None
    if one.asked is None or one.asked > decided:
        return ExtensionFault.ASKED_UNKNOWN
    if slot.ask_within and one.asked > _by(term, term.start, slot.ask_within):
        return ExtensionFault.ASKED_LATE
    if slot.decide_within and decided > _by(term, one.asked, slot.decide_within):
        return ExtensionFault.DECIDED_LATE
    return None


def _by(term: Term, start: datetime, within: str) -> datetime:
    return due(start, term.zone, (span(within),), term.overrides).at
