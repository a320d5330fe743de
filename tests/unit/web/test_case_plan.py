"""A plan of coordinates: north is up, east is at the right, whatever the language."""

from types import SimpleNamespace
from typing import Any

from tansiq.web.case_plan import HEIGHT, WIDTH, plan


def at(*points: tuple[float, float]) -> Any:
    return [SimpleNamespace(at=one) for one in points]


def test_dots_lie_as_on_a_map_and_inside_of_it() -> None:
    assert plan(()) is None
    made = plan(at((36.0, -5.0), (34.0, -7.0), (34.0, -5.0)))
    assert made
    north, west, east = made.dots
    assert north.y < west.y == east.y
    assert west.x < east.x == north.x
    # A degree east is shorter than one north, and by as much as this far from the equator.
    assert 0.80 < (east.x - west.x) / (east.y - north.y) < 0.84
    assert [one.told for one in made.parallels] == ["34° N", "35° N", "36° N"]


def test_a_plan_of_one_place_or_of_the_whole_globe_is_a_plan() -> None:
    for points in (((0.0, 0.0),), ((90.0, 180.0), (-90.0, -180.0)), ((89.9, 0.0), (89.8, 179.0))):
        made = plan(at(*points))
        assert made
        assert all(0 <= one.x <= WIDTH and 0 <= one.y <= HEIGHT for one in made.dots)
        told = [line.told for line in (*made.meridians, *made.parallels)]
        assert told
        assert not {"95° N", "100° N", "100° S", "200° W", "200° E"} & set(told)
