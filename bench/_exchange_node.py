"""The processes that `bench/exchange.py` starts: a node that listens, one that writes, a sink.

serve FOLDER DSN            answer partners over TLS until standard input ends
sink FOLDER DSN             accept the same connections, read the bytes and throw them away
produce FOLDER DSN ...      on a line from standard input: seal and append objects in batches
"""

import json
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.nodes.two_nodes import RigNode  # noqa: E402

from tansiq.exchange.transport_http import TlsFiles  # noqa: E402
from tansiq.exchange.transport_server import serve_exchange  # noqa: E402
from tansiq.terms.ids import ChannelId, node_id  # noqa: E402


class Sink:
    """A receiver that keeps nothing."""

    def __init__(self, node: RigNode) -> None:
        self._node = node

    def receive(self, data: bytes) -> bytes:
        """Count the bytes."""
        return str(len(data)).encode()

    def trusted_certificates(self) -> tuple[bytes, ...]:
        """Trust whom the node trusts."""
        return self._node.exchange.trusted_certificates()


def tls(node: RigNode) -> TlsFiles:
    """Return the node's certificate and key."""
    key, certificate = node.keys.tls_files()
    return TlsFiles(certificate, key)


def serve(node: RigNode, *, sink: bool) -> None:
    """Answer until standard input ends; the first line of output is the port."""
    server = serve_exchange(Sink(node) if sink else node.exchange, tls(node), "127.0.0.1", 0)
    print(server.port, flush=True)
    sys.stdin.read()
    server.stop()
    node.close()


def produce(node: RigNode, channel: ChannelId, path: Path) -> None:
    """For each line "COUNT BATCH" append that many objects; answer with the seconds it took."""
    texts = path.read_text().splitlines()
    node.say(channel, "warm")
    print("ready", flush=True)
    at = 0
    for line in sys.stdin:
        count, batch = map(int, line.split())
        began = time.perf_counter()
        for start in range(0, count, batch):
            some = [texts[(at + n) % len(texts)] for n in range(start, min(start + batch, count))]
            node.say(channel, *some)
        at += count
        print(json.dumps({"seconds": time.perf_counter() - began}), flush=True)
    node.close()


def main() -> None:
    """Do what the command line says."""
    what, folder, dsn, *rest = sys.argv[1:]
    node = RigNode(node_id(Path(folder).name), Path(folder), dsn)
    if what == "produce":
        produce(node, ChannelId(rest[0]), Path(rest[1]))
    else:
        serve(node, sink=what == "sink")


if __name__ == "__main__":
    main()
