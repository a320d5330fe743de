from datetime import UTC, datetime, timedelta

import pytest

from tansiq.terms.clock import use_pinned_zones, zone_table_version
from tansiq.terms.errors import Invalid
from tansiq.terms.zones import (
    ZoneOverride,
    changes,
    check_override,
    first_reading,
    instant_at,
    local_time,
    near_decreed_change,
)

RABAT = "Africa/Casablanca"


@pytest.fixture(autouse=True)
def _pinned() -> None:
    use_pinned_zones()


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def override(**changed: object) -> ZoneOverride:
    """Ramadan begins a day later than the table thinks."""
    values: dict[str, object] = {
        "zone": RABAT, "since": "2026-02-15T02:00:00Z", "until": "2026-02-16T02:00:00Z",
        "offset_minutes": 60, "reason": "decreed a day later", "source": "order 12/26",
    }  # fmt: skip
    return ZoneOverride(**{**values, **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("instant", "zone", "told"),
    [
        ("2026-02-14T22:00", RABAT, "2026-02-14 23:00 +01:00"),
        ("2026-02-16T22:00", RABAT, "2026-02-16 22:00 +00:00"),
        ("2026-02-16T22:00", "Africa/El_Aaiun", "2026-02-16 22:00 +00:00"),
        ("2026-02-16T22:00", "Africa/Ceuta", "2026-02-16 23:00 +01:00"),
        ("2026-07-01T22:00", "Atlantic/Canary", "2026-07-01 23:00 +01:00"),
        ("2026-12-01T22:00", "Atlantic/Canary", "2026-12-01 22:00 +00:00"),
        ("2026-07-01T22:00", "Europe/Madrid", "2026-07-02 00:00 +02:00"),
    ],
)
def test_an_instant_is_told_in_the_time_of_its_place_with_the_offset(
    instant: str, zone: str, told: str
) -> None:
    """REQUIREMENTS 6.2: Ramadan, the Canaries, Ceuta."""
    assert str(local_time(utc(instant), zone)) == f"{told} {zone}"


def test_a_signed_override_replaces_the_table_and_is_named() -> None:
    """REQUIREMENTS 6.2, LAW L51."""
    signed = override()
    within, after = utc("2026-02-15T12:00"), utc("2026-02-16T02:00")
    assert local_time(within, RABAT, (signed,)).offset == timedelta(hours=1)
    assert local_time(within, RABAT, (signed,)).override == signed
    assert local_time(after, RABAT, (signed,)).override is None
    assert local_time(within, "Africa/El_Aaiun", (signed,)).override is None


def test_of_two_overrides_the_one_signed_last_holds() -> None:
    second = override(offset_minutes=0, source="order 13/26")
    assert local_time(utc("2026-02-15T12:00"), RABAT, (override(), second)).override == second


def test_a_zone_that_does_not_exist_is_refused() -> None:
    for zone in ("Europe/Atlantis", "", "../etc/passwd", "Africa"):
        with pytest.raises(Invalid) as caught:
            local_time(utc("2026-02-15T12:00"), zone)
        assert caught.value.code == "zone_unknown"


def test_a_naive_instant_and_a_year_no_table_knows_are_refused() -> None:
    with pytest.raises(Invalid) as caught:
        local_time(wall("2026-02-15T12:00"), RABAT)
    assert caught.value.code == "time_naive"
    for year in ("1492-01-01T00:00", "9999-12-31T23:59"):
        with pytest.raises(Invalid) as caught:
            local_time(utc(year), RABAT)
        assert caught.value.code == "time_out_of_reach"


def test_the_nights_when_clocks_change_in_madrid_are_found_to_the_second() -> None:
    spring, autumn = changes("Europe/Madrid", utc("2026-01-01T00:00"), utc("2026-12-31T00:00"))
    assert (spring.instant, autumn.instant) == (utc("2026-03-29T01:00"), utc("2026-10-25T01:00"))
    assert not spring.decreed
    assert not autumn.decreed


@pytest.mark.parametrize("zone", [RABAT, "Africa/El_Aaiun"])
def test_the_changes_for_ramadan_are_marked_as_decreed(zone: str) -> None:
    begins, ends = changes(zone, utc("2026-01-01T00:00"), utc("2026-06-30T00:00"))
    assert begins.decreed
    assert ends.decreed
    assert (begins.instant, ends.instant) == (utc("2026-02-15T02:00"), utc("2026-03-22T02:00"))


def test_a_new_standard_time_is_a_decree_and_summer_time_is_not() -> None:
    (new,) = changes("Asia/Almaty", utc("2024-01-01T00:00"), utc("2024-12-31T00:00"))
    assert new.decreed
    every = changes("Atlantic/Canary", utc("2025-01-01T00:00"), utc("2026-12-31T00:00"))
    assert [one.decreed for one in every] == [False] * 4


def test_an_instant_near_a_predicted_ramadan_change_is_warned_of() -> None:
    """LAW L51: within 30 days, and no longer once an override says what holds."""
    assert near_decreed_change(utc("2026-01-15T01:00"), RABAT) is None
    near = near_decreed_change(utc("2026-01-17T12:00"), RABAT)
    assert near is not None
    assert near.instant == utc("2026-02-15T02:00")
    between = near_decreed_change(utc("2026-03-10T12:00"), RABAT)
    assert between is not None
    assert between.instant == utc("2026-03-22T02:00")
    signed = override(since="2026-01-01T00:00:00Z", until="2026-02-01T00:00:00Z")
    assert near_decreed_change(utc("2026-01-17T12:00"), RABAT, (signed,)) is None
    assert near_decreed_change(utc("2026-03-29T00:00"), "Europe/Madrid") is None


def test_a_reading_that_the_night_has_twice_or_never_is_refused_as_an_order() -> None:
    """REQUIREMENTS 6.2: both nights, and the ends of an override."""
    for text, code in (("2026-10-25T02:30", "time_twice"), ("2026-03-29T02:30", "time_skipped")):
        with pytest.raises(Invalid) as caught:
            instant_at(wall(text), "Europe/Madrid")
        assert caught.value.code == code
    assert instant_at(wall("2026-10-25T03:00"), "Europe/Madrid").instant == utc("2026-10-25T02:00")
    signed = (override(),)
    assert instant_at(wall("2026-02-15T12:00"), RABAT, signed).instant == utc("2026-02-15T11:00")
    with pytest.raises(Invalid) as caught:
        instant_at(wall("2026-02-16T02:30"), RABAT, signed)
    assert caught.value.code == "time_twice"


def test_the_first_instant_of_a_reading_is_the_first_of_two_or_the_jump() -> None:
    assert first_reading(wall("2026-10-25T02:30"), "Europe/Madrid") == utc("2026-10-25T00:30")
    assert first_reading(wall("2026-03-29T02:30"), "Europe/Madrid") == utc("2026-03-29T01:00")
    assert first_reading(wall("2026-06-01T12:00"), "Europe/Madrid") == utc("2026-06-01T10:00")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"zone": "Nowhere/Here"}, "zone_unknown"),
        ({"since": "2026-02-15"}, "time_malformed"),
        ({"until": "2026-02-15T02:00:00Z"}, "zone_override"),
        ({"until": "2028-02-15T02:00:00Z"}, "zone_override"),
        ({"offset_minutes": 61}, "zone_override"),
        ({"offset_minutes": 900}, "zone_override"),
        ({"reason": " "}, "zone_override"),
        ({"source": ""}, "zone_override"),
        ({"source": "x" * 401}, "zone_override"),
    ],
)
def test_an_override_that_is_not_sound_is_refused(changed: dict[str, object], code: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_override(override(**changed))
    assert caught.value.code == code


def test_the_version_of_the_table_is_known() -> None:
    assert zone_table_version()[:2] == "20"
    assert check_override(override()) == override()
