"""Where things stand on a board: the countdown, groups, density, what comes first, who has read."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.unit.web.boards import H, board, fact, facts, line, plan, word

from tansiq.operations.queries import Acknowledged, Readiness
from tansiq.record.operations import OrderSite
from tansiq.terms.operating import SiteState
from tansiq.web import board_view
from tansiq.web.board_view import Concern, Density, Group


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (timedelta(minutes=42, seconds=10), "\u221200:42:10"),
        (timedelta(seconds=0.2), "\u221200:00:01"),
        (timedelta(), "+00:00:00"),
        (timedelta(seconds=-0.9), "+00:00:00"),
        (timedelta(minutes=-6, seconds=-20), "+00:06:20"),
        (timedelta(hours=123, minutes=4), "\u2212123:04:00"),
    ],
)
def test_a_countdown_has_a_minus_before_h_hour_and_a_plus_from_it_on(
    before: timedelta, text: str
) -> None:
    """6.2: it never says that H-hour is here a second too early."""
    assert board_view.countdown(H, H - before) == text


def test_sites_stand_by_party_in_the_order_of_the_plan_with_their_offsets() -> None:
    found = board_view.groups(board(facts(fact(plan()))))
    assert [(one.party, one.offsets, len(one.sites)) for one in found] == [
        ("ras", ("UTC+0",), 2),
        ("val", ("UTC+1",), 2),
        ("mer", ("UTC+0",), 2),
    ]


def test_h_hour_is_told_for_each_zone_of_a_party_and_names_the_place() -> None:
    """6.2: one UTC instant; a day that is another there is said."""
    sites = tuple(
        OrderSite(site=f"S-{number}", party="val", zone=zone)
        for number, zone in enumerate(("Europe/Madrid", "Atlantic/Canary", "Pacific/Honolulu"))
    )
    shown = board(facts(fact(plan())), tuple(line(one) for one in sites))
    told = [(one.place, one.clock, one.offset, one.day) for one in board_view.hours(shown)]
    assert told == [
        ("Madrid", "07:00", "UTC+1", None),
        ("Canary", "06:00", "UTC+0", None),
        ("Honolulu", "20:00", "UTC-10", date(2026, 3, 12)),
    ]


@pytest.mark.parametrize(
    ("counts", "wanted"),
    [
        ((2, 2, 2), Density.CARDS),
        ((4, 4), Density.CARDS),
        ((3, 3, 3), Density.SMALL),
        ((1, 5, 1), Density.ROWS),
        ((10, 12, 8, 6, 4), Density.ROWS),
        ((1, 1, 1, 1, 1), Density.ROWS),
        ((), Density.CARDS),
    ],
)
def test_sites_get_cards_while_a_wall_holds_them_and_lines_after_that(
    counts: tuple[int, ...], wanted: Density
) -> None:
    """6.3: forty sites in five countries on one board, none left out."""
    some = line(plan().sites[0])
    groups = tuple(Group(f"p{at}", (), (some,) * count) for at, count in enumerate(counts))
    assert board_view.density(groups) is wanted


def test_what_a_person_must_look_at_comes_first_the_worst_before_all() -> None:
    """6.3, 6.5."""
    fine, red, cut, hurt, off, quiet = (line(one) for one in plan().sites)
    red = replace(red, state=SiteState.PREPARING, readiness=Readiness(4, 1, 6, ""))
    cut = replace(cut, stale=True, age=timedelta(minutes=7))
    hurt = replace(hurt, word=word("VAL-2", incident="injury"), stale=True)
    off = replace(off, state=SiteState.ABORTED)
    found = board_view.pinned((fine, red, cut, hurt, off, quiet))
    assert [one.site.site for one in found] == ["VAL-2", "MER-1", "RAS-2", "VAL-1"]
    assert [board_view.concern(one) for one in found] == list(Concern)
    counted = board_view.totals((fine, red, cut, hurt, off, quiet))
    assert (counted.incidents, counted.not_ready, counted.cut_off) == (1, 1, 2)
    assert counted.states[0] == ("aborted", 1)
    assert sum(many for _, many in counted.states) == counted.sites == 6


def test_the_bar_of_a_site_has_seven_steps_and_none_for_what_stands_beside_them() -> None:
    assert [board_view.step(one) for one in SiteState] == [-1, 0, 1, 2, 3, 4, 5, 6, -1]


def test_only_the_current_version_counts_as_read() -> None:
    """6.6."""
    head = fact(plan())
    sites = tuple(line(one) for one in head.plan.sites)
    sites = (replace(sites[0], word=word("RAS-1", plan=head.digest)), *sites[1:])
    shown = replace(
        board(facts(head), sites),
        acknowledged=(
            Acknowledged("ras", "", head.digest, ""),
            Acknowledged("val", "", "00" * 32, ""),
            Acknowledged("mer", "MER-1", head.digest, ""),
        ),
    )
    assert board_view.read_by_parties(shown).missing == ("val", "mer")
    assert board_view.read_at_sites(shown).done == 2


def test_an_age_is_read_as_minutes_and_seconds_and_never_runs_backwards() -> None:
    assert board_view.span(timedelta(minutes=7, seconds=12)) == "07:12"
    assert board_view.span(timedelta(hours=2, minutes=1)) == "2:01:00"
    assert board_view.span(timedelta(seconds=-3)) == "00:00"
