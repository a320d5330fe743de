"""News for open pages: one stream for each browser, carrying the number of an entry and no more.

Promises: a message says only that a log grew; a page then asks again through every check. A lost
message costs nothing: on a new connection everything is asked once. The stream ends with the
session. Nothing is queued for a browser that does not read.
"""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

from asgiref.sync import sync_to_async

from tansiq.store.notify import Grown, Listener, listen

_BEAT = 15.0
# A page shows its data as they were a little before the time that stands on it.
_MARGIN = 2.0
AT_ONCE = 200


class _Ear:
    """One connected browser: the newest news it has not been told."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.news = asyncio.Event()
        self.number = "0"

    def tell(self, number: str) -> None:
        """From the listener's thread."""
        self.number = number
        with suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self.news.set)


class Hub:
    """Hears the database once, and tells every connected browser."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ears: set[_Ear] = set()
        self._listener: Listener | None = None
        self._heard = float("-inf")
        self._count = 0

    def start(self, dsn: str) -> None:
        """Begin to listen."""
        self._listener = listen(dsn, self.heard)

    def close(self) -> None:
        """Stop listening."""
        if self._listener is not None:
            self._listener.close()

    def heard(self, what: Grown | None) -> None:
        """A log grew, or it is not known which did."""
        number = "0" if what is None else f"{what.log_id}.{what.size}"
        with self._lock:
            self._heard = time.monotonic()
            self._count += 1
            ears = tuple(self._ears)
        for ear in ears:
            ear.tell(number)

    @property
    def count(self) -> int:
        """How much news was heard so far: whoever was told of some finds at least this number."""
        return self._count

    @property
    def full(self) -> bool:
        """Whether no further browser can be told."""
        return len(self._ears) >= AT_ONCE

    async def stream(self, holds: Callable[[], bool], age: float = 0.0) -> AsyncIterator[bytes]:
        """Server-sent events until the browser goes or the session no longer `holds`.

        What was heard since the page was made, `age` seconds ago, is told at once.
        """
        ear = _Ear()
        with self._lock:
            self._ears.add(ear)
            missed = time.monotonic() - self._heard <= age + _MARGIN if age else False
        try:
            first = "missed" if missed else "0"
            yield f"retry: 3000\nevent: entry\nid: 0\ndata: {first}\n\n".encode()
            while True:
                try:
                    await asyncio.wait_for(ear.news.wait(), _BEAT)
                except TimeoutError:
                    if not await sync_to_async(holds)():
                        yield b"event: over\ndata: 0\n\n"
                        return
                    yield b": still here\n\n"
                    continue
                ear.news.clear()
                number = ear.number
                yield f"event: entry\nid: {number}\ndata: {number}\n\n".encode()
        finally:
            with self._lock:
                self._ears.discard(ear)
