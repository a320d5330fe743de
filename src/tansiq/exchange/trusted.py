"""Whose certificate is admitted, remembered between handshakes and forgotten when it changes.

Promises: a handshake asks no database; a partner that joins, leaves or has a new card counts from
the announcement of that commit, whichever process made it; while the database is away the last
known partners may connect, and each bundle is judged by the database as ever. Does not judge who
is a partner: `partners` does.
"""

import threading
from contextlib import suppress
from functools import cache
from typing import Final

from tansiq.exchange.service import Exchange
from tansiq.store.notify import EVERYBODY, TOLD, Grown
from tansiq.terms.errors import TansiqError


class Trusted:
    """An exchange as the server sees it; hand `grown` to a listener."""

    def __init__(self, exchange: Exchange) -> None:
        """Remember the partners of now."""
        self._exchange = exchange
        self._guard: Final = threading.Lock()
        self._known = exchange.trusted_certificates()
        self._stale = False
        self._is_home = cache(exchange.is_home)

    def receive(self, data: bytes) -> bytes:
        """Apply a bundle and return the reply bundle."""
        return self._exchange.receive(data)

    def trusted_certificates(self) -> tuple[bytes, ...]:
        """Return the DER certificates of the enrolled partners."""
        if self._stale:
            self._read()
        return self._known

    def grown(self, what: Grown | None) -> None:
        """Something was committed: read again when it may concern who is a partner."""
        if what is not None and what.log_id == TOLD:
            return
        if what is not None and what.log_id != EVERYBODY:
            with suppress(TansiqError):
                if not self._is_home(what.log_id):
                    return
        self._read()

    def _read(self) -> None:
        with self._guard:
            self._stale = True
            with suppress(TansiqError):
                self._known = self._exchange.trusted_certificates()
                self._stale = False
