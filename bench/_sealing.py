"""What sealing and opening one entry costs on one core, in microseconds, for `bench/ledger.py`."""

import json
import os
import platform
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tansiq.ledger import entry
from tansiq.ledger.sign import generate_seed, public_key
from tansiq.terms.ids import EntryRef, new_class_id

ORIGIN = "rabat/desk:madrid~rabat/g1/e1"
TIME = "2026-11-23T12:00:00Z"
ROUNDS = 5


def sealed_batch(count: int, seed: bytes, class_id: str, class_key: bytes) -> list[entry.Sealed]:
    """Seal `count` entries with bodies of one kilobyte, each citing the one before."""
    text = os.urandom(510).hex().encode()
    return [
        entry.seal_entry(
            origin=ORIGIN,
            seq=seq,
            kind="report_released",
            time=TIME,
            after=(EntryRef(ORIGIN, seq - 1, "ab" * 32),) if seq else (),
            class_id=class_id,
            class_key=class_key,
            plaintext=text,
            extra={},
            log_seed=seed,
        )
        for seq in range(count)
    ]


def best(
    work: Callable[[], object], count: int, clock: Callable[[], float] = time.thread_time
) -> float:
    """Return the microseconds of this thread's CPU per item, of the fastest of several rounds."""
    times = []
    for _ in range(ROUNDS):
        start = clock()
        work()
        times.append(clock() - start)
    return round(min(times) / count * 1e6, 1)


def measure(count: int = 2_000) -> dict[str, float | int]:
    """Return the figures in CPU time; verification in two threads is given in wall time."""
    seed, class_id, class_key = generate_seed(), new_class_id(), os.urandom(32)
    public = public_key(seed)
    batch = sealed_batch(count, seed, class_id, class_key)
    parsed = [entry.parse_entry(one.entry) for one in batch]
    with ThreadPoolExecutor(2) as threads:
        assert all(entry.check_batch(parsed, public, threads))
        return {
            "entry_bytes": len(batch[-1].entry),
            "body_bytes": len(batch[-1].body),
            "seal_us": best(lambda: sealed_batch(count, seed, class_id, class_key), count),
            "parse_us": best(lambda: [entry.parse_entry(s.entry) for s in batch], count),
            "verify_us": best(lambda: entry.check_batch(parsed, public), count),
            "verify_2_threads_wall_us": best(
                lambda: entry.check_batch(parsed, public, threads), count, time.perf_counter
            ),
            "open_us": best(
                lambda: [
                    entry.open_entry(p, s.body, class_key)
                    for p, s in zip(parsed, batch, strict=True)
                ],
                count,
            ),
            "parse_verify_open_us": best(lambda: _receive(batch, public, class_key), count),
        }


def _receive(batch: list[entry.Sealed], public: bytes, class_key: bytes) -> None:
    for one in batch:
        parsed = entry.parse_entry(one.entry)
        entry.check_signature(parsed, public)
        entry.open_entry(parsed, one.body, class_key)


if __name__ == "__main__":
    facts = {"python": platform.python_version(), "machine": platform.machine()}
    sys.stdout.write(json.dumps(facts | measure()) + "\n")
