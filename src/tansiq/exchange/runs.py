"""From a chunk that came in to a run that `intake` can take: where it fits, and whether it is true.

Promises: everything costly (parsing, signatures, opening slots) is done before the database is
locked, and looked at again when the log moved meanwhile; a run of another history becomes a fork
proof where one can be made, a run that its head does not cover is refused whole; a stop in a run
that cannot be taken is kept and counts all the same.
"""

import threading
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, replace

from tansiq.exchange import epochs, forks, restore, silence, stops
from tansiq.exchange.chunk import Judged, judge, leaves, other_history, tie
from tansiq.exchange.content import Chunk
from tansiq.exchange.intake import Outcome, Run, open_classes, take
from tansiq.exchange.report import Report
from tansiq.exchange.scope import Scope
from tansiq.ledger.checkpoint import Checkpoint, open_checkpoint
from tansiq.ledger.merkle import Frontier
from tansiq.store import logs as held_logs
from tansiq.store.appending import Sealer
from tansiq.store.connect import Store, Tx
from tansiq.store.logs import LogRow
from tansiq.terms.errors import Conflict, Damaged, Invalid, Refused, TansiqError
from tansiq.terms.ids import NodeId, Origin

_ATTEMPTS = 4
_PATIENCE = 10.0
"""Seconds to wait for another thread that writes the run before."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a chunk meets the log we hold; `skip` of its entries are known already."""

    row: LogRow | None
    frontier: Frontier
    skip: int
    lacks_bodies: bool


@dataclass(slots=True)
class Case:
    """A chunk with what it is judged by: its log, the key of the log, the signed head."""

    chunk: Chunk
    origin: Origin
    public: bytes
    head: Checkpoint
    hashes: list[bytes]
    judged: tuple[Judged, ...] | None = None


