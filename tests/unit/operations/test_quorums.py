"""How a quorum changed: what lowers it is told with who did it, and stays told."""

from collections.abc import Callable

import msgspec
import pytest
from tests.unit.operations.decided_day import Day

from tansiq.operations.quorums import QuorumChange, quorum_changes
from tansiq.record.operations import OperationPlan, QuorumParty


def of(party: str, **rule: object) -> Callable[[OperationPlan], OperationPlan]:
    """Another rule for a party."""

    def change(plan: OperationPlan) -> OperationPlan:
        parties = tuple(
            msgspec.structs.replace(one, **rule) if one.party == party else one
            for one in plan.quorum.parties
        )
        return msgspec.structs.replace(
            plan, quorum=msgspec.structs.replace(plan.quorum, parties=parties)
        )

    return change


def without(party: str) -> Callable[[OperationPlan], OperationPlan]:
    """A version in which a party has no voice."""

    def change(plan: OperationPlan) -> OperationPlan:
        parties = tuple(one for one in plan.quorum.parties if one.party != party)
        return msgspec.structs.replace(
            plan, quorum=msgspec.structs.replace(plan.quorum, parties=parties)
        )

    return change


def same(plan: OperationPlan) -> OperationPlan:
    return msgspec.structs.replace(plan, stale_minutes=plan.stale_minutes + 1)


def changes(day: Day) -> tuple[QuorumChange, ...]:
    held = day.world.facts(day.world.spread(day.state).held(0))
    return quorum_changes(held.plans, day.decision.heads)


def begun() -> Day:
    day = Day(needed=2)
    day.calm()
    assert changes(day) == ()
    return day


@pytest.mark.parametrize("rule", [{"officers": 1}, {"role": "prosecutor"}])
def test_fewer_officers_or_another_role_lower_the_quorum(rule: dict[str, object]) -> None:
    """6.1: said with what it was, what it is and whose version made it so."""
    day = begun()
    before = day.decision.heads[0].plan
    day.issue(of("brava", **rule), node=0)
    (found,) = changes(day)
    was = next(one for one in before.quorum.parties if one.party == "brava")
    assert (found.party, found.lowered, found.agency) == ("brava", True, "alfa")
    assert (found.was, found.now) == (was, msgspec.structs.replace(was, **rule))
    assert found.number == before.number + 1


def test_a_lowered_quorum_stays_in_sight_in_the_versions_after_it() -> None:
    """6.1: nobody hides it by one harmless edit more."""
    day = begun()
    day.issue(of("brava", officers=1), node=0)
    before = changes(day)
    day.issue(same, node=1)
    assert changes(day) == before
    day.issue(same, node=0)
    assert changes(day) == before


def test_a_party_left_out_is_told_first_although_such_a_version_counts_for_nothing() -> None:
    day = begun()
    day.issue(without("brava"), node=0)
    (found,) = changes(day)
    assert (found.party, found.now, found.lowered) == ("brava", None, True)
    assert day.decision.outcome.value != "go"


def test_a_raised_quorum_is_told_and_is_not_called_lowered() -> None:
    day = begun()
    day.issue(of("alfa", officers=3), node=1)
    (found,) = changes(day)
    assert (found.was.officers if found.was else 0, found.lowered) == (2, False)
    day.issue(of("brava", officers=1), node=0)
    assert [(one.party, one.lowered) for one in changes(day)] == [("brava", True), ("alfa", False)]


def test_a_new_party_was_without_a_voice_and_lowers_nothing() -> None:
    day = begun()

    def more(plan: OperationPlan) -> OperationPlan:
        rule = QuorumParty(party="charlie", officers=1, role="case_officer")
        parties = (*plan.quorum.parties, rule)
        return msgspec.structs.replace(
            plan, quorum=msgspec.structs.replace(plan.quorum, parties=parties)
        )

    day.issue(more, node=0)
    (found,) = changes(day)
    assert (found.party, found.was, found.lowered) == ("charlie", None, False)
