"""How the measures of two names become one score: a sum with a weight for each, learnt once.

Promises: `weights.json` holds every weight by the name of its measure and says how it was learnt;
the same pair always has the same score. A score says how alike two names are, never that two
people are one; it is computed for whoever asks and kept nowhere.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np

from tansiq.names.aligning import Aligned
from tansiq.names.measures import Column, weighed_sum

_FOLDER = Path(__file__).parent
_BLOCK = 4_096
"""Pairs whose measures stay near the processor."""


@cache
def learnt() -> tuple[float, Mapping[str, float]]:
    """What is added first, and the weight of each measure."""
    told = json.loads((_FOLDER / "weights.json").read_bytes())
    return float(told["start"]), {name: float(one) for name, one in told["weights"].items()}


@cache
def common() -> tuple[int, Mapping[str, int]]:
    """Of how many names it was counted, and how many hold each frequent skeleton."""
    told = json.loads((_FOLDER / "rarity.json").read_bytes())
    return int(told["names"]), {skeleton: int(one) for skeleton, one in told["held"].items()}


def weighed(pairs: Aligned) -> Column:
    """Scores between 0 and 1 of aligned names; 0 where a name has no word."""
    start, weights = learnt()
    total = np.full(len(pairs.to), start)
    for first in range(0, len(total), _BLOCK):
        part = slice(first, first + _BLOCK)
        total[part] += weighed_sum(pairs[part], weights)
    total[~(pairs.one.present.any(1) & pairs.other.present.any(1))] = -np.inf
    return np.asarray(1 / (1 + np.exp(-np.maximum(total, -700))), np.float64)
