"""How alike words sound: a weighted edit distance over many pairs at once.

Promises: pure and symmetric; `WHOLE` is the same sounds, 0 nothing in common, and between them are
whole thousandths, so that every way of computing them gives the same. Works on rows, one step of
the table for all pairs at a time: the interpreter is paid for per letter and not per pair.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from tansiq.names.compiled import BARE, INITIAL, LEAST, WHOLE
from tansiq.names.costs import COSTS, SOUNDS
from tansiq.names.sounding import Lengths, Rows, Sounds

_MIDDLE, _SLOPE = 0.75, 9.0
_BLOCK = 4096
"""Pairs whose table stays in the processor's cache."""

Numbers = NDArray[np.int64]
Likeness = NDArray[np.int32]
Heard = tuple[Rows, Lengths]

SURE: Final = 1 / (1 + np.exp((_MIDDLE - np.arange(WHOLE + 1) / WHOLE) * _SLOPE))
"""Likeness, by its thousandths, bent so that what is near is met and what is far is not."""


def alike(sounds: Sounds, ones: Numbers, others: Numbers) -> Likeness:
    """How alike the words of each pair are, with or without what was written together with them."""
    found = np.zeros(len(ones), np.int32)
    worth = _worth(sounds.classes[ones], sounds.classes[others])
    found[worth] = _heard(sounds, ones[worth], others[worth])
    return _with_initials(sounds, ones, others, found)


def _worth(ones: NDArray[np.uint32], others: NDArray[np.uint32]) -> Numbers:
    """Pairs of words that share half of the families of consonants of the poorer one."""
    shared = np.bitwise_count(ones & others).astype(np.int64) * 2
    return np.flatnonzero(shared >= np.minimum(np.bitwise_count(ones), np.bitwise_count(others)))


def _heard(sounds: Sounds, ones: Numbers, others: Numbers) -> Likeness:
    across = sounds.arabic[ones] != sounds.arabic[others]
    whole = sounds.rows, sounds.lengths
    bare = sounds.bare, sounds.bare_lengths
    found = measured(_taken(whole, ones), _taken(whole, others), across)
    for left, right in ((bare, whole), (whole, bare), (bare, bare)):
        some = np.flatnonzero((left[1][ones] > 0) & (right[1][others] > 0))
        if len(some):
            again = measured(_taken(left, ones[some]), _taken(right, others[some]), across[some])
            found[some] = np.maximum(found[some], again * BARE // 100)
    return found


def _with_initials(sounds: Sounds, ones: Numbers, others: Numbers, found: Likeness) -> Likeness:
    """A single letter meets a word that begins with it, and no other."""
    first = sounds.rows[ones, 0] == sounds.rows[others, 0]
    single = (sounds.lengths[ones] == 1) != (sounds.lengths[others] == 1)
    found[single] = np.where(first[single], INITIAL, 0)
    found[ones == others] = WHOLE
    return found


def _taken(heard: Heard, numbers: Numbers) -> Heard:
    return heard[0][numbers], heard[1][numbers]


def measured(ones: Heard, others: Heard, across: NDArray[np.bool_]) -> Likeness:
    """How alike rows of sounds are, pair by pair; pairs of one length are measured together."""
    longest = np.maximum(np.maximum(ones[1], others[1]), 1)
    kind = longest * 2 + across
    order = np.argsort(kind, kind="stable")
    found = np.zeros(len(order), np.int32)
    cuts = np.flatnonzero(np.diff(kind[order])) + 1
    for run in np.split(order, cuts) if len(order) else ():
        length, other_script = divmod(int(kind[run[0]]), 2)
        for start in range(0, len(run), _BLOCK):
            part = run[start : start + _BLOCK]
            found[part] = _block(ones[0][part, :length], others[0][part, :length], other_script)
    return found


def _block(ones: Rows, others: Rows, across: int) -> Likeness:
    """The share of sounds that two rows have in common: Wagner and Fischer's table."""
    swap, lost = COSTS[across].astype(np.int16).ravel(), COSTS[across, 0].astype(np.int16)
    left, right = lost[ones].T.copy(), lost[others].T.copy()
    at, to = ones.T.astype(np.intp) * len(SOUNDS), others.T.astype(np.intp)
    before = [np.zeros(len(ones), np.int16)]
    for cost in right:
        before.append(before[-1] + cost)
    weight = before[-1]
    for row, cost in zip(at, left, strict=True):
        now = [before[0] + cost]
        for place, sound in enumerate(to):
            best = swap.take(row + sound, mode="clip")  # every number is in it
            best += before[place]
            np.minimum(best, before[place + 1] + cost, out=best)
            np.minimum(best, now[place] + right[place], out=best)
            now.append(best)
        before = now
    longer = np.maximum(np.maximum(weight, before[0]), LEAST).astype(np.int32)
    return np.asarray(np.maximum((longer - before[-1]) * WHOLE // longer, 0), np.int32)
