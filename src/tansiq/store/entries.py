"""Entries as they are kept: writing verified ones in bulk, reading them back, the tree over them.

Promises: an entry is never changed; a body may be missing (withheld or erased) while its entry
stays. Does not: verify; what comes here was verified or sealed by the caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from tansiq.ledger.entry import Parsed
from tansiq.ledger.merkle import Tree
from tansiq.store.connect import Row, Tx
from tansiq.store.log_rows import LogRow, use_arrivals
from tansiq.terms.errors import Damaged

_ENTRY_COLUMNS = ("log_id", "seq", "arrival", "received", "kind", "class_id", "leaf", "entry")
_STORED = (
    "SELECT e.log_id, l.origin, e.seq, e.arrival, e.received, e.kind, e.class_id, e.leaf, e.entry,"
    " b.body FROM ledger.entry e JOIN ledger.log l ON l.id = e.log_id"
    " LEFT JOIN ledger.body b ON b.log_id = e.log_id AND b.seq = e.seq"
)
_MOST_TREES = 64


class Arrival(NamedTuple):
    """A verified entry on its way in; ``body`` None when it has none or it was withheld.

    ``parsed`` is the entry taken apart, where the caller has done that already.
    """

    seq: int
    kind: str
    class_id: str
    leaf: bytes
    entry: bytes
    body: bytes | None
    parsed: Parsed | None = None


class Stored(NamedTuple):
    """An entry as it is kept; ``arrival`` is its place in this node's own order of arrival.

    ``parsed`` is there for an entry that came just now; it is no column.
    """

    log_id: int
    origin: str
    seq: int
    arrival: int
    received: datetime
    kind: str
    class_id: str
    leaf: bytes
    entry: bytes
    body: bytes | None
    parsed: Parsed | None = None


def write(tx: Tx, log: LogRow, arrivals: Sequence[Arrival], received: datetime) -> list[Stored]:
    """Copy entries and bodies in; the caller holds the log's lock and grows the log."""
    first = use_arrivals(tx, len(arrivals))
    stored = [
        Stored(log.id, log.origin, a.seq, number, received, *a[1:])
        for number, a in enumerate(arrivals, first)
    ]
    write_rows(tx, stored)
    return stored


def write_rows(tx: Tx, stored: Sequence[Stored]) -> None:
    """Copy the rows of entries and of the bodies that are there."""
    tx.copy(
        "ledger.entry",
        _ENTRY_COLUMNS,
        ((s[0], s[2], s[3], s[4], s[5], s[6], s[7], s[8]) for s in stored),
    )
    bodies = [(s.log_id, s.seq, s.body) for s in stored if s.body]
    if bodies:
        tx.copy("ledger.body", ("log_id", "seq", "body"), bodies)


def write_bodies(tx: Tx, log: LogRow, bodies: Iterable[tuple[int, bytes]]) -> int:
    """Add bodies that were missing (checked by the caller); return how many were new."""
    return tx.many(
        "INSERT INTO ledger.body (log_id, seq, body) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        [(log.id, seq, body) for seq, body in bodies],
    )


def entries(tx: Tx, log: LogRow, first: int, limit: int) -> list[tuple[int, bytes, bytes | None]]:
    """Return (seq, entry, body or None) from ``first`` on, at most ``limit``."""
    found = tx.tuples(
        "SELECT e.seq, e.entry, b.body FROM ledger.entry e"
        " LEFT JOIN ledger.body b ON b.log_id = e.log_id AND b.seq = e.seq"
        " WHERE e.log_id = %s AND e.seq >= %s ORDER BY e.seq LIMIT %s",
        (log.id, first, limit),
    )
    return [(seq, entry, body) for seq, entry, body in found]


