"""A node that lost its disk but not its key store: seeing that it is behind, and healing.

Promises: the database is compared with the highest heads in the key store before anything is
written; a log that is behind is blocked, alone, and refuses to grow until its own entries came back
from partners and reach the head this node itself signed. Nothing but our own signature proves that
we are behind; any other claim is the claimant's fault. `home` comes back from its backup only.
"""

from tansiq.ledger.checkpoint import Checkpoint, open_checkpoint
from tansiq.ledger.keystore import KeyStore
from tansiq.ledger.sign import public_key
from tansiq.store.connect import Tx
from tansiq.store.logs import (
    LogRow,
    ensure_log,
    find_log,
    logs,
    set_state,
    settle,
    tree,
)
from tansiq.terms.errors import Damaged, TansiqError
from tansiq.terms.ids import Origin


def check_at_start(tx: Tx, keys: KeyStore) -> tuple[str, ...]:
    """Compare database and key store; return the logs that are behind, now blocked.

    A log that the restored database does not know at all is made anew, empty and blocked.
    """
    settled = settle(tx, keys, keys.node)
    for origin in settled.behind:
        ensure_log(tx, origin)
        set_state(tx, origin, "blocked")
    return settled.behind


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
    """Open a log again once it reaches the head we signed; say whether it did.

    Damaged("head_conflict") when what came back is another history than the one we signed.
    """
    size, root = keys.heads().get(row.origin, (0, b""))
    if row.state != "blocked" or row.size < size:
        return False
    if size and tree(tx, row).root(size) != root:
        raise Damaged("head_conflict", origin=row.origin, size=size)
    set_state(tx, row.origin, "open")
    return True
