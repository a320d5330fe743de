"""What a cut decides of votes, keys and versions, one rule at a time (REQUIREMENTS 6.1)."""

import pytest
from tests.property.operation_explorer import plain_edit, swap, telling
from tests.property.operation_foes import again, false_go
from tests.property.operation_words import Closed, facts_of
from tests.property.operation_world import State, key_of
from tests.unit.operations.decided_day import Day

from tansiq.operations.decision import decide
from tansiq.operations.facts import OfficerFact, VoteFact
from tansiq.terms.operating import DecisionReason, Outcome, VoteChoice


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
