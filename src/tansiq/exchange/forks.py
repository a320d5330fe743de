"""Forks: proofs kept and passed on, and the freezing of the log they convict, of that log alone.

Promises: nothing is frozen without a proof that holds under the log's own key; both signed heads
stay kept; the log counts up to its last position that a member other than its author cosigned in
the history we hold, and what was folded beyond it is folded out again; other logs, and every stop,
go on. Does not end a fork: `epochs` does.
"""

from collections.abc import Sequence
from hashlib import sha256

from tansiq.exchange.content import Chunk
from tansiq.exchange.heads import frozen_position
from tansiq.exchange.scope import Scope
from tansiq.ledger.entry import check_signature, parse_entry
from tansiq.ledger.fork import ForkProof, build_entries, build_heads, decode, verify_fork
from tansiq.store.appending import Sealer
from tansiq.store.connect import Tx
from tansiq.store.log_rows import LogRow, take_turn
from tansiq.store.logs import checkpoint, ensure_log, set_state
from tansiq.store.quarantine import set_aside_from
from tansiq.terms.errors import Damaged, Refused, TansiqError
from tansiq.terms.ids import Origin


def proofs(tx: Tx, origins: Sequence[str]) -> tuple[bytes, ...]:
    """Return the fork proofs kept of these logs, one of each log."""
    rows = tx.rows(
        "SELECT DISTINCT ON (origin) proof FROM ledger.fork WHERE origin = ANY(%s)"
        " ORDER BY origin, found",
        (list(origins),),
    )
    return tuple(bytes(row["proof"]) for row in rows)


def accept(tx: Tx, scope: Scope, data: bytes, sealer: Sealer) -> str:
    """Check a proof that came from a partner, act on it, and return the log it convicts.

    Empty when the same proof, or another of that log, was known already.
    Damaged("fork_unproven") when it proves nothing: a lying partner freezes nobody.
    Refused("chunk_not_member") for a log of no channel of ours: nobody fills our disk with those.
    """
    proof = decode(data)
    if not scope.writes(Origin.parse(proof.origin)):
        raise Refused("chunk_not_member", origin=proof.origin)
    if not verify_fork(proof, scope.ring.log_key(proof.origin)):
        raise Damaged("fork_unproven", origin=proof.origin)
    return proof.origin if convict(tx, proof, sealer) else ""


def convict(tx: Tx, proof: ForkProof, sealer: Sealer) -> bool:
    """Keep a verified proof and freeze the log it speaks of; False when that was done before.

    What was folded beyond the position is set aside at once, in this transaction. One proof of a
    log is enough: a partner cannot fill our disk with the proofs that follow.
    """
    take_turn(tx)
    if proofs(tx, [proof.origin]):
        return False
    data = proof.encode()
    tx.run(
        "INSERT INTO ledger.fork (id, origin, proof, found) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        (sha256(data).digest(), proof.origin, data, sealer.clock.now()),
    )
    # A log that we do not hold yet is frozen as well: it would be taken as a sound one later.
    row = ensure_log(tx, proof.origin)
    if row.state != "frozen":
        position = _position(tx, row)
        set_state(tx, row.origin, "frozen", frozen_at=position)
        set_aside_from(tx, sealer, [(row, position)], "entry_after_fork")
    return True


def of_chunk(tx: Tx, row: LogRow, chunk: Chunk) -> ForkProof | None:
    """Return the proof that a run's head covers another history than the one we hold, or None.

    We hold a head of exactly the size where the run starts, signed by the same author, and the
    run's head is tied to another root there.
    """
    held = checkpoint(tx, row, chunk.first)
    if held is None or held.root == chunk.start_root:
        return None
    try:
        return build_heads(held.note, chunk.note, prefix=chunk.start_root, proof=chunk.start_proof)
    except TansiqError:
        return None


def of_entries(held: bytes, offered: bytes, public: bytes) -> ForkProof | None:
    """Return the proof that two entries at one place were both signed, or None."""
    try:
        for one in (held, offered):
            check_signature(parse_entry(one), public)
        return build_entries(held, offered)
    except TansiqError:
        return None


def _position(tx: Tx, row: LogRow) -> int:
    rows = tx.rows("SELECT DISTINCT size FROM ledger.cosignature WHERE log_id = %s", (row.id,))
    return frozen_position([int(one["size"]) for one in rows], row.size)
