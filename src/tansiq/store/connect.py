"""The one door to PostgreSQL: transactions, rows as dictionaries, bulk copy.

Promises: what is written in one ``transaction`` is durable as a whole or not there; hooks given
to ``after_commit`` run once the commit is durable and before the caller goes on; no driver type
or text crosses this module. A ``dict`` given as a value becomes ``jsonb``.
Does not: build SQL for the caller or retry.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

import psycopg
from psycopg import IsolationLevel
from psycopg.rows import DictRow, dict_row, tuple_row
from psycopg.types.json import Jsonb
from psycopg_pool import ConnectionPool

from tansiq.ledger.merkle import Tree
from tansiq.store.connecting import ADAPTERS, check_line, with_settings
from tansiq.store.faults import translated
from tansiq.store.migrate import check_schema
from tansiq.terms.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from psycopg import Connection

Row = dict[str, Any]

_JSONB = psycopg.adapters.types["jsonb"].oid


class Memory:
    """What a store remembers between transactions: column types, trees over logs."""

    __slots__ = ("dsn", "lock", "trees", "types", "unique")

    def __init__(self, dsn: str) -> None:
        """Start empty, for the database of this connection string."""
        self.dsn = dsn
        self.lock = threading.RLock()
        self.types: dict[str, list[int]] = {}
        self.unique: dict[str, frozenset[str]] = {}
        self.trees: dict[str, Tree] = {}


class Tx:
    """One open transaction; valid inside its ``with`` block only."""

    __slots__ = ("_connection", "_hooks", "dsn", "memory")

    def __init__(self, connection: Connection[DictRow], memory: Memory) -> None:
        """Wrap the connection."""
        self._connection = connection
        self.memory = memory
        self.dsn = memory.dsn
        self._hooks: list[tuple[Callable[[Sequence[Any]], object], tuple[object, ...]]] = []

    def rows(self, query: str, params: Sequence[object] | Mapping[str, object] = ()) -> list[Row]:
        """Return all rows of a query."""
        with translated():
            return self._connection.execute(query.encode(), params or None).fetchall()

    def rows_by_words(self, query: str, params: Sequence[object]) -> list[Row]:
        """The same for a query with text search, whose indexes the server reads only by bitmap."""
        self.run("SET LOCAL enable_bitmapscan = on; SET LOCAL enable_seqscan = off")
        found = self.rows(query, params)
        # After an error the transaction is over, and the settings with it.
        self.run("SET LOCAL enable_bitmapscan = off; SET LOCAL enable_seqscan = on")
        return found

    def one(self, query: str, params: Sequence[object] | Mapping[str, object] = ()) -> Row | None:
        """Return the first row of a query, or None."""
        with translated():
            return self._connection.execute(query.encode(), params or None).fetchone()

    def tuples(
        self, query: str, params: Sequence[object] | Mapping[str, object] = ()
    ) -> list[tuple[Any, ...]]:
        """Return all rows as tuples, columns in binary form: for bulk reading."""
        with translated(), self._connection.cursor(row_factory=tuple_row, binary=True) as cursor:
            return cursor.execute(query.encode(), params or None).fetchall()

    def run(self, query: str, params: Sequence[object] | Mapping[str, object] = ()) -> int:
        """Execute a statement; return how many rows it touched."""
        with translated():
            return max(self._connection.execute(query.encode(), params or None).rowcount, 0)

    def many(self, query: str, rows: Iterable[Sequence[object] | Mapping[str, object]]) -> int:
        """Execute one statement for each row, in order; return how many rows were touched."""
        with translated(), self._connection.cursor() as cursor:
            cursor.executemany(query.encode(), rows)
            return max(cursor.rowcount, 0)

    def stream(
        self, query: str, params: Sequence[object] = (), *, batch: int = 2000
    ) -> Iterator[list[tuple[Any, ...]]]:
        """Yield the rows of a query in batches, without holding them all."""
        with (
            translated(),
            self._connection.cursor("stream", row_factory=tuple_row, binary=True) as cursor,
        ):
            cursor.itersize = batch
            cursor.execute(query.encode(), params or None)
            while found := cursor.fetchmany(batch):
                yield found

    def copy(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Write rows in bulk (COPY, binary); a duplicate key fails the whole copy."""
        names = ", ".join(columns)
        with translated(), self._connection.cursor() as cursor:
            types = self._column_types(table, names)
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(types)
                try:
                    for row in rows:
                        copy.write_row(row)
                except (ArithmeticError, AttributeError, TypeError, ValueError) as error:
                    # The driver meets what no column can hold before the server does.
                    raise Invalid("store_value", sqlstate="none") from error

    def adapted(self, table: str, values: Mapping[str, object]) -> tuple[object, ...]:
        """Return values ready for a statement on these columns: lists for jsonb among them."""
        with translated():
            types = self._column_types(table, ", ".join(values))
        pairs = zip(values.values(), types, strict=True)
        return tuple(Jsonb(v) if t == _JSONB and v is not None else v for v, t in pairs)

    def unique(self, table: str) -> frozenset[str]:
        """Return the columns of a table that stand in any unique index."""
        known = self.memory.unique.get(table)
        if known is None:
            rows = self.rows(
                "SELECT DISTINCT a.attname FROM pg_index i JOIN pg_attribute a"
                " ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)"
                " WHERE i.indrelid = %s::regclass AND i.indisunique",
                (table,),
            )
            known = self.memory.unique[table] = frozenset(row["attname"] for row in rows)
        return known

    def _column_types(self, table: str, names: str) -> list[int]:
        key = f"{table}({names})"
        types = self.memory.types.get(key)
        if types is None:
            query = f"SELECT {names} FROM {table} LIMIT 0"
            described = self._connection.execute(query.encode()).description
            types = self.memory.types[key] = [column.type_code for column in described or ()]
        return types

    def copy_out(self, query: str) -> Iterator[bytes]:
        """Yield the text form of ``COPY (query) TO STDOUT`` in blocks: for backups."""
        with translated(), self._connection.cursor() as cursor, cursor.copy(query.encode()) as copy:
            for block in copy:
                yield bytes(block)

    def copy_in(self, statement: str, blocks: Iterable[bytes]) -> None:
        """Feed blocks to a ``COPY .. FROM STDIN`` statement: for restores."""
        with (
            translated(),
            self._connection.cursor() as cursor,
            cursor.copy(statement.encode()) as copy,
        ):
            for block in blocks:
                copy.write(block)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo the block alone when it raises."""
        hooks = len(self._hooks)
        try:
            with translated(), self._connection.transaction():
                yield
        except BaseException:
            del self._hooks[hooks:]
            raise

    def after_commit(self, hook: Callable[[], object]) -> None:
        """Run ``hook`` once everything here is durable; it does not run after a rollback."""
        self._hooks.append((lambda _: hook(), ()))

    def after_commit_all(self, hook: Callable[[Sequence[Any]], object], *items: object) -> None:
        """The same, but equal hooks run once, with the items of all of them in order."""
        self._hooks.append((hook, items))

    def forget_types(self) -> None:
        """Forget column types, after tables were made anew."""
        self.memory.types.clear()
        self.memory.unique.clear()

    def finish(self) -> None:
        """Run the hooks in the order given: called by ``Store.transaction``."""
        gathered: dict[Callable[[Sequence[Any]], object], list[object]] = {}
        for hook, items in self._hooks:
            gathered.setdefault(hook, []).extend(items)
        for hook, found in gathered.items():
            hook(found)


class Store:
    """A pool of connections to one node's database."""

    def __init__(self, dsn: str, pool: ConnectionPool[Connection[DictRow]]) -> None:
        """Use ``Store.open``."""
        self.dsn = dsn
        self._pool = pool
        self._memory = Memory(dsn)

    @classmethod
    def open(cls, dsn: str, *, pool: int = 4) -> Self:
        """Connect; refuse a database of another encoding, collation or a newer schema."""
        with translated():
            connections: ConnectionPool[Connection[DictRow]] = ConnectionPool(
                with_settings(dsn),
                min_size=1,
                max_size=pool,
                open=False,
                timeout=15,
                reconnect_timeout=60,
                check=check_line,
                kwargs={"autocommit": True, "row_factory": dict_row, "context": ADAPTERS},
            )
            check_schema(dsn)
            connections.open(wait=True, timeout=15)
        return cls(dsn, connections)

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()

    def __enter__(self) -> Self:
        """Give itself; ``close`` on leaving."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close, whatever happened inside."""
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        """Open a transaction: committed when the block ends, undone when it raises."""
        with translated(), self._pool.connection() as connection:
            connection.isolation_level, connection.read_only = None, None
            with connection.transaction():
                tx = Tx(connection, self._memory)
                yield tx
        tx.finish()

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        """Open a read-only transaction in which every query sees the same moment."""
        with translated(), self._pool.connection() as connection:
            # Part of BEGIN itself: a statement of its own would be one more way to the server.
            connection.isolation_level = IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            with connection.transaction():
                yield Tx(connection, self._memory)
