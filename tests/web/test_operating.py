"""An operation run from its pages alone: own part, checklist, order, vote; and who may not."""

import os
import re
from collections.abc import Iterator

import psycopg
import pytest
from tests.web.conftest import House
from tests.web.hiring import entered
from tests.web.joint_case import joint_case, partner_of
from tests.web.operated import (
    ORDER,
    OURS,
    SITE,
    THEIRS,
    Operated,
    digest_of,
    operated,
    page,
    seen_of,
    share_drill,
    told,
)
from tests.web.signing import Signing, come_in_to_sign

from tansiq.store.embedded import EmbeddedServer
from tansiq.terms.roles import Role


@pytest.fixture(scope="module")
def day(
    house: House, embedded_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Operated]:
    name = f"operating{os.getpid()}"
    with psycopg.connect(embedded_server.maintenance_dsn(), autocommit=True) as connection:
        connection.execute(
            f'CREATE DATABASE "{name}" TEMPLATE "tansiq_template" OWNER "tansiq_template"'.encode()
        )
    dsn = psycopg.conninfo.make_conninfo(embedded_server.dsn(name), user="tansiq_template")
    with partner_of(house, tmp_path_factory.mktemp("partner"), dsn) as partner:
        yield operated(joint_case(house, partner))


@pytest.fixture(scope="module")
def commander(day: Operated) -> Signing:
    return come_in_to_sign(day.house, "operations_commander")


def write_site(day: Operated, one: Signing, **changes: object) -> None:
    form = page(one, f"{day.at}/part/new")
    one.sign(f"{day.at}/part/new", {**SITE, "seen": seen_of(form), **changes})


def test_an_operation_runs_from_its_pages(day: Operated, commander: Signing) -> None:
    """REQUIREMENTS 6.1, 6.5, 6.7: own part, red checklist, order, refused vote, waiver, vote."""
    leader = day.house.keys["site_team_leader"].officer
    assert "Sample 3" in page(commander, "/operations/new")
    assert "RAB" not in page(commander, f"/operations/new/site?channel={day.where.channel}")
    assert "MER-1" in page(commander, f"{day.at}/part")
    write_site(day, commander, leader=leader)
    write_site(day, commander, site="RAB-2", leader="")
    shown = page(commander, f"{day.at}/part")
    assert OURS in shown
    assert THEIRS not in shown
    assert shown.count("SO 1/26") == 2
    assert "LR 2/26" in shown
    # The order, with H-hour shown at every place as it is typed.
    wall = day.wall()
    hours = commander.send(
        "/operations/hours",
        {"h-local": wall, "h-zone": "UTC", "place": ["RAB-1=Africa/Casablanca"]},
    ).text
    assert "Africa/Casablanca" in hours
    assert "RAB-1" in hours
    page(commander, f"{day.at}/order")
    commander.sign(f"{day.at}/order", {**ORDER, "h-local": wall})
    ballot = page(commander, f"{day.at}/vote")
    assert "Sample Day" in ballot
    assert "2 sites of ours are not ready" in ballot
    assert "medic" in ballot
    go = {"digest": digest_of(ballot), "choice": "go"}
    assert told(commander, f"{day.at}/vote/cast", go) == (403, "operation_site_red")
    site = f"{day.at}/sites/RAB-1"
    assert "Code of Rasilia 38" in page(commander, site)
    for number in (1, 2):
        at = f"{day.at}/sites/RAB-{number}"
        commander.sign(f"{at}/waive", {"item": "medic", "reason": "the next one is 9 km away"})
    waiver = {"item": "interpreter", "reason": "one of us speaks it"}
    assert told(commander, f"{site}/waive", waiver) == (403, "checklist_waiver_role")
    for number in (1, 2):
        at = f"{day.at}/sites/RAB-{number}"
        commander.sign(f"{at}/mark", {"item": "interpreter", "done": "yes", "note": "team blue"})
    assert "All our sites are ready" in page(commander, f"{day.at}/vote")
    commander.sign(f"{day.at}/vote/cast", go)
    commander.sign(f"{day.at}/acknowledge", {"digest": go["digest"], "site": "RAB-1"})
    commander.sign(f"{day.at}/acknowledge", {"digest": go["digest"], "site": ""})
    report = {"state": "ready", "zone": "UTC", "digest": go["digest"], "arrests": "0"}
    commander.sign(f"{site}/report", report)
    moving = {**report, "state": "moving"}
    assert told(commander, f"{site}/report", moving) == (403, "operation_no_go")


