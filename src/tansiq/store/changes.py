"""Applying what folds answered: inserts are gathered and copied in bulk, yet order is kept.

Promises: the tables end as if every change had been applied alone and in order. Does not: decide
what happens to an entry whose change fails; ``folding`` does.

How bulk and order agree, per table: inserts wait and are copied together; updates that meet no
waiting row and touch no unique column are queued and run before that copy. Anything else makes the
waiting rows go in first. So a duplicate is met exactly where it would be met alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from tansiq.store.connect import Tx
from tansiq.store.projection import Change, Delete, Insert, Update
from tansiq.terms.errors import Invalid

_Names = tuple[str, ...]
_Values = tuple[object, ...]


class _Table:
    """The waiting rows and queued statements of one table."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._rows: list[tuple[_Names, _Values]] = []
        self._queue: list[tuple[str, _Values]] = []
        self._index: dict[_Names, set[_Values]] = {}

    def insert(self, names: _Names, values: _Values) -> None:
        self._rows.append((names, values))
        for searched, index in self._index.items():
            index.add(_pick(names, values, searched))

    def update(self, tx: Tx, change: Update) -> None:
        values, key = change.values, change.key
        _check_key(self.name, key)
        if self._rows and (self._waits(key) or not tx.unique(self.name).isdisjoint(values)):
            self.flush(tx)
        names = ", ".join(f"{name} = %s" for name in values)
        self._queue.append(
            (
                f"UPDATE {self.name} SET {names} WHERE {_where(key)}",
                (*tx.adapted(self.name, values), *key.values()),
            )
        )

    def delete(self, tx: Tx, change: Delete) -> None:
        _check_key(self.name, change.key)
        if self._rows:
            self.flush(tx)
        self._queue.append(
            (f"DELETE FROM {self.name} WHERE {_where(change.key)}", tuple(change.key.values()))
        )

    def _waits(self, key: Mapping[str, object]) -> bool:
        """Tell whether a waiting row may have this key."""
        names = tuple(key)
        if names not in self._index:
            if any(not set(names).issubset(held) for held, _ in self._rows):
                # A column left to its default is known to the database alone.
                return True
            self._index[names] = {_pick(*row, names) for row in self._rows}
        return tuple(key.values()) in self._index[names]

    def flush(self, tx: Tx) -> None:
        for statement, group in groupby(self._queue, key=itemgetter(0)):
            tx.many(statement, [values for _, values in group])
        groups: dict[_Names, list[_Values]] = {}
        for names, values in self._rows:
            groups.setdefault(names, []).append(values)
        for names, rows in groups.items():
            tx.copy(self.name, names, rows)
        self._queue, self._rows = [], []
        self._index.clear()


def _nothing(_tx: Tx, _table: str) -> None:
    """Indexes of live tables are there already."""


class Target(NamedTuple):
    """Where changes go: a schema, and what to do before rows of a table are first looked for."""

    schema: str
    before_search: Callable[[Tx, str], None] = _nothing


LIVE = Target("projection")


class PackedInsert(NamedTuple):
    """A new row as names and values: what another process sends, with names shared by many."""

    table: str
    names: tuple[str, ...]
    values: tuple[object, ...]


def apply(tx: Tx, changes: Sequence[Change | PackedInsert], target: Target = LIVE) -> None:
    """Apply changes in order; Conflict ``store_duplicate`` or Invalid ``store_value`` may come."""
    tables: dict[str, _Table] = {}
    for change in changes:
        table = tables.get(change.table)
        if table is None:
            table = tables[change.table] = _Table(f"{target.schema}.{change.table}")
        if type(change) is Insert:
            table.insert(tuple(change.row), tuple(change.row.values()))
            continue
        if type(change) is PackedInsert:
            table.insert(change.names, change.values)
            continue
        target.before_search(tx, change.table)
        if type(change) is Update:
            table.update(tx, change)
        elif type(change) is Delete:
            table.delete(tx, change)
    for table in tables.values():
        table.flush(tx)


def _check_key(table: str, key: Mapping[str, object]) -> None:
    if not key or not all(isinstance(value, str | int | bytes) for value in key.values()):
        raise Invalid("projection_key", table=table)


def _pick(names: _Names, values: _Values, searched: _Names) -> _Values:
    row = dict(zip(names, values, strict=True))
    return tuple([row.get(name) for name in searched])


def _where(key: Mapping[str, object]) -> str:
    return " AND ".join(f"{name} = %s" for name in key)
