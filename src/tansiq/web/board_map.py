"""The map of a board: which sites are drawn together, where, by which mark, how far apart.

Promises: pure; fetches nothing and draws no coast or border. A site stands where it is only when
`exact` lets it, else at the principal place of its zone, which is all that the order tells of it;
every site is on the map or named as one that has no place. The words are the templates'.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from math import asin, cos, hypot, log10, radians, sin, sqrt

from tansiq.node.operation_board import Board, SiteLine
from tansiq.terms.operating import SiteState
from tansiq.terms.zone_places import zone_place
from tansiq.web.board_view import Concern, concern, pinned
from tansiq.web.case_plan import HEIGHT, WIDTH, Plan, plan
from tansiq.web.operating_map import degrees

TOGETHER = 80
"""How near two sites are drawn before they become one mark, in units of the drawing."""
LABEL = (230, 62)
_INNER = (560, 360)
_MARK = 38
_EARTH_KM = 6371.0
_KM_A_DEGREE = 111.2
_LONGEST_BAR = 220


class Mark(StrEnum):
    """The shape of a mark, by what stands worst there."""

    ALARM = "alarm"
    ABORTED = "aborted"
    QUIET = "quiet"
    READY = "ready"
    MOVING = "moving"
    HELD = "held"
    CLOSED = "closed"


_MARKS = {
    SiteState.PREPARING: Mark.QUIET,
    SiteState.READY: Mark.READY,
    SiteState.GO_RECEIVED: Mark.READY,
    SiteState.MOVING: Mark.MOVING,
    SiteState.ENTERED: Mark.MOVING,
    SiteState.SECURED: Mark.HELD,
    SiteState.SEARCHED: Mark.HELD,
    SiteState.CLOSED: Mark.CLOSED,
    SiteState.ABORTED: Mark.ABORTED,
}


@dataclass(frozen=True, slots=True)
class Point:
    """Sites at one point of the globe; `zone` names the zone that is all that is known of it."""

    at: tuple[float, float]
    sites: tuple[SiteLine, ...]
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One mark: where it is drawn, what it stands for, how far its sites and its neighbours lie.

    `label` is the corner of its words, none where there is no room; `zones` those by which alone
    some of its sites are placed; `apart` and `near` in km, `near` with the number of that mark.
    """

    number: str
    x: int
    y: int
    label: tuple[int, int] | None
    sites: tuple[SiteLine, ...]
    mark: Mark
    stale: bool
    red: int
    cut_off: int
    zones: tuple[str, ...]
    apart: float
    near: tuple[str, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A map: its marks, the grid of degrees, and a bar so many km long; inner maps of a town."""

    plan: Plan
    spots: tuple[Spot, ...]
    bar_km: float
    bar: int
    inner: dict[str, "Drawn"]
    nowhere: tuple[SiteLine, ...] = ()


def board_map(board: Board, *, exact: bool) -> Drawn | None:
    """The map of all sites of a board; None where none of them has a place."""
    points, nowhere = _points(board, exact=exact)
    return _drawn(points, nowhere) if points else None


def _points(board: Board, *, exact: bool) -> tuple[tuple[Point, ...], tuple[SiteLine, ...]]:
    known = {
        one.site.site: at
        for one in board.lists
        if exact and (at := degrees(one.site.latitude, one.site.longitude)) is not None
    }
    points: list[Point] = []
    zones: dict[str, list[SiteLine]] = {}
    for one in board.sites:
        at = known.get(one.site.site) if one.ours else None
        if at is None:
            zones.setdefault(one.site.zone, []).append(one)
        else:
            points.append(Point(at, (one,), ""))
    nowhere: list[SiteLine] = []
    for zone, sites in zones.items():
        place = zone_place(zone)
        if place is None:
            nowhere += sites
        else:
            points.append(Point(place, tuple(sites), zone))
    return tuple(points), tuple(nowhere)


def _drawn(points: Sequence[Point], nowhere: tuple[SiteLine, ...] = (), within: str = "") -> Drawn:
    made = plan(points, _INNER if within else (WIDTH, HEIGHT))
    if made is None:
        raise ValueError("a map needs a point")
    groups = _together(made)
    heads = [(group[0].x, group[0].y) for group in groups]
    labels = _labels(heads, (made.width, made.height))
    numbers = [f"{within}{number}" for number in range(1, len(groups) + 1)]
    held = [tuple(dot.point for dot in group) for group in groups]
    near = _nearest(dict(zip(numbers, held, strict=True)))
    spots = tuple(
        _spot(number, where, label, members, near.get(number))
        for number, where, label, members in zip(numbers, heads, labels, held, strict=True)
    )
    known = {
        number: tuple(one for one in members if not one.zone)
        for number, members in zip(numbers, held, strict=True)
    }
    km = _round_km(_LONGEST_BAR / made.scale * _KM_A_DEGREE)
    return Drawn(
        plan=made,
        spots=spots,
        bar_km=km,
        bar=round(km / _KM_A_DEGREE * made.scale),
        inner={
            number: _drawn(members, within=f"{number}.")
            for number, members in known.items()
            if not within and len({one.at for one in members}) > 1
        },
        nowhere=nowhere,
    )


def _together(made: "Plan") -> list[list["_Dot"]]:
    """The dots, those too near to be told apart in one group; the first of each is its place."""
    groups: list[list[_Dot]] = []
    dots = [_Dot(one.x, one.y, one.point) for one in made.dots if isinstance(one.point, Point)]
    for dot in sorted(dots, key=lambda one: (one.y, one.x)):
        for group in groups:
            if hypot(group[0].x - dot.x, group[0].y - dot.y) < TOGETHER:
                group.append(dot)
                break
        else:
            groups.append([dot])
    return groups


@dataclass(frozen=True, slots=True)
class _Dot:
    x: int
    y: int
    point: Point


def _spot(
    number: str,
    where: tuple[int, int],
    label: tuple[int, int] | None,
    members: tuple[Point, ...],
    near: tuple[str, float] | None,
) -> Spot:
    sites = _worst_first([site for one in members for site in one.sites])
    apart = max((_km(one.at, two.at) for one, two in combinations(members, 2)), default=0.0)
    return Spot(
        number=number,
        x=where[0],
        y=where[1],
        label=label,
        sites=sites,
        mark=_mark(sites),
        stale=any(one.stale for one in sites),
        red=sum(concern(one) not in {None, Concern.CUT_OFF} for one in sites),
        cut_off=sum(one.stale for one in sites),
        zones=tuple(dict.fromkeys(one.zone for one in members if one.zone)),
        apart=apart,
        near=near,
    )


def _worst_first(sites: Sequence[SiteLine]) -> tuple[SiteLine, ...]:
    first = pinned(sites)
    named = {one.site.site for one in first}
    return (*first, *(one for one in sites if one.site.site not in named))


def _mark(sites: Iterable[SiteLine]) -> Mark:
    """The shape of the worst of them, else of the one that is least far."""
    concerns = {concern(one) for one in sites}
    if concerns & {Concern.INCIDENT, Concern.NOT_READY}:
        return Mark.ALARM
    if Concern.ABORTED in concerns:
        return Mark.ABORTED
    order = list(SiteState)
    return _MARKS[min((one.state for one in sites), key=order.index)]


def _labels(
    heads: Sequence[tuple[int, int]], size: tuple[int, int]
) -> list[tuple[int, int] | None]:
    """Room for the words of each mark: at a side of it, over or under it, or none."""
    wide, high = LABEL
    taken = [(x - _MARK, y - _MARK, x + _MARK, y + _MARK) for x, y in heads]
    found: list[tuple[int, int] | None] = []
    for x, y in heads:
        sides = (
            (x + _MARK + 8, y - high // 2),
            (x - _MARK - 8 - wide, y - high // 2),
            (x - wide // 2, y - _MARK - 6 - high),
            (x - wide // 2, y + _MARK + 6),
        )
        corner = next((one for one in sides if _free(one, size, taken)), None)
        found.append(corner)
        if corner is not None:
            taken.append((corner[0], corner[1], corner[0] + wide, corner[1] + high))
    return found


def _free(
    corner: tuple[int, int], size: tuple[int, int], taken: Iterable[tuple[int, int, int, int]]
) -> bool:
    left, top = corner
    right, bottom = left + LABEL[0], top + LABEL[1]
    inside = left >= 0 and top >= 0 and right <= size[0] and bottom <= size[1]
    return inside and not any(
        left < one[2] and one[0] < right and top < one[3] and one[1] < bottom for one in taken
    )


def _nearest(held: dict[str, tuple[Point, ...]]) -> dict[str, tuple[str, float]]:
    """The nearest other mark of each, and how far it lies in km."""
    found: dict[str, tuple[str, float]] = {}
    for (one, mine), (two, theirs) in combinations(held.items(), 2):
        far = _km(mine[0].at, theirs[0].at)
        for this, other in ((one, two), (two, one)):
            if this not in found or far < found[this][1]:
                found[this] = (other, far)
    return found


def _km(one: tuple[float, float], two: tuple[float, float]) -> float:
    """Along the globe, as a sphere: right to half a hundredth."""
    north, south = radians(one[0]), radians(two[0])
    across = radians(two[1] - one[1])
    half = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(across / 2) ** 2
    return 2 * _EARTH_KM * asin(min(sqrt(half), 1.0))


def _round_km(most: float) -> float:
    """The longest of 1, 2 or 5 times a power of ten that is no more than this."""
    power: float = 10.0 ** int(log10(most) // 1)
    return max(one * power for one in (1, 2, 5) if one * power <= most)
