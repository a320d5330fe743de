"""Applying what folds answered: inserts are gathered and copied in bulk, yet order is kept.

Promises: the tables end as if every change had been applied alone and in order. Does not: decide
what happens to an entry whose change fails; ``folding`` does.

How bulk and order agree, per table: inserts wait in memory; an update or delete is applied to the
waiting rows at once and queued for the rows already in the database. The queue runs before the
waiting rows are copied, so it meets only rows that were there before them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from tansiq.store.connect import Tx
from tansiq.store.projection import Change, Delete, Insert, Update
from tansiq.terms.errors import Invalid

_Names = tuple[str, ...]


class _Table:
    """The waiting rows and queued statements of one table."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._rows: list[dict[str, object]] = []
        self._queue: list[tuple[str, tuple[object, ...]]] = []
        self._index: dict[_Names, dict[tuple[object, ...], list[dict[str, object]]]] = {}

    def insert(self, row: Mapping[str, object]) -> None:
        kept = dict(row)
        self._rows.append(kept)
        for names, index in self._index.items():
            index.setdefault(_pick(kept, names), []).append(kept)

    def update(self, tx: Tx, change: Update) -> None:
        for row in self._waiting(tx, change.key):
            row.update(change.values)
        if self._index and any(set(names) & set(change.values) for names in self._index):
            self._index.clear()
        values, key = change.values, change.key
        names = ", ".join(f"{name} = %s" for name in values)
        self._queue.append(
            (
                f"UPDATE {self.name} SET {names} WHERE {_where(key)}",
                (*tx.adapted(self.name, values), *key.values()),
            )
        )

    def delete(self, tx: Tx, change: Delete) -> None:
        gone = {id(row) for row in self._waiting(tx, change.key)}
        if gone:
            self._rows = [row for row in self._rows if id(row) not in gone]
            self._index.clear()
        self._queue.append(
            (f"DELETE FROM {self.name} WHERE {_where(change.key)}", tuple(change.key.values()))
        )

    def _waiting(self, tx: Tx, key: Mapping[str, object]) -> Sequence[dict[str, object]]:
        names = tuple(key)
        if not names or not all(isinstance(value, str | int | bytes) for value in key.values()):
            raise Invalid("projection_key", table=self.name)
        if not self._rows:
            return ()
        if names not in self._index:
            if any(name not in row for row in self._rows for name in names):
                # A column left to its default is known to the database alone.
                self.flush(tx)
                return ()
            index: dict[tuple[object, ...], list[dict[str, object]]] = {}
            for row in self._rows:
                index.setdefault(_pick(row, names), []).append(row)
            self._index[names] = index
        return self._index[names].get(tuple(key.values()), ())

    def flush(self, tx: Tx) -> None:
        for statement, group in groupby(self._queue, key=itemgetter(0)):
            tx.many(statement, [values for _, values in group])
        groups: dict[_Names, list[tuple[object, ...]]] = {}
        for row in self._rows:
            groups.setdefault(tuple(row), []).append(tuple(row.values()))
        for names, rows in groups.items():
            tx.copy(self.name, names, rows)
        self._queue, self._rows = [], []
        self._index.clear()


def apply(tx: Tx, changes: Sequence[Change], schema: str = "projection") -> None:
    """Apply changes in order; Conflict ``store_duplicate`` or Invalid ``store_value`` may come."""
    tables: dict[str, _Table] = {}
    for change in changes:
        table = tables.get(change.table)
        if table is None:
            table = tables[change.table] = _Table(f"{schema}.{change.table}")
        if type(change) is Insert:
            table.insert(change.row)
        elif type(change) is Update:
            table.update(tx, change)
        elif type(change) is Delete:
            table.delete(tx, change)
    for table in tables.values():
        table.flush(tx)


def _pick(row: Mapping[str, object], names: _Names) -> tuple[object, ...]:
    return tuple([row.get(name) for name in names])


def _where(key: Mapping[str, object]) -> str:
    return " AND ".join(f"{name} = %s" for name in key)
