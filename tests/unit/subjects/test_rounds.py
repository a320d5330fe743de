"""Where a standing match stands follows from what was said; what breaks its order counts not."""

import random
from collections.abc import Sequence
from dataclasses import replace

import msgspec
from tests.unit.subjects.test_matching import SCOPE, M, at, said

from tansiq.record.matches import (
    MatchAccepted,
    MatchApproved,
    MatchAsked,
    MatchClaim,
    MatchCounted,
    MatchEnded,
    MatchProposed,
)
from tansiq.record.watches import (
    MatchRekeyed,
    MatchRoundAnswered,
    MatchRoundAsked,
    MatchRoundFound,
)
from tansiq.subjects.matching import PROPOSAL, Match, Step
from tansiq.subjects.rounds import waits_for

WATCH = msgspec.structs.replace(SCOPE, mode="watch", daily=20, tells=True)


def begun(scope: object = WATCH) -> list[Step]:
    proposed = said("rabat", "ana", MatchProposed(match=M, partner="madrid", scope=scope))  # type: ignore[arg-type]
    approved = MatchApproved(match=M, step=PROPOSAL, digest=at([proposed]).digest)
    return [
        proposed,
        said("rabat", "ben", approved, 1),
        said("madrid", "eva", MatchAccepted(match=M, epoch=1, key="aa", size=16, root="22",
             tags=16, tags_before=0, quota_left=9), 2),
    ]  # fmt: skip


def asked(number: int, count: int = 20, epoch: int = 1, time: int = 3) -> Step:
    record = MatchRoundAsked(match=M, round=number, epoch=epoch, count=count, root="33")
    return said("rabat", "", record, time)


def answered(number: int, count: int = 20, time: int = 4) -> Step:
    record = MatchRoundAnswered(match=M, round=number, count=count, asked="44", proofs=("p",))
    return said("madrid", "", record, time)


def found(number: int, time: int = 5) -> Step:
    claims = (MatchClaim(place=number, point="p"),)
    return said("rabat", "", MatchRoundFound(match=M, round=number, claims=claims), time)


def rekeyed(after: int, epoch: int = 2, time: int = 6) -> Step:
    record = MatchRekeyed(match=M, after=after, epoch=epoch, key="bb", size=16, root="55")
    return said("madrid", "", record, time)


COURSE = [
    asked(1, 16), answered(1, 16), found(1), asked(2, time=7), answered(2, time=8),
    found(2, time=9), rekeyed(2, time=10), asked(3, 16, epoch=2, time=11),
]  # fmt: skip


def shape(match: Match) -> list[tuple[int, list[int]]]:
    return [(one.set.epoch, [r.number for r in one.rounds]) for one in match.spans]


def test_rounds_follow_one_another_whatever_arrives_first() -> None:
    steps = [*begun(), *COURSE]
    whole = at(steps)
    assert (whole.state, shape(whole), whole.faults) == ("watching", [(1, [1, 2]), (2, [3])], ())
    for seed in range(30):
        assert at(random.Random(seed).sample(steps, len(steps))) == whole
    waits = [waits_for(at(steps[:n]).spans, WATCH) for n in range(3, len(steps) + 1)]
    assert waits == ["ask", "answer", "tell", "ask", "answer", "tell", "ask", "ask", "answer"]
    ended = at([*steps, said("madrid", "eva", MatchEnded(match=M, reason="r"), 0)])
    assert (ended.state, shape(ended)) == ("ended", shape(whole)), "what was said before counts"


def faults(*more: Step, course: Sequence[Step] = COURSE) -> list[str]:
    return [one.code for one in at([*begun(), *course, *more]).faults]


