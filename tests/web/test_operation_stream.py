"""What the event stream tells a screen that watches an operation, and who it tells nothing more."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from tests.web.conftest import Client, House
from tests.web.hiring import entered
from tests.web.joint_case import CASE, Joint
from tests.web.matching import NEVER, database
from tests.web.operating import ADDRESS, Operation, operating, operation
from tests.web.watching import watching

from tansiq.node.actions import Action
from tansiq.record.officers import CaseAssigned, CaseUnassigned, OfficerLeft
from tansiq.store.embedded import EmbeddedServer
from tansiq.store.readlog import reads
from tansiq.terms.roles import Role


@pytest.fixture(scope="module")
def joint(
    house: House, embedded_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Joint]:
    dsn = database(embedded_server, f"streams{os.getpid()}")
    with operating(house, dsn, tmp_path_factory.mktemp("partner")) as made:
        yield made


def at(made: Operation) -> str:
    where = made.ours.where
    return f"/live?since=&operation={where.channel}/{where.operation}"


def begun(joint: Joint) -> Operation:
    made = operation(joint)
    made.begin()
    return made


def leader(house: House) -> Client:
    """A site's team leader, on the case; another one each time."""
    house.keys.pop(Role.SITE_TEAM_LEADER, None)
    client = entered(house, Role.SITE_TEAM_LEADER)
    house.change(CaseAssigned(officer=house.keys[Role.SITE_TEAM_LEADER].officer, file=CASE))
    return client


def test_an_order_comes_by_the_stream_with_what_it_rests_on(joint: Joint) -> None:
    """6.1, 6.3: go and stop are told without a question, the same as `now` would say."""
    made, client = begun(joint), leader(joint.house)
    with watching(client, at(made)) as screen:
        assert screen.until_order("wait")["outcome"] != "go"
        made.ours.votes()
        made.theirs.votes()
        made.carry()
        told = screen.until_order("go")
        asked = client.get(f"{made.at}/now").json()
        assert {**told, "read": "", "now": "", "confirmed": ""} == {
            **asked,
            "read": "",
            "now": "",
            "confirmed": "",
        }
        made.ours.stops()
        assert screen.until_order("stopped")["stops"][0]["agency"] == "rabat"
        assert ADDRESS not in screen.text
        assert not screen.over


def test_a_screen_that_stays_open_leaves_one_line(joint: Joint) -> None:
    """11.1: who watches is on record, each order that comes meanwhile is not a line of its own."""
    made, client = begun(joint), leader(joint.house)
    with watching(client, at(made)) as screen:
        screen.until_order("wait")
        made.ours.stops()
        screen.until_order("stopped")
    with joint.house.node.store.reading() as tx:
        lines = [one for one in reads(tx) if made.ours.where.operation in one.shown]
    assert [one.action for one in lines] == [Action.READ_OPERATION.value]


def signed_out(_house: House, client: Client) -> None:
    assert client.post("/sign-out").status_code in {200, 302}


def off_the_case(house: House, _client: Client) -> None:
    officer = house.keys[Role.SITE_TEAM_LEADER].officer
    house.change(CaseUnassigned(officer=officer, file=CASE))


@pytest.mark.parametrize("ends", [signed_out, off_the_case], ids=lambda one: one.__name__)
def test_whoever_no_longer_may_hears_no_further_order(
    joint: Joint, ends: Callable[[House, Client], None]
) -> None:
    """11.1, 11.2: the order that comes next is not told, and the stream ends."""
    made, client = begun(joint), leader(joint.house)
    with watching(client, at(made)) as screen:
        screen.until_order("wait")
        ends(joint.house, client)
        made.ours.stops()
        screen.until_over()
        assert screen.over
        assert [one["order"] for one in screen.orders] == ["wait"]


def test_a_revoked_officer_hears_no_further_order(joint: Joint) -> None:
    """11.2: two officers remove somebody, and their screen goes dark at once, without news."""
    made, client = begun(joint), leader(joint.house)
    with watching(client, at(made)) as screen:
        screen.until_order("wait")
        gone = joint.house.keys[Role.SITE_TEAM_LEADER].officer
        joint.house.change(OfficerLeft(officer=gone, reason="for the test"))
        screen.until_over()
        assert screen.over


def test_a_guessed_operation_is_no_stream(joint: Joint) -> None:
    """11.1: the same word as for an operation that never was; nobody without a session."""
    made, outside = begun(joint), entered(joint.house, Role.PROSECUTOR)
    where = made.ours.where
    for asked in (f"{where.channel}/{where.operation}", f"{CASE}/{NEVER}", f"home/{NEVER}", "x"):
        answer = outside.get(f"/live?operation={asked}")
        assert (answer.status_code, "operation_unknown" in answer.text) == (404, True), asked
    assert Client(joint.house).get(at(made)).status_code == 302


def test_streams_that_stay_open_hold_no_connection(
    joint: Joint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """6.3: more screens than the accounts have connections, each looked after; pages answer."""
    monkeypatch.setattr("tansiq.web.live._BEAT", 0.05)
    made, client = begun(joint), leader(joint.house)
    with ExitStack() as closing:
        screens = [closing.enter_context(watching(client, at(made))) for _ in range(6)]
        for one in screens:
            one.until_order("wait")
            one.until_said(": still here")
        assert client.get(f"{made.at}/now").status_code == 200
        assert not any(one.ended for one in screens)
