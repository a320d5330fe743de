"""A plan of coordinates: points and a grid of degrees as numbers for a drawing.

Promises: nothing is fetched and nothing drawn but what is claimed: no coast, no border, no tile.
North is up in every language. Degrees east are shortened by the latitude of the middle, so that
shapes over a small area are true.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, cos, floor, log10, radians
from typing import Protocol

WIDTH, HEIGHT, EDGE = 1000, 560, 60
SMALLEST = 0.02
"""Degrees that a plan spans at least: one point stands in the middle of some two kilometres."""


class Placed(Protocol):
    """Whatever lies somewhere."""

    @property
    def at(self) -> tuple[float, float]:
        """Degrees north and east."""
        ...


@dataclass(frozen=True, slots=True)
class Dot:
    """One point: its number in the list, and where it is drawn."""

    number: int
    x: int
    y: int
    point: Placed


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the grid: where, and which degree it is."""

    at: int
    told: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All dots, the meridians and the parallels; `scale` is how long a degree north is drawn."""

    dots: tuple[Dot, ...]
    meridians: tuple[Line, ...]
    parallels: tuple[Line, ...]
    scale: float
    width: int
    height: int


def plan(points: Sequence[Placed], size: tuple[int, int] = (WIDTH, HEIGHT)) -> Plan | None:
    """The plan of these points, so wide and high; None when there is none."""
    if not points:
        return None
    width, height = size
    norths, easts = zip(*(one.at for one in points), strict=True)
    middle = ((min(norths) + max(norths)) / 2, (min(easts) + max(easts)) / 2)
    shortened: float = max(cos(radians(middle[0])), 0.1)
    spans = (max(norths) - min(norths), (max(easts) - min(easts)) * shortened)
    tall = max(spans[0], SMALLEST)
    wide = max(spans[1], SMALLEST)
    scale: float = min((height - 2 * EDGE) / tall, (width - 2 * EDGE) / wide)

    def down(north: float) -> int:
        return int(height / 2 - (north - middle[0]) * scale)

    def across(east: float) -> int:
        return int(width / 2 + (east - middle[1]) * shortened * scale)

    reach = (height / 2 / scale, width / 2 / scale / shortened)
    dots = tuple(
        Dot(number, across(one.at[1]), down(one.at[0]), one)
        for number, one in enumerate(points, start=1)
    )
    return Plan(
        dots,
        tuple(Line(across(one), told) for one, told in _round(middle[1], reach[1], ("EW", 180))),
        tuple(Line(down(one), told) for one, told in _round(middle[0], reach[0], ("NS", 90))),
        scale,
        width,
        height,
    )


def _round(middle: float, reach: float, scale: tuple[str, int]) -> list[tuple[float, str]]:
    """Some four round degrees around a middle, each with its words; none beyond the globe."""
    signs, most = scale
    rough = reach / 2
    power = 10.0 ** floor(log10(rough))
    step = next(one for one in (1, 2, 5, 10) if one * power >= rough) * power
    places = max(-floor(log10(step)), 0)
    first = ceil((middle - reach) / step)
    found = []
    for number in range(first, floor((middle + reach) / step) + 1):
        value = number * step
        if abs(value) > most:
            continue
        sign = signs[0] if value >= 0 else signs[1]
        found.append((value, f"{abs(value):.{places}f}° {sign}"))
    return found
