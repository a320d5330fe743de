"""Ports for the nodes of a test that nobody else on this machine takes meanwhile."""

import fcntl
import os
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from demo.ports import Failed, free

# Below the range from which systems take ports for outgoing connections (RFC 6335 has it begin at
# 49152, Linux at 32768): a call of somebody else cannot come upon one of ours.
_BLOCKS = range(12_000, 32_000, 20)


@contextmanager
def reserved() -> Iterator[int]:
    """The first of twenty ports; another test process on this machine chooses others.

    A node listens seconds after its port was chosen, so that it is free now says little: a lock
    keeps the block until the test ends, and the system gives it up when the process dies.
    """
    # Not seeded by pytest: two runs side by side should begin far from one another.
    blocks = random.SystemRandom().sample(_BLOCKS, len(_BLOCKS))
    for first in blocks:
        lock = os.open(_lock_file(first), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if all(free(port) for port in range(first, first + 20)):
                yield first
                return
        except BlockingIOError:
            continue
        finally:
            os.close(lock)
    raise Failed("no block of free ports between 12000 and 32000")


def _lock_file(first: int) -> Path:
    folder = Path(tempfile.gettempdir()) / f"tansiq-test-ports-{os.geteuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / str(first)
