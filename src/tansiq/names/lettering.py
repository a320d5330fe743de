"""How alike names of one script are by their letters alone, whatever they sound like.

Promises: pure; between two scripts nothing is in common, since no letter is.
"""

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist

from tansiq.names.compiled import MOST, Numbers
from tansiq.names.dividing import Divided, listed

Column = NDArray[np.float64]


def letters(
    names: Divided, ones: Numbers, others: Numbers, across: NDArray[np.bool_]
) -> dict[str, Column]:
    """Likeness of the letters of each pair of names, by three ways of looking at them."""
    within = np.flatnonzero(~across)
    ones_within, others_within = ones[within], others[within]
    words = [word.replace("-", "") for word in names.words.tolist()]
    found: dict[str, Column] = {}
    for texts, name, scorer, whole in (
        (_texts(words, _sorted(words, names.places)), "letters_of_part", fuzz.partial_ratio, 100.0),
        (None, "letters_sorted", fuzz.ratio, 100.0),
        (_texts(words, names.places), "letters_from_start", JaroWinkler.normalized_similarity, 1.0),
    ):
        if texts is not None:
            left, right = texts[ones_within].tolist(), texts[others_within].tolist()
        column = found[name] = np.zeros(len(ones))
        column[within] = cpdist(left, right, scorer=scorer, dtype=np.float32) / whole
    return found


def _sorted(words: list[str], places: NDArray[np.int32]) -> NDArray[np.int32]:
    """The words of each name in the order of the alphabet."""
    order = sorted(range(len(words)), key=words.__getitem__)
    rank = np.empty(len(words) + 1, np.int32)
    rank[order] = np.arange(len(words))
    rank[-1] = len(words)
    back = np.array([*order, -1], np.int32)
    return back[np.sort(rank[places], axis=1)]


def _texts(words: list[str], places: NDArray[np.int32]) -> NDArray[np.object_]:
    """Each name as one text of its words, compounds written together."""
    first, after = listed([*words, ""]), listed([*(f" {word}" for word in words), ""])
    found = first[places[:, 0]]
    for column in range(1, MOST):
        there = np.flatnonzero(places[:, column] >= 0)
        found[there] += after[places[there, column]]
    return found
