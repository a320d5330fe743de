"""Progress on long work: one line on standard error that moves, only where a person looks on."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Final, Self

from tansiq.cli.frame import Answer, Call, Run
from tansiq.cli.wording import sentence, text


class Progress:
    """Shows how far something is; silent when standard error is no terminal."""

    def __init__(self, call: Call, total: int, what: str) -> None:
        self._call = call
        self._total = total
        self._what = text("labels", what, call.language)
        self._shown = call.err.isatty() and not call.args.json

    def __enter__(self) -> Self:
        """Start at nothing done."""
        self.reached(0)
        return self

    def reached(self, done: int) -> None:
        """Show that `done` of the total are done."""
        if self._shown:
            said = sentence(
                "progress", self._call.language, done=done, total=self._total, what=self._what
            )
            self._call.err.write(f"\r\x1b[K{said}")
            self._call.err.flush()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the line."""
        if self._shown:
            self._call.err.write("\n")


FIRST_SIGN: Final = 1.0
"""Seconds after which a person is told that something is still going on."""


def patiently(run: Run) -> Run:
    """A command whose end nobody can count: it shows what it does, and for how long it has."""

    def shown(call: Call) -> Answer:
        with _ticking(call):
            return run(call)

    return shown


@contextmanager
def _ticking(call: Call) -> Iterator[None]:
    if not call.err.isatty() or call.args.json:
        yield
        return
    done = threading.Event()
    ticker = threading.Thread(target=_tick, args=(call, done), daemon=True)
    ticker.start()
    try:
        yield
    finally:
        done.set()
        ticker.join()


def _tick(call: Call, done: threading.Event) -> None:
    what = text("help", call.args.command.replace(" ", "."), call.language)
    seconds = 0
    while not done.wait(FIRST_SIGN):
        seconds += 1
        said = sentence("elapsed", call.language, what=what, seconds=seconds)
        call.err.write(f"\r\x1b[K{said}")
        call.err.flush()
    if seconds:
        call.err.write("\r\x1b[K")
        call.err.flush()
