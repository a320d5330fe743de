"""What is kept for telephones goes when its time is over: keys that opened their items, boxes.

Promises: a key lives as long as a telephone may be late with what it holds (`LATE` after the hours
of its operation), and is then destroyed, so that nothing sealed to it opens for anybody any more;
a box that nobody touched for as long goes with it. Run again, it finds nothing left to do.
"""

from datetime import datetime, timedelta

from tansiq.ledger.field_keys import FieldKeys, key_id
from tansiq.node.compose import Node
from tansiq.node.field_box import Box, boxes, touched
from tansiq.node.field_sites import AFTER, BEFORE
from tansiq.node.operations import JOINT
from tansiq.operations import queries
from tansiq.terms.clock import parse_stamp
from tansiq.terms.ids import channel_kind

LATE = timedelta(days=7)


def tidy(node: Node) -> int:
    """Destroy keys and clear boxes whose time is over; how many there were."""
    return _tidy(node, node.clock.now())


def _tidy(node: Node, now: datetime) -> int:
    keys = FieldKeys(node.keys.path)
    living = _living(node, now)
    over = [one for one in keys.held() if one not in living]
    for one in over:
        keys.destroy(one)
    folder = node.settings.folder
    old = [one for one in boxes(folder) if touched(folder, one) < now - BEFORE - AFTER - LATE]
    for one in old:
        Box(folder, one).clear()
    return len(over) + len(old)


def _living(node: Node, now: datetime) -> frozenset[str]:
    """The ids of the keys that something may still come in for."""
    with node.store.reading() as tx:
        channels = tuple(one for one in node.shared_channels(tx) if channel_kind(one) in JOINT)
        listed = queries.listed(tx, channels)
    return frozenset(
        key_id(one.channel, one.operation)
        for one in listed
        if one.plan is not None and parse_stamp(one.plan.h_hour) + AFTER + LATE > now
    )
