"""Learn the weights and the rarity table that `names` is shipped with, from the pairs of dev.csv.

Promises: the same data give the same two files; nothing of a source without a licence is written
(the rarity table counts OFAC and composed names only; a weight is one number per measure).
Run as `python bench/_names_learn.py`; `bench/names.py` uses `fitted` for its folds.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from _names_data import FREE, REAL, ROOT, Rows, table
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from tansiq.compute.executors import Here
from tansiq.names.aligning import aligned
from tansiq.names.dividing import divided
from tansiq.names.measures import measures
from tansiq.names.scoring import chunk, pooled
from tansiq.names.sounding import sounded

PLACE = ROOT / "src" / "tansiq" / "names"
_LEAST = 3
_REAL = 3.0
HELD = {"turned": -0.3}
"""Words in another order never make names likelier; what is learnt here is the habit of a list."""
_DIGITS = 7

Table = NDArray[np.float64]


def measured(pairs: Sequence[tuple[str, str]]) -> tuple[list[str], Table]:
    """The names of the measures, and their values: a row a pair."""
    numbers: dict[str, int] = {}
    rows = np.array([[numbers.setdefault(name, len(numbers)) for name in sorted(pair)]
                     for pair in pairs])  # fmt: skip
    pool = pooled(tuple(numbers), Here())
    found: list[Mapping[str, Table]] = []
    for start in range(0, len(rows), 8192):
        part = chunk(pool, rows[start : start + 8192])
        found.append(measures(aligned(part.pool, part.ones, part.others)))
    names = list(found[0])
    return names, np.concatenate([np.stack([one[name] for name in names], 1) for one in found])


def counts(rows: Rows) -> Table:
    """What each pair counts in learning: real names more than what the rules' author composed."""
    return np.array([_REAL if row["source"] in REAL else 1.0 for row in rows])


def fitted(
    values: Table, match: NDArray[np.int64], counted: Table, names: Sequence[str] = ()
) -> tuple[float, Table]:
    """What is added first and the weight of each measure, of a logistic regression.

    The weights of `HELD` are given and not learnt.
    """
    free = np.array([name not in HELD for name in names or range(values.shape[1])])
    some = values[:, free]
    scale = StandardScaler().fit(some)
    model = LogisticRegression(solver="newton-cholesky", tol=1e-8)
    model.fit(scale.transform(some), match, sample_weight=counted)
    weights = np.array([HELD.get(name, 0.0) for name in names or range(values.shape[1])])
    weights[free] = model.coef_[0] / scale.scale_
    return float(model.intercept_[0] - (weights[free] * scale.mean_).sum()), weights


def rarity(rows: Rows) -> dict[str, object]:
    """How many of the names that may be counted hold each skeleton that is not rare."""
    names = sorted({row["name"] for row in rows if row["source"] in FREE})
    parts = divided(names)
    skeletons = sounded(parts.words.tolist()).skeletons
    held: Counter[str] = Counter()
    for row in parts.places.tolist():
        held.update({skeletons[one] for one in row if one >= 0})
    kept = {one: count for one, count in sorted(held.items()) if count >= _LEAST}
    return {"from": "OFAC list of individuals and composed names", "names": len(names),
            "held": kept}  # fmt: skip


def written(path: Path, told: Mapping[str, object]) -> None:
    """One line an entry, so that a change is seen."""
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Write both files."""
    written(PLACE / "rarity.json", rarity(table("dev_pool.csv")))
    rows = table("dev.csv")
    names, values = measured([(row["name1"], row["name2"]) for row in rows])
    match = np.array([int(row["match"]) for row in rows])
    start, weights = fitted(values, match, counts(rows), names)
    how = (
        "logistic regression, L2 with C=1 on standardised measures, all pairs of dev.csv, "
        "real names counted three times; turned is given"
    )
    told = {name: float(f"{one:.{_DIGITS}g}") for name, one in zip(names, weights, strict=True)}
    written(PLACE / "weights.json", {"learnt": how, "pairs": len(rows), "start": start,
                                     "weights": told})  # fmt: skip


if __name__ == "__main__":
    main()
