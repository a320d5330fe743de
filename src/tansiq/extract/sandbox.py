"""The node's side: hands a worker one file after the other, and gets outcomes back.

Promises: the node reads no foreign file itself, hands over a descriptor that can only be read, and
takes back no more than a cap; a file that breaks its worker's child, or its worker, costs one named
failure. Where no wall holds, nothing is read: Refused `extract_no_sandbox`.
"""

import os
import select
import signal
import socket
import subprocess
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from tansiq.extract import wire
from tansiq.extract.asking import Asked, Ended, Walls
from tansiq.extract.launching import ENVIRONMENT, Way, ways
from tansiq.extract.outcome import Extracted, Limits
from tansiq.terms.errors import Invalid, Missing, Refused
from tansiq.terms.intake import ReadOutcome, ReadTrouble

_HELLO_SECONDS, _GRACE = 30.0, 5.0
_SMALL = 4096
_MEMORY = 3
_NAME = 200


class Sandbox:
    """One worker, started when first needed; use it as a context, from one thread."""

    def __init__(self, limits: Limits | None = None, tried: Iterable[Way] | None = None) -> None:
        """Limits for each file; `tried` are other ways to start a worker than the machine's."""
        self.limits = limits or Limits()
        self.walls: Walls | None = None
        self.way = ""
        self._ways = tuple(ways() if tried is None else tried)
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def __enter__(self) -> Self:
        """Nothing is started yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the worker."""
        self.close()

    def close(self) -> None:
        """End the worker, whatever it is doing."""
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._control = self._process = None

    def read(self, path: Path) -> Extracted:
        """What a file holds; Missing `cli_file_missing`, Invalid `document_large`, Refused."""
        try:
            document = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        except OSError as problem:
            raise Missing("cli_file_missing", file=path.name) from problem
        try:
            size = os.fstat(document).st_size
            if not path.is_file() or size > self.limits.size:
                raise Invalid("document_large", size=size, most=self.limits.size)
            return self._read(document, path.name)
        finally:
            os.close(document)

    def _read(self, document: int, name: str) -> Extracted:
        control = self._started()
        ours, theirs = os.pipe()
        until = time.monotonic() + self.limits.wall_seconds + _GRACE
        asked = msgspec.json.encode(Asked(name=name[-_NAME:], limits=self.limits))
        try:
            try:
                wire.send(control, asked, (document, theirs))
            finally:
                os.close(theirs)
            said = _drained(ours, self.limits.output, until)
            # A child that would say more now ends instead of waiting for a reader.
            os.close(ours)
            ours = -1
            ended = msgspec.json.decode(wire.receive(control, _SMALL, until)[0], type=Ended)
        except (wire.Cut, OSError, msgspec.DecodeError):
            self.close()
            return _failed(ReadTrouble.WORKER_LOST)
        finally:
            if ours >= 0:
                os.close(ours)
        return _told(said, ended)

    def _started(self) -> socket.socket:
        if self._control is not None:
            return self._control
        for way in self._ways:
            found = self._try(way)
            if found is not None:
                return found
            self.close()
        raise Refused("extract_no_sandbox")

    def _try(self, way: Way) -> socket.socket | None:
        ours, theirs = socket.socketpair()
        self._control = ours
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own worker, by our own words
                list(way.command),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=ENVIRONMENT,
                cwd="/",
                start_new_session=True,
            )
        except OSError:
            return None
        finally:
            theirs.close()
        until = time.monotonic() + _HELLO_SECONDS
        with suppress(wire.Cut, msgspec.DecodeError):
            walls = msgspec.json.decode(wire.receive(ours, _SMALL, until)[0], type=Walls)
            if walls.network and walls.files and walls.processes and walls.calls:
                wire.receive(ours, _SMALL, until)
                self.walls, self.way = walls, way.name
                return ours
        return None


def _drained(of: int, most: int, until: float) -> bytes | None:
    """All that a child says, or None when it is more than the cap; Cut `late`."""
    parts, size = [], 0
    while True:
        if not select.select([of], [], [], max(0.0, until - time.monotonic()))[0]:
            raise wire.Cut("late")
        part = os.read(of, 1 << 20)
        if not part:
            break
        size += len(part)
        if size > most:
            return None
        parts.append(part)
    return b"".join(parts)


def _told(said: bytes | None, ended: Ended) -> Extracted:
    """An outcome from what a child said and how it ended."""
    if said is None:
        return _failed(ReadTrouble.OUTPUT)
    if ended.late:
        return _failed(ReadTrouble.TIME)
    if ended.code == _MEMORY:
        return _failed(ReadTrouble.MEMORY)
    if ended.code < 0:
        return _failed(ReadTrouble.TIME if -ended.code in _OF_TIME else ReadTrouble.KILLED)
    try:
        return msgspec.json.decode(said, type=Extracted)
    except msgspec.DecodeError:
        return _failed(ReadTrouble.KILLED)


_OF_TIME = (24,)  # SIGXCPU


def _failed(code: ReadTrouble) -> Extracted:
    return Extracted(outcome=ReadOutcome.FAILED, kind="unknown", code=code)
