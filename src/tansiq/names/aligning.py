"""Which word of one name meets which word of another, in any order, for many pairs at once.

Promises: pure; a word meets one word at most, the rarest and likest first, or it is written in two
on the other side (Guo Ping, Guoping). What a word weighs is how rare its consonants are.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tansiq.names.costs import ACROSS
from tansiq.names.dividing import MOST, Divided
from tansiq.names.kernel import Numbers, Shares, alike, measured
from tansiq.names.lettering import letters
from tansiq.names.sounding import LONGEST, Sounds

_SPLIT = 0.8
_SPREAD = 3
_SHORTEST = 4
_APART, _BEGINS = 2, 0.5
_MIDDLE, _SLOPE = 0.75, 9.0
_TIE = 1e-3


@dataclass(frozen=True, slots=True)
class Pool:
    """Names with the sounds and the weights of their words."""

    names: Divided
    sounds: Sounds
    weights: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Side:
    """One name of each pair: what its words weigh, how well each is met, which are family names."""

    weights: NDArray[np.float64]
    met: NDArray[np.float64]
    family: NDArray[np.bool_]
    present: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Aligned:
    """Pairs of names, word by word; `to` is the word of the second side, -1 for none."""

    one: Side
    other: Side
    to: NDArray[np.int64]
    split: NDArray[np.int64]
    split_other: NDArray[np.int64]
    across: NDArray[np.bool_]
    letters: dict[str, NDArray[np.float64]]


def surely(likeness: NDArray[np.float64]) -> NDArray[np.float64]:
    """Likeness bent so that what is near is met and what is far is not."""
    return np.asarray(1 / (1 + np.exp((_MIDDLE - likeness) * _SLOPE)), np.float64)


def aligned(pool: Pool, ones: Numbers, others: Numbers) -> Aligned:
    """Align the words of each pair of names of the pool."""
    places, more = pool.names.places[ones], pool.names.places[others]
    table, split = _table(pool, places, more)
    left, right = _weights(pool, places), _weights(pool, more)
    to, met, meeting = _matched(table, left, right)
    met = np.maximum(met, np.where(split, table, 0).max(2))
    meeting = np.maximum(meeting, np.where(split, table, 0).max(1))
    across = _arabic(pool, places) != _arabic(pool, more)
    return Aligned(
        Side(left, met, pool.names.family[ones], places >= 0),
        Side(right, meeting, pool.names.family[others], more >= 0),
        to,
        np.where(split.any(2), split.argmax(2), -1),
        np.where(split.any(1), split.argmax(1), -1),
        across,
        letters(pool.names, ones, others, across),
    )


def _arabic(pool: Pool, places: NDArray[np.int32]) -> NDArray[np.bool_]:
    if not len(pool.weights):
        return np.zeros(len(places), np.bool_)
    return pool.sounds.arabic[places[:, 0]] & (places[:, 0] >= 0)


def _weights(pool: Pool, places: NDArray[np.int32]) -> NDArray[np.float64]:
    if not len(pool.weights):
        return np.zeros(places.shape)
    return np.where(places >= 0, pool.weights[places], 0.0)


def _table(
    pool: Pool, places: NDArray[np.int32], more: NDArray[np.int32]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Likeness of every word of one side to every word of the other; which of it is a half."""
    shape = (len(places), MOST, MOST)
    found = np.zeros(shape, np.float64)
    there = np.flatnonzero((places >= 0)[:, :, None] & (more >= 0)[:, None, :])
    pair, left, right = np.unravel_index(there, shape)
    found.ravel()[there] = _each(pool, places[pair, left], more[pair, right])
    split = np.zeros(shape, np.bool_)
    _halves(pool, (places, more), (found, split))
    turned = found.transpose(0, 2, 1), split.transpose(0, 2, 1)
    _halves(pool, (more, places), turned)
    return found, split


