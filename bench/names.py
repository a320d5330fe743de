"""How well and how fast names are scored, searched and keyed, beside the best peers in one run.

Promises: reads `shared/data/names/dev*.csv`; weights are learnt again in each of five folds by
entity, and for search without the entities that are asked for; intervals are 95 % by bootstrap
over entities. Real names (UN, OFAC, legislators) are told apart from composed ones, which the
rules' author wrote. The last line is JSON. `--quick` asks fewer questions and fewer peers.
"""

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from itertools import combinations
from statistics import median
from unittest.mock import patch

import _names_learn as learn
import _names_peers as peers
import _names_strata as strata
import numpy as np
from _names_data import REAL, Rows, table
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score
from sklearn.model_selection import GroupKFold

from tansiq.names import compiled, weighing
from tansiq.names.aligning import MANY
from tansiq.names.keys import keys, meets, query_keys
from tansiq.names.matchkeys import match_keys
from tansiq.names.scoring import compare, scores
from tansiq.names.searching import search

TARGETS = {
    "ap_real": 0.955,
    "ap_real_ar_lat": 0.975,
    "ap_real_lat_lat": 0.955,
    "recall_1": 0.82,
    "recall_10": 0.94,
    "ahead_of_logic_v2": 50.0,
    "key_recall_ar_lat": 0.90,
}
_SAMPLE = 4_000
_DRAWS = 200
Column = NDArray[np.float64]
Pairs = list[tuple[str, str]]


def folded(rows: Rows, values: Column, names: Sequence[str] = ()) -> Column:
    """Scores of pairs by weights that were learnt without their entities."""
    match, counted = matches(rows), learn.counts(rows)
    groups = np.array([row["entity1"] for row in rows])
    found = np.zeros(len(match))
    for known, asked in GroupKFold(5).split(values, match, groups):
        start, weights = learn.fitted(values[known], match[known], counted[known], names)
        found[asked] = start + values[asked] @ weights
    return found


def matches(rows: Rows) -> NDArray[np.int64]:
    """Which pairs are of one person."""
    return np.array([int(row["match"]) for row in rows])


def precision(rows: Rows, match: NDArray[np.int64], values: Column) -> dict[str, float]:
    """Average precision of all pairs, of the real ones, and of those by script."""
    real = np.array([row["source"] in REAL for row in rows])
    scripts = np.array([row["scripts"] for row in rows])
    parts = {
        "all": np.ones(len(rows), bool),
        "real": real,
        "real_ar_lat": real & (scripts == "ar-lat"),
        "real_lat_lat": real & (scripts == "lat-lat"),
    }
    return {
        name: round(float(average_precision_score(match[part], values[part])), 4)
        for name, part in parts.items()
    }


