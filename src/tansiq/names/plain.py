"""Which word of one name meets which word of another, for many pairs at once, in numpy.

Promises: gives to the last thousandth what `compiled` gives, where nothing is there to compile.
"""

import numpy as np
from numpy.typing import NDArray

from tansiq.names.compiled import (
    APART,
    BEGINS,
    LONGEST,
    MOST,
    SHORTEST,
    SPLIT,
    SPREAD,
    TIE,
    WHOLE,
    Found,
    Numbers,
    nothing_found,
)
from tansiq.names.costs import COSTS
from tansiq.names.kernel import SURE, Likeness, alike, measured
from tansiq.names.pools import Pool
from tansiq.names.sounding import Sounds

_BLOCK = 4096
"""Pairs of names whose tables stay near the processor."""
Places = NDArray[np.int32]
Cells = NDArray[np.bool_]


def met(pool: Pool, ones: Numbers, others: Numbers) -> Found:
    """How the words of each pair of names meet."""
    found = nothing_found(len(ones))
    for start in range(0, len(ones) if len(pool.weights) else 0, _BLOCK):
        part = slice(start, start + _BLOCK)
        _meet(pool, pool.names.places[ones[part]], pool.names.places[others[part]], found[part])
    return found


def _meet(pool: Pool, places: Places, more: Places, found: Found) -> None:
    table, half = _table(pool, places, more)
    _match(table, _weights(pool, places), _weights(pool, more), found)
    halves = np.where(half, table, 0)
    found[:, 0] = np.maximum(found[:, 0], halves.max(2))
    found[:, 1] = np.maximum(found[:, 1], halves.max(1))
    found[:, 3] = np.where(half.any(2), half.argmax(2), -1)
    found[:, 4] = np.where(half.any(1), half.argmax(1), -1)


def _weights(pool: Pool, places: Places) -> NDArray[np.float64]:
    return np.where(places >= 0, pool.weights[places], 0.0)


def _table(pool: Pool, places: Places, more: Places) -> tuple[Likeness, Cells]:
    """Likeness of every word of one side to every word of the other; which of it is a half."""
    shape = (len(places), MOST, MOST)
    found, half = np.zeros(shape, np.int32), np.zeros(shape, np.bool_)
    there = (places >= 0)[:, :, None] & (more >= 0)[:, None, :]
    same = there & (places[:, :, None] == more[:, None, :])
    found[same] = WHOLE
    free, others_free = ~same.any(2), ~same.any(1)
    cells = np.flatnonzero(there & free[:, :, None] & others_free[:, None, :])
    pair, left, right = np.unravel_index(cells, shape)
    found.ravel()[cells] = _each(pool, places[pair, left], more[pair, right])
    ours, theirs = np.where(free, places, -1), np.where(others_free, more, -1)
    _halves(pool.sounds, (ours, theirs), (found, half))
    turned = found.transpose(0, 2, 1), half.transpose(0, 2, 1)
    _halves(pool.sounds, (theirs, ours), turned)
    return found, half


def _each(pool: Pool, ones: Places, others: Places) -> Likeness:
    """Likeness of pairs of words; each different pair is measured once."""
    count = len(pool.weights)
    keys, back = np.unique(ones.astype(np.int64) * count + others, return_inverse=True)
    return alike(pool.sounds, keys // count, keys % count)[back]


def _halves(sounds: Sounds, places: tuple[Places, Places], tables: tuple[Likeness, Cells]) -> None:
    """Write down where two neighbouring words of one side are one word of the other."""
    ours, theirs = places
    pair, left, right = np.nonzero(_fitting(sounds, ours, theirs))
    first, second, whole = ours[pair, left], ours[pair, left + 1], theirs[pair, right]
    some = _worth(sounds, first, second, whole)
    pair, left, right = pair[some], left[some], right[some]
    likeness = _together(sounds, first[some], second[some], whole[some])
    good = np.flatnonzero(likeness > SPLIT)
    found, half = tables
    for side in (0, 1):
        at = pair[good], left[good] + side, right[good]
        better = likeness[good] > found[at]
        at = at[0][better], at[1][better], at[2][better]
        found[at], half[at] = likeness[good][better], True


def _fitting(sounds: Sounds, ours: Places, theirs: Places) -> Cells:
    """Which neighbouring words are together as long as a word of the other side, none longer."""
    lengths = np.append(sounds.lengths, 0).astype(np.int8)  # the last stands for no word
    one, other = lengths[ours], lengths[theirs][:, None, :]
    left, right = one[:, :-1], one[:, 1:]
    both, longer = (left + right)[:, :, None], np.maximum(left, right)[:, :, None]
    initial = np.minimum(left, right)[:, :, None] <= 1
    near = np.abs(both - other) <= SPREAD
    return np.asarray(near & (other >= SHORTEST) & (other >= longer) & ~initial, np.bool_)


def _worth(sounds: Sounds, first: Places, second: Places, whole: Places) -> NDArray[np.bool_]:
    """Whether two words begin like a third and hold nearly its consonants."""
    apart = (sounds.classes[first] | sounds.classes[second]) ^ sounds.classes[whole]
    begins = COSTS[1][sounds.rows[first, 0], sounds.rows[whole, 0]] <= BEGINS
    return np.asarray(begins & (np.bitwise_count(apart) <= APART), np.bool_)


def _together(sounds: Sounds, first: Places, second: Places, whole: Places) -> Likeness:
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


def _match(
    table: Likeness, left: NDArray[np.float64], right: NDArray[np.float64], found: Found
) -> None:
    """Greedily, the heaviest and likest pair of words first; as many rounds as words."""
    count = len(table)
    pairs = np.arange(count)
    value = SURE[table] * (left[:, :, None] + right[:, None, :]) / 2 + TIE * table
    value[(left[:, :, None] <= 0) | (right[:, None, :] <= 0)] = -1.0
    for _ in range(MOST):
        place = value.reshape(count, MOST * MOST).argmax(1)
        one, other = place // MOST, place % MOST
        good = np.flatnonzero(value[pairs, one, other] > 0)
        if not len(good):
            break
        one, other = one[good], other[good]
        found[good, 2, one] = other
        found[good, 0, one] = found[good, 1, other] = table[good, one, other]
        value[good, one, :] = -1.0
        value[good, :, other] = -1.0
