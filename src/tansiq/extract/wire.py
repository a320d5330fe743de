"""Frames between the node and its worker: four bytes of length, then JSON; descriptors beside it.

Promises: a frame beyond its cap, cut short or late is an error, never a wait without end.
"""

import array
import socket
import struct
import time

_HEAD = struct.Struct(">I")


class Cut(Exception):
    """The other side went away, said too much, or took too long; `code` says which."""

    def __init__(self, code: str) -> None:
        """Name what happened."""
        super().__init__(code)
        self.code = code


def send(to: socket.socket, body: bytes, descriptors: tuple[int, ...] = ()) -> None:
    """Send one frame, with descriptors beside its first byte."""
    data = _HEAD.pack(len(body)) + body
    sent = 0
    if descriptors:
        rights = array.array("i", descriptors)
        sent = to.sendmsg([data], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
    to.sendall(data[sent:])


def receive(
    of: socket.socket, most: int, until: float | None = None, descriptors: int = 0
) -> tuple[bytes, list[int]]:
    """One frame and the descriptors that came with it; Cut `gone`, `large` or `late`."""
    head, given = _some(of, _HEAD.size, until, descriptors)
    while len(head) < _HEAD.size:
        head += _some(of, _HEAD.size - len(head), until)[0]
    (length,) = _HEAD.unpack(head)
    if length > most:
        raise Cut("large")
    parts, wanted = [], length
    while wanted:
        part = _some(of, min(wanted, 1 << 20), until)[0]
        parts.append(part)
        wanted -= len(part)
    return b"".join(parts), given


def _some(
    of: socket.socket, size: int, until: float | None, descriptors: int = 0
) -> tuple[bytes, list[int]]:
    given: list[int] = []
    if until is not None:
        of.settimeout(max(until - time.monotonic(), 0.001))
    try:
        if descriptors:
            data, ancillary, _, _ = of.recvmsg(size, socket.CMSG_SPACE(descriptors * 4))
            for level, kind, told in ancillary:
                if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                    rights = array.array("i")
                    rights.frombytes(told[: len(told) - len(told) % rights.itemsize])
                    given += rights
        else:
            data = of.recv(size)
    except TimeoutError:
        raise Cut("late") from None
    except OSError:
        raise Cut("gone") from None
    if not data:
        raise Cut("gone")
    return data, given
