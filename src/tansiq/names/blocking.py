"""Which names of two long lists are worth comparing: those that share what few names share.

Promises: pure, the same pairs in the same order over any executor; memory grows with the names,
never with the pairs. Two names meet

1. by two consonant skeletons (a name of one word: by its one), when at most `FEW` pairs of names
   share these two;
2. where more do, they are common: a third skeleton must be shared, each two of the three being
   common too, or neither name may have a third word; at most `MANY` pairs of names;
3. where still more do, all words must be written alike; at most `MANY` pairs again.

What not even the third rule bears is left out and counted in `left_out`, never passed over in
silence. A rule looks only at names that the rule before it found too common. Does not: score.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from tansiq.compute.executors import cut, mapped
from tansiq.names.block_keys import READINGS, Keys, Part, gathered, readings, three, two
from tansiq.names.kernel import Numbers
from tansiq.names.pools import Pool
from tansiq.names.scoring import WORDS, pooled

FEW, MANY = 1_000, 3_000
"""Pairs of names that one key may bear: two skeletons, and the keys of common names."""
ROWS = 16_384
"""Names whose keys are made at once."""
ASKED = 1_024
"""Names whose partners are gathered at once."""

Rows = NDArray[np.int32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Blocks:
    """Runs in `partners` that a name of the first list meets, sorted by its row."""

    rows: Rows
    starts: Numbers
    counts: Numbers
    partners: Rows

    def between(self, first: int, end: int) -> tuple[Numbers, Numbers]:
        """The pairs of the rows from `first` until `end`; a pair may stand there several times."""
        part = slice(*np.searchsorted(self.rows, [first, end]).tolist())
        counts = self.counts[part]
        runs = _runs(self.starts[part], counts)
        return np.repeat(self.rows[part], counts).astype(np.int64), self.partners[runs].astype(
            np.int64
        )


@dataclass(frozen=True, slots=True)
class Blocked:
    """Two lists in one pool, the first `count` names being the first list's, and who meets whom."""

    pool: Pool
    count: int
    blocks: tuple[Blocks, ...]
    left_out: int

    def pairs(self) -> Iterator[tuple[Numbers, Numbers]]:
        """Rows of the pool that meet, each pair once and in order, a bounded number at a time."""
        width = len(self.pool.names.places)
        for first in range(0, self.count, ASKED):
            found = [one.between(first, first + ASKED) for one in self.blocks]
            packed = np.unique(np.concatenate([rows * width + to for rows, to in found]))
            if len(packed):
                yield packed // width, packed % width


def blocked(ones: Sequence[str], others: Sequence[str], over: Executor) -> Blocked:
    """Two lists, each spelling once in a list, ready to be compared."""
    pool = pooled([*ones, *others], over)
    heard, known = _heard(pool, over)
    count, every = len(ones), np.arange(len(pool.names.places), dtype=np.int32)

    def parts(rows: Rows) -> Iterator[Part]:
        for start in range(0, len(rows), ROWS):
            some = rows[start : start + ROWS]
            yield Part(some, heard[pool.names.places[some]])

    found = gathered(mapped(over, partial(two, known), parts(every)))
    first, common, _ = _met(found, count, FEW)
    again = parts(found.rows_of(common))
    found = gathered(mapped(over, partial(three, known, common), again))
    second, crowded, _ = _met(found, count, MANY)
    third, _, left_out = _met(_written(pool, found.rows_of(crowded)), count, MANY)
    return Blocked(pool, count, (first, second, third), left_out)


def _heard(pool: Pool, over: Executor) -> tuple[Rows, int]:
    """Numbers of the skeletons of each word, -1 where it has no more; the last word is none."""
    parts = cut(pool.names.words.tolist(), WORDS)
    found = list(chain.from_iterable(mapped(over, readings, parts)))
    numbers = {one: at for at, one in enumerate(dict.fromkeys(chain.from_iterable(found)))}
    heard = np.full((len(found) + 1, READINGS), -1, np.int32)
    for row, skeletons in enumerate(found):
        heard[row, : len(skeletons)] = [numbers[one] for one in skeletons]
    return heard, max(len(numbers), 1)


def _written(pool: Pool, rows: Rows) -> Keys:
    """All words of a name as its one key."""
    if not len(rows):
        return Keys(np.empty(0, np.int64), rows)
    _, key = np.unique(np.sort(pool.names.places[rows], 1), axis=0, return_inverse=True)
    return Keys(key.reshape(-1).astype(np.int64), rows)


def _met(found: Keys, count: int, most: int) -> tuple[Blocks, Numbers, int]:
    """Blocks of keys that bear at most so many pairs; the keys of the others, and their pairs."""
    first = found.rows < count
    ones, others = found.of(first).in_order(), found.of(~first).in_order()
    keys, starts, counts = np.unique(ones.keys, return_index=True, return_counts=True)
    more, begins, sizes = np.unique(others.keys, return_index=True, return_counts=True)
    both, at, to = np.intersect1d(keys, more, assume_unique=True, return_indices=True)
    product = counts[at] * sizes[to]
    few = product <= most
    at, to = at[few], to[few]
    rows = ones.rows[_runs(starts[at], counts[at])]
    order = np.argsort(rows, kind="stable")
    begin, size = np.repeat(begins[to], counts[at]), np.repeat(sizes[to], counts[at])
    blocks = Blocks(rows[order], begin[order], size[order], others.rows)
    return blocks, both[~few], int(product[~few].sum())


def _runs(starts: Numbers, counts: Numbers) -> Numbers:
    """The places of runs, one run after another."""
    before = np.cumsum(counts) - counts
    return np.repeat(starts - before, counts) + np.arange(int(counts.sum()))
