"""The lists of identifiers that this node keeps, as an officer may see them.

Promises: what a list is for and where it was used, never what stands in it. Canaries are named only
to whoever may keep lists, and to the data-protection officer: who knows them avoids them.
"""

from dataclasses import dataclass

from tansiq.node.access import Action
from tansiq.node.compose import Node
from tansiq.officers.people import Officer
from tansiq.store.connect import Tx
from tansiq.subjects import queries
from tansiq.subjects.queries import KeptList
from tansiq.terms.ids import HOME
from tansiq.terms.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSeen:
    """A list of ours: what it is for, when it was kept, behind which matches it stood."""

    list: str
    title: str
    type: str
    count: int
    purpose: str
    legal_basis: str
    canary: bool
    kept: str
    matches: tuple[str, ...]


def seen_by(node: Node, tx: Tx, officer: Officer) -> tuple[ListSeen, ...]:
    """Our lists, newest first, without canaries for whom they are not meant."""
    keeps = node.may(officer, Action.KEEP_LIST, HOME)
    canaries = keeps or Role.DATA_PROTECTION_OFFICER in node.roles(officer)
    kept = queries.kept_lists(tx)
    return tuple(_seen(tx, one) for one in kept if canaries or not one.said.canary)


def _seen(tx: Tx, one: KeptList) -> ListSeen:
    said = one.said
    return ListSeen(
        list=said.list,
        title=said.title,
        type=said.type,
        count=said.count,
        purpose=said.purpose,
        legal_basis=said.legal_basis,
        canary=said.canary,
        kept=one.time,
        matches=queries.stood_behind(tx, said.list),
    )
