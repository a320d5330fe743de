"""What a cut decides, one rule at a time (REQUIREMENTS 6.1)."""

from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest
from tests.property.operation_explorer import lift, plain_edit, stop, swap, telling, vote_ahead
from tests.property.operation_foes import again, drop, false_go, foretell, repeat, stop_named
from tests.property.operation_world import Closed, State, World, facts_of, key_of

from tansiq.operations.decision import Decision, decide
from tansiq.operations.facts import ClosedFact, OfficerFact, PlanFact, VoteFact, Word
from tansiq.operations.plans import digest_of, heads_of
from tansiq.record.operations import OperationPlan, PassedOver, QuorumParty, QuorumRule
from tansiq.terms.operating import DecisionReason, Outcome, VoteChoice

NONE: frozenset[str] = frozenset()


class Day:
    """One state that goes on; everything is everywhere at once unless a test says otherwise."""

    def __init__(self, needed: int = 1, parties: tuple[str, ...] = ("alfa", "brava")) -> None:
        self.world = World(parties=parties, needed=needed)
        self.state = self.world.begun()

    def calm(self) -> None:
        self.state, _ = self.world.calm(self.state)

    def do(self, event: Callable[[World, State, int], State], node: int = 0) -> None:
        self.state = event(self.world, self.state, node)

    def say(self, kind: type[Word], node: int = 0, **told: object) -> None:
        self.state = self.world.say(self.state, node, kind, **told)

    def vote(self, node: int, officer: int = 0, choice: VoteChoice = VoteChoice.GO) -> None:
        who = self.world.officers(node)[officer]
        self.state = self.world.vote(self.state, node, who, choice)

    def issue(self, change: Callable[[OperationPlan], OperationPlan], node: int = 0) -> None:
        """A version that no command of ours would let pass."""
        head = self.decision.heads[0]
        plan = msgspec.structs.replace(
            head.plan, previous=(head.digest,), number=head.plan.number + 1
        )
        made = change(plan)
        self.say(PlanFact, node, digest=digest_of(made), plan=made)
        self.state = self.world.spread(self.state)

    @property
    def decision(self) -> Decision:
        return self.world.decision(self.world.spread(self.state).held(0))

    @property
    def said(self) -> tuple[Outcome, DecisionReason]:
        return self.decision.outcome, self.decision.reason


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


def test_each_party_must_have_its_own_quorum_of_distinct_officers() -> None:
    day = Day(needed=2)
    for node, officer in ((0, 0), (0, 1), (1, 0)):
        day.vote(node, officer)
    assert day.said == (Outcome.WAITING, DecisionReason.VOTES_MISSING)
    assert [one.missing for one in day.decision.parties] == [0, 1]
    day.do(again, 1)
    assert day.decision.outcome is Outcome.WAITING
    day.vote(1, 1)
    assert day.decision.outcome is Outcome.GO


def test_one_key_under_two_names_is_one_officer() -> None:
    day = Day(needed=2)
    day.vote(0, 0)
    day.vote(0, 1)
    one, two = day.world.officers(1)
    roles = frozenset({"case_officer"})
    day.say(OfficerFact, 1, officer=two, key=key_of(one), roles=roles, withdrawn=False)
    digest = day.decision.digest
    for who in (one, two):
        day.say(VoteFact, 1, plan=digest, choice="go", officer=who, key=key_of(one))
    assert day.said == (Outcome.WAITING, DecisionReason.VOTES_MISSING)
    assert [one.officer for one in day.decision.parties[1].unfit] == [two]


@pytest.mark.parametrize(
    ("officer", "key"),
    [("brava-1", ""), ("", ""), ("brava-1", "key-of-nobody"), ("alfa-1", "key-alfa-1")],
)
def test_a_vote_by_a_key_nobody_told_of_does_not_count(day: Day, officer: str, key: str) -> None:
    day.vote(0)
    roles = frozenset({"case_officer"})
    day.say(OfficerFact, 1, officer=officer, key="", roles=roles, withdrawn=False)
    told = {"plan": day.decision.digest, "choice": "go", "officer": officer, "key": key}
    day.say(VoteFact, 1, **told)
    assert day.decision.outcome is Outcome.WAITING
    assert len(day.decision.parties[1].unfit) == 1


