"""A million names compared with a million: blocked and scored on two cores, and on two workers.

Promises: both lists are composed (`tests/composed_names.py`) the same each time, a tenth of either
being one name written in another script or style; how many of those are found is asserted, and
that two processes of this machine and two Dask workers give the same file, byte for byte. Memory
is each process's own peak. The last line is JSON. `--names` for less; `--only` for one executor.
"""

import argparse
import hashlib
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from tests.clusters import cluster  # noqa: E402
from tests.composed_names import lists  # noqa: E402

from tansiq.compute.executors import executor  # noqa: E402
from tansiq.names.meeting import meeting  # noqa: E402

LEAST = 0.5
TARGETS = {"recall": 0.85}
KINDS = ("processes", "cluster")
Told = dict[str, float]


def compose(folder: Path, size: int) -> None:
    """Two files of names, one a line, and the places of the true pairs."""
    made = lists(size)
    for name, names in (("ones", made.ones), ("others", made.others)):
        (folder / name).write_text("\n".join(names), encoding="utf-8")
    (folder / "pairs").write_text(json.dumps(made.pairs), encoding="utf-8")


def meet(folder: Path, kind: str, address: str) -> None:
    """Compare the two files over an executor; write what met, and tell times and memory."""
    ones, others = ((folder / one).read_text("utf-8").split("\n") for one in ("ones", "others"))
    start = time.perf_counter()
    looked_at = kept = 0
    with executor(kind, 2, address) as over, (folder / f"met-{kind}").open("w") as out:
        found = meeting(ones, others, LEAST, over)
        blocked = time.perf_counter() - start
        for part in found.found:
            looked_at += part.looked_at
            kept += len(part.scores)
            rows = zip(part.ones.tolist(), part.others.tolist(), part.scores.tolist(), strict=True)
            out.writelines(f"{one} {other} {score:.6f}\n" for one, other, score in rows)
    took = time.perf_counter() - start
    peaks = [
        resource.getrusage(who).ru_maxrss // 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    told = {
        "seconds": round(took, 1), "blocked_seconds": round(blocked, 1), "looked_at": looked_at,
        "met": kept, "left_out": found.left_out, "megabytes": peaks[0],
        "megabytes_worker": peaks[1], "scored_a_second": round(looked_at / (took - blocked)),
    }  # fmt: skip
    print(json.dumps(told))


def run(folder: Path, kind: str) -> Told:
    """One executor, in a process of its own so that its memory is its own."""
    with ExitStack() as stack:
        address = stack.enter_context(cluster(folder, 2)) if kind == "cluster" else ""
        line = [sys.executable, __file__, "--step", "meet", str(folder), kind, address]
        told: Told = json.loads(_last(line))
        if kind == "cluster":
            told["megabytes_worker"] = _largest_worker()
    told["digest"] = hashlib.sha256((folder / f"met-{kind}").read_bytes()).hexdigest()[:16]
    return told


def _last(line: list[str]) -> str:
    done = subprocess.run(line, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


def _largest_worker() -> int:
    """The highest peak of a Dask worker, as the kernel tells it."""
    peaks = [0]
    for process in psutil.Process().children():
        if "dask_worker" in " ".join(process.cmdline()):
            status = Path(f"/proc/{process.pid}/status").read_text()
            peaks += [int(one) // 1024 for one in re.findall(r"VmHWM:\s+(\d+)", status)]
    return max(peaks)


def recall(folder: Path, kind: str) -> float:
    """The share of true pairs that are among those that met."""
    wanted = {tuple(one) for one in json.loads((folder / "pairs").read_text())}
    found = 0
    with (folder / f"met-{kind}").open() as lines:
        for line in lines:
            one, other, _ = line.split()
            found += (int(one), int(other)) in wanted
    return round(found / len(wanted), 4)


def main() -> int:
    """Measure and print; 1 where executors differ."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--names", type=int, default=1_000_000, help="names of each list")
    parser.add_argument("--only", choices=KINDS, help="one executor alone")
    parser.add_argument("--step", nargs="+", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.step:
        step, folder, *rest = args.step
        if step == "compose":
            compose(Path(folder), int(rest[0]))
        else:
            meet(Path(folder), *rest)
        return 0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        _last([sys.executable, __file__, "--step", "compose", str(folder), str(args.names)])
        kinds = (args.only,) if args.only else KINDS
        told = {}
        for kind in kinds:
            told[kind] = run(folder, kind)
            print(kind, told[kind])
        figures = {"recall": recall(folder, kinds[0])}
    same = len({one["digest"] for one in told.values()}) == 1
    missed = [name for name, target in TARGETS.items() if figures[name] < target]
    print(json.dumps({
        "bench": "name_blocks", "names": args.names, "figures": figures, "targets": TARGETS,
        "missed": missed, "same": same, "runs": told,
    }))  # fmt: skip
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
