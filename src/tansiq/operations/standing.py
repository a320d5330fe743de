"""What people may do now: the decision, read together with the clock and with silence.

Promises: this can only hold back what the cut has decided, never add to it: go stays go only when
this node showed it at H-hour, or shows it before, and no party whose silence means holding is
silent. A go first seen after H, or one that lapsed before H and came back after it, is history with
its age. Reads the clock it is given and nothing else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tansiq.operations.decision import Decision
from tansiq.operations.facts import PlanFact, ShownFact
from tansiq.operations.plans import shape_fault
from tansiq.record.operations import OperationPlan
from tansiq.terms.clock import parse_stamp
from tansiq.terms.operating import DecisionReason, OrderState, Outcome, SilenceRule


@dataclass(frozen=True, slots=True)
class Silence:
    """A party, when something of its log last came here, and what longer silence means."""

    party: str
    heard: datetime | None
    minutes: int
    rule: str
    too_long: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What this node's people may do now.

    `first_shown` is when this node first showed go for the version, `silences` one line a party.
    """

    order: OrderState
    first_shown: datetime | None
    silences: tuple[Silence, ...]

    @property
    def holding(self) -> tuple[Silence, ...]:
        """The silent parties for which the plan says: hold."""
        return tuple(one for one in self.silences if one.too_long and one.rule == SilenceRule.HOLD)


def standing(
    decision: Decision,
    me: str,
    heard: Mapping[str, datetime],
    first_shown: datetime | None,
    now: datetime,
) -> Standing:
    """What may be done now; `heard` is when each party was last heard of, by this node's clock."""
    plan = None if decision.plan is None else decision.plan.plan
    quiet = () if plan is None or shape_fault(plan) else silences(plan, me, heard, now)
    holding = any(one.too_long and one.rule == SilenceRule.HOLD for one in quiet)
    return Standing(_order(decision, first_shown, now, holding=holding), first_shown, quiet)


def _order(
    decision: Decision, first_shown: datetime | None, now: datetime, *, holding: bool
) -> OrderState:
    match decision.outcome:
        case Outcome.STOPPED:
            return OrderState.STOPPED
        case Outcome.CANNOT_DECIDE:
            return OrderState.CANNOT_DECIDE
        case Outcome.GO if decision.plan is not None:
            h_hour = parse_stamp(decision.plan.plan.h_hour)
            if (first_shown or now) > h_hour:
                return OrderState.LATE
            return OrderState.HOLD if holding else OrderState.GO
    over = decision.reason is DecisionReason.OPERATION_CLOSED
    return OrderState.OVER if over else OrderState.WAIT


def go_since(shown: Iterable[ShownFact], me: str, head: PlanFact | None) -> datetime | None:
    """When our node began to show the go that stood at H-hour, or else the one that it shows now.

    In the order of our log, never by the times alone: a clock that leapt back makes no go earlier.
    """
    if head is None or shape_fault(head.plan):
        return None
    h_hour = parse_stamp(head.plan.h_hour)
    since: datetime | None = None
    for one in sorted((one for one in shown if one.agency == me), key=lambda one: one.place):
        go = one.plan == head.digest and one.outcome == Outcome.GO
        if go:
            since = since or parse_stamp(one.time)
        elif since is not None and since <= h_hour < parse_stamp(one.time):
            return since
        else:
            since = None
    return since


def silences(
    plan: OperationPlan, me: str, heard: Mapping[str, datetime], now: datetime
) -> tuple[Silence, ...]:
    """How long each other party has been silent, counted up to H-hour and not beyond.

    Nothing heard at all counts as silent from the first moment at which it matters.
    """
    h_hour = parse_stamp(plan.h_hour)
    at = min(now, h_hour)
    found = []
    for one in plan.silence:
        if one.party == me:
            continue
        last, most = heard.get(one.party), timedelta(minutes=one.minutes)
        quiet = last is None or at - last > most
        found.append(
            Silence(one.party, last, one.minutes, one.rule, quiet and now >= h_hour - most)
        )
    return tuple(found)
