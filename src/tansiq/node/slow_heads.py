"""Requests whose head comes drop by drop: given up after a while, so that nobody holds the server.

Promises: a connection that has begun no request, or not ended the head of one, is closed after
`SECONDS`; bodies have a bound of their own where the pages are made, and answers have none: a
stream of news stays open.
"""

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

SECONDS = 10.0
LONGEST = 32 * 1024
"""Bytes of a head at most."""
_LATE = (
    b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\ncache-control: no-store\r\n"
    b"connection: close\r\n\r\n"
)


class HeadsInTime(H11Protocol):
    """The server's own protocol with a clock on every head."""

    seconds = SECONDS
    clock: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A connection that says nothing is held no longer than one that says little."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Bytes of a head do not set its clock back; the end of a head stops it."""
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is left to be watched."""
        self._stop()
        super().connection_lost(exc)

    def _watch(self) -> None:
        if self.conn.their_state is not h11.IDLE:
            self._stop()
        elif self.clock is None:
            self.clock = self.loop.call_later(self.seconds, self._give_up)

    def _stop(self) -> None:
        if self.clock is not None:
            self.clock.cancel()
            self.clock = None

    def _give_up(self) -> None:
        self.clock = None
        if self.conn.their_state is h11.IDLE and not self.transport.is_closing():
            if self.conn.trailing_data[0]:
                self.transport.write(_LATE)
            self.transport.close()
