"""Matches go on as soon as what they wait for is here, not at the next turn of the clock.

Promises: whatever arrives in a channel with a match, an entry or a file it names, wakes the steps
of this node within moments; a channel without one costs a look at an index. Losing a call costs
nothing: the periodic job takes the same steps.
"""

import threading
from contextlib import suppress

from tansiq.node import match_steps
from tansiq.node.compose import Node
from tansiq.store.notify import EVERYBODY, TOLD, Grown
from tansiq.terms.errors import TansiqError

_BREATH = 0.2
"""Seconds between two turns: what arrives meanwhile is taken together."""


class Stepping:
    """A thread that takes the steps of matches when a log or its files grew, until closed."""

    def __init__(self, node: Node) -> None:
        """Start; nothing is done before the first call."""
        self._node = node
        self._lock = threading.Lock()
        self._logs: set[int] = set()
        self._woken = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="match-steps", daemon=True)
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
                if logs and not self._closing.is_set() and self._concerns(logs):
                    match_steps.advance(self._node)
            self._closing.wait(_BREATH)

    def _concerns(self, logs: set[int]) -> bool:
        """Whether one of these logs lies in a channel where a match was ever proposed."""
        if EVERYBODY in logs:
            return True
        with self._node.store.reading() as tx:
            found = tx.one(
                "SELECT 1 AS one FROM ledger.log l WHERE l.id = ANY(%s) AND EXISTS"
                " (SELECT FROM match_step s WHERE s.channel = l.channel) LIMIT 1",
                (list(logs),),
            )
        return found is not None
