"""The node's database: the PostgreSQL of the settings, or one of our own for demo and tests.

Several processes of a node (server, worker, a command) share one embedded database: the first one
owns it and stops it at its end, the others join. A long-running process calls `keep` so that the
database comes back when its owner ended or it was killed. In production the settings name a server
and nothing is started or stopped here.
"""

import threading
import time
from contextlib import suppress
from pathlib import Path

from tansiq.node.settings import Settings
from tansiq.store.connect import Store
from tansiq.store.embedded import EmbeddedServer
from tansiq.store.embedded_place import place_for
from tansiq.store.migrate import migrate
from tansiq.terms.errors import Conflict, TansiqError

NAME = "tansiq"
_PATIENCE = 20.0
_PAUSE = 0.1
_WATCH = 0.5


class Database:
    """A node's database while this process uses it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._server: EmbeddedServer | None = None
        self._owned = False
        self._closing = threading.Event()
        self._keeper: threading.Thread | None = None
        if settings.embedded:
            self._server = EmbeddedServer(place_of(settings), production=settings.production)

    @property
    def place(self) -> Path | None:
        """Where the embedded database lies; None when the settings name a server."""
        return None if self._server is None else self._server.place

    @property
    def dsn(self) -> str:
        """Connection string of the node's own role."""
        return self._settings.dsn if self._server is None else self._server.dsn(NAME)

    @property
    def maintenance_dsn(self) -> str:
        """Connection string with the rights that erasing traces needs."""
        if self._server is None:
            return self._settings.dsn
        return self._server.maintenance_dsn(NAME)

    def create(self) -> None:
        """Make the database and its tables."""
        self._own_or_join()
        if self._server is not None:
            self._server.ensure_database(NAME)
        migrate(self.dsn)

    def open(self, *, pool: int = 4) -> Store:
        """Connect, starting the embedded server when nobody has, migrating when it is older."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            self._own_or_join()
            try:
                return Store.open(self.dsn, pool=pool)
            except TansiqError as problem:
                if problem.code == "store_not_migrated":
                    # Newer software over an older database: bring its tables up to date.
                    migrate(self.dsn)
                    continue
                restarting = self._server is not None and problem.code == "store_unreachable"
                if not restarting or time.monotonic() > deadline:
                    raise
                time.sleep(_PAUSE)

    def _own_or_join(self) -> None:
        """Own the server if nobody does; an owner still starting it is waited for."""
        server = self._server
        if server is None or self._owned:
            return
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                server.start()
                self._owned = True
                return
            except Conflict:
                if server.running or time.monotonic() > deadline:
                    return
                time.sleep(_PAUSE)

    def keep(self) -> None:
        """From now on bring the embedded server back whenever it is gone, until `close`."""
        if self._server is not None and self._keeper is None:
            self._keeper = threading.Thread(target=self._watch, name="database", daemon=True)
            self._keeper.start()

    def _watch(self) -> None:
        while not self._closing.wait(_WATCH):
            server = self._server
            if server is None or server.running:
                continue
            with suppress(TansiqError):
                server.start()
                self._owned = True

    def close(self) -> None:
        """Stop the embedded server if this process owns it."""
        self._closing.set()
        if self._keeper is not None:
            self._keeper.join()
        if self._server is not None and self._owned:
            self._server.stop()
            self._owned = False


def place_of(settings: Settings) -> Path:
    """Where the embedded database of a node lies."""
    if settings.database_folder:
        return settings.folder / settings.database_folder
    return place_for(settings.folder)
