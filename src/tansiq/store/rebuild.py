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
from heapq import merge
from operator import itemgetter

from tansiq.store.changes import Target
from tansiq.store.collecting import without_collection
from tansiq.store.connect import Store, Tx
from tansiq.store.entries import Stored
from tansiq.store.folding import fold_many, note_states, set_aside
from tansiq.store.log_rows import take_turn
from tansiq.store.opening import Reader, Unopened
from tansiq.store.projection import Opened, Projection

_BESIDE = "projection_next"
_BATCH = 2000
_PLAIN_INDEX = re.compile(r"\s*CREATE INDEX \w+ ON (\w+) ", re.IGNORECASE)
_FOLDABLE = "coalesce(s.state, 'opened') = 'opened'"
_COLUMNS = (
    "e.log_id, l.origin, e.seq, e.arrival, e.received, e.kind, e.class_id, e.leaf, e.entry, b.body"
)
_FROM = (
    " FROM ledger.entry e JOIN ledger.log l ON l.id = e.log_id"
    " LEFT JOIN ledger.entry_state s ON s.log_id = e.log_id AND s.seq = e.seq"
    " LEFT JOIN ledger.body b ON b.log_id = e.log_id AND b.seq = e.seq"
)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many entries were folded and how many stayed closed."""

    folded: int
    closed: int


def rebuild(store: Store, projections: Sequence[Projection], reader: Reader) -> Rebuilt:
    """Fold all projections anew and put the new tables in place."""
    with store.transaction() as tx:
        return rebuild_in(tx, projections, reader)


def rebuild_in(tx: Tx, projections: Sequence[Projection], reader: Reader) -> Rebuilt:
    """The same inside the caller's transaction."""
    with without_collection():
        return _rebuild(tx, projections, reader)


def _rebuild(tx: Tx, projections: Sequence[Projection], reader: Reader) -> Rebuilt:
    last = take_turn(tx)
    tx.run(f"DROP SCHEMA IF EXISTS {_BESIDE} CASCADE")
    tx.run(f"CREATE SCHEMA {_BESIDE}")
    later = make_tables(tx, projections, _BESIDE)
    _forgive(tx)
    batch_reader = reader.remembering()
    folded = closed = 0
    for batch in in_fold_order(tx):
        done, unopened = _fold(tx, projections, batch_reader, batch, later)
        folded += done
        closed += len(unopened)
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


def _fold(
    tx: Tx,
    projections: Sequence[Projection],
    reader: Reader,
    batch: Sequence[Stored],
    later: LaterIndexes,
) -> tuple[int, list[Unopened]]:
    read = [reader.reread(one) for one in batch]
    opened = [one for one in read if isinstance(one, Opened)]
    closed = [one for one in read if isinstance(one, Unopened)]
    failures = fold_many(tx, projections, opened, Target(_BESIDE, later.make))
    closed.extend(set_aside(batch, failures))
    note_states(tx, closed)
    return len(opened) - len(failures), closed


def in_fold_order(tx: Tx) -> Iterator[list[Stored]]:
    """Yield all foldable entries in batches, in the order in which they were first folded."""
    late = tx.tuples(
        f"SELECT s.fold_no, {_COLUMNS}{_FROM} WHERE s.fold_no IS NOT NULL AND {_FOLDABLE}"
        " ORDER BY s.fold_no, e.arrival",
    )
    prompt = tx.stream(
        f"SELECT e.arrival, {_COLUMNS}{_FROM} WHERE s.fold_no IS NULL AND {_FOLDABLE}"
        " ORDER BY e.arrival",
        batch=_BATCH,
    )
    if not late:
        for rows in prompt:
            yield [Stored(*row[1:]) for row in rows]
        return
    gathered: list[Stored] = []
    # The two never hold the same number: a late fold takes a number of its own.
    for row in merge((row for rows in prompt for row in rows), late, key=itemgetter(0)):
        gathered.append(Stored(*row[1:]))
        if len(gathered) == _BATCH:
            yield gathered
            gathered = []
    yield gathered


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
