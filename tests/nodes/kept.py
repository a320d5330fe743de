"""Nodes that many tests begin with: founded once in a test process, and copied while they are down.

Promises that a copy has the whole past of the original, its keys and its database, and that what
happens at one copy no other copy sees. The original is kept outside the folders of nodes, where
nothing runs; it goes when the process ends. Knows not what was founded.
"""

import atexit
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tansiq.store.embedded_place import place_for

FOLDER, DATABASES = "folder", "databases"


@dataclass(frozen=True)
class Kept:
    """A folder with nodes, their databases beside it, and the key files of each node's officers."""

    at: Path
    nodes: Mapping[str, Mapping[str, Path]]

    def lay(self, folder: Path) -> list[dict[str, Path]]:
        """Put it all into a folder, each node with its database; the key files there, by node."""
        copy(self.at / FOLDER, folder)
        for node in self.nodes:
            copy(self.at / DATABASES / node, place_for(folder / node))
        return [{who: folder / path for who, path in keys.items()} for keys in self.nodes.values()]


def copy(here: Path, there: Path) -> None:
    """With owners and modes: a database may belong to a system user of its own."""
    there.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-aT", "--reflink=auto", str(here), str(there)], check=True)


def clear_away(*nodes: Path) -> None:
    """Remove the databases of nodes that are down."""
    for node in nodes:
        shutil.rmtree(place_for(node), ignore_errors=True)


def kept(found: Callable[[Path], Mapping[Path, Mapping[str, Path]]]) -> Kept:
    """Keep what `found` makes in a folder: it leaves its nodes down, and names them and their keys.

    Whoever calls this keeps what it returns, too.
    """
    at = Path(tempfile.mkdtemp(prefix="tansiq-kept-"))
    atexit.register(shutil.rmtree, at, ignore_errors=True)
    folder = at / "founded"
    folder.mkdir()
    nodes = {}
    for node, keys in found(folder).items():
        name = str(node.relative_to(folder))
        copy(place_for(node), at / DATABASES / name)
        clear_away(node)
        nodes[name] = {who: key.relative_to(folder) for who, key in keys.items()}
    folder.rename(at / FOLDER)
    return Kept(at, nodes)
