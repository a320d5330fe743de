"""How much processor time the pages of a node and its database have used, for `bench/web.py`."""

import os
from pathlib import Path

from demo.stage import Side

_TICKS = os.sysconf("SC_CLK_TCK")


def busy(side: Side) -> tuple[float, float]:
    """Seconds of the page processes, and of the database server with all its sessions."""
    ours = [pid for pid in _every() if _shows(pid, side.node)]
    return sum(map(_used, ours)), sum(map(_used, side.database_processes()))


def _every() -> list[int]:
    return [int(one.name) for one in Path("/proc").iterdir() if one.name.isdecimal()]


def _shows(pid: int, node: Path) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return b"tansiq.web.worker" in words and str(node).encode() in words


def _used(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    # From the state on: user time is the twelfth, system time the one after it.
    return (int(fields[11]) + int(fields[12])) / _TICKS
