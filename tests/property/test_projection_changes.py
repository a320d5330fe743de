"""Bulk application of changes equals applying them alone, one after the other."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tansiq.store.changes import Target, apply
from tansiq.store.connect import Store, Tx
from tansiq.store.folding import fold_many
from tansiq.store.projection import Change, Delete, Insert, Opened, Projection, Update
from tansiq.terms.errors import Conflict, Invalid

NAMES = st.sampled_from("abcd")
TEXTS = st.sampled_from(["x", "y", "مرحبا", ""])
INSERTS = st.builds(
    lambda k, v, n: Insert("item", {"k": k, "v": v, "n": n, "j": {"v": [v]}}),
    NAMES,
    TEXTS,
    st.integers(0, 2),
)
KEYS = st.one_of(
    st.builds(lambda k: {"k": k}, NAMES),
    st.builds(lambda v: {"v": v}, TEXTS),
    st.builds(lambda v, n: {"v": v, "n": n}, TEXTS, st.integers(0, 2)),
)
VALUES = st.one_of(
    st.builds(lambda v: {"v": v}, TEXTS),
    st.builds(lambda n, v: {"n": n, "j": [v]}, st.integers(0, 2), TEXTS),
)
CHANGES = st.one_of(
    INSERTS,
    st.builds(lambda k, v: Update("item", k, v), KEYS, VALUES),
    st.builds(lambda k: Delete("item", k), KEYS),
)
ENTRIES = st.lists(st.lists(CHANGES, max_size=3), max_size=10)
DDL = "(k text PRIMARY KEY, v text NOT NULL, n int NOT NULL, j jsonb NOT NULL)"


@pytest.fixture
def tables(fresh_store: Store) -> Store:
    with fresh_store.transaction() as tx:
        for schema in ("one", "bulk"):
            tx.run(f"CREATE SCHEMA {schema}")
            tx.run(f"CREATE TABLE {schema}.item {DDL}")
    return fresh_store


def _rows(tx: Tx, schema: str) -> list[dict[str, object]]:
    return tx.rows(f"SELECT * FROM {schema}.item ORDER BY k")


class _Header:
    kind = "any"


def _alone(tx: Tx, entries: list[list[Change]]) -> list[int]:
    """Entries whose changes cannot be applied, each change in a statement of its own."""
    failed = []
    for number, changes in enumerate(entries):
        try:
            with tx.savepoint():
                for change in changes:
                    apply(tx, [change], Target("one"))
        except (Conflict, Invalid):
            failed.append(number)
    return failed


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(entries=ENTRIES, cut=st.integers(0, 10))
def test_any_batching_gives_the_rows_of_one_by_one(
    tables: Store, entries: list[list[Change]], cut: int
) -> None:
    projection = Projection("p", 1, (), frozenset({"any"}), lambda o: entries[o.seq])
    opened = [
        Opened("o", "a", "c", n, b"", _Header(), None, (), "", mine=False)  # type: ignore[arg-type]
        for n in range(len(entries))
    ]
    with tables.transaction() as tx:
        tx.run("TRUNCATE one.item, bulk.item")
        failed = _alone(tx, entries)
        failures = []
        for batch in (opened[:cut], opened[cut:]):
            failures += fold_many(tx, [projection], batch, Target("bulk"))
        assert sorted(one.opened.seq for one in failures) == failed
        assert _rows(tx, "bulk") == _rows(tx, "one")
