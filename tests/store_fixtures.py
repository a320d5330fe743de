"""Fixtures with a real database: one embedded server per test process, a database per test."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from tansiq.store.connect import Store
from tansiq.store.embedded import EmbeddedServer
from tansiq.store.migrate import migrate

_TEMPLATE = "tansiq_template"
_NUMBERS = count(1)


@pytest.fixture(scope="session")
def embedded_server() -> Iterator[EmbeddedServer]:
    """One server for this test process, stopped at its end even when the process is killed."""
    place = Path(tempfile.mkdtemp(prefix="tansiq-test-"))
    server = EmbeddedServer(place)
    server.start()
    try:
        _hasten(server)
        migrate(server.ensure_database(_TEMPLATE))
        yield server
    finally:
        server.stop()
        shutil.rmtree(place, ignore_errors=True)


def _hasten(server: EmbeddedServer) -> None:
    """Do without syncing where only a power cut could tell: tests that kill run their own servers.

    A killed process loses nothing without it; `tests/nodes/test_processes*` and the benchmarks run
    with the product's settings.
    """
    with psycopg.connect(server.maintenance_dsn(), autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off".encode())
        connection.execute("SELECT pg_reload_conf()")


@pytest.fixture
def empty_dsn(embedded_server: EmbeddedServer) -> Iterator[str]:
    """A new database without any table of ours."""
    yield from _database(embedded_server, "template0")


@pytest.fixture
def fresh_dsn(embedded_server: EmbeddedServer) -> Iterator[str]:
    """A new database with the ledger's tables, dropped after the test."""
    yield from _database(embedded_server, _TEMPLATE)


@pytest.fixture
def second_dsn(embedded_server: EmbeddedServer) -> Iterator[str]:
    """A second new database, for a second node."""
    yield from _database(embedded_server, _TEMPLATE)


@pytest.fixture
def fresh_store(fresh_dsn: str) -> Iterator[Store]:
    """An open store over a new database."""
    with Store.open(fresh_dsn) as store:
        yield store


def _database(server: EmbeddedServer, template: str) -> Iterator[str]:
    # All test databases belong to the template's role: making one role per test is waste. Files are
    # copied as files: page by page through the log takes three to ten times as long.
    name = f"t{os.getpid()}_{next(_NUMBERS)}"
    with psycopg.connect(server.maintenance_dsn(), autocommit=True) as connection:
        connection.execute(
            f'CREATE DATABASE "{name}" TEMPLATE "{template}" OWNER "{_TEMPLATE}"'
            " STRATEGY FILE_COPY".encode()
        )
    try:
        yield psycopg.conninfo.make_conninfo(server.dsn(name), user=_TEMPLATE)
    finally:
        with psycopg.connect(server.maintenance_dsn(), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())
