"""Killing a node in the middle of a step: a forked process that takes it and dies where it is told.

The interpreter's own profiling hook watches which function is entered or left; at a place named the
process sends itself SIGKILL, so nothing is written, closed or told after it.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from tansiq.node import match_steps
from tansiq.node.compose import Node


@dataclass(frozen=True)
class Cut:
    """Where to die: a function of a file, when it is entered (`call`) or left (`return`)."""

    file: str
    function: str
    event: str

    def here(self, frame: FrameType, event: str) -> bool:
        code = frame.f_code
        named = event == self.event and code.co_name == self.function
        return named and code.co_filename.endswith(self.file)


BEFORE = (
    Cut("ledger/kept.py", "put_kept", "call"),  # computed, and not kept
    Cut("node/match_secrets.py", "sealed_parts", "return"),  # rows are durable, nothing is said
    Cut("store/group.py", "_commit", "call"),  # signed and sealed, not committed
)
AFTER = (
    Cut("store/group.py", "_commit", "return"),  # said, and whoever said it does not know
    Cut("node/attachments.py", "refer", "call"),  # said, and its files are not referred to
)


def cut_off(
    folder: Path,
    cuts: Collection[Cut],
    work: Callable[[Node], object] = match_steps.advance,
) -> Cut | None:
    """At which of these cuts a process died that was to take the steps, or do other `work`.

    None when it came to none of them: then it has taken what steps there were.
    """
    out, into = os.pipe()
    child = os.fork()
    if not child:
        _die(folder, tuple(cuts), into, work)
    os.close(into)
    with os.fdopen(out, "rb") as told:
        at = told.read()
    _, status = os.waitpid(child, 0)
    if not at:
        assert os.waitstatus_to_exitcode(status) == 0
        return None
    assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL
    return tuple(cuts)[at[0]]


def at_once(folder: Path, count: int) -> None:
    """Take the steps of this node in so many processes that begin together."""
    out, into = os.pipe()
    children = []
    for _ in range(count):
        child = os.fork()
        if not child:
            os.close(into)
            code = 1
            try:
                with Node.open(folder) as node:
                    os.read(out, 1)  # until every one is open and the other end is closed
                    match_steps.advance(node)
                code = 0
            finally:
                os._exit(code)
        children.append(child)
    time.sleep(2)
    os.close(into)
    os.close(out)
    codes = [os.waitstatus_to_exitcode(os.waitpid(one, 0)[1]) for one in children]
    assert codes == [0] * count


def _die(folder: Path, cuts: tuple[Cut, ...], into: int, work: Callable[[Node], object]) -> None:
    def hook(frame: FrameType, event: str, _: object) -> None:
        for number, cut in enumerate(cuts):
            if cut.here(frame, event):
                os.write(into, bytes([number]))
                os.kill(os.getpid(), signal.SIGKILL)

    threading.setprofile(hook)
    sys.setprofile(hook)
    code = 1
    try:
        with Node.open(folder) as node:
            work(node)
        code = 0
    finally:
        os._exit(code)
