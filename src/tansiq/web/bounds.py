"""What a stranger may send before anybody is asked who they are.

Promises: a body ends within a minute and holds no more than an attachment may; what is longer or
slower is refused before a byte of it is looked at, and is not written to the disk beyond that.
Judges no content, and not whether a session holds.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from tansiq.web.headers import HEADERS

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

LARGEST = 64 * 1024 * 1024
# Whoever carries no session sends a passkey's answer, and nothing longer.
STRANGER = 64 * 1024
SECONDS = 60.0
_SESSION = b"tansiq_session="


class Bounded:
    """An ASGI application whose bodies have an end."""

    def __init__(self, app: App, largest: int = LARGEST, seconds: float = SECONDS) -> None:
        self.app = app
        self.largest = largest
        self.seconds = seconds

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer; 413 for what is too long, 408 for what is too slow."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        largest = self.largest if _carries_session(scope) else STRANGER
        if _announced(scope) > largest:
            await _refuse(send, 413)
            return
        body = _Body(receive, largest, self.seconds)
        await self.app(scope, body.receive, send)
        # Nothing was answered: the application took the sender for gone.
        if body.over:
            await _refuse(send, body.over)


class _Body:
    """One body on its way in."""

    def __init__(self, receive: Receive, largest: int, seconds: float) -> None:
        self._receive = receive
        self._left = largest
        self._until = asyncio.get_running_loop().time() + seconds
        self._whole = False
        self.over = 0

    async def receive(self) -> Message:
        """The next piece; a sender who went beyond a bound is taken for gone."""
        if self._whole:
            return await self._receive()
        left = self._until - asyncio.get_running_loop().time()
        try:
            message = await asyncio.wait_for(self._receive(), max(left, 0.001))
        except TimeoutError:
            return self._end(408)
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            return self._end(413)
        self._whole = not message.get("more_body", False)
        return message

    def _end(self, status: int) -> Message:
        self.over = status
        return {"type": "http.disconnect"}


def _carries_session(scope: Message) -> bool:
    return any(name == b"cookie" and _SESSION in value for name, value in scope["headers"])


def _announced(scope: Message) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


async def _refuse(send: Send, status: int) -> None:
    headers = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
    headers += [(b"content-length", b"0"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