@pytest.mark.parametrize("withdrawn", [True, False])
def test_a_key_or_role_taken_back_before_the_go_takes_the_vote_along(
    day: Day, *, withdrawn: bool
) -> None:
    day.vote(0)
    day.do(telling(0, withdrawn=withdrawn))
    day.vote(1)
    assert day.decision.outcome is Outcome.WAITING
    assert [one.officer for one in day.decision.parties[0].unfit] == ["alfa-1"]


def test_a_role_given_back_does_not_bring_the_vote_back_but_a_new_one_counts(day: Day) -> None:
    day.vote(0)
    day.do(telling(0, withdrawn=False))
    day.do(telling(0, withdrawn=False, roles=frozenset({"case_officer"})))
    day.vote(1)
    assert day.decision.outcome is Outcome.WAITING
    day.vote(0)
    assert day.decision.outcome is Outcome.GO


def test_while_its_node_shows_go_nothing_an_officer_says_undoes_it(gone: Day) -> None:
    gone.do(telling(0, withdrawn=True))
    told = {"plan": gone.decision.digest, "officer": "brava-1", "key": key_of("brava-1")}
    for choice in ("withdrawn", "no_go"):
        gone.say(VoteFact, 1, choice=choice, **told)
    gone.say(
        VoteFact, 1, choice="no_go", **{**told, "officer": "brava-2", "key": key_of("brava-2")}
    )
    gone.calm()
    assert gone.decision.outcome is Outcome.GO


def test_what_officers_said_meanwhile_counts_once_their_node_shows_go_no_more(gone: Day) -> None:
    gone.do(telling(0, withdrawn=True))
    gone.say(Closed, 1)
    gone.calm()
    held = [gone.world.words[number] for log in gone.state.logs for number in log]
    mended = [one for one in held if not isinstance(one, Closed)]
    found = decide(facts_of(mended, {one.origin: one.seq + 1 for one in mended}))
    assert found.outcome is Outcome.WAITING


def test_a_node_that_claims_go_without_a_quorum_freezes_nobodys_vote(day: Day) -> None:
    day.vote(0)
    day.state = day.world.spread(day.state)
    day.do(false_go)
    day.do(telling(0, withdrawn=True))
    day.vote(1)
    assert day.decision.outcome is Outcome.WAITING


def test_a_vote_against_holds_until_it_is_taken_back(day: Day) -> None:
    day.vote(0)
    day.vote(1)
    day.vote(1, 1, VoteChoice.NO_GO)
    assert day.said == (Outcome.NO_GO, DecisionReason.VOTED_AGAINST)
    day.vote(1, 1, VoteChoice.WITHDRAWN)
    assert day.decision.outcome is Outcome.GO


def test_votes_on_an_older_version_are_void_and_stay_so(gone: Day) -> None:
    gone.do(plain_edit)
    assert gone.said == (Outcome.WAITING, DecisionReason.VOTES_MISSING)
    assert not any(one.votes for one in gone.decision.parties)


def test_an_own_part_swapped_after_the_vote_voids_it(gone: Day) -> None:
    gone.do(swap, 1)
    assert gone.said == (Outcome.NO_GO, DecisionReason.TACTICAL_CHANGED)
    assert gone.decision.changed == ("brava",)


def test_two_versions_side_by_side_are_no_go_until_one_replaces_both(day: Day) -> None:
    first, second = day.world.issue(day.state, 0), day.world.issue(day.state, 1)
    day.state = State((first.logs[0], second.logs[1]), (first.views[0], second.views[1]))
    assert day.said == (Outcome.NO_GO, DecisionReason.TWO_PLANS)
    day.state = day.world.spread(day.state)
    day.do(plain_edit, 1)
    assert day.said == (Outcome.WAITING, DecisionReason.VOTES_MISSING)


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
