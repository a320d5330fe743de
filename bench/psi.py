"""Private matching: 1,000 new identifiers each side against 2^20, and 2^17 whole, with a peer.

Promises: both parties run here, two threads each where they can, every result compared with the
plain intersection in the same run. `--full` also runs 2^20 whole and tells the memory of the
process (both parties together). Peer: openmined-psi (P-256, one thread, semi-honest, no count
before names). The last line is JSON.
"""

import argparse
import json
import resource
import secrets
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = str(Path(__file__).resolve().parent)
if HERE not in sys.path:
    sys.path.append(HERE)

from _psi_peer import run as peer_run  # noqa: E402

from tansiq.subjects import ristretto  # noqa: E402
from tansiq.subjects.rows import MatchTerms  # noqa: E402
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
}
TERMS = MatchTerms("rabat", "madrid", "phone", 1, 1)
RUNS = 5


def numbers(first: int, count: int) -> list[str]:
    """Invented telephone numbers."""
    return [f"+000{number:09d}" for number in range(first, first + count)]


@dataclass(frozen=True)
class Run:
    """Seconds and bytes on the way."""

    seconds: float
    sent: int


def whole(asked: Sequence[str], held: Sequence[str]) -> Run:
    """Every step of a first match, with tags sent, count, reveal both ways and proofs."""
    start = time.perf_counter()
    answering = Answering(TERMS, ristretto.random_scalar(), secrets.token_bytes(32), 2)
    own = answering.evaluated(held)
    asking = Asking(TERMS, tuple(asked), secrets.token_bytes(32), workers=2)
    answer = answering.answer(asking.request)
    claims = matches(asking.outputs(answering.known, answer), Tags(own.tags.row))
    told, ours = answering.reveal(asking.request, claims, own)
    mine = asking.learn(answering.known, answer, told, [one.place for one in claims])
    took = time.perf_counter() - start
    assert set(mine) == set(ours) == set(asked) & set(held)
    revealed = 36 * len(claims) + 8 * len(told.pairs) + sum(map(len, told.proofs))
    return Run(took, len(asking.request) + len(answer) + len(own.tags.row) + revealed)


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
    row = answering.evaluated(numbers(size - size // 100, size)).tags
    return Yesterday(answering, held, row)


def day(before: Yesterday, size: int) -> Run:
    """New ones on both sides: the asker asks its own, and gets the tags of the answerer's."""
    new_asked, new_held = numbers(size - 500, 1000), numbers(2 * size - size // 100 - 300, 1000)
    start = time.perf_counter()
    asking = Asking(TERMS, tuple(new_asked), secrets.token_bytes(32), workers=2)
    own = before.answering.evaluated(new_held)
    answer = before.answering.answer(asking.request)
    outputs = asking.outputs(before.answering.known, answer)
    claims = matches(outputs, before.held)
    late = before.outputs.held(list(own.tags))
    fresh = own.tags.held(tags(outputs))
    took = time.perf_counter() - start
    asked_before = set(numbers(size - size // 100, size))
    assert len(claims) == len(set(new_asked) & set(numbers(0, size)))
    assert len(late) == len(set(new_held) & asked_before)
    assert len(fresh) == len(set(new_held) & set(new_asked))
    return Run(took, len(asking.request) + len(answer) + len(own.tags.row))


def watched(before: Yesterday, meetings: Meetings, size: int) -> Run:
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
    return Run(took, sent)


def standing(before: Yesterday) -> Meetings:
    """What the asker has of the day before."""
    found = Meetings(before.held)
    found.places = {one: place for place, one in enumerate(before.outputs)}
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true", help="2^20 whole as well")
    parser.add_argument(
        "--bits", type=int, default=17, help="size against the peer, as a power of 2"
    )
    args = parser.parse_args()
    large, size = 1 << 20, 1 << args.bits
    before = yesterday(large)
    days = [day(before, large) for _ in range(RUNS)]
    rounds = [watched(before, standing(before), large) for _ in range(RUNS)]
    asked, held = numbers(0, size), numbers(size - size // 100, size)
    ours = whole(asked, held)
    theirs = peer_run(asked, held)
    assert theirs.found == len(set(asked) & set(held))
    figures = {
        "delta_seconds": round(statistics.median(one.seconds for one in days), 3),
        "delta_bytes": days[0].sent,
        "watch_seconds": round(statistics.median(one.seconds for one in rounds), 3),
        "watch_bytes": rounds[0].sent,
        f"ours_2_{args.bits}_seconds": round(ours.seconds, 2),
        f"ours_2_{args.bits}_bytes": ours.sent,
        f"openmined_2_{args.bits}_seconds": round(theirs.seconds, 2),
        f"openmined_2_{args.bits}_bytes": theirs.sent,
        "ahead_of_openmined": round(theirs.seconds / ours.seconds, 2),
    }
    if args.full:
        run = whole(numbers(0, large), numbers(large - large // 100, large))
        figures |= {"full_2_20_seconds": round(run.seconds, 1), "full_2_20_bytes": run.sent}
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    figures["peak_megabytes_both_parties"] = round(used / 1024)
    lower = TARGETS.keys() - {"ahead_of_openmined"}
    missed = [
        name
        for name, target in TARGETS.items()
        if (figures[name] > target if name in lower else figures[name] < target)
    ]
    print(json.dumps({"bench": "psi", "figures": figures, "targets": TARGETS, "missed": missed}))


if __name__ == "__main__":
    main()
