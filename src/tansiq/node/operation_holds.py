"""A hold at H-hour is remembered: news of the silent party that comes later makes no go of it.

Promises: whoever was held when H-hour passed stays held for that version; a new version with an
H-hour to come is the way on. Only this node's own people are held by it: what others saw is theirs.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from tansiq.node.compose import Node
from tansiq.node.operation_decisions import Settled
from tansiq.node.operations import Where
from tansiq.operations.standing import Standing, standing
from tansiq.store.connect import Tx
from tansiq.terms.clock import parse_stamp
from tansiq.terms.operating import OrderState


def stands(
    node: Node, where: Where, settled: Settled, heard: Mapping[str, datetime], now: datetime
) -> Standing:
    """What may be done now; a hold that is in force as H-hour passes is kept."""
    with node.store.reading() as tx:
        held = held_since(tx, where, settled.decision.digest)
    found = standing(settled.decision, node.me, heard, settled.first_go, now)
    if held is not None and found.order is OrderState.GO:
        return replace(found, order=OrderState.HOLD)
    if held is None and found.order is OrderState.HOLD and _passed(settled, now):
        with node.store.transaction() as tx:
            tx.run(
                "INSERT INTO link.hold (channel, operation, plan, since) VALUES (%s, %s, %s, %s)"
                " ON CONFLICT DO NOTHING",
                (where.channel, where.operation, settled.decision.digest, now),
            )
    return found


def held_since(tx: Tx, where: Where, plan: str) -> datetime | None:
    """Since when a version is held; None when it is not."""
    row = tx.one(
        "SELECT since FROM link.hold WHERE channel = %s AND operation = %s AND plan = %s",
        (where.channel, where.operation, plan),
    )
    return row["since"] if row else None


def _passed(settled: Settled, now: datetime) -> bool:
    head = settled.decision.plan
    return head is not None and parse_stamp(head.plan.h_hour) <= now
