"""Real nodes for tests that need more than one; see `two_nodes.py`."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from tests import store_fixtures
from tests.nodes.one_node import RIG_PROJECTIONS
from tests.nodes.two_nodes import Rig

from tansiq.ledger.keystore import KeyStore
from tansiq.store.append import Sealer
from tansiq.store.connect import Store
from tansiq.store.embedded import EmbeddedServer
from tansiq.store.project import prepare
from tansiq.terms.ids import node_id

database = contextmanager(store_fixtures._database)


def name_of(dsn: str) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(dsn)["dbname"])


@pytest.fixture(scope="session")
def unwritten(
    embedded_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A database in which nobody has written yet, with the tables that a node's start makes."""
    folder = tmp_path_factory.mktemp("unwritten") / "keys"
    with database(embedded_server, store_fixtures._TEMPLATE) as dsn:
        with Store.open(dsn) as store, closing(KeyStore.create(folder, node_id("nobody"))) as keys:
            prepare(store, RIG_PROJECTIONS, Sealer(keys, RIG_PROJECTIONS))
        yield name_of(dsn)


@pytest.fixture
def rig(embedded_server: EmbeddedServer, unwritten: str, tmp_path: Path) -> Iterator[Rig]:
    """An empty rig; each node it makes gets a database of its own."""
    with ExitStack() as stack:

        def make() -> str:
            return stack.enter_context(database(embedded_server, unwritten))

        def copy(dsn: str) -> str:
            return stack.enter_context(database(embedded_server, name_of(dsn)))

        made = Rig(tmp_path, make, copy)
        stack.callback(made.close)
        yield made
