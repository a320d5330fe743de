"""The answering side of the exchange over mutually authenticated HTTPS, TLS 1.3 only.

Promises: a handshake ends well only with a certificate that an enrolled partner put on its card
(each self-signed certificate is its own trust anchor, no session resumption, no public authority);
a partner that opens many connections, drips its bundle or never reads its answer costs the others
nothing (`door`, `bodies`). Nobody is believed because of TLS: who speaks is taken from the signed
header of the bundle. Does not know what a bundle holds.
"""

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from tansiq.exchange.answering import Application, Receiver
from tansiq.exchange.bodies import Bodies
from tansiq.exchange.door import Door, Guest
from tansiq.exchange.transport_http import TlsFiles
from tansiq.terms.errors import Conflict

HANDSHAKE_SECONDS: Final = 10.0
_GOODBYE: Final = 1.0
_BREATH: Final = 0.05
WORKERS: Final = 4
"""Bundles applied at once; `service` lets no partner take more than three of them."""


def serve_exchange(receiver: Receiver, tls: TlsFiles, host: str, port: int) -> "ExchangeServer":
    """Listen for partners; Conflict("port_taken") at once when somebody else listens there.

    Port 0 lets the system choose; `.port` says which. The server runs in a thread of its own.
    """
    server = ExchangeServer(receiver, tls, listen_at(host, port))
    server.start()
    return server


class ExchangeServer:
    """A running server; `stop` closes the port and waits for what is being applied."""

    def __init__(self, receiver: Receiver, tls: TlsFiles, listener: socket.socket) -> None:
        self._listener = listener
        self.port = int(listener.getsockname()[1])
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="exchange-receive")
        context = _server_context(receiver, tls)
        self.bodies = Bodies()
        config = uvicorn.Config(
            Application(receiver, self._pool, self.bodies),
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=3,
            ssl_certfile=tls.certificate,  # marks the server as TLS; the context is ours
            ssl_context_factory=lambda _config, _default: context,
        )
        self._server = GuardedServer(config, listener)
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
        asyncio.run(self._server.serve())


class GuardedServer(uvicorn.Server):
    """A server with a door: each connection is counted before its handshake and after."""

    def __init__(self, config: uvicorn.Config, listener: socket.socket) -> None:
        super().__init__(config)
        self._listener = listener
        self._door = Door()
        self._tasks: set[asyncio.Task[None]] = set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Accept connections by our own hand: a ready-made server counts them too late."""
        del sockets
        self.servers = []
        self._listener.setblocking(False)
        self._spawn(self._accept())
        self.started = True

    async def on_tick(self, counter: int) -> bool:
        """Look after those who ask nothing, now and then."""
        if counter % 10 == 0:
            self._door.sweep(asyncio.get_running_loop().time())
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Accept nobody any more, and end what is under way in order."""
        for task in [*self._tasks]:
            task.cancel()
        self._door.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await super().shutdown(sockets)

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, address = await loop.sock_accept(self._listener)
            except OSError:
                # The caller is gone again, or the system has no more descriptors for a moment.
                await asyncio.sleep(_BREATH)
                continue
            self._welcome(loop, connection, str(address[0]))
            await asyncio.sleep(0)  # what was begun can be ended in order, before the next one

    def _welcome(
        self, loop: asyncio.AbstractEventLoop, connection: socket.socket, address: str
    ) -> None:
        guest = Guest(address, loop.time(), _no)
        guest.hang_up = self._spawn(self._shake_hands(connection, guest)).cancel
        self._door.knock(guest)

    async def _shake_hands(self, connection: socket.socket, guest: Guest) -> None:
        def line() -> asyncio.Protocol:
            return _Line(self, self._door, guest)

        loop = asyncio.get_running_loop()
        try:
            await loop.connect_accepted_socket(
                line,
                connection,
                ssl=self.config.ssl,
                ssl_handshake_timeout=HANDSHAKE_SECONDS,
                ssl_shutdown_timeout=_GOODBYE,
            )
        except OSError:
            # A stranger, a silent caller, or one that hung up; TLS itself told the caller.
            self._door.leave(guest)
        except asyncio.CancelledError:
            self._door.leave(guest)
            connection.close()
            raise

    def _spawn(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _no() -> None:
    """Hang up on a connection that is not there yet."""


class _Line(H11Protocol):
    """One connection after its handshake, counted as its partner's until it ends."""

    def __init__(self, server: GuardedServer, door: Door, guest: Guest) -> None:
        super().__init__(server.config, server.server_state, {"guest": guest})
        self._door = door
        self._guest = guest

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count the partner in."""
        super().connection_made(transport)
        session = transport.get_extra_info("ssl_object")
        self._guest.hang_up = transport.abort
        # Who shows no certificate, where none is asked for, counts by where they call from.
        shown = session.getpeercert(binary_form=True) or self._guest.address.encode()
        self._door.admit(self._guest, shown, self.loop.time())

    def connection_lost(self, exc: Exception | None) -> None:
        """Count it out."""
        self._door.leave(self._guest)
        super().connection_lost(exc)


def listen_at(host: str, port: int) -> socket.socket:
    """Return a listening socket; Conflict("port_taken")."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, for only then does asyncio send without delay (TCP_NODELAY): the head of an
    # answer and its body are two writes, and the second would wait 40 ms for an acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        # Without it a restarted node waits a minute for its own old connections to be forgotten.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(512)
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
