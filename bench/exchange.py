"""How fast two nodes exchange, end to end, beside peers in the same run.

    python3 dev.py bench exchange [--objects 20000] [--repeats 3]

Ours is measured from the first seal to the last receipt: an officer's process seals and appends, a
worker delivers over TLS 1.3, the partner verifies each signature, opens each body, commits durably
(PostgreSQL, fsync on), cosigns and answers; both nodes, their databases and all clients share this
machine. Peers: medallion + taxii2-client (push and pull of 2,000 objects), a raw httpx POST of the
same bytes to a sink, append + fdatasync of the same bytes. Interleaved; medians; JSON last.
"""

import argparse
import contextlib
import json
import os
import platform
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

import _taxii  # noqa: E402
from _exchange_pair import Pair, indicators  # noqa: E402

from tansiq.store.embedded import EmbeddedServer  # noqa: E402
from tansiq.store.notify import TOLD, Grown, Listener  # noqa: E402

TAXII_OBJECTS = 2_000
BATCHES = (500, 100)
URGENT = 200
SINGLES = 200
HONEST = "medallion: in memory, no signature, no encryption, no fsync"


def throughput(pair: Pair, count: int, batch: int) -> dict[str, float]:
    """Return entries per second from first seal to last receipt; it writes while it delivers."""
    pair.line.sent.clear()
    pair.line.wire = 0
    rounds = 0
    wake = threading.Event()
    told: list[str] = []
    cpu = pair.cpu()
    with Listener(pair.rabat.dsn, lambda _: wake.set()):
        writer = threading.Thread(target=lambda: told.append(pair.writing.ask(f"{count} {batch}")))
        began = time.perf_counter()
        writer.start()
        while writer.is_alive() or pair.lag():
            wake.wait(0.05)
            wake.clear()
            assert pair.courier.drain(), pair.courier.state
            rounds += 1
        seconds = time.perf_counter() - began
    writer.join()
    cpu = {name: used - cpu[name] for name, used in pair.cpu().items()}
    return {
        "per_second": count / seconds,
        "sealing_and_append_alone_per_second": count / json.loads(told[0])["seconds"],
        **{f"{name}_cpu_s_per_1000": cpu[name] / count * 1000 for name in cpu},
        "bytes_per_entry": pair.line.wire / count,
    }


def urgent(pair: Pair, count: int) -> list[float]:
    """Return, per entry, seconds from commit by way of NOTIFY to the partner's receipt in hand."""
    done = threading.Event()

    def deliver(what: Grown | None) -> None:
        if what is not None and what.log_id == TOLD:
            return  # the receipt of the entry before, told to open pages
        pair.courier.sync_once()
        done.set()

    times = []
    with Listener(pair.rabat.dsn, deliver):
        for n in range(count):
            done.clear()
            pair.rabat.say(pair.channel, f"urgent {n}")
            began = time.perf_counter()
            assert done.wait(10)
            times.append(time.perf_counter() - began)
            assert pair.lag() == 0
            time.sleep(0.01)
    return times


def posted(pair: Pair, bundles: list[bytes], count: int) -> float:
    """Return entries per second of posting the same bytes to a sink over the same TLS."""
    client = pair.client(pair.sink_port)
    began = time.perf_counter()
    for data in bundles:
        client.post(data)
    seconds = time.perf_counter() - began
    client.close()
    return count / seconds


