"""News for open pages: one stream for each browser, carrying the number of an entry and no more.

Promises: a message says only that a log grew; a page then asks again through every check. A lost
message costs nothing: on a new connection everything is asked once. The stream ends with the
session. Nothing is queued for a browser that does not read. A screen that watches one operation
hears of nothing else, and what it is told instead is the affair of `orders`.
"""

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress

from asgiref.sync import sync_to_async

from tansiq.store.notify import Grown, Listener, listen

_BEAT = 15.0
# A page shows its data as they were a little before the time that stands on it.
_MARGIN = 2.0
AT_ONCE = 200


OVER = b"event: over\ndata: 0\n\n"
"""The last message: the session is over, or what was watched is no longer this officer's to see."""


class Ear:
    """One connected browser: the newest news it has not been told. Made where its loop runs."""

    def __init__(self, *, watching: bool = False) -> None:
        """Listen; `watching` is for one that others tell what to say."""
        self.watching = watching
        self.news = asyncio.Event()
        self.message = b""
        self._loop = asyncio.get_running_loop()

    def tell(self, message: bytes) -> None:
        """Say this next, in place of what was not said yet; from any thread."""
        self.message = message
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self.news.set)


def entry(number: str) -> bytes:
    """That a log grew: whoever hears it asks again."""
    return f"event: entry\nid: {number}\ndata: {number}\n\n".encode()


Also = Callable[[Grown | None, object], None]
"""Told of something that grew, None when it is not known what, and whether it may wait a moment."""


class Hub:
    """Hears the database once, and tells every connected browser.

    `also` hears everything before any browser does; `waits` says what nobody is in a hurry for,
    which pages are told under a number below zero.
    """

    def __init__(self, *also: Also, waits: Callable[[Grown], bool] = lambda _: False) -> None:
        self._also = also
        self._waits = waits
        self._lock = threading.Lock()
        self._ears: set[Ear] = set()
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
        waits = what is not None and self._waits(what)
        number = "0" if what is None else f"{'-' * waits}{what.log_id}.{what.size}"
        for one in self._also:
            one(what, waits)
        with self._lock:
            self._heard = time.monotonic()
            self._count += 1
            ears = tuple(self._ears)
        for ear in ears:
            if not ear.watching:
                ear.tell(entry(number))

    @property
    def count(self) -> int:
        """How much news was heard so far, all of it told to `also`."""
        return self._count

    @property
    def full(self) -> bool:
        """Whether no further browser can be told."""
        return len(self._ears) >= AT_ONCE

    async def stream(
        self, holds: Callable[[], bool], age: float = 0.0, ear: Ear | None = None
    ) -> AsyncGenerator[bytes, None]:
        """Server-sent events until the browser goes or the session no longer `holds`.

        What was heard since the page was made, `age` seconds ago, is told at once.
        """
        ear = ear or Ear()
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
                        yield OVER
                        return
                    yield b": still here\n\n"
                    continue
                ear.news.clear()
                yield (message := ear.message)
                if message is OVER:
                    return
        finally:
            with self._lock:
                self._ears.discard(ear)
