"""The two nodes that `bench/exchange.py` measures, as processes, and the objects they exchange."""

import contextlib
import json
import random
import subprocess
import sys
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from _exchange_node import tls  # noqa: E402
from tests.nodes.two_nodes import Rig  # noqa: E402

from tansiq.exchange.courier import Courier  # noqa: E402
from tansiq.exchange.transport_http import PartnerClient  # noqa: E402
from tansiq.store.embedded import EmbeddedServer  # noqa: E402
from tansiq.store.migrate import migrate  # noqa: E402


def indicators(count: int) -> list[dict[str, object]]:
    """Return STIX 2.1 indicators of about 650 bytes, the same in every run."""
    chance = random.Random(7)
    stamp = "2026-01-01T00:00:00.000Z"
    return [
        {
            "type": "indicator",
            "spec_version": "2.1",
            "id": f"indicator--{uuid.UUID(int=chance.getrandbits(128), version=4)}",
            "created": stamp,
            "modified": stamp,
            "name": f"observation {n}",
            "description": "".join(chance.choices("abcdefghij klmnop", k=300)),
            "indicator_types": ["anomalous-activity"],
            "pattern": f"[ipv4-addr:value = '198.51.{n // 250 % 250}.{n % 250}']",
            "pattern_type": "stix",
            "valid_from": stamp,
        }
        for n in range(count)
    ]


class Child:
    """A process of the benchmark that talks in lines."""

    def __init__(self, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def ask(self, line: str = "") -> str:
        """Send a line, if any, and return the answer."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        if line:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        assert answer, "a process of the benchmark ended"
        return answer

    def end(self) -> None:
        """Close its input and wait."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=60)


@dataclass
class Recorded:
    """A connection that remembers what went over it."""

    client: PartnerClient
    sent: list[bytes] = field(default_factory=list)
    wire: int = 0

    def post(self, data: bytes) -> bytes:
        """Pass a bundle on."""
        reply = self.client.post(data)
        self.sent.append(data)
        self.wire += len(data) + len(reply)
        return reply

    def close(self) -> None:
        """Close the connection."""
        self.client.close()


class Pair:
    """Rabat in this process and in the one that writes; Madrid in a process of its own."""

    def __init__(self, folder: Path, server: EmbeddedServer, objects: int) -> None:
        self._folder = folder
        self._server = server
        self._numbers = iter(range(100))
        rig = Rig(folder, self._database, lambda dsn: dsn)
        self.rabat, madrid, self.channel = rig.pair()
        self._madrid = (str(madrid.folder), madrid.dsn)
        self.certificate = madrid.keys.public_parts().tls_cert
        self.partner = madrid.name
        madrid.close()
        texts = folder / "objects.jsonl"
        texts.write_text("\n".join(json.dumps(one) for one in indicators(objects)))
        node = str(ROOT / "bench" / "_exchange_node.py")
        self.serving = Child(node, "serve", *self._madrid)
        self.sinking = Child(node, "sink", *self._madrid)
        self.port, self.sink_port = int(self.serving.ask()), int(self.sinking.ask())
        self.line = Recorded(self.client(self.port))
        self.courier = Courier(self.rabat.exchange, self.partner, lambda: self.line, 500)
        place = (str(self.rabat.folder), self.rabat.dsn, self.channel, str(texts))
        self.writing = Child(node, "produce", *place)
        self.writing.ask()
        self.courier.drain()
        assert not self.courier.state.code, self.courier.state

    def _database(self) -> str:
        name = f"bench{next(self._numbers)}"
        dsn = self._server.ensure_database(name)
        migrate(dsn)
        return dsn

    def client(self, port: int) -> PartnerClient:
        """Return a pinned connection to Madrid."""
        return PartnerClient(f"https://127.0.0.1:{port}", self.certificate, tls(self.rabat))

    def lag(self) -> int:
        """Count our entries that Madrid has not acknowledged."""
        with self.rabat.store.reading() as tx:
            return sum(one.lag for one in self.rabat.exchange.link_states(tx))

    def cpu(self) -> dict[str, float]:
        """Return the processor seconds used so far, by part."""
        parts = {
            "worker": [psutil.Process()],
            "receiver": [psutil.Process(self.serving.process.pid)],
            "writer": [psutil.Process(self.writing.process.pid)],
            "databases": self._postgres(),
        }
        used = dict.fromkeys(parts, 0.0)
        for name, processes in parts.items():
            for one in processes:
                with contextlib.suppress(psutil.NoSuchProcess):  # a connection that just ended
                    used[name] += sum(one.cpu_times()[:2])
        return used

    def _postgres(self) -> list[psutil.Process]:
        with psycopg.connect(self.rabat.dsn) as connection:
            row = connection.execute("SELECT pg_backend_pid()").fetchone()
            assert row is not None
            postmaster = psutil.Process(row[0]).parent()
            assert postmaster is not None
            return [postmaster, *postmaster.children(recursive=True)]

    def end(self) -> None:
        """End all processes."""
        for one in (self.serving, self.sinking, self.writing):
            one.end()
        self.courier.close()
        self.rabat.close()
