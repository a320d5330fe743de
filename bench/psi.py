"""Private matching: 1,000 new identifiers each side against 2^20, and 2^17 whole, with peers.

Promises: every result is compared with the plain intersection in the same run. Whole matches run
as two processes, two threads each where they can, and tell the memory of each side. They take turns
on the two cores, so that each side has both while it works, as on a machine of its own; and again
`at_once`, where a peer of one thread has the better of it. `--full` also runs 2^20 whole. Peers:
openmined-psi (P-256, one thread a side, semi-honest, no count before names); with `--spu` also
SecretFlow's RR22 and ECDH, in an environment of their own that is made on demand (1 GB in
`.venv-spu`). The last line is JSON.
"""

import argparse
import json
import secrets
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HERE = str(Path(__file__).resolve().parent)
if HERE not in sys.path:
    sys.path.append(HERE)

from _psi_ours import TERMS, answerer, asker  # noqa: E402
from _psi_peer import client, server  # noqa: E402
from _psi_spu import compared  # noqa: E402
from _two_sides import Run, numbers, run  # noqa: E402

from tansiq.subjects import ristretto  # noqa: E402
from tansiq.subjects.session import Answering, Asking, matches  # noqa: E402
from tansiq.subjects.tags import Tags, tags  # noqa: E402
from tansiq.subjects.watching import (  # noqa: E402
    Meetings,
    RoundAsking,
    answered,
    by_place,
    tags_by_place,
)

TARGETS = {
    "delta_seconds": 1.0,
    "delta_bytes": 100_000,
    "watch_seconds": 1.0,
    "watch_bytes": 100_000,
    "ahead_of_openmined": 2.0,
    "full_2_20_megabytes_asker": 300,
    "full_2_20_megabytes_answerer": 300,
}
LEAST = {"ahead_of_openmined"}
"""Targets that a figure must reach; the others it must not pass."""
LARGE, NEW = 1 << 20, 1000
RUNS = 5
Figures = dict[str, float]


@dataclass(frozen=True)
class Yesterday:
    """What both keep of an epoch: the answerer's key and tags, the asker's outputs as tags."""

    answering: Answering
    held: Tags
    outputs: Tags


def yesterday(size: int) -> Yesterday:
    """The day before, at size: tags of the answerer's set, and outputs of the asker's."""
    answering = Answering(TERMS, ristretto.random_scalar(), secrets.token_bytes(32), 2)
    held = answering.evaluated(numbers(0, size)).tags
    row = answering.evaluated(numbers(size - size // 100, 2 * size - size // 100)).tags
    return Yesterday(answering, held, row)


def day(before: Yesterday, size: int) -> tuple[float, int]:
    """New ones on both sides: the asker asks its own, and gets the tags of the answerer's."""
    began = size - size // 100
    new_asked = numbers(size - NEW // 2, size + NEW // 2)
    new_held = numbers(began + size - 300, began + size - 300 + NEW)
    start = time.perf_counter()
    asking = Asking(TERMS, tuple(new_asked), secrets.token_bytes(32), workers=2)
    own = before.answering.evaluated(new_held)
    answer = before.answering.answer(asking.request)
    outputs = asking.outputs(before.answering.known, answer)
    claims = matches(outputs, before.held)
    late = before.outputs.held(list(own.tags))
    fresh = own.tags.held(tags(outputs))
    took = time.perf_counter() - start
    asked_before = set(numbers(began, began + size))
    assert len(claims) == len(set(new_asked) & set(numbers(0, size)))
    assert len(late) == len(set(new_held) & asked_before)
    assert len(fresh) == len(set(new_held) & set(new_asked))
    return took, len(asking.request) + len(answer) + len(own.tags.row)


def told(name: str, found: Run) -> Figures:
    """The figures of one whole match."""
    return {
        f"{name}_seconds": round(found.seconds, 2),
        f"{name}_core_seconds": round(found.core_seconds, 2),
        f"{name}_bytes": found.sent,
        f"{name}_megabytes_asker": found.megabytes[0],
        f"{name}_megabytes_answerer": found.megabytes[1],
    }


def watched(before: Yesterday, meetings: Meetings, size: int) -> tuple[float, int]:
    """The same as a round of a standing match: each point blinded and proven by itself."""
    asked_before = set(numbers(size - size // 100, size))
    new_asked = numbers(size - size // 100 - 500, 500) + numbers(2 * size, 500)
    new_held = numbers(2 * size - size // 100 - 300, 1000)
    met = len(meetings.met)
    start = time.perf_counter()
    asking = RoundAsking(TERMS, tuple(new_asked), 1000, secrets.token_bytes(32), workers=2)
    answer, proofs = answered(before.answering.key, asking.request, 2)
    own = before.answering.evaluated(new_held)
    outputs = asking.opened(before.answering.known, answer, proofs)
    asked = by_place(tags_by_place(outputs))
    meetings.round(2, {size + at: one for at, one in asked.items()}, own.tags)
    took = time.perf_counter() - start
    common = set(new_asked) & (set(numbers(0, size)) | set(new_held))
    common |= set(new_held) & asked_before
    assert len(meetings.met) - met == len(common)
    sent = len(asking.request) + len(answer) + len(own.tags.row) + sum(map(len, proofs))
    return took, sent


def standing(before: Yesterday) -> Meetings:
    """What the asker has of the day before."""
    found = Meetings(before.held)
    found.places = {one: place for place, one in enumerate(before.outputs)}
    return found


def deltas() -> Figures:
    """A day's news against what both have, as two whole sets and as a round of a standing match."""
    before = yesterday(LARGE)
    days = [day(before, LARGE) for _ in range(RUNS)]
    rounds = [watched(before, standing(before), LARGE) for _ in range(RUNS)]
    return {
        "delta_seconds": round(statistics.median(took for took, _ in days), 3),
        "delta_bytes": days[0][1],
        "watch_seconds": round(statistics.median(took for took, _ in rounds), 3),
        "watch_bytes": rounds[0][1],
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--full", action="store_true", help="2^20 whole as well")
    parser.add_argument("--spu", action="store_true", help="SecretFlow's protocols as well")
    parser.add_argument("--bits", type=int, default=17, help="size of whole matches, as 2^BITS")
    parser.add_argument("--whole", action="store_true", help="whole matches alone")
    args = parser.parse_args()
    figures: Figures = {} if args.whole else deltas()
    size = 1 << args.bits
    for turns, name in ((True, ""), (False, "_at_once")):
        ours = run(asker, answerer, size, turns=turns)
        theirs = run(client, server, size, turns=turns)
        figures |= told(f"ours_2_{args.bits}{name}", ours)
        figures |= told(f"openmined_2_{args.bits}{name}", theirs)
        figures[f"ahead_of_openmined{name}"] = round(theirs.seconds / ours.seconds, 2)
    if args.full:
        figures |= told("full_2_20", run(asker, answerer, LARGE, turns=False))
    notes = {}
    if args.spu:
        measured, notes = compared(LARGE if args.full else size)
        figures |= measured
    missed = [
        name
        for name, target in TARGETS.items()
        if name in figures and (figures[name] < target if name in LEAST else figures[name] > target)
    ]
    print(json.dumps({
        "bench": "psi", "figures": figures, "targets": TARGETS, "missed": missed, "notes": notes,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
