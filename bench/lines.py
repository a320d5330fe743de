"""Forty sites in five countries over bad lines: how long until all who can be reached see go.

Each line is two seconds long each way and stalls one write in a hundred for 200 to 1,000 ms; while
the parties vote, one agency is cut off, another hangs on a half-dead line, a third is killed with
its database a minute before H-hour and started again. Asserted: whoever can be reached shows go
before H; who is cut off invents none, and what it hears after H is history.
"""

import json
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from tests.nodes.forty import bad_day, forty  # noqa: E402

from tansiq.terms.operating import OrderState  # noqa: E402

DELAY = 2.0


def main() -> None:
    """Play the day, and print one line of JSON at the end."""
    with (
        tempfile.TemporaryDirectory(prefix="tansiq-bench-") as folder,
        forty(Path(folder) / "forty") as day,
    ):
        found = bad_day(day, DELAY, timedelta(seconds=120))
        nodes = len(day.names)
    assert found.late == OrderState.LATE
    figures = {
        "nodes": nodes,
        "reached": len(found.went),
        "vote_to_go_s": found.went,
        "slowest_s": max(found.went.values()),
        "writes_stalled": found.stalled,
        "delay_each_way_s": DELAY,
    }
    print(json.dumps({"bench": "lines", "figures": figures, "targets": {}, "missed": []}))


if __name__ == "__main__":
    main()
