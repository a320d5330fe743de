"""Folding everything anew: after a changed fold, after an erasure, or to show that rows are true.

Promises: the rebuilt tables equal the old ones row for row, because entries are folded in the very
order in which they were folded first; readers see the old tables until the new ones are whole.
Does not: open what could not be opened before (``refold`` does that when a key comes).

How: new tables in a schema beside, filled while the node's write order is held, then put in place
of the old ones in the same transaction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tansiq.store.changes import Target
from tansiq.store.collecting import without_collection
from tansiq.store.connect import Store, Tx
from tansiq.store.entries import Stored
from tansiq.store.helped import STRETCH, with_helper
from tansiq.store.log_rows import take_turn
from tansiq.store.opening import Reader
from tansiq.store.projection import Projection
from tansiq.store.refolding import COLUMNS, SOURCE, Made, make, put, stretch

_BESIDE = "projection_next"
# From this many entries on a second process is worth its start.
_WORTH_HELP = 20_000
_PLAIN_INDEX = re.compile(r"\s*CREATE INDEX \w+ ON (\w+) ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many entries were folded and how many stayed closed."""

    folded: int
    closed: int


def rebuild(store: Store, projections: Sequence[Projection], reader: Reader) -> Rebuilt:
    """Fold all projections anew and put the new tables in place."""
    with store.transaction() as tx:
        return rebuild_in(tx, projections, reader)


def rebuild_in(
    tx: Tx, projections: Sequence[Projection], reader: Reader, *, helped: bool = True
) -> Rebuilt:
    """The same inside the caller's transaction.

    `helped=False` where it changed the states of entries: another process does not see that yet.
    """
    with without_collection():
        return _rebuild(tx, projections, reader, _WORTH_HELP if helped else None)


def _rebuild(
    tx: Tx, projections: Sequence[Projection], reader: Reader, helped_from: int | None
) -> Rebuilt:
    last = take_turn(tx)
    tx.run(f"DROP SCHEMA IF EXISTS {_BESIDE} CASCADE")
    tx.run(f"CREATE SCHEMA {_BESIDE}")
    later = make_tables(tx, projections, _BESIDE)
    _forgive(tx)
    target = Target(_BESIDE, later.make)
    folded = closed = 0
    for made in _made(tx, projections, reader.remembering(), (last, helped_from)):
        done, left = put(tx, made, target)
        folded += done
        closed += left
    later.make_all(tx)
    _keep_no_samples(tx, _BESIDE)
    _put_in_place(tx)
    for one in projections:
        tx.run(
            "INSERT INTO ledger.projection (name, version, folded) VALUES (%s, %s, %s)"
            " ON CONFLICT (name) DO UPDATE"
            " SET version = excluded.version, folded = excluded.folded",
            (one.name, one.version, last),
        )
    names = [one.name for one in projections]
    tx.run("DELETE FROM ledger.projection WHERE NOT name = ANY(%s)", (names,))
    return Rebuilt(folded, closed)


def _forgive(tx: Tx) -> None:
    """Give entries that a fold set aside another try, each at the place it had."""
    failed = "reason LIKE 'fold\\_%'"
    tx.run(f"DELETE FROM ledger.entry_state WHERE fold_no IS NULL AND {failed}")
    tx.run(f"UPDATE ledger.entry_state SET state = 'opened', reason = '' WHERE {failed}")


def _made(
    tx: Tx, projections: Sequence[Projection], reader: Reader, span: tuple[int, int | None]
) -> Iterator[Made]:
    """Yield what folding gives, batch by batch, in the order in which entries were first folded."""
    late = _late(tx)
    last, helped_from = span
    if not late and helped_from is not None and last >= helped_from:
        yield from with_helper(tx, projections, reader, last)
        return
    first = 1
    for place, stored in late:
        # An entry folded late comes after all that had arrived before it was folded.
        for batch in _stretches(tx, first, place):
            yield make(projections, reader, batch)
        first = place + 1
        yield make(projections, reader, [stored])
    for batch in _stretches(tx, first, last):
        yield make(projections, reader, batch)


