"""Real nodes for tests that need more than one; see `two_nodes.py`."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest
from tests import store_fixtures
from tests.nodes.two_nodes import Rig

from tansiq.store.embedded import EmbeddedServer


@pytest.fixture
def rig(embedded_server: EmbeddedServer, tmp_path: Path) -> Iterator[Rig]:
    """An empty rig; each node it makes gets a database of its own."""
    database = contextmanager(store_fixtures._database)
    with ExitStack() as stack:

        def make() -> str:
            return stack.enter_context(database(embedded_server, store_fixtures._TEMPLATE))

        def copy(dsn: str) -> str:
            name = str(psycopg.conninfo.conninfo_to_dict(dsn)["dbname"])
            return stack.enter_context(database(embedded_server, name))

        made = Rig(tmp_path, make, copy)
        stack.callback(made.close)
        yield made