class Runs:
    """Applies chunks, one log at a time."""

    def __init__(self, store: Store, sealer: Sealer, threads: Executor) -> None:
        """Apply at this node; signatures are checked in these threads."""
        self._store = store
        self._sealer = sealer
        self._threads = threads
        self._at_work: dict[str, list[int]] = {}
        self._turns = threading.Condition()

    def apply(self, scope: Scope, sender: NodeId, chunk: Chunk, report: Report) -> None:
        """Take a chunk, or raise why not: chunk_*, epoch_*, fork_*, checkpoint_*, log_*."""
        origin = self._admit(scope, sender, chunk)
        public = scope.ring.log_key(chunk.origin)
        try:
            head = open_checkpoint(chunk.note, chunk.origin, public)
            with self._working(chunk):
                outcome = self._attempts(scope, Case(chunk, origin, public, head, leaves(chunk)))
        except TansiqError:
            report.stops += self._keep_stops(sender, origin, chunk, public)
            raise
        report.taken += outcome.taken
        report.quarantined += outcome.quarantined
        report.parked += outcome.parked
        report.released += outcome.released
        if outcome.closed and origin.agency != self._sealer.node:
            silence.report_closed(self._store, self._sealer, origin, outcome.closed)
        if outcome.altered_bodies:
            raise Damaged("body_altered", origin=chunk.origin, count=outcome.altered_bodies)

    @contextmanager
    def _working(self, chunk: Chunk) -> Iterator[None]:
        with self._turns:
            self._at_work.setdefault(chunk.origin, []).append(chunk.first)
        try:
            yield
        finally:
            with self._turns:
                self._at_work[chunk.origin].remove(chunk.first)
                if not self._at_work[chunk.origin]:
                    del self._at_work[chunk.origin]
                self._turns.notify_all()

    def _earlier(self, chunk: Chunk) -> bool:
        """Say whether another thread is at work on a run of this log that comes before."""
        return any(first < chunk.first for first in self._at_work.get(chunk.origin, ()))

    def _admit(self, scope: Scope, sender: NodeId, chunk: Chunk) -> Origin:
        origin = Origin.parse(chunk.origin)
        members = scope.members.get((origin.channel, origin.generation), frozenset())
        if not scope.writes(origin) or sender not in members:
            raise Refused("chunk_not_member", origin=chunk.origin)
        if not chunk.entries:
            raise Invalid("chunk_empty", origin=chunk.origin)
        return origin

    def _attempts(self, scope: Scope, case: Case) -> Outcome:
        awaited = True
        for _ in range(_ATTEMPTS):
            with self._store.transaction() as tx:
                place = self._place(tx, scope, case)
                # Committed before the refusal is raised: a proof of a fork must be kept.
                fault = self._history(tx, case, place) if place else ""
            if fault:
                raise Damaged(fault, origin=case.chunk.origin, first=case.chunk.first)
            if place is None:
                if not awaited:
                    raise Conflict("chunk_gap", origin=case.chunk.origin, first=case.chunk.first)
                # Whoever wrote the run before may have ended since we looked: look once more.
                awaited = self._await_turn(case)
                continue
            outcome = self._take(scope, case, place)
            if outcome is not None:
                return outcome
        raise Conflict("chunk_busy", origin=case.chunk.origin)

    def _await_turn(self, case: Case) -> bool:
        """Judge a run whose predecessor is being written by another thread, then wait for that.

        False when nobody is at work on an earlier one: it has yet to be sent. Only earlier runs are
        waited for, so that two that wait never wait for each other.
        """
        with self._turns:
            if not self._earlier(case.chunk):
                return False
        self._judged(case, 0)
        with self._turns:
            return self._turns.wait_for(lambda: not self._earlier(case.chunk), timeout=_PATIENCE)

    def _judged(self, case: Case, skip: int) -> tuple[Judged, ...]:
        """Judge the entries after the first `skip`, or remember having judged them all."""
        if case.judged is None:
            judged = judge(case.chunk, skip, case.public, self._threads, case.hashes)
            if skip:
                return judged
            case.judged = judged
        return case.judged[skip:]

    def _place(self, tx: Tx, scope: Scope, case: Case) -> Place | None:
        """Say where the chunk meets our log; None when entries before it are missing here."""
        chunk = case.chunk
        row = held_logs.find_log(tx, chunk.origin)
        if case.origin.agency == self._sealer.node and (row is None or row.state != "blocked"):
            raise Refused("chunk_own_log", origin=chunk.origin)
        if row is None:
            epochs.refuse_unaccepted(tx, scope.ring, case.origin)
        elif row.state == "frozen":
            raise Refused("log_frozen", origin=chunk.origin)
        size = row.size if row else 0
        if chunk.first > size:
            return None
        lacks = row is not None and chunk.first < size and _lacks_bodies(tx, row, chunk)
        return Place(row, row.frontier if row else Frontier(), size - chunk.first, lacks)

    def _history(self, tx: Tx, case: Case, place: Place) -> str:
        """Return the code of a chunk of another history than ours; a proven fork is convicted."""
        chunk, row = case.chunk, place.row
        if chunk.end > case.head.size:
            return "chunk_altered"
        if row is not None and place.skip:
            return self._known_part(tx, case, row)
        ours = place.frontier.root()
        if chunk.start_root == ours:
            return ""
        proof = forks.of_chunk(tx, row, chunk) if row is not None else None
        if proof is not None:
            forks.convict(tx, proof, self._sealer)
            return "fork_proven"
        return "fork_suspected" if other_history(chunk, case.head, ours) else "chunk_altered"

    def _known_part(self, tx: Tx, case: Case, row: LogRow) -> str:
        """Compare the entries that are held already with those offered again."""
        chunk = case.chunk
        last = min(chunk.end, row.size)
        ours = held_logs.leaves(tx, row, chunk.first, last)
        theirs = case.hashes
        differs = next((i for i, leaf in enumerate(ours) if leaf != theirs[i]), None)
        if differs is None:
            return ""
        held = held_logs.entries(tx, row, chunk.first + differs, 1)[0][1]
        proof = forks.of_entries(held, chunk.entries[differs], case.public)
        if proof is None:
            return "chunk_altered"
        forks.convict(tx, proof, self._sealer)
        return "fork_proven"

    def _take(self, scope: Scope, case: Case, place: Place) -> Outcome | None:
        """Judge and write; None when the log moved since it was looked at."""
        chunk, origin = case.chunk, case.origin
        fresh = case.hashes[place.skip :]
        if fresh:
            tie(chunk, place.frontier, fresh, case.head)
            _refuse_other_end(scope, chunk, place, fresh)
        elif not place.lacks_bodies:
            return Outcome()
        skip = 0 if place.lacks_bodies else place.skip
        judged = self._judged(case, skip)
        before = (place.frontier.size, place.frontier.root())
        run = Run(origin, judged, case.head, chunk.note, before, _void_from(scope, origin, place))
        opened = open_classes(self._sealer, run)
        with self._store.transaction() as tx:
            row = _locked(tx, origin, place)
            if row.size != place.frontier.size:
                return None
            if place.row is None:
                epochs.close_old(tx, scope.ring, origin)
            if row.frozen_at is not None:
                # Its key may have been revoked since we looked: what counts is written there.
                run = replace(run, void_from=row.frozen_at)
            outcome = take(tx, self._sealer, scope, run, opened)
            if origin.agency == self._sealer.node:
                restore.unblock(tx, self._sealer.keys, held_logs.log(tx, chunk.origin))
        return outcome

    def _keep_stops(self, sender: NodeId, origin: Origin, chunk: Chunk, public: bytes) -> int:
        if origin.agency == self._sealer.node:
            return 0
        judged = judge(chunk, 0, public, self._threads)
        with self._store.transaction() as tx:
            return stops.keep_outside(tx, sender, origin, judged)


def _locked(tx: Tx, origin: Origin, place: Place) -> LogRow:
    """Lock the log, made when it is new; Refused("log_frozen") when it was frozen meanwhile."""
    if place.row is None:
        held_logs.ensure_log(tx, origin)
    row = held_logs.lock(tx, [str(origin)])[str(origin)]
    if row.state == "frozen":
        raise Refused("log_frozen", origin=row.origin)
    return row


def _lacks_bodies(tx: Tx, row: LogRow, chunk: Chunk) -> bool:
    found = tx.one(
        "SELECT 1 AS one FROM ledger.entry_state WHERE log_id = %s AND state = 'unopenable'"
        " AND reason = 'body_missing' AND seq >= %s AND seq < %s",
        (row.id, chunk.first, chunk.end),
    )
    return found is not None


def _refuse_other_end(scope: Scope, chunk: Chunk, place: Place, fresh: list[bytes]) -> None:
    """Refuse a run past a head that the root named at a revocation, unless it holds that head.

    Damaged("chunk_altered"): whoever stole the key could else put its own entries before the end.
    """
    start = place.frontier
    for size, root in scope.ring.last_heads(chunk.origin):
        reached = start.size < size <= start.size + len(fresh)
        if reached and start.extend(fresh[: size - start.size]).root().hex() != root:
            raise Damaged("chunk_altered", origin=chunk.origin, first=chunk.first)


def _void_from(scope: Scope, origin: Origin, place: Place) -> int | None:
    """Return from where entries of a revoked key no longer count; see `revoking`."""
    last = scope.ring.revoked_after(str(origin))
    if last is None:
        return None
    frozen_at = place.row.frozen_at if place.row else None
    return last if frozen_at is None else frozen_at
