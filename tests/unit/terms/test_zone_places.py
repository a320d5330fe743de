"""Where a zone lies, out of the zone table itself."""

import pytest

from tansiq.terms.zone_places import zone_place


@pytest.mark.parametrize(
    ("zone", "north", "east"),
    [
        ("Europe/Madrid", 40.4, -3.7),
        ("Africa/Casablanca", 33.65, -7.6),
        ("Atlantic/Canary", 28.1, -15.4),
        ("America/Argentina/Buenos_Aires", -34.6, -58.45),
    ],
)
def test_a_zone_lies_at_its_principal_place(zone: str, north: float, east: float) -> None:
    found = zone_place(zone)
    assert found is not None
    assert abs(found[0] - north) < 0.1
    assert abs(found[1] - east) < 0.1


@pytest.mark.parametrize("zone", ["", "UTC", "Etc/GMT+1", "Nowhere/Invented"])
def test_a_zone_without_a_place_has_none(zone: str) -> None:
    assert zone_place(zone) is None
