"""What an officer types is taken as they mean it, or said to be wrong in words."""

from datetime import UTC, datetime

import pytest

from tansiq.cli.intake import counted, instant, span
from tansiq.terms.errors import Invalid

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_a_day_is_counted_to_its_very_end() -> None:
    """From (with) to (without): the last second of the last day belongs to it."""
    assert span("2026-11-01", "2026-11-02", NOW) == (
        at("2026-11-01T00:00:00Z"),
        at("2026-11-03T00:00:00Z"),
    )
    assert span("2026-12-31", "2026-12-31", NOW)[1] == at("2027-01-01T00:00:00Z")


def test_a_time_is_taken_as_it_is_and_no_end_means_through_this_second() -> None:
    times = ("2026-11-01T06:00:00Z", "2026-11-01T07:00:00Z")
    assert span(*times, NOW) == (at(times[0]), at(times[1]))
    assert span(times[0], "", NOW)[1] == at("2026-11-03T08:00:01Z")


@pytest.mark.parametrize(
    ("since", "until"),
    [("yesterday", ""), ("2026-11-01", "2026-02-30"), ("2026-11-01", "9999-12-31"), ("1/11", "")],
)
def test_what_is_no_day_is_said_so(since: str, until: str) -> None:
    with pytest.raises(Invalid) as problem:
        span(since, until, NOW)
    assert problem.value.code == "time_malformed"


def test_use_ends_with_the_day_named() -> None:
    assert instant("2027-01-31") == "2027-01-31T23:59:59Z"
    assert instant("2027-01-31T12:00:00Z") == "2027-01-31T12:00:00Z"


@pytest.mark.parametrize("value", [-1, 0, 100_001, 10**30])
def test_a_count_out_of_bounds_names_its_bounds(value: int) -> None:
    with pytest.raises(Invalid) as problem:
        counted(value, "--limit")
    assert problem.value.code == "cli_count"
    assert problem.value.facts == {
        "flag": "--limit",
        "value": str(value),
        "least": 1,
        "most": 100_000,
    }
    assert counted(1, "--limit") == 1
