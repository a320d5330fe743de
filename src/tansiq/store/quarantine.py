"""What came in and is not applied: entries waiting for a cause, and things refused as they came.

Promises: a parked entry lies in its log and is folded once its causes are there; what could not
enter a log at all is kept with its reason, up to a cap per sender, and can be shown; what turns out
later not to count is folded out again. Does not: decide; the exchange does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tansiq.store.appending import NEVER_FROZEN, Sealer
from tansiq.store.connect import Row, Tx
from tansiq.store.entries import Stored
from tansiq.store.folding import note_states
from tansiq.store.log_rows import LogRow
from tansiq.store.opening import Unopened
from tansiq.store.rebuild import rebuild_in
from tansiq.store.refolding import FOLD_REASONS

MOST_KEPT = 1000
_PARKED = (
    "SELECT e.log_id, l.origin, e.seq, e.arrival, e.received, e.kind, e.class_id, e.leaf, e.entry,"
    " b.body FROM ledger.entry e JOIN ledger.log l ON l.id = e.log_id"
    " LEFT JOIN ledger.body b ON b.log_id = e.log_id AND b.seq = e.seq"
    " JOIN ledger.entry_state s ON s.log_id = e.log_id AND s.seq = e.seq AND s.state = 'parked'"
    " WHERE NOT EXISTS (SELECT FROM ledger.parked p WHERE p.log_id = e.log_id AND p.seq = e.seq)"
    " ORDER BY e.arrival"
)

_FROM = (
    " FROM ledger.entry e LEFT JOIN ledger.entry_state s"
    " ON s.log_id = e.log_id AND s.seq = e.seq"
    " WHERE e.log_id = %s AND e.seq >= %s AND e.kind <> ALL(%s)"
)
_COUNTED = "coalesce(s.state, 'opened') = 'opened'"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something a partner sent that is kept outside every log."""

    id: int
    sender: str
    origin: str
    seq: int | None
    code: str
    facts: Mapping[str, object]
    received: datetime


def park(tx: Tx, waiting: Sequence[tuple[Stored, Sequence[bytes]]]) -> None:
    """Let entries wait for the entries with these leaf hashes."""
    if not waiting:
        return
    note_states(tx, [Unopened(one, "parked", "after_missing") for one, _ in waiting])
    tx.many(
        "INSERT INTO ledger.parked (log_id, seq, needs) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        [(one.log_id, one.seq, leaf) for one, needs in waiting for leaf in needs],
    )


def release(tx: Tx, arrived: Sequence[bytes]) -> list[Stored]:
    """Note that these leaves are here now; return the entries that wait for nothing any more.

    They keep the state ``parked`` until ``project.fold_late`` gave them another.
    """
    # Whoever parks holds the node's write order, as our caller does: what is seen now stands.
    if not arrived or tx.one("SELECT 1 FROM ledger.parked LIMIT 1") is None:
        return []
    freed = tx.run("DELETE FROM ledger.parked WHERE needs = ANY(%s)", (list(arrived),))
    return [Stored(*row) for row in tx.tuples(_PARKED)] if freed else []


def parked_count(tx: Tx, agency: str) -> int:
    """Return how many entries of an agency's logs are parked."""
    row = tx.one(
        "SELECT count(*) AS n FROM ledger.entry_state s JOIN ledger.log l ON l.id = s.log_id"
        " WHERE l.agency = %s AND s.state = 'parked'",
        (agency,),
    )
    return int(row["n"]) if row else 0


def set_aside(tx: Tx, stored: Stored, code: str) -> None:
    """Quarantine an entry that is in its log but must not be applied."""
    note_states(tx, [Unopened(stored, "quarantined", code)])


def set_aside_from(tx: Tx, sealer: Sealer, ends: Sequence[tuple[LogRow, int]], code: str) -> None:
    """Quarantine what lies in each log from a position on, and fold anew without it.

    Entries of kinds that are never frozen stay. The caller has moved the logs' states, so nothing
    is added to them meanwhile; the write order is taken only when rows have to go. An entry that
    is erased or was found bad keeps its own reason: it counts for nothing either way.
    """
    folded = 0
    for log, position in ends:
        place = log.id, position, list(NEVER_FROZEN)
        counted = tx.one(f"SELECT count(*) AS n {_FROM} AND {_COUNTED}", place)
        folded += counted["n"] if counted else 0
        tx.run(
            "INSERT INTO ledger.entry_state (log_id, seq, state, reason, since)"
            f" SELECT e.log_id, e.seq, 'quarantined', %s, now() {_FROM}"
            " AND coalesce(s.state, 'opened') <> 'erased'"
            " AND (s.state IS DISTINCT FROM 'quarantined' OR s.reason LIKE %s)"
            " ON CONFLICT (log_id, seq)"
            " DO UPDATE SET state = excluded.state, reason = excluded.reason",
            (code, *place, FOLD_REASONS),
        )
        tx.run("DELETE FROM ledger.parked WHERE log_id = %s AND seq >= %s", (log.id, position))
    if folded:
        rebuild_in(tx, sealer.projections, sealer.reader, helped=False)


def keep_refusal(tx: Tx, refusal: Refusal, entry: bytes, body: bytes | None) -> bool:
    """Keep what a sender's entry was and why it was refused; False when the sender's cap is met.

    The same refusal of the same bytes is kept once.
    """
    made = tx.run(
        "INSERT INTO ledger.quarantine (sender, origin, seq, code, facts, entry, body, received)"
        " SELECT %s, %s, %s, %s, %s, %s, %s, %s"
        " WHERE (SELECT count(*) FROM ledger.quarantine WHERE sender = %s AND lifted IS NULL) < %s"
        " AND NOT EXISTS (SELECT FROM ledger.quarantine WHERE sender = %s AND code = %s"
        "                 AND entry = %s)",
        (
            *(refusal.sender, refusal.origin, refusal.seq, refusal.code, dict(refusal.facts)),
            *(entry, body, refusal.received),
            *(refusal.sender, MOST_KEPT, refusal.sender, refusal.code, entry),
        ),
    )
    return made > 0


def refusals(tx: Tx, sender: str | None = None, limit: int = 200) -> list[Refusal]:
    """Return what is kept and not lifted, newest first."""
    rows = tx.rows(
        "SELECT id, sender, origin, seq, code, facts, received FROM ledger.quarantine"
        " WHERE lifted IS NULL AND (%s::text IS NULL OR sender = %s) ORDER BY id DESC LIMIT %s",
        (sender, sender, limit),
    )
    return [_refusal(row) for row in rows]


def lift(tx: Tx, refusal: int, now: datetime) -> bool:
    """Take a refusal off the list, once somebody has looked into it; it stays on record."""
    return tx.run("UPDATE ledger.quarantine SET lifted = %s WHERE id = %s", (now, refusal)) > 0


def _refusal(row: Row) -> Refusal:
    return Refusal(
        id=row["id"],
        sender=row["sender"],
        origin=row["origin"],
        seq=row["seq"],
        code=row["code"],
        facts=row["facts"],
        received=row["received"],
    )
