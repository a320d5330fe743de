"""Who watches in `bench/operations.py`: boards on walls, and sites that ask what stands now.

The screens of a node share one event stream, and each asks again when there is news; of news that
came while it was asking it asks once more, not once for each. Light: it shares the two cores.
"""

import asyncio
import contextlib
import re
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from _web_load import Officer

AGAIN = 1.0


@dataclass
class Watcher:
    """One screen: whose session, what it asks for, and what tells that it shows go."""

    name: str
    node: str
    officer: Officer
    path: str
    shows: Callable[[bytes], str]
    seen: dict[str, float] = field(default_factory=dict)
    asked: int = 0
    took: list[float] = field(default_factory=list)
    last: bytes = b""

    async def watch(self, over: asyncio.Event, news: asyncio.Event) -> None:
        """Look at once, then whenever there is news, until it is over."""
        news.set()
        streams = await asyncio.open_connection("127.0.0.1", self.officer.port)
        while not over.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(news.wait(), AGAIN)
            news.clear()
            began = time.monotonic()
            self.last = await _ask(streams, self._request(self.path))
            self.took.append(time.monotonic() - began)
            self.asked += 1
            digest = self.shows(self.last)
            if digest:
                self.seen.setdefault(digest, time.monotonic())
        streams[1].close()

    async def hear(self, screens: Sequence[asyncio.Event]) -> None:
        """The one event stream of a node, which wakes all its screens."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.officer.port)
        writer.write(self._request("/live", "Accept: text/event-stream\r\n"))
        while line := await reader.readline():
            if line.startswith(b"event: entry"):
                for one in screens:
                    one.set()
        writer.close()

    def _request(self, path: str, more: str = "") -> bytes:
        return (
            f"GET {path} HTTP/1.1\r\nHost: {self.officer.host}\r\n"
            f"Cookie: {self.officer.cookies}\r\nX-Tansiq-Live: 1\r\n{more}\r\n"
        ).encode()


async def _ask(streams: tuple[asyncio.StreamReader, asyncio.StreamWriter], line: bytes) -> bytes:
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
        news = [asyncio.Event() for _ in self.watchers]
        by_node: dict[str, list[int]] = {}
        for at, one in enumerate(self.watchers):
            by_node.setdefault(one.node, []).append(at)
        hearing = [
            asyncio.create_task(self.watchers[found[0]].hear([news[at] for at in found]))
            for found in by_node.values()
        ]
        watching = zip(self.watchers, news, strict=True)
        await asyncio.gather(*(one.watch(over, event) for one, event in watching))
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
        self._thread.join(30)
