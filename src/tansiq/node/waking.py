"""Work that is done as soon as a log has grown, not at the next turn of the clock.

Promises: whatever grows wakes the work within moments, unless it concerns nobody; what arrives
meanwhile is taken together. Losing a call costs nothing: a periodic job does the same work.
"""

import threading
from collections.abc import Callable, Collection
from contextlib import suppress

from tansiq.store.notify import EVERYBODY, TOLD, Grown
from tansiq.terms.errors import TansiqError

_BREATH = 0.2
"""Seconds between two turns: what arrives meanwhile is taken together."""

Concerns = Callable[[Collection[int]], bool]


class Waking:
    """A thread that does a piece of work when a log or its files grew, until closed."""

    def __init__(self, name: str, concerns: Concerns, work: Callable[[], object]) -> None:
        """Start; nothing is done before the first call. `concerns` is told ids of logs."""
        self._concerns = concerns
        self._work = work
        self._lock = threading.Lock()
        self._logs: set[int] = set()
        self._woken = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def grown(self, what: Grown | None) -> None:
        """A log grew, or a file that one names is here; None or everybody: look at all."""
        log = EVERYBODY if what is None else what.log_id
        if what is not None and log == TOLD:
            log = what.size
            if not log:
                return
        with self._lock:
            self._logs.add(log)
        self._woken.set()

    def close(self, seconds: float) -> None:
        """End after the turn under way, or without it when that takes longer."""
        self._closing.set()
        self._woken.set()
        self._thread.join(timeout=seconds)

    def _run(self) -> None:
        while not self._closing.is_set():
            self._woken.wait()
            self._woken.clear()
            with self._lock:
                logs, self._logs = self._logs, set()
            # The database may be away for a moment: the periodic job takes the turn then.
            with suppress(TansiqError):
                if logs and not self._closing.is_set() and self._wanted(logs):
                    self._work()
            self._closing.wait(_BREATH)

    def _wanted(self, logs: Collection[int]) -> bool:
        return EVERYBODY in logs or self._concerns(logs)
