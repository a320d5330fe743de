"""Folding entries again: the part without a database, and the part that writes what came out.

Promises: ``make`` is pure, so another process may do it; ``put`` leaves the tables as if the
entries of the batch had been folded one after the other. Does not: choose the order of batches.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tansiq.store.changes import PackedInsert, Target, apply
from tansiq.store.connect import Tx
from tansiq.store.entries import Stored
from tansiq.store.folding import FOLD_FAULTS, by_kind, changes_by, fold_code, note_state_rows
from tansiq.store.opening import Reader, Unopened
from tansiq.store.projection import Change, Projection
from tansiq.terms.errors import Conflict, Invalid

COLUMNS = (
    "e.log_id, l.origin, e.seq, e.arrival, e.received, e.kind, e.class_id, e.leaf, e.entry, b.body"
)
SOURCE = (
    " FROM ledger.entry e JOIN ledger.log l ON l.id = e.log_id"
    " LEFT JOIN ledger.entry_state s ON s.log_id = e.log_id AND s.seq = e.seq"
    " LEFT JOIN ledger.body b ON b.log_id = e.log_id AND b.seq = e.seq"
)
# Entries never folded late that are simply opened, or that a fold set aside and that get another
# try; every other state stands.
_PROMPT = "s.fold_no IS NULL AND (coalesce(s.state, 'opened') = 'opened' OR s.reason LIKE %s)"
FOLD_REASONS = "fold\\_%"


class Made(NamedTuple):
    """What folding a batch gives: changes per entry, and entries that stay closed."""

    changes: Sequence[tuple[int, int, Sequence[Change | PackedInsert]]]
    closed: Sequence[tuple[int, int, str, str]]


def stretch(tx: Tx, first: int, last: int) -> list[Stored]:
    """Return the entries to fold with arrival numbers from ``first`` to ``last``, in order."""
    rows = tx.tuples(
        f"SELECT {COLUMNS}{SOURCE} WHERE e.arrival >= %s AND e.arrival <= %s AND {_PROMPT}"
        " ORDER BY e.arrival",
        (first, last, FOLD_REASONS),
    )
    return [Stored(*row) for row in rows]


def make(projections: Sequence[Projection], reader: Reader, batch: Sequence[Stored]) -> Made:
    """Open and fold a batch, without a database."""
    wanted = by_kind(projections)
    changes: list[tuple[int, int, list[Change]]] = []
    closed: list[tuple[int, int, str, str]] = []
    for stored in batch:
        read = reader.reread(stored)
        if isinstance(read, Unopened):
            closed.append((stored.log_id, stored.seq, read.state, read.reason))
            continue
        try:
            found = changes_by(wanted.get(read.header.kind, ()), read)
        except FOLD_FAULTS as error:
            closed.append((stored.log_id, stored.seq, "quarantined", fold_code(error)))
        else:
            changes.append((stored.log_id, stored.seq, found))
    return Made(changes, closed)


def put(tx: Tx, made: Made, target: Target) -> tuple[int, int]:
    """Write what a batch gave; return how many entries were folded and how many stay closed."""
    closed = list(made.closed)
    changes = [change for _, _, found in made.changes for change in found]
    try:
        if changes:
            with tx.savepoint():
                apply(tx, changes, target)
    except (Conflict, Invalid):
        closed += _one_by_one(tx, made, target)
    note_state_rows(tx, closed)
    folded = len(made.changes) + len(made.closed) - len(closed)
    return folded, len(closed)


def _one_by_one(tx: Tx, made: Made, target: Target) -> list[tuple[int, int, str, str]]:
    failed = []
    for log_id, seq, changes in made.changes:
        try:
            with tx.savepoint():
                apply(tx, changes, target)
        except (Conflict, Invalid) as error:
            if error.code == "store_busy":
                raise
            failed.append((log_id, seq, "quarantined", fold_code(error)))
    return failed
