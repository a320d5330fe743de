"""The TAXII port: HTTPS for partners' other systems, off unless the settings open it.

Promises: TLS 1.2 or newer, with the node's own certificate or one that the settings name; callers
stand at the same door as partners (`exchange.door`), counted by where they call from; bodies are
never read, and who does not read an answer is hung up on; an error of ours is a status and nothing
else. Whoever is not admitted learns no more than that a server is there.
"""

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import uvicorn

from tansiq.exchange.bodies import seconds_for
from tansiq.exchange.door import Guest
from tansiq.exchange.transport_http import TlsFiles
from tansiq.exchange.transport_server import GuardedServer, listen_at
from tansiq.node.compose import Node
from tansiq.node.exchanging import tls
from tansiq.node.slow_heads import LONGEST
from tansiq.node.taxii_answers import TAXII, Asked, Told, answer, encoded
from tansiq.terms.errors import Invalid, TansiqError

WORKERS = 2
"""Requests answered at once: a partner's system waits rather than slows the node down."""
_PIECE = 256 << 10

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Application:
    """The ASGI application over one node."""

    def __init__(self, node: Node, pool: ThreadPoolExecutor) -> None:
        self._node = node
        self._pool = pool

    async def __call__(
        self, scope: Mapping[str, Any], receive: Callable[[], Awaitable[Any]], send: Send
    ) -> None:
        """Answer one request."""
        del receive
        if scope["type"] != "http":
            return
        guest: Guest = scope["state"]["guest"]
        guest.asking += 1
        try:
            await self._answer(scope, send)
        except TimeoutError:
            guest.hang_up()
        finally:
            guest.asking -= 1
            guest.since = asyncio.get_running_loop().time()

    async def _answer(self, scope: Mapping[str, Any], send: Send) -> None:
        loop = asyncio.get_running_loop()
        told = await loop.run_in_executor(self._pool, self._told, asked_by(scope))
        body = encoded(told)
        headers = {
            "Content-Type": TAXII,
            "Content-Length": str(len(body)),
            "Cache-Control": "no-store",
            "Strict-Transport-Security": "max-age=31536000",
            "X-Content-Type-Options": "nosniff",
            **told.headers,
        }
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        async with asyncio.timeout(seconds_for(len(body))):
            await send({"type": "http.response.start", "status": told.status, "headers": raw})
            for at in range(0, len(body), _PIECE):
                piece = body[at : at + _PIECE]
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})

    def _told(self, asked: Asked) -> Told:
        try:
            return answer(self._node, asked)
        except TansiqError:
            # Nothing was given: neither what is kept here nor why it failed is told to a stranger.
            return Told(503, {"title": "not now", "http_status": "503"})


def asked_by(scope: Mapping[str, Any]) -> Asked:
    """A request as it was sent: its path is compared as it stands, and never decoded."""
    headers = {name.lower(): value for name, value in scope["headers"]}
    raw = scope.get("raw_path") or scope["path"].encode()
    return Asked(
        method=scope["method"],
        path=raw.decode("latin-1").partition("?")[0],
        query=scope["query_string"].decode("latin-1"),
        accept=headers.get(b"accept", b"").decode("latin-1"),
        authorization=headers.get(b"authorization", b"").decode("latin-1"),
    )


@contextlib.contextmanager
def serving_taxii(node: Node) -> Iterator[int]:
    """Answer at the TAXII port while the block runs; 0 and nothing where the settings say so.

    Conflict `port_taken`, Invalid `setting_value` for a certificate that is none.
    """
    settings = node.settings
    if not settings.taxii:
        yield 0
        return
    files = tls_files(node)
    context = _context(files)
    listener = listen_at(settings.bind, settings.taxii_port)
    with (
        contextlib.closing(listener),
        ThreadPoolExecutor(WORKERS, "taxii") as pool,
        _answering(Application(node, pool), files, context, listener),
    ):
        yield int(listener.getsockname()[1])


def tls_files(node: Node) -> TlsFiles:
    """The certificate that partners' systems see: the settings', else the node's own."""
    settings = node.settings
    if not settings.taxii_certificate:
        return tls(node)
    return TlsFiles(
        certificate=settings.folder / settings.taxii_certificate,
        key=settings.folder / settings.taxii_key,
    )


def _context(files: TlsFiles) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(files.certificate, files.key)
    except (OSError, ssl.SSLError) as problem:
        name = str(files.certificate)
        raise Invalid("setting_value", setting="taxii_certificate", value=name) from problem
    return context


@contextlib.contextmanager
def _answering(
    application: Application, files: TlsFiles, context: ssl.SSLContext, listener: socket.socket
) -> Iterator[None]:
    config = uvicorn.Config(
        application,
        h11_max_incomplete_event_size=LONGEST,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=3,
        ssl_certfile=files.certificate,  # marks the server as TLS; the context is ours
        ssl_context_factory=lambda _config, _default: context,
    )
    server = GuardedServer(config, listener)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), name="taxii", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(timeout=15)
