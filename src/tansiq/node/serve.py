"""The server of a node: answers partners over mutual TLS, and shows the pages where built in.

Promises: a port in use is an error before anything is answered; stopping waits for what is being
applied. The pages hold no case content and know nothing of this module: they are found by name.
"""

import asyncio
import contextlib
import importlib
import importlib.util
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import uvicorn

from tansiq.exchange.transport_http import serve_exchange
from tansiq.node.compose import Node
from tansiq.node.exchanging import tls
from tansiq.terms.errors import Conflict

PAGES = "tansiq.web.served"
"""The module with `pages(node) -> ASGI application`; a node without it serves partners alone."""


@dataclass(frozen=True, slots=True)
class Running:
    """Where a server listens."""

    exchange_port: int
    web: str


@contextlib.contextmanager
def serving(node: Node) -> Iterator[Running]:
    """Serve partners and pages while the block runs; Conflict `port_taken`."""
    node.database.keep()
    settings = node.settings
    with contextlib.ExitStack() as closing:
        pages = _pages(node, closing)
        exchange = serve_exchange(node.exchange, tls(node), settings.bind, settings.exchange_port)
        closing.callback(exchange.stop)
        yield Running(exchange.port, settings.web_url if pages else "")


def _pages(node: Node, closing: contextlib.ExitStack) -> bool:
    if importlib.util.find_spec(PAGES) is None:
        return False
    listener = _listen(node.settings.bind, node.settings.web_port)
    closing.callback(listener.close)
    application: Any = importlib.import_module(PAGES).pages(node)
    server = uvicorn.Server(
        uvicorn.Config(
            application,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=5,
        )
    )
    thread = threading.Thread(
        target=lambda: asyncio.run(server.serve(sockets=[listener])), name="pages", daemon=True
    )
    thread.start()

    def stop() -> None:
        server.should_exit = True
        thread.join(timeout=15)

    closing.callback(stop)
    return True


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as problem:
        listener.close()
        raise Conflict("port_taken", host=host, port=port) from problem
    return listener
