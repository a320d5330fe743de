"""The lists of identifiers that this node keeps, as an officer may see them.

Promises: what a list is for and where it was used, never what stands in it. Canaries are named only
to whoever may keep lists, and to the data-protection officer: who knows them avoids them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.reading import Look, Reader, read
from tansiq.officers.people import Officer
from tansiq.record.watches import IdentifiersChanged
from tansiq.store.connect import Tx
from tansiq.subjects import queries
from tansiq.subjects.queries import KeptList
from tansiq.terms.errors import Missing
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
    withdrawn: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """One list with its changes in their order, and the matches that rest on it and are not over.

    `may_change` tells whether this officer changes and withdraws it; names are kept anew instead.
    """

    list: ListSeen
    changes: tuple[IdentifiersChanged, ...]
    open: tuple[str, ...]
    may_change: bool


def page(node: Node, reader: Reader, named: str) -> ListPage:
    """One list of ours; Missing `identifiers_unknown` also for a canary one may not know of."""
    absent = Missing("identifiers_unknown")

    def query(tx: Tx, officer: Officer) -> tuple[ListPage, Sequence[str]]:
        held = queries.kept_list(tx, named)
        if held is None or (held.said.canary and not _knows_canaries(node, officer)):
            raise absent
        seen = _seen(tx, held)
        files = (queries.match_file(tx, one) for one in seen.matches)
        states = {one.match.match: one.match.state for one in files if one is not None}
        told = ListPage(
            list=seen,
            changes=held.changes,
            open=tuple(one for one in seen.matches if states.get(one, "ended") != "ended"),
            may_change=node.may(officer, Action.KEEP_LIST, HOME) and not held.withdrawn,
        )
        return told, [named, *seen.matches]

    return read(node, reader, Look(action=Action.SEE_LISTS, file=HOME, absent=absent), query)


def seen_by(node: Node, tx: Tx, officer: Officer) -> tuple[ListSeen, ...]:
    """Our lists, newest first, without canaries for whom they are not meant."""
    canaries = _knows_canaries(node, officer)
    kept = queries.kept_lists(tx)
    return tuple(_seen(tx, one) for one in kept if canaries or not one.said.canary)


def _knows_canaries(node: Node, officer: Officer) -> bool:
    keeps = node.may(officer, Action.KEEP_LIST, HOME)
    return keeps or Role.DATA_PROTECTION_OFFICER in node.roles(officer)


def _seen(tx: Tx, one: KeptList) -> ListSeen:
    said = one.said
    return ListSeen(
        list=said.list,
        title=said.title,
        type=said.type,
        count=said.count + sum(each.added - each.removed for each in one.changes),
        purpose=said.purpose,
        legal_basis=said.legal_basis,
        canary=said.canary,
        kept=one.time,
        matches=queries.stood_behind(tx, said.list),
        withdrawn=one.withdrawn,
    )
