"""Progress on long work: one line on standard error that moves, only where a person looks on."""

from types import TracebackType
from typing import Self

from tansiq.cli.frame import Call
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
