"""Matches on the channel of a case: they go on only while the agreement of the case is in force.

Promises: officers propose, accept and approve nothing in a case that is shut, and the node takes no
step there by itself, of a standing match neither; who ends a match or judges a hit still may.
"""

from tansiq.cases import queries
from tansiq.cases.agreeing import JOINT, check_open, shut
from tansiq.node.compose import Node
from tansiq.record.plan import NewClass
from tansiq.record.situation import Situation
from tansiq.store.connect import Tx
from tansiq.subjects.commands import MatchNow
from tansiq.subjects.queries import MatchFile
from tansiq.terms.ids import ChannelId, OfficerId, channel_kind

CASE_SHUT = "match_case_shut"
_FOR_GOOD = frozenset({"case_closed"})


def check_case(tx: Tx, now: MatchNow) -> None:
    """Refused `case_*` with the reason why the case is shut; nothing on another channel."""
    if channel_kind(now.channel.channel) in JOINT:
        check_open(queries.case_now(tx, now.situation, now.channel, now.retention))


def waits(node: Node, file: MatchFile) -> tuple[bool, str]:
    """Whether a match may take no step here, and the code that ends it once that is for good.

    What only time or a list of members shuts is waited for: a clock may be wrong, terms renewed.
    """
    with node.store.reading() as tx:
        code = why_shut(node, tx, file.channel)
    return bool(code), CASE_SHUT if code in _FOR_GOOD else ""


def why_shut(node: Node, tx: Tx, channel: ChannelId) -> str:
    """Why nothing goes on in the case of a channel, as a code; empty on any other channel."""
    if channel_kind(channel) not in JOINT:
        return ""
    situation = Situation(me=node.me, officer=OfficerId(""), now=node.clock.now())
    today = situation.now.date().isoformat()
    kept = NewClass(today, today)
    return shut(queries.case_now(tx, situation, node.channel_now(tx, channel), kept))