def test_a_round_out_of_turn_is_a_fault_and_counts_for_nothing() -> None:
    none: list[Step] = []
    first = COURSE[:1]
    answer = COURSE[:2]
    assert faults(asked(1, 17), course=none) == ["match_more_than_committed"]
    assert faults(asked(2), course=none) == ["match_step_early"]
    assert faults(asked(2), course=first) == ["match_step_early"], "not before the answer"
    assert faults(asked(2), course=answer) == ["match_step_early"], "not before hits are told"
    assert faults(asked(2, 21), course=COURSE[:3]) == ["match_more_than_committed"]
    assert faults(asked(1, 16, time=9), course=first) == ["match_step_twice"]
    assert faults(asked(1, 16, epoch=2), course=none) == ["match_step_other"]
    assert faults(answered(1, 16, time=9), course=answer) == ["match_step_twice"]
    assert faults(answered(1, 15), course=first) == ["match_answer"]
    assert faults(answered(2), course=answer) == ["match_step_early"]
    assert faults(found(1, 9), course=COURSE[:3]) == ["match_step_twice"]
    assert faults(found(1), course=first) == ["match_step_early"]
    assert faults(rekeyed(3), course=answer) == ["match_step_early"]
    assert faults(rekeyed(1, epoch=1), course=answer) == ["match_step_twice"]
    wrong = said("madrid", "", MatchRoundAsked(match=M, round=1, epoch=1, count=16, root=""), 3)
    assert faults(wrong, course=none) == ["match_step_side"]
    stranger = said("lisbon", "", MatchRoundAsked(match=M, round=1, epoch=1, count=16, root=""), 3)
    assert faults(stranger, course=none) == ["match_step_stranger"]
    for step in (MatchAsked(match=M, count=144), MatchCounted(match=M, matches=0)):
        assert faults(said("rabat", "", step, 3), course=none) == ["match_step_other"]


def test_what_a_new_key_overtook_is_no_fault() -> None:
    steps = [*begun(), *COURSE[:7], asked(3, epoch=1, time=9), asked(3, 16, epoch=2, time=11)]
    match = at(steps)
    assert (shape(match), match.faults) == ([(1, [1, 2]), (2, [3])], ())
    open_ = at([*begun(), *COURSE[:1], rekeyed(1), asked(2, 16, epoch=2, time=9)])
    assert shape(open_) == [(1, [1]), (2, [2])], "a question that was never answered is void"
    late = at([*begun(), *COURSE[:1], rekeyed(1), answered(1, 16, time=9)])
    assert [one.code for one in late.faults] == []


def test_a_match_that_does_not_tell_takes_no_hits_and_one_without_watch_no_rounds() -> None:
    silent = begun(msgspec.structs.replace(WATCH, tells=False))
    match = at([*silent, *COURSE[:3]])
    assert [one.code for one in match.faults] == ["match_step_other"]
    assert waits_for(match.spans, match.scope) == "ask"
    once = at([*begun(SCOPE), *COURSE[:2]])
    assert [one.code for one in once.faults] == ["match_step_early"] * 2
    assert once.state == "accepted"


def test_a_step_that_was_dated_back_takes_no_place() -> None:
    """Of two that claim one turn the earlier in its agency's log counts, whatever its time says."""
    true = msgspec.structs.replace
    first = asked(1, 16)
    steps = [
        *begun(),
        replace(first, at=(1, 1, 7)),
        Step("rabat", "", "2026-11-01T00:00:00Z", "e0",
             true(first.said, root="99"), (1, 1, 9)),
    ]  # fmt: skip
    match = at(steps)
    assert match.spans[0].rounds[0].asked.root == "33"
    assert [one.code for one in match.faults] == ["match_step_twice"]


def test_a_setup_that_is_not_of_its_size_is_a_fault() -> None:
    for size, told in ((16, 17), (17, 17), (16, 15), (0, 0)):
        bad = said("madrid", "eva", MatchAccepted(match=M, epoch=1, key="aa", size=size, root="22",
                   tags=told, tags_before=0, quota_left=9), 2)  # fmt: skip
        assert [one.code for one in at([*begun()[:2], bad]).faults] == ["match_tags"]
