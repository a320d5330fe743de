"""From one process of the pages to another: an answer goes to the one that asked for it.

Promises: each process has a door of its own, a socket in a folder that only the node's user can
enter; what comes in by it passes every check that the front passes. Whoever holds an act is the
only one who can end it; one that ended in the meantime took its act along unwritten, and one that
ends in the middle of an answer leaves the officer to look, because nobody knows.
"""

import http.client
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.http import HttpRequest, HttpResponse

from tansiq.terms.errors import Conflict, Missing

_PATIENCE = 60.0
_TAKEN = frozenset({"connection", "content-length", "keep-alive", "te", "transfer-encoding"})
_GIVEN = ("Content-Type", "HX-Redirect", "Location")


@dataclass(frozen=True, slots=True)
class Door:
    """Where a process hears the others."""

    path: str
    listener: socket.socket


@contextmanager
def door() -> Iterator[Door]:
    """Open a door of this process, gone when the block ends."""
    with (
        tempfile.TemporaryDirectory(prefix="tansiq-pages-") as folder,
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener,
    ):
        path = str(Path(folder) / "door")
        listener.bind(path)
        listener.listen(64)
        yield Door(path, listener)


class _Line(http.client.HTTPConnection):
    """HTTP to a door."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=_PATIENCE)
        self._path = path

    def connect(self) -> None:
        """Connect; Missing `signature_unknown` when nobody is behind the door any more."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(_PATIENCE)
        try:
            self.sock.connect(self._path)
        except OSError as problem:
            raise Missing("signature_unknown") from problem


def passed_on(request: HttpRequest, path: str) -> HttpResponse:
    """Have the process behind this door answer; Conflict `signature_lost` when it ends."""
    headers = {name: value for name, value in request.headers.items() if name.lower() not in _TAKEN}
    line = _Line(path)
    try:
        line.request(str(request.method), request.get_full_path(), request.body, headers)
        answer = line.getresponse()
        data = answer.read()
    except (OSError, http.client.HTTPException) as problem:
        raise Conflict("signature_lost") from problem
    finally:
        line.close()
    # The other process has kept what it had to say in the session: ours is older now.
    request.session.modified = False
    response = HttpResponse(data, status=answer.status)
    for name in _GIVEN:
        if name in answer.headers:
            response.headers[name] = answer.headers[name]
    return response
