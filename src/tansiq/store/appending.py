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

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from tansiq.ledger.checkpoint import Checkpoint, sign_checkpoint
from tansiq.ledger.entry import seal_entry
from tansiq.ledger.keystore import KeyStore
from tansiq.store.changes import apply
from tansiq.store.collecting import without_collection
from tansiq.store.connect import Tx
from tansiq.store.entries import Stored, write_rows
from tansiq.store.folding import changes_of, note_position
from tansiq.store.log_rows import LogRow, grow_signed, lock_current, use_arrivals
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
    channel: ChannelId

    @property
    def entry_id(self) -> EntryId:
        """The entry's id, spelt from its leaf hash."""
        return entry_id(self.leaf)

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
class Growing:
    """A log while a group is written to it."""

    row: LogRow
    next_seq: int
    leaves: list[bytes]


class Ready(NamedTuple):
    """A sealed entry that was read back; it has no place in the order of arrival yet."""

    stored: Stored
    opened: Opened


Logs = dict[ChannelId, Growing]


def append(tx: Tx, sealer: Sealer, drafts: Sequence[Draft]) -> list[Appended]:
    """Seal and write drafts in order; all or none.

    Conflict ``generation_changed``, Refused ``log_frozen``/``log_blocked``/``log_closed``,
    Missing ``log_missing``, Invalid ``entry_...`` or ``append_unreadable``. The head is noted in
    the key store once the caller's transaction is committed.
    """
    with without_collection():
        logs = begin(tx, sealer, drafts)
        return write_sealed(tx, sealer, logs, seal_all(sealer, logs, drafts))


def begin(tx: Tx, sealer: Sealer, drafts: Sequence[Draft]) -> Logs:
    """Lock the logs of a group and check that they can take it."""
    rows = lock_channels(tx, sealer, drafts)
    for draft in drafts:
        check(draft, rows.get(draft.channel))
    return growing(rows)


def growing(rows: Mapping[ChannelId, LogRow]) -> Logs:
    """Return locked logs ready to grow."""
    return {channel: Growing(row, row.size, []) for channel, row in rows.items()}


def seal_all(sealer: Sealer, logs: Logs, drafts: Sequence[Draft]) -> list[Ready]:
    """Seal the drafts of a group at the next places of their logs, and read them back.

    What this node itself could not read is refused here: Invalid ``append_unreadable``.
    """
    received = sealer.clock.now()
    return [_seal(sealer, draft, logs[draft.channel], received) for draft in drafts]


def write_sealed(tx: Tx, sealer: Sealer, logs: Logs, ready: Sequence[Ready]) -> list[Appended]:
    """Write a sealed group: entries, bodies, rows, cursors, heads."""
    first = use_arrivals(tx, len(ready))
    write_rows(tx, [one.stored._replace(arrival=n) for n, one in enumerate(ready, first)])
    _fold(tx, sealer, [one.opened._replace(arrival=n) for n, one in enumerate(ready, first)])
    _close_heads(tx, sealer, logs.values())
    return [
        Appended(one.stored.origin, one.stored.seq, one.stored.leaf, ChannelId(one.opened.channel))
        for one in ready
    ]


def lock_channels(tx: Tx, sealer: Sealer, drafts: Iterable[Draft]) -> dict[ChannelId, LogRow]:
    """Lock this node's current log of each channel; channels without one are left out.

    A log in doubt since the keys came back counts as blocked, whatever else its row says.
    """
    rows = lock_current(tx, sealer.node, {draft.channel for draft in drafts})
    return {ChannelId(channel): _doubted(sealer, row) for channel, row in rows.items()}


def _doubted(sealer: Sealer, row: LogRow) -> LogRow:
    doubted = row.state == "open" and sealer.keys.in_doubt(row.origin)
    return replace(row, state="blocked") if doubted else row


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


def _seal(sealer: Sealer, draft: Draft, log: Growing, received: datetime) -> Ready:
    key = sealer.keys.class_key(draft.class_id) if draft.plaintext is not None else None
    row, seq = log.row, log.next_seq
    sealed = seal_entry(
        origin=row.origin,
        seq=seq,
        kind=draft.kind,
        time=draft.time,
        after=draft.after,
        class_id=draft.class_id,
        class_key=key,
        plaintext=draft.plaintext,
        extra=draft.extra,
        log_seed=sealer.keys.log_seed(row.epoch),
    )
    stored = Stored(
        row.id, row.origin, seq, 0, received, draft.kind, draft.class_id, sealed.leaf,
        sealed.entry, sealed.body or None, sealed.parsed,
    )  # fmt: skip
    opened = sealer.reader.own(stored, draft.plaintext)
    if isinstance(opened, Unopened):
        raise Invalid("append_unreadable", kind=draft.kind, reason=opened.reason)
    log.next_seq += 1
    log.leaves.append(sealed.leaf)
    return Ready(stored, opened)


def _fold(tx: Tx, sealer: Sealer, opened: Sequence[Opened]) -> None:
    """Fold our own entries: one that no table can take is refused, and with it the group."""
    try:
        apply(tx, changes_of(sealer.projections, opened))
    except (Conflict, Invalid) as error:
        if error.code == "store_busy":
            raise
        kind = str(error.facts.get("kind", "")) or opened[0].header.kind
        raise Invalid("append_unreadable", kind=kind, reason=f"fold_{error.code}") from error
    if opened:
        note_position(tx, sealer.projections, opened[-1].arrival)


def _close_heads(tx: Tx, sealer: Sealer, logs: Iterable[Growing]) -> None:
    for log in logs:
        if not log.leaves:
            continue
        frontier = log.row.frontier.extend(log.leaves)
        head = Checkpoint(log.row.origin, frontier.size, frontier.root())
        note = sign_checkpoint(head, sealer.keys.log_seed(log.row.epoch))
        grow_signed(tx, log.row.id, frontier, note)
        tx.after_commit_all(sealer.note_heads, (head.origin, head.size, head.root))
