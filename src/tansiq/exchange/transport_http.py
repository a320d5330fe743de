"""Bundles over mutually authenticated HTTPS, TLS 1.3 only.

Promises: the server finishes a handshake only with a certificate that an enrolled partner put on
its card (each self-signed certificate is its own trust anchor, read anew at each handshake, no
session resumption, no public authority); the client accepts exactly the certificate it was given.
Nobody is believed because of TLS: who speaks is taken from the signed header of the bundle.
Does not retry (`courier` does) and knows nothing of what a bundle holds.
"""

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import httpx
import msgspec
import uvicorn

from tansiq.exchange import bundle
from tansiq.terms.errors import (
    Conflict,
    Damaged,
    Invalid,
    Missing,
    PartnerFault,
    Refused,
    TansiqError,
)

PATH: Final = "/exchange"
MEDIA_TYPE: Final = "application/vnd.tansiq.bundle"
MAX_BODY: Final = bundle.MAX_PACKED + bundle.MAX_HEADER + 16
"""Bytes of a request or an answer."""
READ_SECONDS: Final = 120.0
"""A request that takes longer to arrive is dropped, however slowly it drips."""
WORKERS: Final = 4
"""Bundles applied at once; `service` lets no partner take more than three of them."""

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
    """What answers a bundle: `service.Exchange`."""

    def receive(self, data: bytes) -> bytes:
        """Apply a bundle and return the reply bundle."""

    def trusted_certificates(self) -> tuple[bytes, ...]:
        """Return the DER certificates of the enrolled partners."""


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """Where this node's own certificate and its key lie."""

    certificate: Path
    key: Path


def serve_exchange(receiver: Receiver, tls: TlsFiles, host: str, port: int) -> "ExchangeServer":
    """Listen for partners; Conflict("port_taken") at once when somebody else listens there.

    Port 0 lets the system choose; `.port` says which. The server runs in a thread of its own.
    """
    server = ExchangeServer(receiver, tls, _listen(host, port))
    server.start()
    return server


