"""Connection and migration: one transaction is whole or not there, and errors have our names."""

from datetime import UTC, datetime

import psycopg
import pytest

from tansiq.store import migrate as migrations
from tansiq.store.connect import Store, Tx
from tansiq.store.embedded import EmbeddedServer
from tansiq.store.migrate import migrate, steps
from tansiq.terms.errors import Conflict, Damaged, Invalid, Missing, PartnerFault, Refused


def test_values_come_back_as_they_went_in(fresh_store: Store) -> None:
    value = {"name": "محمد", "list": [1, None, True], "inner": {"é": "x"}}
    with fresh_store.transaction() as tx:
        tx.run("INSERT INTO link.value VALUES (%s, %s, %s)", ("madrid", "one", value))
        tx.copy("link.value", ["partner", "name", "value"], [("madrid", "two", value)])
        rows = tx.rows("SELECT value FROM link.value")
        assert [row["value"] for row in rows] == [value, value]
        assert tx.one("SELECT %(a)s::int AS a", {"a": 7}) == {"a": 7}
        assert tx.one("SELECT 1 WHERE false") is None


def test_copy_keeps_times_arrays_and_bytes(fresh_store: Store) -> None:
    now = datetime.now(UTC)
    row = (1, now, "of-x", "look", "case", "reason", ["a", "b"], b"\x00\xff", b"\x01")
    names = [
        "number",
        "time",
        "officer",
        "action",
        "place",
        "reason",
        "shown",
        "text_digest",
        "digest",
    ]
    with fresh_store.transaction() as tx:
        tx.copy("ledger.read_log", names, [row])
        kept = tx.tuples(f"SELECT {', '.join(names)} FROM ledger.read_log")
    assert kept == [row]


def _undone(tx: Tx, heard: list[object]) -> None:
    tx.after_commit_all(heard.append, "undone")
    raise Conflict("store_busy", sqlstate="40001")


def test_hooks_run_after_commit_only_and_equal_ones_once(fresh_store: Store) -> None:
    heard: list[object] = []
    with fresh_store.transaction() as tx:
        tx.after_commit(lambda: heard.append("alone"))
        tx.after_commit_all(heard.append, 1)
        with pytest.raises(Conflict), tx.savepoint():
            _undone(tx, heard)
        tx.after_commit_all(heard.append, 2)
        assert heard == []
    assert heard == ["alone", [1, 2]]


def test_read_only_transaction_cannot_write(fresh_store: Store) -> None:
    with pytest.raises(Damaged) as caught, fresh_store.reading() as tx:
        tx.run("DELETE FROM link.value")
    assert caught.value.code == "store_read_only"


@pytest.mark.parametrize(
    ("statement", "kind", "code"),
    [
        ("INSERT INTO ledger.meta VALUES ('a', 'b'), ('a', 'b')", Conflict, "store_duplicate"),
        ("INSERT INTO ledger.meta VALUES (NULL, 'b')", Invalid, "store_value"),
        ("SELECT 'x'::int", Invalid, "store_value"),
        ("SELECT nowhere", Damaged, "store_fault"),
        ("CREATE ROLE other", Refused, "store_privilege"),
    ],
)
def test_database_errors_get_stable_codes_without_the_database_text(
    fresh_store: Store, statement: str, kind: type[Exception], code: str
) -> None:
    with pytest.raises(kind) as caught, fresh_store.transaction() as tx:
        tx.run(statement)
    assert caught.value.code == code
    assert set(caught.value.facts) == {"sqlstate"}


def test_unreachable_server_is_a_fault_one_may_retry() -> None:
    with pytest.raises(PartnerFault) as caught:
        Store.open("host=/nonexistent dbname=x user=x")
    assert caught.value.code == "store_unreachable"


def test_connection_string_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(Invalid) as caught:
        Store.open("this is no = = connection")
    assert caught.value.code == "store_dsn"


def test_store_comes_back_after_the_server_was_killed(embedded_server: EmbeddedServer) -> None:
    dsn = embedded_server.ensure_database("comeback")
    migrate(dsn)
    with Store.open(dsn) as store:
        with store.transaction() as tx:
            tx.run("INSERT INTO ledger.meta VALUES ('a', 'b')")
        embedded_server.kill()
        embedded_server.start()
        with store.transaction() as tx:
            assert tx.one("SELECT value FROM ledger.meta") == {"value": "b"}


def test_migration_is_applied_once_and_remembered(empty_dsn: str) -> None:
    with pytest.raises(Missing) as caught:
        Store.open(empty_dsn)
    assert caught.value.code == "store_not_migrated"
    assert migrate(empty_dsn) == tuple(step.number for step in steps())
    assert migrate(empty_dsn) == ()
    Store.open(empty_dsn).close()


def test_schema_newer_than_the_software_is_refused(fresh_dsn: str) -> None:
    with psycopg.connect(fresh_dsn) as connection:
        connection.execute("INSERT INTO ledger.migration VALUES (9000, '9000_later.sql', 'x')")
    for attempt in (lambda: Store.open(fresh_dsn), lambda: migrate(fresh_dsn)):
        with pytest.raises(Refused) as caught:
            attempt()
        assert caught.value.code == "store_schema_newer"
        assert "9000" in str(caught.value)


def test_changed_migration_is_refused(fresh_dsn: str) -> None:
    with psycopg.connect(fresh_dsn) as connection:
        connection.execute("UPDATE ledger.migration SET checksum = 'other' WHERE number = 1")
    with pytest.raises(Damaged) as caught:
        Store.open(fresh_dsn)
    assert caught.value.code == "store_schema_changed"


def test_failing_step_leaves_nothing_half_done(
    empty_dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = migrations.Step(
        7000, "7000_broken.sql", "CREATE TABLE ledger.half (a int); SELECT 1/0"
    )
    known = steps()
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "steps", lambda: (*known, broken))
        with pytest.raises(Invalid):
            migrate(empty_dsn)
    with psycopg.connect(empty_dsn) as connection:
        assert connection.execute("SELECT to_regclass('ledger.half')").fetchone() == (None,)
        assert connection.execute("SELECT to_regclass('ledger.entry')").fetchone() == (None,)


def test_database_of_another_encoding_is_refused(embedded_server: EmbeddedServer) -> None:
    with psycopg.connect(embedded_server.maintenance_dsn(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    try:
        with pytest.raises(Invalid) as caught:
            migrate(embedded_server.maintenance_dsn("latin"))
        assert caught.value.code == "store_encoding"
    finally:
        with psycopg.connect(embedded_server.maintenance_dsn(), autocommit=True) as connection:
            connection.execute("DROP DATABASE latin WITH (FORCE)")


def test_columns_with_personal_text_keep_no_statistics(fresh_store: Store) -> None:
    with fresh_store.reading() as tx:
        rows = tx.rows(
            "SELECT attrelid::regclass::text || '.' || attname AS name FROM pg_attribute"
            " WHERE attstattarget = 0"
        )
    assert {row["name"] for row in rows} >= {
        "read_log.officer",
        "read_log.reason",
        "read_log.shown",
        "read_text.text",
        "quarantine.facts",
    }
