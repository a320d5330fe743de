"""A screen that watches one operation: what its event stream says, as it says it."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec
from tests.web.conftest import HOME_URL, Client


@dataclass
class Screen:
    """What was heard so far; `status` is 0 until the stream began."""

    status: int = 0
    ended: bool = False
    text: str = ""
    _gone: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def orders(self) -> list[dict[str, Any]]:
        """Every state that was told, the oldest first."""
        blocks = self.text.split("\n\n")[:-1]
        told = [one for one in blocks if one.startswith("event: order\n")]
        return [msgspec.json.decode(one.partition("data: ")[2]) for one in told]

    @property
    def over(self) -> bool:
        """Whether it was told that this is over."""
        return "event: over\n" in self.text

    def until_order(self, order: str) -> dict[str, Any]:
        """Wait until this order stands."""
        return self._until(lambda: bool(self.orders) and self.orders[-1]["order"] == order)

    def until_said(self, words: str) -> None:
        """Wait until it says this."""
        self._until(lambda: words in self.text)

    def until_over(self) -> None:
        """Wait until the stream ends."""
        self._until(lambda: self.ended)

    def _until(self, holds: Any) -> dict[str, Any]:
        deadline = time.monotonic() + 30
        while not holds():
            assert time.monotonic() < deadline, f"{self.status}: {self.text}"
            time.sleep(0.01)
        return self.orders[-1] if self.orders else {}

    async def send(self, message: dict[str, Any]) -> None:
        """What the application says."""
        self.status = message.get("status", self.status)
        self.text += message.get("body", b"").decode()
        self.ended = message["type"] == "http.response.body" and not message.get("more_body")


@contextmanager
def watching(client: Client, path: str) -> Iterator[Screen]:
    """A screen of this browser while the block runs; it goes with it."""
    cookies = "; ".join(f"{one}={value}" for one, value in client.cookies.items())
    host = HOME_URL.removeprefix("http://")
    address, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": address,
        "raw_path": address.encode(),
        "query_string": query.encode(),
        "headers": [(b"host", host.encode()), (b"cookie", cookies.encode())],
        "client": (client.address, 5000),
        "server": (host, 8599),
    }
    ready, loop, screen = threading.Event(), asyncio.new_event_loop(), Screen()

    async def run() -> None:
        whole = [{"type": "http.request", "body": b"", "more_body": False}]

        async def receive() -> dict[str, Any]:
            if whole:
                return whole.pop()
            await screen._gone.wait()
            return {"type": "http.disconnect"}

        ready.set()
        await client.house.app(scope, receive, screen.send)  # type: ignore[operator]

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()))
    thread.start()
    ready.wait(10)
    try:
        yield screen
    finally:
        loop.call_soon_threadsafe(screen._gone.set)
        thread.join(30)
        loop.close()
