"""Appending to our own logs.

Promises: entries, bodies, rows folded from them, cursors and the signed head are one transaction;
sequence numbers have no gap; what is acknowledged is durable. A log that is frozen, blocked or
closed, and a generation other than the one the officer saw, are refused. Does not: decide whether
a record may be said; that is the command's affair, done before.

Order of durability, each step only after the one before it returned:
  1. database COMMIT (write-ahead log synced): entries, bodies, rows, head
  2. key store: highest head per log, fdatasync
  3. the append is acknowledged; from here on the head may leave the node (``head_for_export``)
A crash after 1 leaves the key store behind the database: ``heads.settle`` notes it at the start. A
key store ahead of the database means an older database was put back: that log is blocked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tansiq.ledger.checkpoint import Checkpoint, sign_checkpoint
from tansiq.ledger.entry import Sealed, seal_entry
from tansiq.ledger.keystore import KeyStore
from tansiq.store.connect import Tx
from tansiq.store.entries import Arrival, Stored, write_rows
from tansiq.store.folding import fold_many, note_position
from tansiq.store.log_rows import LogRow, current_log, grow, lock, use_arrivals
from tansiq.store.notify import notify
from tansiq.store.opening import Reader, Unopened
from tansiq.store.projection import Opened, Projection
from tansiq.terms.clock import Clock, SystemClock
from tansiq.terms.errors import Conflict, Invalid, Missing, Refused
from tansiq.terms.ids import ChannelId, EntryId, EntryRef, NodeId, entry_id

# A stop is never held up, not even by a freeze.
NEVER_FROZEN = frozenset({"stop_ordered"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is to be appended to this node's current log of a channel.

    ``time`` is a UTC stamp; ``plaintext`` the body's text or None; ``expected_generation`` the
    generation the officer saw, or None when nobody looked.
    """

    channel: ChannelId
    kind: str
    time: str
    class_id: str
    plaintext: bytes | None
    after: tuple[EntryRef, ...] = ()
    extra: dict[str, object] = field(default_factory=dict)
    expected_generation: int | None = None


@dataclass(frozen=True, slots=True)
class Appended:
    """Where a draft came to stand."""

    origin: str
    seq: int
    leaf: bytes
    entry_id: EntryId
    channel: ChannelId

    @property
    def ref(self) -> EntryRef:
        """The reference by which later entries cite it."""
        return EntryRef(self.origin, self.seq, self.leaf.hex())


class Sealer:
    """What appending needs beside the database: keys, who we are, what is folded."""

    def __init__(
        self,
        keys: KeyStore,
        projections: Sequence[Projection] = (),
        clock: Clock | None = None,
    ) -> None:
        """Seal with the keys of this store, for the node it belongs to."""
        self.keys = keys
        self.node: NodeId = keys.node
        self.projections = tuple(projections)
        self.clock: Clock = clock or SystemClock()
        self.reader = Reader(keys, keys.node)

    def note_heads(self, heads: Sequence[tuple[str, int, bytes]]) -> None:
        """Remember the highest head of each log in the key store, with one sync."""
        highest = {origin: (origin, size, root) for origin, size, root in heads}
        self.keys.note_heads(list(highest.values()))


@dataclass(slots=True)
class _Growing:
    """A log while a group is written to it."""

    row: LogRow
    next_seq: int
    leaves: list[bytes]


def append(tx: Tx, sealer: Sealer, drafts: Sequence[Draft]) -> list[Appended]:
    """Seal and write drafts in order; all or none.

    Conflict ``generation_changed``, Refused ``log_frozen``/``log_blocked``/``log_closed``,
    Missing ``log_missing``, Invalid ``entry_...`` or ``append_unreadable``. The head is noted in
    the key store once the caller's transaction is committed.
    """
    rows = lock_channels(tx, sealer, drafts)
    for draft in drafts:
        check(draft, rows.get(draft.channel))
    logs = {channel: _Growing(row, row.size, []) for channel, row in rows.items()}
    received = sealer.clock.now()
    sealed = [_seal(sealer, draft, logs[draft.channel]) for draft in drafts]
    stored = _write(tx, logs, drafts, sealed, received)
    _fold(tx, sealer, drafts, stored)
    _close_heads(tx, sealer, logs.values())
    return [
        Appended(one.origin, one.seq, one.leaf, entry_id(one.leaf), draft.channel)
        for one, draft in zip(stored, drafts, strict=True)
    ]


