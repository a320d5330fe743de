"""What matches computed, kept so that a look computes nothing: sealed files beside the database.

Promises: everything here can be thrown away and is computed again from the records; a file opens
only while the key of every class it rests on is there, so erasing one of them closes it at once,
and `sweep` removes it. Nothing of it is sent, backed up or part of a log.
"""

import hmac
import shutil
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tansiq.ledger.kept import find_kept, put_kept
from tansiq.node import match_secrets
from tansiq.node.compose import Node
from tansiq.terms.errors import Conflict
from tansiq.terms.ids import ClassId

FOLDER = "kept"


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where what was computed for one match is kept, under the keys of these classes."""

    node: Node
    match: str
    classes: tuple[ClassId, ...]

    def find(self, name: str) -> bytes | None:
        """What was kept under a name; None when it has to be computed.

        Missing `class_key_missing` once a class it rests on is erased.
        """
        return find_kept(self._path(name), self._key(), f"{self.match} {name}")

    def put(self, name: str, data: bytes) -> None:
        """Keep it; where the disk is full it is computed again the next time."""
        key = self._key()
        try:
            put_kept(self._path(name), data, key, f"{self.match} {name}")
        except Conflict:
            return

    def get(self, name: str, make: Callable[[], bytes]) -> bytes:
        """What was kept under a name, or else is made now and kept."""
        found = self.find(name)
        if found is None:
            found = make()
            self.put(name, found)
        return found

    def drop(self, name: str) -> None:
        """Throw away what was kept under a name."""
        self._path(name).unlink(missing_ok=True)

    def _key(self) -> bytes:
        names = dict.fromkeys(self.classes)
        parts = (match_secrets.secret(self.node, one, f"kept {self.match}") for one in names)
        return hmac.digest(b"tansiq kept", b"".join(parts), "sha256")

    def _path(self, name: str) -> Path:
        return _folder(self.node, self.match) / sha256(name.encode()).hexdigest()[:32]


def _root(node: Node) -> Path:
    return node.settings.folder / FOLDER


def _folder(node: Node, match: str) -> Path:
    return _root(node) / sha256(match.encode()).hexdigest()[:32]


def sweep(node: Node, alive: Iterable[str]) -> int:
    """Remove what is kept for other matches than these; how many that were."""
    return _remove(node, {_folder(node, one).name for one in alive})


def _remove(node: Node, but: Collection[str]) -> int:
    root = _root(node)
    found = [one for one in root.iterdir() if one.name not in but] if root.is_dir() else []
    for one in found:
        shutil.rmtree(one, ignore_errors=True)
    return len(found)


def forget(node: Node, match: str) -> None:
    """Throw away what is kept for one match: it is over, or has to be computed anew."""
    shutil.rmtree(_folder(node, match), ignore_errors=True)
