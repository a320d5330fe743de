"""The model of the decision to a larger bound than the tests', and what one decision costs.

Promises: the same walks as `tests/property/test_operation_explorer.py` with `--more` further events
each, one process, and the time of `decide` for 5 and 40 parties with every vote cast and go shown
by all. Prints states, cuts looked at and goes found; the last line is JSON. A broken rule raises.
"""

import argparse
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.property.operation_explorer import explore
from tests.property.operation_world import World
from tests.property.test_operation_explorer import WALKS

from tansiq.operations.decision import decide
from tansiq.terms.operating import Outcome, VoteChoice


def walks(more: int) -> dict[str, dict[str, float]]:
    """Every walk of the tests, so many events longer."""
    found = {}
    for name, (needed, start, events, depth) in WALKS.items():
        world = World(needed=needed, silent=frozenset({1} if "hostile" in name else ()))
        began = time.perf_counter()
        made = explore(world, start(world), events, depth + more)
        seconds = round(time.perf_counter() - began, 1)
        found[name] = {"events": depth + more, "states": made.states, "seconds": seconds}
        print(f"{name}: {depth + more} events, {made}, {seconds} s", flush=True)
    return found


def cost(parties: int, times: int = 20) -> float:
    """Milliseconds of processor time of one decision once every party has voted and shows go."""
    names = tuple(f"party{number:02}" for number in range(parties))
    world = World(parties=names, voters=names, needed=2)
    state = world.begun()
    for node in range(parties):
        for officer in world.officers(node):
            state = world.vote(state, node, officer, VoteChoice.GO)
    state, _ = world.calm(state)
    facts = world.facts(state.held(0))
    began = time.process_time()
    for _ in range(times):
        assert decide(facts).outcome is Outcome.GO
    return (time.process_time() - began) * 1000 / times


def main() -> None:
    """Run both."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--more", type=int, default=1)
    more = asked.parse_args().more
    costs = {f"decide_{many}_ms": round(cost(many), 2) for many in (5, 40)}
    print(costs, flush=True)
    print(json.dumps({**costs, "walks": walks(more)}))


if __name__ == "__main__":
    main()
