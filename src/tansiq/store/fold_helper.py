"""A process that opens and folds entries for a rebuild, so that it uses a second core.

Promises: the same changes as the rebuild itself would make (the same code makes them); class keys
reach it through a pipe and live in its memory only; it ends when its owner closes the pipe or dies.
Does not: write anything. The owner holds the node's write order meanwhile, so what the helper reads
by its own connection does not change.

Protocol: frames of 4 bytes length and a pickle. First the setup, then per question (first, last)
arrival numbers, per answer a packed ``Made``, or None when it failed.
"""

from __future__ import annotations

import os
import pickle
import select
import struct
import subprocess
import sys
from collections.abc import Sequence
from typing import IO, Any, NamedTuple

from tansiq.store.changes import PackedInsert
from tansiq.store.collecting import without_collection
from tansiq.store.connect import Store
from tansiq.store.opening import Reader
from tansiq.store.projection import Change, Insert, Projection
from tansiq.store.refolding import Made, make, stretch
from tansiq.terms.errors import TansiqError

_LENGTH = struct.Struct("!I")


class Held(NamedTuple):
    """The keys of the classes to be read, as the owner's key store had them."""

    keys: dict[str, bytes]
    erased: frozenset[str]

    def class_key(self, class_id: str) -> bytes | None:
        """The key of a retention class, or None."""
        return self.keys.get(class_id)

    def is_erased(self, class_id: str) -> bool:
        """Whether the class was erased."""
        return class_id in self.erased


class Setup(NamedTuple):
    """What a helper works with."""

    dsn: str
    node: str
    projections: tuple[Projection, ...]
    held: Held


class Helper:
    """The owner's side of one helper."""

    def __init__(self, setup: Setup) -> None:
        """Start the process; PicklingError or AttributeError for folds that cannot be named."""
        packed = pickle.dumps(setup)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tansiq.store.fold_helper"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        self.asked: list[tuple[int, int]] = []
        self._broken = not self._send(packed)

    def ask(self, first: int, last: int) -> None:
        """Ask for one stretch; answers come in the order of questions."""
        self.asked.append((first, last))
        self._broken = self._broken or not self._send(pickle.dumps((first, last)))

    def ready(self) -> bool:
        """Tell whether the next answer can be taken without waiting."""
        return self._broken or bool(select.select([_pipe(self._process.stdout)], [], [], 0)[0])

    def answer(self) -> Made | None:
        """Return the next answer; None when the helper failed and the owner must do it."""
        del self.asked[0]
        made: Made | None = None if self._broken else _read(_pipe(self._process.stdout))
        self._broken = made is None
        return made

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()

    def _send(self, data: bytes) -> bool:
        try:
            _write(_pipe(self._process.stdin), data)
        except OSError:
            return False
        return True


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise BrokenPipeError
    return pipe


def _write(pipe: IO[bytes], data: bytes) -> None:
    pipe.write(_LENGTH.pack(len(data)) + data)
    pipe.flush()


def _read(pipe: IO[bytes]) -> Any:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    data = pipe.read(_LENGTH.unpack(head)[0])
    return pickle.loads(data)  # noqa: S301 - written by our own process at the other end


def _pack(made: Made) -> Made:
    """Spell inserts with shared column names: much smaller than one mapping per row."""
    shared: dict[tuple[str, ...], tuple[str, ...]] = {}

    def packed(change: Change | PackedInsert) -> Change | PackedInsert:
        if type(change) is Insert:
            names = tuple(change.row)
            values = tuple(change.row.values())
            return PackedInsert(change.table, shared.setdefault(names, names), values)
        return change

    changes = [(log_id, seq, [packed(one) for one in found]) for log_id, seq, found in made.changes]
    return Made(changes, made.closed)


def start(setup: Setup) -> Helper | None:
    """Start a helper, or None when the folds cannot be named to another process."""
    try:
        return Helper(setup)
    except (pickle.PicklingError, AttributeError, TypeError, OSError):
        return None


def _answer(store: Store, projections: Sequence[Projection], reader: Reader, ask: Any) -> Any:
    first, last = ask
    try:
        with without_collection(), store.reading() as tx:
            return _pack(make(projections, reader, stretch(tx, first, last)))
    except TansiqError:
        return None


def main() -> None:
    """Serve questions until the pipe closes."""
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    setup: Setup | None = _read(questions)
    if setup is None:
        return
    reader = Reader(setup.held, setup.node)
    with Store.open(setup.dsn, pool=1) as store:
        while (ask := _read(questions)) is not None:
            _write(answers, pickle.dumps(_answer(store, setup.projections, reader, ask)))


if __name__ == "__main__":
    main()
