"""What partners have to be told about our officers before an act of theirs can count there.

Promises: for each channel, what its present generation has not heard yet of keys and roles; nothing
when it has. Only reads; `perform` and `changes` write it.
"""

from collections.abc import Iterable
from datetime import timedelta

from tansiq.node.compose import Node
from tansiq.officers import commands, queries
from tansiq.record.plan import NewClass, Planned
from tansiq.store.connect import Tx
from tansiq.terms.ids import ChannelId

KEPT_DAYS = 20 * 365
"""How long records about officers are kept: as long as what they signed may be questioned."""


def kept(node: Node) -> NewClass:
    """Dates of the class of a record about officers."""
    today = node.clock.now().date()
    review = today + timedelta(days=3 * 365)
    return NewClass(
        review=review.isoformat(), erase=(today + timedelta(days=KEPT_DAYS)).isoformat()
    )


def introductions(node: Node, tx: Tx, wanted: Iterable[ChannelId]) -> tuple[Planned, ...]:
    """The introductions and withdrawals that these shared channels still lack."""
    dates = kept(node)
    planned: list[Planned] = []
    for channel in wanted:
        now = node.channel_now(tx, channel)
        state = queries.state_for_introductions(tx, node.me, channel, now.generation, dates)
        planned += commands.introduce_officers(state)
    return tuple(planned)
