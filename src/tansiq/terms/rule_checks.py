"""What makes a rule set sound: every word, hour, length and zone in it can be reckoned with.

Promises: the first fault is named by its place in the set. Does not: know whether the law says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from tansiq.terms.clock import parse_hour, parse_stamp, zone_table
from tansiq.terms.errors import Invalid, TansiqError
from tansiq.terms.languages import Language
from tansiq.terms.roles import Role
from tansiq.terms.rule_sets import AttendanceRule, CheckRule, ClockRule, Rule, RuleSet, SearchWindow
from tansiq.terms.rule_words import (
    Authority,
    CheckCode,
    Circumstance,
    ClockKind,
    ClockPart,
    Level,
    OnEnd,
    Presence,
    SiteDocument,
    StartEvent,
)
from tansiq.terms.spans import span

MOST_RULES = 300
MOST_LISTED = 30
TEXT_LIMIT = 400
_AGES = range(100)
_NAME_RE = re.compile(r"[a-z][a-z0-9_.]{0,63}")
_STATE_RE = re.compile(r"[A-Z]{2,3}")
_YEAR_RE = re.compile(r"[0-9]{4}(-[0-9]{2})?")

# Where it stands, how it is read, and what is read; reading raises where it is not sound.
_Look = tuple[str, Callable[[str], object], Iterable[str]]


def checked(rules: RuleSet) -> RuleSet:
    """The set itself when it is sound; Invalid ``rule_set_malformed`` with the place otherwise."""
    for place, read, values in _looks(rules):
        for value in values:
            try:
                read(value)
            except (TansiqError, ValueError):
                raise Invalid("rule_set_malformed", at=place) from None
    _counts(rules)
    return rules


def _looks(rules: RuleSet) -> Iterator[_Look]:
    yield "jurisdiction", _name, [rules.jurisdiction]
    yield "valid_from", parse_stamp, [rules.valid_from]
    yield "names", _text, [rules.names.get(one.value, "") for one in Language]
    yield "states", _state, rules.states
    yield "zone", zone_table, [rules.zone]
    yield "article", _text, [rules.article]
    yield "text_as_of", _day, [rules.text_as_of]
    yield "level", Level, [rules.level]
    for number, item in enumerate(rules.checklist):
        yield from _check(f"checklist.{number}", item)
    for number, window in enumerate(rules.search_windows):
        yield from _window(f"search_windows.{number}", window)
    for number, one in enumerate(rules.attendance):
        yield from _attending(f"attendance.{number}", one)
    for rule in rules.clocks:
        yield "clocks", _name, [rule.id]
        yield from _clock(f"clocks.{rule.id}", rule)


def _rule(place: str, rule: Rule) -> Iterator[_Look]:
    yield f"{place}.article", _text, [rule.article]
    yield f"{place}.level", Level, _given(rule.level)
    yield f"{place}.text_as_of", _day, _given(rule.text_as_of)
    yield f"{place}.when", Circumstance, rule.when
    yield f"{place}.unless", Circumstance, rule.unless


def _check(place: str, item: CheckRule) -> Iterator[_Look]:
    yield from _rule(place, item)
    yield f"{place}.code", CheckCode, [item.code]
    yield f"{place}.waivers", Role, item.waivers


def _window(place: str, window: SearchWindow) -> Iterator[_Look]:
    yield from _rule(place, window)
    yield f"{place}.since", parse_hour, [window.since]
    yield f"{place}.until", parse_hour, [window.until]
    yield f"{place}.zone", zone_table, _given(window.zone)
    for number, one in enumerate(window.exceptions):
        yield from _rule(f"{place}.exceptions.{number}", one)
        yield f"{place}.exceptions.{number}.document", SiteDocument, _given(one.document)


def _attending(place: str, rule: AttendanceRule) -> Iterator[_Look]:
    yield from _rule(place, rule)
    yield f"{place}.choices", Presence, [one.who for one in rule.choices]


def _clock(place: str, rule: ClockRule) -> Iterator[_Look]:
    yield from _rule(place, rule)
    yield f"{place}.kind", ClockKind, [rule.kind]
    yield f"{place}.start", StartEvent, [rule.start]
    yield f"{place}.base", span, [rule.base]
    yield f"{place}.maximum", span, _given(rule.maximum)
    yield f"{place}.on_end", OnEnd, _given(rule.on_end)
    for number, one in enumerate(rule.extensions):
        at = f"{place}.extensions.{number}"
        yield f"{at}.span", span, [one.span]
        yield f"{at}.by", Authority, [one.by]
        yield f"{at}.ask_within", span, _given(one.ask_within)
        yield f"{at}.decide_within", span, _given(one.decide_within)
    for number, step in enumerate(rule.steps):
        at = f"{place}.steps.{number}"
        yield f"{at}.part", ClockPart, [step.part]
        yield f"{at}.by", Authority, [step.by]
        yield f"{at}.within", span, [step.within]
        yield f"{at}.start", StartEvent, [step.start]


def _counts(rules: RuleSet) -> None:
    """Numbers within bounds, hours in order, each clock once."""
    many = (rules.checklist, rules.search_windows, rules.attendance, rules.clocks)
    names = [one.id for one in rules.clocks]
    faults = {
        "version": rules.version < 1,
        "majority": rules.majority not in _AGES or rules.none_below not in range(rules.majority),
        "rules": sum(map(len, many)) > MOST_RULES
        or any(_long(one) for each in many for one in each),
        "names": rules.names.keys() != {one.value for one in Language},
        "states": len(rules.states) > MOST_LISTED,
        "clocks": len(set(names)) < len(names),
        "search_windows": any(one.since >= one.until for one in rules.search_windows),
        "attendance": any(_nobody(one) for one in rules.attendance),
        "min_age": any(one.min_age not in _AGES for one in rules.clocks),
        "checks_per_day": any(one.checks_per_day not in range(25) for one in rules.clocks),
    }
    for place, wrong in faults.items():
        if wrong:
            raise Invalid("rule_set_malformed", at=place)


def _long(rule: Rule) -> bool:
    """Whether a list within a rule is longer than any law makes it."""
    values = (getattr(rule, name) for name in rule.__struct_fields__)
    return any(isinstance(one, tuple) and len(one) > MOST_LISTED for one in values)


def _nobody(rule: AttendanceRule) -> bool:
    return not rule.choices or any(one.count not in range(1, 20) for one in rule.choices)


def _given(value: str) -> list[str]:
    return [value] if value else []


def _text(value: str) -> None:
    if not value.strip() or len(value) > TEXT_LIMIT:
        raise ValueError


def _name(value: str) -> None:
    if _NAME_RE.fullmatch(value) is None:
        raise ValueError


def _state(value: str) -> None:
    if _STATE_RE.fullmatch(value) is None:
        raise ValueError


def _day(value: str) -> None:
    """A day, or only its month or year, where no more is known of a text."""
    if _YEAR_RE.fullmatch(value) is None:
        date.fromisoformat(value)
