"""Contacts are told as soon as a warning is in force, not at the next turn of the clock.

Promises: a warning that two officers have signed, or one for a life, goes out within moments of its
entry in `home`; the ladder itself goes on by the clock.
"""

from collections.abc import Collection

from tansiq.node import alert_sending
from tansiq.node.compose import Node
from tansiq.node.waking import Waking
from tansiq.terms.ids import HOME


class Telling(Waking):
    """A thread that tells contacts when our own log grew, until closed."""

    def __init__(self, node: Node) -> None:
        """Start; nothing is done before the first call."""

        def concerns(logs: Collection[int]) -> bool:
            return _own(node, logs) and alert_sending.concerns(node)

        super().__init__("notices", concerns, lambda: alert_sending.send(node))


def _own(node: Node, logs: Collection[int]) -> bool:
    with node.store.reading() as tx:
        found = tx.one(
            "SELECT 1 AS one FROM ledger.log WHERE id = ANY(%s) AND channel = %s LIMIT 1",
            (list(logs), HOME),
        )
    return found is not None
