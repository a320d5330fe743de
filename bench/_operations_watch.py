"""Who watches in `bench/operations.py`: boards on walls, and sites that are told what stands now.

A board hears the stream of its browser and asks again when there is news; of news that came while
it was asking it asks once more, not once for each, and that a partner received something waits a
second, all as `board.js` does. A site has a stream of its own, as a telephone has, and asks only
when that says so or every ten seconds, as `field-touch.js` does. Light: it shares the two cores.
"""

import asyncio
import contextlib
import math
import re
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from _web_load import Officer

BOARD_AGAIN = 5.0
SITE_AGAIN = 10.0
SLOW = 1.0
IDLE = 2.0
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Watcher:
    """One screen: whose session, what it asks for, and what tells that it shows go.

    `told` is the operation whose state its stream tells it, empty for a board.
    """

    name: str
    node: str
    officer: Officer
    path: str
    shows: Callable[[bytes], str]
    told: str = ""
    seen: dict[str, float] = field(default_factory=dict)
    asked: int = 0
    took: list[float] = field(default_factory=list)
    last: bytes = b""
    spent: tuple[float, float] = (0.0, 0.0)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def watch(self, over: asyncio.Event) -> None:
        """Look at once, then whenever there is news, until it is over."""
        self.news.set()
        streams, used = None, 0.0
        while not over.is_set():
            with contextlib.suppress(TimeoutError):
                again = SITE_AGAIN if self.told else BOARD_AGAIN
                await asyncio.wait_for(self.news.wait(), again)
            self.news.clear()
            began = time.monotonic()
            if streams is None or began - used > IDLE:
                streams = await self._reached(streams)
            self.last = await _ask(streams, self._request(self.path))
            used = time.monotonic()
            self.took.append(used - began)
            self.asked += 1
            self._show(self.shows(self.last))
            await asyncio.sleep(self._breath(used))
        if streams is not None:
            streams[1].close()

    async def _reached(self, old: Streams | None) -> Streams:
        """A connection; the server gives up one that was idle."""
        if old is not None:
            old[1].close()
        return await asyncio.open_connection("127.0.0.1", self.officer.port)

    def _breath(self, now: float) -> float:
        """How long to rest, so that a storm of news takes no more than half of the time."""
        spent, at = self.spent
        self.spent = spent * math.exp((at - now) / 2) + self.took[-1], now
        return min(self.took[-1], 0.5) if self.spent[0] > 1 else 0

    def _show(self, digest: str) -> None:
        if digest:
            self.seen.setdefault(digest, time.monotonic())

    async def hear(self) -> None:
        """The event stream of this screen."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.officer.port)
        path = f"/live?operation={self.told}" if self.told else "/live"
        writer.write(self._request(path, "Accept: text/event-stream\r\n"))
        loop, kind = asyncio.get_running_loop(), ""
        slow = loop.call_later(0, self.news.set)
        while line := await reader.readline():
            name, _, said = line.decode().rstrip("\r\n").partition(": ")
            if name == "event":
                kind = said
            elif name == "data" and kind == "order":
                self._show(self.shows(said.encode()))
            elif name == "data":
                slow.cancel()
                slow = loop.call_later(SLOW if said.startswith("-") else 0, self.news.set)
        writer.close()

    def _request(self, path: str, more: str = "") -> bytes:
        return (
            f"GET {path} HTTP/1.1\r\nHost: {self.officer.host}\r\n"
            f"Cookie: {self.officer.cookies}\r\nX-Tansiq-Live: 1\r\n{more}\r\n"
        ).encode()


async def _ask(streams: Streams, line: bytes) -> bytes:
    reader, writer = streams
    writer.write(line)
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head.lower())
    body = await reader.readexactly(int(length[1])) if length else b""
    if b" 200 " not in head.partition(b"\r\n")[0]:
        raise SystemExit(f"a page was refused: {head.partition(chr(13).encode())[0]!r}")
    return body


class Watching:
    """All watchers at work in a thread of their own, until closed."""

    def __init__(self, watchers: Sequence[Watcher]) -> None:
        """Begin."""
        self.watchers = watchers
        self._ready: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))
        self._thread.start()

    async def _run(self) -> None:
        over = asyncio.Event()
        self._ready.set_result((asyncio.get_running_loop(), over))
        hearing = [asyncio.create_task(one.hear()) for one in self.watchers]
        await asyncio.gather(*(one.watch(over) for one in self.watchers))
        for one in hearing:
            one.cancel()

    def all_saw(self, digest: str, seconds: float) -> bool:
        """Wait until every screen shows go for this version."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if all(digest in one.seen for one in self.watchers):
                return True
            time.sleep(0.01)
        return False

    def close(self) -> None:
        """Let every screen go dark."""
        loop, over = self._ready.result(30)
        loop.call_soon_threadsafe(over.set)
        for one in self.watchers:
            loop.call_soon_threadsafe(one.news.set)
        self._thread.join(30)
