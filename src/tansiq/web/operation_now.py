"""What stands of an operation now, as data: the order, what it rests on, and how old it is.

Promises: states, instants and counts, no word of anybody's; the same for everybody who may see the
board, so that it is made once for all of them.
"""

from datetime import datetime
from typing import Any

from tansiq.node.operation_board import Board
from tansiq.node.operations import Where
from tansiq.terms.clock import stamp
from tansiq.terms.digits import digest_code
from tansiq.terms.errors import Missing, TansiqError
from tansiq.terms.ids import channel_id, record_id


def place(channel: str, operation: str) -> Where:
    """The operation that an address names; Missing `operation_unknown` for what is no name."""
    try:
        return Where(channel_id(channel), record_id(operation))
    except TansiqError:
        raise Missing("operation_unknown") from None


def told(shown: Board, at_now: datetime) -> dict[str, Any]:
    """The state of a board, read at `read` and told at `now` by the node's clock."""
    return {**standing(shown), "read": instant(shown.now), "now": instant(at_now)}


def standing(shown: Board) -> dict[str, Any]:
    """The same without the hour: equal as long as nothing changed."""
    decision, plan = shown.decision, shown.plan
    return {
        "operation": shown.where.operation,
        "exercise": shown.exercise,
        "order": shown.standing.order.value,
        "outcome": decision.outcome.value,
        "reason": decision.reason.value,
        "plan": decision.digest,
        "code": digest_code(bytes.fromhex(decision.digest)) if decision.digest else "",
        "version": None if plan is None else plan.number,
        "h_hour": None if plan is None else plan.h_hour,
        "first_shown": None if shown.settled.first_go is None else stamp(shown.settled.first_go),
        "confirmed": {"by": len(shown.confirmed.by), "of": shown.confirmed.of},
        "stops": [
            {"agency": one.agency, "time": one.time, "ground": one.ground} for one in shown.stops
        ],
    }


def instant(when: datetime) -> str:
    """An instant in milliseconds, as scripts read it."""
    return when.isoformat(timespec="milliseconds")
