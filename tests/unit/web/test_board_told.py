"""How a decision is told: a line for each party, every reason, the log; drawn in four languages."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from tests.unit.web.boards import NOW, H, board, fact, facts, plan, said, stop, vote

from tansiq.alerts.queries import Counts
from tansiq.node.actions import Action
from tansiq.node.operation_board import Board
from tansiq.operations.facts import Trouble
from tansiq.terms.languages import Language
from tansiq.web import board_told
from tansiq.web.board_facts import board_facts
from tansiq.web.board_told import CheckedItem, Seal
from tansiq.web.operation_told import names_in, operation_facts
from tansiq.web.speech import Manner, Speech
from tansiq.web.templating import environment

HEAD = fact(plan())
UNKNOWN = "cd" * 32


def drawn(shown: Board, language: str = "en", **more: object) -> str:
    """The live part of a board as a person reads it."""
    spoken = Language(language)
    speech = Speech.of(spoken, Manner("ar", "ar-MA", "Europe/Madrid"))
    node = SimpleNamespace(me="ras", settings=SimpleNamespace(exercise=False))
    given = {
        **operation_facts(node, speech, shown.where),  # type: ignore[arg-type]
        **board_facts(shown, speech),
        "offered": frozenset(Action),
        "lifts": True,
        "watched": True,
        "name": names_in(speech, shown.names),
        **more,
    }
    return str(environment(spoken).get_template("operations/board-live.html").render(**given))


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def seals(shown: Board) -> dict[str, Seal]:
    return {one.party: one.seal for one in board_told.parties(shown)}


def test_each_party_has_a_line_also_before_anybody_voted() -> None:
    """6.1."""
    assert set(seals(board(facts(HEAD))).values()) == {Seal.NONE}
    shown = board(facts(HEAD, votes=(vote("ras", HEAD.digest), vote("val", HEAD.digest, "no_go"))))
    assert seals(shown) == {"ras": Seal.WHOLE, "val": Seal.AGAINST, "mer": Seal.NONE}


def test_a_vote_on_a_version_that_is_not_here_waits_visibly() -> None:
    """6.1: a vote whose plan has not arrived waits, and the node cannot decide."""
    shown = board(facts(HEAD, votes=(vote("val", UNKNOWN),)))
    assert seals(shown)["val"] is Seal.WAITING
    assert board_told.reasons(shown.decision)[0].code == "plan_missing"
    page = words(drawn(shown))
    assert "that version is not here yet" in page
    assert "cannot decide: do not move" in page


def test_a_vote_by_a_wrong_key_is_told_as_one_that_does_not_count() -> None:
    wrong = facts(HEAD, votes=(vote("val", HEAD.digest),), officers=())
    assert seals(board(wrong))["val"] is Seal.UNFIT
    assert "its vote does not count" in words(drawn(board(wrong)))


def test_every_reason_is_told_and_the_one_that_decides_first() -> None:
    held = facts(
        HEAD,
        votes=(vote("val", HEAD.digest, "no_go"),),
        stops=(stop("mer"),),
        troubles=(Trouble("val/x", 7, "entry_quarantined"),),
    )
    found = board_told.reasons(board(held).decision)
    assert [one.code for one in found] == [
        "stop_ordered", "entry_quarantined", "voted_against", "votes_missing",
    ]  # fmt: skip
    assert found[0].parties == ("mer",)
    assert found[1].named == ("val/x#7",)


def test_go_has_no_reasons_and_says_decided_here_until_all_have_confirmed() -> None:
    """6.1: decided here, then confirmed k of n."""
    every = tuple(vote(one, HEAD.digest) for one in ("ras", "val", "mer"))
    shown = board(facts(HEAD, votes=every), first_go=NOW)
    assert board_told.reasons(shown.decision) == ()
    page = words(drawn(shown))
    assert "go — decided here 05:17:50 UTC" in page
    assert "confirmed by 2 of 3" in page


def test_a_go_that_came_after_h_hour_is_history_with_its_age() -> None:
    every = tuple(vote(one, HEAD.digest) for one in ("ras", "val", "mer"))
    late = H + timedelta(minutes=4)
    shown = board(facts(HEAD, votes=every), now=late + timedelta(seconds=30), first_go=late)
    page = words(drawn(shown))
    assert "history, no order" in page
    assert "it came here 04:00 after H-hour" in page
    assert "Since H-hour" in page


def test_a_stop_takes_the_panel_and_names_who_and_when() -> None:
    """6.1: nothing else on the board is as red as this."""
    page = drawn(board(facts(HEAD, stops=(stop("val"),))))
    assert 'class="b-decision stopped"' in page
    assert "Valdoria val · 05:20:00 UTC" in words(page)
    assert "data-alarm>Stop val 05:20:00 UTC" in page
    assert "Lift our stop" not in page, "it is not ours"
    assert "Lift our stop" in drawn(board(facts(HEAD, stops=(stop("ras"),))))


def test_the_log_tells_void_votes_and_leaves_out_that_nothing_is_decided() -> None:
    after = fact(plan(2, previous=(HEAD.digest,)), seq=50)
    held = facts(HEAD, after, votes=(vote("ras", HEAD.digest), vote("val", HEAD.digest)))
    lines = (
        said("order_issued", "ras", "2026-03-13T05:12:07Z", number="2", plan=after.digest),
        said("decision_shown", "val", "2026-03-13T05:11:00Z", outcome="waiting", reason="x"),
        said("site_reported", "val", "2026-03-13T05:10:00Z", site="VAL-1", state="ready"),
    )
    found = board_told.log(board(held, lines=lines))
    assert [one.kind for one in found] == ["order_issued", "site_reported"]
    assert (found[0].voided, found[0].was, found[0].number) == (2, 1, 2)


@pytest.mark.parametrize("language", list(Language))
def test_every_state_is_drawn_in_every_language(language: Language) -> None:
    """11.7: with a log of every kind, alerts and points of a checklist."""
    when, about = "2026-03-13T05:12:07Z", {"plan": HEAD.digest}
    lines = (
        said("order_issued", "ras", when, number="1", changed="<b>as agreed</b>", **about),
        said("tactical_committed", "val", when, commitment="x"),
        said("go_voted", "val", when, choice="go", **about),
        said("go_voted", "val", when, choice="withdrawn", plan=UNKNOWN),
        said("decision_shown", "mer", when, outcome="no_go", reason="two_plans", **about),
        said("order_acknowledged", "val", when, site="VAL-1", **about),
        said("readiness_told", "val", when, site="VAL-1", done="4", total="6"),
        said("site_reported", "val", when, site="VAL-1", state="entered", incident="shots"),
        said("operation_closed", "val", when, outcome="carried_out", **about),
    )
    second = fact(plan(2), "val")
    for held in (
        facts(),
        facts(HEAD),
        facts(HEAD, second),
        facts(HEAD, stops=(stop("val", lifted=True),)),
    ):
        items = {"RAS-1": (CheckedItem("medic", done=True, waived=False),)}
        page = drawn(board(held, lines=lines), language, alerts=Counts(1, 3, 1), items=items)
        assert page.count("data-part=") == 6
        assert "<b>as agreed" not in page
