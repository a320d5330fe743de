"""The day of an exercise, as the machine plays it."""

from datetime import timedelta

from tests.unit.lessons.test_figures import plan

from tansiq.operations.rehearsing import due, play
from tansiq.terms.clock import parse_stamp
from tansiq.terms.operating import SiteState

H = parse_stamp("2026-03-13T06:00:00Z")


def test_the_same_version_gives_the_same_day_and_only_own_sites_play() -> None:
    played = play(plan(), "rabat", "d1", 1.0)
    assert played == play(plan(), "rabat", "d1", 1.0)
    assert {one.site for one in played} == {"RAS-1"}
    assert [one.report.state for one in played][-1] == SiteState.CLOSED
    assert [one.at for one in played] == sorted(one.at for one in played)


def test_nobody_enters_before_h_hour_and_the_pace_draws_the_day_together() -> None:
    for pace in (1.0, 60.0):
        played = play(plan(), "madrid", "d1", pace)
        entered = [one.at for one in played if one.report.state == SiteState.ENTERED]
        assert all(at >= H for at in entered)
        assert max(one.at for one in played) - H <= timedelta(seconds=3_600 / pace + 60)


def test_what_is_due_is_said_once() -> None:
    played = play(plan(), "rabat", "d1", 1.0)
    first = due(played, None, H)
    rest = due(played, H, H + timedelta(hours=3))
    assert (*first, *rest) == played