def entries_within(
    tx: Tx, log: LogRow, first: int, limit: int, room: int
) -> list[tuple[bytes, bytes | None]]:
    """Return (entry, body or None) of at most ``limit`` entries that fit into ``room`` bytes.

    The first comes however large it is; what is beyond the room is not read.
    """
    return tx.tuples(
        "SELECT entry, body FROM (SELECT e.seq, e.entry, b.body, sum(octet_length(e.entry)"
        " + coalesce(octet_length(b.body), 0)) OVER (ORDER BY e.seq) AS upto"
        " FROM ledger.entry e LEFT JOIN ledger.body b ON b.log_id = e.log_id AND b.seq = e.seq"
        " WHERE e.log_id = %s AND e.seq >= %s AND e.seq < %s) AS run"
        " WHERE upto <= %s OR seq = %s ORDER BY seq",
        (log.id, first, first + limit, room, first),
    )


def leaves(tx: Tx, log: LogRow, first: int = 0, last: int | None = None) -> list[bytes]:
    """Return the leaf hashes from ``first`` up to, not including, ``last`` (or the log's size)."""
    found = tx.tuples(
        "SELECT leaf FROM ledger.entry WHERE log_id = %s AND seq >= %s AND seq < %s ORDER BY seq",
        (log.id, first, log.size if last is None else last),
    )
    return [leaf for (leaf,) in found]


def tree(tx: Tx, log: LogRow) -> Tree:
    """Return the tree over the log, kept between calls; it may be larger than ``log.size``.

    Always name the size when asking it. Damaged ``log_root`` when entries and frontier disagree.
    """
    with tx.memory.lock:
        kept = tx.memory.trees.pop(log.origin, None)
        # A tree grown inside a transaction that was undone does not match; it is made anew.
        if kept is None or not _grown(tx, log, kept):
            kept = Tree.of(leaves(tx, log))
            if kept.root(log.size) != log.root:
                raise Damaged("log_root", origin=log.origin, size=log.size)
        tx.memory.trees[log.origin] = kept
        while len(tx.memory.trees) > _MOST_TREES:
            tx.memory.trees.pop(next(iter(tx.memory.trees)))
        return kept


def _grown(tx: Tx, log: LogRow, kept: Tree) -> bool:
    if kept.size < log.size:
        kept.extend(leaves(tx, log, kept.size))
    return kept.size >= log.size and kept.root(log.size) == log.root


def stored(tx: Tx, log: LogRow, first: int, limit: int) -> list[Stored]:
    """Return whole rows from ``first`` on, at most ``limit``."""
    found = tx.tuples(
        f"{_STORED} WHERE e.log_id = %s AND e.seq >= %s ORDER BY e.seq LIMIT %s",
        (log.id, first, limit),
    )
    return [Stored(*row) for row in found]


def entry_at(tx: Tx, origin: str, seq: int) -> Stored | None:
    """Return the entry at a place of a log, or None."""
    found = tx.tuples(f"{_STORED} WHERE l.origin = %s AND e.seq = %s", (origin, seq))
    return Stored(*found[0]) if found else None


def entry_by_leaf(tx: Tx, leaf: bytes) -> Stored | None:
    """Return the entry with this leaf hash, or None."""
    found = tx.tuples(f"{_STORED} WHERE e.leaf = %s", (leaf,))
    return Stored(*found[0]) if found else None


def entries_of_class(tx: Tx, class_id: str) -> list[Stored]:
    """Return all entries of a retention class in order of arrival."""
    found = tx.tuples(f"{_STORED} WHERE e.class_id = %s ORDER BY e.arrival", (class_id,))
    return [Stored(*row) for row in found]


def held_leaves(tx: Tx, wanted: Sequence[bytes]) -> set[bytes]:
    """Return those of the leaf hashes that are held."""
    if not wanted:
        return set()
    found = tx.tuples("SELECT leaf FROM ledger.entry WHERE leaf = ANY(%s)", (list(wanted),))
    return {leaf for (leaf,) in found}


def sizes(tx: Tx) -> list[Row]:
    """Return origin, size and state of every log: the have-map of an exchange."""
    return tx.rows("SELECT origin, size, state FROM ledger.log ORDER BY origin")
