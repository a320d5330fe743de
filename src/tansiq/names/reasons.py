"""Why two names met: word by word, in plain kinds that the pages and the command line put in words.

Promises: each word of both names is told once, with the word it met or alone.
"""

from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tansiq.names.aligning import Aligned
from tansiq.names.compiled import Numbers
from tansiq.names.pools import Pool

_SAME, _NEAR = 995, 700
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
    half = (how == 0) & (left[:, :, None] == halves[:, None, :]).any(2)
    ours = (left >= 0) & ~half
    theirs = (right >= 0) & ~(right[:, :, None] == met[:, None, :]).any(2)
    kinds = np.where(halves >= 0, _KINDS.index(Meeting.SPLIT), 0)
    shown = np.concatenate([ours, theirs], 1)
    columns = ((left, halves), (met, right), (how, kinds))
    told = _told(pool, *(np.concatenate(one, 1)[shown].tolist() for one in columns))
    ends = np.cumsum([0, *shown.sum(1).tolist()]).tolist()
    return [tuple(told[start:end]) for start, end in pairwise(ends)]


def _how(
    pool: Pool,
    pair: tuple[NDArray[np.int32], NDArray[np.int32]],
    pairs: Aligned,
    to: NDArray[np.int16],
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


def _told(pool: Pool, ones: list[int], others: list[int], kinds: list[int]) -> list[Reason]:
    """A reason for each; those that repeat are one object."""
    words = [*(_shown(word) for word in pool.names.words.tolist()), ""]
    known: dict[tuple[int, int, int], Reason] = {}
    found = []
    for key in zip(ones, others, kinds, strict=True):
        reason = known.get(key)
        if reason is None:
            one, other, kind = key
            reason = known[key] = Reason(words[one], words[other], _KINDS[kind])
        found.append(reason)
    return found
