"""What of the news of a node may change an operation: by channel, counted.

Promises: news of another channel, and that a partner has received something, change no operation;
what is not known to be such counts for all of them. The number is up before anybody is told of the
news. Reads which channel a log belongs to once, and nothing else.
"""

import threading

from tansiq.node.compose import Node
from tansiq.store.notify import EVERYBODY, TOLD, Grown
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import HOME


class News:
    """The numbers of one process; told by whoever listens to the database."""

    def __init__(self, node: Node) -> None:
        """Nothing was heard yet."""
        self._node = node
        self._lock = threading.Lock()
        self._channels: dict[int, str] = {}
        self._of: dict[str, int] = {}
        self._of_all = 0

    def number(self, channel: str) -> int:
        """How much was heard that may change an operation of this channel."""
        with self._lock:
            return self._of_all + self._of.get(channel, 0)

    @property
    def everywhere(self) -> int:
        """How much was heard that may change any operation, and who may see it."""
        return self._of_all

    def heard(self, what: Grown | None, _waits: object) -> None:
        """Something grew; None when it is not known what. The number does not wait."""
        if what is not None and what.log_id == TOLD:
            return
        channel = "" if what is None or what.log_id == EVERYBODY else self._channel(what.log_id)
        with self._lock:
            if channel in {"", HOME}:
                # Officers, own parts and rules lie there: they bear on every operation.
                self._of_all += 1
            else:
                self._of[channel] = self._of.get(channel, 0) + 1

    def _channel(self, log_id: int) -> str:
        """The channel of a log, which never changes; empty when it cannot be told."""
        known = self._channels.get(log_id)
        if known is not None:
            return known
        try:
            with self._node.store.reading() as tx:
                row = tx.one("SELECT channel FROM ledger.log WHERE id = %s", (log_id,))
        except TansiqError:
            return ""
        if row is None:
            return ""
        return self._channels.setdefault(log_id, str(row["channel"]))
