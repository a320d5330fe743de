"""Answering one request of a partner: a bundle in, a bundle out, each bounded in size and time.

Promises: one path and one method; a body that is too large, too slow or one too many ends with its
own request and harms no other; an error of ours reaches the partner as its code alone. Does not
listen: `transport_server` does.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final, Protocol

import msgspec

from tansiq.exchange.bodies import Bodies, Body, seconds_for
from tansiq.exchange.door import Guest
from tansiq.exchange.transport_http import MEDIA_TYPE, PATH
from tansiq.terms.errors import (
    Conflict,
    Damaged,
    Invalid,
    Missing,
    PartnerFault,
    Refused,
    TansiqError,
)

_PIECE: Final = 256 << 10

_STATUS: Final[dict[type[TansiqError], int]] = {
    Invalid: 400,
    Refused: 403,
    Missing: 404,
    Conflict: 409,
    Damaged: 422,
    PartnerFault: 503,
}

Message = dict[str, object]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Receiver(Protocol):
    """What answers a bundle: `service.Exchange`, with its certificates remembered."""

    def receive(self, data: bytes) -> bytes:
        """Apply a bundle and return the reply bundle."""

    def trusted_certificates(self) -> tuple[bytes, ...]:
        """Return the DER certificates of the enrolled partners; asked at every handshake."""


class Application:
    """The ASGI application: one path, one method, a body bounded in size and time."""

    def __init__(self, receiver: Receiver, pool: ThreadPoolExecutor, bodies: Bodies) -> None:
        self._receiver = receiver
        self._pool = pool
        self._bodies = bodies

    async def __call__(self, scope: Mapping[str, object], receive: Receive, send: Send) -> None:
        """Answer one request, and hang up on a partner too slow to send it or to read it."""
        if scope["type"] != "http":
            return
        guest = _guest_of(scope)
        guest.asking += 1
        try:
            if scope["path"] != PATH or scope["method"] != "POST":
                await _answer(send, 404, b"")
            else:
                await self._post(guest, receive, send)
        except (TimeoutError, _ClientLeft):
            guest.hang_up()
        finally:
            guest.asking -= 1
            guest.since = asyncio.get_running_loop().time()

    async def _post(self, guest: Guest, receive: Receive, send: Send) -> None:
        body = self._bodies.begin(guest.certificate, guest.hang_up)
        try:
            data = await self._read(body, receive)
            loop = asyncio.get_running_loop()
            # What is being applied is applied to its end; only the two ways may be cut short.
            end, body.end = body.end, None
            reply = await loop.run_in_executor(self._pool, self._receiver.receive, data)
            body.end, body.size = end, len(reply)
        except TansiqError as error:
            status = next((n for kind, n in _STATUS.items() if isinstance(error, kind)), 500)
            await _answer(send, status, msgspec.json.encode({"code": error.code}))
        else:
            await _answer(send, 200, reply)
        finally:
            self._bodies.close(body)

    async def _read(self, body: Body, receive: Receive) -> bytes:
        parts: list[bytes] = []
        loop = asyncio.get_running_loop()
        began = loop.time()
        async with asyncio.timeout_at(began + seconds_for(0)) as limit:
            while True:
                message = await receive()
                if message["type"] != "http.request":
                    raise _ClientLeft
                part = message.get("body", b"")
                if isinstance(part, bytes):
                    self._bodies.grow(body, len(part))
                    parts.append(part)
                    limit.reschedule(began + seconds_for(body.size))
                if not message.get("more_body", False):
                    return b"".join(parts)


class _ClientLeft(Exception):
    """The partner hung up in the middle of its request."""


def _guest_of(scope: Mapping[str, object]) -> Guest:
    state = scope["state"]
    guest = state["guest"] if isinstance(state, dict) else None
    if not isinstance(guest, Guest):
        raise _ClientLeft
    return guest


async def _answer(send: Send, status: int, body: bytes) -> None:
    """Send an answer piece by piece, as fast as the partner reads and no slower than `RATE`."""
    kind = MEDIA_TYPE if status == 200 else "application/json"
    headers = [(b"content-type", kind.encode()), (b"content-length", b"%d" % len(body))]
    async with asyncio.timeout(seconds_for(len(body))):
        try:
            await send({"type": "http.response.start", "status": status, "headers": headers})
            for at in range(0, len(body), _PIECE):
                piece = body[at : at + _PIECE]
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        except ConnectionError:
            raise _ClientLeft from None  # its next attempt asks again
