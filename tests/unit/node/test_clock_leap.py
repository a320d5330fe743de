"""A leap of the node's own clock is noticed between two looks."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from tansiq.node.clock_leap import LeapWatch


@dataclass
class SetClock:
    """The computer's clock, set forward or back by somebody."""

    moved: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.moved


@pytest.mark.parametrize("seconds", [-3_600, -2, 2, 3_600])
def test_a_clock_set_forward_or_back_leapt_by_that_much_once(seconds: int) -> None:
    """DESIGN 10: clock leaps."""
    clock = SetClock()
    watch = LeapWatch(clock)
    assert watch.look() is None
    clock.moved = timedelta(seconds=seconds)
    leap = watch.look()
    assert leap is not None
    assert abs(leap.by_ms - 1000 * seconds) < 500
    assert watch.look() is None


def test_a_clock_that_is_set_right_little_by_little_does_not_leap() -> None:
    clock = SetClock()
    watch = LeapWatch(clock)
    for _ in range(20):
        clock.moved += timedelta(milliseconds=400)
        assert watch.look() is None
