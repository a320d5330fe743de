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

SCORERS = (
    ("letters_of_part", fuzz.partial_token_sort_ratio, 100.0),
    ("letters_sorted", fuzz.token_sort_ratio, 100.0),
    ("letters_from_start", JaroWinkler.normalized_similarity, 1.0),
)
Column = NDArray[np.float64]


def letters(
    names: Divided, ones: Numbers, others: Numbers, across: NDArray[np.bool_]
) -> dict[str, Column]:
    """Likeness of the letters of each pair of names, by three ways of looking at them."""
    within = np.flatnonzero(~across)
    texts = _texts(names)
    left, right = texts[ones[within]].tolist(), texts[others[within]].tolist()
    found: dict[str, Column] = {}
    for name, scorer, whole in SCORERS:
        column = found[name] = np.zeros(len(ones))
        column[within] = cpdist(left, right, scorer=scorer, dtype=np.float32) / whole
    return found


def _texts(names: Divided) -> NDArray[np.object_]:
    """Each name as one text of its words, compounds written together."""
    words = listed((*(f" {word.replace('-', '')}" for word in names.words.tolist()), ""))
    found = words[names.places[:, 0]]
    for column in range(1, MOST):
        found += words[names.places[:, column]]
    return found
