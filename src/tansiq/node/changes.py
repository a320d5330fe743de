"""Changes that need two people, and what follows from them: introductions to partners, membership.

Promises: what follows from an approved change is done in the same call and again at every start
of the worker, so a crash between the two is healed; doing it twice does no harm.
"""

from dataclasses import dataclass, replace

import msgspec

from tansiq.node.actions import Action
from tansiq.node.channels import consenting, sign_generation
from tansiq.node.compose import Node
from tansiq.node.introducing import introductions, kept
from tansiq.node.perform import Task, Written, perform, say
from tansiq.node.reading import Look, Reader, read
from tansiq.node.signing import Signer
from tansiq.officers import commands, queries
from tansiq.officers.people import Officer
from tansiq.record.officers import AnyChange, ChannelMembership
from tansiq.record.plan import Planned
from tansiq.store.connect import Tx
from tansiq.terms.errors import Missing
from tansiq.terms.ids import new_record_id


@dataclass(frozen=True, slots=True)
class Proposed:
    """A change as it was proposed."""

    proposal: str
    entry: str
    code: str


@dataclass(frozen=True, slots=True)
class Decided:
    """A change as it was decided."""

    proposal: str
    entry: str
    code: str
    introduced: int = 0


def propose(node: Node, signer: Signer, change: AnyChange, reason: str) -> Proposed:
    """Propose a change as one officer."""
    proposal, acting, dates = new_record_id(), _acting(node, signer), kept(node)

    def plan(tx: Tx) -> tuple[Planned, ...]:
        state = queries.state_for_change(tx, acting, proposal, dates)
        return commands.propose_change(state, proposal, change, reason)

    done = perform(node, (signer,), Task(action=Action.PROPOSE_CHANGE, plan=plan))[0]
    return Proposed(proposal, str(done.entry.entry_id), done.code)


def approve(node: Node, signer: Signer, proposal: str) -> Decided:
    """Approve a change as the second officer; it is in effect when this returns."""
    acting, dates = _acting(node, signer), kept(node)
    with node.store.reading() as tx:
        known = queries.state_for_change(tx, acting, proposal, dates).proposal
    if known is None:
        raise Missing("proposal_unknown")
    change = known.change
    consent = consenting(node, signer, change) if isinstance(change, ChannelMembership) else None

    def plan(tx: Tx) -> tuple[Planned, ...]:
        state = queries.state_for_change(tx, acting, proposal, dates)
        return commands.approve_change(state, change)

    by: Signer = consent or signer
    done = perform(node, (by,), Task(action=Action.APPROVE_CHANGE, plan=plan))[0]
    if consent:
        sign_generation(node, consent)
    return Decided(proposal, str(done.entry.entry_id), done.code, len(introduce(node)))


def refuse(node: Node, signer: Signer, proposal: str, reason: str) -> Decided:
    """End a proposal without effect."""
    acting, dates = _acting(node, signer), kept(node)

    def plan(tx: Tx) -> tuple[Planned, ...]:
        return commands.refuse_change(queries.state_for_change(tx, acting, proposal, dates), reason)

    done = perform(node, (signer,), Task(action=Action.REFUSE_CHANGE, plan=plan))[0]
    return Decided(proposal, str(done.entry.entry_id), done.code)


def introduce(node: Node) -> tuple[Written, ...]:
    """Tell every shared channel which of our officers act there, where it does not know yet."""
    with node.store.reading() as tx:
        planned = introductions(node, tx, node.open_channels(tx))
    return say(node, planned) if planned else ()


def officers(node: Node, reader: Reader) -> tuple[Officer, ...]:
    """All officers, for those who may see them."""

    def query(tx: Tx, _officer: Officer) -> tuple[tuple[Officer, ...], list[str]]:
        everybody = node.staff(tx).officers.values()
        found = tuple(sorted(everybody, key=lambda one: one.officer))
        return found, [one.officer for one in found]

    return read(node, reader, Look(action=Action.SEE_OFFICERS), query)


def pending(node: Node, reader: Reader) -> tuple[queries.PendingChange, ...]:
    """What waits for a second officer."""

    def query(tx: Tx, officer: Officer) -> tuple[tuple[queries.PendingChange, ...], list[str]]:
        found = queries.pending_changes(tx)
        return as_seen(officer, found), [one.proposal for one in found]

    return read(node, reader, Look(action=Action.SEE_OFFICERS), query)


def as_seen(
    officer: Officer, found: tuple[queries.PendingChange, ...]
) -> tuple[queries.PendingChange, ...]:
    """Proposals as an officer may see them: what is written freely may tell of a case."""
    if not officer.administrator:
        return found
    return tuple(replace(one, reason="", change=_wordless(one.change)) for one in found)


def _wordless(change: AnyChange) -> AnyChange:
    """A change without what was written freely in it."""
    free = {name: "" for name in ("reason", "purpose") if name in change.__struct_fields__}
    return msgspec.structs.replace(change, **free)


def shown(node: Node, reader: Reader, proposal: str) -> queries.PendingChange:
    """One proposal that waits; Missing `proposal_unknown`."""
    found = next((one for one in pending(node, reader) if one.proposal == proposal), None)
    if found is None:
        raise Missing("proposal_unknown")
    return found


def _acting(node: Node, signer: Signer) -> queries.Acting:
    return queries.Acting(node.me, signer.officer, node.clock.now())
