"""What an earlier run of the demo may have left: processes of a node's database."""

import contextlib
import os
import shutil
import signal
from pathlib import Path

from tansiq.store.embedded_place import place_for


def database_processes(node: Path) -> list[int]:
    """Processes that work in a node's database folder (Linux: looked up in /proc)."""
    data = place_for(node) / "data"
    found = []
    for entry in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if entry.readlink() == data:
                found.append(int(entry.parent.name))
    return sorted(found)


def clear(folder: Path, node: Path) -> None:
    """Remove what an earlier run left, including a database that outlived it."""
    for pid in database_processes(node):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    shutil.rmtree(place_for(node), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
