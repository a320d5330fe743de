"""Power cuts and full disks: what was acknowledged is there, the rest is whole or absent."""

import random
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.store.sample import (
    PROJECTION,
    held,
    keys_of,
    new_class,
    opened_logs,
    origin_of,
    placed,
)

from tansiq.ledger.keystore import KeyStore
from tansiq.store.append import Appended, GroupAppender, Sealer
from tansiq.store.connect import Store
from tansiq.store.embedded import EmbeddedServer
from tansiq.store.logs import checkpoint, leaves, log, settle, tree
from tansiq.store.migrate import migrate
from tansiq.store.project import digest, rebuild
from tansiq.terms.errors import TansiqError

pytestmark = pytest.mark.faults


@pytest.fixture
def server() -> Iterator[EmbeddedServer]:
    place = Path(tempfile.mkdtemp(prefix="tansiq-test-"))
    with EmbeddedServer(place) as made:
        yield made
    shutil.rmtree(place, ignore_errors=True)


def _prepared(server: EmbeddedServer, folder: Path) -> tuple[str, KeyStore]:
    dsn = server.ensure_database("node")
    migrate(dsn)
    keys = keys_of(folder)
    with Store.open(dsn) as store:
        opened_logs(store, keys)
    return dsn, keys


def _write_until(
    store: Store, keys: KeyStore, prefix: str, stop: threading.Event
) -> dict[str, Appended]:
    """Append from four threads; return what was acknowledged by name."""
    rc = new_class(keys)
    done: dict[str, Appended] = {}
    with GroupAppender(store, Sealer(keys, [PROJECTION])) as appender:

        def work(worker: int) -> None:
            number = 0
            while not stop.is_set():
                name = f"{prefix}-{worker}-{number}"
                try:
                    (done[name],) = appender.submit([placed(name, rc)])
                except TansiqError:
                    return
                number += 1

        threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return done


def _whole(store: Store, keys: KeyStore, acknowledged: dict[str, Appended]) -> None:
    """0 lost, 0 twice, no gap, rows as a rebuild makes them."""
    with store.transaction() as tx:
        settle(tx, keys, keys.node)
        row = log(tx, origin_of(keys))
        found = leaves(tx, row)
        assert len(found) == len(set(found)) == row.size
        assert tree(tx, row).root(row.size) == row.root
        assert checkpoint(tx, row, row.size) is not None
        for appended in acknowledged.values():
            assert found[appended.seq] == appended.leaf
        names = [str(one["hold"]) for one in held(tx)]
        assert len(names) == row.size
        assert set(acknowledged) <= set(names)
        before = digest(tx)
    rebuild(store, [PROJECTION], Sealer(keys).reader)
    with store.reading() as tx:
        assert digest(tx) == before


def test_kill_of_the_server_loses_nothing_acknowledged(
    server: EmbeddedServer, tmp_path: Path
) -> None:
    """T1 at the store: SIGKILL at seeded moments while four threads append."""
    dsn, keys = _prepared(server, tmp_path)
    chance = random.Random(20261123)
    acknowledged: dict[str, Appended] = {}
    for cut in range(3):
        stop = threading.Event()

        def kill(after: float, stopping: threading.Event) -> None:
            time.sleep(after)
            server.kill()
            stopping.set()
            server.start()

        killer = threading.Thread(target=kill, args=(chance.uniform(0.2, 0.8), stop))
        with Store.open(dsn) as store:
            killer.start()
            acknowledged |= _write_until(store, keys, f"cut{cut}", stop)
            killer.join()
        with Store.open(dsn) as store:
            _whole(store, keys, acknowledged)
    assert len(acknowledged) > 10


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of its own with 130 MB, where the system lets us make one."""
    place = Path(tempfile.mkdtemp(prefix="tansiq-disk-"))
    mount = ["mount", "-t", "tmpfs", "-o", "size=130m,mode=755", "tmpfs", str(place)]
    try:
        made = subprocess.run(mount, check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        made = False
    if not made:
        place.rmdir()
        pytest.skip("no right to mount a small disk here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)
    place.rmdir()


def test_full_disk_is_never_acknowledged_and_space_brings_the_node_back(
    small_disk: Path, tmp_path: Path
) -> None:
    """T7."""
    with EmbeddedServer(small_disk / "database") as server:
        dsn, keys = _prepared(server, tmp_path)
        rc = new_class(keys)
        sealer = Sealer(keys, [PROJECTION])
        acknowledged: dict[str, Appended] = {}
        filler = small_disk / "filler"
        with Store.open(dsn) as store, GroupAppender(store, sealer) as appender:
            (acknowledged["first"],) = appender.submit([placed("first", rc)])
            free = shutil.disk_usage(small_disk).free
            filler.write_bytes(bytes(free - (3 << 20)))
            code = _fill(appender, rc, acknowledged)
        assert code in {"store_full", "store_unreachable", "store_disk"}
        filler.unlink()
        server.start()
        with Store.open(dsn) as store:
            _whole(store, keys, acknowledged)
            with GroupAppender(store, sealer) as appender:
                (acknowledged["after"],) = appender.submit([placed("after", rc)])
            _whole(store, keys, acknowledged)


def _fill(appender: GroupAppender, rc: str, acknowledged: dict[str, Appended]) -> str:
    for number in range(400):
        names = [f"n{number}-{i}" for i in range(200)]
        try:
            done = appender.submit([placed(name, rc) for name in names])
        except TansiqError as error:
            return error.code
        acknowledged |= dict(zip(names, done, strict=True))
    return "never full"