def test_a_new_version_shows_what_it_changes_before_it_is_signed(
    day: Operated, commander: Signing
) -> None:
    form = page(commander, f"{day.at}/order")
    seen = seen_of(form)
    wish = {**ORDER, "h-local": day.wall(5), "seen": seen, "changed": "two hours later"}
    between = commander.send(f"{day.at}/order", wish)
    assert between.status_code == 200
    assert "data-to" not in between.text
    assert "What this version changes" in between.text
    assert day.wall(5) in between.text
    commander.sign(f"{day.at}/order", {**wish, "looked": "yes"})
    ballot = page(commander, f"{day.at}/vote")
    assert "Changed since you last voted" in ballot
    old = {"digest": seen, "choice": "go"}
    assert told(commander, f"{day.at}/vote/cast", old) == (409, "operation_plan_old")
    later = {"h-local": day.wall(9), "h-zone": "Europe/Madrid", "reason": "fog"}
    current = seen_of(page(commander, f"{day.at}/order"))
    stale = told(commander, f"{day.at}/order/postpone", {**later, "seen": seen})
    assert stale == (409, "operation_plan_moved")
    commander.sign(f"{day.at}/order/postpone", {**later, "seen": current})
    assert "fog" in page(commander, f"{day.at}/order")


def test_what_is_wrong_in_an_order_is_refused_by_name(day: Operated, commander: Signing) -> None:
    """Bad input: H-hour in the past, a zone that does not exist, no quorum rule, no such hour."""
    at = f"{day.at}/order"
    good = {
        **ORDER,
        "h-local": day.wall(),
        "seen": seen_of(page(commander, at)),
        "changed": "x",
        "looked": "yes",
    }
    nobody = {one: "" for one in ORDER if one.startswith("party.")}
    for wrong, answer in (
        ({"h-local": "2020-01-01T05:00"}, (403, "operation_h_hour_past")),
        ({"h-local": "soon"}, (400, "operation_h_hour")),
        ({"h-zone": "Europe/Atlantis"}, (400, "zone_unknown")),
        ({"h-local": "2027-03-28T02:30", "h-zone": "Europe/Madrid"}, (400, "time_skipped")),
        ({"h-local": "2027-10-31T02:30", "h-zone": "Europe/Madrid"}, (400, "time_twice")),
        (nobody, (400, "operation_quorum_missing")),
        ({"officers.rabat": "0"}, (400, "operation_quorum_officers")),
        ({"officers.rabat": "many"}, (400, "number_malformed")),
        ({"role.rabat": "defence_counsel"}, (400, "operation_quorum_role")),
        ({"silence.rabat": "shrug"}, (400, "operation_silence")),
        ({"purpose.en": "", "purpose.ar": ""}, (400, "desk_field_missing")),
        ({"changed": ""}, (400, "desk_field_missing")),
        ({"seen": "00" * 32}, (409, "operation_plan_moved")),
    ):
        assert told(commander, at, {**good, **wrong}) == answer, wrong
    skipped = {"h-local": "2027-03-28T02:30", "h-zone": "Europe/Madrid"}
    assert "time_skipped" in commander.send("/operations/hours", dict(skipped)).text


def test_what_is_wrong_in_a_site_is_refused_by_name(day: Operated, commander: Signing) -> None:
    at = f"{day.at}/part/new"
    good = {**SITE, "site": "RAB-3", "seen": seen_of(page(commander, at))}
    for wrong, answer in (
        ({"site": "no code!"}, (400, "operation_site_code")),
        ({"zone": "Mars/Base"}, (400, "zone_unknown")),
        ({"condition": ["moonlight"]}, (400, "word_unknown")),
        ({"latitude": "north"}, (400, "operation_place")),
        ({"leader": "o-nobody"}, (404, "operation_leader_unknown")),
        ({"address": ""}, (400, "desk_field_missing")),
        ({"target-entity": ["r-" + "a" * 26, ""]}, (404, "entity_unknown")),
        ({"target-kind": ["spell", ""]}, (400, "word_unknown")),
        ({"seen": "11" * 32}, (409, "operation_part_moved")),
    ):
        assert told(commander, at, {**good, **wrong}) == answer, wrong


