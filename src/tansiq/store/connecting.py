"""How a connection of the store is made: its settings, what it adapts, whether its line stands.

Promises: every connection sees the node's schemas and UTC, and takes and gives JSON as the rest of
the node does. Opens none by itself.
"""

from __future__ import annotations

import select
from typing import TYPE_CHECKING

import msgspec
import psycopg
from psycopg.adapt import AdaptersMap
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.types.json import JsonbBinaryDumper, JsonbDumper, set_json_dumps, set_json_loads
from psycopg_pool import ConnectionPool

from tansiq.terms.errors import Invalid

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.rows import DictRow

# Columns with what people wrote keep no statistics, so the server takes a list of any length for a
# handful of rows and would fetch and sort it whole: the order of an index is right at every length.
_SETTINGS = (
    "-c search_path=projection,ledger,link -c timezone=UTC -c client_min_messages=warning"
    " -c enable_bitmapscan=off"
)
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


def check_line(connection: Connection[DictRow]) -> None:
    """Find out whether the server is there, without a word to it while nothing speaks against it.

    A server that ends, or closes a connection, says so on the socket; asking it costs a way there
    and back for every transaction of every page. A silent line is found out by the next statement.
    """
    line = select.poll()
    line.register(connection.fileno(), select.POLLIN)
    if line.poll(0):
        ConnectionPool.check_connection(connection)


def parameters(dsn: str) -> dict[str, str]:
    """The parts of a connection string by libpq's names; Invalid ``store_dsn``."""
    try:
        return {name: str(value) for name, value in conninfo_to_dict(dsn).items() if value}
    except psycopg.ProgrammingError:
        raise Invalid("store_dsn") from None


def with_settings(dsn: str) -> str:
    """The connection string with what every connection of the store wants."""
    given = parameters(dsn).get("options", "")
    return make_conninfo(dsn, options=f"{given} {_SETTINGS}".strip())


def _adapters() -> AdaptersMap:
    adapters = AdaptersMap(psycopg.adapters)
    adapters.register_dumper(dict, JsonbDumper)
    adapters.register_dumper(dict, JsonbBinaryDumper)
    set_json_dumps(_encode, adapters)
    set_json_loads(_decode, adapters)
    return adapters


class _Context:
    """What psycopg asks for when it takes adapters from outside."""

    def __init__(self) -> None:
        self.adapters = _adapters()
        self.connection = None


ADAPTERS = _Context()
