"""Lists of identifiers at home that grow, shrink and are withdrawn.

Promises: a change is one signed act, whole or not at all; what stands behind a standing match
follows at its next round, and a match that compares once keeps to the list as it was proposed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tansiq.node import access, match_secrets
from tansiq.node.access import Subject
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.perform import Task, perform
from tansiq.node.signing import Signer
from tansiq.record.plan import Planned
from tansiq.record.watches import IdentifiersChanged
from tansiq.store.connect import Tx
from tansiq.subjects import queries
from tansiq.subjects.name_lists import NAME
from tansiq.subjects.normal import Unread, normal_set
from tansiq.subjects.watch_commands import change_list, withdraw_list
from tansiq.terms.errors import Invalid, Missing
from tansiq.terms.ids import HOME


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an officer adds and removes, as lines, and why; region of bare numbers."""

    add: Sequence[str] = ()
    remove: Sequence[str] = ()
    reason: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """A change as it was made, or the lines that could not be read: then nothing was changed.

    What was there already is not added, what was not there is not removed. `unread` are lines to
    add, `unread_less` lines to remove.
    """

    added: int
    removed: int
    unread: tuple[Unread, ...] = ()
    unread_less: tuple[Unread, ...] = ()


def change(node: Node, signer: Signer, named: str, wish: Change) -> Changed:
    """Add to a list and remove from it; Missing `identifiers_unknown`.

    Invalid `identifier_type` for a list of names: a name keeps its written line with its keys, and
    which lines one key came from decides what is told; such a list is kept anew.
    """
    _allowed(node, signer)
    with node.store.reading() as tx:
        held = queries.kept_list(tx, named)
    if held is None:
        raise Missing("identifiers_unknown")
    if held.said.type == NAME:
        raise Invalid("identifier_type", type=NAME)
    more, unread = normal_set(held.said.type, wish.add, wish.region)
    less, unread_less = normal_set(held.said.type, wish.remove, wish.region)
    if unread or unread_less:
        return Changed(0, 0, unread, unread_less)
    there = set(match_secrets.items(node, (held,)))
    added = tuple(one for one in more if one not in there)
    removed = tuple(one for one in less if one in there and one not in set(more))
    said = IdentifiersChanged(
        list=held.said.list,
        number=len(held.changes) + 1,
        added=len(added),
        removed=len(removed),
        reason=wish.reason,
        added_rows=match_secrets.sealed_parts(node, "added", "\n".join(added).encode()),
        removed_rows=match_secrets.sealed_parts(node, "removed", "\n".join(removed).encode()),
    )

    def plan(tx: Tx) -> tuple[Planned, ...]:
        return change_list(queries.kept_list(tx, named), said)

    perform(node, (signer,), Task(action=Action.KEEP_LIST, plan=plan, file=HOME))
    return Changed(len(added), len(removed))


def withdraw(node: Node, signer: Signer, named: str, reason: str) -> None:
    """Withdraw a list whole: every match that rests on it ends."""

    def plan(tx: Tx) -> tuple[Planned, ...]:
        return withdraw_list(queries.kept_list(tx, named), reason)

    perform(node, (signer,), Task(action=Action.KEEP_LIST, plan=plan, file=HOME))


def _allowed(node: Node, signer: Signer) -> None:
    """Refuse who may not before anything is told of a list or sealed."""
    with node.store.reading() as tx:
        officer = node.officer(tx, signer.officer, signer.key)
    access.decide(node.roles(officer), Action.KEEP_LIST, Subject(on_file=HOME in officer.files))
