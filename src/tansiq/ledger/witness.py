"""What a witness does with a head it is shown (C2SP tlog-witness, `add-checkpoint`).

Promises the compare-and-swap rule as a pure function: the caller reads the recorded head and writes
the new one in ONE transaction, and only then lets the cosignature leave. Without that, a slower
request for a smaller head could roll the record back (the race the specification describes).
Checking the log's own signature comes first and is `checkpoint.open_checkpoint`.
"""

from __future__ import annotations

from collections.abc import Sequence

from tansiq.ledger.checkpoint import Checkpoint, empty
from tansiq.ledger.cosignature import check_cosignature, cosign
from tansiq.ledger.merkle import EMPTY_ROOT, verify_consistency
from tansiq.terms.errors import Conflict, Damaged, Invalid

__all__ = ["advance", "check_cosignature", "cosign", "key_name"]

MAX_PROOF_LINES = 63


def key_name(node: str) -> str:
    """Return the key name under which a node cosigns."""
    return f"{node}/w"


def advance(
    seen: Checkpoint | None, old_size: int, offered: Checkpoint, proof: Sequence[bytes]
) -> Checkpoint:
    """Return the head to record and cosign, or raise what the protocol answers.

    Conflict `witness_size` (409; fact `size` is the recorded size), Invalid `witness_old_size`
    (400), Invalid `witness_proof` (422), Damaged `witness_root` (422; same size, another root:
    together with the recorded head this is proof of a fork). `seen` is None for a log never seen.
    """
    known = seen or empty(offered.origin)
    if offered.origin != known.origin:
        raise Invalid("witness_origin", origin=known.origin, found=offered.origin)
    if old_size > offered.size or old_size < 0:
        raise Invalid("witness_old_size", old=old_size, size=offered.size)
    if old_size != known.size:
        raise Conflict("witness_size", origin=known.origin, size=known.size)
    if offered.size == 0 and offered.root != EMPTY_ROOT:
        raise Invalid("witness_proof", old=old_size, size=0)
    if old_size == offered.size and offered.root != known.root:
        raise Damaged("witness_root", origin=known.origin, size=known.size)
    consistent = len(proof) <= MAX_PROOF_LINES and verify_consistency(
        old_size, offered.size, known.root, offered.root, proof
    )
    if not consistent:
        raise Invalid("witness_proof", old=old_size, size=offered.size)
    return offered