class ExchangeServer:
    """A running server; `stop` closes the port and waits for what is being applied."""

    def __init__(self, receiver: Receiver, tls: TlsFiles, listener: socket.socket) -> None:
        self._listener = listener
        self.port = int(listener.getsockname()[1])
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="exchange-receive")
        context = _server_context(receiver, tls)
        config = uvicorn.Config(
            _Application(receiver, self._pool),
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=3,
            ssl_certfile=tls.certificate,  # marks the server as TLS; the context is ours
            ssl_context_factory=lambda _config, _default: context,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="exchange-server", daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Stop answering; what was received whole is applied to its end."""
        self._server.should_exit = True
        self._thread.join(timeout=30)
        self._pool.shutdown(wait=True)
        self._listener.close()

    def _run(self) -> None:
        asyncio.run(self._server.serve(sockets=[self._listener]))


class PartnerClient:
    """A kept-alive connection to one partner, pinned to exactly its certificate."""

    def __init__(self, url: str, certificate: bytes, tls: TlsFiles, seconds: float = 30.0) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False  # the certificate itself is pinned; its name proves nothing
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        try:
            context.load_cert_chain(tls.certificate, tls.key)
            context.load_verify_locations(cadata=certificate)
        except (ssl.SSLError, OSError) as error:
            raise Invalid("certificate_unreadable") from error
        self._url = url.rstrip("/") + PATH
        self._client = httpx.Client(
            verify=context,
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(seconds, connect=min(seconds, 10.0)),
            limits=httpx.Limits(max_connections=4, keepalive_expiry=60.0),
        )

    def post(self, data: bytes) -> bytes:
        """Send a bundle and return the reply bundle; PartnerFault(partner_*) when there is none."""
        try:
            with self._client.stream(
                "POST", self._url, content=data, headers={"content-type": MEDIA_TYPE}
            ) as response:
                body = _bounded(response.iter_bytes(1 << 16))
                status = response.status_code
        except httpx.HTTPError as error:
            raise PartnerFault(_fault(error)) from error
        if status != 200:
            raise PartnerFault("partner_rejected", status=status, reason=_reason(body))
        return body

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, for only then does asyncio send without delay (TCP_NODELAY): the head of an
    # answer and its body are two writes, and the second would wait 40 ms for an acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        # Without it a restarted node waits a minute for its own old connections to be forgotten.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise Conflict("port_taken", host=host, port=port) from error
    return listener


def _server_context(receiver: Receiver, tls: TlsFiles) -> ssl.SSLContext:
    """Return a context that, at each handshake, gives way to one that trusts today's partners."""
    known: tuple[tuple[bytes, ...], ssl.SSLContext] | None = None

    def today() -> ssl.SSLContext:
        nonlocal known
        anchors = receiver.trusted_certificates()
        if known is None or known[0] != anchors:
            known = anchors, _trusting(anchors, tls)
        return known[1]

    def choose(connection: ssl.SSLObject, _name: str | None, _context: ssl.SSLContext) -> None:
        # OpenSSL calls this for every client hello, with or without a server name.
        connection.context = today()

    front = _trusting((), tls)
    front.sni_callback = choose
    return front


def _trusting(anchors: Iterable[bytes], tls: TlsFiles) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.verify_mode = ssl.CERT_REQUIRED
    context.num_tickets = 0  # a resumed session would skip the certificate of a partner that left
    context.load_cert_chain(tls.certificate, tls.key)
    for anchor in anchors:
        # A partner whose card holds no certificate locks out itself, not the others.
        with contextlib.suppress(ssl.SSLError, ValueError):
            context.load_verify_locations(cadata=anchor)
    return context


class _Application:
    """The ASGI application: one path, one method, a bounded body."""

    def __init__(self, receiver: Receiver, pool: ThreadPoolExecutor) -> None:
        self._receiver = receiver
        self._pool = pool

    async def __call__(self, scope: Mapping[str, object], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if scope["path"] != PATH or scope["method"] != "POST":
            await _answer(send, 404, b"")
            return
        try:
            body = await asyncio.wait_for(_read(receive), READ_SECONDS)
            loop = asyncio.get_running_loop()
            reply = await loop.run_in_executor(self._pool, self._receiver.receive, body)
        except TimeoutError:
            await _answer(send, 408, b"")
        except TansiqError as error:
            status = next((n for kind, n in _STATUS.items() if isinstance(error, kind)), 500)
            await _answer(send, status, msgspec.json.encode({"code": error.code}))
        except _ClientLeft:
            return
        else:
            await _answer(send, 200, reply)


class _ClientLeft(Exception):
    """The partner hung up in the middle of its request."""


async def _read(receive: Receive) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise _ClientLeft
        part = message.get("body", b"")
        if isinstance(part, bytes):
            parts.append(part)
            size += len(part)
        if size > MAX_BODY:
            raise Invalid("bundle_too_large", size=size, limit=MAX_BODY)
        if not message.get("more_body", False):
            return b"".join(parts)


async def _answer(send: Send, status: int, body: bytes) -> None:
    kind = MEDIA_TYPE if status == 200 else "application/json"
    headers = [(b"content-type", kind.encode()), (b"content-length", b"%d" % len(body))]
    with contextlib.suppress(OSError):  # the partner may be gone; its next attempt asks again
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _bounded(pieces: Iterable[bytes]) -> bytes:
    parts: list[bytes] = []
    size = 0
    for piece in pieces:
        parts.append(piece)
        size += len(piece)
        if size > MAX_BODY:
            raise PartnerFault("partner_answer_too_large", limit=MAX_BODY)
    return b"".join(parts)


def _fault(error: httpx.HTTPError) -> str:
    text = str(error)
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return "partner_certificate_differs"
    # In TLS 1.3 a server that refuses our certificate says so after the handshake, by an alert or
    # by hanging up before the first byte of an answer.
    if isinstance(error, httpx.RemoteProtocolError) or "SSL" in text or "alert" in text:
        return "partner_refuses_connection"
    if isinstance(error, httpx.TimeoutException):
        return "partner_timeout"
    return "partner_unreachable"


def _reason(body: bytes) -> str:
    try:
        found = msgspec.json.decode(body, type=dict[str, str])
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return ""
    code = found.get("code", "")
    return code if code.isascii() and code.replace("_", "a").isalnum() else ""
