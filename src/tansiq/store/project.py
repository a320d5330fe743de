"""Projections, in one place: what slices declare, folding, folding late, folding anew.

Promises: at start every projection has the tables of its version and holds every entry; an entry
whose key or cause came late is folded then, and keeps that place in the order for ever. Does not:
back projections up; they are thrown away and folded again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from tansiq.store.appending import Sealer
from tansiq.store.connect import Store, Tx
from tansiq.store.entries import Stored
from tansiq.store.folding import Folded, fold_judged, fold_many, fold_stored, note_states, set_aside
from tansiq.store.log_rows import take_turn, use_arrivals
from tansiq.store.opening import Keys, Reader, Unopened
from tansiq.store.projection import Change, Delete, Failure, Insert, Opened, Projection, Update
from tansiq.store.rebuild import Rebuilt, rebuild, rebuild_in

__all__ = [
    "Change",
    "Delete",
    "Failure",
    "Folded",
    "Insert",
    "Keys",
    "Opened",
    "Projection",
    "Reader",
    "Rebuilt",
    "Unopened",
    "Update",
    "digest",
    "fold_late",
    "fold_many",
    "fold_stored",
    "prepare",
    "rebuild",
    "rebuild_in",
    "refold",
    "states",
]

_WAITING = (
    "SELECT e.log_id, l.origin, e.seq, e.arrival, e.received, e.kind, e.class_id, e.leaf, e.entry,"
    " b.body FROM ledger.entry_state s"
    " JOIN ledger.entry e ON e.log_id = s.log_id AND e.seq = s.seq"
    " JOIN ledger.log l ON l.id = e.log_id"
    " LEFT JOIN ledger.body b ON b.log_id = e.log_id AND b.seq = e.seq"
    " WHERE s.state = ANY(%s) AND (%s::text[] IS NULL OR e.class_id = ANY(%s))"
    " ORDER BY e.arrival"
)


def prepare(store: Store, projections: Sequence[Projection], sealer: Sealer) -> Rebuilt | None:
    """Bring all projections to their version at start; None when nothing was to do.

    What was of an unknown kind is tried again: the software may have learnt it.
    """
    rebuilt = None
    with store.transaction() as tx:
        take_turn(tx)
        rows = tx.rows("SELECT name, version FROM ledger.projection")
        kept = {str(row["name"]): row["version"] for row in rows}
        if kept != {one.name: one.version for one in projections} or _misses_entries(tx):
            rebuilt = rebuild_in(tx, projections, sealer.reader)
        # A release that brings a kind also brings a version: both in one start.
        refold(tx, projections, sealer.reader, states=("unknown_kind",))
    return rebuilt


def _misses_entries(tx: Tx) -> bool:
    """Tell whether an entry came after the last one folded and nobody said why it waits."""
    return bool(
        tx.one(
            "SELECT 1 FROM ledger.entry e LEFT JOIN ledger.entry_state s"
            " ON s.log_id = e.log_id AND s.seq = e.seq"
            " WHERE e.arrival > (SELECT min(folded) FROM ledger.projection) AND s.seq IS NULL"
            " LIMIT 1"
        )
    )


def refold(
    tx: Tx,
    projections: Sequence[Projection],
    reader: Reader,
    *,
    states: Sequence[str] = ("unopenable",),
    classes: Sequence[str] | None = None,
) -> Folded:
    """Try entries again that stayed closed: after a class key, a body or a cause came.

    Parked entries are tried only when asked for by ``states=("parked",)`` or ``fold_late``.
    """
    wanted = None if classes is None else list(classes)
    rows = tx.tuples(_WAITING, (list(states), wanted, wanted))
    return fold_late(tx, projections, reader, [Stored(*row) for row in rows])


def fold_late(
    tx: Tx, projections: Sequence[Projection], reader: Reader, stored: Sequence[Stored]
) -> Folded:
    """Fold entries after their time; each takes the next place in the order of folding."""
    if not stored:
        return Folded((), ())
    take_turn(tx)
    batch = reader.remembering()
    read = [batch.read(one) for one in stored]
    opened = [one for one in read if isinstance(one, Opened)]
    closed = [one for one in read if isinstance(one, Unopened)]
    failures = fold_judged(tx, projections, opened)
    _note_late(tx, stored, opened)
    closed.extend(set_aside(stored, failures))
    note_states(tx, closed)
    failed = {id(failure.opened) for failure in failures}
    done = tuple(one for one in opened if id(one) not in failed)
    return Folded(done, tuple(closed))


def _note_late(tx: Tx, stored: Sequence[Stored], done: Sequence[Opened]) -> None:
    if not done:
        return
    places = {(one.origin, one.seq): one.log_id for one in stored}
    first = use_arrivals(tx, len(done))
    tx.many(
        "INSERT INTO ledger.entry_state (log_id, seq, state, fold_no, since)"
        " VALUES (%s, %s, 'opened', %s, now()) ON CONFLICT (log_id, seq) DO UPDATE"
        " SET state = 'opened', reason = '', fold_no = excluded.fold_no",
        [(places[one.origin, one.seq], one.seq, number) for number, one in enumerate(done, first)],
    )
    tx.run("UPDATE ledger.projection SET folded = %s", (first + len(done) - 1,))


def states(tx: Tx, origin: str, first: int, last: int) -> dict[int, tuple[str, str]]:
    """Return {seq: (state, reason)} of entries that are not simply opened, ``last`` excluded."""
    rows = tx.rows(
        "SELECT s.seq, s.state, s.reason FROM ledger.entry_state s"
        " JOIN ledger.log l ON l.id = s.log_id"
        " WHERE l.origin = %s AND s.seq >= %s AND s.seq < %s AND s.state <> 'opened'",
        (origin, first, last),
    )
    return {int(row["seq"]): (str(row["state"]), str(row["reason"])) for row in rows}


def digest(tx: Tx) -> dict[str, str]:
    """Return per table the SHA-256 over its sorted row digests: equal rows, equal digest."""
    tables = tx.rows(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'projection' ORDER BY tablename"
    )
    found: dict[str, str] = {}
    for row in tables:
        name = str(row["tablename"])
        total = hashlib.sha256()
        query = (
            "SELECT sha256(convert_to(t::text, 'UTF8')) AS d"
            f' FROM projection."{name}" t ORDER BY d'
        )
        for rows in tx.stream(query, batch=20_000):
            for (one,) in rows:
                total.update(one)
        found[name] = total.hexdigest()
    return found
