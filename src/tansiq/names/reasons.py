"""Why two names met: word by word, in plain kinds that the pages and the command line put in words.

Promises: each word of both names is told once, with the word it met or alone. Numbers come first,
for many pairs at once; a reason becomes an object when somebody looks at it.
"""

from dataclasses import dataclass
from enum import StrEnum
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


@dataclass(frozen=True, slots=True)
class Told:
    """Why the pairs of a chunk met: reasons `ends[n]` to `ends[n + 1]` are those of pair n."""

    words: tuple[str, ...]
    ones: NDArray[np.int32]
    others: NDArray[np.int32]
    kinds: NDArray[np.int8]
    ends: NDArray[np.int64]

    def of(self, pair: int) -> tuple[Reason, ...]:
        """The reasons of one pair, the words of its first name in their order."""
        part = slice(self.ends[pair], self.ends[pair + 1])
        columns = (self.ones[part], self.others[part], self.kinds[part])
        return tuple(
            Reason(_shown(self.words[one]), _shown(self.words[other]), _KINDS[kind])
            for one, other, kind in zip(*(column.tolist() for column in columns), strict=True)
        )


def reasons(pool: Pool, ones: Numbers, others: Numbers, pairs: Aligned) -> list[tuple[Reason, ...]]:
    """The reasons of each pair, the words of its first name in their order."""
    found = told(pool, ones, others, pairs)
    return [found.of(pair) for pair in range(len(ones))]


def told(pool: Pool, ones: Numbers, others: Numbers, pairs: Aligned) -> Told:
    """The reasons of pairs, to be looked at one by one."""
    left, right = pool.names.places[ones], pool.names.places[others]
    to = np.where(pairs.split >= 0, pairs.split, pairs.to).astype(np.intp)
    met = np.take_along_axis(right, np.maximum(to, 0), 1)
    how = _how(pool, (left, met), pairs, to)
    met[how == 0] = -1
    halves = np.take_along_axis(left, np.maximum(pairs.split_other, 0).astype(np.intp), 1)
    halves[pairs.split_other < 0] = -1
    half = (how == 0) & (left[:, :, None] == halves[:, None, :]).any(2)
    ours = (left >= 0) & ~half
    theirs = (right >= 0) & ~(right[:, :, None] == met[:, None, :]).any(2)
    kinds = np.where(halves >= 0, _KINDS.index(Meeting.SPLIT), 0).astype(np.int8)
    shown = np.concatenate([ours, theirs], 1)
    return Told(
        (*pool.names.words.tolist(), ""),
        np.concatenate([left, halves], 1)[shown],
        np.concatenate([met, right], 1)[shown],
        np.concatenate([how, kinds], 1)[shown],
        np.append(0, np.cumsum(shown.sum(1))),
    )


def _how(
    pool: Pool,
    pair: tuple[NDArray[np.int32], NDArray[np.int32]],
    pairs: Aligned,
    to: NDArray[np.intp],
) -> NDArray[np.int8]:
    """The number of the kind in which each word of the first name met its word of the second."""
    one, other = pair
    if not len(pool.weights):
        return np.zeros(one.shape, np.int8)
    sounds = pool.sounds
    single = (sounds.lengths[one] == 1) != (sounds.lengths[other] == 1)
    found = np.ones(one.shape, np.int8)
    found[sounds.skeletons[one] == sounds.skeletons[other]] = 2
    found[pairs.one.met >= _SAME] = 3
    found[single] = 4
    found[pairs.split >= 0] = 5
    found[(one < 0) | (to < 0) | (pairs.one.met < _NEAR)] = 0
    return found


def _shown(word: str) -> str:
    """A word as a person reads it: not too long, with the alif that was set apart for its hamza."""
    return word[:_LONGEST].replace("ٲ", "ا")
