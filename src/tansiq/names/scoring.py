"""Names compared in pairs: from text to a score and the reasons, over any executor.

Promises: the same pairs give the same scores and reasons here, in threads, processes or a cluster,
in chunks of any size, and whichever name stands first. A score is no identity and is not kept.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import chain, repeat, starmap
from operator import gt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tansiq.compute.executors import Here, cut, mapped
from tansiq.names.aligning import Aligned, aligned
from tansiq.names.compiled import Numbers
from tansiq.names.dividing import Divided, divided, joined, narrowed, numbering
from tansiq.names.pools import Pool
from tansiq.names.reasons import Reason, Told, told
from tansiq.names.sounding import sounded, together
from tansiq.names.weighing import common, weighed

NAMES, WORDS, PAIRS = 20_000, 20_000, 32_768
"""How many names, words and pairs of names make a chunk."""


class Compared(NamedTuple):
    """How alike two names are, and why; the reasons are put together when they are asked for."""

    score: float
    told: Told
    pair: int
    turned: bool = False

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Each word of both names, and how it met."""
        found = self.told.of(self.pair)
        return tuple(map(_turned, found)) if self.turned else found

    def __eq__(self, other: object) -> bool:
        """Whether both say the same, whatever they were put together from."""
        if not isinstance(other, Compared):
            return NotImplemented
        return (self.score, self.reasons) == (other.score, other.reasons)

    def __hash__(self) -> int:
        """Of what is compared."""
        return hash((self.score, self.reasons))


@dataclass(frozen=True, slots=True)
class Chunk:
    """Pairs of rows of a part of the pool."""

    pool: Pool
    ones: Numbers
    others: Numbers


def pooled(names: Sequence[str], pool: Executor) -> Pool:
    """Names ready to be compared: divided, heard and weighed by how rare their words are."""
    parts = joined(list(mapped(pool, divided, cut(names, NAMES))))
    heard = together(list(mapped(pool, sounded, cut(parts.words.tolist(), WORDS))))
    return Pool(parts, heard, _rarity(parts, heard.skeletons))


def _rarity(names: Divided, skeletons: NDArray[np.object_]) -> NDArray[np.float64]:
    """What words weigh: by the names at hand and by those that the node was shipped with."""
    known, held = common()
    here = np.bincount(names.places[names.places >= 0], minlength=len(skeletons))
    numbers = numbering()
    which = np.fromiter(map(numbers.__getitem__, skeletons), np.int64, len(skeletons))
    shipped = np.fromiter(map(held.get, numbers, repeat(0)), np.int64, len(numbers))
    counts = shipped + np.bincount(which, here, len(numbers))
    return np.log(1 + (known + len(names.places)) / (1 + counts[which]))


def compare(pairs: Sequence[tuple[str, str]], over: Executor | None = None) -> list[Compared]:
    """Scores of pairs of names with their reasons, in the order given."""
    over = over or Here()
    parts = mapped(over, _compared, _chunks(pairs, over))
    found = ((score, why, pair) for why, scores in parts for pair, score in enumerate(scores))
    return [
        Compared(*one, turned=first > second)
        for one, (first, second) in zip(found, pairs, strict=True)
    ]


def scores(pairs: Sequence[tuple[str, str]], over: Executor | None = None) -> list[float]:
    """Scores of pairs of names without reasons, in the order given."""
    over = over or Here()
    return [one for part in mapped(over, _scores, _chunks(pairs, over)) for one in part]


def _turned(reason: Reason) -> Reason:
    return Reason(reason.other, reason.word, reason.how)


def _chunks(pairs: Sequence[tuple[str, str]], over: Executor) -> Iterator[Chunk]:
    """Pairs in chunks, each with the names it speaks of; of a pair, what sorts first is first."""
    numbers = numbering()
    said = map(numbers.__getitem__, chain.from_iterable(pairs))
    rows = np.fromiter(said, np.int64, 2 * len(pairs)).reshape(-1, 2)
    turn = np.fromiter(starmap(gt, pairs), np.bool_, len(pairs))
    rows[turn] = rows[turn, ::-1]
    whole = pooled(tuple(numbers), over)
    for start in range(0, len(rows), PAIRS):
        yield chunk(whole, rows[start : start + PAIRS])


def chunk(pool: Pool, rows: Numbers) -> Chunk:
    """Pairs of rows of a pool with nothing but the names and words they speak of."""
    held = np.zeros(len(pool.names.places), np.bool_)
    held[rows] = True
    if held.all():
        return Chunk(pool, rows[:, 0], rows[:, 1])
    names, words = narrowed(pool.names, np.flatnonzero(held))
    part = Pool(names, pool.sounds[words], pool.weights[words])
    back = (np.cumsum(held) - 1)[rows]
    return Chunk(part, back[:, 0], back[:, 1])


def _compared(part: Chunk) -> tuple[Told, list[float]]:
    pairs, found = scored(part)
    return told(part.pool, part.ones, part.others, pairs), found.tolist()


def _scores(part: Chunk) -> list[float]:
    found: list[float] = scored(part)[1].tolist()
    return found


def scored(part: Chunk) -> tuple[Aligned, NDArray[np.float64]]:
    """The pairs of a chunk word by word, and their scores."""
    pairs = aligned(part.pool, part.ones, part.others)
    return pairs, weighed(pairs)
