"""The worker: sits behind the walls, and reads each file in a child of its own.

Promises: says at its start which walls hold, tried by itself; loads the readers once, then forks
for each file a child that may neither write nor start nor call anything, within limits of memory,
time and output. What a child does to itself costs that file alone. Talks only over the socket it
was given as standard input.
"""

import gc
import os
import resource
import select
import signal
import socket
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from tansiq.extract import filtering, rooting, wire
from tansiq.extract.asking import Asked, Ended, Walls
from tansiq.extract.outcome import Limits

_MOST_REQUEST = 1 << 16


def main(words: list[str]) -> None:
    """Serve until the node goes away."""
    control = socket.socket(fileno=0)
    how, *folders = words
    if how != "made":
        rooting.enter(folders, real_root=how == "enter-as-root")
    wire.send(control, msgspec.json.encode(walls()))
    tempfile.tempdir = "/"  # a library asks where it might write; it may nowhere
    sys.modules.setdefault("numpy", None)  # type: ignore[arg-type] # nobody needs its threads here
    from tansiq.extract import reading  # noqa: PLC0415 - readers are loaded behind the walls

    reading.warm()
    gc.freeze()
    wire.send(control, b'"ready"')
    while True:
        try:
            body, given = wire.receive(control, _MOST_REQUEST, descriptors=2)
        except wire.Cut:
            return
        asked = msgspec.json.decode(body, type=Asked)
        ended = _apart(asked, given[0], given[1], control)
        wire.send(control, msgspec.json.encode(ended))


def walls() -> Walls:
    """Try each wall; what cannot be tried does not hold."""
    alone = {name for _, name in socket.if_nameindex()} <= {"lo"}
    first = 3  # bubblewrap keeps a process of its own as the first
    return Walls(
        network=alone,
        files=not any(map(_writable, ("/", str(Path(__file__).parent), "/tmp"))),  # noqa: S108
        processes=os.getpid() <= first,
        calls=_calls(),
    )


def _writable(folder: str) -> bool:
    try:
        descriptor = os.open(f"{folder}/tansiq-wall", os.O_CREAT | os.O_WRONLY)
    except OSError:
        return False
    os.close(descriptor)
    return True


def _calls() -> bool:
    """Whether the kernel takes the filter: tried in a child, for it holds for good."""
    child = os.fork()
    if child == 0:
        held = filtering.forbid()
        try:
            if held and os.fork() == 0:
                os._exit(1)
        except PermissionError:
            os._exit(0)
        os._exit(1)
    return os.waitpid(child, 0)[1] == 0


def _apart(asked: Asked, document: int, reply: int, control: socket.socket) -> Ended:
    child = os.fork()
    if child == 0:
        control.detach()
        os.close(0)
        _child(asked, document, reply)
    os.close(document)
    os.close(reply)
    until = time.monotonic() + asked.limits.wall_seconds
    watched = os.pidfd_open(child)
    late = not select.select([watched], [], [], max(0.0, until - time.monotonic()))[0]
    os.close(watched)
    if late:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return Ended(code=os.waitstatus_to_exitcode(status), late=late)


def _child(asked: Asked, document: int, reply: int) -> None:
    """Read the file and say what was found; never returns."""
    code = 1
    try:
        limit(asked.limits)
        filtering.forbid()
        from tansiq.extract import reading  # noqa: PLC0415 - loaded before

        said = msgspec.json.encode(reading.read(document, asked.name, asked.limits))
        view = memoryview(said)
        while view:
            view = view[os.write(reply, view) :]
        code = 0
    except MemoryError:
        code = 3
    finally:
        os._exit(code)


def limit(limits: Limits) -> None:
    """Bound this process: memory, processor time, no file written, no process, few descriptors."""
    wanted = {
        resource.RLIMIT_AS: limits.memory,
        resource.RLIMIT_CPU: limits.processor_seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: 64,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_CORE: 0,
    }
    for which, most in wanted.items():
        # One second more of processor time, so that the signal that says so comes first.
        hard = most + 1 if which == resource.RLIMIT_CPU else most
        resource.setrlimit(which, (most, hard))


if __name__ == "__main__":
    main(sys.argv[1:])
