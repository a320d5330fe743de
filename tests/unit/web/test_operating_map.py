"""Our own sites on a plan: those whose coordinates make sense, and no other."""

import msgspec
import pytest
from tests.nodes.operated import part

from tansiq.node.operation_lists import OwnPart
from tansiq.operations.checklists import Checklist
from tansiq.web.case_plan import plan
from tansiq.web.operating_map import spots


def own(*places: tuple[str, str]) -> OwnPart:
    held = part("r-" + "a" * 26, "rabat", len(places))
    sites = (
        msgspec.structs.replace(one, latitude=north, longitude=east)
        for one, (north, east) in zip(held.sites, places, strict=True)
    )
    lists = tuple(Checklist(site=one, about="", rules=None, points=()) for one in sites)
    return OwnPart(part=held, salt="", lists=lists)


def test_sites_with_coordinates_are_drawn_north_up() -> None:
    found = plan(spots(own(("34.02", "-6.84"), ("33.57", "-7.59"))))
    assert found is not None
    first, second = found.dots
    assert first.y < second.y
    assert first.x > second.x


@pytest.mark.parametrize(
    "place", [("", ""), ("north", "west"), ("91", "0"), ("0", "181"), ("nan", "0")]
)
def test_what_lies_nowhere_is_left_to_the_list(place: tuple[str, str]) -> None:
    assert plan(spots(own(place))) is None


def test_no_part_has_no_plan() -> None:
    assert spots(None) == ()
