"""A person held, as the records of their arrest have them: who, since when, what was done, clocks.

Promises: pure, from records and the hour alone. A person held is suspected, whatever is noted; a
minor, or who may be one, runs under the clock of minors; clocks follow the set in force at the hour
of the arrest, and where none was adopted, or none knows the clock, there is no reading at all: it
is counted by hand, never invented. Does not end a custody or say that one was unlawful.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tansiq.custody.now import ArrestNow, NoteNow
from tansiq.record.custody import ArrestNoted, ArrestRecorded
from tansiq.terms.clock import ZonedTime, parse_stamp
from tansiq.terms.custody_clocks import ClockReading, Holding, read_clocks
from tansiq.terms.extensions import ExtensionGiven
from tansiq.terms.minors import Minority, minority
from tansiq.terms.operating import ArrestEvent, CountedBy
from tansiq.terms.rule_sets import ClockRule, RuleSet, applying, in_force
from tansiq.terms.rule_words import (
    OF_A_PERSON,
    OF_HOLDING,
    Circumstance,
    ClockKind,
    ClockPart,
    ClockState,
    ExtensionOutcome,
    OnEnd,
    StartEvent,
)
from tansiq.terms.zones import ZoneOverride

ADULT_AT = 18
NO_READINGS: tuple[ClockReading, ...] = ()
RUNNING = frozenset({ClockState.RED, ClockState.SOON, ClockState.RUNNING})
_KEPT_BY: Mapping[str, tuple[ArrestEvent, ...]] = {
    ClockKind.RIGHTS_TOLD: (ArrestEvent.RIGHTS_TOLD,),
    ClockKind.FAMILY_TOLD: (ArrestEvent.FAMILY_TOLD,),
    ClockKind.GUARDIAN_TOLD: (ArrestEvent.GUARDIAN_TOLD,),
    ClockKind.PROSECUTION_TOLD: (ArrestEvent.PROSECUTOR_TOLD, ArrestEvent.HANDED_TO_PROSECUTOR),
    ClockKind.LAWYER: (ArrestEvent.LAWYER_MET,),
}
_STARTS = {ArrestEvent.LAWYER_CALLED: StartEvent.CALL}


@dataclass(frozen=True, slots=True)
class Law:
    """The sets adopted here and the zones overridden."""

    rules: tuple[RuleSet, ...]
    overrides: tuple[ZoneOverride, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a person held stands at an instant.

    `counted` says whether clocks could be read at all; `readings` has the most urgent first.
    """

    minority: Minority
    counted: CountedBy
    rules: RuleSet | None
    begun: datetime
    ended: datetime | None
    readings: tuple[ClockReading, ...]

    @property
    def protected(self) -> bool:
        """Whether this is a minor, or somebody who may be one."""
        return self.minority.protected

    @property
    def first(self) -> ClockReading | None:
        """The clock that runs out first, or ran out longest ago."""
        return next((one for one in self.readings if one.state in RUNNING), None)

    @property
    def holding(self) -> ClockReading | None:
        """The limit of the holding itself: the one of custody."""
        limits = (one for one in self.readings if one.part is ClockPart.LIMIT)
        return next((one for one in limits if one.rule.kind in OF_HOLDING), None)


def standing(held: ArrestNow, law: Law, now: datetime) -> Standing:
    """How a person held stands at an instant."""
    rules = in_force(law.rules, held.said.jurisdiction, held.begun)
    young = minority_of(held, rules)
    counted, readings = (
        (CountedBy.NO_RULES, NO_READINGS)
        if rules is None
        else _read(held, (rules, law.overrides, young), now)
    )
    return Standing(
        minority=young,
        counted=counted,
        rules=rules,
        begun=held.begun,
        ended=held.ended,
        readings=readings,
    )


def minority_of(held: ArrestNow, rules: RuleSet | None) -> Minority:
    """Whether the person counts as a minor: by date of birth, by what was seen, by a document.

    A document that shows an adult outweighs what was seen and said before it, and nothing else.
    """
    flagged = Minority.MINOR if held.said.minor else Minority.UNKNOWN
    born = held.said.born
    for one in held.counting:
        if one.said.event == ArrestEvent.FOUND_MINOR:
            flagged = Minority.MINOR
        elif one.said.event == ArrestEvent.FOUND_ADULT:
            flagged = Minority.ADULT
        born = one.said.born or born
    if flagged is not Minority.UNKNOWN:
        return flagged
    day = ZonedTime(held.begun, held.said.zone).local.date()
    found = minority(born, day, rules.majority if rules else ADULT_AT)
    if found is Minority.UNKNOWN and _held_as_minor(held, rules):
        return Minority.POSSIBLE
    return found


def _held_as_minor(held: ArrestNow, rules: RuleSet | None) -> bool:
    """Whether whoever recorded the arrest chose the clock of minors."""
    clocks = rules.clocks if rules else ()
    chosen = next((one for one in clocks if one.id == held.said.clock), None)
    return chosen is not None and Circumstance.MINOR in chosen.when


def named(held: ArrestNow) -> str:
    """The name as it is known last; empty when nobody knows it yet."""
    found = [one.said.name for one in held.counting if one.said.name]
    return found[-1] if found else held.said.name


