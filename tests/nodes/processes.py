"""Two agencies as real processes for tests: founded, enrolled, agreed, each with its own database.

Uses the stage of the demo, because it drives the product from outside alone: by command lines,
signals and files. `release` writes one report and releases it; what it returns was acknowledged.
"""

import contextlib
import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

from demo import opening
from demo.desk import FOR, TERMS
from demo.narration import Narrator
from demo.opening import CHANNEL
from demo.ports import Failed
from demo.stage import Side, Stage, set_stage
from tests.nodes.kept import Kept, clear_away, kept
from tests.nodes.ports import reserved

SETTLING = 90.0


@dataclass(frozen=True)
class _Pair:
    """The pair that tests of this process begin with, and the ports where it listened.

    A partner's card names the port of its node, so every copy listens where the original did;
    `block` holds the ports until the process ends.
    """

    block: ExitStack
    first: int
    kept: Kept


@contextmanager
def agencies(folder: Path) -> Iterator[Stage]:
    """Both nodes up and bound by an agreement; everything is stopped and removed at the end."""
    pair = _founding()
    with _struck(folder, pair.first) as stage:
        for side, keys in zip(stage.sides, pair.kept.lay(folder), strict=True):
            side.officers = keys
        opening.both(stage, Side.start)
        yield stage


@cache
def _founding() -> _Pair:
    block = ExitStack()
    first = block.enter_context(reserved())
    return _Pair(block, first, kept(partial(_found, first)))


def _found(first: int, folder: Path) -> dict[Path, dict[str, Path]]:
    tell = Narrator(quiet=True)
    with set_stage(folder, first) as stage:
        opening.found(stage, tell)
        opening.both(stage, lambda side: opening.assign(side, "home"))
        opening.enrol(stage, tell)
        opening.agree(stage, tell)
    return {side.node: side.officers for side in stage.sides}


@contextmanager
def _struck(folder: Path, first: int) -> Iterator[Stage]:
    """An empty stage at exactly these ports; what is on it at the end is stopped and removed."""
    with set_stage(folder, first) as stage:
        try:
            if stage.rabat.ports.web != first:
                raise Failed(f"port {first} is still in use")
            for side in stage.sides:
                side.folder.rmdir()
            yield stage
        finally:
            for side in stage.sides:
                side.stop()
            clear_away(*(side.node for side in stage.sides))


def file(side: Side, title: str, text: str = "words") -> dict[str, str]:
    """File one report."""
    made: dict[str, str] = side.act(
        "liaison", "report", "file", "--title", title, "--text", text, "--language", "en",
        "--grade", "europol_4x4:B2", "--handling", "H0",
    )  # fmt: skip
    return made


def release(side: Side, title: str) -> dict[str, str]:
    """File and release one report; it is durable when this returns."""
    report = file(side, title, f"text of {title}")
    done: dict[str, str] = side.act(
        "liaison", "report", "release", report["report"], *FOR, *TERMS[side.id]
    )
    return done


def entries(side: Side, origin: str) -> list[dict[str, str]]:
    """The headers of a log, as a side holds it."""
    found: list[dict[str, str]] = []
    while True:
        page = side.tansiq("log", "show", origin, "--first", str(len(found)), "--limit", "1000")
        found += page["entries"]
        if page["count"] < 1000:
            return found


def released(side: Side, agency: str) -> list[str]:
    """Entry ids of all releases of an agency as a side holds them, in order."""
    origin = f"{agency}/{CHANNEL}/g1/e1"
    return [one["entry"] for one in entries(side, origin) if one["kind"] == "report_released"]


def patient(work: object, seconds: float = SETTLING) -> object:
    """Do something that may fail while a killed node comes back."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return work()  # type: ignore[operator]
        except (Failed, OSError, ValueError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)


@dataclass
class Flow:
    """Releases flowing from one side while a test breaks things; keeps what was acknowledged."""

    side: Side
    count: int
    acknowledged: list[str] = field(default_factory=list)
    lost_answers: int = 0
    enough: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread = field(default_factory=threading.Thread)

    def run(self) -> None:
        """Release until told that it is enough, and `count` were acknowledged.

        An answer that never came is not one, whether or not the release was written.
        """
        number = 0
        while len(self.acknowledged) < self.count or not self.enough.is_set():
            number += 1
            try:
                self.acknowledged.append(release(self.side, f"report {number}")["entry"])
            except (Failed, OSError, ValueError):
                self.lost_answers += 1
                time.sleep(0.2)

    def end(self) -> None:
        """It is enough; wait for the last answers."""
        self.enough.set()
        self._thread.join(timeout=10 * SETTLING)

    def start(self) -> None:
        """Let it flow in a thread of its own."""
        self._thread = threading.Thread(target=self.run, daemon=True)
        self._thread.start()


VICTIMS = ("sender", "receiver", "sender_database", "receiver_database")


def strike(stage: Stage, victim: str) -> None:
    """Kill one party as a power cut would; a killed node is started again at once."""
    side = stage.rabat if victim.startswith("sender") else stage.madrid
    if victim.endswith("database"):
        for pid in side.database_processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, 9)
        return
    side.kill()
    side.start()


def strikes(seed: int, count: int) -> list[tuple[str, float]]:
    """Whom to strike, and how many seconds after the last strike: the same for the same seed."""
    lot = random.Random(seed)
    order = [VICTIMS[number % len(VICTIMS)] for number in range(count)]
    lot.shuffle(order)
    return [(one, lot.uniform(0.2, 1.5)) for one in order]


def settled(stage: Stage, acknowledged: list[str]) -> tuple[list[str], list[str]]:
    """Wait until both sides hold the same; return (at the sender, at the receiver)."""
    deadline = time.monotonic() + SETTLING
    while True:
        ours = patient(lambda: released(stage.rabat, "rabat"))
        theirs = patient(lambda: released(stage.madrid, "rabat"))
        whole = ours == theirs and set(acknowledged) <= set(theirs)  # type: ignore[arg-type]
        if whole or time.monotonic() > deadline:
            return ours, theirs  # type: ignore[return-value]
        time.sleep(0.5)
