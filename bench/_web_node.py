"""The processes that `bench/web.py` starts: workers that show a node, a writer, a load generator.

show FOLDER FD              answer pages of the node on an inherited socket until input ends
"""

import asyncio
import socket
import sys
import threading
from pathlib import Path

import uvicorn

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tansiq.node.compose import Node  # noqa: E402
from tansiq.node.serve import pages_served  # noqa: E402
from tansiq.web import served  # noqa: E402


def show(folder: Path, number: int) -> None:
    """One worker: the same server and settings as `tansiq serve` has for its pages."""
    listener = socket.socket(fileno=number)
    with Node.open(folder) as node, served.pages(node) as app:
        server = uvicorn.Server(pages_served(app))

        def wait() -> None:
            sys.stdin.read()
            server.should_exit = True

        threading.Thread(target=wait, daemon=True).start()
        print("ready", flush=True)
        asyncio.run(server.serve(sockets=[listener]))


if __name__ == "__main__":
    show(Path(sys.argv[1]), int(sys.argv[2]))
