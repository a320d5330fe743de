"""Why two names met: word by word, in plain kinds that the pages and the command line put in words.

Promises: each word of both names is told once, with the word it met or alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from tansiq.names.aligning import Aligned, Pool
from tansiq.names.kernel import Numbers

_SAME, _NEAR = 0.97, 0.7


class Meeting(StrEnum):
    """How a word met another."""

    SAME = "same"
    CONSONANTS = "consonants"
    NEAR = "near"
    INITIAL = "initial"
    SPLIT = "split"
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class Reason:
    """Two words and how they met; `other` is empty for a word that met none."""

    word: str
    other: str
    how: Meeting


def reasons(
    pool: Pool, ones: Numbers, others: Numbers, pairs: Aligned
) -> list[tuple[Reason, ...]]:
    """The reasons of each pair, the words of its first name in their order."""
    left, right = pool.names.places[ones].tolist(), pool.names.places[others].tolist()
    to, split = pairs.to.tolist(), pairs.split.tolist()
    met: list[list[float]] = pairs.one.met.tolist()
    return [
        tuple(_told(pool, one, other, _chosen(*found)))
        for one, other, *found in zip(left, right, to, split, met, strict=True)
    ]


Chosen = Sequence[tuple[int, float, bool]]


def _chosen(to: list[int], split: list[int], met: list[float]) -> Chosen:
    """For each word of the first name: the word it met, how well, and whether as one half."""
    return [
        (half if half >= 0 else whole, share, half >= 0)
        for whole, half, share in zip(to, split, met, strict=True)
    ]


def _told(pool: Pool, one: list[int], other: list[int], chosen: Chosen) -> Iterator[Reason]:
    words = pool.names.words
    told: set[int] = set()
    for number, (place, share, split) in zip(one, chosen, strict=True):
        if number < 0:
            continue
        if place < 0 or share < _NEAR:
            yield Reason(words[number], "", Meeting.ALONE)
            continue
        told.add(place)
        how = Meeting.SPLIT if split else _how(pool, number, other[place], share)
        yield Reason(words[number], words[other[place]], how)
    for place, number in enumerate(other):
        if number >= 0 and place not in told:
            yield Reason("", words[number], Meeting.ALONE)


def _how(pool: Pool, one: int, other: int, share: float) -> Meeting:
    lengths: NDArray[np.int64] = pool.sounds.lengths
    if (lengths[one] == 1) != (lengths[other] == 1):
        return Meeting.INITIAL
    if share >= _SAME:
        return Meeting.SAME
    if pool.sounds.skeletons[one] == pool.sounds.skeletons[other]:
        return Meeting.CONSONANTS
    return Meeting.NEAR