def lock_channels(tx: Tx, sealer: Sealer, drafts: Iterable[Draft]) -> dict[ChannelId, LogRow]:
    """Lock this node's current log of each channel; channels without one are left out."""
    channels = sorted({draft.channel for draft in drafts})
    found = {channel: current_log(tx, sealer.node, channel) for channel in channels}
    locked = lock(tx, [row.origin for row in found.values() if row])
    # Between looking and locking a newer generation may have been opened: look again.
    again = {channel: current_log(tx, sealer.node, channel) for channel in channels}
    return {c: locked.get(row.origin) or row for c, row in again.items() if row is not None}


def check(draft: Draft, row: LogRow | None) -> None:
    """Refuse a draft that its log cannot take now."""
    if row is None:
        raise Missing("log_missing", origin=draft.channel)
    wanted = draft.expected_generation
    if wanted is not None and wanted != row.generation:
        raise Conflict("generation_changed", channel=draft.channel, now=row.generation, seen=wanted)
    if row.state == "blocked":
        raise Refused("log_blocked", origin=row.origin)
    if row.state == "closed":
        raise Refused("log_closed", origin=row.origin)
    if row.state == "frozen" and draft.kind not in NEVER_FROZEN:
        raise Refused("log_frozen", origin=row.origin)


def _seal(sealer: Sealer, draft: Draft, log: _Growing) -> Sealed:
    key = sealer.keys.class_key(draft.class_id) if draft.plaintext is not None else None
    sealed = seal_entry(
        origin=log.row.origin,
        seq=log.next_seq,
        kind=draft.kind,
        time=draft.time,
        after=draft.after,
        class_id=draft.class_id,
        class_key=key,
        plaintext=draft.plaintext,
        extra=draft.extra,
        log_seed=sealer.keys.log_seed(log.row.epoch),
    )
    log.next_seq += 1
    log.leaves.append(sealed.leaf)
    return sealed


def _write(
    tx: Tx,
    logs: dict[ChannelId, _Growing],
    drafts: Sequence[Draft],
    sealed: Sequence[Sealed],
    received: datetime,
) -> list[Stored]:
    first = use_arrivals(tx, len(drafts))
    seqs = {channel: log.row.size for channel, log in logs.items()}
    stored: list[Stored] = []
    for arrival, (draft, one) in enumerate(zip(drafts, sealed, strict=True), first):
        row, seq = logs[draft.channel].row, seqs[draft.channel]
        seqs[draft.channel] = seq + 1
        came = Arrival(seq, draft.kind, draft.class_id, one.leaf, one.entry, one.body or None)
        stored.append(Stored(row.id, row.origin, seq, arrival, received, *came[1:]))
    write_rows(tx, stored)
    return stored


def _fold(tx: Tx, sealer: Sealer, drafts: Sequence[Draft], stored: Sequence[Stored]) -> None:
    opened: list[Opened] = []
    for one, draft in zip(stored, drafts, strict=True):
        read = sealer.reader.own(one, draft.plaintext)
        if isinstance(read, Unopened):
            raise Invalid("append_unreadable", kind=draft.kind, reason=read.reason)
        opened.append(read)
    for failed, code in fold_many(tx, sealer.projections, opened):
        raise Invalid("append_unreadable", kind=failed.header.kind, reason=code)
    if stored:
        note_position(tx, sealer.projections, stored[-1].arrival)


def _close_heads(tx: Tx, sealer: Sealer, logs: Iterable[_Growing]) -> None:
    for log in logs:
        frontier = log.row.frontier.extend(log.leaves)
        root = frontier.root()
        grow(tx, log.row.id, frontier)
        note = sign_checkpoint(
            Checkpoint(log.row.origin, frontier.size, root), sealer.keys.log_seed(log.row.epoch)
        )
        tx.run(
            "INSERT INTO ledger.checkpoint (log_id, size, root, note) VALUES (%s, %s, %s, %s)",
            (log.row.id, frontier.size, root, note),
        )
        notify(tx, log.row.id, frontier.size)
        tx.after_commit_all(sealer.note_heads, (log.row.origin, frontier.size, root))
