"""The map of a board: what is drawn where, and that nothing is drawn more exactly than allowed."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from tests.nodes.operated import part
from tests.unit.web import boards

from tansiq.node.operation_board import Board, SiteLine
from tansiq.operations.checklists import Checklist
from tansiq.operations.queries import Readiness
from tansiq.record.operations import OrderSite
from tansiq.terms.operating import SiteState
from tansiq.web.board_map import Drawn, Mark, board_map

TOWN = (("34.0209", "-6.8416"), ("34.0401", "-6.7980"), ("34.0209", "-6.8416"))


def lists(*places: tuple[str, str]) -> tuple[Checklist, ...]:
    """Checklists of RAS-1 and so on, at these places."""
    own = part(boards.OPERATION, "ras", len(places)).sites
    return tuple(
        Checklist(
            site=msgspec.structs.replace(one, latitude=north, longitude=east),
            about="",
            rules=None,
            points=(),
        )
        for one, (north, east) in zip(own, places, strict=True)
    )


def shown(*places: tuple[str, str], sites: tuple[SiteLine, ...] = ()) -> Board:
    """A board of three parties with three sites each; ours lie at these places."""
    head = boards.fact(boards.plan(sites=3))
    return replace(boards.board(boards.facts(head), sites), lists=lists(*places))


def drawn(board: Board, *, exact: bool = True) -> Drawn:
    found = board_map(board, exact=exact)
    assert found is not None
    return found


def codes(found: Drawn) -> list[list[str]]:
    return [[one.site.site for one in spot.sites] for spot in found.spots]


def test_sites_of_others_stand_at_the_main_place_of_their_zone_and_no_nearer() -> None:
    """6.3: all that the order tells of a partner's site is its code and its zone."""
    found = drawn(shown(*TOWN))
    madrid, ours, canary = found.spots
    assert [madrid.zones, ours.zones, canary.zones] == [
        ("Europe/Madrid",),
        (),
        ("Atlantic/Canary",),
    ]
    assert codes(found)[0] == ["VAL-1", "VAL-2", "VAL-3"]
    assert madrid.y < ours.y < canary.y
    assert canary.x < ours.x < madrid.x


def test_our_own_sites_are_no_more_exact_than_those_unless_the_reader_may_know() -> None:
    """6.3: without the right to our own part a mark tells the zone and nothing else."""
    found = drawn(shown(*TOWN), exact=False)
    assert all(one.zones for one in found.spots)
    assert found == drawn(shown(("", ""), ("", ""), ("", "")), exact=True)


def test_a_list_with_the_code_of_a_partners_site_does_not_place_it() -> None:
    held = shown(*TOWN)
    foreign = tuple(
        replace(one, site=msgspec.structs.replace(one.site, site=f"VAL-{number}"))
        for number, one in enumerate(held.lists, start=1)
    )
    assert all(one.zones for one in drawn(replace(held, lists=foreign)).spots)


def test_sites_in_one_town_are_one_mark_with_a_map_of_its_own() -> None:
    """6.3: a town of many sites is told apart from nearby, with how far they lie apart."""
    found = drawn(shown(*TOWN))
    (number,) = found.inner
    ours = next(one for one in found.spots if one.number == number)
    assert len(ours.sites) == 3
    assert 4.4 < ours.apart < 4.7
    inner = found.inner[number]
    assert [len(one.sites) for one in inner.spots] == [1, 2]
    assert [one.number for one in inner.spots] == [f"{number}.1", f"{number}.2"]
    assert inner.bar_km < found.bar_km
    assert not inner.inner


def test_distances_and_the_bar_are_true_to_the_globe() -> None:
    found = drawn(shown(("32.0", "-6.8416"), ("38.0", "-6.8416"), ("35.5", "-6.8416")))
    told = {one.number: one.near for one in found.spots}
    sites = {one.sites[0].site.site: one.number for one in found.spots if len(one.sites) == 1}
    near = told[sites["RAS-2"]]
    assert near is not None
    assert near[0] == sites["RAS-3"]
    assert abs(near[1] - 278) < 1
    assert abs(found.bar / found.plan.scale * 111.2 - found.bar_km) < found.bar_km / 50
    assert found.bar <= 220


@pytest.mark.parametrize("many", [2, 20])
def test_no_site_is_dropped_and_no_words_lie_upon_others(many: int) -> None:
    places = tuple((f"{34 + one * 0.4:.2f}", f"{-7 + one * 0.3:.2f}") for one in range(many))
    head = boards.fact(boards.plan(sites=many))
    board = replace(boards.board(boards.facts(head)), lists=lists(*places))
    found = drawn(board)
    assert sorted(one for spot in codes(found) for one in spot) == sorted(
        one.site.site for one in board.sites
    )
    boxes = [one.label for one in found.spots if one.label]
    assert boxes
    for number, (x, y) in enumerate(boxes):
        assert 0 <= x <= found.plan.width - 230
        assert all(abs(x - a) >= 230 or abs(y - b) >= 62 for a, b in boxes[:number])


def test_what_is_wrong_gives_the_shape_and_comes_first() -> None:
    """6.3, 6.5: a red site is seen on the map too, and a silent one keeps its state and is old."""
    sites = boards.board(boards.facts(boards.fact(boards.plan(sites=3)))).sites
    red = replace(sites[4], state=SiteState.PREPARING, readiness=Readiness(1, 0, 6, ""))
    old = replace(sites[7], state=SiteState.ENTERED, stale=True, age=timedelta(minutes=9))
    found = drawn(shown(*TOWN, sites=(*sites[:4], red, *sites[5:7], old, sites[8])))
    madrid, ours, canary = found.spots
    assert (madrid.mark, madrid.red, madrid.sites[0].site.site) == (Mark.ALARM, 1, red.site.site)
    assert (ours.mark, ours.stale) == (Mark.READY, False)
    assert (canary.mark, canary.stale, canary.cut_off) == (Mark.READY, True, 1)
    assert canary.sites[0].site.site == old.site.site


def test_a_site_whose_zone_has_no_place_is_named_beside_the_map() -> None:
    lost = OrderSite(site="MER-9", party="mer", zone="Etc/GMT+1")
    sites = boards.board(boards.facts(boards.fact(boards.plan(sites=3)))).sites
    found = drawn(shown(*TOWN, sites=(*sites, boards.line(lost))))
    assert [one.site.site for one in found.nowhere] == ["MER-9"]
    assert board_map(shown(*TOWN, sites=(boards.line(lost),)), exact=True) is None
