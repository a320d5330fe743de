"""Which news of logs may wait a moment: before they are sent, and before screens are told.

Promises: only what a node tells of the decision that it shows, which no other node's decision waits
for, and the opening of its class; whatever else is among the news goes at once, and everything does
when it is not known what came. So at a go the last vote is applied everywhere before each node's
word about it begins to travel.
"""

from tansiq.ledger.classes import KIND as CLASS_OPENED
from tansiq.node.compose import Node
from tansiq.record.operations import DecisionShown
from tansiq.store.notify import EVERYBODY, Grown
from tansiq.terms.errors import TansiqError

MOMENT = 0.3
"""Seconds that it waits at least; twice that at most."""
_WAITS = (DecisionShown.KIND, CLASS_OPENED)


class Calm:
    """Remembers how far each log was when it was heard of last; used by one thread."""

    def __init__(self, node: Node) -> None:
        """Nothing was heard of yet."""
        self._node = node
        self._sizes: dict[int, int] = {}

    def waits(self, what: Grown) -> bool:
        """Whether nothing that came since the last news of this log is waited for anywhere."""
        before = self._sizes.get(what.log_id)
        self._sizes[what.log_id] = what.size
        if before is None or what.log_id <= EVERYBODY:
            return False
        try:
            with self._node.store.reading() as tx:
                row = tx.one(
                    "SELECT count(*) AS n, bool_and(kind = ANY(%s)) AS all_wait FROM ledger.entry"
                    " WHERE log_id = %s AND seq >= %s AND seq < %s",
                    (list(_WAITS), what.log_id, before, what.size),
                )
        except TansiqError:
            return False
        return bool(row and row["n"] and row["all_wait"])
