"""Applying a bundle: each part in its own transaction, in the order in which parts lean on another.

Root statements, then channel statements, fork proofs, runs of entries, heads, notes, attachments.
Promises: the caller has checked the outer header first; whatever is refused is named in the report
and leaves no trace but its evidence; one bad part never keeps the next from being applied; the
same bundle twice, or bundles in another order, end in the same state. The sequence number is the
only cursor.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

from tansiq.exchange import (
    attachments,
    channel_line,
    channels,
    forks,
    link,
    partners,
    restore,
    revoking,
)
from tansiq.exchange.bundle import Outer
from tansiq.exchange.content import Content
from tansiq.exchange.heads import Standing, compare
from tansiq.exchange.outbox import Here
from tansiq.exchange.receipts import Note, open_note, read_note
from tansiq.exchange.report import Report
from tansiq.exchange.runs import Runs
from tansiq.exchange.scope import Scope, ScopeReader
from tansiq.exchange.talk import AHEAD, REFUSED, Talk
from tansiq.ledger import witness
from tansiq.ledger.cards import Revocation, claims, read_root
from tansiq.ledger.checkpoint import Checkpoint, cosigners, open_checkpoint, read_checkpoint
from tansiq.ledger.note import parse
from tansiq.store.connect import Store, Tx
from tansiq.store.logs import (
    LogRow,
    add_line,
    checkpoint,
    current_log,
    find_log,
    log_by_id,
    set_state,
    tree,
)
from tansiq.terms.errors import Refused, TansiqError
from tansiq.terms.ids import ChannelId, NodeId, Origin


@dataclass(frozen=True, slots=True)
class Bench:
    """What applying works with: the database, this node, its scope, threads for signatures."""

    store: Store
    here: Here
    scopes: ScopeReader
    threads: Executor


@dataclass(frozen=True, slots=True)
class Held:
    """A head that we hold, with the cosignature lines known of it."""

    log_id: int
    origin: str
    size: int
    root: bytes
    lines: frozenset[str]


class Inbox:
    """Applies the contents of bundles whose outer header was accepted."""

    def __init__(self, bench: Bench) -> None:
        """Apply at this node."""
        self._bench = bench
        self._me = bench.here.sealer.node
        self._runs = Runs(bench.store, bench.here.sealer, bench.threads)

    def take(self, outer: Outer, content: Content, scope: Scope) -> Report:
        """Apply statements, proofs, runs of entries and attachments, each by itself."""
        sender = outer.sender
        said = content.manifest
        asked = frozenset(
            (*said.want, *said.blobs_wanted, *(f"{o}:{seq}" for o, seq in said.bodies.items()))
        )
        report = Report(sender, outer.time, have=said.have, asked=asked, more=said.more)
        for statement in content.roots:
            self._guarded(report, "roots", partial(self._root, statement=statement))
        for line in content.channels:
            self._guarded(report, "channels", partial(self._channel, line=line))
        if content.roots or content.channels:
            with self._bench.store.transaction() as tx:
                scope = self._scope(tx)
        for proof in content.forks:
            self._guarded(report, "forks", partial(self._fork, proof=proof, report=report))
        for chunk in content.logs:
            try:
                self._runs.apply(scope, sender, chunk, report)
            except TansiqError as error:
                report.refuse(chunk.origin, error)
        if content.blobs:
            self._guarded(report, "blobs", lambda tx: self._blobs(tx, content.blobs, report))
        return report

    def finish(self, tx: Tx, content: Content, report: Report, talk: Talk) -> None:
        """Compare heads, keep notes, and keep what the partner says of itself.

        In the caller's transaction, which may also compose the reply. Its loss costs one round of
        asking, so it does not wait for the disk, unless a fork was proven in it.
        """
        tx.run("SET LOCAL synchronous_commit TO off")
        proven = len(report.forks)
        refused = self._heads(tx, talk, content.heads, report)
        self._notes(tx, content.notes, report)
        talk.hear(tx, content.manifest, self._bench.here.sealer.clock.now())
        talk.note_composed(tx, report.composed)
        talk.keep(tx, REFUSED, dict(report.refused))
        keys = self._bench.here.sealer.keys
        if keys.restored.since and "" not in refused:
            told = report.sender, report.composed
            restore.hear(tx, self._scope(tx), keys, told, refused)
        if len(report.forks) > proven:
            tx.run("SET LOCAL synchronous_commit TO on")

    def _guarded(self, report: Report, part: str, step: Callable[[Tx], None]) -> None:
        try:
            with self._bench.store.transaction() as tx:
                step(tx)
        except TansiqError as error:
            report.blame(part, error)

    def _scope(self, tx: Tx) -> Scope:
        return self._bench.scopes.read(tx)

    def _root(self, tx: Tx, statement: bytes) -> None:
        keys = self._scope(tx).ring
        grown = partners.accept_statement(tx, keys, statement)
        read = read_root(statement, grown.root(claims(statement)[0]))
        if grown is not keys and isinstance(read, Revocation):
            revoking.revoke(tx, self._bench.here.sealer, read)

    def _channel(self, tx: Tx, line: bytes) -> None:
        statement, parts = channel_line.decode(line)
        kept = channels.keep(tx, self._scope(tx).ring, self._me, statement, parts)
        if kept.complete:
            open_own_log(tx, self._bench.here, ChannelId(statement.channel))

    def _fork(self, tx: Tx, proof: bytes, report: Report) -> None:
        origin = forks.accept(tx, self._scope(tx), proof, self._bench.here.sealer)
        if origin:
            report.forks.append(origin)

    def _heads(self, tx: Tx, talk: Talk, notes: Sequence[str], report: Report) -> set[str]:
        """Judge all heads; return the logs of those refused, "" for one that cannot be read."""
        scope = self._scope(tx)
        known = _held(tx, notes)
        ahead: dict[str, object] = {}
        refused: set[str] = set()
        for note in notes:
            origin = ""
            try:
                shown = read_checkpoint(note)
                origin = shown.origin
                held = known.get((shown.origin, shown.size))
                if held is not None and held.root == shown.root:
                    self._cosignatures(tx, scope, held, note)
                elif (size := self._head(tx, scope, (shown, note), report)) is not None:
                    ahead[shown.origin] = size
            except TansiqError as error:
                report.blame("heads", error)
                refused.add(origin)
        talk.keep(tx, AHEAD, ahead)
        report.ahead = bool(ahead)
        return refused

    def _head(
        self, tx: Tx, scope: Scope, told: tuple[Checkpoint, str], report: Report
    ) -> int | None:
        """Judge a head that is not one of ours; return its size when the sender holds more."""
        shown, note = told
        place = Origin.parse(shown.origin)
        if not scope.writes(place):
            raise Refused("chunk_not_member", origin=shown.origin)
        row = find_log(tx, shown.origin)
        keys = self._bench.here.sealer.keys
        if place.agency == self._me and (row is None or shown.size > row.size):
            restore.note_head(tx, keys, restore.own_head(keys, note, shown.origin))
            return shown.size
        if place.agency != self._me and keys.in_doubt(shown.origin):
            author = scope.ring.log_key(shown.origin)
            restore.note_shown(keys, open_checkpoint(note, shown.origin, author))
        if row is None:
            return shown.size
        return self._compare(tx, scope.ring.log_key(shown.origin), (row, note), report)

    def _compare(
        self, tx: Tx, public: bytes, shown: tuple[LogRow, str], report: Report
    ) -> int | None:
        row, note = shown
        size = read_checkpoint(note).size
        ours = [one.note for one in (checkpoint(tx, row, size), checkpoint(tx, row)) if one]
        verdict = compare(note, public, tree(tx, row), ours)
        if verdict.proof is not None:
            if forks.convict(tx, verdict.proof, self._bench.here.sealer):
                report.forks.append(row.origin)
        elif verdict.standing is Standing.SUSPECT:
            raise Refused("fork_suspected", origin=row.origin)
        return size if verdict.standing is Standing.AHEAD else None

    def _cosignatures(self, tx: Tx, scope: Scope, held: Held, note: str) -> None:
        """Keep what others than its author cosigned of a head that is ours too."""
        own = {held.origin, witness.key_name(Origin.parse(held.origin).agency)}
        signed = {one.name: one.line() for one in parse(note).signatures if one.name not in own}
        news = {name: line for name, line in signed.items() if line not in held.lines}
        if not news:
            return
        row = log_by_id(tx, held.log_id)
        for name, _ in cosigners(note, scope.ring.witnesses()):
            if name in news:
                add_line(tx, row, held.size, name, news[name])

    def _notes(self, tx: Tx, notes: Iterable[bytes], report: Report) -> None:
        scope = self._scope(tx)
        last: dict[NodeId, dict[str, tuple[Note, bytes]]] = {}
        for data in notes:
            try:
                self._note(tx, scope, data, last)
            except TansiqError as error:
                report.blame("notes", error)

    def _note(
        self,
        tx: Tx,
        scope: Scope,
        data: bytes,
        kept: dict[NodeId, dict[str, tuple[Note, bytes]]],
    ) -> None:
        shown = read_note(data)
        place = Origin.parse(shown.origin)
        members = scope.members.get((place.channel, place.generation), frozenset())
        if place.agency != self._me or shown.by not in members:
            raise Refused("note_not_ours", origin=shown.origin)
        if shown.by not in kept:
            kept[shown.by] = link.notes_by(tx, shown.by)
        last = kept[shown.by].get(shown.origin)
        if last is None or last[0].number < shown.number:
            link.keep_note(tx, open_note(data, _log_keys(scope, shown.by)), data)

    def _blobs(self, tx: Tx, files: dict[str, bytes], report: Report) -> None:
        altered = attachments.keep(tx, self._bench.here.blobs, files)
        report.attachments += len(files) - len(altered)
        for address in altered:
            report.blame(f"blobs/{address}", Refused("blob_address", address=address))


def _held(tx: Tx, notes: Sequence[str]) -> dict[tuple[str, int], Held]:
    """Return those heads, of the sizes the notes show, that we hold ourselves."""
    shown: dict[str, int] = {}
    for note in notes:
        try:
            head = read_checkpoint(note)
        except TansiqError:
            continue  # named when it is judged
        shown[head.origin] = head.size
    rows = tx.rows(
        "SELECT l.id, l.origin, c.size, c.root, (SELECT array_agg(s.line) FROM ledger.cosignature s"
        " WHERE s.log_id = l.id AND s.size = c.size) AS lines"
        " FROM unnest(%s::text[], %s::bigint[]) AS h (origin, size)"
        " JOIN ledger.log l ON l.origin = h.origin"
        " JOIN ledger.checkpoint c ON c.log_id = l.id AND c.size = h.size",
        (list(shown), list(shown.values())),
    )
    found = [
        Held(r["id"], r["origin"], r["size"], bytes(r["root"]), frozenset(r["lines"] or ()))
        for r in rows
    ]
    return {(one.origin, one.size): one for one in found}


def _log_keys(scope: Scope, node: NodeId) -> tuple[bytes, ...]:
    void = {one.epoch for one in scope.ring.revocations(node)}
    return tuple(one.key for one in scope.ring.card(node).log_keys if one.epoch not in void)


def open_own_log(tx: Tx, here: Here, channel: ChannelId) -> None:
    """Make this node's log of a channel's newest generation, and close the one before."""
    newest = channels.newest_generation(tx, channel)[0].statement
    me = here.sealer.node
    held = current_log(tx, me, channel)
    if held is not None and held.generation >= newest.generation:
        return
    keys = here.sealer.keys
    restore.ensure_own(tx, keys, Origin(me, channel, newest.generation, keys.current_epoch))
    if held is not None and held.state == "open":
        set_state(tx, held.origin, "closed")
