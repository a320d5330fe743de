"""The board of an operation and the list: what they show, to whom, and what nobody is told."""

import os
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module

import pytest
from tests.web.acting import third_officer
from tests.web.conftest import Client, House
from tests.web.hiring import entered
from tests.web.joint_case import CASE, PARTNER, Joint
from tests.web.matching import NEVER, database, shown
from tests.web.operating import ADDRESS, operating, operation
from tests.web.signing import Signing, come_in_to_sign

from tansiq.node import changes
from tansiq.node.access import MATRIX
from tansiq.node.actions import Action
from tansiq.node.founding import FreshSigner
from tansiq.node.operation_prints import OperationPrinter
from tansiq.record.officers import CaseAssigned
from tansiq.record.operations import QuorumParty, QuorumRule
from tansiq.store.embedded import EmbeddedServer
from tansiq.store.readlog import reads
from tansiq.terms.languages import Language
from tansiq.terms.operating import VoteChoice
from tansiq.terms.roles import Role
from tansiq.terms.words import say


@pytest.fixture(scope="module")
def joint(
    house: House, embedded_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Joint]:
    dsn = database(embedded_server, f"boards{os.getpid()}")
    with operating(house, dsn, tmp_path_factory.mktemp("partner")) as made:
        yield made


@pytest.fixture(scope="module")
def watcher(joint: Joint) -> Client:
    """A case officer of ours on the case, at the pages."""
    return come_in_to_sign(joint.house, "case_officer").client


@pytest.fixture(scope="module")
def commander(joint: Joint) -> Signing:
    on_the_case(joint.house, Role.OPERATIONS_COMMANDER)
    return come_in_to_sign(joint.house, "operations_commander")


def on_the_case(house: House, role: Role) -> Client:
    """An officer of ours in this role, on the case and at the pages."""
    client = entered(house, role)
    put = CaseAssigned(officer=house.keys[role.value].officer, file=CASE)
    made = changes.propose(house.node, FreshSigner(house.keys["case"]), put, "for the test")
    changes.approve(house.node, third_officer(house), made.proposal)
    return client


def read(client: Client, path: str) -> str:
    answer = client.get(f"{path}?lang=en")
    assert answer.status_code == 200, answer.text
    return answer.text


def words(page: str) -> str:
    """What a person reads of a page, without the tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_board_shows_votes_as_they_come_and_the_decision_with_its_cut(
    joint: Joint, watcher: Client
) -> None:
    """6.1, 6.2: quorum, H-hour with offsets in each country, who is missing."""
    made = operation(joint)
    h_hour = made.begin()
    page = words(read(watcher, f"{made.at}/board"))
    assert "REAL — not an exercise" in page
    assert "no decision yet — missing: Unidad de Meridia meridia · Office of Almoria rabat" in page
    assert f"{h_hour:%H:%M:%S} UTC" in page
    assert "UTC+0" in page
    assert page.count("not voted") == 2
    made.ours.votes()
    made.carry()
    page = words(read(watcher, f"{made.at}/board"))
    assert "no decision yet — missing: Unidad de Meridia" in page
    made.theirs.votes()
    made.carry()
    made.carry()
    page = words(read(watcher, f"{made.at}/board"))
    assert "go — decided" in page
    assert "confirmed by 2 of 2" in page
    told = watcher.get(f"{made.at}/now").json()
    assert (told["order"], told["outcome"], told["version"]) == ("go", "go", 1)
    assert told["h_hour"] == f"{h_hour:%Y-%m-%dT%H:%M:%SZ}"


def test_nothing_of_anybodys_tactical_detail_is_on_the_wall(joint: Joint, watcher: Client) -> None:
    """6.7: states and counts alone, of the others and of ours."""
    made = operation(joint)
    made.begin()
    page = read(watcher, f"{made.at}/board")
    assert ADDRESS not in page
    assert "team 1" not in page
    assert page.count("tactical details only with the site's country") == 2


def test_our_sites_stand_exactly_on_the_map_only_of_who_reads_our_own_part(
    joint: Joint, watcher: Client
) -> None:
    """6.7, 11.1: an analyst's map has zones alone; exact places leave a line of their own."""
    made = operation(joint)
    made.begin(at=("33.9716", "-6.8498"))
    assert "b-plan" not in read(watcher, f"{made.at}/board")
    page = watcher.get(f"{made.at}/board?view=map").text
    assert "Our own sites stand where they are" in page
    assert (page.count('<a class="spot'), page.count('class="about"')) == (2, 1)
    assert "b-plan" in watcher.get(f"{made.at}/board/fresh?view=map").text
    analyst = on_the_case(joint.house, Role.INTELLIGENCE_ANALYST)
    page = analyst.get(f"{made.at}/board?view=map&lang=en").text
    assert "Our own sites stand by their zone here" in page
    assert (page.count('<a class="spot'), page.count('class="about"')) == (2, 2)
    with joint.house.node.store.reading() as tx:
        lines = [one for one in reads(tx) if made.ours.where.operation in one.shown]
    exact = [one for one in lines if one.action == Action.READ_TACTICAL.value]
    assert [set(one.shown) for one in exact] == [{made.ours.where.operation, "RABAT-1", "RABAT-2"}]


