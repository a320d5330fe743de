"""The pairs of names that benches measure on, and what of them may leave this folder.

Promises: reads `shared/data/names`; tells real names (UN, OFAC, legislators) from composed ones.
"""

import csv
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("TANSIQ_SHARED_DATA", ROOT.parent / "shared" / "data")) / "names"
REAL = frozenset({"un", "ofac", "ep"})
FREE = frozenset({"ofac", "maghreb_composed", "negatives_global"})
"""Sources whose licence lets us count their names: a government's work, ours, MIT."""

Rows = list[dict[str, str]]


def table(name: str) -> Rows:
    """The rows of one file, each by the names of its columns."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
