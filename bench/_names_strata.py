"""Every stratum of pairs and of questions: ours beside the best peer, and whether we are behind.

Promises: a stratum is a source and a pair of scripts (pairs), or a source and a script (questions).
Intervals are 95 % by bootstrap of the difference to the best peer, entities (pairs) or questions
drawn again for both at once; we are behind where the whole interval lies below nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from _names_data import Rows
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score

_DRAWS = 200
Column = NDArray[np.float64]
Figures = dict[str, object]
Measure = Callable[[NDArray[np.int64]], float]


def of_pairs(rows: Rows, match: NDArray[np.int64], by: Mapping[str, Column]) -> dict[str, Figures]:
    """Average precision by stratum; `by` holds the scores of ours and of each peer."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        places[f"{row['source']} {row['scripts']}"].append(at)
    found = {}
    for stratum, held in sorted(places.items()):
        if len(set(match[held].tolist())) == 1:
            continue  # nothing to tell apart
        groups: defaultdict[str, list[int]] = defaultdict(list)
        for at in held:
            groups[rows[at]["entity1"]].append(at)
        measures = {name: _precision(match, values) for name, values in by.items()}
        found[stratum] = _beside([np.array(one) for one in groups.values()], measures)
    return found


def of_questions(
    asked: Rows, hits: Mapping[str, Sequence[tuple[bool, bool]]]
) -> dict[str, Figures]:
    """Recall at 1 and at 10 by stratum; `hits` says of each question whether it was met in each."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(asked):
        places[f"{row['source']} {row['script']}"].append(at)
    found = {}
    for stratum, held in sorted(places.items()):
        groups = [np.array([at]) for at in held]
        for column, depth in enumerate((1, 10)):
            measures = {
                name: _recall(np.array(one, float)[:, column]) for name, one in hits.items()
            }
            found[f"{stratum} at {depth}"] = _beside(groups, measures)
    return found


def behind(strata: Mapping[str, Figures]) -> list[str]:
    """The strata in which a peer is ahead of us beyond chance."""
    return [name for name, told in strata.items() if told["behind"]]


def _precision(match: NDArray[np.int64], values: Column) -> Measure:
    return lambda rows: float(average_precision_score(match[rows], values[rows]))


def _recall(met: Column) -> Measure:
    return lambda rows: float(met[rows].mean())


def _beside(groups: Sequence[NDArray[np.int64]], measures: Mapping[str, Measure]) -> Figures:
    """Ours, the best peer, and the interval of the difference."""
    every = np.concatenate(groups)
    values = {name: measure(every) for name, measure in measures.items()}
    best = max((name for name in values if name != "ours"), key=values.__getitem__)
    made, drawn = np.random.default_rng(6), []
    for _ in range(_DRAWS):
        rows = np.concatenate([groups[at] for at in made.integers(0, len(groups), len(groups))])
        drawn.append(measures["ours"](rows) - measures[best](rows))
    low, high = np.percentile(drawn, [2.5, 97.5]).tolist()
    return {
        "ours": round(values["ours"], 4),
        "peer": best,
        "peers": round(values[best], 4),
        "ahead": [round(low, 4), round(high, 4)],
        "behind": high < 0,
    }
