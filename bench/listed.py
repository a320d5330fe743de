"""Every entity of two public lists, filed as reports at two nodes and exchanged both ways.

Promises: real nodes as processes with a database each, 3,091 entities with 6,437 names of the UN
and OFAC lists, each report and release an officer's act; every name is read back at the receiver.
The last line is JSON.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HERE = str(ROOT / "bench")
sys.path.insert(0, str(ROOT))
sys.path.remove(HERE)
from tests.nodes.listed import LISTS, exchange, names_held  # noqa: E402
from tests.nodes.processes import agencies  # noqa: E402

sys.path.append(HERE)

DATA = Path(os.environ.get("TANSIQ_SHARED_DATA", ROOT.parent / "shared" / "data"))
ENTITIES, NAMES = 3091, 6437
PATIENCE = 600


def main() -> int:
    """Exchange all of them; 0 when every entity and name arrived."""
    lists = [DATA / "names" / one for one in LISTS]
    with tempfile.TemporaryDirectory() as folder, agencies(Path(folder) / "stage") as stage:
        began = time.perf_counter()
        sent = exchange(stage, lists, PATIENCE)
        took = time.perf_counter() - began
        names = names_held(stage.rabat, sent["madrid"])
    found = {side: len(every) for side, every in sent.items()}
    whole = found == {"rabat": ENTITIES, "madrid": ENTITIES} and names == NAMES
    print(json.dumps({
        "bench": "listed", "releases": found, "names": names, "whole": whole,
        "seconds": round(took, 1), "per_second": round(2 * ENTITIES / took),
    }))  # fmt: skip
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
