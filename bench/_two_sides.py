"""Two parties of a match as two processes of this machine that hand each other bytes.

Promises: both begin at the same instant, after their sets and libraries are loaded; told are the
seconds until the slower one is done, the bytes that crossed, and each side's peak of memory.
"""

import io
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection

from _memory import megabytes


class Line:
    """The way to the other party; counts what is sent, and never waits for who receives."""

    def __init__(self, way: Connection, *, turns: bool) -> None:
        """Speak over this way."""
        self.turns = turns
        self._way = way
        self._writer = ThreadPoolExecutor(1)
        self.sent = 0

    def send(self, *parts: bytes) -> None:
        """Send some rows of bytes, each in pieces as files of a record are."""
        for part in parts:
            self.sent += len(part)
            pieces = [memoryview(part)[at : at + _PIECE] for at in range(0, len(part), _PIECE)]
            self._writer.submit(self._way.send, len(pieces))
            for piece in pieces:
                self._writer.submit(self._way.send_bytes, piece)

    def receive(self) -> bytes:
        """The next row."""
        row = io.BytesIO()
        for _ in range(self._way.recv()):
            row.write(self._way.recv_bytes())
        return row.getvalue()


_PIECE = 1 << 18
Steps = Callable[[Line], Sequence[str]]
Party = Callable[[int, int], Steps]
"""Made of the first and the last of its numbers, before time is taken; then all its steps.

A line tells whether they take turns: then the one who answers begins when it is asked, so that each
side has both cores while it works, as on a machine of its own. Otherwise both begin at once.
"""


@dataclass(frozen=True)
class Run:
    """Seconds, of both sides' cores too, bytes on the way, megabytes at the peak of each side."""

    seconds: float
    core_seconds: float
    sent: int
    megabytes: tuple[int, int]


def numbers(first: int, end: int) -> list[str]:
    """Invented telephone numbers."""
    return [f"+000{number:09d}" for number in range(first, end)]


def run(first: Party, second: Party, size: int, *, turns: bool = True) -> Run:
    """Both with `size` numbers, of which they have a hundredth in common."""
    context = get_context("spawn")
    ways = context.Pipe()
    begins = size - size // 100
    sides = [
        _start((way, turns), party, (begin, begin + size))
        for way, party, begin in zip(ways, (first, second), (0, begins), strict=True)
    ]
    assert [side.recv() for side in sides] == ["ready", "ready"]
    start = time.perf_counter()
    for side in sides:
        side.send("go")
    (found, *first), (_, *other) = (side.recv() for side in sides)
    seconds = time.perf_counter() - start
    assert set(found) == set(numbers(begins, size))
    memory, core, sent = zip(first, other, strict=True)
    return Run(seconds, sum(core), sum(sent), memory)


def _start(way: tuple[Connection, bool], party: Party, numbers: tuple[int, int]) -> Connection:
    context = get_context("spawn")
    mine, theirs = context.Pipe()
    context.Process(target=_side, args=(theirs, way, party, numbers)).start()
    return mine


def _side(
    main: Connection, way: tuple[Connection, bool], party: Party, numbers: tuple[int, int]
) -> None:
    line, steps = Line(way[0], turns=way[1]), party(*numbers)
    main.send("ready")
    assert main.recv() == "go"
    began = time.process_time()
    found = steps(line)
    core = time.process_time() - began
    used = megabytes()
    main.send((list(found), used, core, line.sent))
