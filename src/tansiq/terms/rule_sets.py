"""A country's rules as data: checklist of a site, hours of entry, attendance, clocks.

Promises: plain frozen values that a record carries whole, each rule with its article, the date of
the text and how well it was read; which rules apply follows from circumstances alone; a set that
no jurist signed is `UNCONFIRMED` wherever one of its rules is shown. Does not: hold a rule of any
country; templates lie in ``rules/``, and what binds is the set that an officer signed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import msgspec

from tansiq.terms.clock import parse_stamp
from tansiq.terms.roles import Role
from tansiq.terms.rule_words import Circumstance, Standing


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule: where it stands, and the circumstances on which it hangs.

    It applies when all of `when` hold and none of `unless`. An empty `level` or `text_as_of` is
    that of the set.
    """

    article: str
    level: str = ""
    text_as_of: str = ""
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


class CheckRule(Rule, frozen=True, kw_only=True):
    """An item that must be green at a site; `waivers` are the roles that may waive it, by act."""

    code: str
    waivers: tuple[str, ...] = ()


class WindowException(Rule, frozen=True, kw_only=True):
    """When entry is lawful outside the hours; `document` is what must be at hand, if anything."""

    document: str = ""


class SearchWindow(Rule, frozen=True, kw_only=True):
    """The hours between which a search may begin, by the legal time of the site.

    `zone` is empty for the site's own zone. Both ends are within.
    """

    since: str
    until: str
    zone: str = ""
    exceptions: tuple[WindowException, ...] = ()


class Attending(msgspec.Struct, frozen=True, kw_only=True):
    """So many persons of one kind."""

    who: str
    count: int = 1


class AttendanceRule(Rule, frozen=True, kw_only=True):
    """Who must be there: the first of `choices` that can be had."""

    choices: tuple[Attending, ...]


class Extension(msgspec.Struct, frozen=True, kw_only=True):
    """By how much, by whom and how a term may be extended.

    `ask_within` counts from the start of the clock, `decide_within` from the asking. One that is
    `only_confirmed` is not offered by a set that no jurist signed.
    """

    span: str
    by: str
    ask_within: str = ""
    decide_within: str = ""
    repeats: bool = False
    written: bool = False
    only_confirmed: bool = False


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A further limit beside a clock: somebody must do it within a span of an event."""

    part: str
    by: str
    within: str
    start: str


class ClockRule(Rule, frozen=True, kw_only=True):
    """A term: from which event, how long at base, how it may be extended, to what maximum.

    Lengths are ISO 8601; `PT0H` means at once. `on_end` says what follows when it has run out.
    """

    id: str
    kind: str
    start: str
    base: str
    maximum: str = ""
    extensions: tuple[Extension, ...] = ()
    steps: tuple[Step, ...] = ()
    on_end: str = ""
    min_age: int = 0
    checks_per_day: int = 0


class RuleSet(msgspec.Struct, frozen=True, kw_only=True):
    """All rules of one jurisdiction in one version, from an instant on.

    `states` are the codes under which agreements name it. `confirmed_by` and `confirmation` are
    empty until a jurist signed.
    """

    jurisdiction: str
    version: int
    valid_from: str
    names: dict[str, str]
    states: tuple[str, ...]
    zone: str
    article: str
    text_as_of: str
    level: str
    majority: int
    none_below: int
    checklist: tuple[CheckRule, ...] = ()
    search_windows: tuple[SearchWindow, ...] = ()
    attendance: tuple[AttendanceRule, ...] = ()
    clocks: tuple[ClockRule, ...] = ()
    confirmed_by: str = ""
    confirmation: str = ""

    @property
    def standing(self) -> Standing:
        """Whether a jurist signed for it."""
        return Standing.CONFIRMED if self.confirmed_by else Standing.UNCONFIRMED


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """On what a rule rests, for those who read what it says."""

    jurisdiction: str
    version: int
    article: str
    text_as_of: str
    level: str
    standing: Standing
    confirmed_by: str = ""


R = TypeVar("R", bound=Rule)


def basis(rules: RuleSet, rule: Rule) -> Basis:
    """On what one rule of a set rests."""
    return Basis(
        jurisdiction=rules.jurisdiction,
        version=rules.version,
        article=rule.article,
        text_as_of=rule.text_as_of or rules.text_as_of,
        level=rule.level or rules.level,
        standing=rules.standing,
        confirmed_by=rules.confirmed_by,
    )


def applying(rules: Iterable[R], circumstances: Iterable[Circumstance]) -> tuple[R, ...]:
    """Those rules whose circumstances hold, in order."""
    known = frozenset(circumstances)
    return tuple(
        one for one in rules if known.issuperset(one.when) and known.isdisjoint(one.unless)
    )


def checklist(rules: RuleSet, circumstances: Iterable[Circumstance]) -> tuple[CheckRule, ...]:
    """What must be green at a site under these circumstances, each item once."""
    found: dict[str, CheckRule] = {}
    for one in applying(rules.checklist, circumstances):
        found.setdefault(one.code, one)
    return tuple(found.values())


def may_waive(rule: CheckRule, roles: Iterable[Role]) -> bool:
    """Whether an officer with these roles may waive an item; nobody where no role is named."""
    return not frozenset(roles).isdisjoint(rule.waivers)


def attendance(rules: RuleSet, circumstances: Iterable[Circumstance]) -> tuple[AttendanceRule, ...]:
    """Who must be present at a search under these circumstances."""
    return applying(rules.attendance, circumstances)


def in_force(sets: Sequence[RuleSet], jurisdiction: str, at: datetime) -> RuleSet | None:
    """The highest version valid at an instant of a jurisdiction (or state code), or None."""
    valid = [
        one
        for one in sets
        if jurisdiction in (one.jurisdiction, *one.states) and parse_stamp(one.valid_from) <= at
    ]
    return max(valid, key=lambda one: one.version, default=None)
