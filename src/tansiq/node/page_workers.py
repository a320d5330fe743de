"""Several processes that answer the pages of one node on one socket.

Promises: all of them answer before the caller goes on; one that ends is started again, and whoever
comes meanwhile waits at the socket; all end with the caller, however it ends, because their input
does. Knows not what a page is.
"""

import socket
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from tansiq.terms.errors import Damaged

READY = "ready"
_PAUSE = 1.0
_STOPPING = 15.0


class _Worker:
    """One of them."""

    def __init__(self, command: Sequence[str], listener: socket.socket) -> None:
        self._command = (*command, str(listener.fileno()))
        self._listener = listener
        self._turn = threading.Lock()
        self._over = threading.Event()
        self._process = self._started()
        self._watch = threading.Thread(target=self._again, name="page-worker", daemon=True)

    def begin(self) -> None:
        """Wait until it answers, and see to it from now on; Damaged `page_worker_ended`."""
        told = self._process.stdout
        if told is None or told.readline().strip() != READY:
            raise Damaged("page_worker_ended")
        self._watch.start()

    def stop(self) -> None:
        """Let it end what it has begun to answer."""
        self._over.set()
        with self._turn:
            process = self._process
        try:
            process.communicate(timeout=_STOPPING)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()

    def _started(self) -> "subprocess.Popen[str]":
        return subprocess.Popen(  # noqa: S603 - a module of ours
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            pass_fds=(self._listener.fileno(),),
        )

    def _again(self) -> None:
        while not self._over.is_set():
            self._process.wait()
            # A worker that cannot start must not be all that the machine does.
            self._over.wait(_PAUSE)
            with self._turn:
                if not self._over.is_set():
                    self._process = self._started()


@contextmanager
def page_workers(command: Sequence[str], listener: socket.socket, count: int) -> Iterator[None]:
    """Run them while the block runs; `command` is given the number of the socket."""
    with ExitStack() as closing:
        made = []
        for _ in range(count):
            one = _Worker(command, listener)
            closing.callback(one.stop)
            made.append(one)
        for one in made:
            one.begin()
        yield
