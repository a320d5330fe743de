"""The server of a node: answers partners over mutual TLS, and shows the pages it is given.

Promises: a port in use is an error before anything is answered; stopping waits for what is being
applied. Whoever starts the server brings the pages.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import uvicorn

from tansiq.exchange.transport_server import listen_at, serve_exchange
from tansiq.exchange.trusted import Trusted
from tansiq.node.compose import Node
from tansiq.node.exchanging import tls
from tansiq.node.slow_heads import LONGEST, HeadsInTime
from tansiq.store.notify import listen

Pages = Callable[..., Any]
"""An ASGI application."""


@dataclass(frozen=True, slots=True)
class Running:
    """Where a server listens."""

    exchange_port: int
    web: str


@contextlib.contextmanager
def serving(node: Node, pages: Pages | None = None) -> Iterator[Running]:
    """Serve partners, and pages where given, while the block runs; Conflict `port_taken`."""
    node.database.keep()
    settings = node.settings
    with contextlib.ExitStack() as closing:
        if pages is not None:
            _serve_pages(node, pages, closing)
        trusted = Trusted(node.exchange)
        closing.enter_context(listen(node.database.dsn, trusted.grown))
        exchange = serve_exchange(trusted, tls(node), settings.bind, settings.exchange_port)
        closing.callback(exchange.stop)
        yield Running(exchange.port, settings.web_url if pages else "")


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


def _serve_pages(node: Node, pages: Pages, closing: contextlib.ExitStack) -> None:
    listener = listen_at(node.settings.bind, node.settings.web_port)
    closing.callback(listener.close)
    server = uvicorn.Server(pages_served(pages))
    thread = threading.Thread(
        target=lambda: asyncio.run(server.serve(sockets=[listener])), name="pages", daemon=True
    )
    thread.start()

    def stop() -> None:
        server.should_exit = True
        thread.join(timeout=15)

    closing.callback(stop)
