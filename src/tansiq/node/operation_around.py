"""What surrounds every operation and changes slowly: contact with partners, clocks, names.

Promises: read once for many boards; a few seconds' age harms none of it, because silence counts in
minutes and what a partner wrote counts from its log. Decides nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tansiq.exchange.link import LinkState
from tansiq.node import clock_leap
from tansiq.node.clock_agreement import ClockAgreement, judged
from tansiq.node.compose import Node
from tansiq.terms.clock import parse_stamp


@dataclass(frozen=True, slots=True)
class Around:
    """How new the last word of each partner's node is, how clocks agree, what agencies are called.

    A bundle is as new as when it was packed: one held back on the way, or shown twice, keeps nobody
    from being silent. `names` goes by node and language, ours among them.
    """

    contacts: Mapping[str, datetime]
    clocks: ClockAgreement
    names: Mapping[str, Mapping[str, str]]


def around(node: Node) -> Around:
    """The surroundings now."""
    now, bound = node.clock.now(), node.settings.clock_bound_seconds * 1000
    with node.store.reading() as tx:
        known = node.exchange.link_outlines(tx)
        ring = node.ring(tx)
        names = {one: dict(ring.card(one).name) for one in ring.nodes()}
        leap = clock_leap.last_leap(node, tx)
    return Around(
        contacts={one.partner: at for one in known if (at := _in_touch(one)) is not None},
        clocks=judged(known, now, bound, leap),
        names={**names, node.me: dict(node.settings.names)},
    )


def _in_touch(link: LinkState) -> datetime | None:
    """How new the last word of a partner's node is.

    A bundle is as new as when it was packed: one held back on the way, or shown twice, keeps nobody
    from being silent.
    """
    if link.last_contact is None or not link.composed:
        return None
    return min(link.last_contact, parse_stamp(link.composed))
