"""The operations of an officer's channels as a list: what each is, when, and how it stands.

Promises: shows of each only what its board would show at the same instant, its decision settled
first; the reading is one line of the read log with every operation it shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.operation_decisions import settle
from tansiq.node.operations import JOINT, Where
from tansiq.node.reading import Look, Reader, read
from tansiq.officers.people import Officer
from tansiq.operations import queries
from tansiq.operations.decision import Decision
from tansiq.record.operations import OperationPlan
from tansiq.store.connect import Tx
from tansiq.terms.clock import parse_stamp
from tansiq.terms.ids import ChannelId, channel_kind
from tansiq.terms.operating import DecisionReason

AHEAD = timedelta(hours=24)
"""So long before H-hour an operation is under way for whoever commands it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationLine:
    """One operation; `plan` is its one current version, else the newest that anybody wrote."""

    where: Where
    exercise: bool
    plan: OperationPlan | None
    decision: Decision
    sites: int
    parties: tuple[str, ...]

    @property
    def h_hour(self) -> datetime | None:
        """H-hour of that version."""
        return None if self.plan is None else parse_stamp(self.plan.h_hour)

    @property
    def closed(self) -> bool:
        """Whether a party has ended its part."""
        return self.decision.reason is DecisionReason.OPERATION_CLOSED


def lines(node: Node, reader: Reader) -> tuple[OperationLine, ...]:
    """The operations of the channels this officer is on, the newest first."""

    def query(tx: Tx, officer: Officer) -> tuple[tuple[Where, ...], Sequence[str]]:
        channels = tuple(
            one
            for one in node.shared_channels(tx)
            if channel_kind(one) in JOINT and node.may(officer, Action.READ_OPERATION, one)
        )
        found = queries.listed(tx, channels)
        places = tuple(Where(ChannelId(one.channel), one.operation) for one in found)
        return places, [one.operation for one in found]

    found = read(node, reader, Look(action=Action.READ_OPERATION), query)
    return tuple(_line(node, one) for one in found)


def under_way(found: Sequence[OperationLine], now: datetime) -> OperationLine | None:
    """The operation a commander has before them: open, H-hour past or near; nearest first."""
    open_ones = ((one, one.h_hour) for one in found if not one.closed)
    near = [(one, at - now) for one, at in open_ones if at is not None and at - now <= AHEAD]
    return min(near, key=lambda pair: (pair[0].exercise, abs(pair[1])), default=(None,))[0]


def _line(node: Node, where: Where) -> OperationLine:
    decision = settle(node, where).decision
    with node.store.reading() as tx:
        bound = queries.sites_of(tx, where.channel, where.operation)
    newest = decision.plan or max(decision.heads, key=lambda one: one.plan.number, default=None)
    plan = None if newest is None else newest.plan
    own = [site for party in bound.values() for site in party]
    sites = own if plan is None else plan.sites
    return OperationLine(
        where=where,
        exercise=channel_kind(where.channel) == "exercise",
        plan=plan,
        decision=decision,
        sites=len(sites),
        parties=tuple(sorted({one.party for one in sites})),
    )
