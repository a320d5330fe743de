"""An own PostgreSQL for demo and tests: nothing to install, reached through a private socket.

Promises: no network port; socket, data and secrets in a folder of mode 0700; every commit is
synced; the node's role is not superuser (the superuser needs a password that lies in the place);
statements and values never reach the server's log; an attached server stops when its owner
stops or dies, a detached one stays until ``stop``; a start after a kill -9 succeeds.
Does not: serve production (refused), replicate, or survive the loss of its folder.

Order of a start, each step repeatable after a crash at any instruction:
  lock the place -> initdb into data.new -> rename to data -> write settings -> drop a pid file
  whose process is not a server of this data folder -> pg_ctl start, again for 10 s -> probe.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager, suppress
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Self

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tansiq.store.embedded_guard import Guard
from tansiq.store.embedded_place import (
    find_runner,
    make_place,
    make_private,
    programs,
    socket_folder,
)
from tansiq.store.embedded_process import children, server_pid
from tansiq.terms.errors import Conflict, Damaged, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

KEEPER = "tansiq_keeper"
_PATIENCE = 10.0
_RECOVERY = 120
_STOPPING = 20
_HBA = f"local all {KEEPER} scram-sha-256\nlocal all all trust\n"


class EmbeddedServer:
    """One server over one folder; the object that started it attached owns it."""

    def __init__(self, place: Path, *, production: bool = False) -> None:
        """Prepare the folder; Refused ``embedded_in_production`` where settings say so."""
        if production:
            raise Refused("embedded_in_production")
        self._runner = find_runner()
        make_place(place, self._runner)
        self.place = place.resolve()
        self._data = self.place / "data"
        self._socket = socket_folder(self.place, self._runner)
        self._owner: int | None = None
        self._guard: Guard | None = None

    def __enter__(self) -> Self:
        """Start attached."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, whatever happened inside."""
        self.stop()

    def start(self, *, attached: bool = True) -> None:
        """Start the server, or take over one nobody owns; Conflict ``embedded_owned`` otherwise."""
        self._take_ownership()
        self._dismiss_guard()
        try:
            with self._locked() as lock:
                self._initialise()
                if attached:
                    # Left by an owner that died a moment ago; its guard is about to stop it.
                    self._halt()
                self._write_settings()
                if attached:
                    self._guard = Guard(self._data, self._starting, lock, self._apart)
                self._launch()
        except BaseException:
            if self._guard is not None:
                self._guard.call_off(_RECOVERY)
                self._guard = None
            raise
        finally:
            if not attached or self._guard is None:
                self._give_up_ownership()

    def stop(self) -> None:
        """Stop the server if it runs; open connections are cut, nothing committed is lost."""
        # The guard stays until the server is gone: should stopping fail, it tries at our end.
        self._halt()
        self._dismiss_guard()
        self._give_up_ownership()

    @property
    def running(self) -> bool:
        """Tell whether a server of this place is running, whoever started it."""
        return self._pid() is not None

    def dsn(self, database: str) -> str:
        """Return the connection string of the node's role, which bears the database's name."""
        return make_conninfo(host=str(self._socket), dbname=database, user=database)

    def maintenance_dsn(self, database: str = "postgres") -> str:
        """Return the superuser's connection string: for erasure and tests, never for the node."""
        secret = (self.place / "keeper.secret").read_text(encoding="ascii")
        return make_conninfo(host=str(self._socket), dbname=database, user=KEEPER, password=secret)

    def ensure_database(self, name: str) -> str:
        """Create a database (UTF8, collation C) and its role of the same name; return its DSN."""
        with psycopg.connect(self.maintenance_dsn(), autocommit=True) as connection:
            role = sql.Identifier(name)
            if not connection.execute(
                "SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)
            ).fetchone():
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE").format(role)
                )
            if not connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", (name,)
            ).fetchone():
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(role, role)
                )
                connection.execute(
                    sql.SQL("REVOKE CONNECT ON DATABASE {} FROM PUBLIC").format(role)
                )
        return self.dsn(name)

    def _halt(self) -> None:
        """Stop the server; one that cannot end in order (its disk is full) is cut off.

        Nothing committed is lost by that: the next start reads the write-ahead log.
        """
        data = str(self._data)
        for mode in ("fast", "immediate"):
            if self._pid() is None:
                return
            # A server that is dying by itself makes pg_ctl fail; that it is gone is what counts.
            self._attempt("pg_ctl", "-D", data, "-m", mode, "-w", "-t", str(_STOPPING), "stop")
        deadline = time.monotonic() + _PATIENCE
        while self._pid() is not None:
            self.kill()
            if time.monotonic() > deadline:
                raise Damaged("embedded_program_failed", program="pg_ctl")
            time.sleep(0.1)

    def _dismiss_guard(self) -> None:
        if self._guard is not None:
            self._guard.dismiss()
            self._guard = None

    def _take_ownership(self) -> None:
        if self._owner is not None:
            return
        descriptor = os.open(self.place / "owner.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise Conflict("embedded_owned", path=str(self.place)) from None
        self._owner = descriptor

    def _give_up_ownership(self) -> None:
        if self._owner is not None:
            os.close(self._owner)
            self._owner = None

    @contextmanager
    def _locked(self) -> Iterator[int]:
        descriptor = os.open(self.place / "start.lock", os.O_RDONLY | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
        finally:
            os.close(descriptor)

    def _initialise(self) -> None:
        if self._data.exists():
            return
        unfinished = self.place / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        make_private(unfinished, self._runner)
        secret = self.place / "keeper.secret"
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_hex(24), encoding="ascii")
        self._runner.own(secret)
        self._run(
            "initdb", "-D", str(unfinished), "-U", KEEPER, "--pwfile", str(secret),
            "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--locale-provider=libc",
        )  # fmt: skip
        unfinished.rename(self._data)

    def _write_settings(self) -> None:
        text = (files("tansiq.store") / "embedded.conf").read_text(encoding="utf-8")
        folder = str(self._socket).replace("'", "''")
        self._write("postgresql.conf", f"{text}\nunix_socket_directories = '{folder}'\n")
        self._write("pg_hba.conf", _HBA)

    def _write(self, name: str, text: str) -> None:
        path = self._data / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        self._runner.own(path)

    def _launch(self) -> None:
        deadline = time.monotonic() + _PATIENCE
        while self._pid() is None:
            pid_file = self._data / "postmaster.pid"
            pid_file.unlink(missing_ok=True)
            if self._ran(*self._starting) if self._guard is None else self._guard.start():
                break
            # Processes of a killed server may hold its shared memory for a moment.
            if time.monotonic() > deadline:
                raise Damaged("embedded_start_failed", path=str(self.place / "server.log"))
            time.sleep(0.2)
        self._probe(deadline)
        if self._guard is not None:
            self._guard.started()

    @property
    def _starting(self) -> tuple[str, ...]:
        program, log = str(self._programs / "pg_ctl"), str(self.place / "server.log")
        return (program, "-D", str(self._data), "-l", log, "-w", "-t", str(_RECOVERY), "start")

    def _probe(self, deadline: float) -> None:
        while True:
            try:
                psycopg.connect(self.maintenance_dsn(), connect_timeout=5).close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    path = str(self.place / "server.log")
                    raise Damaged("embedded_start_failed", path=path) from None
                time.sleep(0.1)
            else:
                return

    def _pid(self) -> int | None:
        return server_pid(self._data)

    def _run(self, program: str, *arguments: str) -> None:
        if not self._attempt(program, *arguments):
            raise Damaged("embedded_program_failed", program=program)

    def _attempt(self, program: str, *arguments: str) -> bool:
        return self._ran(str(self._programs / program), *arguments)

    def _ran(self, *command: str) -> bool:
        done = subprocess.run(  # type: ignore[call-overload] # noqa: S603
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self._apart,
        )
        return bool(done.returncode == 0)

    @cached_property
    def _programs(self) -> Path:
        # Found when first run: whoever joins a server that is up needs none of them.
        return programs(self.place, self._runner)

    @property
    def _apart(self) -> dict[str, object]:
        return {
            "cwd": "/",
            # A Ctrl-C meant for the node must not reach the server before its owner stops it.
            "start_new_session": True,
            "env": {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            **self._runner.popen_arguments(),
        }

    def kill(self) -> None:
        """Kill the server as a power cut would (SIGKILL to all its processes)."""
        pid = self._pid()
        if pid is None:
            return
        with suppress(ProcessLookupError):
            # Stopped first: a server that sees its children die would bring up new ones.
            os.kill(pid, signal.SIGSTOP)
        for process in (*children(pid), pid):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
