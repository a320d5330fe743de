"""Two nodes on one machine, a third that joins late, and what is on the table between them.

Promises that everything it started is stopped again, also PostgreSQL, also after Ctrl-C or a
failure; that ports in use are noticed before anything starts; that nothing outside the demo's own
folder is written except what the node itself needs for its database. It knows no story.
"""

import contextlib
import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from demo.ports import Failed
from demo.side import BIN, DATA, ROOT, Side, placed

__all__ = ["BIN", "DATA", "ROOT", "Side", "Stage", "placed", "set_stage"]

PLACES = {"rabat": "fr", "madrid": "es", "marsa": "fr"}
"""The nodes of the demo and the language each is founded in; the last joins for the operation."""


@dataclass
class Stage:
    """Both sides, the third that joins late, and the folder of what a courier would carry."""

    folder: Path
    rabat: Side
    madrid: Side
    third: Side
    kept: dict[str, Any] = field(default_factory=dict)

    def alone(self, *words: str, expect: int = 0) -> dict:
        """Run a command that needs no node, in an empty environment, as an outsider would."""
        done = subprocess.run(
            [str(BIN / "tansiq"), *words, "--json"],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env={"PATH": os.defpath},
            cwd="/",
        )
        if done.returncode != expect:
            raise Failed(f"tansiq {' '.join(words)} ended with {done.returncode}: {done.stdout}")
        return json.loads(done.stdout)

    @property
    def sides(self) -> tuple[Side, Side]:
        """The two nodes that are there from the beginning."""
        return (self.rabat, self.madrid)

    @property
    def everybody(self) -> tuple[Side, Side, Side]:
        """All three nodes."""
        return (*self.sides, self.third)

    def other(self, side: Side) -> Side:
        """The partner of a side."""
        return self.madrid if side is self.rabat else self.rabat

    @property
    def table(self) -> Path:
        """The table on which files change hands: cards, sticks, proofs."""
        path = self.folder / "table"
        path.mkdir(exist_ok=True)
        return path


@contextlib.contextmanager
def set_stage(folder: Path, first: int = 8101) -> Iterator[Stage]:
    """A fresh stage; refuses to run twice in one folder; strikes it whatever happens.

    `first` is the first of the ports tried.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failed(f"the demo is running already in {folder}") from None
        shutil.rmtree(folder / "table", ignore_errors=True)
        with placed(folder, PLACES, first) as sides:
            yield Stage(folder, *sides)
