"""How alike words sound: a weighted edit distance over many pairs at once.

Promises: pure and symmetric; 1 is the same sounds, 0 nothing in common. Works on rows, one step of
the table for all pairs at a time, so that the interpreter is paid for per letter and not per pair.
"""

import numpy as np
from numpy.typing import NDArray

from tansiq.names.costs import ACROSS, SOUNDS, WITHIN, Costs
from tansiq.names.sounding import Lengths, Rows, Sounds

_BLOCK = 4096
"""Pairs whose table stays in the processor's cache."""
_LEAST = np.float32(0.3)
_BARE = np.float32(0.97)
_INITIAL = np.float32(0.75)

Numbers = NDArray[np.int64]
Shares = NDArray[np.float32]


def alike(sounds: Sounds, ones: Numbers, others: Numbers) -> Shares:
    """How alike the words of each pair are, with or without what was written together with them."""
    found = np.zeros(len(ones), np.float32)
    worth = _worth(sounds.classes[ones], sounds.classes[others])
    found[worth] = _heard(sounds, ones[worth], others[worth])
    return _with_initials(sounds, ones, others, found)


def _worth(ones: NDArray[np.uint32], others: NDArray[np.uint32]) -> Numbers:
    """Pairs of words that share half of the families of consonants of the poorer one."""
    shared = np.bitwise_count(ones & others).astype(np.int64) * 2
    return np.flatnonzero(shared >= np.minimum(np.bitwise_count(ones), np.bitwise_count(others)))


def _heard(sounds: Sounds, ones: Numbers, others: Numbers) -> Shares:
    across = sounds.arabic[ones] != sounds.arabic[others]
    whole = sounds.rows, sounds.lengths
    bare = sounds.bare, sounds.bare_lengths
    found = measured(_taken(whole, ones), _taken(whole, others), across)
    for left, right in ((bare, whole), (whole, bare), (bare, bare)):
        some = np.flatnonzero((left[1][ones] > 0) & (right[1][others] > 0))
        if len(some):
            again = measured(_taken(left, ones[some]), _taken(right, others[some]), across[some])
            found[some] = np.maximum(found[some], again * _BARE)
    return found


def _with_initials(sounds: Sounds, ones: Numbers, others: Numbers, found: Shares) -> Shares:
    """A single letter meets a word that begins with it, and no other."""
    first = sounds.rows[ones, 0] == sounds.rows[others, 0]
    single = (sounds.lengths[ones] == 1) != (sounds.lengths[others] == 1)
    found[single] = np.where(first[single], _INITIAL, np.float32(0))
    found[ones == others] = 1.0
    return found


Heard = tuple[Rows, Lengths]


def _taken(heard: Heard, numbers: Numbers) -> Heard:
    return heard[0][numbers], heard[1][numbers]


def measured(ones: Heard, others: Heard, across: NDArray[np.bool_]) -> Shares:
    """How alike rows of sounds are, pair by pair; pairs of one length are measured together."""
    longest = np.maximum(np.maximum(ones[1], others[1]), 1)
    kind = longest * 2 + across
    order = np.argsort(kind, kind="stable")
    found = np.zeros(len(order), np.float32)
    cuts = np.flatnonzero(np.diff(kind[order])) + 1
    for run in np.split(order, cuts) if len(order) else ():
        length, other_script = divmod(int(kind[run[0]]), 2)
        costs = ACROSS if other_script else WITHIN
        for start in range(0, len(run), _BLOCK):
            part = run[start : start + _BLOCK]
            found[part] = _block(ones[0][part, :length], others[0][part, :length], costs)
    return np.clip(found, 0, 1)


def _block(ones: Rows, others: Rows, costs: Costs) -> Shares:
    """The share of sounds that two rows have in common: Wagner and Fischer's table."""
    swap, lost = costs[0].ravel(), costs[1]
    left, right = lost[ones].T.copy(), lost[others].T.copy()
    at, to = ones.T.astype(np.intp) * len(SOUNDS), others.T.astype(np.intp)
    before = [np.zeros(len(ones), np.float32)]
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
    longer = np.maximum(np.maximum(weight, before[0]), _LEAST)
    return np.asarray(1 - before[-1] / longer, np.float32)
