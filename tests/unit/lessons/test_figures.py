"""What happened against what was planned, from what sites and nodes said."""

from datetime import timedelta

from tansiq.lessons.figures import Day, Read, Said, Shown, figures
from tansiq.record.officers import Label
from tansiq.record.operations import (
    OperationPlan,
    OrderSite,
    OrderText,
    QuorumParty,
    QuorumRule,
    SilenceOf,
    TacticalCommitment,
)
from tansiq.terms.operating import SiteState

H = "2026-03-13T06:00:00Z"


def plan(number: int = 1, h_hour: str = H) -> OperationPlan:
    parties = ("madrid", "rabat")
    return OperationPlan(
        operation="r-" + "a" * 26,
        number=number,
        previous=(),
        exercise=False,
        names=(Label(language="en", text="Sample"),),
        texts=(OrderText(language="en", situation="s", purpose="p"),),
        h_hour=h_hour,
        quorum=QuorumRule(
            version=1,
            parties=tuple(QuorumParty(party=one, officers=1, role="prosecutor") for one in parties),
        ),
        silence=tuple(SilenceOf(party=one, minutes=10, rule="hold") for one in parties),
        commitments=tuple(TacticalCommitment(party=one, commitment="00") for one in parties),
        sites=(
            OrderSite(site="RAS-1", party="rabat", zone="Africa/Casablanca"),
            OrderSite(site="VAL-1", party="madrid", zone="Europe/Madrid"),
        ),
        languages=("ar", "es"),
        stale_minutes=5,
        zone_table="2025b",
    )


def said(site: str, agency: str, state: str, at: str, offset: int | None = 0) -> Said:
    return Said(
        site=site, agency=agency, state=state, incident="", at=at, offset_ms=offset, received=at
    )


def test_skew_between_sites_is_counted_by_clocks_put_right() -> None:
    """A phone whose clock is two seconds ahead did not enter two seconds later."""
    words = (
        said("RAS-1", "rabat", "entered", "2026-03-13T06:00:02Z", 2_000),
        said("VAL-1", "madrid", "entered", "2026-03-13T06:00:05Z", None),
    )
    found = figures(Day(plans=(("d1", plan()),), said=words))
    assert found.skews == ((SiteState.ENTERED, timedelta(seconds=5), 2),)
    assert found.sites[0].moments[0].after_h == timedelta()
    assert found.sites[0].moments[0].measured
    assert not found.sites[1].moments[0].measured


def test_a_word_about_a_site_counts_only_from_its_party() -> None:
    words = (said("RAS-1", "madrid", "entered", "2026-03-13T05:00:00Z"),)
    assert figures(Day(plans=(("d1", plan()),), said=words)).sites[0].moments == ()


def test_times_count_from_the_h_hour_of_the_version_that_was_decided() -> None:
    later = "2026-03-13T07:00:00Z"
    shown = (
        Shown("rabat", "d1", "go", "2026-03-13T04:00:00Z"),
        Shown("rabat", "d2", "go", "2026-03-13T06:50:00Z"),
        Shown("madrid", "d2", "go", "2026-03-13T06:50:03Z"),
    )
    words = (said("RAS-1", "rabat", "moving", "2026-03-13T06:59:00Z"),)
    found = figures(Day(plans=(("d1", plan()), ("d2", plan(2, later))), said=words, shown=shown))
    assert found.decided == "d2"
    assert found.versions == 2
    assert found.sites[0].moments[0].after_h == timedelta(minutes=-1)
    assert found.go_skew == timedelta(seconds=3)


def test_a_team_that_never_acknowledged_or_did_so_after_h_is_late() -> None:
    """Late acknowledgements are named by site, never by officer."""
    shown = (Shown("rabat", "d1", "go", "2026-03-13T05:00:00Z"),)
    read = (
        Read("rabat", "RAS-1", "d1", "2026-03-13T05:30:00Z"),
        Read("madrid", "VAL-1", "d1", "2026-03-13T06:01:00Z"),
    )
    assert figures(Day(plans=(("d1", plan()),), shown=shown, read=read)).late == ("VAL-1",)
    assert figures(Day(plans=(("d1", plan()),), shown=shown)).late == ("RAS-1", "VAL-1")


def test_an_operation_without_an_order_has_no_figures() -> None:
    found = figures(Day())
    assert (found.h_hour, found.sites, found.skews) == (None, (), ())
