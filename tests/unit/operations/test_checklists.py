"""What must be there at a site: points of a rule set, marks, waivers, hours of entry."""

from datetime import UTC, datetime

import msgspec
import pytest

from tansiq.operations.checking import Mark, mark_point, waive_point
from tansiq.operations.checklists import (
    Checklist,
    Known,
    Word,
    about_of,
    checklist_of,
    roles_that_waive,
)
from tansiq.operations.facts import CommitmentFact, Facts
from tansiq.operations.now import OperationNow
from tansiq.operations.parts import tidy_part
from tansiq.record.operations import OrderSite, ReadinessTold
from tansiq.record.plan import NewClass, Planned
from tansiq.record.situation import ChannelNow, Situation
from tansiq.record.tactics import (
    ChecklistMarked,
    TacticalPart,
    TacticalSite,
    Target,
    Team,
    Warranted,
)
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import HOME, ChannelId, NodeId, OfficerId, new_record_id
from tansiq.terms.operating import PointState
from tansiq.terms.rule_files import templates
from tansiq.terms.zones import ZoneOverride

RABAT = {"R-1": "Africa/Casablanca"}
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
NIGHT = datetime(2026, 11, 30, 3, tzinfo=UTC)


def site(*conditions: str, **changes: object) -> TacticalSite:
    made = TacticalSite(
        site="R-1",
        address="1 Invented Street",
        targets=(),
        team=Team(name="blue", leader="", size=5),
        conditions=conditions,
    )
    return msgspec.structs.replace(made, **changes)


def known(
    country: str = "rasilia", h_hour: datetime | None = NOON, *overrides: ZoneOverride
) -> Known:
    return Known(rules=templates()[country], h_hour=h_hour, zones=RABAT, overrides=overrides)


def word(of: TacticalSite, item: str, state: str = "done", **said: str) -> dict[str, Word]:
    told = {"officer": "o-1", "time": "2026-11-01T00:00:00Z", **said}
    return {item: Word(item=item, about=about_of(of), state=PointState(state), **told)}


def states(held: Checklist) -> dict[str, str]:
    return {one.code: one.state.value for one in held.points}


def test_points_follow_from_what_is_known_of_the_site() -> None:
    """REQUIREMENTS 6.5: warrant, medic and interpreter are asked for where the law asks."""
    assert states(checklist_of(site(), known(), {})) == {"medic": "missing"}
    held = checklist_of(site("home_search", "terrorism", "foreign_language"), known(), {})
    assert set(states(held)) == {
        "prosecutor_permission", "witnesses", "entry_hours", "interpreter", "seals", "medic",
    }  # fmt: skip
    assert held.red
    assert held.counts == (1, 0, 6)
    medic = next(one for one in held.points if one.code == "medic")
    assert (medic.basis.article, medic.basis.standing) == ("Code of Rasilia 38", "unconfirmed")
    assert roles_that_waive(medic, {"operations_commander"})
    assert not roles_that_waive(medic, {"case_officer"})


def test_without_an_adopted_rule_set_a_site_is_red_and_says_one_point_of_none() -> None:
    nobody = Known(rules=None, h_hour=NOON, zones=RABAT)
    held = checklist_of(site("home_search"), nobody, {})
    assert held.red
    assert held.counts == (0, 0, 1)


def test_a_word_counts_for_the_address_and_targets_it_was_said_of() -> None:
    """A warrant for one door opens no other: a swapped address makes the site red again."""
    first = site()
    marked = word(first, "medic")
    assert not checklist_of(first, known(), marked).red
    moved = site(address="2 Invented Street")
    held = checklist_of(moved, known(), marked)
    assert (held.red, held.points[0].outdated) == (True, True)
    swapped = site(targets=(Target(words="somebody else"),))
    assert checklist_of(swapped, known(), marked).red
    # Another team or way in changes nothing of what the paper says.
    assert not checklist_of(site(entry="by the back door"), known(), marked).red


def test_a_waiver_is_told_apart_and_a_later_word_takes_its_place() -> None:
    held = checklist_of(site(), known(), word(site(), "medic", "waived"))
    assert (held.red, held.counts) == (False, (0, 1, 1))
    held = checklist_of(site(), known(), word(site(), "medic", "missing"))
    assert (held.red, held.counts) == (True, (0, 0, 1))


