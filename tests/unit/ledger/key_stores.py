"""Key stores for tests, and what lies on their disk."""

import os
import stat
from pathlib import Path

from tansiq.terms.ids import ClassId, new_class_id


def fresh(count: int) -> list[tuple[ClassId, bytes]]:
    return [(new_class_id(), os.urandom(32)) for _ in range(count)]


def modes(folder: Path) -> set[int]:
    return {stat.S_IMODE(one.stat().st_mode) for one in folder.iterdir()}


def bytes_on_disk(folder: Path) -> bytes:
    return b"".join(one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file())
