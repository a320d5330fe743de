"""Why two names met: word by word, in plain kinds that the pages and the command line put in words.

Promises: each word of both names is told once, with the word it met or alone.
"""

from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tansiq.names.aligning import Aligned, Pool
from tansiq.names.kernel import Numbers

_SAME, _NEAR = 0.995, 0.7
_LONGEST = 40


class Meeting(StrEnum):
    """How a word met another."""

    SAME = "same"
    CONSONANTS = "consonants"
    NEAR = "near"
    INITIAL = "initial"
    SPLIT = "split"
    ALONE = "alone"


class Reason(NamedTuple):
    """Two words and how they met; one of them is empty when the other met none."""

    word: str
    other: str
    how: Meeting


_KINDS = (
    Meeting.ALONE,
    Meeting.NEAR,
    Meeting.CONSONANTS,
    Meeting.SAME,
    Meeting.INITIAL,
    Meeting.SPLIT,
)


def reasons(pool: Pool, ones: Numbers, others: Numbers, pairs: Aligned) -> list[tuple[Reason, ...]]:
    """The reasons of each pair, the words of its first name in their order."""
    left, right = pool.names.places[ones], pool.names.places[others]
    to = np.where(pairs.split >= 0, pairs.split, pairs.to)
    met = np.take_along_axis(right, np.maximum(to, 0), 1)
    how = _how(pool, (left, met), pairs, to)
    met[how == 0] = -1
    halves = np.take_along_axis(left, np.maximum(pairs.split_other, 0), 1)
    halves[pairs.split_other < 0] = -1
    words = [*(_shown(word) for word in pool.names.words.tolist()), ""]
    rows = zip(met.tolist(), how.tolist(), halves.tolist(), strict=True)
    each = zip(left.tolist(), right.tolist(), rows, strict=True)
    return [_told(words, *one) for one in each]


_Row = tuple[list[int], list[int], list[int]]
"""For each word of the first name: whom it met, and how; for each of the second: of whom it is
half."""


def _how(
    pool: Pool,
    pair: tuple[NDArray[np.int32], NDArray[np.int32]],
    pairs: Aligned,
    to: NDArray[np.int64],
) -> NDArray[np.int64]:
    """The number of the kind in which each word of the first name met its word of the second."""
    one, other = pair
    if not len(pool.weights):
        return np.zeros(one.shape, np.int64)
    sounds = pool.sounds
    single = (sounds.lengths[one] == 1) != (sounds.lengths[other] == 1)
    found = np.ones(one.shape, np.int64)
    found[sounds.skeletons[one] == sounds.skeletons[other]] = 2
    found[pairs.one.met >= _SAME] = 3
    found[single] = 4
    found[pairs.split >= 0] = 5
    found[(one < 0) | (to < 0) | (pairs.one.met < _NEAR)] = 0
    return found


def _shown(word: str) -> str:
    """A word as a person reads it: not too long, with the alif that was set apart for its hamza."""
    return word[:_LONGEST].replace("ٲ", "ا")


def _told(words: list[str], left: list[int], right: list[int], row: _Row) -> tuple[Reason, ...]:
    met, how, halves = row
    told = [
        Reason(words[one], words[other], _KINDS[kind])
        for one, other, kind in zip(left, met, how, strict=True)
        if one >= 0 and not (kind == 0 and one in halves)
    ]
    for one, half in zip(right, halves, strict=True):
        if one >= 0 and one not in met:
            how_met = Meeting.SPLIT if half >= 0 else Meeting.ALONE
            told.append(Reason(words[half], words[one], how_met))
    return tuple(told)
