"""One request, permission, recall or correction whole: what an officer reads before they answer.

Promises: read with a reason and noted like a report; its author learns that it was read.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tansiq.desk import queries
from tansiq.desk.duties import Duty
from tansiq.desk.showing import Asked
from tansiq.node.actions import Action
from tansiq.node.acts import ActSeen, acts_of
from tansiq.node.compose import Node
from tansiq.node.reading import Look, Reader, read, unknown
from tansiq.officers.people import Officer
from tansiq.store.connect import Tx
from tansiq.store.notify import announce
from tansiq.terms.errors import Missing


@dataclass(frozen=True, slots=True)
class AskedShown:
    """What was asked, whose acts stand under it, and the duty to answer with its clock, if any."""

    asked: Asked
    acts: tuple[ActSeen, ...]
    duty: Duty | None = None


_UNKNOWN = {
    "request": "request_unknown",
    "permission": "permission_unknown",
    "recall": "recall_unknown",
    "correction": "correction_unknown",
}


def show(node: Node, reader: Reader, kind: str, agency: str, identifier: str) -> AskedShown:
    """One of them whole; Missing `request_unknown`, `permission_unknown`, `recall_unknown`, ..."""
    with node.store.reading() as tx:
        found = queries.asked(tx, kind, agency, identifier)
    absent = Missing(_UNKNOWN[kind])
    if found is None:
        raise unknown(node, reader, Action.READ_REPORT, absent)

    def query(tx: Tx, _officer: Officer) -> tuple[AskedShown, Sequence[str]]:
        acts = acts_of(node, tx, found.entry.origin, found.entry.seq)
        return AskedShown(found, acts, _duty(node, tx, found, identifier)), (identifier,)

    look = Look(
        action=Action.READ_REPORT,
        file=found.channel,
        handling=found.handling,
        absent=absent,
    )
    shown = read(node, reader, look, query)
    if agency != node.me:
        with node.store.transaction() as tx:
            node.exchange.mark_read(tx, (found.entry,))
            announce(tx)
    return shown


def _duty(node: Node, tx: Tx, found: Asked, identifier: str) -> Duty | None:
    """The duty it makes for us or for its addressee: its author's own clock is in its words."""
    named = (found.kind, identifier, found.agency, found.channel)
    now = node.clock.now()
    every = queries.duties(tx, node.me, now, closed=True, about=identifier)
    return next((d for d in every if (d.kind, d.identifier, d.owed_to, d.channel) == named), None)
