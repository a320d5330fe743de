"""The difference of two clocks, from the four times of an exchange."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tansiq.exchange.timing import (
    ClockSample,
    Ear,
    Times,
    measure,
    milliseconds,
    read_sample,
    replaces,
)
from tansiq.terms.ids import node_id

NOON = datetime(2026, 11, 5, 12, tzinfo=UTC)
MADRID = node_id("madrid")
ways = st.integers(0, 5_000)


def later(milli: int) -> datetime:
    return NOON + timedelta(milliseconds=milli)


@given(st.integers(-10_000_000, 10_000_000), ways, ways, st.integers(0, 60_000))
def test_the_true_difference_lies_within_the_bound_however_long_each_way_took(
    ahead: int, there: int, back: int, thought: int
) -> None:
    """REQUIREMENTS 6.2: H-hour is one instant on every clock, within a stated bound."""
    left, heard = milliseconds(NOON), milliseconds(NOON) + there + ahead
    arrived = later(there + thought + back)
    sample = measure(Times(heard + thought, left, heard), arrived)
    assert sample is not None
    assert abs(sample.offset_ms - ahead) <= sample.uncertainty_ms
    assert sample.uncertainty_ms <= (there + back) // 2 + 3 + (there + thought + back) // 5_000


def test_what_shows_no_difference_is_no_measurement() -> None:
    now = milliseconds(NOON)
    assert measure(Times(), NOON) is None
    assert measure(Times(left=now), NOON) is None
    assert measure(Times(left=now, echoed=now, heard=now + 5), NOON) is None
    assert measure(Times(left=now, echoed=now + 5, heard=now), NOON) is None


def test_a_leap_between_two_times_gives_no_measurement_or_a_wide_one() -> None:
    """A clock set back during the way would make it take less than nothing."""
    left = milliseconds(NOON)
    back = measure(Times(left + 20, left, left + 10), later(30 - 60_000))
    assert back is None
    ahead = measure(Times(left + 20, left, left + 10), later(30 + 60_000))
    assert ahead is not None
    assert ahead.uncertainty_ms >= 30_000


def test_each_bundle_repeats_what_came_in_last() -> None:
    ear = Ear()
    assert ear.times(MADRID, NOON) == Times(milliseconds(NOON), 0, 0)
    ear.hear(MADRID, 17, later(5))
    ear.hear(MADRID, 0, later(6))
    told = ear.times(MADRID, later(9))
    assert told == Times(milliseconds(later(9)), 17, milliseconds(later(5)))
    assert ear.times(node_id("rabat"), NOON).echoed == 0


def sample(offset: int, doubt: int, seconds: int = 0) -> ClockSample:
    return ClockSample(offset, doubt, NOON + timedelta(seconds=seconds))


def test_a_better_a_contradicting_or_a_much_later_sample_replaces_and_no_other() -> None:
    old = sample(100, 20)
    assert replaces(old, None)
    assert not replaces(sample(101, 20, 2), old)
    assert replaces(sample(101, 9, 2), old)
    assert not replaces(sample(101, 21, 30), old)
    assert replaces(sample(101, 20, 30), old)
    assert replaces(sample(5_000, 900, 2), old)
    assert replaces(sample(101, 400, 61), old)
    assert replaces(sample(101, 400, -1), old)


def test_a_sample_is_read_back_and_a_broken_one_is_none() -> None:
    kept = sample(-7, 3)
    assert read_sample(kept.wire()) == kept
    assert read_sample({}) is None
    assert read_sample({**kept.wire(), "at": "noon"}) is None
