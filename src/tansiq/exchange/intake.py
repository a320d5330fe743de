"""Taking over one verified run of a log: in one transaction, whole or not at all.

The order: keys of classes opened in the run go into the key store, durably; then, in ONE
transaction, entries and bodies into the mirror, states of what is quarantined or parked, rows of
all projections, what waited for these entries, and the cosignature of the head, if the run reaches
it. After the commit the entries are acknowledged (by that cosignature and the note).

Promises: a crash at any point leaves the run taken or not taken; a run seen twice changes nothing;
a bad entry is kept, because its writer committed to it, and set aside with its code.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tansiq.exchange import causes
from tansiq.exchange.causes import Verdict
from tansiq.exchange.chunk import Judged
from tansiq.exchange.scope import Scope
from tansiq.ledger import classes, witness
from tansiq.ledger.checkpoint import Checkpoint
from tansiq.ledger.entry import Header, check_body
from tansiq.store.appending import Sealer
from tansiq.store.connect import Tx
from tansiq.store.entries import Arrival, Stored
from tansiq.store.folding import fold_stored, note_states
from tansiq.store.logs import (
    LogRow,
    Taken,
    add_line,
    put_mirror,
    set_witnessed,
    tree,
    witnessed,
)
from tansiq.store.opening import Unopened
from tansiq.store.project import fold_late, refold
from tansiq.store.quarantine import park, release
from tansiq.terms.errors import Damaged, TansiqError
from tansiq.terms.ids import ClassId, Origin, class_id


class Closed(NamedTuple):
    """An entry of a partner that this node cannot open, to be said aloud in the channel."""

    origin: str
    seq: int
    leaf: bytes
    class_id: str
    code: str


@dataclass(frozen=True, slots=True)
class Run:
    """A judged run and what ties it: the log before it, the head over it."""

    origin: Origin
    judged: tuple[Judged, ...]
    head: Checkpoint
    note: str
    before: tuple[int, bytes]
    """Size and root of the log before the run."""
    void_from: int | None = None
    """Entries from here on were signed after the key was revoked."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The class keys of a run, and the openings that gave none."""

    keys: tuple[tuple[ClassId, bytes], ...] = ()
    closed: tuple[Closed, ...] = ()


@dataclass(slots=True)
class Outcome:
    """What a run brought: counts for the report, and what has to be said aloud."""

    taken: int = 0
    quarantined: int = 0
    parked: int = 0
    released: int = 0
    closed: list[Closed] = field(default_factory=list)
    altered_bodies: int = 0


def open_classes(sealer: Sealer, run: Run) -> Opened:
    """Open this node's slots in the run's `class_opened` entries and keep the keys durably.

    One write for all of them. Our own classes, met again on the way back to a node that lost its
    disk, have no slot for us: their keys never left the key store.
    """
    keys: list[tuple[ClassId, bytes]] = []
    closed: list[Closed] = []
    if run.origin.agency == sealer.node:
        return Opened()
    for one in run.judged:
        if one.kind != classes.KIND or one.code or one.parsed is None:
            continue
        header = one.parsed.header
        try:
            name, key = slot_key(sealer, header)
        except TansiqError as error:
            closed.append(Closed(header.origin, one.seq, one.leaf, header.class_id, error.code))
            continue
        if not sealer.keys.is_erased(name):
            keys.append((name, key))
    if keys:
        sealer.keys.put_classes(keys)
    return Opened(tuple(keys), tuple(closed))


def take(tx: Tx, sealer: Sealer, scope: Scope, run: Run, opened: Opened) -> Outcome:
    """Write a run into the mirror of its log and fold it; see the module for the order."""
    outcome = Outcome(closed=list(opened.closed))
    erased = _erased(sealer, run)
    arrivals = [_arrival(one, outcome, erased) for one in run.judged]
    taken = put_mirror(
        tx,
        str(run.origin),
        arrivals,
        received=sealer.clock.now(),
        note=run.note,
    )
    waiting = _settle(tx, sealer, scope, run, (taken, outcome))
    if opened.keys:
        refold(tx, sealer.projections, sealer.reader, classes=[name for name, _ in opened.keys])
    if taken.completed:
        fold_late(tx, sealer.projections, sealer.reader, _unopened_of(tx, taken.completed))
    outcome.released = _release(
        tx, sealer, [one.leaf for one in taken.stored if one.seq not in waiting]
    )
    if run.origin.agency != sealer.node:
        _cosign(tx, sealer, taken.log, run)
    return outcome


