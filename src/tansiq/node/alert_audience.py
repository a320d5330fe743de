"""Who would hear a warning in a channel, and on what ground: gathered for the commands of alerts.

Promises: the grounds are those of the agreement in force, the charter is asked as for a release. An
exercise moves nothing real, so every ground may be rehearsed there.
"""

from collections.abc import Sequence

from tansiq.alerts.audience import Hearing
from tansiq.cases import queries as cases
from tansiq.desk import queries as desk
from tansiq.desk.audience import check_charter
from tansiq.desk.lookup import charter_now
from tansiq.node.compose import Node
from tansiq.node.match_cases import why_shut
from tansiq.officers.people import Officer
from tansiq.record.situation import ChannelNow
from tansiq.store.connect import Tx
from tansiq.terms.errors import Missing
from tansiq.terms.ids import ChannelId, channel_id, channel_kind
from tansiq.terms.legal import TransferGroundCode


def hearings(
    node: Node, tx: Tx, officer: Officer, channels: Sequence[str]
) -> dict[ChannelId, Hearing]:
    """The channels an officer names, each one they are on; else Missing `channel_unknown`."""
    shared = node.shared_channels(tx)
    found = {}
    for name in channels:
        channel = channel_id(name)
        if channel not in shared or channel not in officer.files:
            raise Missing("channel_unknown", channel=name[:80])
        found[channel] = hearing(node, tx, channel)
        check_charter(charter_now(tx), found[channel].channel.audience(node.me))
    return found


def hearing(node: Node, tx: Tx, channel: ChannelId) -> Hearing:
    """A channel as it is now."""
    now = node.channel_now(tx, channel)
    shut = why_shut(node, tx, channel) if channel_kind(channel) == "case" else ""
    return Hearing(now, _grounds(node, tx, now), shut)


def _grounds(node: Node, tx: Tx, now: ChannelNow) -> dict[str, frozenset[str]]:
    audience, kind = now.audience(node.me), channel_kind(now.channel)
    if kind == "exercise":
        every = frozenset(one.value for one in TransferGroundCode)
        return dict.fromkeys(audience, every)
    if kind == "case":
        bound = cases.binding_of(cases.agreements(tx, now.channel), now.members)
        told = () if bound is None else bound.terms.grounds
        return {
            one: frozenset(
                code
                for way in told
                if (way.sender, way.receiver) == (node.me, one)
                for code in way.codes
            )
            for one in audience
        }
    found = desk.agreement_in_force(tx, now, node.clock.now())
    return {one: found.grounds(node.me, one) if found else frozenset() for one in audience}
