"""Which process is a server of which data folder (read from /proc on Linux)."""

from __future__ import annotations

import os
from pathlib import Path


def server_pid(data: Path) -> int | None:
    """Return the id of the server over a data folder.

    None as well when the pid file names a process that is something else: a stale file of a killed
    server whose number was given away since.
    """
    try:
        first = (data / "postmaster.pid").read_text(encoding="ascii").split("\n", 1)[0]
        pid = int(first)
        os.kill(pid, 0)
    except (FileNotFoundError, ValueError, ProcessLookupError, PermissionError):
        return None
    return pid if _serves(pid, data) else None


def _serves(pid: int, data: Path) -> bool:
    """Tell whether the process works in the data folder, as every server of it does."""
    folder = Path(f"/proc/{pid}/cwd")
    if not Path("/proc/self").exists():
        return True
    try:
        return folder.readlink() == data and _state(pid) != "Z"
    except OSError:
        return False


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]


def children(pid: int) -> list[int]:
    """List the direct children of a process; none where /proc does not tell."""
    found = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        return [int(word) for word in found.read_text(encoding="ascii").split()]
    except OSError:
        return []
