"""Which word of one name meets which word of another, in any order, for many pairs at once.

Promises: pure; a word meets one word at most, the rarest and likest first, or it is written in two
on the other side (Guo Ping, Guoping); a word that stands in both names meets itself. What a word
weighs is how rare its consonants are. Many pairs are met by a compiled function where one can be.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tansiq.names import compiled, plain
from tansiq.names.compiled import Found, Numbers, Rules
from tansiq.names.costs import COSTS
from tansiq.names.kernel import SURE
from tansiq.names.lettering import letters
from tansiq.names.pools import Pool, packed

MANY = 1_000
"""Pairs for which loading what is compiled is worth its time; the result is the same."""


@dataclass(frozen=True, slots=True)
class Side:
    """One name of each pair: what its words weigh, how well each is met, which are family names."""

    weights: NDArray[np.float64]
    met: NDArray[np.int16]
    family: NDArray[np.bool_]
    present: NDArray[np.bool_]

    def __getitem__(self, part: slice) -> "Side":
        return Side(self.weights[part], self.met[part], self.family[part], self.present[part])


@dataclass(frozen=True, slots=True)
class Aligned:
    """Pairs of names, word by word; `to` is the word of the second side, -1 for none."""

    one: Side
    other: Side
    to: NDArray[np.int16]
    split: NDArray[np.int16]
    split_other: NDArray[np.int16]
    across: NDArray[np.bool_]
    letters: dict[str, NDArray[np.float64]]

    def __getitem__(self, part: slice) -> "Aligned":
        return Aligned(
            self.one[part],
            self.other[part],
            self.to[part],
            self.split[part],
            self.split_other[part],
            self.across[part],
            {name: column[part] for name, column in self.letters.items()},
        )


def aligned(pool: Pool, ones: Numbers, others: Numbers) -> Aligned:
    """Align the words of each pair of names of the pool."""
    found = _met(pool, ones, others)
    across = _arabic(pool, ones) != _arabic(pool, others)
    return Aligned(
        _side(pool, ones, found[:, 0]),
        _side(pool, others, found[:, 1]),
        found[:, 2],
        found[:, 3],
        found[:, 4],
        across,
        letters(pool.names, ones, others, across),
    )


def _met(pool: Pool, ones: Numbers, others: Numbers) -> Found:
    if len(ones) < MANY or not compiled.possible():
        return plain.met(pool, ones, others)
    found, rules = compiled.nothing_found(len(ones)), Rules(COSTS, SURE, pool.weights)
    pairs = np.column_stack([ones, others])
    compiled.ready()(packed(pool.sounds), pool.names.places, pairs, rules, found)
    return found


def _side(pool: Pool, rows: Numbers, met: NDArray[np.int16]) -> Side:
    weights = np.append(pool.weights, 0.0)  # the last stands for no word
    places = pool.names.places[rows]
    return Side(weights[places], met, pool.names.family[rows], places >= 0)


def _arabic(pool: Pool, rows: Numbers) -> NDArray[np.bool_]:
    arabic = np.append(pool.sounds.arabic, np.False_)
    return np.asarray(arabic[pool.names.places[rows, 0]], np.bool_)
