"""Revoked keys: what a root-signed revocation does to the logs held of that key.

Promises: what a head cosigned before the revocation came covers still counts, and is marked
suspect; what was folded beyond it is folded out again. Does not judge entries that come later:
`runs` and `intake` do, by the same position.
"""

from tansiq.ledger.cards import Revocation
from tansiq.store.appending import Sealer
from tansiq.store.connect import Tx
from tansiq.store.logs import logs, newest_cosigned, set_state
from tansiq.store.quarantine import set_aside_from


def revoke(tx: Tx, sealer: Sealer, revocation: Revocation) -> None:
    """Let a revocation take effect on the logs held of its epoch.

    What a head cosigned before this moment covers still counts, and is marked suspect from the
    position the revocation names: nothing can be back-dated out of what was witnessed. What was
    folded beyond both is set aside.
    """
    ends = []
    for row in logs(tx):
        if (row.agency, row.epoch) != (revocation.node, revocation.epoch):
            continue
        last = next((one.size for one in revocation.last if one.origin == row.origin), 0)
        counts = max(last, newest_cosigned(tx, row))
        set_state(
            tx,
            row.origin,
            "frozen" if row.state == "frozen" else "closed",
            frozen_at=counts if row.frozen_at is None else None,
            suspect_from=last if last < min(counts, row.size) else None,
        )
        ends.append((row, counts if row.frozen_at is None else row.frozen_at))
    set_aside_from(tx, sealer, ends, "entry_after_revocation")
