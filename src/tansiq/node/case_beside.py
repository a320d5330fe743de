"""What stands beside the claims of a file: its dates, and what machines found that nobody judged.

Promises: a mention is given only from a source that the officer may read.
"""

from datetime import datetime

from tansiq.cases import queries
from tansiq.cases.facts import MentionFact
from tansiq.cases.seen import EntityFile
from tansiq.node.cases import CaseSeen
from tansiq.node.compose import Node
from tansiq.oversight import queries as oversight
from tansiq.oversight.commands import ClassNow
from tansiq.store.connect import Tx
from tansiq.terms.ids import ChannelId


def dates(node: Node, tx: Tx, file: EntityFile) -> tuple[ClassNow, ...]:
    """Review and erasure of the classes that a file lies in, as this node knows them."""
    classes = sorted({one.class_id for one in (*file.opened, *(c.fact for c in file.claims))})
    found = oversight.classes(tx, node.me, classes, node.clock.now())
    return tuple(found[one] for one in classes if one in found)


def waiting(tx: Tx, channel: ChannelId, schema: str, open_ids: set[str]) -> tuple[MentionFact, ...]:
    """What machines found in sources that may be read, of this type of thing, and nobody judged."""
    every = queries.open_mentions(tx, channel)
    return tuple(one for one in every if one.document in open_ids and one.schema in {schema, ""})


def until(tx: Tx, case: CaseSeen, file: EntityFile) -> datetime | None:
    """When the quarantine of a person without category ends."""
    if not file.quarantined or case.agreement is None:
        return None
    waiting = queries.uncategorised(tx, case.channel)
    since = min((waiting[one] for one in file.members if one in waiting), default="")
    days = case.agreement.terms.rules.uncategorised_days
    return queries.countdown(since or file.opened[0].time, days)
