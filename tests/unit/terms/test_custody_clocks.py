from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from tansiq.terms.clock import use_pinned_zones
from tansiq.terms.custody_clocks import (
    ClockReading,
    Holding,
    barred_by_age,
    read_clock,
    read_clocks,
)
from tansiq.terms.errors import Invalid
from tansiq.terms.extensions import ExtensionGiven
from tansiq.terms.rule_files import templates
from tansiq.terms.rule_sets import RuleSet
from tansiq.terms.rule_words import Circumstance as Known
from tansiq.terms.rule_words import ClockState, ExtensionFault, ExtensionOutcome, Standing
from tansiq.terms.rule_words import StartEvent as From

MADRID = "Europe/Madrid"
TERROR = frozenset({Known.TERRORISM})
MINOR = frozenset({Known.MINOR})


@pytest.fixture(autouse=True)
def _pinned() -> None:
    use_pinned_zones()


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def held(zone: str, arrest: str, known: frozenset[Known] = frozenset(), **more: object) -> Holding:
    events = {From.ARREST: utc(arrest)}
    return Holding(zone=zone, events=events, circumstances=known, **more)  # type: ignore[arg-type]


def readings(rules: RuleSet, holding: Holding, now: str) -> Mapping[str, ClockReading]:
    return {one.key: one for one in read_clocks(rules, holding, utc(now))}


def given(clock: str, by: str, asked: str, decided: str, **more: object) -> ExtensionGiven:
    values: dict[str, object] = {
        "clock": clock, "by": by, "document": "order 7/26", "outcome": ExtensionOutcome.GRANTED,
        "asked": utc(asked) if asked else None, "decided": utc(decided) if decided else None,
    }  # fmt: skip
    return ExtensionGiven(**{**values, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("jurisdiction", "known", "clock", "base", "most"),
    [
        ("ma", frozenset(), "ma.custody", 48, 72),
        ("ma", frozenset({Known.STATE_SECURITY}), "ma.custody.state", 96, 192),
        ("ma", TERROR, "ma.custody.terror", 96, 288),
        ("ma", TERROR | {Known.STATE_SECURITY}, "ma.custody.terror", 96, 288),
        ("es", frozenset(), "es.custody", 72, None),
        ("es", TERROR, "es.custody.terror", 72, 120),
        ("es", MINOR, "es.custody.minor", 24, None),
        ("es", MINOR | TERROR, "es.custody.minor", 24, None),
    ],
)
def test_custody_is_red_past_the_base_and_never_at_the_maximum(
    jurisdiction: str, known: frozenset[Known], clock: str, base: int, most: int | None
) -> None:
    """REQUIREMENTS 7.6, LAW L13, L34, L36."""
    rules, start = templates()[jurisdiction], utc("2026-06-01T10:00")
    holding = held("UTC", "2026-06-01T10:00", known)
    limits = [one for one in read_clocks(rules, holding, start) if one.rule.kind == "custody"]
    assert {one.rule.id for one in limits} == {clock}
    at = {
        hour: next(
            one for one in read_clocks(rules, holding, start + timedelta(hours=hour))
            if one.key == clock
        )
        for hour in (0, base - 1, base, base + 1)
    }  # fmt: skip
    assert [at[hour].state for hour in at] == ["running", "soon", "soon", "red"]
    assert at[0].maximum == (start + timedelta(hours=most) if most else None)
    assert at[0].basis.standing is Standing.UNCONFIRMED


def test_an_extension_with_its_document_moves_the_limit_and_a_second_one_again() -> None:
    """LAW L13: terrorism, 96 h, twice 96 h by written permission of the prosecution."""
    name = "ma.custody.terror"
    first = given(name, "prosecution", "", "2026-06-05T08:00")
    second = given(name, "prosecution", "", "2026-06-09T08:00")
    third = given(name, "prosecution", "", "2026-06-13T08:00")
    holding = held("UTC", "2026-06-01T10:00", TERROR, extensions=(third, second, first))
    reading = readings(templates()["ma"], holding, "2026-06-13T09:00")[name]
    assert reading.due is not None
    assert reading.due.at == utc("2026-06-13T10:00") == reading.maximum
    assert [one.fault for one in reading.extensions] == [None, None, ExtensionFault.NONE_LEFT]
    assert reading.extensions[0].until == utc("2026-06-09T10:00")


@pytest.mark.parametrize(
    ("one", "fault"),
    [
        (("judge", "2026-06-03T09:00", "2026-06-04T08:00"), None),
        (("judge", "2026-06-03T10:01", "2026-06-04T08:00"), "asked_late"),
        (("judge", "2026-06-02T09:00", "2026-06-03T09:01"), "decided_late"),
        (("judge", "2026-06-03T10:00", "2026-06-04T10:00"), None),
        (("judge", "2026-06-03T10:00", "2026-06-04T10:01"), "after_the_limit"),
        (("judge", "", "2026-06-04T08:00"), "asked_unknown"),
        (("judge", "2026-06-04T09:00", "2026-06-04T08:00"), "asked_unknown"),
        (("judge", "2026-05-31T09:00", "2026-05-31T10:00"), "before_the_start"),
        (("prosecution", "2026-06-03T09:00", "2026-06-04T08:00"), "wrong_authority"),
        (("judge", "2026-06-03T09:00", ""), "pending"),
        (("judge", "2026-06-03T09:00", "2026-06-04T10:00"), "decided_late"),
    ],
)
def test_spain_s_extension_counts_when_asked_within_48_hours_and_decided_within_24(
    one: tuple[str, str, str], fault: str | None
) -> None:
    """LAW L34; a late one is shown with its reason and moves nothing."""
    name = "es.custody.terror"
    holding = held("UTC", "2026-06-01T10:00", TERROR, extensions=(given(name, *one),))
    reading = readings(templates()["es"], holding, "2026-06-05T00:00")[name]
    assert reading.due is not None
    assert [found.fault for found in reading.extensions] == [fault]
    counted = utc("2026-06-06T10:00") if fault is None else utc("2026-06-04T10:00")
    assert reading.due.at == counted
    assert reading.state is (ClockState.RUNNING if fault is None else ClockState.RED)


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"document": ""}, "no_document"),
        ({"outcome": ExtensionOutcome.REFUSED}, "refused"),
        ({"outcome": ExtensionOutcome.PENDING}, "pending"),
    ],
)
def test_an_extension_without_paper_or_decision_does_not_count(
    more: dict[str, object], fault: str
) -> None:
    name = "es.custody.terror"
    one = given(name, "judge", "2026-06-03T10:00", "2026-06-04T08:00", **more)
    holding = held("UTC", "2026-06-01T10:00", TERROR, extensions=(one,))
    (judged,) = readings(templates()["es"], holding, "2026-06-04T09:00")[name].extensions
    assert (judged.fault, judged.until) == (fault, None)


