"""Erasure: rows, ciphertext and old log segments are gone; the tree still verifies."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from tests.unit.store.sample import (
    NOW,
    PROJECTION,
    held,
    keys_of,
    new_class,
    opened_logs,
    origin_of,
    placed,
)

from tansiq.ledger.keystore import KeyStore
from tansiq.store.append import Sealer, append
from tansiq.store.blobs import BlobStore, refer
from tansiq.store.connect import Store
from tansiq.store.embedded import EmbeddedServer
from tansiq.store.erase import Erasing, erase
from tansiq.store.log_rows import take_turn
from tansiq.store.logs import entries, log, tree
from tansiq.store.migrate import migrate
from tansiq.store.project import digest, rebuild, states
from tansiq.terms.errors import Conflict

NAMES = [f"Planted-Person-{n:02d}-Zaynab" for n in range(40)]


@pytest.fixture
def server() -> Iterator[EmbeddedServer]:
    """A server of its own: the test reads every file of it."""
    place = Path(tempfile.mkdtemp(prefix="tansiq-test-"))
    with EmbeddedServer(place) as made:
        yield made
    shutil.rmtree(place)


@pytest.fixture
def keys(tmp_path: Path) -> KeyStore:
    return keys_of(tmp_path)


def _found(folder: Path, needles: list[bytes]) -> set[str]:
    """Names of files in which any of the needles stands."""
    return {
        path.name
        for path in folder.rglob("*")
        if path.is_file() and any(n in path.read_bytes() for n in needles)
    }


def _erasing(sealer: Sealer, blobs: BlobStore, maintenance: str | None) -> Erasing:
    return Erasing(
        projections=[PROJECTION],
        reader=sealer.reader,
        blobs=blobs,
        now=NOW,
        maintenance_dsn=maintenance,
    )


def test_forty_planted_names_are_in_no_file_after_erasure(
    server: EmbeddedServer, keys: KeyStore, tmp_path: Path
) -> None:
    """T8: database, write-ahead log, blobs and the server's own log."""
    dsn = server.ensure_database("node")
    migrate(dsn)
    blobs = BlobStore(tmp_path / "blobs")
    sealer = Sealer(keys, [PROJECTION])
    with Store.open(dsn) as store:
        opened_logs(store, keys)
        doomed, kept = new_class(keys), new_class(keys)
        address = blobs.put(b"the doomed attachment")
        with store.transaction() as tx:
            append(tx, sealer, [placed(name, doomed) for name in NAMES])
            append(tx, sealer, [placed(f"kept-{n}", kept) for n in range(40)])
            refer(tx, log(tx, origin_of(keys)).id, 0, doomed, {address: 20})
            bodies = [b[-64:] for _, _, b in entries(tx, log(tx, origin_of(keys)), 0, 40) if b]
        _analysed_and_searched(server, dsn)
        needles = [name.encode() for name in NAMES] + bodies
        assert _found(server.place, needles), "the search must be able to find them"
        keys.erase_classes([doomed])
        done = erase(store, [doomed], _erasing(sealer, blobs, server.maintenance_dsn("node")))
        assert (done.entries, done.bodies, done.blobs, done.copies) == (40, 40, 1, ())
        assert _found(server.place, needles) == set()
        assert _found(tmp_path / "blobs", [b"doomed"]) == set()
        _log_still_whole(store, keys)
        again = erase(store, [doomed], _erasing(sealer, blobs, server.maintenance_dsn("node")))
        assert (again.bodies, again.blobs) == (0, 0)
    server.stop()
    assert _found(server.place, needles) == set()


