"""A line between nodes that can be slow, stall, break and go half dead: a TCP proxy in user space.

Each direction of each connection waits `delay` before what it heard goes on, and one write in a
hundred stalls between 200 and 1,000 ms besides. `cut` breaks what is open and lets nobody in;
`deafen` leaves connections open and passes nothing on: what both ends take for a living line.
"""

import asyncio
import contextlib
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

CHUNK = 1 << 16


@dataclass
class Line:
    """One listening port and where it leads; changed from any thread while it runs."""

    port: int
    target: int
    delay: float = 0.0
    stalls: float = 0.0
    cut_off: bool = False
    deaf: bool = False
    passed: int = 0
    stalled: int = 0
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    async def serve(self) -> asyncio.Server:
        return await asyncio.start_server(self._met, "127.0.0.1", self.port)

    async def _met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.cut_off:
            writer.transport.abort()
            return
        try:
            ahead, back = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, back}
        await asyncio.gather(self._carry(reader, back), self._carry(ahead, writer))
        self._open -= {writer, back}
        for one in (writer, back):
            one.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Bytes one way, in order, each chunk late by the delay of the line."""
        loop = asyncio.get_running_loop()
        waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(256)

        async def pour() -> None:
            while True:
                due, data = await waiting.get()
                await asyncio.sleep(max(due - loop.time(), 0))
                while self.deaf and not self.cut_off:  # noqa: ASYNC110 - set by another thread
                    await asyncio.sleep(0.05)
                if not data:
                    with contextlib.suppress(OSError):
                        writer.write_eof()
                    return
                writer.write(data)
                await writer.drain()
                self.passed += len(data)

        pouring = asyncio.create_task(pour())
        with contextlib.suppress(OSError, asyncio.CancelledError):
            while not pouring.done():
                data = await reader.read(CHUNK)
                await waiting.put((loop.time() + self._late(), data))
                if not data:
                    break
            await pouring
        pouring.cancel()

    def _late(self) -> float:
        if random.random() >= self.stalls:
            return self.delay
        self.stalled += 1
        return self.delay + random.uniform(0.2, 1.0)

    def break_all(self) -> None:
        for one in tuple(self._open):
            one.transport.abort()


class Lines:
    """All lines of a test, on a loop of their own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._servers: list[asyncio.Server] = []
        self.lines: dict[str, Line] = {}

    def lay(self, name: str, port: int, target: int) -> Line:
        """A line that leads to a node."""
        line = Line(port, target)
        made = asyncio.run_coroutine_threadsafe(line.serve(), self._loop).result(10)
        self._servers.append(made)
        self.lines[name] = line
        return line

    def cut(self, name: str) -> None:
        """Nothing passes, and whoever was connected knows."""
        self.lines[name].cut_off = True
        self._loop.call_soon_threadsafe(self.lines[name].break_all)

    def deafen(self, name: str) -> None:
        """Nothing passes, and nobody knows: both ends are open."""
        self.lines[name].deaf = True

    def mend(self, name: str) -> None:
        """The line is whole again; what hung on the old one breaks."""
        line = self.lines[name]
        line.cut_off = line.deaf = False
        self._loop.call_soon_threadsafe(line.break_all)

    def close(self) -> None:
        for line in self.lines.values():
            self._loop.call_soon_threadsafe(line.break_all)
        for one in self._servers:
            self._loop.call_soon_threadsafe(one.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)


@contextmanager
def bad_lines() -> Iterator[Lines]:
    """Lines that are gone at the end."""
    made = Lines()
    try:
        yield made
    finally:
        made.close()
