"""How alike names of one script are by their letters alone, whatever they sound like.

Promises: pure; between two scripts nothing is in common, since no letter is.
"""

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel, JaroWinkler
from rapidfuzz.process import cpdist

from tansiq.names.compiled import MOST, Numbers
from tansiq.names.dividing import Divided, listed

LETTERS = ("letters_sorted", "letters_held", "letters_from_start")
Column = NDArray[np.float64]


def letters(
    names: Divided, ones: Numbers, others: Numbers, across: NDArray[np.bool_]
) -> dict[str, Column]:
    """Likeness of the letters of each pair of names, by three ways of looking at them.

    `letters_sorted` is the share of letters that both have in one order when words stand in the
    order of the alphabet, `letters_held` the share of the shorter name, `letters_from_start` the
    likeness of the names as they stand, which counts their beginnings more.
    """
    within = np.flatnonzero(~across)
    words = "\n".join([*names.words, ""]).replace("-", "").split("\n")
    found = {name: np.zeros(len(ones)) for name in LETTERS}
    texts = _texts(words, _sorted(words, names.places))
    left, right = texts[ones[within]].tolist(), texts[others[within]].tolist()
    alike = cpdist(left, right, scorer=Indel.normalized_similarity, dtype=np.float32)
    long, longer = (np.fromiter(map(len, side), np.float64, len(side)) for side in (left, right))
    held = alike * (long + longer) / 2 / np.maximum(np.minimum(long, longer), 1)
    found["letters_sorted"][within], found["letters_held"][within] = alike, np.minimum(held, 1)
    texts = _texts(words, names.places)
    left, right = texts[ones[within]].tolist(), texts[others[within]].tolist()
    alike = cpdist(left, right, scorer=JaroWinkler.normalized_similarity, dtype=np.float32)
    found["letters_from_start"][within] = alike
    return found


def _sorted(words: list[str], places: NDArray[np.int32]) -> NDArray[np.int32]:
    """The words of each name in the order of the alphabet; the last word stands for none."""
    order = np.array(sorted(range(len(words) - 1), key=words.__getitem__), np.int32)
    rank = np.full(len(words), len(words) - 1, np.int32)  # the last stands for no word
    rank[order] = np.arange(len(order))
    return np.append(order, np.int32(-1))[np.sort(rank[places], axis=1)]


def _texts(words: list[str], places: NDArray[np.int32]) -> NDArray[np.object_]:
    """Each name as one text of its words, compounds written together."""
    first, after = listed(words), listed((" " + "\n ".join(words)).split("\n"))
    found = first[places[:, 0]]
    for column in range(1, MOST):
        there = np.flatnonzero(places[:, column] >= 0)
        found[there] += after[places[there, column]]
    return found
