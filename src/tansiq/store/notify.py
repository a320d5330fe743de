"""Telling other processes of this node that a log grew: a log number and its size, nothing else.

Promises: a message goes out when its transaction commits, not before; losing one costs nothing,
because whoever listens reads from the position it remembers. Does not: carry content.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import psycopg

from tansiq.store.connect import Tx
from tansiq.store.log_rows import CHANNEL

_PATIENCE = 1.0
_PAUSE = 0.5


EVERYBODY = 0
"""In an announcement, in place of a log: something else changed that partners should hear of."""
TOLD = -1
"""In an announcement, in place of a log: a partner's receipts moved; pages look again, no more.

In place of the size it may name a log of which a file is here now.
"""


def announce(tx: Tx) -> None:
    """Tell, at commit, that partners should be asked and told, though no log grew."""
    notify(tx, EVERYBODY, 0)


def notify(tx: Tx, log_id: int, size: int) -> None:
    """Announce, at commit, that the log has ``size`` entries."""
    tx.run("SELECT pg_notify(%s, %s)", (CHANNEL, f"{log_id}:{size}"))


@dataclass(frozen=True, slots=True)
class Grown:
    """One announcement."""

    log_id: int
    size: int


class Listener:
    """Calls back for every announcement, from a thread of its own, until closed.

    After the database was away the callback gets ``None`` once: look at everything again.
    """

    def __init__(self, dsn: str, callback: Callable[[Grown | None], None]) -> None:
        """Start listening; returns when announcements from now on are heard."""
        self._dsn = dsn
        self._callback = callback
        self._stop = threading.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="listener", daemon=True)
        self._thread.start()
        self._ready.wait(10)

    def __enter__(self) -> Self:
        """Give itself; closed on leaving."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close, whatever happened inside."""
        self.close()

    def close(self) -> None:
        """Stop listening; at most a second later no callback runs any more."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        again = False
        while not self._stop.is_set():
            try:
                with psycopg.connect(self._dsn, autocommit=True) as connection:
                    connection.execute(f"LISTEN {CHANNEL}".encode())
                    if again:
                        self._callback(None)
                    self._ready.set()
                    self._hear(connection)
            except psycopg.OperationalError:
                again = True
                self._stop.wait(_PAUSE)

    def _hear(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        while not self._stop.is_set():
            for message in connection.notifies(timeout=_PATIENCE):
                log_id, _, size = message.payload.partition(":")
                self._callback(Grown(int(log_id), int(size)))
                if self._stop.is_set():
                    return


def listen(dsn: str, callback: Callable[[Grown | None], None]) -> Listener:
    """Start a listener; close it when done."""
    return Listener(dsn, callback)