def _stretches(tx: Tx, first: int, last: int) -> Iterator[list[Stored]]:
    for start in range(first, last + 1, STRETCH):
        yield stretch(tx, start, min(start + STRETCH - 1, last))


def _late(tx: Tx) -> list[tuple[int, Stored]]:
    """Return entries folded late, each with the place it took in the order."""
    rows = tx.tuples(
        f"SELECT s.fold_no, {COLUMNS}{SOURCE} WHERE s.fold_no IS NOT NULL AND s.state = 'opened'"
        " ORDER BY s.fold_no"
    )
    return [(int(row[0]), Stored(*row[1:])) for row in rows]


class LaterIndexes:
    """Plain indexes of new tables: made once the rows are in, or when rows are first looked for."""

    def __init__(self, schema: str) -> None:
        """Wait with the indexes of tables in this schema."""
        self._schema = schema
        self._waiting: dict[str, list[str]] = {}

    def takes(self, statement: str) -> bool:
        """Keep a statement for later if it makes a plain index; others are to be run at once."""
        match = _PLAIN_INDEX.match(statement)
        if match is None:
            return False
        self._waiting.setdefault(match[1], []).append(statement)
        return True

    def make(self, tx: Tx, table: str) -> None:
        """Make the indexes of one table now."""
        statements = self._waiting.pop(table, None)
        if statements:
            _run_in(tx, self._schema, statements)

    def make_all(self, tx: Tx) -> None:
        """Make those that still wait."""
        for table in list(self._waiting):
            self.make(tx, table)


def make_tables(tx: Tx, projections: Sequence[Projection], schema: str) -> LaterIndexes:
    """Make the tables of projections in a schema; their plain indexes can wait."""
    later = LaterIndexes(schema)
    for projection in projections:
        _run_in(tx, schema, [one for one in projection.tables if not later.takes(one)])
    return later


def _run_in(tx: Tx, schema: str, statements: Sequence[str]) -> None:
    tx.run(f"SET LOCAL search_path = {schema}")
    for statement in statements:
        tx.run(statement)
    tx.run("SET LOCAL search_path = projection, ledger, link")


def _keep_no_samples(tx: Tx, schema: str) -> None:
    """Keep no statistics over text that could be personal: they outlive the rows."""
    for row in tx.rows(_TEXT_COLUMNS, (schema,)):
        tx.run(row["statement"])


# Every text, jsonb, bytea or array column of a table, and every computed column of an index.
_TEXT_COLUMNS = """
SELECT format('ALTER %%s %%I.%%I ALTER COLUMN %%s SET STATISTICS 0',
              CASE c.relkind WHEN 'i' THEN 'INDEX' ELSE 'TABLE' END, n.nspname, c.relname,
              CASE c.relkind WHEN 'i' THEN a.attnum::text ELSE quote_ident(a.attname) END)
       AS statement
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_index i ON i.indexrelid = c.oid
WHERE n.nspname = %s AND a.attnum > 0 AND NOT a.attisdropped AND (
    (c.relkind = 'r' AND (t.typcategory IN ('S', 'A', 'U')))
    OR (c.relkind = 'i' AND i.indkey[a.attnum - 1] = 0))
ORDER BY c.relname, a.attnum
"""


def _put_in_place(tx: Tx) -> None:
    old = tx.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'projection'")
    for row in old:
        tx.run(f'DROP TABLE IF EXISTS projection."{row["tablename"]}" CASCADE')
    for row in tx.rows("SELECT tablename FROM pg_tables WHERE schemaname = %s", (_BESIDE,)):
        tx.run(f'ALTER TABLE {_BESIDE}."{row["tablename"]}" SET SCHEMA projection')
    tx.run(f"DROP SCHEMA {_BESIDE}")
    tx.forget_types()
