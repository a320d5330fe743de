"""Where a match stands follows from what was said, in any order; what breaks it counts not."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from tansiq.record.base import Record
from tansiq.record.matches import (
    MatchAccepted,
    MatchAnswered,
    MatchApproved,
    MatchAsked,
    MatchClaim,
    MatchClaimed,
    MatchCounted,
    MatchEnded,
    MatchPair,
    MatchProposed,
    MatchRevealed,
    MatchScope,
)
from tansiq.subjects.matching import PROPOSAL, REVEAL, Match, Step, standing
from tansiq.subjects.quota import Spent, check_quota, unfinished
from tansiq.subjects.session import CHECKS
from tansiq.terms.errors import Refused

M = "r-match"
SCOPE = MatchScope(
    type="phone", norm=1, samples="00", size=16, root="11", case="case:joint", purpose="",
    legal_basis="art. 1",
)  # fmt: skip
POINTS = 16 + CHECKS
NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)


def said(agency: str, officer: str, record: Record, number: int = 0) -> Step:
    return Step(agency, officer, f"2026-11-03T00:00:{number:02d}Z", f"e{number}", record)


def course() -> list[Step]:
    """A match from its proposal to the reveal of one hit."""
    proposed = said("rabat", "ana", MatchProposed(match=M, partner="madrid", scope=SCOPE))
    begun = standing([proposed])
    assert begun is not None
    counted = MatchCounted(match=M, matches=1)
    early = [
        proposed,
        said("rabat", "ben", MatchApproved(match=M, step=PROPOSAL, digest=begun.digest), 1),
        said("madrid", "eva", MatchAccepted(match=M, epoch=1, key="aa", size=16, root="22",
             tags=16, tags_before=0, quota_left=9), 2),
        said("rabat", "", MatchAsked(match=M, count=POINTS), 3),
        said("madrid", "", MatchAnswered(match=M, count=POINTS, asked="33"), 4),
        said("rabat", "", counted, 5),
    ]  # fmt: skip
    now = standing(early)
    assert now is not None
    approve = MatchApproved(match=M, step=REVEAL, digest=now.reveal_digest)
    return [
        *early,
        said("rabat", "ben", approve, 6),
        said("madrid", "eva", approve, 7),
        said("rabat", "", MatchClaimed(match=M, claims=(MatchClaim(place=3, point="p"),)), 8),
        said("madrid", "", MatchRevealed(match=M, pairs=(MatchPair(place=3, index=5),),
             proofs=("x",)), 9),
    ]  # fmt: skip


def at(steps: list[Step]) -> Match:
    found = standing(steps)
    assert found is not None
    return found


def test_a_match_goes_through_its_states_whatever_arrives_first() -> None:
    steps = course()
    states = [at(steps[: one + 1]).state for one in range(len(steps))]
    assert states == [
        "proposed", "endorsed", "accepted", "asked", "answered", "counted", "counted", "approved",
        "approved", "revealed",
    ]  # fmt: skip
    for seed in range(30):
        mixed = random.Random(seed).sample(steps, len(steps))
        assert at(mixed) == at(steps)
        assert at(mixed).faults == ()
    assert standing(steps[1:]) is None


def faults(*more: Step, without: int = 0) -> set[str]:
    steps = course()
    return {one.code for one in at([*steps[: len(steps) - without], *more]).faults}


def test_a_step_that_breaks_the_order_is_a_fault_and_counts_for_nothing() -> None:
    steps = course()
    digest = at(steps[:1]).digest
    own = said("rabat", "ana", MatchApproved(match=M, step=PROPOSAL, digest=digest), 1)
    assert [one.code for one in at([steps[0], own]).faults] == ["match_same_officer"]
    assert at([steps[0], own]).state == "proposed"
    assert faults(said("rabat", "", MatchAsked(match=M, count=POINTS), 20)) == {"match_step_twice"}
    more = said("rabat", "", MatchAsked(match=M, count=POINTS + 1), 3)
    assert faults(more, without=7) == {"match_more_than_committed"}
    assert faults(said("madrid", "", MatchCounted(match=M, matches=0), 5), without=5) == {
        "match_step_side"
    }
    assert faults(said("lisbon", "x", MatchEnded(match=M, reason="r"), 9)) == {
        "match_step_stranger"
    }
    early = steps[:6] + steps[8:]
    assert {one.code for one in at(early).faults} == {"match_not_approved", "match_step_early"}
    one_side = steps[:7] + steps[8:9]
    assert {one.code for one in at(one_side).faults} == {"match_not_approved"}
    other = said("madrid", "eva", MatchApproved(match=M, step=REVEAL, digest="00"), 7)
    assert "match_step_other" in {one.code for one in at([*steps[:7], other]).faults}
    grown = MatchClaimed(match=M, claims=tuple(MatchClaim(place=p, point="p") for p in (1, 2)))
    assert faults(said("rabat", "", grown, 8), without=2) == {"match_claim"}


def test_an_ended_match_says_so_and_keeps_what_was_said() -> None:
    ended = at([*course()[:5], said("madrid", "eva", MatchEnded(match=M, reason="no_ground"), 9)])
    assert (ended.state, ended.ended) == ("ended", "no_ground")
    assert ended.answered is not None


def test_the_quota_counts_points_by_partner_type_and_day() -> None:
    spent = [Spent("m1", "rabat", "phone", NOW, 15_000, finished=True),
             Spent("m2", "rabat", "imei", NOW, 9_000, finished=True),
             Spent("m3", "rabat", "phone", NOW - timedelta(days=1), 9_000, finished=True),
             Spent("m4", "lisbon", "phone", NOW, 9_000, finished=True)]  # fmt: skip
    assert check_quota(spent, ("rabat", "phone", 5_000), NOW) == 0
    with pytest.raises(Refused) as caught:
        check_quota(spent, ("rabat", "phone", 5_001), NOW)
    assert caught.value.code == "match_quota"
    assert check_quota(spent, ("rabat", "phone", 5_001), NOW + timedelta(days=1)) == 14_999


def test_an_answer_that_was_never_counted_leads_the_sample() -> None:
    spent = [Spent("m1", "rabat", "phone", NOW - timedelta(days=15), 100, finished=False),
             Spent("m2", "rabat", "phone", NOW - timedelta(days=30), 100, finished=True),
             Spent("m3", "rabat", "phone", NOW - timedelta(days=20), 100, finished=False),
             Spent("m4", "rabat", "phone", NOW - timedelta(days=3), 9, finished=False)]  # fmt: skip
    assert [one.match for one in unfinished(spent, NOW)] == ["m3", "m1"]
