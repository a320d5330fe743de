"""A node that lost its disk, or its keys as well: seeing that it is behind, and healing.

Promises: the database is compared with the highest heads in the key store before anything is
written; a log that is behind is blocked, alone, and refuses to grow until its own entries came back
from partners and reach the head this node itself signed. Where the key store is itself only as old
as its backup, each log of ours stays blocked until every member of its channel that may know more
was heard since, or its root opened the next epoch with a gap. Nothing but our own signature proves
that we are behind; any other claim is the claimant's fault. `home`, which nobody else holds, comes
back from its backup only, and is written on from there.
"""

from collections.abc import Collection

from tansiq.exchange.scope import Scope
from tansiq.ledger.checkpoint import Checkpoint, open_checkpoint
from tansiq.ledger.keystore import KeyStore
from tansiq.ledger.sign import public_key
from tansiq.store.connect import Tx
from tansiq.store.logs import (
    LogRow,
    current_log,
    ensure_log,
    find_log,
    logs,
    set_state,
    settle,
    tree,
)
from tansiq.terms.errors import Damaged, Refused, TansiqError
from tansiq.terms.ids import NodeId, Origin


def check_at_start(tx: Tx, scope: Scope, keys: KeyStore) -> tuple[str, ...]:
    """Compare database and key store; return the logs that are behind or in doubt, now blocked.

    A log that the restored database does not know at all is made anew, empty and blocked.
    """
    alone = frozenset({scope.me})
    mine = [row for row in logs(tx) if row.agency == scope.me and keys.in_doubt(row.origin)]
    keys.restored.settle(
        row.origin
        for row in mine
        if scope.members.get((row.channel, row.generation)) == alone  # nobody else holds it
    )
    settled = settle(tx, keys, keys.node)
    for origin in settled.behind:
        ensure_log(tx, origin)
        set_state(tx, origin, "blocked")
    return settled.behind


def ensure_own(tx: Tx, keys: KeyStore, origin: Origin) -> None:
    """Make a log of ours where we have none: blocked while it is in doubt that it is new."""
    row = ensure_log(tx, origin)
    if row.state == "open" and keys.in_doubt(row.origin):
        set_state(tx, row.origin, "blocked")


def own_head(keys: KeyStore, note: str, origin: str) -> Checkpoint:
    """Return a head of our own log if we signed it; Damaged("head_not_ours") otherwise."""
    try:
        seed = keys.log_seed(Origin.parse(origin).epoch)
        return open_checkpoint(note, origin, public_key(seed))
    except TansiqError as error:
        raise Damaged("head_not_ours", origin=origin) from error


def note_head(tx: Tx, keys: KeyStore, head: Checkpoint) -> bool:
    """Block our log when a partner holds more of it, under our own signature; say whether it did.

    The key store learns the head: from here on it is known where the log has to come back to.
    """
    row = find_log(tx, head.origin) or ensure_log(tx, head.origin)
    if head.size <= row.size or row.state == "frozen":
        return False
    keys.note_heads([(head.origin, head.size, head.root)])
    set_state(tx, row.origin, "blocked")
    return True


def blocked(tx: Tx, keys: KeyStore) -> dict[str, int]:
    """Return our logs that are behind, with the size they have to come back to."""
    heads = keys.heads()
    return {
        row.origin: heads.get(row.origin, (row.size + 1, b""))[0]
        for row in logs(tx)
        if row.agency == keys.node and row.state == "blocked"
    }


def unblock(tx: Tx, keys: KeyStore, row: LogRow) -> bool:
    """Open a log again once it reaches the head we signed and no doubt is left; say whether it did.

    Damaged("head_conflict") when what came back is another history than the one we signed.
    """
    size, root = keys.heads().get(row.origin, (0, b""))
    if row.state != "blocked" or row.size < size or keys.in_doubt(row.origin):
        return False
    if size and tree(tx, row).root(size) != root:
        raise Damaged("head_conflict", origin=row.origin, size=size)
    newest = current_log(tx, row.agency, row.channel)
    current = newest is None or newest.id == row.id
    set_state(tx, row.origin, "open" if current else "closed")
    return True


def awaited(scope: Scope, keys: KeyStore, origin: str) -> tuple[str, ...]:
    """Return who has yet to say what they hold of a log in doubt; () when nobody has."""
    if not keys.in_doubt(origin):
        return ()
    return tuple(sorted(_others(scope, origin) - keys.restored.heard(origin)))


def doubted(tx: Tx, scope: Scope, keys: KeyStore) -> dict[str, tuple[str, ...]]:
    """Return our logs that are blocked since the keys came back, each with whom it waits for."""
    if not keys.restored.since:
        return {}
    return {
        row.origin: awaited(scope, keys, row.origin)
        for row in logs(tx)
        if row.agency == keys.node and row.state == "blocked" and keys.in_doubt(row.origin)
    }


def hear(
    tx: Tx, scope: Scope, keys: KeyStore, told: tuple[NodeId, str], refused: Collection[str]
) -> None:
    """Note that a partner showed, in a bundle of this time, what it holds of the logs in doubt.

    A bundle names every log the two share, so one that it does not name it does not hold. Logs
    whose head was `refused` are left in doubt, and one packed before the keys came back says
    nothing of what came later.
    """
    partner, composed = told
    if not keys.restored.since or composed < keys.restored.since:
        return
    open_ones = [
        row
        for row in logs(tx)
        if keys.in_doubt(row.origin) and row.origin not in refused
        if partner in _others(scope, row.origin)
    ]
    keys.restored.hear(partner, [row.origin for row in open_ones])
    sure = [row for row in open_ones if not awaited(scope, keys, row.origin)]
    keys.restored.settle([row.origin for row in sure])
    for row in sure:
        if row.agency == keys.node:
            unblock(tx, keys, row)


def _others(scope: Scope, origin: str) -> frozenset[str]:
    place = Origin.parse(origin)
    members = scope.members.get((place.channel, place.generation), frozenset())
    return members - {scope.me}


def note_shown(keys: KeyStore, head: Checkpoint) -> None:
    """Remember a head of another's log, in doubt since our keys came back: we may have cosigned it.

    Nothing that does not hold it is cosigned from here on. Refused("fork_suspected") for a second
    head of its size.
    """
    if not keys.in_doubt(head.origin):
        return
    size, root = keys.cosigned.highest().get(head.origin, (0, b""))
    if size == head.size and root != head.root:
        raise Refused("fork_suspected", origin=head.origin)
    with keys.locked():
        keys.cosigned.note([(head.origin, head.size, head.root)])