def test_an_extension_whose_hour_lies_ahead_does_not_count_yet() -> None:
    name = "es.custody.terror"
    one = given(name, "judge", "2026-06-03T10:00", "2026-06-04T09:30")
    holding = held("UTC", "2026-06-01T10:00", TERROR, extensions=(one,))
    (judged,) = readings(templates()["es"], holding, "2026-06-04T09:00")[name].extensions
    assert judged.fault is ExtensionFault.IN_THE_FUTURE


def test_until_when_to_ask_and_until_when_to_decide_are_clocks_of_their_own() -> None:
    """LAW L34: 48 h to ask, 24 h for the judge; past them the chance is gone."""
    rules, name = templates()["es"], "es.custody.terror"
    holding = held("UTC", "2026-06-01T10:00", TERROR)
    assert readings(rules, holding, "2026-06-02T10:00")[f"{name}/ask"].state == "running"
    assert readings(rules, holding, "2026-06-03T08:00")[f"{name}/ask"].state == "soon"
    assert readings(rules, holding, "2026-06-03T10:01")[f"{name}/ask"].state == "lapsed"
    pending = given(name, "judge", "2026-06-03T09:00", "", outcome=ExtensionOutcome.PENDING)
    asked = held("UTC", "2026-06-01T10:00", TERROR, extensions=(pending,))
    found = readings(rules, asked, "2026-06-03T12:00")
    decide = found[f"{name}/decide"]
    assert (found[f"{name}/ask"].state, decide.state, decide.by) == ("met", "running", "judge")
    assert decide.due is not None
    assert decide.due.at == utc("2026-06-04T09:00")
    assert readings(rules, asked, "2026-06-04T09:01")[f"{name}/decide"].state == "lapsed"


def test_the_lawyer_s_delay_is_not_offered_before_a_jurist_confirms() -> None:
    """LAW L15."""
    rules, name = templates()["ma"], "ma.lawyer.terror"
    delay = given(name, "prosecution", "", "2026-06-05T08:00")
    holding = held("UTC", "2026-06-01T10:00", TERROR, extensions=(delay,))
    bare = readings(rules, holding, "2026-06-06T00:00")[name]
    assert bare.state is ClockState.RED
    assert bare.extensions[0].fault is ExtensionFault.RULE_UNCONFIRMED
    signed = msgspec.structs.replace(rules, confirmed_by="N. Ouaziri", confirmation="opinion 4")
    sure = readings(signed, holding, "2026-06-06T00:00")[name]
    assert (sure.state, sure.basis.standing) == (ClockState.RUNNING, Standing.CONFIRMED)


