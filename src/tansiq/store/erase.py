"""Physical erasure of retention classes: ciphertext, rows folded from it, statistics, old log.

Promises: after ``erase`` with maintenance rights on a server that keeps no copies, no file of the
database holds what was folded from the classes or their ciphertext, while entries, heads and proofs
stay whole. What could not be cleared is named in ``copies``; then it must not be called done. Does
not: destroy keys (``KeyStore.erase_classes`` comes first) or reach remnants of a disk.

Order, each step repeatable: one transaction deletes bodies and references and folds everything
anew -> blob files are overwritten and removed -> touched tables are rewritten (VACUUM FULL), which
drops dead rows -> the write-ahead log is switched and checkpointed, so that segments with old rows
are deleted (never renamed: ``wal_recycle`` is off).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg

from tansiq.store.blobs import BlobStore, forget_blobs
from tansiq.store.connect import Store, Tx
from tansiq.store.faults import translated
from tansiq.store.log_rows import take_turn
from tansiq.store.opening import Reader
from tansiq.store.projection import Projection
from tansiq.store.rebuild import rebuild_in
from tansiq.terms.errors import Conflict

_REWRITTEN = ("ledger.body", "ledger.blob_ref", "ledger.entry_state", "ledger.read_text")
_CATALOGUES = ("pg_catalog.pg_statistic", "pg_catalog.pg_statistic_ext_data")
_SWITCHES = 3
_TRIES = 20
_PAUSE = 0.2
# Below the second after which the server looks for who waits for whom.
_PATIENCE_MS = 400
# Classes 40 and 55 of the server's codes: undone, or given up, because of another transaction.
_UNDONE = ("40", "55")


@dataclass(frozen=True, slots=True)
class Erased:
    """What was deleted; ``copies`` names what may still hold old bytes, empty when nothing does."""

    entries: int
    bodies: int
    blobs: int
    copies: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasing:
    """What an erasure works with: projections and reader to fold anew, blobs, maintenance rights.

    ``maintenance_dsn`` is a connection with the right to switch the write-ahead log, if there is
    one: the embedded server's keeper, or a database administrator's.
    """

    projections: Sequence[Projection]
    reader: Reader
    blobs: BlobStore
    now: datetime
    maintenance_dsn: str | None = None


def erase(store: Store, class_ids: Sequence[str], erasing: Erasing) -> Erased:
    """Erase classes whose keys are destroyed already; idempotent.

    Conflict ``class_key_held`` when a key still is there: the rows would come back.
    """
    classes = sorted(set(class_ids))
    held = [one for one in classes if erasing.reader.key(one) is not None]
    if held:
        raise Conflict("class_key_held", class_id=held[0])
    entries, bodies, loose = _delete_patiently(store, classes, erasing)
    removed = sum(erasing.blobs.delete(address) for address in loose)
    _rewrite(store.dsn)
    copies = _clear_log(erasing.maintenance_dsn or store.dsn)
    with store.transaction() as tx:
        tx.run(
            "UPDATE ledger.erasure SET physical = %s, blobs = greatest(blobs, %s)"
            " WHERE class_id = ANY(%s)",
            (" ".join(copies) or "done", removed, classes),
        )
    return Erased(entries, bodies, removed, tuple(copies))


def _delete_patiently(
    store: Store, classes: list[str], erasing: Erasing
) -> tuple[int, int, list[str]]:
    """Delete; again when another transaction was in the way, for nothing of that try was kept.

    Whoever read a table before it waits for its turn to write, and we who hold the turn and are to
    drop that table, wait for one another. We give up first, before the server would end either.
    """
    for _ in range(_TRIES - 1):
        try:
            return _delete(store, classes, erasing)
        except Conflict as busy:
            if not str(busy.facts.get("sqlstate", "")).startswith(_UNDONE):
                raise
        # Whoever was in the way goes first now; without a pause we would take its turn again.
        time.sleep(_PAUSE)
    return _delete(store, classes, erasing)


def _delete(store: Store, classes: list[str], erasing: Erasing) -> tuple[int, int, list[str]]:
    """Delete bodies and references and fold anew; count both, and name the files left loose."""
    with store.transaction() as tx:
        take_turn(tx)
        tx.run(f"SET LOCAL lock_timeout = '{_PATIENCE_MS}ms'")
        entries = _count(tx, classes)
        bodies = tx.run(
            "DELETE FROM ledger.body b USING ledger.entry e"
            " WHERE e.log_id = b.log_id AND e.seq = b.seq AND e.class_id = ANY(%s)",
            (classes,),
        )
        _mark(tx, classes)
        rebuild_in(tx, erasing.projections, erasing.reader)
        # After the new tables are in place: whoever was just taking in an attachment that the old
        # ones named has finished by then, and what it noted is found here.
        loose = forget_blobs(tx, classes)
        _note(tx, classes, erasing.now)
    return entries, bodies, loose


def _count(tx: Tx, classes: list[str]) -> int:
    row = tx.one("SELECT count(*) AS n FROM ledger.entry WHERE class_id = ANY(%s)", (classes,))
    return int(row["n"]) if row else 0


def _mark(tx: Tx, classes: list[str]) -> None:
    tx.run(
        "INSERT INTO ledger.entry_state (log_id, seq, state, reason, since)"
        " SELECT log_id, seq, 'erased', 'class_erased', now() FROM ledger.entry"
        " WHERE class_id = ANY(%s) AND kind <> 'class_opened'"
        " ON CONFLICT (log_id, seq) DO UPDATE SET state = 'erased', reason = 'class_erased'",
        (classes,),
    )
    tx.run(
        "DELETE FROM ledger.parked p USING ledger.entry e"
        " WHERE e.log_id = p.log_id AND e.seq = p.seq AND e.class_id = ANY(%s)",
        (classes,),
    )


def _note(tx: Tx, classes: list[str], now: datetime) -> None:
    tx.many(
        "INSERT INTO ledger.erasure (class_id, erased, entries, blobs, physical)"
        " SELECT %s, %s, count(*), 0, 'begun' FROM ledger.entry WHERE class_id = %s"
        " ON CONFLICT (class_id) DO NOTHING",
        [(one, now, one) for one in classes],
    )


def _rewrite(dsn: str) -> None:
    """Write the touched tables anew, without their dead rows."""
    with translated(), psycopg.connect(dsn, autocommit=True) as connection:
        for table in _REWRITTEN:
            connection.execute(f"VACUUM (FULL) {table}".encode())


def _clear_log(dsn: str) -> list[str]:
    """Drop sample values and old log segments; name what keeps copies all the same."""
    with translated(), psycopg.connect(dsn, autocommit=True) as connection:
        left = _copies(connection)
        try:
            for table in _CATALOGUES:
                connection.execute(f"VACUUM (FULL) {table}".encode())
            for _ in range(_SWITCHES):
                connection.execute("SELECT pg_switch_wal()")
                connection.execute("CHECKPOINT")
        except psycopg.errors.InsufficientPrivilege:
            left.append("wal")
    return left


# Each row: what keeps a copy, and whether it is there. A replication slot holds segments back.
_KEEPERS = """
SELECT 'replica', EXISTS (SELECT FROM pg_stat_replication)
UNION ALL SELECT 'replica_slot', EXISTS (SELECT FROM pg_replication_slots)
UNION ALL SELECT 'wal_archive', current_setting('archive_mode') <> 'off'
UNION ALL SELECT 'wal_recycled', current_setting('wal_recycle') <> 'off'
UNION ALL SELECT 'wal_kept', current_setting('wal_keep_size') <> '0'
"""


def _copies(connection: psycopg.Connection[tuple[object, ...]]) -> list[str]:
    return [str(name) for name, there in connection.execute(_KEEPERS).fetchall() if there]
