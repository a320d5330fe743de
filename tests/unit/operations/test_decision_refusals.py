"""What no cut decides a go on: stops, what cannot be counted, orders that lack something.

REQUIREMENTS 6.1.
"""

from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest
from tests.property.operation_explorer import lift, stop, vote_ahead
from tests.property.operation_foes import again, drop, foretell, repeat, stop_named
from tests.property.operation_words import Closed
from tests.unit.operations.decided_day import Day

from tansiq.operations.decision import decide
from tansiq.operations.facts import ClosedFact
from tansiq.operations.plans import heads_of
from tansiq.record.operations import OperationPlan, PassedOver, QuorumParty, QuorumRule
from tansiq.terms.operating import DecisionReason, Outcome


@pytest.fixture
def day() -> Day:
    return Day()


@pytest.fixture
def gone(day: Day) -> Day:
    day.vote(0)
    day.vote(1)
    day.calm()
    assert day.said == (Outcome.GO, DecisionReason.QUORUM)
    return day


def test_a_stop_stands_until_lifted_and_then_until_a_new_version_is_voted(gone: Day) -> None:
    gone.do(stop, 1)
    gone.calm()
    assert gone.said == (Outcome.STOPPED, DecisionReason.STOP_ORDERED)
    gone.do(lift, 1)
    gone.calm()
    assert gone.said == (Outcome.STOPPED, DecisionReason.STOP_NOT_RESUMED)
    gone.state = gone.world.issue(gone.state, 0, resumes=(gone.decision.stops[0].stop,))
    gone.calm()
    assert gone.said == (Outcome.WAITING, DecisionReason.VOTES_MISSING)
    gone.vote(0)
    gone.vote(1)
    assert gone.decision.outcome is Outcome.GO


def test_a_version_that_foretold_its_own_stop_resumes_nothing(day: Day) -> None:
    """The stopper knows the name of its stop beforehand, and may order it again under that name."""
    day.do(foretell, 1)
    day.state = day.world.spread(day.state)
    day.do(again)
    day.do(again, 1)
    for _ in range(2):
        day.do(stop_named, 1)
        assert day.said == (Outcome.STOPPED, DecisionReason.STOP_ORDERED)
        day.do(lift, 1)
        assert day.said == (Outcome.STOPPED, DecisionReason.STOP_NOT_RESUMED)
        day.do(again, 1)
        assert day.decision.outcome is Outcome.STOPPED


def test_a_forked_party_counts_as_its_stop(gone: Day) -> None:
    facts = gone.world.facts(gone.world.spread(gone.state).held(0))
    found = decide(replace(facts, forked=frozenset({"brava"})))
    assert (found.outcome, found.reason) == (Outcome.STOPPED, DecisionReason.FORK)


def test_an_entry_that_cannot_be_counted_is_never_go_until_a_version_passes_it_over(
    gone: Day,
) -> None:
    gone.say(Closed, 1)
    gone.calm()
    assert gone.said == (Outcome.CANNOT_DECIDE, DecisionReason.ENTRY_QUARANTINED)
    passes = gone.world.troubled(gone.state.held(0))
    gone.state = gone.world.issue(gone.state, 0, passes_over=passes)
    gone.calm()
    for node in (0, 1):
        gone.vote(node)
    assert gone.decision.outcome is Outcome.GO


def test_a_vote_whose_version_has_not_arrived_waits_visibly(gone: Day) -> None:
    gone.do(vote_ahead, 1)
    found = gone.decision
    assert (found.outcome, found.reason) == (Outcome.CANNOT_DECIDE, DecisionReason.PLAN_MISSING)
    assert [one.agency for one in found.waiting] == ["brava"]
    assert found.missing_plans == (found.waiting[0].plan,)


