"""Matches go on as soon as what they wait for is here, not at the next turn of the clock.

Promises: whatever arrives in a channel with a match, an entry or a file it names, wakes the steps
of this node within moments; a channel without one costs a look at an index.
"""

from collections.abc import Collection

from tansiq.node import match_steps
from tansiq.node.compose import Node
from tansiq.node.waking import Waking


class Stepping(Waking):
    """A thread that takes the steps of matches when a log or its files grew, until closed."""

    def __init__(self, node: Node) -> None:
        """Start; nothing is done before the first call."""

        def concerns(logs: Collection[int]) -> bool:
            return _matched(node, logs)

        super().__init__("match-steps", concerns, lambda: match_steps.advance(node))


def _matched(node: Node, logs: Collection[int]) -> bool:
    """Whether one of these logs lies in a channel where a match was ever proposed."""
    with node.store.reading() as tx:
        found = tx.one(
            "SELECT 1 AS one FROM ledger.log l WHERE l.id = ANY(%s) AND EXISTS"
            " (SELECT FROM match_step s WHERE s.channel = l.channel) LIMIT 1",
            (list(logs),),
        )
    return found is not None