def _read(
    held: ArrestNow,
    by: tuple[RuleSet, tuple[ZoneOverride, ...], Minority],
    now: datetime,
) -> tuple[CountedBy, tuple[ClockReading, ...]]:
    rules, overrides, young = by
    chosen = next((one for one in rules.clocks if one.id == held.said.clock), None)
    circumstances = set(map(Circumstance, chosen.when)) if chosen else set()
    circumstances -= {Circumstance.MINOR}
    if young.protected:
        circumstances.add(Circumstance.MINOR)
    clocks = [one for one in applying(rules.clocks, circumstances) if one.kind in OF_A_PERSON]
    running = [one for one in clocks if one.kind == ClockKind.CUSTODY]
    holding = Holding(
        zone=held.said.zone,
        events=dict(_events(held)),
        circumstances=frozenset(circumstances),
        extensions=tuple(one for rule in running for one in extensions(held, rule)),
        met=dict(_met(held, clocks)),
        ended=held.ended,
        overrides=overrides,
    )
    limits = [one for one in clocks if one.kind in OF_HOLDING]
    known = chosen is not None or (young.protected and bool(limits))
    readings = read_clocks(rules, holding, now)
    if not known:
        # Which term holds nobody knows: what hangs on none of them (rights, family) still runs.
        return CountedBy.NO_CLOCK, tuple(one for one in readings if one.rule.kind not in OF_HOLDING)
    return (CountedBy.RULES if limits else CountedBy.NO_CLOCK), readings


def _events(held: ArrestNow) -> Iterator[tuple[StartEvent, datetime]]:
    yield StartEvent.ARREST, held.begun
    yield StartEvent.STOP, held.begun
    for event, start in _STARTS.items():
        first = first_hour(held, event)
        if first is not None:
            yield start, first


def _met(held: ArrestNow, clocks: Sequence[ClockRule]) -> Iterator[tuple[str, datetime]]:
    """When each limit was kept, by the key of its reading."""
    for rule in clocks:
        done = first_hour(held, *_KEPT_BY.get(rule.kind, ()))
        if rule.kind in OF_HOLDING and rule.on_end == OnEnd.PROSECUTION:
            handed = first_hour(held, ArrestEvent.HANDED_TO_PROSECUTOR)
            done = min((one for one in (handed, held.ended) if one), default=None)
        if done is not None:
            yield rule.id, done
        for step in rule.steps:
            if held.ended is not None:
                yield f"{rule.id}/{step.part}", held.ended


def first_hour(held: ArrestNow, *events: ArrestEvent) -> datetime | None:
    """When one of these was first done; rights told at once stand in the arrest itself."""
    hours = [parse_stamp(one.said.at) for one in held.counting if one.said.event in events]
    if ArrestEvent.RIGHTS_TOLD in events and held.said.rights_told_at:
        hours.append(parse_stamp(held.said.rights_told_at))
    return min(hours, default=None)


def extensions(held: ArrestNow, rule: ClockRule) -> tuple[ExtensionGiven, ...]:
    """The extensions noted, each answer with the question it answers: the oldest still open."""
    waiting: list[ArrestNoted] = []
    found: list[ExtensionGiven] = []
    for one in in_order(held.counting):
        match one.said.event:
            case ArrestEvent.EXTENSION_ASKED:
                waiting.append(one.said)
            case ArrestEvent.EXTENSION_GRANTED:
                asked = waiting.pop(0) if waiting else None
                found.append(_given(rule, one.said, asked, ExtensionOutcome.GRANTED))
            case ArrestEvent.EXTENSION_REFUSED:
                asked = waiting.pop(0) if waiting else None
                found.append(_given(rule, one.said, asked, ExtensionOutcome.REFUSED))
    found += [_given(rule, None, one, ExtensionOutcome.PENDING) for one in waiting]
    return tuple(found)


def in_order(notes: Sequence[NoteNow]) -> list[NoteNow]:
    """Notes by the hour of what they tell; of one hour, as they were written."""
    return sorted(notes, key=lambda one: one.said.at)


def _given(
    rule: ClockRule,
    decided: ArrestNoted | None,
    asked: ArrestNoted | None,
    outcome: ExtensionOutcome,
) -> ExtensionGiven:
    said = decided or asked
    return ExtensionGiven(
        clock=rule.id,
        by="" if said is None else said.by,
        document="" if decided is None else decided.document,
        outcome=outcome,
        asked=None if asked is None else parse_stamp(asked.at),
        decided=None if decided is None else parse_stamp(decided.at),
        hours=0 if decided is None else decided.hours,
    )


def urgency(one: Standing, now: datetime) -> tuple[int, timedelta]:
    """What orders a register: what is past its limit, what runs, what nobody counts, what ended."""
    if one.ended is not None:
        return 3, now - one.ended
    first = one.first
    if first is None or first.due is None:
        # Nobody counts for these people but by hand: they come before what runs well.
        return (0 if one.counted is not CountedBy.RULES else 2), one.begun - now
    return 0 if first.state is ClockState.RED else 1, first.due.at - now


def choices(rules: RuleSet | None) -> tuple[ClockRule, ...]:
    """The clocks of a set under which somebody may be held."""
    return tuple(one for one in rules.clocks if one.kind in OF_HOLDING) if rules else ()


def act_day(said: ArrestRecorded) -> str:
    """The day of the arrest at its place."""
    return ZonedTime(parse_stamp(said.at), said.zone).local.date().isoformat()
