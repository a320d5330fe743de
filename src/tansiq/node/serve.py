"""The server of a node: answers partners over mutual TLS, and shows the pages it is given.

Promises: a port in use is an error before anything is answered; stopping waits for what is being
applied. Whoever starts the server brings the pages.
"""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import uvicorn

from tansiq.exchange.transport_server import listen_at, serve_exchange
from tansiq.exchange.trusted import Trusted
from tansiq.node.compose import Node
from tansiq.node.exchanging import tls
from tansiq.node.page_workers import page_workers
from tansiq.node.slow_heads import LONGEST, HeadsInTime
from tansiq.node.taxii_server import serving_taxii
from tansiq.store.notify import listen

Pages = Callable[..., Any]
"""An ASGI application."""


@dataclass(frozen=True, slots=True)
class Running:
    """Where a server listens; `taxii_port` is 0 while the settings keep that door shut."""

    exchange_port: int
    web: str
    taxii_port: int = 0


@contextlib.contextmanager
def serving(node: Node, pages: Pages | Sequence[str] | None = None) -> Iterator[Running]:
    """Serve partners while the block runs, and pages where given; Conflict `port_taken`.

    `pages` are answered in this process; the command of a process that answers them is run as often
    as the node's settings say.
    """
    node.database.keep()
    settings = node.settings
    with contextlib.ExitStack() as closing:
        if pages is not None:
            listener = listen_at(settings.bind, settings.web_port)
            closing.callback(listener.close)
            closing.enter_context(_shown(node, pages, listener))
        trusted = Trusted(node.exchange)
        closing.enter_context(listen(node.database.dsn, trusted.grown))
        exchange = serve_exchange(trusted, tls(node), settings.bind, settings.exchange_port)
        closing.callback(exchange.stop)
        taxii = closing.enter_context(serving_taxii(node))
        yield Running(exchange.port, settings.web_url if pages else "", taxii)


def pages_served(pages: Pages, protocol: type[HeadsInTime] = HeadsInTime) -> uvicorn.Config:
    """How the pages are served: what a stranger may hold before a request is one has bounds."""
    return uvicorn.Config(
        pages,
        http=protocol,
        h11_max_incomplete_event_size=LONGEST,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )


def _shown(
    node: Node, pages: Pages | Sequence[str], listener: socket.socket
) -> contextlib.AbstractContextManager[None]:
    if isinstance(pages, Sequence):
        command = (*pages, str(node.settings.folder))
        return page_workers(command, listener, node.settings.web_workers)
    return answering(pages, (listener,))


@contextlib.contextmanager
def answering(pages: Pages, listeners: Sequence[socket.socket]) -> Iterator[None]:
    """Answer pages on these sockets while the block runs."""
    server = uvicorn.Server(pages_served(pages))
    thread = threading.Thread(
        target=lambda: asyncio.run(server.serve(sockets=list(listeners))),
        name="pages",
        daemon=True,
    )
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(timeout=15)
