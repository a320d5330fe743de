from datetime import UTC, datetime

import pytest

from tansiq.terms.clock import use_pinned_zones
from tansiq.terms.errors import Invalid
from tansiq.terms.rule_files import templates
from tansiq.terms.rule_words import Circumstance as Known
from tansiq.terms.rule_words import SiteDocument, Standing, WindowState
from tansiq.terms.search_hours import Entry, documents_for, entry_hours

HOME = Known.HOME_SEARCH


@pytest.fixture(autouse=True)
def _pinned() -> None:
    use_pinned_zones()


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def entry(text: str, zone: str, *known: Known, documents: tuple[SiteDocument, ...] = ()) -> Entry:
    return Entry(
        at=utc(text), zone=zone, circumstances=frozenset(known), documents=frozenset(documents)
    )


@pytest.mark.parametrize(
    ("at", "zone", "state", "told"),
    [
        # Morocco leaves summer time for Ramadan: 05:30 UTC is 06:30 the day before, 05:30 in it.
        ("2026-02-14T05:30", "Africa/Casablanca", "inside", "06:30 +01:00"),
        ("2026-02-16T05:30", "Africa/Casablanca", "outside", "05:30 +00:00"),
        ("2026-02-16T06:00", "Africa/Casablanca", "inside", "06:00 +00:00"),
        ("2026-02-16T05:59", "Africa/El_Aaiun", "outside", "05:59 +00:00"),
        ("2026-02-16T21:00", "Africa/El_Aaiun", "inside", "21:00 +00:00"),
        ("2026-02-16T21:01", "Africa/El_Aaiun", "outside", "21:01 +00:00"),
        ("2026-03-23T05:30", "Africa/Casablanca", "inside", "06:30 +01:00"),
        # At its end the night jumps from 02:00 to 03:00.
        ("2026-03-22T05:00", "Africa/Casablanca", "inside", "06:00 +01:00"),
    ],
)
def test_the_hours_of_a_search_follow_the_legal_time_of_the_site_through_ramadan(
    at: str, zone: str, state: str, told: str
) -> None:
    """REQUIREMENTS 6.2, LAW L19, L51."""
    verdict = entry_hours(templates()["ma"], entry(at, zone, HOME))
    assert verdict.state == state
    assert told in str(verdict.local)
    assert verdict.basis is not None
    assert (verdict.basis.article, verdict.basis.standing) == ("CPP 62", Standing.UNCONFIRMED)
    assert verdict.warning is not None


@pytest.mark.parametrize(
    ("at", "zone", "state", "told"),
    [
        ("2026-07-01T06:00", "Europe/Madrid", "inside", "08:00 +02:00"),
        ("2026-07-01T06:00", "Africa/Ceuta", "inside", "08:00 +02:00"),
        ("2026-07-01T06:00", "Atlantic/Canary", "needs_document", "07:00 +01:00"),
        ("2026-07-01T07:00", "Atlantic/Canary", "inside", "08:00 +01:00"),
        # The night of 29 March the clocks go forward, that of 25 October back.
        ("2026-03-28T06:30", "Europe/Madrid", "needs_document", "07:30 +01:00"),
        ("2026-03-29T06:30", "Europe/Madrid", "inside", "08:30 +02:00"),
        ("2026-10-24T06:30", "Europe/Madrid", "inside", "08:30 +02:00"),
        ("2026-10-25T06:30", "Europe/Madrid", "needs_document", "07:30 +01:00"),
        ("2026-10-25T00:30", "Europe/Madrid", "needs_document", "02:30 +02:00"),
        ("2026-10-25T01:30", "Europe/Madrid", "needs_document", "02:30 +01:00"),
    ],
)
def test_the_hours_of_a_search_follow_the_nights_when_clocks_change_in_spain(
    at: str, zone: str, state: str, told: str
) -> None:
    """REQUIREMENTS 6.2, LAW L39."""
    verdict = entry_hours(templates()["es"], entry(at, zone, HOME))
    assert verdict.state == state
    assert told in str(verdict.local)
    assert verdict.warning is None


def test_outside_the_hours_the_document_that_opens_them_is_named_and_asked_for() -> None:
    """LAW L19: terrorism at any hour, with the written permission of the prosecution."""
    rules, night, zone = templates()["ma"], "2026-06-01T02:00", "Africa/Casablanca"
    bare = entry_hours(rules, entry(night, zone, HOME, Known.TERRORISM))
    assert (bare.state, bare.needs) == (WindowState.NEEDS_DOCUMENT, ("written_permission",))
    other = (SiteDocument.SEARCH_ORDER,)
    assert entry_hours(
        rules, entry(night, zone, HOME, Known.TERRORISM, documents=other)
    ).state is WindowState.NEEDS_DOCUMENT  # fmt: skip
    right = (SiteDocument.WRITTEN_PERMISSION,)
    given = entry_hours(rules, entry(night, zone, HOME, Known.TERRORISM, documents=right))
    assert (given.state, given.used) == (WindowState.INSIDE, "written_permission")
    ordinary = entry_hours(rules, entry(night, zone, HOME, documents=right))
    assert (ordinary.state, ordinary.needs) == (WindowState.OUTSIDE, ())
    club = entry_hours(rules, entry(night, zone, HOME, Known.NIGHT_PREMISES))
    assert (club.state, club.used) == (WindowState.INSIDE, "")
    assert documents_for(rules, {HOME, Known.TERRORISM}) == ("written_permission",)


def test_where_no_rule_speaks_of_hours_it_is_said_and_nothing_is_claimed() -> None:
    verdict = entry_hours(templates()["ma"], entry("2026-06-01T02:00", "Africa/Casablanca"))
    assert (verdict.state, verdict.basis) == (WindowState.NO_RULE, None)


def test_a_zone_that_does_not_exist_is_refused_at_a_site() -> None:
    with pytest.raises(Invalid) as caught:
        entry_hours(templates()["ma"], entry("2026-06-01T02:00", "Africa/Atlantis", HOME))
    assert caught.value.code == "zone_unknown"
