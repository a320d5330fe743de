"""The tables of the ledger, brought up to date step by step.

Promises: each step runs once, whole or not at all, and is remembered with the SHA-256 of its
text; a step whose text changed, and a schema newer than this software, are refused.
Does not: touch projections (they are folded anew) or go back.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files

import psycopg
from psycopg.conninfo import make_conninfo

from tansiq.store.faults import translated
from tansiq.terms.errors import Damaged, Invalid, Missing, Refused

_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")
# Any number; every node process that migrates takes the same one.
_LOCK = 7_431_001
_PREPARE = """
CREATE SCHEMA IF NOT EXISTS ledger;
CREATE SCHEMA IF NOT EXISTS projection;
CREATE SCHEMA IF NOT EXISTS link;
CREATE TABLE IF NOT EXISTS ledger.migration (
    number   integer PRIMARY KEY,
    name     text NOT NULL,
    checksum text NOT NULL,
    applied  timestamptz NOT NULL DEFAULT now()
)
"""


@dataclass(frozen=True, slots=True)
class Step:
    """One numbered SQL file."""

    number: int
    name: str
    text: str

    @property
    def checksum(self) -> str:
        """SHA-256 of the text, hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def steps() -> tuple[Step, ...]:
    """Return the steps this software knows, in order."""
    found = [
        Step(int(match[1]), path.name, path.read_text(encoding="utf-8"))
        for path in (files("tansiq.store") / "sql").iterdir()
        if (match := _NAME.fullmatch(path.name))
    ]
    return tuple(sorted(found, key=lambda step: step.number))


def migrate(dsn: str) -> tuple[int, ...]:
    """Apply the missing steps; return their numbers. Safe to run from several processes."""
    with translated(), psycopg.connect(dsn) as connection:
        _check_database(connection)
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        connection.execute(_PREPARE)
        done = _applied(connection)
        _compare(done)
        missing = [step for step in steps() if step.number not in done]
        for step in missing:
            connection.execute(step.text.encode())
            connection.execute(
                "INSERT INTO ledger.migration (number, name, checksum) VALUES (%s, %s, %s)",
                (step.number, step.name, step.checksum),
            )
    return tuple(step.number for step in missing)


def check_schema(dsn: str) -> None:
    """Refuse a database that is not exactly at this software's schema.

    Missing ``store_not_migrated``, Refused ``store_schema_newer``, Damaged
    ``store_schema_changed``, Invalid ``store_encoding``.
    """
    with translated(), psycopg.connect(_quick(dsn)) as connection:
        _check_database(connection)
        if connection.execute("SELECT to_regclass('ledger.migration')").fetchone() == (None,):
            raise Missing("store_not_migrated")
        done = _applied(connection)
    _compare(done)
    if len(done) < len(steps()):
        raise Missing("store_not_migrated")


def _quick(dsn: str) -> str:
    try:
        return make_conninfo(dsn, connect_timeout=10)
    except psycopg.ProgrammingError:
        raise Invalid("store_dsn") from None


def _check_database(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    row = connection.execute(
        "SELECT pg_encoding_to_char(encoding), datcollate, current_setting('server_version_num')"
        " FROM pg_database WHERE datname = current_database()"
    ).fetchone()
    encoding, collation, version = row or ("", "", "0")
    if encoding != "UTF8" or collation not in {"C", "POSIX", "C.UTF-8", "C.utf8"}:
        raise Invalid("store_encoding", encoding=str(encoding), collation=str(collation))
    if int(str(version)) < 150000:
        raise Invalid("store_server_old", version=str(version))


def _applied(connection: psycopg.Connection[tuple[object, ...]]) -> dict[int, str]:
    found = connection.execute("SELECT number, checksum FROM ledger.migration").fetchall()
    return {int(str(number)): str(checksum) for number, checksum in found}


def _compare(done: dict[int, str]) -> None:
    known = {step.number: step.checksum for step in steps()}
    newer = sorted(set(done) - set(known))
    if newer:
        raise Refused("store_schema_newer", found=newer[-1], known=max(known))
    for number, checksum in done.items():
        if known[number] != checksum:
            raise Damaged("store_schema_changed", number=number)