def test_a_team_leader_sees_only_the_site_that_they_lead(day: Operated) -> None:
    """REQUIREMENTS 6.7, TERMS: own order, own checklist."""
    leader = come_in_to_sign(day.house, "site_team_leader")
    shown = page(leader, f"{day.at}/part")
    assert f"{day.at}/sites/RAB-1" in shown
    assert f"{day.at}/sites/RAB-2" not in shown
    assert f"{day.at}/part/RAB-1" not in shown
    page(leader, f"{day.at}/sites/RAB-1")
    denied = leader.client.get(f"{day.at}/sites/RAB-2")
    assert denied.status_code == 403
    assert "access_not_leader" in denied.text
    assert OURS not in denied.text
    # A site that is not there answers no otherwise than one that is another's.
    assert leader.client.get(f"{day.at}/sites/RAB-9").status_code == 403
    word = {"item": "medic", "done": "yes"}
    assert told(leader, f"{day.at}/sites/RAB-2/mark", word) == (403, "access_not_leader")
    leader.sign(f"{day.at}/sites/RAB-1/mark", word)
    report = {"state": "aborted", "zone": "UTC", "arrests": "0"}
    sign_off = {"digest": digest_of(page(leader, f"{day.at}/sites/RAB-1")), "site": "RAB-2"}
    for path, data in (
        (f"{day.at}/sites/RAB-2/report", report),
        (f"{day.at}/acknowledge", sign_off),
    ):
        assert told(leader, path, data) == (403, "access_not_leader")
    for closed in ("part/new", "part/RAB-1", "order"):
        assert leader.client.get(f"{day.at}/{closed}").status_code == 403


def test_a_voter_without_a_view_of_our_sites_sees_counts_and_no_points(day: Operated) -> None:
    """REQUIREMENTS 6.7: a liaison officer may vote where the rule says so, and sees no site."""
    liaison = entered(day.house, Role.LIAISON_OFFICER)
    shown = liaison.get(f"{day.at}/vote?lang=en").text
    assert "RAB-2" in shown
    assert "Code of Rasilia" not in shown
    assert f"{day.at}/sites/" not in shown
    assert "The order asks your party for the vote of this role" in shown
    assert liaison.get(f"{day.at}/part").status_code == 403


def test_an_exercise_says_so_in_every_title_and_in_what_is_signed(
    day: Operated, commander: Signing
) -> None:
    """SCREENS: the flag is in the signed digest, the word on every page."""
    drill = share_drill(day)
    first = page(commander, f"/operations/new/site?channel={drill}")
    assert "<title>EXERCISE" in first
    made = re.search(rf'hx-post="(/operations/{drill}/[^/]+)/part/new"', first)
    assert made
    at = made[1]
    commander.sign(f"{at}/part/new", {**SITE, "site": "DRILL-1", "seen": ""})
    short = {one: value for one, value in ORDER.items() if not one.endswith(".meridia")}
    page(commander, f"{at}/order")
    commander.sign(f"{at}/order", {**short, "h-local": day.wall()})
    for path in ("part", "sites/DRILL-1", "order", "vote"):
        assert "<title>EXERCISE" in page(commander, f"{at}/{path}"), path
        assert "<title>EXERCISE" not in page(commander, f"{day.at}/{path}".replace("DRILL", "RAB"))
    assert "REAL" not in page(commander, f"{at}/vote")
    assert "REAL" in page(commander, f"{day.at}/vote")


PAGES = {
    "part": {"operations_commander", "case_officer", "site_team_leader", "prosecutor"},
    "sites/RAB-1": {"operations_commander", "case_officer", "site_team_leader", "prosecutor"},
    "part/new": {"operations_commander", "case_officer"},
    "order": {"operations_commander", "case_officer"},
}


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.OPERATIONS_COMMANDER])
def test_who_is_not_on_the_file_or_has_not_the_role_gets_no_further(
    day: Operated, role: Role
) -> None:
    """Default deny: by role at the door, off the file as if there were nothing."""
    client = entered(day.house, role)
    officer = day.house.keys.get({"liaison_officer": "liaison", "case_officer": "case"}.get(
        role.value, role.value))  # fmt: skip
    assert officer is not None
    for path, allowed in PAGES.items():
        answer = client.get(f"{day.at}/{path}")
        if role.value not in allowed:
            assert answer.status_code == 403, (role, path)
        assert THEIRS not in answer.text
        if answer.status_code != 200:
            assert OURS not in answer.text


def test_an_operation_that_is_not_there_tells_nothing(day: Operated, commander: Signing) -> None:
    guess = "/operations/case:2026-017/r-" + "a" * 26
    for path in ("part", "order", "vote", "sites/RAB-1"):
        assert commander.client.get(f"{guess}/{path}").status_code == 404
    assert commander.client.get("/operations/case:never/x/vote").status_code == 400
