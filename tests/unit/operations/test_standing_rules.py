"""What people may do now: the clock and silence hold back, and never add (REQUIREMENTS 6.1)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.property.operation_world import H_HOUR, NOON, World, is_go

from tansiq.operations.decision import Decision
from tansiq.operations.facts import PlanFact, ShownFact
from tansiq.operations.standing import go_since, standing
from tansiq.terms.clock import stamp
from tansiq.terms.operating import DecisionReason, OrderState, Outcome, VoteChoice

MINUTE = timedelta(minutes=1)


def made() -> tuple[Decision, Decision]:
    """A decision for go, and the waiting before it."""
    world = World()
    state = world.begun()
    waiting = world.decision(state.held(0))
    for node, who in enumerate(("alfa-1", "brava-1")):
        state = world.vote(state, node, who, VoteChoice.GO)
    return world.decision(world.spread(state).held(0)), waiting


GO, WAITING = made()


def order(
    now: datetime, heard: Mapping[str, datetime], first: datetime | None = None, go: Decision = GO
) -> OrderState:
    return standing(go, "alfa", heard, first, now).order


def test_a_go_shown_before_h_hour_is_an_order_while_everybody_is_heard() -> None:
    assert order(NOON, {"brava": NOON}, NOON) is OrderState.GO


def test_a_go_first_shown_after_h_hour_is_late_and_stays_so() -> None:
    after = H_HOUR + MINUTE
    assert order(after, {"brava": after}) is OrderState.LATE
    assert order(after + 60 * MINUTE, {"brava": after}, after) is OrderState.LATE


def test_silence_longer_than_the_plan_allows_before_h_hour_holds() -> None:
    before = H_HOUR - 10 * MINUTE
    assert order(before, {"brava": before - 31 * MINUTE}, NOON) is OrderState.HOLD
    assert order(before, {"brava": before - 29 * MINUTE}, NOON) is OrderState.GO
    assert order(before, {}, NOON) is OrderState.HOLD


def test_silence_that_means_proceeding_does_not_hold() -> None:
    head = GO.plan
    assert head is not None
    silence = tuple(msgspec.structs.replace(one, rule="proceed") for one in head.plan.silence)
    plan = replace(head, plan=msgspec.structs.replace(head.plan, silence=silence))
    assert order(H_HOUR - MINUTE, {}, NOON, replace(GO, plan=plan)) is OrderState.GO


TIMES = st.integers(-300, 300).map(lambda minutes: H_HOUR + minutes * MINUTE)
HEARD = st.dictionaries(st.sampled_from(["alfa", "brava"]), TIMES)
OUTCOMES = st.sampled_from([one for one in Outcome if one is not Outcome.GO])


@given(TIMES, HEARD, st.none() | TIMES, OUTCOMES, st.sampled_from(list(DecisionReason)))
def test_no_clock_and_no_silence_turn_anything_into_go(
    now: datetime,
    heard: Mapping[str, datetime],
    first: datetime | None,
    outcome: Outcome,
    reason: DecisionReason,
) -> None:
    decision = replace(GO, outcome=outcome, reason=reason)
    assert order(now, heard, first, decision) is not OrderState.GO


@given(TIMES, HEARD, st.none() | TIMES)
def test_a_go_is_an_order_only_when_shown_by_h_hour(
    now: datetime, heard: Mapping[str, datetime], first: datetime | None
) -> None:
    if order(now, heard, first) is OrderState.GO:
        assert (first or now) <= H_HOUR


@pytest.mark.parametrize(
    "broken", [{"h_hour": "at noon"}, {"stale_minutes": 2**52}, {"number": 2**52}]
)
def test_a_version_that_makes_no_sense_still_leaves_a_board(broken: dict[str, object]) -> None:
    head = WAITING.plan
    assert head is not None
    plan = replace(head, plan=msgspec.structs.replace(head.plan, **broken))
    found = replace(WAITING, plan=plan, outcome=Outcome.NO_GO)
    assert order(NOON, {}, None, found) is OrderState.WAIT
    assert go_since((), "alfa", plan) is None


def shown(*lines: tuple[str, datetime]) -> tuple[ShownFact, ...]:
    head = GO.plan
    assert isinstance(head, PlanFact)
    return tuple(
        ShownFact(
            agency="alfa",
            origin="alfa/case:model/g1/e1",
            seq=seq,
            time=stamp(time),
            plan=head.digest,
            outcome=outcome,
            reason="",
        )
        for seq, (outcome, time) in enumerate(lines)
    )


def test_a_go_that_lapsed_before_h_hour_and_came_back_after_it_is_late() -> None:
    lapsed = shown(("go", NOON), ("cannot_decide", H_HOUR - MINUTE), ("go", H_HOUR + MINUTE))
    since = go_since(lapsed, "alfa", GO.plan)
    assert since == H_HOUR + MINUTE
    assert order(H_HOUR + 2 * MINUTE, {"brava": H_HOUR}, since) is OrderState.LATE


def test_a_go_that_stood_at_h_hour_stays_an_order_when_it_lapses_later() -> None:
    stood = shown(("go", NOON), ("cannot_decide", H_HOUR + MINUTE), ("go", H_HOUR + 2 * MINUTE))
    assert go_since(stood, "alfa", GO.plan) == NOON


def test_a_clock_that_leapt_back_makes_no_go_earlier() -> None:
    leapt = shown(
        ("go", H_HOUR + 5 * MINUTE), ("waiting", H_HOUR - 30 * MINUTE), ("go", H_HOUR + 6 * MINUTE)
    )
    since = go_since(leapt, "alfa", GO.plan)
    assert since is not None
    assert since > H_HOUR


def test_what_another_node_showed_is_not_our_go() -> None:
    assert go_since(shown(("go", NOON)), "brava", GO.plan) is None
    assert is_go(GO)