def test_entry_within_the_hours_needs_nobodys_word_and_at_night_the_paper_that_opens_it() -> None:
    """LAW L19: 06:00-21:00 by the legal local time of the site."""
    home = site("home_search", "terrorism")
    assert states(checklist_of(home, known(), {}))["entry_hours"] == "done"
    night = checklist_of(home, known("rasilia", NIGHT), {})
    assert states(night)["entry_hours"] == "missing"
    hours = next(one.hours for one in night.points if one.code == "entry_hours")
    assert hours is not None
    assert hours.needs == ("written_permission",)
    paper = {"paper": "written_permission", "document": "WP 7/26"}
    opened = word(home, "entry_hours", **paper)
    assert states(checklist_of(home, known("rasilia", NIGHT), opened))["entry_hours"] == "done"
    # The permission of another point opens no night, and one without reference says nothing.
    other = word(home, "prosecutor_permission", **paper)
    assert states(checklist_of(home, known("rasilia", NIGHT), other))["entry_hours"] == "missing"
    bare = word(home, "entry_hours", paper="written_permission")
    assert states(checklist_of(home, known("rasilia", NIGHT), bare))["entry_hours"] == "missing"


def test_the_hour_of_entry_is_the_sites_own_and_unknown_until_somebody_says_it() -> None:
    home = site("home_search", "terrorism")
    assert states(checklist_of(home, known("rasilia", None), {}))["entry_hours"] == "missing"
    later = site("home_search", "terrorism", enters_at="2026-11-30T12:30:00Z")
    assert states(checklist_of(later, known("rasilia", NIGHT), {}))["entry_hours"] == "done"


@pytest.mark.parametrize(
    ("hour", "state"),
    [
        # For Ramadan 2026 the clocks of Casablanca stood at UTC+0 (15 February to 22 March).
        (datetime(2026, 2, 20, 5, 30, tzinfo=UTC), "missing"),
        (datetime(2026, 2, 20, 6, 30, tzinfo=UTC), "done"),
        (datetime(2026, 1, 20, 5, 30, tzinfo=UTC), "done"),
        (datetime(2026, 1, 20, 4, 30, tzinfo=UTC), "missing"),
    ],
)
def test_ramadan_moves_the_hours_of_the_law(hour: datetime, state: str) -> None:
    """REQUIREMENTS 6.2, LAW L19, L51."""
    home = site("home_search", "terrorism")
    assert states(checklist_of(home, known("rasilia", hour), {}))["entry_hours"] == state


def test_a_signed_override_of_the_zone_moves_the_hours_too() -> None:
    home = site("home_search", "terrorism")
    at = datetime(2026, 2, 20, 5, 30, tzinfo=UTC)
    override = ZoneOverride(
        zone="Africa/Casablanca",
        since="2026-02-01T00:00:00Z",
        until="2026-03-22T00:00:00Z",
        offset_minutes=60,
        reason="the decree was not made",
        source="order 1/26",
    )
    held = checklist_of(home, known("rasilia", at, override), {})
    assert states(held)["entry_hours"] == "done"


# --- what is planned ----------------------------------------------------------------------------

OPERATION = new_record_id()
CASE = ChannelId("case:sample")
NOW = OperationNow(
    situation=Situation(me=NodeId("rabat"), officer=OfficerId("o-1"), now=NOON),
    channel=ChannelNow(CASE, 1, (NodeId("madrid"), NodeId("rabat"))),
    shut="",
    retention=NewClass("2027-11-29", "2040-11-29"),
    facts=Facts(
        operation=OPERATION,
        cut={},
        commitments=(
            CommitmentFact(
                agency="rabat", origin="rabat/case:sample/1/1", seq=0, commitment="00" * 32
            ),
        ),
    ),
    sites={"rabat": (OrderSite(site="R-1", party="rabat", zone="Africa/Casablanca"),)},
    zone_table="2026a",
)