def test_a_version_that_replaces_one_nobody_has_can_be_passed_over(day: Day) -> None:
    """Else whoever names a version that never was holds up the operation for ever."""
    day.issue(lambda plan: msgspec.structs.replace(plan, previous=(*plan.previous, "0" * 64)), 1)
    assert day.said == (Outcome.CANNOT_DECIDE, DecisionReason.PLAN_MISSING)
    bad = day.decision.heads[0]
    day.state = day.world.spread(day.state)
    day.state = day.world.issue(
        day.state, 0, passes_over=(PassedOver(origin=bad.origin, seq=bad.seq),)
    )
    assert day.said == (Outcome.WAITING, DecisionReason.VOTES_MISSING)


def test_no_party_is_dropped_even_by_way_of_a_version_in_between(day: Day) -> None:
    day.do(drop, 1)
    assert day.said == (Outcome.NO_GO, DecisionReason.PLAN_INVALID)
    day.do(drop, 1)
    day.do(again, 1)
    assert day.said == (Outcome.NO_GO, DecisionReason.PLAN_INVALID)


@pytest.mark.parametrize(
    "change",
    [
        lambda plan: msgspec.structs.replace(plan, quorum=QuorumRule(version=1, parties=())),
        lambda plan: msgspec.structs.replace(
            plan, quorum=QuorumRule(version=2, parties=plan.quorum.parties)
        ),
        lambda plan: msgspec.structs.replace(plan, exercise=True),
        lambda plan: msgspec.structs.replace(plan, operation="op-other"),
        lambda plan: msgspec.structs.replace(plan, h_hour="at noon"),
        lambda plan: msgspec.structs.replace(plan, stale_minutes=2**52),
        lambda plan: msgspec.structs.replace(plan, silence=plan.silence[:1]),
        lambda plan: msgspec.structs.replace(plan, commitments=plan.commitments[:1]),
        lambda plan: msgspec.structs.replace(plan, sites=()),
        lambda plan: msgspec.structs.replace(
            plan,
            quorum=QuorumRule(
                version=1,
                parties=tuple(
                    QuorumParty(party=one.party, officers=0, role=one.role)
                    for one in plan.quorum.parties
                ),
            ),
        ),
    ],
)
def test_a_version_without_what_a_decision_rests_on_counts_for_nothing(
    day: Day, change: Callable[[OperationPlan], OperationPlan]
) -> None:
    day.issue(change)
    day.do(again)
    day.do(again, 1)
    assert day.decision.outcome is Outcome.NO_GO
    # A version whose author is no party of it replaces nothing, and stands beside the other.
    assert day.decision.reason in {DecisionReason.PLAN_INVALID, DecisionReason.TWO_PLANS}


def test_a_zone_that_one_nodes_table_lacks_decides_nothing(day: Day) -> None:
    """Two nodes with different tables of zones must decide alike on the same cut."""
    day.issue(
        lambda plan: msgspec.structs.replace(
            plan,
            sites=tuple(msgspec.structs.replace(one, zone="Mars/Olympus") for one in plan.sites),
        )
    )
    day.do(again)
    day.do(again, 1)
    assert day.decision.outcome is Outcome.GO


def test_repeating_a_version_makes_a_stranger_no_author_of_it() -> None:
    day = Day(parties=("brava", "corvo", "alfa"))
    day.do(repeat, 1)
    held = day.world.spread(day.state).held(0)
    every = day.world.facts(held), day.world.facts_backwards(held)
    assert [[one.agency for one in heads_of(facts)] for facts in every] == [["brava"]] * 2


def test_a_party_that_closed_ends_it_for_all(gone: Day) -> None:
    gone.say(ClosedFact, 1, plan=gone.decision.digest, outcome="called_off")
    assert gone.said == (Outcome.NO_GO, DecisionReason.OPERATION_CLOSED)


def test_a_duplicate_of_every_word_changes_nothing(gone: Day) -> None:
    facts = gone.world.facts(gone.world.spread(gone.state).held(0))
    twice = replace(
        facts,
        **{
            name: getattr(facts, name) * 2
            for name in ("plans", "votes", "commitments", "shown", "officers")
        },
    )
    assert decide(twice) == decide(facts)
