"""Append, replay and proofs on one machine; floors of disk and COPY in the same run.

What is measured, medians of several rounds, interleaved:
- append: sealed entries written in groups, each group one transaction holding entries, bodies, rows
  of the desk's projection, cursor and signed head, then the head noted in the key store; synced.
  Sealing (encrypt, sign, read back strictly) is stated apart, so is group commit of many threads.
- replay: the desk's tables folded anew from the ledger, every body opened; row digests equal.
- proofs: bench/_proofs.py in a process of its own.
- floors: a raw file with one fdatasync per group of the same bytes; COPY of entries and bodies.

Run: python3 dev.py bench ledger [entries]
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from _reports import DESK, drafts, node

from tansiq.store.append import Draft, GroupAppender, Sealer
from tansiq.store.appending import begin, seal_all, write_sealed
from tansiq.store.collecting import without_collection
from tansiq.store.connect import Store
from tansiq.store.logs import log, tree
from tansiq.store.project import digest, rebuild
from tansiq.terms.ids import HOME, Origin

GROUP = 500
TARGETS = {"append_per_s": 20_000, "replay_per_s": 30_000, "proofs_per_s": 30_000}


def timed(work: Callable[[], object]) -> float:
    """Return the seconds a piece of work took."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


class Watch:
    """Wall and processor seconds of one kind of work, over many pieces."""

    def __init__(self) -> None:
        self.wall = self.processor = 0.0

    def __enter__(self) -> None:
        self.wall -= time.perf_counter()
        self.processor -= time.process_time()

    def __exit__(self, *_: object) -> None:
        self.wall += time.perf_counter()
        self.processor += time.process_time()


def write_groups(store: Store, sealer: Sealer, said: Sequence[Draft]) -> tuple[Watch, Watch, int]:
    """Append in groups; return the watches of sealing and of writing, and the bytes written."""
    sealing, writing = Watch(), Watch()
    size = 0
    for at in range(0, len(said), GROUP):
        group = said[at : at + GROUP]
        with ExitStack() as open_now:
            with writing:
                open_now.enter_context(without_collection())
                tx = open_now.enter_context(store.transaction())
                logs = begin(tx, sealer, group)
            with sealing:
                sealed = seal_all(sealer, logs, group)
            with writing:
                write_sealed(tx, sealer, logs, sealed)
                open_now.close()
        size += sum(len(one.stored.entry) + len(one.stored.body or b"") for one in sealed)
    return sealing, writing, size


