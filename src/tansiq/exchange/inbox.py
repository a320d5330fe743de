"""Applying a bundle: each part in its own transaction, in the order in which parts lean on another.

Root statements, then channel statements, fork proofs, runs of entries, heads, notes, attachments.
Promises: the caller has checked the outer header first; whatever is refused is named in the report
and leaves no trace but its evidence; one bad part never keeps the next from being applied; the
same bundle twice, or bundles in another order, end in the same state. The sequence number is the
only cursor.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

from tansiq.exchange import attachments, channels, forks, link, partners, progress, restore
from tansiq.exchange.content import Chunk, Content, Manifest
from tansiq.exchange.heads import Standing, compare
from tansiq.exchange.outbox import Here
from tansiq.exchange.receipts import open_note, read_note
from tansiq.exchange.report import Report
from tansiq.exchange.runs import Runs
from tansiq.exchange.scope import Scope, ScopeReader
from tansiq.ledger.cards import Revocation, claims, read_root
from tansiq.ledger.checkpoint import cosigners, read_checkpoint
from tansiq.ledger.note import parse
from tansiq.store.connect import Store, Tx
from tansiq.store.logs import (
    LogRow,
    add_line,
    checkpoint,
    cosignatures,
    current_log,
    ensure_log,
    find_log,
    logs,
    newest_cosigned,
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


class Inbox:
    """Applies the contents of bundles whose outer header was accepted."""

    def __init__(self, bench: Bench) -> None:
        """Apply at this node."""
        self._bench = bench
        self._me = bench.here.sealer.node
        self._runs = Runs(bench.store, bench.here.sealer, bench.threads)

    def apply(self, sender: NodeId, content: Content) -> Report:
        """Apply everything a partner sent and say what became of it."""
        said = content.manifest
        asked = frozenset(
            (*said.want, *said.blobs_wanted, *(f"{o}:{seq}" for o, seq in said.bodies.items()))
        )
        report = Report(sender, have=said.have, asked=asked, more=said.more)
        for statement in content.roots:
            self._guarded(report, "roots", partial(self._root, statement=statement))
        for line in content.channels:
            self._guarded(report, "channels", partial(self._channel, line=line))
        for proof in content.forks:
            self._guarded(report, "forks", partial(self._fork, proof=proof, report=report))
        for chunk in content.logs:
            self._run(sender, chunk, report)
        self._guarded(report, "heads", lambda tx: self._heads(tx, sender, content.heads, report))
        self._guarded(report, "notes", lambda tx: self._notes(tx, content.notes, report))
        if content.blobs:
            self._guarded(report, "blobs", lambda tx: self._blobs(tx, content.blobs, report))
        self._guarded(report, "link", lambda tx: self._link(tx, sender, content.manifest, report))
        return report

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
            revoke(tx, read)

    def _channel(self, tx: Tx, line: bytes) -> None:
        statement, parts = channels.decode_line(line)
        kept = channels.keep(tx, self._scope(tx).ring, self._me, statement, parts)
        if kept.complete:
            open_own_log(tx, self._bench.here, ChannelId(statement.channel))

    def _fork(self, tx: Tx, proof: bytes, report: Report) -> None:
        now = self._bench.here.sealer.clock.now()
        origin = forks.accept(tx, self._scope(tx).ring, proof, now)
        if origin:
            report.forks.append(origin)

    def _run(self, sender: NodeId, chunk: Chunk, report: Report) -> None:
        try:
            with self._bench.store.transaction() as tx:
                scope = self._scope(tx)
            self._runs.apply(scope, sender, chunk, report)
        except TansiqError as error:
            report.refuse(chunk.origin, error)

    def _heads(self, tx: Tx, sender: NodeId, notes: Iterable[str], report: Report) -> None:
        scope = self._scope(tx)
        ahead: dict[str, int] = {}
        for note in notes:
            try:
                size = self._head(tx, scope, note, report)
            except TansiqError as error:
                report.blame("heads", error)
                continue
            if size is not None:
                ahead[size[0]] = size[1]
        progress.note_ahead(tx, sender, ahead)
        report.ahead = bool(ahead)

    def _head(self, tx: Tx, scope: Scope, note: str, report: Report) -> tuple[str, int] | None:
        """Judge one head; return (origin, size) when the sender holds more of that log than we."""
        shown = read_checkpoint(note)
        place = Origin.parse(shown.origin)
        if not scope.writes(place):
            raise Refused("chunk_not_member", origin=shown.origin)
        row = find_log(tx, shown.origin)
        held = checkpoint(tx, row, shown.size) if row else None
        if row is not None and held is not None and held.root == shown.root:
            self._cosignatures(tx, scope, row, note)
            return None
        if place.agency == self._me and (row is None or shown.size > row.size):
            keys = self._bench.here.sealer.keys
            restore.note_head(tx, keys, restore.own_head(keys, note, shown.origin))
            return shown.origin, shown.size
        if row is None:
            return shown.origin, shown.size
        return self._compare(tx, scope.ring.log_key(shown.origin), (row, note), report)

    def _compare(
        self, tx: Tx, public: bytes, shown: tuple[LogRow, str], report: Report
    ) -> tuple[str, int] | None:
        row, note = shown
        size = read_checkpoint(note).size
        ours = [one.note for one in (checkpoint(tx, row, size), checkpoint(tx, row)) if one]
        verdict = compare(note, public, tree(tx, row), ours)
        if verdict.proof is not None:
            if forks.convict(tx, verdict.proof, self._bench.here.sealer.clock.now()):
                report.forks.append(row.origin)
        elif verdict.standing is Standing.SUSPECT:
            raise Refused("fork_suspected", origin=row.origin)
        return (row.origin, size) if verdict.standing is Standing.AHEAD else None

    def _cosignatures(self, tx: Tx, scope: Scope, row: LogRow, note: str) -> None:
        """Keep what members cosigned of a head that is ours too; an unknown line is left aside."""
        shown = read_checkpoint(note)
        lines = {one.name: one.line() for one in parse(note).signatures if one.name != row.origin}
        known = cosignatures(tx, row, shown.size)
        news = {name: line for name, line in lines.items() if known.get(name) != line}
        if not news:
            return
        for name, _ in cosigners(note, scope.ring.witnesses()):
            if name in news:
                add_line(tx, row, shown.size, name, news[name])

    def _notes(self, tx: Tx, notes: Iterable[bytes], report: Report) -> None:
        scope = self._scope(tx)
        for data in notes:
            try:
                self._note(tx, scope, data)
            except TansiqError as error:
                report.blame("notes", error)

    def _note(self, tx: Tx, scope: Scope, data: bytes) -> None:
        shown = read_note(data)
        place = Origin.parse(shown.origin)
        members = scope.members.get((place.channel, place.generation), frozenset())
        if place.agency != self._me or shown.by not in members:
            raise Refused("note_not_ours", origin=shown.origin)
        last = link.notes_by(tx, shown.by).get(shown.origin)
        if last is None or last[0].number < shown.number:
            link.keep_note(tx, open_note(data, _log_keys(scope, shown.by)), data)

    def _blobs(self, tx: Tx, files: dict[str, bytes], report: Report) -> None:
        altered = attachments.keep(tx, self._bench.here.blobs, files)
        report.attachments += len(files) - len(altered)
        for address in altered:
            report.blame(f"blobs/{address}", Refused("blob_address", address=address))

    def _link(self, tx: Tx, sender: NodeId, manifest: Manifest, report: Report) -> None:
        link.hear(tx, sender, manifest, self._bench.here.sealer.clock.now())
        link.refuse(tx, sender, report.refused)


def _log_keys(scope: Scope, node: NodeId) -> tuple[bytes, ...]:
    return tuple(one.key for one in scope.ring.card(node).log_keys)


def open_own_log(tx: Tx, here: Here, channel: ChannelId) -> None:
    """Make this node's log of a channel's newest generation, and close the one before."""
    newest = channels.newest_generation(tx, channel)[0].statement
    me = here.sealer.node
    held = current_log(tx, me, channel)
    if held is not None and held.generation >= newest.generation:
        return
    ensure_log(tx, Origin(me, channel, newest.generation, here.sealer.keys.current_epoch))
    if held is not None and held.state == "open":
        set_state(tx, held.origin, "closed")


def revoke(tx: Tx, revocation: Revocation) -> None:
    """Let a revocation take effect on the logs held of its epoch.

    What a head cosigned before this moment covers still counts, and is marked suspect from the
    position the revocation names: nothing can be back-dated out of what was witnessed.
    """
    for row in logs(tx):
        if (row.agency, row.epoch) != (revocation.node, revocation.epoch):
            continue
        last = next((one.size for one in revocation.last if one.origin == row.origin), 0)
        counts = max(last, newest_cosigned(tx, row))
        set_state(
            tx,
            row.origin,
            "frozen" if row.state == "frozen" else "closed",
            frozen_at=counts if row.frozen_at is None else None,
            suspect_from=last if last < min(counts, row.size) else None,
        )
