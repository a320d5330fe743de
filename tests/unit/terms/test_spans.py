from datetime import UTC, datetime

import pytest

from tansiq.terms.clock import use_pinned_zones
from tansiq.terms.errors import Invalid
from tansiq.terms.spans import Reckoning, due, span
from tansiq.terms.zones import ZoneOverride

RABAT, MADRID = "Africa/Casablanca", "Europe/Madrid"


@pytest.fixture(autouse=True)
def _pinned() -> None:
    use_pinned_zones()


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_96_hours_from_before_ramadan_end_by_hours_that_pass_one_hour_sooner_on_the_wall() -> None:
    """REQUIREMENTS 7.6, LAW L51: 2026-02-14 23:00 in Rabat ends 2026-02-18 22:00 local."""
    end = due(utc("2026-02-14T22:00"), RABAT, (span("PT96H"),))
    assert str(end.local) == f"2026-02-18 22:00 +00:00 {RABAT}"
    assert end.reckoning is Reckoning.ELAPSED
    assert (end.elapsed, end.wall) == (utc("2026-02-18T22:00"), utc("2026-02-18T23:00"))


def test_at_the_end_of_ramadan_the_clock_on_the_wall_is_the_earlier() -> None:
    """REQUIREMENTS 7.6, LAW L51: the other way round."""
    end = due(utc("2026-03-20T12:00"), RABAT, (span("PT96H"),))
    assert str(end.local) == f"2026-03-24 12:00 +01:00 {RABAT}"
    assert end.reckoning is Reckoning.WALL
    assert end.at == utc("2026-03-24T11:00")
    assert end.elapsed == utc("2026-03-24T12:00")


def test_both_nights_in_madrid_are_counted_to_the_person_s_good() -> None:
    """REQUIREMENTS 6.2, 7.6."""
    spring = due(utc("2026-03-28T12:00"), MADRID, (span("PT72H"),))
    autumn = due(utc("2026-10-24T12:00"), MADRID, (span("PT72H"),))
    assert (spring.reckoning, spring.at) == (Reckoning.WALL, utc("2026-03-31T11:00"))
    assert (autumn.reckoning, autumn.at) == (Reckoning.ELAPSED, utc("2026-10-27T12:00"))


def test_an_end_within_the_hour_that_the_night_skips_or_has_twice_is_the_earlier() -> None:
    skipped = due(utc("2026-03-28T01:30"), MADRID, (span("PT24H"),))
    assert (skipped.wall, skipped.elapsed) == (utc("2026-03-29T01:00"), utc("2026-03-29T01:30"))
    twice = due(utc("2026-10-24T00:30"), MADRID, (span("PT24H"),))
    assert twice.wall == twice.elapsed == utc("2026-10-25T00:30")


def test_a_signed_override_moves_the_reading_of_the_wall() -> None:
    """LAW L51: Ramadan was decreed a day later than the table thought."""
    later = ZoneOverride(
        zone=RABAT, since="2026-02-15T02:00:00Z", until="2026-03-22T02:00:00Z", offset_minutes=60,
        reason="not suspended", source="order 12/26",
    )  # fmt: skip
    end = due(utc("2026-02-14T22:00"), RABAT, (span("PT96H"),), (later,))
    assert str(end.local) == f"2026-02-18 23:00 +01:00 {RABAT}"
    assert end.reckoning is Reckoning.SAME


def test_months_and_years_are_those_of_the_calendar() -> None:
    end = due(utc("2026-01-31T12:00"), "UTC", (span("P1M"),))
    assert (end.at, end.elapsed) == (utc("2026-02-28T12:00"), None)
    assert due(utc("2024-02-29T12:00"), "UTC", (span("P3Y"),)).at == utc("2027-02-28T12:00")
    assert due(utc("2026-01-31T12:00"), "UTC", (span("P10D"),)).elapsed == utc("2026-02-10T12:00")


@pytest.mark.parametrize("text", ["", "72", "PT72", "P1W", "PT1.5H", "-PT1H", "PT1H30M", "P٣D"])
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        span(text)
    assert caught.value.code == "span_malformed"
