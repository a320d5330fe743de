"""How often spellings of one name meet in search, and how often those of two do.

Promises: reads the pairs of `shared/data/names/dev.csv`; a pair meets when every word of the
shorter name shares a key with the longer one. Real names (UN, OFAC, legislators) are told apart
from composed ones, which the rules' author wrote. The last line is JSON.
"""

import csv
import json
import os
import time
from collections import defaultdict
from pathlib import Path

from tansiq.names.keys import keys, meets, query_keys

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("TANSIQ_SHARED_DATA", ROOT.parent / "shared" / "data"))
REAL = frozenset({"un", "ofac", "ep"})


def meet(one: str, other: str) -> bool:
    """Ask with the name of fewer words for the other; with either when they have as many."""
    short, long = sorted((one, other), key=lambda name: len(query_keys(name)))
    if meets(query_keys(short, unfinished=False), frozenset(keys(long))):
        return True
    same = len(query_keys(short)) == len(query_keys(long))
    return same and meets(query_keys(long, unfinished=False), frozenset(keys(short)))


def shares(rows: list[dict[str, str]]) -> dict[str, float]:
    """Share of pairs that meet, by kind, script and whether the names are real."""
    met, counted = defaultdict[str, int](int), defaultdict[str, int](int)
    for row in rows:
        found = meet(row["name1"], row["name2"])
        real = "real" if row["source"] in REAL else "composed"
        for name in (row["kind"], f"{row['kind']} {row['scripts']} {real}"):
            counted[name] += 1
            met[name] += found
    return {name: round(met[name] / counted[name], 4) for name in sorted(counted)}


def main() -> None:
    """Print the shares and the speed."""
    with (DATA / "names" / "dev.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = shares(rows)
    for name, share in found.items():
        print(f"{name:28} {share:.4f}")
    with (DATA / "names" / "dev_pool.csv").open(encoding="utf-8", newline="") as file:
        pool = [row["name"] for row in csv.DictReader(file)]
    began = time.perf_counter()
    stored = sum(len(keys(name)) for name in pool)
    took = time.perf_counter() - began
    print(json.dumps({
        "bench": "names", "pairs": len(rows), "meet": found,
        "names_per_s": round(len(pool) / took), "keys_per_name": round(stored / len(pool), 2),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
