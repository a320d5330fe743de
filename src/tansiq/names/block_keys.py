"""The keys by which names are put into blocks, for many names at once.

Promises: pure; a name is told as numbers of the skeletons of its words, and a key is a number that
follows from them alone. Keys are compared within one run and kept nowhere.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from tansiq.names.dividing import MOST
from tansiq.names.kernel import Numbers
from tansiq.names.matchkeys import heard
from tansiq.names.words import words

READINGS = 8
"""Skeletons of a word that are looked at, the likeliest first."""

_APART = (("ٲ", "ا"), ("-دين", " الدين"), ("-له", " الله"))
"""How `names.words` has it where `names.dividing` joined it: in the faith, of God."""

Rows = NDArray[np.int32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of names, each beside its row; a name has several."""

    keys: Numbers
    rows: Rows

    def of(self, chosen: Flags) -> "Keys":
        """Some of them."""
        return Keys(self.keys[chosen], self.rows[chosen])

    def in_order(self) -> "Keys":
        """Sorted by key, of one key by row."""
        order = np.argsort(self.keys, kind="stable")
        return Keys(self.keys[order], self.rows[order])

    def rows_of(self, some: Numbers) -> Rows:
        """The rows, each once, that have one of these keys."""
        return np.unique(self.rows[_place(some, self.keys) >= 0])


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of names, and for each the skeletons of its words: (row, word, reading), -1 for none."""

    rows: Rows
    table: Rows


def readings(some: Sequence[str]) -> list[tuple[str, ...]]:
    """The skeletons of words; a word in another script stands for itself."""
    return [_readings(word) for word in some]


def _readings(word: str) -> tuple[str, ...]:
    for joined, apart in _APART:
        word = word.replace(joined, apart)
    found = dict.fromkeys(one for said in words(word) for one in heard(said.forms))
    return tuple(found)[:READINGS] or (word,)


def gathered(parts: Iterable[Keys]) -> Keys:
    """Keys that were made apart."""
    every = [Keys(np.empty(0, np.int64), np.empty(0, np.int32)), *parts]
    return Keys(np.concatenate([p.keys for p in every]), np.concatenate([p.rows for p in every]))


def two(known: int, part: Part) -> Keys:
    """Each two skeletons of different words; of a name of one word that one, below zero."""
    return _once(part, [*_pairs(known, part), _alone(part, -1 - part.table[:, 0])])


def _pairs(known: int, part: Part) -> Iterator[tuple[Numbers, Numbers]]:
    for one, other in combinations(range(MOST), 2):
        here, keys = _pair(known, part.table, one, other)
        row, *at = np.nonzero(keys >= 0)
        yield here[row], keys[row, *at]


def _pair(known: int, table: Rows, one: int, other: int) -> tuple[Numbers, Numbers]:
    """Which rows have both words, and for each two of their readings the key, -1 for none."""
    here = np.flatnonzero(table[:, other, 0] >= 0)
    left = table[here, one, :, None].astype(np.int64)
    right = table[here, other, None, :].astype(np.int64)
    keys = np.minimum(left, right) * known + np.maximum(left, right)
    return here, np.where((left >= 0) & (right >= 0), keys, -1)


def _alone(part: Part, keys: Rows) -> tuple[Numbers, Numbers]:
    only = (part.table[:, 0, :] >= 0) & (part.table[:, 1, :1] < 0)
    row, reading = np.nonzero(only)
    return row, keys[row, reading].astype(np.int64)


def three(known: int, common: Numbers, part: Part) -> Keys:
    """The keys of names whose skeletons two by two are common: three of them, or two as the whole.

    `common` are the keys of `two` that are too common, sorted.
    """
    step = known + 1
    row, key = _alone(part, -1 - part.table[:, 0])
    place = _place(common, key)
    whole = [(row[place >= 0], place[place >= 0] * step + known)]
    here, keys = _pair(known, part.table, 0, 1)
    place = np.where(part.table[here, 2, :1, None] < 0, _place(common, keys), -1)
    row, *at = np.nonzero(place >= 0)
    whole.append((here[row], place[row, *at] * step + known))
    return _once(part, [*whole, *_triples(known, common, part.table)])


def _triples(known: int, common: Numbers, table: Rows) -> Iterator[tuple[Numbers, Numbers]]:
    for places in combinations(range(MOST), 3):
        here = np.flatnonzero(table[:, places[2], 0] >= 0)
        if not len(here):
            continue
        some = table[here]
        first, second, third = (
            _place(common, _pair(known, some, *ends)[1]) >= 0 for ends in combinations(places, 2)
        )
        met = first[:, :, :, None] & second[:, :, None, :] & third[:, None, :, :]
        row, *at = np.nonzero(met)
        words = np.sort([some[row, word, one] for word, one in zip(places, at, strict=True)], 0)
        low, middle, high = words.astype(np.int64)
        yield here[row], _place(common, low * known + middle) * (known + 1) + high


def _place(sorted_keys: Numbers, keys: Numbers) -> Numbers:
    """Where a key stands among sorted ones; -1 for one that is not there."""
    if not len(sorted_keys):
        return np.full(keys.shape, -1)
    place = np.minimum(np.searchsorted(sorted_keys, keys), len(sorted_keys) - 1)
    return np.where(sorted_keys[place] == keys, place, -1)


def _once(part: Part, found: Sequence[tuple[Numbers, Numbers]]) -> Keys:
    """Keys and their rows in the part, each once, sorted by key."""
    keys, back = np.unique(np.concatenate([keys for _, keys in found]), return_inverse=True)
    row = np.concatenate([rows for rows, _ in found])
    packed = np.unique(back.reshape(-1) * max(len(part.rows), 1) + row)
    at, row = np.divmod(packed, max(len(part.rows), 1))
    return Keys(keys[at], part.rows[row])
