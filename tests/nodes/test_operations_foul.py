"""An operation under bad luck and bad faith: what is late, doubled, unsigned, foretold or forked.

REQUIREMENTS 6.1: the decision is a function of the cut; whatever is doubtful is never go.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from tests.nodes.joint import joint
from tests.nodes.operated import HERE, Acting, Operated, draft, operated
from tests.nodes.operated_foul import (
    decision,
    facts,
    outcomes,
    recomputed,
    tell,
    withdraw_key,
    write,
)

from tansiq.node import exchanging, operations, stops
from tansiq.node.compose import Node
from tansiq.node.operations import Where
from tansiq.node.stops import Why
from tansiq.operations import queries
from tansiq.operations.commands import issue_order
from tansiq.operations.decision import decide
from tansiq.operations.plans import digest_of
from tansiq.record.exchange import StopLifted, StopOrdered
from tansiq.record.operations import DecisionShown, GoVoted, OrderIssued, PassedOver
from tansiq.terms.errors import TansiqError
from tansiq.terms.operating import DecisionReason, Outcome, VoteChoice

pytestmark = pytest.mark.slow


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Operated]:
    with operated(tmp_path) as made:
        yield made


def next_order(acting: Acting, h_hour: datetime) -> OrderIssued:
    """A version as the command would write it now."""
    with Node.open(acting.lone.node) as node, node.store.reading() as tx:
        now = operations.state_of(node, tx, acting.where, acting.hand())
        seen = tuple(one.digest for one in decide(now.facts).heads)
        payload = issue_order(now, draft(h_hour), seen)[0].payload
    assert isinstance(payload, OrderIssued)
    return payload


def test_a_vote_whose_version_has_not_arrived_waits_and_counts_when_it_does(
    day: Operated,
) -> None:
    h_hour = day.begin()
    order = next_order(day.madrid, h_hour + timedelta(minutes=5))
    digest = digest_of(order.plan)
    write(day.madrid, GoVoted(operation=day.madrid.where.operation, plan=digest, choice="go"))
    day.carry()
    found = decision(day.rabat)
    assert (found.outcome, found.reason) == (Outcome.CANNOT_DECIDE, DecisionReason.PLAN_MISSING)
    assert [one.agency for one in found.waiting] == ["madrid"]
    write(day.madrid, order)
    day.carry()
    assert decision(day.rabat).digest == digest
    day.rabat.vote()
    day.carry()
    assert outcomes(day) == (Outcome.GO, Outcome.GO)


def test_bundles_that_come_late_twice_and_in_the_wrong_order_change_nothing(
    day: Operated,
) -> None:
    day.begin()
    day.madrid.vote()
    first, second = (day.both.table / f"late-{number}.tsq" for number in (1, 2))
    day.both.madrid.ask("exchange", "export", "rabat", str(first))
    day.madrid.vote(VoteChoice.WITHDRAWN)
    day.both.madrid.ask("exchange", "export", "rabat", str(second))
    day.rabat.vote()
    for stick in (second, first, second, first):
        day.both.rabat.try_to("exchange", "import", str(stick))
    day.carry()
    assert outcomes(day) == (Outcome.WAITING, Outcome.WAITING)
    assert [one.missing for one in decision(day.rabat).parties] == [1, 0]


def test_a_vote_without_an_act_is_set_aside_until_a_version_passes_it_over(
    day: Operated,
) -> None:
    h_hour = day.begin()
    vote = GoVoted(
        operation=day.madrid.where.operation, plan=decision(day.madrid).digest, choice="go"
    )
    write(day.madrid, vote, signed=False)
    day.rabat.vote()
    day.carry()
    found = decision(day.rabat)
    assert (found.outcome, found.reason) == (
        Outcome.CANNOT_DECIDE,
        DecisionReason.ENTRY_QUARANTINED,
    )
    assert decision(day.madrid).outcome is Outcome.WAITING
    passed = tuple(PassedOver(origin=one.origin, seq=one.seq) for one in found.troubles)
    day.rabat.issue(h_hour + timedelta(minutes=5), passes_over=passed)
    day.carry()
    for side in (day.rabat, day.madrid):
        side.vote()
    day.carry()
    assert outcomes(day) == (Outcome.GO, Outcome.GO)


def test_a_key_withdrawn_before_the_go_takes_its_vote_along_and_after_it_none(
    day: Operated,
) -> None:
    day.begin()
    day.madrid.vote()
    withdraw_key(day.madrid)
    day.carry()
    day.rabat.vote()
    assert decision(day.rabat).outcome is Outcome.WAITING
    assert [one.officer for one in decision(day.rabat).parties[0].unfit] == [
        day.madrid.hand().officer
    ]


def test_a_key_withdrawn_under_a_go_that_is_shown_undoes_nothing(day: Operated) -> None:
    day.begin()
    day.madrid.vote()
    day.rabat.vote()
    day.carry()
    day.carry()
    assert outcomes(day) == (Outcome.GO, Outcome.GO)
    withdraw_key(day.madrid)
    day.carry()
    assert outcomes(day) == (Outcome.GO, Outcome.GO)


def test_a_node_that_claims_a_go_there_never_was_freezes_no_vote(day: Operated) -> None:
    day.begin()
    day.madrid.vote()
    found = decision(day.madrid)
    cut = day.madrid.board().settled.cut
    tell(
        day.madrid,
        DecisionShown(
            operation=day.madrid.where.operation,
            plan=found.digest,
            outcome="go",
            reason="quorum",
            cut=cut,
        ),
    )
    day.madrid.vote(VoteChoice.WITHDRAWN)
    day.rabat.vote()
    day.carry()
    assert outcomes(day) == (Outcome.WAITING, Outcome.WAITING)


def test_a_stop_ordered_again_under_its_name_is_another_stop(day: Operated) -> None:
    """A version that resumed after the first does not resume after the second."""
    h_hour = day.begin()
    operation = day.madrid.where.operation
    with Node.open(day.madrid.lone.node) as node:
        stop = stops.order(node, day.madrid.hand(), HERE, operation, Why("danger")).id
    write(day.madrid, StopLifted(stop=stop))
    day.carry()
    assert decision(day.rabat).reason is DecisionReason.STOP_NOT_RESUMED
    day.rabat.issue(h_hour + timedelta(minutes=5), resumes=(stop,))
    day.carry()
    day.rabat.vote()
    day.madrid.vote()
    day.carry()
    day.carry()
    assert outcomes(day) == (Outcome.GO, Outcome.GO)
    write(day.madrid, StopOrdered(stop=stop, plan=operation, ground="of_a_later_release"))
    day.carry()
    assert [one.ground for one in day.rabat.board().stops] == ["another"]
    assert outcomes(day) == (Outcome.STOPPED, Outcome.STOPPED)
    write(day.madrid, StopLifted(stop=stop))
    day.carry()
    assert outcomes(day) == (Outcome.STOPPED, Outcome.STOPPED)
    assert decision(day.rabat).reason is DecisionReason.STOP_NOT_RESUMED
    follows(day)


def test_a_forked_party_counts_as_its_stop(tmp_path: Path) -> None:
    with operated(tmp_path / "one") as day, joint(tmp_path / "two") as twins:
        day.begin()
        day.madrid.vote()
        day.rabat.vote()
        day.carry()
        day.carry()
        assert outcomes(day) == (Outcome.GO, Outcome.GO)
        twin = Acting(twins.madrid, "madrid", Where(HERE, day.madrid.where.operation))
        twin.write_part(address="3 Invented Street")
        stick = tmp_path / "fork.tsq"
        twin.lone.ask("exchange", "export", "rabat", str(stick))
        with Node.open(day.rabat.lone.node) as node:
            exchanging.take_in(node, stick)
        found = decision(day.rabat)
        assert (found.outcome, found.reason) == (Outcome.STOPPED, DecisionReason.FORK)
        assert found.forked == ("madrid",)
        assert "stopped" in {outcome for outcome, _ in recomputed(day.rabat)}


def follows(day: Operated) -> None:
    """Every recorded decision follows from its cut, at both nodes and after a rebuild."""
    day.carry()
    for side in (day.rabat, day.madrid):
        before = recomputed(side)
        assert len(before) > 2
        assert all(told == again for told, again in before if told != "cannot_decide"), before
        assert side.lone.ask("rebuild")["same"]
        assert recomputed(side) == before


def test_what_was_shown_follows_from_its_cut_at_both_nodes(day: Operated) -> None:
    day.begin()
    day.rabat.vote()
    day.rabat.vote(VoteChoice.WITHDRAWN)
    day.madrid.vote()
    for _ in range(2):
        day.carry()
        outcomes(day)
    day.rabat.vote()
    for _ in range(2):
        day.carry()
        outcomes(day)
    day.madrid.write_part(address="4 Invented Street")
    for _ in range(2):
        day.carry()
        outcomes(day)
    told = {one.outcome for one in facts(day.rabat).shown}
    assert {"waiting", "go", "no_go"} <= told
    follows(day)


def test_news_held_back_on_the_way_are_as_old_as_they_are(day: Operated) -> None:
    """Or whoever carries a stick late would make a silent party heard."""
    day.begin()
    stick = day.both.table / "late.tsq"
    day.madrid.vote()
    day.both.madrid.ask("exchange", "export", "rabat", str(stick))
    packed = datetime.now(UTC)
    time.sleep(3)
    day.both.rabat.ask("exchange", "import", str(stick))
    assert day.rabat.board().heard["madrid"] <= packed
    newest = day.rabat.board().heard["madrid"]
    day.carry()
    assert day.rabat.board().heard["madrid"] > newest
    newest = day.rabat.board().heard["madrid"]
    day.both.rabat.try_to("exchange", "import", str(stick))
    assert day.rabat.board().heard["madrid"] == newest


def test_a_zone_that_our_table_lacks_leaves_a_board_and_a_stop(day: Operated) -> None:
    h_hour = day.begin()
    order = next_order(day.madrid, h_hour + timedelta(minutes=5))
    sites = tuple(msgspec.structs.replace(one, zone="Mars/Olympus") for one in order.plan.sites)
    plan = msgspec.structs.replace(order.plan, sites=sites)
    write(day.madrid, OrderIssued(plan=plan, changed="invented"))
    day.carry()
    board = day.rabat.board()
    assert board.decision.digest == digest_of(plan)
    assert {one.local for one in board.sites} == {None}
    with pytest.raises(TansiqError) as caught:
        day.rabat.vote()
    assert caught.value.code == "operation_zone"


def test_two_nodes_do_not_answer_one_another_for_ever(day: Operated) -> None:
    day.begin()
    day.rabat.vote()
    day.madrid.vote()
    for _ in range(3):
        day.carry()
        outcomes(day)
    before = facts(day.rabat).cut
    for _ in range(2):
        day.carry()
        outcomes(day)
    assert facts(day.rabat).cut == before
    with Node.open(day.rabat.lone.node) as node, node.store.reading() as tx:
        last = queries.last_shown(tx, HERE, day.rabat.where.operation, "rabat")
    assert last is not None
    assert last.outcome == "go"