def written(folder: Path, bundles: list[bytes], count: int) -> float:
    """Return entries per second of appending the same bytes to a file, synced after each bundle."""
    handle = os.open(folder / "floor", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    began = time.perf_counter()
    for data in bundles:
        os.write(handle, data)
        os.fdatasync(handle)
    seconds = time.perf_counter() - began
    os.close(handle)
    return count / seconds


@contextlib.contextmanager
def taxii_server() -> Iterator[int]:
    """Run an empty medallion in a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = [sys.executable, str(ROOT / "bench" / "_taxii.py"), "serve", str(port)]
    silent = subprocess.DEVNULL
    process = subprocess.Popen(words, stdout=silent, stderr=silent)
    try:
        for _ in range(200):
            time.sleep(0.05)
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
        yield port
    finally:
        process.kill()
        process.wait()


def taxii(batch: int, count: int = TAXII_OBJECTS) -> dict[str, float]:
    """Return objects per second pushed, pulled, and delivered end to end."""
    with taxii_server() as port:
        push, pull = _taxii.delivered(port, indicators(count), batch)
    return {
        "push_per_second": count / push,
        "pull_per_second": count / pull,
        "per_second": count / (push + pull),
    }


Figures = dict[str, list[dict[str, float]]]


def repeat(pair: Pair, folder: Path, objects: int, found: Figures) -> None:
    """Do one interleaved round of everything."""

    def keep(name: str, figures: dict[str, float]) -> None:
        found.setdefault(name, []).append(figures)
        print(f"{name}: " + ", ".join(f"{k} {v:,.5g}" for k, v in figures.items()), flush=True)

    for batch in BATCHES:
        keep(f"ours_{batch}", throughput(pair, objects, batch))
        bundles = list(pair.line.sent)
        keep(f"ours_{batch}_of_2000", throughput(pair, TAXII_OBJECTS, batch))
        keep(f"taxii_{batch}", taxii(batch))
        keep(f"post_{batch}", {"per_second": posted(pair, bundles, objects)})
        keep(f"disk_{batch}", {"per_second": written(folder, bundles, objects)})
    keep("ours_1", throughput(pair, SINGLES, 1))
    keep("taxii_1", taxii(1, SINGLES))
    times = sorted(urgent(pair, URGENT))
    keep(
        "urgent",
        {"p50_ms": times[len(times) // 2] * 1e3, "p95_ms": times[len(times) * 95 // 100] * 1e3},
    )


TARGETS = {
    "entries_per_second_batch_500": 5_000,
    "urgent_p95_ms": 50,
    "times_taxii_delivered_at_2000": 50,
}


def medians(found: Figures) -> dict[str, dict[str, float]]:
    """Return the median of each figure over the rounds."""
    return {
        name: {key: round(statistics.median(one[key] for one in rounds), 3) for key in rounds[0]}
        for name, rounds in found.items()
    }


def closing(found: Figures) -> dict[str, object]:
    """Return the closing line: figures, targets, what was missed, and what was measured with."""
    middle = medians(found)
    ratios = {
        batch: round(
            middle[f"ours_{batch}_of_2000"]["per_second"] / middle[f"taxii_{batch}"]["per_second"],
            1,
        )
        for batch in BATCHES
    }
    figures = {
        "entries_per_second_batch_500": round(middle["ours_500"]["per_second"]),
        "entries_per_second_of_2000": round(middle["ours_500_of_2000"]["per_second"]),
        "urgent_p95_ms": round(middle["urgent"]["p95_ms"], 1),
        "urgent_p50_ms": round(middle["urgent"]["p50_ms"], 1),
        "times_taxii_delivered_at_2000": ratios[500],
        "times_taxii_delivered_at_2000_batch_100": ratios[100],
    }
    missed = [
        name
        for name, target in TARGETS.items()
        if (figures[name] > target if name.endswith("_ms") else figures[name] < target)
    ]
    return {
        "bench": "exchange",
        "figures": figures,
        "targets": TARGETS,
        "missed": missed,
        "honest": HONEST,
        "medians": middle,
        "repeats": len(found["urgent"]),
        "with": {
            "ours": "Ed25519 per entry, ChaCha20-Poly1305, TLS 1.3, PostgreSQL fsync=on, receipts",
            "cores": os.cpu_count(),
            "load_before": LOAD,
            "python": platform.python_version(),
            **{name: version(name) for name in ("psycopg", "httpx", "uvicorn", "pynacl")},
            **{name: version(name) for name in ("medallion", "taxii2-client")},
        },
    }


LOAD = round(os.getloadavg()[0], 2)


def main() -> None:
    """Measure and print; the last line is JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--objects", type=int, default=20_000)
    parser.add_argument("--repeats", type=int, default=3)
    wish = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-exchange-"))
    database = Path(tempfile.mkdtemp(prefix="bench-database-"))
    server = EmbeddedServer(database)
    server.start()
    found: Figures = {}
    try:
        pair = Pair(folder, server, wish.objects)
        for _ in range(wish.repeats):
            repeat(pair, folder, wish.objects, found)
        pair.end()
    finally:
        server.stop()
        for place in (folder, database):
            shutil.rmtree(place, ignore_errors=True)
    print(HONEST)
    print(json.dumps(closing(found)))


if __name__ == "__main__":
    main()
