"""Custody clocks over every zone, hour and heap of extensions."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tansiq.terms.custody_clocks import ClockReading, Holding, read_clocks
from tansiq.terms.extensions import ExtensionGiven
from tansiq.terms.rule_files import templates
from tansiq.terms.rule_words import (
    Authority,
    Circumstance,
    ClockPart,
    ClockState,
    ExtensionOutcome,
    StartEvent,
)
from tansiq.terms.spans import due, span
from tansiq.terms.zones import ZoneOverride, first_reading, local_time

ZONES = ("Africa/Casablanca", "Africa/El_Aaiun", "Europe/Madrid", "Atlantic/Canary",
         "Africa/Ceuta", "UTC", "Australia/Lord_Howe")  # fmt: skip
FIRST = datetime(2025, 1, 1, tzinfo=UTC)

minutes = st.integers(0, 2 * 365 * 24 * 60)
instants = minutes.map(lambda one: FIRST + timedelta(minutes=one))
zones = st.sampled_from(ZONES)
hours = st.integers(0, 300)


@st.composite
def overrides(draw: st.DrawFn) -> tuple[ZoneOverride, ...]:
    found = []
    for _ in range(draw(st.integers(0, 2))):
        since = draw(instants)
        until = since + timedelta(hours=draw(st.integers(1, 2_000)))
        found.append(
            ZoneOverride(
                zone=draw(zones), since=f"{since:%Y-%m-%dT%H:%M:%SZ}",
                until=f"{until:%Y-%m-%dT%H:%M:%SZ}",
                offset_minutes=draw(st.sampled_from((-60, 0, 60, 120))),
                reason="decree", source="order 1",
            )
        )  # fmt: skip
    return tuple(found)


@st.composite
def holdings(draw: st.DrawFn) -> tuple[str, Holding]:
    jurisdiction = draw(st.sampled_from(tuple(templates())))
    start = draw(instants)
    known = draw(st.frozensets(st.sampled_from((Circumstance.TERRORISM, Circumstance.MINOR))))
    clocks = [one.id for one in templates()[jurisdiction].clocks if one.kind == "custody"]
    given_ = []
    for _ in range(draw(st.integers(0, 4))):
        asked = start + timedelta(hours=draw(st.integers(-10, 200)))
        given_.append(
            ExtensionGiven(
                clock=draw(st.sampled_from(clocks)), by=draw(st.sampled_from(tuple(Authority))),
                document=draw(st.sampled_from(("", "order"))),
                outcome=draw(st.sampled_from(tuple(ExtensionOutcome))),
                asked=draw(st.sampled_from((None, asked))),
                decided=asked + timedelta(hours=draw(st.integers(-2, 40))),
            )
        )  # fmt: skip
    holding = Holding(
        zone=draw(zones), events={StartEvent.ARREST: start}, circumstances=known,
        extensions=tuple(given_), overrides=draw(overrides()),
    )  # fmt: skip
    return jurisdiction, holding


def limit(jurisdiction: str, holding: Holding, now: datetime) -> ClockReading:
    (found,) = (
        one
        for one in read_clocks(templates()[jurisdiction], holding, now)
        if one.rule.kind == "custody" and one.part is ClockPart.LIMIT
    )
    return found


@given(instants, zones, hours, overrides())
def test_the_reading_shown_is_never_later_than_the_hours_that_passed(
    start: datetime, zone: str, count: int, signed: tuple[ZoneOverride, ...]
) -> None:
    """REQUIREMENTS 7.6, LAW L51."""
    end = due(start, zone, (span(f"PT{count}H"),), signed)
    assert end.elapsed == start + timedelta(hours=count)
    assert end.at == min(end.elapsed, end.wall)


@given(instants, zones, hours, hours, overrides())
def test_a_longer_term_never_ends_sooner(
    start: datetime, zone: str, shorter: int, more: int, signed: tuple[ZoneOverride, ...]
) -> None:
    first = due(start, zone, (span(f"PT{shorter}H"),), signed)
    second = due(start, zone, (span(f"PT{shorter + more}H"),), signed)
    assert first.at <= second.at
    split = due(start, zone, (span(f"PT{shorter}H"), span(f"PT{more}H")), signed)
    assert split == second


@given(instants, zones, overrides())
def test_the_clock_on_the_wall_never_shows_a_reading_before_its_first_instant(
    at: datetime, zone: str, signed: tuple[ZoneOverride, ...]
) -> None:
    wall = local_time(at, zone, signed).wall
    first = first_reading(wall, zone, signed)
    assert first <= at
    assert local_time(first, zone, signed).wall >= wall
    before = local_time(first - timedelta(seconds=1), zone, signed).wall
    assert before < wall


@settings(max_examples=200)
@given(holdings(), st.integers(0, 24 * 20 * 60))
def test_no_clock_is_red_before_its_base_and_none_of_them_at_the_maximum_alone(
    case: tuple[str, Holding], later: int
) -> None:
    """LAW L13: red at the base limit, unless an extension stands."""
    jurisdiction, holding = case
    start = holding.events[StartEvent.ARREST]
    now = start + timedelta(minutes=later)
    reading = limit(jurisdiction, holding, now)
    assert reading.due is not None
    base = due(start, holding.zone, (span(reading.rule.base),), holding.overrides)
    counted = [one for one in reading.extensions if one.counts]
    assert reading.due.at >= base.at
    if not counted:
        assert reading.due.at == base.at
    if now <= base.at:
        assert reading.state is not ClockState.RED
    assert (reading.state is ClockState.RED) == (now > reading.due.at)
    if reading.maximum is not None:
        assert reading.due.at <= reading.maximum


@settings(max_examples=200)
@given(holdings(), st.integers(0, 24 * 20 * 60), st.integers(0, 24 * 20 * 60))
def test_as_hours_pass_a_limit_never_moves_back(
    case: tuple[str, Holding], one: int, more: int
) -> None:
    jurisdiction, holding = case
    start = holding.events[StartEvent.ARREST]
    sooner = limit(jurisdiction, holding, start + timedelta(minutes=one))
    later = limit(jurisdiction, holding, start + timedelta(minutes=one + more))
    assert sooner.due is not None
    assert later.due is not None
    assert sooner.due.at <= later.due.at