def counts(planned: tuple[Planned, ...]) -> tuple[int, int, int]:
    """What the others hear; everything else of the deed stays at home."""
    kept, told = planned
    assert kept.channel == HOME
    assert told.channel == CASE
    payload = told.payload
    assert isinstance(payload, ReadinessTold)
    return payload.done, payload.waived, payload.total


def test_a_word_stays_at_home_and_the_others_hear_counts() -> None:
    """REQUIREMENTS 6.7."""
    home = site("home_search", "terrorism")
    held = checklist_of(home, known(), {})
    planned = mark_point(NOW, held, Mark(item="medic", done=True, note="Dr Inventada, van 2"))
    assert counts(planned) == (2, 0, 5)
    kept = planned[0].payload
    assert isinstance(kept, ChecklistMarked)
    assert kept.about == held.about
    assert counts(waive_point(NOW, held, ("seals", "bags"), {"case_officer"})) == (1, 1, 5)
    # Whatever is said of the hours, the clock decides while it is day.
    assert counts(mark_point(NOW, held, Mark(item="entry_hours", done=False))) == (1, 0, 5)


def refused(deed: object, *given: object) -> str:
    with pytest.raises(TansiqError) as caught:
        deed(NOW, *given)  # type: ignore[operator]
    return caught.value.code


def test_who_may_not_waive_and_what_nobody_may_is_refused() -> None:
    held = checklist_of(site("home_search", "terrorism", "woman_expected"), known(), {})
    assert refused(waive_point, held, ("medic", "x"), {"prosecutor"}) == "checklist_waiver_role"
    everybody = {"prosecutor", "case_officer", "operations_commander"}
    wish = ("woman_searcher", "x")
    assert refused(waive_point, held, wish, everybody) == "checklist_not_waivable"
    assert refused(waive_point, held, ("medic", ""), everybody) == "desk_field_missing"
    assert refused(waive_point, held, ("parade", "x"), everybody) == "checklist_point_unknown"


def test_a_paper_is_named_and_fits() -> None:
    home = site("home_search", "terrorism")
    held = checklist_of(home, known("rasilia", NIGHT), {})
    bare = Mark(item="prosecutor_permission", done=True)
    assert refused(mark_point, held, bare) == "checklist_document"
    wrong = Mark(item="entry_hours", done=True, document="SO 1", paper="search_order")
    assert refused(mark_point, held, wrong) == "checklist_hours_paper"
    unheard = Mark(item="medic", done=True, paper="parchment")
    assert refused(mark_point, held, unheard) == "word_unknown"
    closed = checklist_of(site("home_search"), known("rasilia", NIGHT), {})
    night = Mark(item="entry_hours", done=True, document="WP 1", paper="written_permission")
    assert refused(mark_point, closed, night) == "checklist_hours_closed"
    timeless = checklist_of(home, known("rasilia", None), {})
    assert refused(mark_point, timeless, night) == "checklist_hour_unknown"
    ruleless = checklist_of(home, Known(rules=None, h_hour=NOON, zones=RABAT), {})
    assert refused(mark_point, ruleless, bare) == "checklist_no_rules"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"site": "1 Street"}, "operation_site_code"),
        ({"conditions": ("moonlight",)}, "word_unknown"),
        ({"enters_at": "noon"}, "time_malformed"),
        ({"latitude": "91"}, "operation_place"),
        ({"team": Team(name="blue", leader="", size=-1)}, "operation_team_size"),
        ({"targets": (Target(words="x", standing="guilty"),)}, "word_unknown"),
        (
            {
                "targets": (
                    Target(
                        words="x",
                        instruments=(
                            Warranted(
                                kind="search_order", reference="1", authority="a", until="soon"
                            ),
                        ),
                    ),
                )
            },
            "operation_day",
        ),
        ({"targets": (Target(words="x"),) * 51}, "operation_targets"),
    ],
)
def test_a_part_that_is_not_whole_is_refused_by_name(changes: dict, code: str) -> None:
    part = TacticalPart(operation=OPERATION, jurisdiction="rasilia", sites=(site(**changes),))
    with pytest.raises(TansiqError) as caught:
        tidy_part(part)
    assert caught.value.code == code
