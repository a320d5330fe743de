"""What orders and votes are refused for, and the code of each refusal (REQUIREMENTS 6.1)."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest
from tests.property.operation_explorer import lift, stop, swap, telling
from tests.property.operation_foes import foretell, hide
from tests.property.operation_world import (
    H_HOUR,
    NOON,
    ROLE,
    State,
    World,
    origin_of,
    sealed,
)

from tansiq.operations.commands import OperationNow, issue_order, vote
from tansiq.operations.facts import CommitmentFact, PlanFact
from tansiq.operations.plans import digest_of
from tansiq.record.operations import PassedOver, QuorumParty, QuorumRule, SilenceOf
from tansiq.record.situation import Situation
from tansiq.terms.clock import stamp
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import NodeId
from tansiq.terms.operating import VoteChoice

ROLES = frozenset({ROLE})


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def begun(world: World) -> State:
    return world.begun()


def code_of(do: Any, *given: Any) -> str:
    with pytest.raises(TansiqError) as caught:
        do(*given)
    return caught.value.code


def now_of(world: World, state: State, node: int = 0, officer: int = 0) -> OperationNow:
    return world.now(state.held(node), node, world.officers(node)[officer])


def refused(now: OperationNow, choice: VoteChoice = VoteChoice.GO, **given: Any) -> str:
    asked = {"digest": now.decision.digest, "roles": ROLES, "red": (), **given}
    return code_of(vote, now, asked["digest"], choice, asked["roles"], asked["red"])


def test_a_vote_is_refused_for_an_older_an_unknown_and_no_version(
    world: World, begun: State
) -> None:
    old = now_of(world, begun).decision.digest
    edited = now_of(world, world.issue(begun, 0))
    assert refused(edited, digest=old) == "operation_plan_old"
    assert refused(edited, digest="0" * 64) == "operation_plan_unknown"
    bare = replace(edited, facts=replace(edited.facts, plans=()))
    assert refused(bare) == "operation_no_plan"
    assert refused(replace(bare, facts=replace(bare.facts, commitments=()))) == "operation_unknown"


def test_a_vote_is_refused_between_two_versions(world: World, begun: State) -> None:
    both = world.spread(
        State(
            (world.issue(begun, 0).logs[0], world.issue(begun, 1).logs[1]),
            begun.views,
        )
    )
    assert refused(now_of(world, both)) == "operation_two_plans"


def test_a_vote_is_refused_to_a_wrong_role_a_stranger_and_for_a_red_site(
    world: World, begun: State
) -> None:
    now = now_of(world, begun)
    assert refused(now, roles=frozenset({"analyst"})) == "operation_vote_role"
    assert refused(now, red=("ALFA",)) == "operation_site_red"
    stranger = Situation(NodeId("corvo"), now.situation.officer, NOON)
    assert refused(replace(now, situation=stranger)) == "operation_not_party"
    assert refused(replace(now, shut="case_closed")) == "case_closed"


def test_a_vote_is_refused_after_h_hour_under_a_stop_and_over_a_changed_part(
    world: World, begun: State
) -> None:
    now = now_of(world, begun)
    late = replace(now, situation=replace(now.situation, now=H_HOUR))
    assert refused(late) == "operation_h_hour_past"
    assert refused(now_of(world, stop(world, begun, 0))) == "operation_stopped"
    assert refused(now_of(world, swap(world, begun, 0))) == "operation_tactical_changed"


def test_an_officer_votes_go_once_takes_back_what_they_said_and_not_under_go(
    world: World, begun: State
) -> None:
    back = VoteChoice.WITHDRAWN
    assert refused(now_of(world, begun), back) == "operation_vote_unknown"
    first = world.vote(begun, 0, "alfa-1", VoteChoice.GO)
    assert refused(now_of(world, first)) == "operation_voted_before"
    taken = world.vote(first, 0, "alfa-1", back)
    assert refused(now_of(world, taken), back) == "operation_vote_unknown"
    gone, _ = world.calm(world.vote(first, 1, "brava-1", VoteChoice.GO))
    for choice, officer in ((back, 0), (VoteChoice.NO_GO, 1), (VoteChoice.GO, 1)):
        assert refused(now_of(world, gone, 0, officer), choice) == "operation_decided"


def test_a_vote_may_be_taken_back_when_its_node_shows_go_no_more(
    world: World, begun: State
) -> None:
    state = begun
    for node, who in enumerate(("alfa-1", "brava-1")):
        state = world.vote(state, node, who, VoteChoice.GO)
    gone, _ = world.calm(state)
    stopped, _ = world.calm(stop(world, gone, 1))
    assert world.vote(stopped, 0, "alfa-1", VoteChoice.WITHDRAWN) != stopped


def test_whose_key_was_taken_back_may_vote_again(world: World, begun: State) -> None:
    state = world.vote(begun, 0, "alfa-1", VoteChoice.GO)
    state = telling(0, withdrawn=False)(world, state, 0)
    assert world.vote(state, 0, "alfa-1", VoteChoice.GO) != state


def test_nobody_votes_to_resume_after_a_stop_still_to_come_or_to_pass_over_the_unseen(
    world: World, begun: State
) -> None:
    foretold = world.spread(foretell(world, begun, 1))
    assert refused(now_of(world, foretold)) == "operation_stop_stands"
    hidden = world.spread(hide(world, begun, 1))
    assert refused(now_of(world, hidden)) == "operation_pass_unknown"


def test_nobody_votes_for_a_zone_that_the_table_lacks(world: World, begun: State) -> None:
    head = now_of(world, begun).decision.heads[0]
    sites = tuple(msgspec.structs.replace(one, zone="Mars/Olympus") for one in head.plan.sites)
    plan = msgspec.structs.replace(head.plan, sites=sites, previous=(head.digest,))
    state = world.say(begun, 1, PlanFact, digest=digest_of(plan), plan=plan)
    assert refused(now_of(world, world.spread(state))) == "operation_zone"


RULE = QuorumParty(party="alfa", officers=1, role=ROLE)
OTHER = QuorumParty(party="brava", officers=1, role=ROLE)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"h_hour": stamp(NOON)}, "operation_h_hour_past"),
        ({"h_hour": "at noon"}, "operation_h_hour"),
        ({"quorum": QuorumRule(version=1, parties=())}, "operation_quorum_missing"),
        ({"quorum": QuorumRule(version=9, parties=(RULE, OTHER))}, "operation_quorum_missing"),
        ({"quorum": QuorumRule(version=1, parties=(RULE, RULE))}, "operation_quorum_parties"),
        (
            {
                "quorum": QuorumRule(
                    version=1,
                    parties=(RULE, QuorumParty(party="brava", officers=0, role=ROLE)),
                )
            },
            "operation_quorum_officers",
        ),
        (
            {
                "quorum": QuorumRule(
                    version=1,
                    parties=(RULE, QuorumParty(party="brava", officers=1, role="system")),
                )
            },
            "operation_quorum_role",
        ),
        ({"silence": ()}, "operation_silence"),
        (
            {
                "silence": tuple(
                    SilenceOf(party=one, minutes=2**40, rule="hold") for one in ("alfa", "brava")
                )
            },
            "operation_silence",
        ),
        ({"stale_minutes": 0}, "operation_stale_minutes"),
        ({"resumes": ("stop-unknown",)}, "operation_stop_stands"),
        (
            {"passes_over": (PassedOver(origin=origin_of("brava"), seq=99),)},
            "operation_pass_unknown",
        ),
    ],
)
def test_an_order_is_refused_by_the_code_of_what_it_lacks(
    world: World, begun: State, changes: dict[str, object], code: str
) -> None:
    now = now_of(world, begun)
    seen = tuple(one.digest for one in now.decision.heads)
    assert code_of(issue_order, now, world.draft(0, **changes), seen) == code


def test_an_order_keeps_every_party_and_replaces_what_its_author_saw(
    world: World, begun: State
) -> None:
    now = now_of(world, begun)
    seen = (now.decision.digest,)
    alone = {
        "quorum": QuorumRule(version=1, parties=(RULE,)),
        "silence": (SilenceOf(party="alfa", minutes=30, rule="hold"),),
    }
    assert code_of(issue_order, now, world.draft(0, **alone), seen) == "operation_party_dropped"
    assert code_of(issue_order, now, world.draft(0), ()) == "operation_plan_moved"


def test_a_stop_must_be_lifted_before_a_version_resumes_after_it(
    world: World, begun: State
) -> None:
    stopped = world.spread(stop(world, begun, 1))
    now = now_of(world, stopped)
    name = now.facts.stops[0].stop
    seen = (now.decision.heads[0].digest,)
    draft = world.draft(0, resumes=(name,))
    assert code_of(issue_order, now, draft, seen) == "operation_stop_stands"
    lifted = world.spread(lift(world, stopped, 1))
    assert issue_order(now_of(world, lifted), draft, seen)


def test_an_order_waits_for_every_partys_own_part(world: World, begun: State) -> None:
    now = now_of(world, begun)
    mine = tuple(one for one in now.facts.commitments if one.agency == "alfa")
    lacking = replace(now, facts=replace(now.facts, commitments=mine, plans=()))
    found = code_of(issue_order, lacking, world.draft(0), ())
    assert found == "operation_commitments_missing"


def test_an_order_binds_the_newest_part_of_each(world: World, begun: State) -> None:
    swapped = world.spread(swap(world, begun, 1))
    state = world.issue(swapped, 0)
    head = now_of(world, state).decision.heads[0]
    bound = {one.party: one.commitment for one in head.plan.commitments}
    assert bound["brava"] == sealed("brava", 2)
    told = [one for one in world.words if isinstance(one, CommitmentFact)]
    assert told[-1].commitment == bound["brava"]