def interval(rows: Rows, match: NDArray[np.int64], values: Column) -> list[float]:
    """The 95 % interval of the average precision of real pairs, entities drawn again."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        if row["source"] in REAL:
            places[row["entity1"]].append(place)
    groups, made = [np.array(one) for one in places.values()], np.random.default_rng(1)
    found = []
    for _ in range(_DRAWS):
        drawn = np.concatenate([groups[at] for at in made.integers(0, len(groups), len(groups))])
        found.append(average_precision_score(match[drawn], values[drawn]))
    return [round(float(one), 4) for one in np.percentile(found, [2.5, 97.5])]


def scored(rows: Rows, *, quick: bool) -> dict[str, object]:
    """How well pairs are told apart, by us and by peers, as shipped and with a combiner learnt."""
    pairs = [(row["name1"], row["name2"]) for row in rows]
    match = matches(rows)
    names, values = learn.measured(pairs)
    by: dict[str, Column] = {"ours": folded(rows, values, names)}
    measured = {"rapidfuzz_icu": peers.letters(pairs)}
    if not quick:
        measured["logic_v2"] = peers.logic(pairs)
    for name, told in measured.items():
        by[name] = told[:, 0]
        by[f"{name}_learnt"] = folded(rows, told)
    found: dict[str, object] = {name: precision(rows, match, one) for name, one in by.items()}
    found["ours_real_interval"] = interval(rows, match, by["ours"])
    found["strata"] = strata.of_pairs(rows, match, by)
    for name, one in found.items():
        if name != "strata":
            print(f"{name:22} {one}")
    for name, one in found["strata"].items():
        print(f"pairs {name:26} {one}")
    return found


def without(rows: Rows, asked: Collection[str]) -> tuple[float, dict[str, float]]:
    """Weights that were learnt from no pair of an entity that is asked for."""
    kept = [row for row in rows if not {row["entity1"], row["entity2"]} & set(asked)]
    names, values = learn.measured([(row["name1"], row["name2"]) for row in kept])
    start, weights = learn.fitted(values, matches(kept), learn.counts(kept), names)
    return start, dict(zip(names, weights.tolist(), strict=True))


def searched(rows: Rows, count: int, *, quick: bool) -> dict[str, object]:
    """How often the entity asked for stands first and among ten, by stratum."""
    pool, every = table("dev_pool.csv"), table("dev_queries.csv")
    asked = every[:: max(1, len(every) // count)][:count]
    known = without(rows, {row["entity"] for row in asked})
    names, queries = [row["name"] for row in pool], [row["query"] for row in asked]
    with patch.object(weighing, "learnt", lambda: known):
        began = time.perf_counter()
        ours = [[hit.row for hit in hits] for hits in search(names, queries, 50)]
        took = time.perf_counter() - began
    by = {"ours": ours, "rapidfuzz_icu": peers.likest(names, queries, 50)}
    if not quick:
        by["logic_v2_of_50"] = peers.reranked(names, queries, by["rapidfuzz_icu"])
    found: dict[str, object] = {"queries": len(asked), "milliseconds": round(1e3 * took / count, 1)}
    met = {name: hits(pool, asked, lists) for name, lists in by.items()}
    for name, one in met.items():
        found[name] = ranks(asked, one)
        print(f"search {name:16} {found[name]}")
    found["strata"] = strata.of_questions(asked, met)
    for name, told in found["strata"].items():
        print(f"search {name:26} {told}")
    return found


def hits(pool: Rows, asked: Rows, found: Sequence[Sequence[int]]) -> list[tuple[bool, bool]]:
    """Whether each entity asked for stands first, and among ten."""
    told = []
    for row, rows in zip(asked, found, strict=True):
        ids = list(dict.fromkeys(pool[one]["id"] for one in rows))
        told.append((row["entity"] in ids[:1], row["entity"] in ids[:10]))
    return told


def ranks(asked: Rows, met: Sequence[tuple[bool, bool]]) -> dict[str, list[float]]:
    """Recall at 1 and at 10, with the 95 % interval of the former, by stratum."""
    first: defaultdict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for row, hit in zip(asked, met, strict=True):
        for stratum in ("all", f"{row['source']}:{row['script']}"):
            first[stratum].append(hit)
    return {name: _recall(np.array(one)) for name, one in first.items()}


def _recall(hits: NDArray[np.bool_]) -> list[float]:
    made = np.random.default_rng(2)
    drawn = hits[made.integers(0, len(hits), (1000, len(hits))), 0].mean(1)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return [round(float(one), 3) for one in (*hits.mean(0), low, high)]


def keyed(rows: Rows) -> dict[str, float]:
    """How often two spellings share a key, and how often two names drawn from the pool do."""
    hits: defaultdict[str, list[bool]] = defaultdict(list)
    for row in rows:
        met = bool(set(match_keys(row["name1"])) & set(match_keys(row["name2"])))
        hits[f"{row['kind']}_{row['scripts']}"].append(met)
    names = [row["name"] for row in {row["id"]: row for row in table("dev_pool.csv")}.values()]
    drawn = np.random.default_rng(3).choice(len(names), _SAMPLE, replace=False)
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for at in drawn.tolist():
        for key in match_keys(names[at]):
            holders[key].append(at)
    shared = {pair for held in holders.values() for pair in combinations(held, 2)}
    chance = len(shared) / (_SAMPLE * (_SAMPLE - 1) / 2)
    told = {name: round(float(np.mean(one)), 4) for name, one in sorted(hits.items())}
    return {**told, "random_collision": float(f"{chance:.3g}")}


def speed(rows: Rows) -> dict[str, float]:
    """Pairs a second of processor time from strings, us and logic-v2 in this process.

    Each is run once on other pairs, so that what it loads is loaded and no name is known before;
    ours on so many that its loops are compiled, where numba is there, and once more without it.
    """
    pairs = [(row["name1"], row["name2"]) for row in rows]
    random.Random(4).shuffle(pairs)  # rows of one source stand together
    first, few, rest = pairs[:300], pairs[300:3300], pairs[300:]
    peers.logic(first)
    theirs = _rate(lambda: peers.logic(few), len(few))
    scores(first * (MANY // len(first) + 1))
    ours = [_rate(lambda: scores(rest), len(rest)) for _ in range(3)]
    told = [_rate(lambda: compare(rest), len(rest)) for _ in range(3)]
    with patch.object(compiled, "possible", lambda: False):
        plain = [_rate(lambda: scores(rest), len(rest)) for _ in range(3)]
    return {
        "compiled": compiled.possible(),
        "without_numba_per_s": round(median(plain)),
        "pairs_per_s": round(median(ours)),
        "with_reasons_per_s": round(median(told)),
        "logic_v2_per_s": round(theirs),
        "ahead_of_logic_v2": round(median(ours) / theirs, 1),
        "ahead_with_reasons": round(median(told) / theirs, 1),
    }


def _rate(run: Callable[[], object], count: int) -> float:
    began = time.process_time()
    run()
    return count / (time.process_time() - began)


def meet(one: str, other: str) -> bool:
    """Case search: ask with the name of fewer words for the other."""
    short, long = sorted((one, other), key=lambda name: len(query_keys(name)))
    return meets(query_keys(short, unfinished=False), frozenset(keys(long)))


def case_search(rows: Rows) -> dict[str, float]:
    """Share of pairs that case search lets meet, by kind, script and whether names are real."""
    hits: defaultdict[str, list[bool]] = defaultdict(list)
    for row in rows:
        real = "real" if row["source"] in REAL else "composed"
        hits[f"{row['kind']} {row['scripts']} {real}"].append(meet(row["name1"], row["name2"]))
    return {name: round(float(np.mean(one)), 4) for name, one in sorted(hits.items())}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="without logic-v2 over all pairs")
    parser.add_argument("--queries", type=int, default=350)
    args = parser.parse_args()
    rows = table("dev.csv")
    pace = speed(rows)
    print(pace)
    quality = scored(rows, quick=args.quick)
    asked = searched(rows, args.queries, quick=args.quick)
    held = keyed(rows)
    print(held)
    real, recall = quality["ours"], asked["ours"]
    figures = {
        **{f"ap_{name}": value for name, value in real.items() if name != "all"},
        "recall_1": recall["all"][0],
        "recall_10": recall["all"][1],
        "ahead_of_logic_v2": pace["ahead_of_logic_v2"],
        "key_recall_ar_lat": held["pos_ar-lat"],
    }
    behind = [*strata.behind(quality["strata"]), *strata.behind(asked["strata"])]
    missed = [name for name, target in TARGETS.items() if figures[name] < target]
    print(json.dumps({
        "bench": "names", "figures": figures, "targets": TARGETS, "missed": missed,
        "strata_behind_best_peer": behind,
        "speed": pace, "precision": quality, "search": asked, "keys": held,
        "case_search": case_search(rows),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