def test_a_red_site_and_an_old_version_are_named(joint: Joint, watcher: Client) -> None:
    """6.3, 6.5: what is missing is red before go; a void vote is told with its version."""
    made = operation(joint)
    h_hour = made.begin()
    made.ours.votes()
    made.ours.unready("RABAT-1")
    made.ours.issues(h_hour + timedelta(minutes=5), ("rabat", PARTNER))
    page = words(read(watcher, f"{made.at}/board"))
    missing = next(one for one in made.ours.lists() if one.red).missing[0]
    assert say("check_codes", missing.code, Language.EN) in page
    theirs = words(read(watcher, f"{made.at}/board")).count("checklist complete")
    assert theirs == 2, "of the others the counts, of ours the points"
    assert "1 not ready" in page
    assert "1 vote void, it was on v1" in page


def test_a_stop_takes_the_whole_panel_and_is_signed_in_one_dialog(
    joint: Joint, watcher: Client, commander: Signing
) -> None:
    """6.1: any party's stop is immediate; it stays until its own party lifts it."""
    made = operation(joint)
    made.begin()
    made.ours.votes()
    made.theirs.votes()
    made.carry()
    refused = commander.send(f"{made.at}/stop?lang=en", {"ground": "fog"})
    assert "word_unknown" in refused.text
    why = {"ground": "danger", "reason": "a child <b>inside</b>"}
    dialog = commander.send(f"{made.at}/stop?lang=en", why)
    assert "You are signing a stop" in dialog.text
    assert "somebody is in danger" in dialog.text
    assert commander.answer(dialog)["to"] == f"{made.at}/board"
    page = read(watcher, f"{made.at}/board")
    assert 'class="b-decision stopped"' in page
    said = 'somebody is in danger: <bdi dir="auto">a child &lt;b&gt;inside&lt;/b&gt;</bdi>'
    assert page.count(said) == 2, "beside the decision and in the log"
    assert "Lift our stop" not in page, "a case officer does not lift"
    assert watcher.get(f"{made.at}/now").json()["order"] == "stopped"
    made.carry()
    assert made.theirs.board().decision.outcome.value == "stopped"
    page = shown(commander, f"{made.at}/board")
    (stop,) = re.findall(r'form="lift" name="stop" value="([^"]+)"', page)
    assert commander.sign(f"{made.at}/lift", {"stop": stop})["to"] == f"{made.at}/board"
    page = words(shown(commander, f"{made.at}/board"))
    assert "the stop is lifted; a new version and new votes are needed" in page
    assert watcher.get(f"{made.at}/now").json()["order"] == "stopped"


def test_a_lowered_quorum_is_loud_on_the_board_and_where_it_is_voted_on(
    joint: Joint, watcher: Client
) -> None:
    """6.1: what it was, what it is, whose version made it so; also after one harmless edit."""
    made = operation(joint)
    made.ours.binds(2)
    made.theirs.binds(2)
    made.carry()
    h_hour = (joint.house.node.clock.now() + timedelta(minutes=42)).replace(microsecond=0)
    made.ours.issues(h_hour, ("rabat", PARTNER), quorum=quorum(2))
    assert "Quorum lowered" not in read(watcher, f"{made.at}/board")
    made.ours.issues(h_hour, ("rabat", PARTNER), quorum=quorum(1))
    made.ours.issues(h_hour + timedelta(minutes=5), ("rabat", PARTNER), quorum=quorum(1))
    said = f"{PARTNER}: was 2 × case officer, now 1 × case officer · changed in v2 by rabat"
    for page in ("board", "vote"):
        shown_there = words(read(watcher, f"{made.at}/{page}"))
        assert "Quorum lowered" in shown_there
        assert said.replace(" ", "") in shown_there.replace(" ", "")
    document = OperationPrinter("en", made.ours.board()).order()
    told = [str(one) for one in document.sections[1].blocks]
    assert any(f"QUORUM LOWERED: {PARTNER}: was 2 × case officer" in one for one in told)


