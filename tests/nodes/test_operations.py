"""An operation of two nodes: what each vote, edit and stop does at both, and what nobody may do."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.nodes.operated import HERE, Acting, Operated, operated

from tansiq.node import stops
from tansiq.node.compose import Node
from tansiq.node.operation_prints import OperationPrinter
from tansiq.node.stops import Why
from tansiq.printing.document import Table
from tansiq.terms.errors import TansiqError
from tansiq.terms.operating import DecisionReason, OrderState, Outcome, SiteState, VoteChoice
from tansiq.terms.words import say

pytestmark = pytest.mark.slow


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Operated]:
    with operated(tmp_path) as made:
        yield made


def outcomes(day: Operated) -> tuple[Outcome, Outcome]:
    return day.rabat.board().decision.outcome, day.madrid.board().decision.outcome


def test_go_needs_every_partys_vote_and_every_node_sees_the_same(day: Operated) -> None:
    """REQUIREMENTS 6.1."""
    day.begin()
    day.rabat.vote()
    day.carry()
    assert outcomes(day) == (Outcome.WAITING, Outcome.WAITING)
    day.madrid.vote()
    assert day.madrid.board().decision.outcome is Outcome.GO
    assert day.rabat.board().decision.outcome is Outcome.WAITING
    day.carry()
    day.carry()
    assert outcomes(day) == (Outcome.GO, Outcome.GO)
    board = day.rabat.board()
    assert board.standing.order is OrderState.GO
    assert board.confirmed.by == ("madrid", "rabat")
    assert {one.state for one in board.sites} == {SiteState.READY}
    day.rabat.report("RABAT-1", "moving")
    day.carry()
    seen = {one.site.site: one for one in day.madrid.board().sites}
    assert seen["RABAT-1"].state is SiteState.MOVING
    assert not seen["RABAT-1"].ours


def test_an_edit_voids_the_votes_and_so_does_a_swapped_target(day: Operated) -> None:
    """REQUIREMENTS 6.1: the digest binds the order and each party's own part."""
    h_hour = day.begin()
    day.rabat.vote()
    day.madrid.vote()
    day.carry()
    assert outcomes(day) == (Outcome.GO, Outcome.GO)
    day.madrid.write_part(address="2 Invented Street")
    day.carry()
    board = day.rabat.board()
    assert board.decision.reason is DecisionReason.TACTICAL_CHANGED
    assert board.decision.changed == ("madrid",)
    day.rabat.issue(h_hour + timedelta(minutes=10))
    day.carry()
    assert outcomes(day) == (Outcome.WAITING, Outcome.WAITING)


def test_a_stop_holds_until_its_party_lifts_it_and_a_new_version_is_voted(day: Operated) -> None:
    """REQUIREMENTS 6.1: any party's stop is immediate; it names the operation, not a version."""
    h_hour = day.begin()
    day.rabat.vote()
    day.madrid.vote()
    with Node.open(day.madrid.lone.node) as node:
        hand = day.madrid.hand()
        why = Why("danger", "a child is inside")
        stop = stops.order(node, hand, HERE, day.madrid.where.operation, why)
    day.carry()
    assert outcomes(day) == (Outcome.STOPPED, Outcome.STOPPED)
    for side in (day.rabat, day.madrid):
        (told,) = side.board().stops
        assert (told.agency, told.ground, told.reason) == ("madrid", "danger", "a child is inside")
        assert_the_print_says(side, say("stop_grounds", "danger", "es"))
    with pytest.raises(TansiqError) as caught:
        day.rabat.issue(h_hour, resumes=(stop.id,))
    assert caught.value.code == "operation_stop_stands"


def assert_the_print_says(side: Acting, ground: str) -> None:
    """The reason of a stop stands on the print of the log."""
    document = OperationPrinter("es", side.board()).log()
    (table,) = document.sections[0].blocks
    assert isinstance(table, Table)
    (row,) = table.rows
    assert row.cells[-1].words == f"{ground}: a child is inside"


def test_nobody_has_to_explain_before_they_stop_and_no_word_is_made_up(day: Operated) -> None:
    """REQUIREMENTS 6.1: a stop without a reason holds as well; a ground that is none is refused."""
    day.begin()
    operation = day.madrid.where.operation
    with Node.open(day.madrid.lone.node) as node:
        for why, code in ((Why("fog"), "word_unknown"), (Why("", "x" * 301), "desk_field_long")):
            with pytest.raises(TansiqError) as caught:
                stops.order(node, day.madrid.hand(), HERE, operation, why)
            assert caught.value.code == code
        stops.order(node, day.madrid.hand(), HERE, operation)
    day.carry()
    assert outcomes(day) == (Outcome.STOPPED, Outcome.STOPPED)
    assert [(one.ground, one.reason) for one in day.rabat.board().stops] == [("", "")]


def test_an_older_version_an_unknown_one_and_a_wrong_role_are_refused(day: Operated) -> None:
    h_hour = day.begin()
    old = day.rabat.board().decision.digest
    day.rabat.issue(h_hour + timedelta(minutes=5))
    for digest, who, code in (
        (old, "case", "operation_plan_old"),
        ("0" * 64, "case", "operation_plan_unknown"),
        ("", "liaison", "operation_vote_role"),
    ):
        with pytest.raises(TansiqError) as caught:
            day.rabat.vote(digest=digest, who=who)
        assert caught.value.code == code


def test_a_vote_may_be_taken_back_until_go_was_shown(day: Operated) -> None:
    day.begin()
    day.rabat.vote()
    day.rabat.vote(VoteChoice.WITHDRAWN)
    day.madrid.vote()
    day.carry()
    assert outcomes(day) == (Outcome.WAITING, Outcome.WAITING)
    day.rabat.vote()
    assert day.rabat.board().decision.outcome is Outcome.GO
    with pytest.raises(TansiqError) as caught:
        day.rabat.vote(VoteChoice.WITHDRAWN)
    assert caught.value.code == "operation_decided"


def test_who_was_held_by_silence_at_h_hour_stays_held_when_the_line_comes_back(
    day: Operated,
) -> None:
    """A go that begins after H because a line came back would be nobody's simultaneous hour."""
    day.begin()
    day.rabat.vote()
    day.madrid.vote()
    day.carry()
    assert outcomes(day) == (Outcome.GO, Outcome.GO)
    assert day.rabat.board().standing.order is OrderState.GO
    for side in (day.rabat, day.madrid):
        side.lone.set(clock_offset_seconds=3601)
    assert day.rabat.board().standing.order is OrderState.HOLD
    day.madrid.report("MADRID-1", "moving")
    day.carry()
    assert day.rabat.board().standing.order is OrderState.HOLD
