"""The pages of one open node, made ready and given to the server.

Promises: answers to the name in `web_url`, to that of its notices, to the address it is bound to,
and to the loopback; to no other name. The accounts' tables are up to date before the first page.
What needs them is loaded only then, because Django reads its settings once.
"""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from tansiq.node.compose import Node
from tansiq.node.reading import Reader
from tansiq.record.officers import OfficerKey
from tansiq.web.accounts import keeping
from tansiq.web.application import application, configure
from tansiq.web.bounds import Bounded

LOOPBACK = ("127.0.0.1", "[::1]", "localhost")


def _opened(node: Node) -> Any:
    own = node.settings
    named = urlsplit(own.web_url).hostname or own.bind
    notices = [one for one in (own.notice_host,) if one]
    configure(own.folder, node.database.dsn, own.web_url, (named, own.bind, *notices, *LOOPBACK))
    keeping.prepare()
    return importlib.import_module("tansiq.web.opened")


@contextmanager
def pages(node: Node, door: str = "") -> Iterator[Bounded]:
    """The application that shows this node, while the block runs.

    `door` is where other processes that show it reach this one; empty where there is no other.
    """
    with _opened(node).moved_in(node, door):
        yield application()
    keeping.close()


def invited(node: Node, reader: Reader) -> dict[str, object]:
    """A link for the officer whose key was opened; one use, kept nowhere."""
    try:
        made: dict[str, object] = _opened(node).invited(node, reader)
    finally:
        keeping.close()
    return made


def offered_key(node: Node, officer: str, number: str) -> OfficerKey:
    """An act passkey that waits for two officers; Missing `passkey_unknown`."""
    try:
        key: OfficerKey = _opened(node).offered_key(node, officer, number)
    finally:
        keeping.close()
    return key
