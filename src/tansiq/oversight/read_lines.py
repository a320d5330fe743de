"""The read log as people look through it: filtered, page by page, newest first.

Promises: a line is given as it is kept, with its digest, so that whoever holds an unfiltered run of
lines can walk the chain again; what was typed into a search is never among it. Reads alone.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from tansiq.store.connect import Tx

Row = Mapping[str, Any]

_WHERE = (
    " FROM ledger.read_log WHERE (%(officer)s::text = '' OR officer = %(officer)s::text)"
    " AND (%(action)s::text = '' OR action = %(action)s::text)"
    " AND (%(place)s::text = '' OR place = %(place)s::text)"
    " AND (%(since)s::timestamptz IS NULL OR time >= %(since)s::timestamptz)"
    " AND (%(until)s::timestamptz IS NULL OR time < %(until)s::timestamptz)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """Which lines are wanted; an empty field lets everything pass."""

    officer: str = ""
    action: str = ""
    place: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def values(self) -> dict[str, object]:
        """The fields by name, as a query takes them."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the read log as it is kept, without what was typed into a search."""

    number: int
    time: datetime
    officer: str
    action: str
    place: str
    reason: str
    shown: tuple[str, ...]
    text_digest: str
    digest: str


def lines(tx: Tx, sieve: Sieve, limit: int, before: int = 0) -> tuple[Line, ...]:
    """The newest lines that pass, older than line `before` unless it is 0."""
    rows = tx.rows(
        "SELECT *" + _WHERE + " AND (%(before)s = 0 OR number < %(before)s)"
        " ORDER BY number DESC LIMIT %(limit)s",
        {**sieve.values(), "before": before, "limit": limit},
    )
    return tuple(_line(row) for row in rows)


def count(tx: Tx, sieve: Sieve) -> int:
    """How many lines pass."""
    row = tx.one("SELECT count(*) AS count" + _WHERE, sieve.values())
    return int(row["count"]) if row else 0


def sampled(tx: Tx, sieve: Sieve, seed: str, size: int) -> tuple[Line, ...]:
    """The lines that a seed draws from those that pass, in the order of the log."""
    numbers = (row["number"] for row in tx.rows("SELECT number" + _WHERE, sieve.values()))
    drawn = draw(numbers, seed, size)
    rows = tx.rows(
        "SELECT * FROM ledger.read_log WHERE number = ANY(%s) ORDER BY number", (list(drawn),)
    )
    return tuple(_line(row) for row in rows)


def draw(numbers: Iterable[int], seed: str, size: int) -> tuple[int, ...]:
    """The `size` numbers with the smallest SHA-256(seed, colon, number): anybody can draw again."""

    def lot() -> Iterator[tuple[bytes, int]]:
        for one in numbers:
            yield sha256(f"{seed}:{one}".encode()).digest(), one

    return tuple(sorted(number for _, number in sorted(lot())[:size]))


def _line(row: Row) -> Line:
    return Line(
        number=row["number"],
        time=row["time"],
        officer=row["officer"],
        action=row["action"],
        place=row["place"],
        reason=row["reason"],
        shown=tuple(row["shown"]),
        text_digest=bytes(row["text_digest"]).hex(),
        digest=bytes(row["digest"]).hex(),
    )
