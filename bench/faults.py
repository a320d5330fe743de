"""Fifty kills (SIGKILL) of sender, receiver and both databases while releases flow.

Promises: the same seed strikes the same parties in the same order; what was acknowledged is counted
against what both nodes hold at the end, by entry ids. The last line is JSON; ends with 1 when
anything was lost, doubled or reordered.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from demo.stage import Stage  # noqa: E402 - found once the root is on the path
from tests.nodes.processes import (  # noqa: E402 - same
    VICTIMS,
    Flow,
    agencies,
    patient,
    settled,
    strike,
    strikes,
)

TARGETS = {"lost": 0, "twice": 0, "in_order": True}
LOG = "rabat/desk:madrid~rabat/g1/e1"


def main() -> int:
    """Strike, let it settle, count."""
    parser = argparse.ArgumentParser(description="Kill nodes while releases flow, and count.")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--releases", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    started = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="tansiq-faults-") as folder,
        agencies(Path(folder) / "stage") as stage,
    ):
        found = measure(stage, args)
    found["seconds"] = round(time.monotonic() - started, 1)
    print(json.dumps(found, indent=1))
    missed = [name for name, target in TARGETS.items() if found[name] != target]
    closing = {"bench": "faults", "figures": found, "targets": TARGETS, "missed": missed}
    print(json.dumps(closing))
    return 1 if missed else 0


def measure(stage: Stage, args: argparse.Namespace) -> dict[str, object]:
    """The run itself."""
    flow = Flow(stage.rabat, count=args.releases)
    flow.start()
    plan = strikes(args.seed, args.kills)
    for number, (victim, pause) in enumerate(plan, start=1):
        time.sleep(pause)
        strike(stage, victim)
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{number} of {len(plan)} kills, {len(flow.acknowledged)} releases")
    flow.end()
    ours, theirs = settled(stage, flow.acknowledged)
    places = {entry: place for place, entry in enumerate(theirs)}
    order = [places[entry] for entry in flow.acknowledged if entry in places]
    checked = {
        side.id: patient(lambda side=side: side.tansiq("log", "verify", LOG)["sound"])
        for side in stage.sides
    }
    return {
        "kills": {one: sum(victim == one for victim, _ in plan) for one in VICTIMS},
        "seed": args.seed,
        "acknowledged": len(flow.acknowledged),
        "unanswered": flow.lost_answers,
        "at_sender": len(ours),
        "at_receiver": len(theirs),
        "lost": len(set(flow.acknowledged) - set(theirs)),
        "twice": len(theirs) - len(set(theirs)),
        "in_order": order == sorted(order) and ours == theirs,
        "log_verifies": checked,
    }


if __name__ == "__main__":
    sys.exit(main())
