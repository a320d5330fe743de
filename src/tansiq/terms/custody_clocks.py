"""The clocks that run for a person held, read from a rule set, the records and the hour.

Promises: a clock turns red at its base limit, never at the maximum, unless an extension stands that
was asked in time, decided in time, by the authority and with the document that the rule names; each
end is the earlier of two readings (LAW L51); every reading says on what article it rests and
whether a jurist confirmed the set. Pure: the present hour is an argument. Does not: end a custody
or say that it was unlawful.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tansiq.terms.extensions import ExtensionGiven, Judged, Term, judge
from tansiq.terms.rule_sets import Basis, ClockRule, Extension, RuleSet, Step, applying, basis
from tansiq.terms.rule_words import (
    OF_A_PERSON,
    OF_HOLDING,
    Circumstance,
    ClockPart,
    ClockState,
    ExtensionFault,
    StartEvent,
)
from tansiq.terms.spans import Due, due, span
from tansiq.terms.zones import ZoneOverride

SOON = timedelta(hours=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A person held, as far as clocks go: what is known, where, since when, what was done.

    `events` give the start of each clock; `met` says when a limit was kept, by the key of its
    reading; `ended` is the hour of release or handover.
    """

    zone: str
    events: Mapping[StartEvent, datetime]
    circumstances: frozenset[Circumstance] = frozenset()
    extensions: tuple[ExtensionGiven, ...] = ()
    met: Mapping[str, datetime] = field(default_factory=dict)
    ended: datetime | None = None
    overrides: tuple[ZoneOverride, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockReading:
    """One limit as it stands: when it is due, in which state, and on what it rests.

    `maximum` is the longest the law could ever allow and colours nothing.
    """

    rule: ClockRule
    part: ClockPart
    by: str
    state: ClockState
    due: Due | None
    basis: Basis
    maximum: datetime | None = None
    extensions: tuple[Judged, ...] = ()

    @property
    def key(self) -> str:
        """The name under which `Holding.met` says that it was kept: clock, and part of it."""
        return self.rule.id if self.part is ClockPart.LIMIT else f"{self.rule.id}/{self.part}"

    def left(self, now: datetime) -> timedelta | None:
        """How long until it is due, less than nothing when it is past; None before its start."""
        return None if self.due is None else self.due.at - now


def read_clocks(rules: RuleSet, holding: Holding, now: datetime) -> tuple[ClockReading, ...]:
    """All clocks of a person held, soonest first; Invalid ``zone_unknown``, ``time_naive``."""
    found = [
        reading
        for rule in applying(rules.clocks, holding.circumstances)
        if rule.kind in OF_A_PERSON
        for reading in read_clock(rules, rule, holding, now)
    ]
    return tuple(sorted(found, key=_order))


def barred_by_age(rule: ClockRule, age: int) -> bool:
    """Whether a measure may not be taken at all against a person of this age (LAW L35)."""
    return age < rule.min_age


def read_clock(
    rules: RuleSet, rule: ClockRule, holding: Holding, now: datetime
) -> Iterator[ClockReading]:
    """The readings of one clock: its limit, what must be asked or decided, further steps."""
    start = holding.events.get(StartEvent(rule.start))
    if start is None:
        yield _bare(rules, rule, ClockPart.LIMIT, "")
    else:
        term = Term(rule, start, holding.zone, rules.standing, holding.overrides)
        given = [one for one in holding.extensions if one.clock == rule.id]
        judged, end = judge(term, given, now)
        yield ClockReading(
            rule=rule,
            part=ClockPart.LIMIT,
            by="",
            state=_state(holding, rule, rule.id, end.at, now),
            due=end,
            basis=basis(rules, rule),
            maximum=term.maximum(),
            extensions=judged,
        )
        yield from _windows(rules, (term, holding), judged, now)
    for step in rule.steps:
        yield _step(rules, rule, (step, holding), now)


def _windows(
    rules: RuleSet, about: tuple[Term, Holding], judged: Sequence[Judged], now: datetime
) -> Iterator[ClockReading]:
    """Until when the next extension may be asked, and until when it may be decided."""
    term, holding = about
    slot = term.slot(sum(1 for one in judged if one.counts))
    if slot is None or holding.ended is not None or not slot.ask_within:
        return
    asked = [one.given.asked for one in judged if one.fault is ExtensionFault.PENDING]
    first = min((one for one in asked if one is not None), default=None)
    ask_by = due(term.start, term.zone, (span(slot.ask_within),), term.overrides)
    in_time = first is not None and first <= ask_by.at
    chance = ClockState.MET if in_time else _chance(ask_by, now)
    yield _window(rules, (term, slot, ClockPart.ASK), ask_by, chance)
    if first is not None and in_time and slot.decide_within:
        decide_by = due(first, term.zone, (span(slot.decide_within),), term.overrides)
        yield _window(rules, (term, slot, ClockPart.DECIDE), decide_by, _chance(decide_by, now))


def _window(
    rules: RuleSet, what: tuple[Term, Extension, ClockPart], end: Due, state: ClockState
) -> ClockReading:
    term, slot, part = what
    rests = basis(rules, term.rule)
    return ClockReading(rule=term.rule, part=part, by=slot.by, state=state, due=end, basis=rests)


def _step(
    rules: RuleSet, rule: ClockRule, about: tuple[Step, Holding], now: datetime
) -> ClockReading:
    step, holding = about
    part = ClockPart(step.part)
    start = holding.events.get(StartEvent(step.start))
    if start is None:
        return _bare(rules, rule, part, step.by)
    end = due(start, holding.zone, (span(step.within),), holding.overrides)
    state = _state(holding, rule, f"{rule.id}/{part}", end.at, now)
    return ClockReading(
        rule=rule, part=part, by=step.by, state=state, due=end, basis=basis(rules, rule)
    )


def _bare(rules: RuleSet, rule: ClockRule, part: ClockPart, by: str) -> ClockReading:
    return ClockReading(
        rule=rule,
        part=part,
        by=by,
        state=ClockState.WAITING,
        due=None,
        basis=basis(rules, rule),
    )


def _state(holding: Holding, rule: ClockRule, key: str, end: datetime, now: datetime) -> ClockState:
    done = holding.met.get(key)
    if done is None and rule.kind in OF_HOLDING and key == rule.id:
        done = holding.ended
    if done is not None and done <= now:
        return ClockState.MET if done <= end else ClockState.MET_LATE
    if holding.ended is not None and holding.ended <= min(end, now):
        return ClockState.ENDED
    return _running(end, now)


def _running(end: datetime, now: datetime) -> ClockState:
    if now > end:
        return ClockState.RED
    return ClockState.SOON if end - now <= SOON else ClockState.RUNNING


def _chance(end: Due, now: datetime) -> ClockState:
    """A time within which something may be had; past it, it lapses and nothing is breached."""
    return ClockState.LAPSED if now > end.at else _running(end.at, now)


_FIRST = {ClockState.RED: 0, ClockState.SOON: 1, ClockState.RUNNING: 1}


def _order(reading: ClockReading) -> tuple[int, float, str]:
    when = 0.0 if reading.due is None else reading.due.at.timestamp()
    return _FIRST.get(reading.state, 2), when, reading.key