def test_a_first_order_that_says_of_nothing_that_it_changed_is_shown(
    joint: Joint, watcher: Client
) -> None:
    made = operation(joint)
    made.ours.binds(2)
    made.theirs.binds(2)
    made.carry()
    h_hour = (joint.house.node.clock.now() + timedelta(minutes=42)).replace(microsecond=0)
    made.ours.issues(h_hour, ("rabat", PARTNER), changed="")
    assert "rabat issues the order v1" in words(read(watcher, f"{made.at}/board"))


def quorum(theirs: int) -> QuorumRule:
    """One of ours, so many of the partner's."""
    parties = (("rabat", 1), (PARTNER, theirs))
    return QuorumRule(
        version=1,
        parties=tuple(
            QuorumParty(party=one, officers=many, role="case_officer") for one, many in parties
        ),
    )


def test_a_commander_begins_at_the_board_of_the_operation_under_way(
    joint: Joint, commander: Signing
) -> None:
    made = operation(joint)
    made.begin(within=timedelta(minutes=1))
    start = commander.client.get("/").headers["Location"]
    assert start == "/operations/mine"
    assert commander.client.get(start).headers["Location"] == f"{made.at}/board"
    assert made.ours.where.operation in shown(commander, "/operations")


def test_whoever_is_not_on_the_file_is_told_that_there_is_none(joint: Joint) -> None:
    """11.1: the same word as for an operation that never was."""
    made = operation(joint)
    made.begin()
    outside = entered(joint.house, Role.PROSECUTOR)
    for path in ("/board", "/board/fresh", "/now"):
        for at in (made.at, f"/operations/{CASE}/{NEVER}", f"/operations/home/{NEVER}"):
            answer = outside.get(f"{at}{path}")
            assert (answer.status_code, "operation_unknown" in answer.text) == (404, True), at
    assert made.ours.where.operation not in read(outside, "/operations")
    for path in ("/stop", "/lift"):
        answer = outside.post(f"{made.at}{path}")
        assert answer.status_code in {403, 404}


@pytest.mark.parametrize("role", sorted(set(Role) - MATRIX[Action.READ_OPERATION]))
def test_roles_that_read_no_operation_are_refused(joint: Joint, role: Role) -> None:
    outside = entered(joint.house, role)
    for path in (
        "/operations",
        f"/operations/{CASE}/{NEVER}/board",
        f"/operations/{CASE}/{NEVER}/now",
    ):
        assert outside.get(path).status_code == 403


def test_a_board_that_stays_open_leaves_a_line_a_minute(joint: Joint, watcher: Client) -> None:
    """11.1: who saw it is on record; the record is not flooded by a page that renews itself."""
    made = operation(joint)
    made.begin()
    read(watcher, f"{made.at}/board")
    for _ in range(5):
        assert watcher.get(f"{made.at}/board/fresh").status_code == 200
    with joint.house.node.store.reading() as tx:
        lines = [one for one in reads(tx) if made.ours.where.operation in one.shown]
    assert len(lines) == 2
    assert {one.action for one in lines} == {Action.READ_OPERATION.value}


def test_a_board_after_news_is_never_the_one_from_before(joint: Joint, watcher: Client) -> None:
    """6.1: whoever asks after a stop was heard of gets the stop, whatever was drawn before."""
    made = operation(joint)
    made.begin()
    made.ours.votes()
    made.theirs.votes(VoteChoice.NO_GO)
    made.carry()
    page = words(watcher.get(f"{made.at}/board/fresh").text)
    assert "somebody voted against it" in page
    made.ours.stops("a child is inside")
    hub = import_module("tansiq.web.house").house().hub
    before, until = hub.count, time.monotonic() + 10
    while hub.count == before and time.monotonic() < until:
        time.sleep(0.01)
    assert "b-decision stopped" in watcher.get(f"{made.at}/board/fresh").text
