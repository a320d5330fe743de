"""What a partner can guess from all it holds of a match of 100,000 with 100,000 identifiers.

Promises: two real nodes, a numbering plan of 10^6; every number of the plan is hashed plainly and
to the group, times every scalar the holder has, and looked for at every byte of its database,
files and bundles; the numbers that must stay hidden also in every spelling and salted. The daily
quota is set high for it. It ends with 1 when a hidden number is found, or the holder's own are
not. The last line is JSON. `--size` and `--plan` for less.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from tests.nodes import guessing, transcript  # noqa: E402
from tests.nodes.guessing import Needle  # noqa: E402
from tests.nodes.watched import overlooked, watched  # noqa: E402

COMMON = 500
guessing.FEW = 1_500_000


def searched(story: transcript.Story, holder: str, plan: list[str]) -> dict[str, int | float]:
    """What one side finds in what it holds."""
    start = time.perf_counter()
    hidden, own = story.others(holder), story.lists[holder]
    parts, protocol, salts = story.holds(holder), story.protocol(holder), story.salts(holder)
    few, tried = sorted(hidden), [0]

    def needles() -> Iterator[Needle]:
        every = (
            guessing.texts(few), guessing.digests(few, salts), protocol.needles(few[:2_000]),
            guessing.digests(plan), protocol.points(plan),
        )  # fmt: skip
        for one in chain.from_iterable(every):
            tried[0] += 1
            yield one

    hits = set(guessing.found(parts, needles))
    return {
        "bytes_held": sum(map(len, parts.values())),
        "guesses_tried": tried[0],
        "scalars": len(protocol.scalars),
        "hidden": len(hidden),
        "hidden_found": len(hits & hidden),
        "others_found": len(hits - hidden - own),
        "own_found": len(hits & own),
        "own_in_plan": len(own & set(plan)),
        "seconds": round(time.perf_counter() - start, 1),
    }


def main() -> int:
    """Tell the story once, and search both sides."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=int, default=100_000, help="identifiers of each side")
    parser.add_argument("--plan", type=int, default=transcript.PLAN, help="numbers guessed")
    args = parser.parse_args()
    common = min(COMMON, args.size // 4)
    with tempfile.TemporaryDirectory() as folder, overlooked(Path(folder)) as both:
        _, answerer = watched(both)
        answerer.limits(10 * args.size)
        start = time.perf_counter()
        story = transcript.told(both, args.size, common)
        told = round(time.perf_counter() - start, 1)
        plan = [transcript.number(one) for one in range(args.plan)]
        found = {holder: searched(story, holder, plan) for holder in ("rabat", "madrid")}
    held = all(
        one["hidden_found"] == one["others_found"] == 0
        and 0 < one["own_in_plan"] == one["own_found"]
        for one in found.values()
    )
    print(json.dumps({
        "bench": "transcript", "size": args.size, "common": common, "plan": args.plan,
        "match_seconds": told, "found": found, "held": held,
    }))  # fmt: skip
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