def _each(pool: Pool, ones: NDArray[np.int32], others: NDArray[np.int32]) -> Shares:
    """Likeness of pairs of words; each different pair is measured once."""
    count = len(pool.weights)
    keys, back = np.unique(ones.astype(np.int64) * count + others, return_inverse=True)
    if not len(keys):
        return np.zeros(0, np.float32)
    return alike(pool.sounds, keys // count, keys % count)[back]


def _halves(
    pool: Pool,
    places: tuple[NDArray[np.int32], NDArray[np.int32]],
    tables: tuple[NDArray[np.float64], NDArray[np.bool_]],
) -> None:
    """Write down where two neighbouring words of one side are one word of the other."""
    ours, theirs = places
    pair, left, right = np.nonzero(_fitting(pool, ours, theirs))
    first, second, whole = ours[pair, left], ours[pair, left + 1], theirs[pair, right]
    some = _worth(pool.sounds, first, second, whole)
    if not some.any():
        return
    pair, left, right = pair[some], left[some], right[some]
    likeness = _together(pool.sounds, first[some], second[some], whole[some])
    good = np.flatnonzero(likeness > _SPLIT)
    found, split = tables
    for half in (0, 1):
        at = pair[good], left[good] + half, right[good]
        better = likeness[good] > found[at]
        at = at[0][better], at[1][better], at[2][better]
        found[at], split[at] = likeness[good][better], True


def _fitting(pool: Pool, ours: NDArray[np.int32], theirs: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which neighbouring words are together as long as a word of the other side, none longer."""
    lengths = np.append(pool.sounds.lengths, 0).astype(np.int8)  # the last stands for no word
    one, other = lengths[ours], lengths[theirs][:, None, :]
    left, right = one[:, :-1], one[:, 1:]
    both, longer = (left + right)[:, :, None], np.maximum(left, right)[:, :, None]
    initial = np.minimum(left, right)[:, :, None] <= 1
    near = np.abs(both - other) <= _SPREAD
    return np.asarray(near & (other >= _SHORTEST) & (other >= longer) & ~initial, np.bool_)


def _worth(
    sounds: Sounds,
    first: NDArray[np.int32],
    second: NDArray[np.int32],
    whole: NDArray[np.int32],
) -> NDArray[np.bool_]:
    """Whether two words begin like a third and hold nearly its consonants."""
    if not len(first):
        return np.zeros(0, np.bool_)
    apart = (sounds.classes[first] | sounds.classes[second]) ^ sounds.classes[whole]
    begins = ACROSS[0][sounds.rows[first, 0], sounds.rows[whole, 0]] <= _BEGINS
    return np.asarray(begins & (np.bitwise_count(apart) <= _APART), np.bool_)


def _together(
    sounds: Sounds,
    first: NDArray[np.int32],
    second: NDArray[np.int32],
    whole: NDArray[np.int32],
) -> Shares:
    one, two = sounds.lengths[first], sounds.lengths[second]
    column = np.arange(LONGEST)[None, :]
    before = column < one[:, None]
    after = np.clip(column - one[:, None], 0, LONGEST - 1)
    tail = np.take_along_axis(sounds.rows[second], after, 1)
    tail = np.where(column < (one + two)[:, None], tail, 0)
    rows = np.where(before, sounds.rows[first], tail).astype(np.uint8)
    across = sounds.arabic[first] != sounds.arabic[whole]
    heard = rows, np.minimum(one + two, LONGEST)
    return measured(heard, (sounds.rows[whole], sounds.lengths[whole]), across)


def _matched(
    table: NDArray[np.float64], left: NDArray[np.float64], right: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Greedily, the heaviest and likest pair of words first; as many rounds as words."""
    count = len(table)
    pairs = np.arange(count)
    value = surely(table) * (left[:, :, None] + right[:, None, :]) / 2 + _TIE * table
    value[(left[:, :, None] <= 0) | (right[:, None, :] <= 0)] = -1.0
    to = np.full((count, MOST), -1, np.int64)
    met, meeting = np.zeros((count, MOST)), np.zeros((count, MOST))
    for _ in range(MOST):
        place = value.reshape(count, MOST * MOST).argmax(1)
        one, other = place // MOST, place % MOST
        good = np.flatnonzero(value[pairs, one, other] > 0)
        if not len(good):
            break
        one, other = one[good], other[good]
        to[good, one] = other
        met[good, one] = meeting[good, other] = table[good, one, other]
        value[good, one, :] = -1.0
        value[good, :, other] = -1.0
    return to, met, meeting