def _settle(
    tx: Tx, sealer: Sealer, scope: Scope, run: Run, result: tuple[Taken, Outcome]
) -> frozenset[int]:
    """Set aside what is bad or waits, fold the rest; return the places that wait."""
    taken, outcome = result
    verdicts = _verdicts(tx, scope, run)
    bad = {seq: one.code for seq, one in verdicts.items() if one.code}
    waits = {seq: one.needs for seq, one in verdicts.items() if one.needs}
    note_states(
        tx, [Unopened(one, "quarantined", bad[one.seq]) for one in taken.stored if one.seq in bad]
    )
    park(tx, [(one, waits[one.seq]) for one in taken.stored if one.seq in waits])
    sound = [one for one in taken.stored if one.seq not in bad and one.seq not in waits]
    folded = fold_stored(tx, sealer.projections, sealer.reader, sound)
    outcome.taken = len(taken.stored)
    outcome.quarantined = len(bad) + sum(one.state == "quarantined" for one in folded.unopened)
    outcome.parked = len(waits)
    outcome.closed += [
        Closed(one.stored.origin, one.stored.seq, one.stored.leaf, one.stored.class_id, one.reason)
        for one in folded.unopened
        if one.state == "unopenable"
    ]
    return frozenset(waits)


def _verdicts(tx: Tx, scope: Scope, run: Run) -> dict[int, Verdict]:
    found = causes.examine(tx, scope, run.origin, run.judged)
    for one in run.judged:
        if one.code:
            found[one.seq] = Verdict(code=one.code)
        elif run.void_from is not None and one.seq >= run.void_from and not one.is_stop:
            found[one.seq] = Verdict(code="entry_after_revocation")
    return found


def _erased(sealer: Sealer, run: Run) -> frozenset[str]:
    """Return the classes of a run that were erased here: their ciphertext is not taken in again."""
    named = {one.parsed.header.class_id for one in run.judged if one.parsed}
    return frozenset(one for one in named if one and sealer.keys.is_erased(one))


def _arrival(one: Judged, outcome: Outcome, erased: frozenset[str]) -> Arrival:
    if one.parsed is None:
        return Arrival(one.seq, "", "", one.leaf, one.entry, None)
    header, body = one.parsed.header, one.body
    if header.class_id in erased:
        body = None
    if body is not None:
        try:
            check_body(one.parsed, body)
        except TansiqError:
            # Not the body the writer signed: left out, so that the true one is still awaited.
            outcome.altered_bodies += 1
            body = None
    return Arrival(one.seq, header.kind, header.class_id, one.leaf, one.entry, body, one.parsed)


def slot_key(sealer: Sealer, header: Header) -> tuple[ClassId, bytes]:
    """Open this node's slot in the header of a `class_opened` entry; Damaged("slot_...")."""
    opening = classes.read_opening(header.extra)
    if opening.class_id != header.class_id:
        raise Damaged("slot_malformed")
    private = sealer.keys.hpke_private(classes.slot_of(opening, sealer.node).key)
    key = classes.open_slot(header.extra, header.origin, sealer.node, private)
    return class_id(opening.class_id), key


def _unopened_of(tx: Tx, completed: Sequence[Stored]) -> list[Stored]:
    """Return those of the entries that stayed closed for want of their body alone."""
    waiting = {
        (row["log_id"], row["seq"])
        for row in tx.rows(
            "SELECT log_id, seq FROM ledger.entry_state WHERE log_id = %s"
            " AND state = 'unopenable' AND seq = ANY(%s)",
            (completed[0].log_id, [one.seq for one in completed]),
        )
    }
    return [one for one in completed if (one.log_id, one.seq) in waiting]


def _release(tx: Tx, sealer: Sealer, applied: Iterable[bytes]) -> int:
    """Fold what waited for these entries, and what waited for that, in order of arrival."""
    released, news = 0, list(applied)
    while freed := release(tx, news):
        fold_late(tx, sealer.projections, sealer.reader, freed)
        released += len(freed)
        news = [one.leaf for one in freed]
    return released


def _cosign(tx: Tx, sealer: Sealer, row: LogRow, run: Run) -> None:
    """Cosign a head that we hold whole, if it is larger than the one cosigned before.

    Compare-and-swap on the recorded size, in this transaction (C2SP tlog-witness): the cosignature
    leaves the node only after the record of it is durable.
    """
    head = run.head
    if row.size != head.size or row.state == "frozen" or sealer.keys.in_doubt(row.origin):
        return
    before = (witnessed(tx, row.origin) or (0, b""))[0]
    if before >= head.size:
        return
    size, root = _cosigned_before(tx, sealer, row.origin)
    if size > head.size or (size == head.size and root != head.root):
        return  # the database came back older than the keys: they remember what we cosigned
    if 0 < size < head.size and (size, root) != run.before and root != tree(tx, row).root(size):
        return  # what we cosigned once is not what we hold now: never cosign both
    set_witnessed(tx, row.origin, head.size, head.root, before=before)
    # Not synced: a database that comes back older does so hours later, and not at a power cut.
    with sealer.keys.locked():
        sealer.keys.cosigned.note([(row.origin, head.size, head.root)], synced=False)
    name = witness.key_name(sealer.node)
    now = int(sealer.clock.now().timestamp())
    line = witness.cosign(head.body(), name, sealer.keys.witness_seed(), now)
    add_line(tx, row, head.size, name, line)


def _cosigned_before(tx: Tx, sealer: Sealer, origin: str) -> tuple[int, bytes]:
    """Return the highest head that database or key store say was cosigned; (0, b"") for none."""
    found = witnessed(tx, origin), sealer.keys.cosigned.highest().get(origin)
    return max((one for one in found if one), default=(0, b""))
