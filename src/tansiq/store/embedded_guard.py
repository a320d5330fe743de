"""The guard of an embedded server: starts it, and stops it when its owner is gone.

Promises: there is no moment in which an attached server has no guard; however the owner ends, even
in the middle of a start, the very server that was started for it is stopped, and no other.
"""

from __future__ import annotations

import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

# It comes to its end when its pipe ends, that is when the owner stopped or died, however it died.
# Its second descriptor is the lock of the place: whoever comes after an owner that died in the
# middle of a start waits until that server is gone.
_SCRIPT = """
data=$1; shift; pid=; read -r word
while [ "$word" = start ]; do
  "$@" </dev/null >/dev/null 2>&1; code=$?
  pid=$(head -n1 "$data/postmaster.pid" 2>/dev/null)
  trap "" PIPE; echo "$code"; word=; read -r word
done
if [ "$word" = started ]; then exec 2>/dev/null; read -r word; fi
if [ -n "$pid" ] && [ "$(head -n1 "$data/postmaster.pid" 2>/dev/null)" = "$pid" ]; then
  kill -INT "$pid"
  while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
fi
"""


class Guard:
    """A process of its own beside a server over the folder `data`."""

    def __init__(
        self, data: Path, starting: Sequence[str], lock: int, apart: Mapping[str, object]
    ) -> None:
        """Post it, before anything is started; `starting` starts the server and ends with 0."""
        self._process: subprocess.Popen[bytes] = subprocess.Popen(  # type: ignore[call-overload] # noqa: S603
            ["/bin/sh", "-c", _SCRIPT, "guard", str(data), *starting],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=lock,
            **apart,
        )

    def start(self) -> bool:
        """Have it start the server; whether that went well."""
        self._tell("start")
        return self._process.stdout is not None and self._process.stdout.readline() == b"0\n"

    def started(self) -> None:
        """Tell it that the start is over; it lets go of the lock."""
        self._tell("started")

    def call_off(self, patience: float) -> None:
        """Have it stop what it started, and end it; `patience` in seconds."""
        with suppress(subprocess.TimeoutExpired):
            self._process.communicate(timeout=patience)
        self.dismiss()

    def dismiss(self) -> None:
        """End it; the server stays as it is."""
        self._process.kill()
        self._process.communicate()

    def _tell(self, word: str) -> None:
        if self._process.stdin is not None:
            with suppress(BrokenPipeError):
                self._process.stdin.write(f"{word}\n".encode())
                self._process.stdin.flush()