def raw_floor(folder: Path, size: int, groups: int) -> float:
    """Seconds to append the same bytes to a file with one fdatasync per group."""
    block = os.urandom(size // groups)
    path = folder / "raw"
    with path.open("wb") as file:

        def write() -> None:
            for _ in range(groups):
                file.write(block)
                file.flush()
                os.fdatasync(file.fileno())

        took = timed(write)
    path.unlink()
    return took


def copy_floor(store: Store, count: int) -> float:
    """Seconds to copy entries and bodies alone into bare tables, one transaction per group."""
    with store.transaction() as tx:
        tx.run("CREATE TABLE bare_entry AS SELECT * FROM ledger.entry WHERE false")
        tx.run("CREATE TABLE bare_body AS SELECT * FROM ledger.body WHERE false")
        entries = tx.tuples("SELECT * FROM ledger.entry ORDER BY arrival LIMIT %s", (count,))
        bodies = tx.tuples("SELECT * FROM ledger.body ORDER BY seq LIMIT %s", (count,))
        names = [row["attname"] for row in tx.rows(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'ledger.entry'::regclass"
            " AND attnum > 0 ORDER BY attnum")]  # fmt: skip

    def write() -> None:
        for at in range(0, count, GROUP):
            with store.transaction() as tx:
                tx.copy("bare_entry", names, entries[at : at + GROUP])
                tx.copy("bare_body", ["log_id", "seq", "body"], bodies[at : at + GROUP])

    took = timed(write)
    with store.transaction() as tx:
        tx.run("DROP TABLE bare_entry, bare_body")
        tx.forget_types()
    return took


def group_commit(store: Store, sealer: Sealer, said: Sequence[Draft]) -> dict[str, float]:
    """Many threads, one entry each call: entries per second and the median wait."""
    waits: list[float] = []
    with GroupAppender(store, sealer) as appender, ThreadPoolExecutor(32) as threads:

        def one(single: Draft) -> None:
            waits.append(timed(lambda: appender.submit([single])))

        took = timed(lambda: list(threads.map(one, said)))
    return {
        "group_commit_per_s": round(len(said) / took),
        "group_commit_wait_ms": round(statistics.median(waits) * 1e3, 2),
    }


def alone(store: Store, sealer: Sealer, said: Sequence[Draft]) -> dict[str, float]:
    """One caller, one entry at a time: the urgent entry's own price, durable."""
    with GroupAppender(store, sealer) as appender:
        waits = sorted(timed(lambda d=d: appender.submit([d])) for d in said)
    return {
        "single_append_p50_ms": round(waits[len(waits) // 2] * 1e3, 2),
        "single_append_p95_ms": round(waits[len(waits) * 95 // 100] * 1e3, 2),
    }


def check(store: Store, sealer: Sealer, count: int) -> None:
    """The log is whole, its head noted, and every report folded."""
    with store.reading() as tx:
        row = log(tx, str(Origin(sealer.node, HOME, 1, sealer.keys.current_epoch)))
        assert row.size == count
        assert tree(tx, row).root(count) == row.root
        assert sealer.keys.heads()[row.origin] == (count, row.root)
        assert tx.one("SELECT count(*) AS n FROM desk_report") == {"n": count}


def replay(store: Store, sealer: Sealer, rounds: int) -> list[Watch]:
    """Rebuild several times, opening every body; the rows stay the same bit by bit."""
    with store.reading() as tx:
        before = digest(tx)
    watches = []
    for _ in range(rounds):
        watch = Watch()
        with watch:
            rebuild(store, [DESK], sealer.reader)
        with store.reading() as tx:
            assert digest(tx) == before
        watches.append(watch)
    return watches


def measure(count: int, rounds: int) -> dict[str, object]:
    """All figures of append and replay."""
    rates: dict[str, list[float]] = {name: [] for name in ("append", "seal", "raw", "copy")}
    spent: dict[str, list[float]] = {"append": [], "seal": []}
    with node() as (store, sealer, folder):
        total = 0
        for _ in range(rounds):
            sealing, writing, size = write_groups(store, sealer, drafts(sealer.keys, count))
            total += count
            for name, watch in (("seal", sealing), ("append", writing)):
                rates[name].append(count / watch.wall)
                spent[name].append(watch.processor / count * 1e6)
            rates["raw"].append(count / raw_floor(folder, size, count // GROUP))
            rates["copy"].append(count / copy_floor(store, count))
        check(store, sealer, total)
        replays = replay(store, sealer, rounds)
        more = drafts(sealer.keys, 2_200)
        grouped = group_commit(store, sealer, more[:2000])
        single = alone(store, sealer, more[2000:])
    median = {name: round(statistics.median(found)) for name, found in rates.items()}
    return {
        "append_per_s": median["append"],
        "sealing_per_s": median["seal"],
        "append_with_sealing_per_s": round(1 / (1 / median["append"] + 1 / median["seal"])),
        "floor_raw_fdatasync_per_s": median["raw"],
        "floor_copy_per_s": median["copy"],
        "append_share_of_copy": round(median["append"] / median["copy"], 2),
        "append_python_us": round(statistics.median(spent["append"]), 1),
        "sealing_python_us": round(statistics.median(spent["seal"]), 1),
        "replay_per_s": round(total / statistics.median(one.wall for one in replays)),
        "replay_python_us": round(
            statistics.median(one.processor for one in replays) / total * 1e6, 1
        ),
        "replay_entries": total,
        "replay_bit_identical": True,
        **grouped,
        **single,
    }


def proofs() -> dict[str, object]:
    """The proof figures, from a process of their own so that nothing else warms or slows them."""
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("_proofs.py")], capture_output=True, check=True
    )
    found: dict[str, object] = json.loads(done.stdout)
    return found


def main() -> None:
    """Measure, print what was measured and the closing line."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    figures = measure(count, rounds=3)
    found = (
        proofs()
        if "noproofs" not in sys.argv
        else {"tree_of_0": {"inclusion": 0, "consistency": 0}}
    )
    trees = [one for name, one in found.items() if name.startswith("tree_of_")]
    slowest = min(
        min(one["inclusion"], one["consistency"]) for one in trees if isinstance(one, dict)
    )
    figures["proofs_per_s"] = slowest
    print(json.dumps({"figures": figures, "proofs": found}, indent=2, ensure_ascii=False))
    facts = {
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "fsync": "on",
        "group": GROUP,
        "entries_per_round": count,
        "load_at_end": round(os.getloadavg()[0], 1),
    }
    missed = [name for name, least in TARGETS.items() if float(str(figures[name])) < least]
    closing = {
        "bench": "ledger", "figures": figures | facts, "targets": TARGETS, "missed": missed,
    }  # fmt: skip
    print(json.dumps(closing))


if __name__ == "__main__":
    main()
