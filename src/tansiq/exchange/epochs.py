"""New epochs: which log of a partner may follow which, and who has to agree.

Promises: a log under a new key is taken only with a root-signed statement that names the old log
and its heads; after a fork, a gap or a revocation an officer of this node has to accept it besides
(`epoch_accepted` in `home`, or the change two officers approved); a rotation needs no one. Whoever
forked does not get round that by calling it a rotation. The old log is closed, never unmade. Does
not sign statements (the root key does).
"""

from collections.abc import Iterable
from typing import Final

from tansiq.ledger.cards import EpochStatement, read_root
from tansiq.ledger.ring import KeyRing
from tansiq.record.exchange import EpochAccepted
from tansiq.record.officers import ChangeApproved
from tansiq.record.officers import EpochAccepted as EpochAcceptedChange
from tansiq.store.connect import Tx
from tansiq.store.logs import ensure_log, find_log, logs, set_state
from tansiq.store.projection import Change, Insert, Opened, Projection
from tansiq.terms.errors import Conflict, Missing, Refused
from tansiq.terms.ids import HOME, NodeId, Origin

ROTATION: Final = "rotation"


def fold(opened: Opened) -> Iterable[Change]:
    """Fold which new epochs this node's officers accepted."""
    if opened.channel != HOME or not opened.mine or opened.said is None:
        return ()
    match opened.said.payload:
        case ChangeApproved(change=EpochAcceptedChange() as accepted):
            return (_accepted(opened, accepted.new_origin, accepted.statement_digest),)
        case EpochAccepted() as accepted:
            return (_accepted(opened, accepted.new_origin, accepted.statement),)
        case _:
            return ()


EPOCHS: Final = Projection(
    name="exchange_epochs",
    version=1,
    tables=(
        """CREATE TABLE epoch_acceptance (
            entry_id   text PRIMARY KEY,
            new_origin text NOT NULL,
            statement  text NOT NULL
        )""",
    ),
    kinds=frozenset({"change_approved", "epoch_accepted"}),
    fold=fold,
)


def refuse_unaccepted(tx: Tx, keys: KeyRing, origin: Origin) -> None:
    """Refuse a log of an epoch that nothing, or nobody, stands for.

    Refused("epoch_unknown") without a statement beside another epoch of the same log,
    Refused("epoch_not_accepted") until an officer accepted it.
    """
    statement = keys.epoch_statement(str(origin))
    if statement is None:
        if _siblings(tx, origin):
            raise Refused("epoch_unknown", origin=str(origin))
        return
    if _needs_act(tx, keys, statement) and not accepted(tx, str(origin)):
        raise Refused("epoch_not_accepted", origin=str(origin), reason=statement.reason)


def accepted(tx: Tx, new_origin: str) -> bool:
    """Say whether an officer of this node accepted a new epoch of a log."""
    row = tx.one("SELECT 1 AS one FROM epoch_acceptance WHERE new_origin = %s", (new_origin,))
    return row is not None


def waiting(tx: Tx, keys: KeyRing, nodes: Iterable[NodeId]) -> tuple[EpochStatement, ...]:
    """Return the new epochs of these nodes that wait for an officer of this node."""
    return tuple(
        statement
        for node in nodes
        for statement in _statements(keys, node)
        if _needs_act(tx, keys, statement) and not accepted(tx, statement.new_origin)
    )


def close_old(tx: Tx, keys: KeyRing, origin: Origin) -> None:
    """Close the log that a newly taken epoch follows; a frozen one stays frozen."""
    statement = keys.epoch_statement(str(origin))
    old = find_log(tx, statement.old_origin) if statement else None
    if old is not None and old.state == "open":
        set_state(tx, old.origin, "closed")


def open_own(tx: Tx, keys: KeyRing, me: NodeId, new_origin: str) -> None:
    """Go on writing one of this node's logs in a new epoch, on the word of its own root.

    Missing("epoch_statement_missing") without the statement, Refused("epoch_not_ours") for another
    node's log, Conflict("epoch_not_current") when a later one is open already.
    """
    place = Origin.parse(new_origin)
    if place.agency != me:
        raise Refused("epoch_not_ours", origin=new_origin)
    if keys.epoch_statement(new_origin) is None:
        raise Missing("epoch_statement_missing", origin=new_origin)
    if any(one.epoch > place.epoch for one in _siblings(tx, place)):
        raise Conflict("epoch_not_current", origin=new_origin)
    ensure_log(tx, place)
    close_old(tx, keys, place)


def _statements(keys: KeyRing, node: NodeId) -> list[EpochStatement]:
    read = [read_root(one, keys.root(node)) for one in keys.statements(node)]
    return [one for one in read if isinstance(one, EpochStatement)]


def _needs_act(tx: Tx, keys: KeyRing, statement: EpochStatement) -> bool:
    """Say whether an officer must accept: by its reason, or because we saw a fork or a revocation.

    An epoch that was accepted after the trouble settles it for the rotations that follow.
    """
    if statement.reason != ROTATION:
        return True
    new = Origin.parse(statement.new_origin)
    before = [one for one in _siblings(tx, new) if one.epoch < new.epoch]
    frozen = {row.origin for row in logs(tx, new.channel) if row.state == "frozen"}
    troubled = [
        one.epoch
        for one in before
        if str(one) in frozen or keys.revoked_after(str(one)) is not None
    ]
    newest = max(troubled, default=None)
    settled = [one for one in before if newest is not None and one.epoch > newest]
    return newest is not None and not any(accepted(tx, str(one)) for one in settled)


def _siblings(tx: Tx, origin: Origin) -> list[Origin]:
    """Return the other epochs held of the same agency, channel and generation."""
    found = [Origin.parse(row.origin) for row in logs(tx, origin.channel)]
    return [
        one
        for one in found
        if (one.agency, one.generation) == (origin.agency, origin.generation)
        and one.epoch != origin.epoch
    ]


def _accepted(opened: Opened, new_origin: str, statement: str) -> Insert:
    row: dict[str, object] = {
        "entry_id": opened.entry_id,
        "new_origin": new_origin,
        "statement": statement,
    }
    return Insert("epoch_acceptance", row)
