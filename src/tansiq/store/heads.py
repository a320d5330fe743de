"""Heads of logs: signed checkpoints, cosignatures, what this node itself has cosigned.

Promises: a head of our own leaves only after the key store remembers it (``head_for_export``), so
a node restored from an older database can never sign a second history unnoticed; what this node
witnessed moves forward only. Does not: verify signatures; the caller did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from tansiq.ledger.checkpoint import Checkpoint, add_cosignature, parse_body
from tansiq.ledger.note import compose, parse
from tansiq.store.connect import Row, Tx
from tansiq.store.log_rows import LogRow, logs, set_state
from tansiq.terms.errors import Conflict, Damaged


class HeadKeeper(Protocol):
    """What settling asks of a key store."""

    def heads(self) -> dict[str, tuple[int, bytes]]:
        """The highest (size, root) noted per origin."""
        ...

    def note_heads(self, heads: Sequence[tuple[str, int, bytes]]) -> None:
        """Remember heads, synced."""
        ...

    def in_doubt(self, origin: str) -> bool:
        """Whether partners may hold more of a log than the keys know."""
        ...


@dataclass(frozen=True, slots=True)
class Head:
    """A signed head as it is kept, cosignatures included in the note."""

    origin: str
    size: int
    root: bytes
    note: str


@dataclass(frozen=True, slots=True)
class Settled:
    """What comparing database and key store found: origins of each kind."""

    noted: tuple[str, ...]
    behind: tuple[str, ...]


def save_note(tx: Tx, log: LogRow, note: str) -> Checkpoint:
    """Keep a verified note: its text and its author's signatures; cosignatures are added alone.

    Conflict ``fork_same_size`` when another root is kept for that size.
    """
    parsed = parse(note)
    checkpoint = parse_body(parsed.text)
    if checkpoint.origin != log.origin:
        raise Damaged("checkpoint_origin", origin=log.origin, found=checkpoint.origin)
    own = tuple(one for one in parsed.signatures if one.name == log.origin)
    new = tx.run(
        "INSERT INTO ledger.checkpoint (log_id, size, root, note) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (log_id, size) DO NOTHING",
        (log.id, checkpoint.size, checkpoint.root, compose(parsed.text, own)),
    )
    if new:
        return checkpoint
    kept = checkpoint_at(tx, log, checkpoint.size)
    if kept is None or kept.root != checkpoint.root:
        raise Conflict("fork_same_size", origin=log.origin, size=checkpoint.size)
    return checkpoint


def checkpoint(tx: Tx, log: LogRow, size: int | None = None) -> Head | None:
    """Return the head of this size, or the newest, with its cosignatures; None when there is none.

    For heads of our own that are to leave the node use ``head_for_export``.
    """
    if size is not None:
        return checkpoint_at(tx, log, size)
    return newest_up_to(tx, log, log.size)


def checkpoint_at(tx: Tx, log: LogRow, size: int) -> Head | None:
    """Return the head of exactly this size."""
    row = tx.one(
        "SELECT size, root, note FROM ledger.checkpoint WHERE log_id = %s AND size = %s",
        (log.id, size),
    )
    return None if row is None else _head(tx, log, row)


def newest_up_to(tx: Tx, log: LogRow, size: int) -> Head | None:
    """Return the newest head that is not larger than ``size``."""
    row = tx.one(
        "SELECT size, root, note FROM ledger.checkpoint WHERE log_id = %s AND size <= %s"
        " ORDER BY size DESC LIMIT 1",
        (log.id, size),
    )
    return None if row is None else _head(tx, log, row)


def head_for_export(
    tx: Tx, log: LogRow, own_heads: Mapping[str, tuple[int, bytes]], node: str
) -> Head | None:
    """Return the newest head that may leave the node; ``own_heads`` is what the key store noted."""
    if log.agency != node:
        return newest_up_to(tx, log, log.size)
    noted = own_heads.get(log.origin)
    return None if noted is None else newest_up_to(tx, log, min(log.size, noted[0]))


def newest_cosigned(tx: Tx, log: LogRow) -> int:
    """Return the largest size that anybody cosigned, or 0."""
    row = tx.one("SELECT max(size) AS size FROM ledger.cosignature WHERE log_id = %s", (log.id,))
    return int(row["size"] or 0) if row else 0


def add_line(tx: Tx, log: LogRow, size: int, witness: str, line: str) -> bool:
    """Keep a verified cosignature line; return whether it is new or newer."""
    return bool(
        tx.run(
            "INSERT INTO ledger.cosignature (log_id, size, witness, line) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (log_id, size, witness) DO UPDATE SET line = excluded.line"
            " WHERE cosignature.line <> excluded.line",
            (log.id, size, witness, line),
        )
    )


def cosignatures(tx: Tx, log: LogRow, size: int) -> dict[str, str]:
    """Return {witness: line} kept for the head of this size."""
    rows = tx.rows(
        "SELECT witness, line FROM ledger.cosignature WHERE log_id = %s AND size = %s"
        " ORDER BY witness",
        (log.id, size),
    )
    return {str(row["witness"]): str(row["line"]) for row in rows}


def witnessed(tx: Tx, origin: str) -> tuple[int, bytes] | None:
    """Return the (size, root) this node last cosigned, locked until commit; None when never."""
    row = tx.one("SELECT size, root FROM ledger.witnessed WHERE origin = %s FOR UPDATE", (origin,))
    return None if row is None else (int(row["size"]), bytes(row["root"]))


def set_witnessed(tx: Tx, origin: str, size: int, root: bytes, *, before: int) -> None:
    """Move what was cosigned from size ``before`` (0 for never) on.

    Conflict ``witness_size`` when another process moved it meanwhile.
    """
    moved = tx.run(
        "INSERT INTO ledger.witnessed AS w (origin, size, root) VALUES (%s, %s, %s)"
        " ON CONFLICT (origin) DO UPDATE SET size = excluded.size, root = excluded.root"
        " WHERE w.size = %s",
        (origin, size, root, before),
    )
    if not moved:
        raise Conflict("witness_size", origin=origin, size=before)


def settle(tx: Tx, keeper: HeadKeeper, node: str) -> Settled:
    """Compare our logs with the heads in the key store, at start and before anything is written.

    A database ahead of it (a crash between the two) is noted now. One that is behind was restored
    from an older copy: that log is blocked until it is healed, and open again once it is. So is one
    of which the key store itself may have forgotten a head, back from its own backup. A closed log
    stays as it is. Damaged ``head_conflict`` when the same size has another root.
    """
    noted, behind = [], []
    heads = keeper.heads()
    for log in logs(tx):
        if log.agency != node:
            continue
        size, root = heads.pop(log.origin, (0, b""))
        if log.state != "closed" and log.size < size:
            set_state(tx, log.origin, "blocked")
            behind.append(log.origin)
            continue
        if log.size == size and size and root != log.root:
            raise Damaged("head_conflict", origin=log.origin, size=size)
        if log.size > size:
            noted.append((log.origin, log.size, log.root))
        if _stays_blocked(tx, keeper, log):
            behind.append(log.origin)
    if noted:
        keeper.note_heads(noted)
    lost = [origin for origin, (size, _) in heads.items() if size]
    return Settled(tuple(origin for origin, _, _ in noted), (*behind, *lost))


def _stays_blocked(tx: Tx, keeper: HeadKeeper, log: LogRow) -> bool:
    """Open a log that is not behind, or block it while it is in doubt that it is not."""
    if log.state not in {"open", "blocked"}:
        return False
    doubted = keeper.in_doubt(log.origin)
    if (log.state == "blocked") is not doubted:
        set_state(tx, log.origin, "blocked" if doubted else "open")
    return doubted


def _head(tx: Tx, log: LogRow, row: Row) -> Head:
    note = str(row["note"])
    for line in cosignatures(tx, log, row["size"]).values():
        note = add_cosignature(note, line)
    return Head(log.origin, int(row["size"]), bytes(row["root"]), note)