def _analysed_and_searched(server: EmbeddedServer, dsn: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("ANALYZE")
        connection.execute("SELECT * FROM projection.held WHERE ground LIKE 'ground%' ORDER BY 2")
    with psycopg.connect(server.maintenance_dsn("node"), autocommit=True) as connection:
        stats = connection.execute("SELECT count(*) FROM pg_stats WHERE tablename = 'held'")
        # The bigint column alone has a sample.
        assert stats.fetchone() == (1,)
        connection.execute("CHECKPOINT")


def _log_still_whole(store: Store, keys: KeyStore) -> None:
    with store.reading() as tx:
        row = log(tx, origin_of(keys))
        assert row.size == 80
        assert tree(tx, row).root(80) == row.root
        assert len(held(tx)) == 40
        assert {s for s, _ in states(tx, row.origin, 0, 80).values()} == {"erased"}
        assert [body for _, _, body in entries(tx, row, 0, 40)] == [None] * 40
        assert tx.one("SELECT physical, blobs FROM ledger.erasure") == {
            "physical": "done",
            "blobs": 1,
        }


def test_a_reader_that_waits_to_write_does_not_end_an_erasure(
    fresh_store: Store, keys: KeyStore, tmp_path: Path
) -> None:
    """It holds a table that is to be dropped, and waits for the turn that the erasure holds."""
    opened_logs(fresh_store, keys)
    doomed = new_class(keys)
    sealer = Sealer(keys, [PROJECTION])
    with fresh_store.transaction() as tx:
        append(tx, sealer, [placed("a", doomed)])
    keys.erase_classes([doomed])
    erasing = _erasing(sealer, BlobStore(tmp_path / "blobs"), None)
    with ThreadPoolExecutor(1) as pool, fresh_store.transaction() as tx:
        assert [row["hold"] for row in held(tx)] == ["a"]
        running = pool.submit(erase, fresh_store, [doomed], erasing)
        with fresh_store.transaction() as watching:
            while not watching.one("SELECT 1 FROM pg_locks WHERE NOT granted"):
                time.sleep(0.01)
        # Who waited first finds the circle first: the erasure is undone by the server, not we.
        assert take_turn(tx) > 0
    done = running.result(timeout=30)
    assert (done.entries, done.bodies) == (1, 1)
    with fresh_store.reading() as tx:
        assert held(tx) == []


def test_erased_rows_stay_gone_after_rebuild(
    fresh_store: Store, keys: KeyStore, tmp_path: Path
) -> None:
    opened_logs(fresh_store, keys)
    doomed, kept = new_class(keys), new_class(keys)
    sealer = Sealer(keys, [PROJECTION])
    with fresh_store.transaction() as tx:
        append(tx, sealer, [placed("a", doomed), placed("b", kept)])
    keys.erase_classes([doomed])
    erase(fresh_store, [doomed], _erasing(sealer, BlobStore(tmp_path / "blobs"), None))
    with fresh_store.reading() as tx:
        before = digest(tx)
        assert [row["hold"] for row in held(tx)] == ["b"]
    rebuild(fresh_store, [PROJECTION], sealer.reader)
    with fresh_store.reading() as tx:
        assert digest(tx) == before


def test_without_maintenance_rights_it_says_what_may_hold_copies(
    fresh_store: Store, keys: KeyStore, tmp_path: Path
) -> None:
    opened_logs(fresh_store, keys)
    doomed = new_class(keys)
    sealer = Sealer(keys, [PROJECTION])
    keys.erase_classes([doomed])
    done = erase(fresh_store, [doomed], _erasing(sealer, BlobStore(tmp_path / "b"), None))
    assert done.copies == ("wal",)


def test_replication_slot_that_holds_old_segments_is_named(
    server: EmbeddedServer, keys: KeyStore, tmp_path: Path
) -> None:
    dsn = server.ensure_database("node")
    migrate(dsn)
    with psycopg.connect(server.maintenance_dsn(), autocommit=True) as connection:
        for setting in ("wal_level = replica", "max_wal_senders = 2", "archive_mode = on"):
            connection.execute(f"ALTER SYSTEM SET {setting}".encode())
    # Settings set by ALTER SYSTEM win over the file written at a start.
    server.stop()
    server.start()
    with psycopg.connect(server.maintenance_dsn(), autocommit=True) as connection:
        connection.execute("SELECT pg_create_physical_replication_slot('other', true)")
    with Store.open(dsn) as store:
        opened_logs(store, keys)
        doomed = new_class(keys)
        keys.erase_classes([doomed])
        erasing = _erasing(
            Sealer(keys, [PROJECTION]), BlobStore(tmp_path / "b"), server.maintenance_dsn("node")
        )
        assert erase(store, [doomed], erasing).copies == ("replica_slot", "wal_archive")


def test_class_whose_key_is_still_held_is_not_erased(
    fresh_store: Store, keys: KeyStore, tmp_path: Path
) -> None:
    opened_logs(fresh_store, keys)
    rc = new_class(keys)
    with pytest.raises(Conflict) as caught:
        erase(fresh_store, [rc], _erasing(Sealer(keys), BlobStore(tmp_path / "b"), None))
    assert caught.value.code == "class_key_held"
