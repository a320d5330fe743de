"""One of several processes that show the pages of a node on a socket they share.

    python -m tansiq.web.worker FOLDER NUMBER

Promises: says `ready` when it answers; ends when its input ends, so that it never outlives the
server that started it, however that died. A signal for the whole group is the server's to judge.
"""

import signal
import socket
import sys
from pathlib import Path

from tansiq.node import serve
from tansiq.node.compose import Node
from tansiq.node.page_workers import READY
from tansiq.web import relay, served


def show(folder: Path, number: int) -> None:
    """Answer on an inherited socket until the input ends."""
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.SIG_IGN)
    with (
        socket.socket(fileno=number) as listener,
        Node.open(folder) as node,
        relay.door() as door,
        served.pages(node, door.path) as pages,
        serve.answering(pages, (listener, door.listener)),
    ):
        sys.stdout.write(f"{READY}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    show(Path(sys.argv[1]), int(sys.argv[2]))
