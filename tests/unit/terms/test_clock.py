from datetime import UTC, datetime, timedelta, timezone
from importlib import metadata

import pytest

from tansiq.terms.clock import (
    SystemClock,
    ZonedTime,
    at_local,
    parse_stamp,
    stamp,
    use_pinned_zones,
)
from tansiq.terms.errors import Invalid


@pytest.fixture(autouse=True)
def _pinned() -> None:
    assert use_pinned_zones() == metadata.version("tzdata")


def wall(text: str) -> datetime:
    """A reading of a clock on a wall, without zone."""
    return datetime.fromisoformat(text)


def test_the_system_clock_is_aware_and_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta()


def test_a_wire_time_is_utc_to_the_second() -> None:
    east = timezone(timedelta(hours=1))
    assert stamp(datetime(2026, 3, 1, 0, 30, 5, 999_999, tzinfo=east)) == "2026-02-28T23:30:05Z"
    assert parse_stamp("2026-02-28T23:30:05Z") == datetime(2026, 2, 28, 23, 30, 5, tzinfo=UTC)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(Invalid) as caught:
        stamp(wall("2026-03-01 00:00"))
    assert caught.value.code == "time_naive"
    with pytest.raises(Invalid):
        ZonedTime(wall("2026-03-01 00:00"), "Europe/Madrid")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-02-30T00:00:00Z",
        "2026-02-28 23:30:05Z",
        "2026-02-28T23:30:05+00:00",
        "2026-02-28T23:30:05",
        "2026-02-28T23:30:05.0Z",
        "2026-06-30T23:59:60Z",
        "٢٠٢٦-02-28T23:30:05Z",
        "2026-02-28T23:30:05Z\n",
        "2026-02-28T24:00:00Z",
        "0000-01-01T00:00:00Z",
    ],
)
def test_any_other_spelling_of_a_time_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_stamp(text)
    assert caught.value.code == "time_malformed"


def test_one_h_hour_reads_rightly_at_every_site() -> None:
    """6.2: H-hour is one UTC instant, shown in each site's local time with the offset."""
    h_hour = datetime(2026, 2, 10, 4, 0, tzinfo=UTC)
    shown = {
        zone: str(ZonedTime(h_hour, zone))
        for zone in ("Europe/Madrid", "Africa/Ceuta", "Atlantic/Canary", "Africa/Casablanca")
    }
    assert shown["Europe/Madrid"] == "2026-02-10 05:00 +01:00 Europe/Madrid"
    assert shown["Africa/Ceuta"].startswith("2026-02-10 05:00 +01:00")
    assert shown["Atlantic/Canary"].startswith("2026-02-10 04:00 +00:00")
    assert shown["Africa/Casablanca"].startswith("2026-02-10 05:00 +01:00")


def test_ramadan_moves_morocco_an_hour_back() -> None:
    """6.2 and LAW L51: legal time is suspended in Ramadan."""
    inside = ZonedTime(datetime(2026, 3, 1, 12, tzinfo=UTC), "Africa/Casablanca")
    after = ZonedTime(datetime(2026, 3, 25, 12, tzinfo=UTC), "Africa/Casablanca")
    assert (inside.offset_text, after.offset_text) == ("+00:00", "+01:00")
    assert inside.local.dst() == timedelta(hours=-1)


def test_custody_hours_run_in_utc_over_the_ramadan_change() -> None:
    """LAW L51: 96 h from 23:00 in Rabat end at 22:00 local when the clocks went back between."""
    arrest = at_local(wall("2026-02-14 23:00"), "Africa/Casablanca")
    end = ZonedTime(arrest.instant + timedelta(hours=96), "Africa/Casablanca")
    assert f"{end.local:%Y-%m-%d %H:%M}" == "2026-02-18 22:00"


@pytest.mark.parametrize(
    ("reading", "zone", "code"),
    [
        (wall("2026-03-29 02:30"), "Europe/Madrid", "time_skipped"),
        (wall("2026-10-25 02:30"), "Europe/Madrid", "time_twice"),
        (wall("2026-03-29 01:30"), "Atlantic/Canary", "time_skipped"),
        (wall("2026-10-25 01:30"), "Atlantic/Canary", "time_twice"),
        (wall("2026-02-15 02:30"), "Africa/Casablanca", "time_twice"),
        (wall("2026-03-22 02:30"), "Africa/Casablanca", "time_skipped"),
    ],
)
def test_a_wall_clock_hour_that_is_not_one_instant_is_refused(
    reading: datetime, zone: str, code: str
) -> None:
    """6.2: nights when the clocks change."""
    with pytest.raises(Invalid) as caught:
        at_local(reading, zone)
    assert caught.value.code == code


def test_a_wall_clock_hour_names_its_instant() -> None:
    assert at_local(wall("2026-11-05 05:00"), "Europe/Madrid").instant == datetime(
        2026, 11, 5, 4, 0, tzinfo=UTC
    )
    with pytest.raises(Invalid) as caught:
        at_local(datetime(2026, 11, 5, 5, 0, tzinfo=UTC), "Europe/Madrid")
    assert caught.value.code == "time_zoned"


@pytest.mark.parametrize(
    "zone", ["", "Europe/Atlantis", "../etc/passwd", "/etc/localtime", "Europe", "Madrid\0"]
)
def test_an_unknown_zone_is_refused(zone: str) -> None:
    with pytest.raises(Invalid) as caught:
        ZonedTime(datetime(2026, 3, 1, tzinfo=UTC), zone)
    assert caught.value.code == "zone_unknown"


def test_a_zone_west_of_greenwich_shows_its_sign() -> None:
    assert ZonedTime(datetime(2026, 1, 1, tzinfo=UTC), "America/St_Johns").offset_text == "-03:30"
