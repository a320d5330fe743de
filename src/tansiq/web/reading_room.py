"""Where a process of the pages has foreign files read: one at a time, behind walls.

Promises: the one worker is started when a file first needs it, and by the same thread that uses it,
because a worker ends with the thread that started it; whoever hands a file in waits for their own
and nobody's page waits for a file; beyond `MOST` that wait, one is turned away before anything is
read. Does not: read a file itself.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from tansiq.extract.sandbox import Sandbox
from tansiq.terms.errors import Refused

MOST = 16
Read = TypeVar("Read")


class ReadingRoom:
    """The worker of one process and the line before it."""

    def __init__(self) -> None:
        self._places = threading.BoundedSemaphore(MOST)
        self._turns = ThreadPoolExecutor(1, thread_name_prefix="reading")
        self._sandbox = Sandbox()

    def read(self, work: Callable[[Sandbox], Read]) -> Read:
        """What the work gives, done in its turn; Refused `intake_busy` when the line is full."""
        if not self._places.acquire(blocking=False):
            raise Refused("intake_busy", most=MOST)
        try:
            return self._turns.submit(work, self._sandbox).result()
        finally:
            self._places.release()

    def close(self) -> None:
        """End the line, and the worker, whatever it is doing."""
        self._turns.shutdown(wait=False, cancel_futures=True)
        self._sandbox.close()
        self._turns.shutdown()
