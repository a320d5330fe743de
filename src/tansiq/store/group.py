"""Group commit: what many callers want to append becomes few transactions.

Promises: ``submit`` returns once its drafts are durable, in the order given, whole or not at all;
one caller's refusal never touches another's drafts; a guard sees everything appended before it.
Does not: wait for company. What arrives while a commit is under way goes into the next one, at most
500 entries, so an urgent entry pays for one commit and no delay.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from itertools import groupby
from typing import NamedTuple, Self

from tansiq.store.appending import (
    Appended,
    Draft,
    Sealer,
    append,
    check,
    growing,
    lock_channels,
    seal_all,
    write_sealed,
)
from tansiq.store.collecting import without_collection
from tansiq.store.connect import Store, Tx
from tansiq.store.log_rows import LogRow
from tansiq.terms.errors import Refused, TansiqError
from tansiq.terms.ids import ChannelId

# Looks at the database inside the transaction and raises when the append must not happen.
Guard = Callable[[Tx], None]
_MOST = 500


class _Submission(NamedTuple):
    drafts: tuple[Draft, ...]
    guard: Guard | None
    outcome: Future[list[Appended]]


class _Failed(NamedTuple):
    error: TansiqError


_Result = list[Appended] | _Failed


class GroupAppender:
    """A thread that appends for all threads of this process."""

    def __init__(self, store: Store, sealer: Sealer) -> None:
        """Start the thread; ``close`` ends it."""
        self._store = store
        self._sealer = sealer
        self._waiting: queue.SimpleQueue[_Submission | None] = queue.SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="appender", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        """Give itself; closed on leaving."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close, whatever happened inside."""
        self.close()

    def submit(self, drafts: Sequence[Draft], guard: Guard | None = None) -> list[Appended]:
        """Append and return once durable; raises what ``append`` or the guard raised."""
        if self._closed:
            raise Refused("appender_closed")
        outcome: Future[list[Appended]] = Future()
        self._waiting.put(_Submission(tuple(drafts), guard, outcome))
        return outcome.result()

    def close(self) -> None:
        """Finish what was submitted, then end the thread."""
        self._closed = True
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        more = True
        while more:
            group, more = self._gather()
            if group:
                self._commit(group)

    def _gather(self) -> tuple[list[_Submission], bool]:
        group: list[_Submission] = []
        size = 0
        first = True
        while first or (size < _MOST and not self._waiting.empty()):
            found = self._waiting.get()
            first = False
            if found is None:
                return group, False
            group.append(found)
            size += len(found.drafts)
        return group, True

    def _commit(self, group: Sequence[_Submission]) -> None:
        try:
            with self._store.transaction() as tx:
                results = self._write(tx, group)
        except Exception as error:  # noqa: BLE001 - every caller must learn that nothing is certain
            for one in group:
                one.outcome.set_exception(error)
            return
        for one, result in zip(group, results, strict=True):
            if isinstance(result, _Failed):
                one.outcome.set_exception(result.error)
            else:
                one.outcome.set_result(result)

    def _write(self, tx: Tx, group: Sequence[_Submission]) -> list[_Result]:
        """Append runs of submissions without a guard together, one with a guard alone."""
        results: list[_Result] = []
        for guarded, run in groupby(group, key=lambda one: one.guard is not None):
            members = list(run)
            if guarded:
                results.extend(self._alone(tx, one) for one in members)
            else:
                results.extend(self._together(tx, members))
        return results

    def _together(self, tx: Tx, members: Sequence[_Submission]) -> list[_Result]:
        rows = lock_channels(tx, self._sealer, [d for one in members for d in one.drafts])
        results: list[_Result | None] = []
        for one in members:
            try:
                for draft in one.drafts:
                    check(draft, rows.get(draft.channel))
                results.append(None)
            except TansiqError as error:
                results.append(_Failed(error))
        sound = [one for one, result in zip(members, results, strict=True) if result is None]
        fresh = iter(self._all(tx, rows, sound))
        return [next(fresh) if result is None else result for result in results]

    def _all(
        self, tx: Tx, rows: Mapping[ChannelId, LogRow], members: Sequence[_Submission]
    ) -> list[_Result]:
        drafts = [draft for one in members for draft in one.drafts]
        if not drafts:
            return [[] for _ in members]
        try:
            with tx.savepoint(), without_collection():
                logs = growing(rows)
                ready = seal_all(self._sealer, logs, drafts)
                appended = iter(write_sealed(tx, self._sealer, logs, ready))
        except TansiqError as error:
            if len(members) == 1:
                return [_Failed(error)]
            # One of them cannot be written: find out which, each by itself.
            return [self._alone(tx, one) for one in members]
        return [[next(appended) for _ in one.drafts] for one in members]

    def _alone(self, tx: Tx, one: _Submission) -> _Result:
        try:
            with tx.savepoint():
                if one.guard is not None:
                    one.guard(tx)
                return append(tx, self._sealer, one.drafts) if one.drafts else []
        except TansiqError as error:
            return _Failed(error)