def test_rights_are_due_at_once_and_a_limit_that_was_kept_says_so() -> None:
    """REQUIREMENTS 7.6, LAW L14, L35."""
    rules = templates()["es"]
    bare = held(MADRID, "2026-06-01T10:00")
    assert readings(rules, bare, "2026-06-01T10:01")["es.rights_told"].state == "red"
    told = {"es.rights_told": utc("2026-06-01T10:00")}
    done = held(MADRID, "2026-06-01T10:00", met=told)
    assert readings(rules, done, "2026-06-01T10:01")["es.rights_told"].state == "met"
    late = held(MADRID, "2026-06-01T10:00", met={"es.rights_told": utc("2026-06-01T11:00")})
    assert readings(rules, late, "2026-06-01T12:00")["es.rights_told"].state == "met_late"


def test_a_clock_whose_event_is_not_recorded_waits_and_is_not_called_kept() -> None:
    """LAW L35: the three hours of the lawyer run from the call."""
    rules = templates()["es"]
    bare = readings(rules, held(MADRID, "2026-06-01T10:00"), "2026-06-02T10:00")["es.lawyer"]
    assert (bare.state, bare.due) == (ClockState.WAITING, None)
    events = {From.ARREST: utc("2026-06-01T10:00"), From.CALL: utc("2026-06-01T11:00")}
    called = Holding(zone=MADRID, events=events)
    assert readings(rules, called, "2026-06-01T14:01")["es.lawyer"].state == "red"


def test_a_minor_s_clocks_name_the_prosecutor_the_guardian_and_both_limits() -> None:
    """LAW L36."""
    found = readings(templates()["es"], held(MADRID, "2026-06-01T10:00", MINOR), "2026-06-01T12:00")
    decide = found["es.custody.minor/decide"]
    assert decide.due is not None
    assert (decide.by, decide.due.at) == ("juvenile_prosecution", utc("2026-06-03T10:00"))
    assert {"es.guardian_told", "es.prosecution_told", "es.custody.minor"} < set(found)


def test_release_ends_the_clocks_and_a_late_one_is_said_to_be_late() -> None:
    rules = templates()["es"]
    free = held("UTC", "2026-06-01T10:00", TERROR, ended=utc("2026-06-02T10:00"))
    found = readings(rules, free, "2026-06-10T10:00")
    assert found["es.custody.terror"].state is ClockState.MET
    assert "es.custody.terror/ask" not in found
    assert found["es.rights_told"].state is ClockState.RED
    late = held("UTC", "2026-06-01T10:00", TERROR, ended=utc("2026-06-04T10:01"))
    assert readings(rules, late, "2026-06-10T10:00")["es.custody.terror"].state == "met_late"
    minor = held("UTC", "2026-06-01T10:00", MINOR, ended=utc("2026-06-02T09:00"))
    assert readings(rules, minor, "2026-06-10T10:00")["es.custody.minor/decide"].state == "ended"


def test_clocks_that_are_red_come_first_and_those_not_begun_last() -> None:
    found = read_clocks(
        templates()["es"], held(MADRID, "2026-06-01T10:00"), utc("2026-06-01T11:00")
    )
    assert [one.key for one in found] == ["es.rights_told", "es.custody", "es.lawyer"]
    assert found[1].left(utc("2026-06-01T11:00")) == timedelta(hours=71)
    assert found[2].left(utc("2026-06-01T11:00")) is None


def test_any_other_clock_of_a_set_is_read_the_same_way() -> None:
    """LAW L40, L41: a device looked into in urgency; an interception and what may prolong it."""
    rules = templates()["es"]
    clocks = {one.id: one for one in rules.clocks}
    events = {From.EXAMINATION: utc("2026-06-01T10:00"), From.ORDER: utc("2026-06-01T20:00")}
    seen = Holding(zone="UTC", events=events)
    limit, ruling = read_clock(rules, clocks["es.device.urgent"], seen, utc("2026-06-01T12:00"))
    assert limit.due is not None
    assert ruling.due is not None
    assert (limit.due.at, ruling.due.at) == (utc("2026-06-02T10:00"), utc("2026-06-04T20:00"))
    many = tuple(
        given("es.intercept", "judge", "", f"2026-{month:02d}-15T10:00") for month in (8, 11)
    )
    heard = Holding(zone="UTC", events=events, extensions=many)
    (longer,) = read_clock(rules, clocks["es.intercept"], heard, utc("2026-12-01T12:00"))
    assert longer.due is not None
    assert longer.due.at == utc("2027-03-01T20:00")
    assert longer.maximum == utc("2027-12-01T20:00")


def test_nobody_under_sixteen_is_held_incommunicado_in_spain() -> None:
    """LAW L35."""
    clocks = {one.id: one for one in templates()["es"].clocks}
    told = [barred_by_age(clocks["es.incommunicado"], age) for age in (15, 16)]
    assert told == [True, False]
    assert not barred_by_age(clocks["es.custody"], 14)


def test_a_person_held_in_a_zone_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Invalid) as caught:
        read_clocks(
            templates()["es"], held("Europe/Atlantis", "2026-06-01T10:00"), utc("2026-06-02T10:00")
        )
    assert caught.value.code == "zone_unknown"
