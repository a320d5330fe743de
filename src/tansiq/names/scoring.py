"""Names compared in pairs: from text to a score and the reasons, over any executor.

Promises: the same pairs give the same scores and reasons here, in threads, processes or a cluster,
in chunks of any size, and whichever name stands first. A score is no identity and is not kept.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tansiq.compute.executors import Here, cut, mapped
from tansiq.names.aligning import Aligned, Pool, aligned
from tansiq.names.dividing import Divided, divided, joined, narrowed
from tansiq.names.kernel import Numbers
from tansiq.names.reasons import Reason, reasons
from tansiq.names.sounding import sounded, together
from tansiq.names.weighing import common, weighed

NAMES, WORDS, PAIRS = 20_000, 20_000, 8_192
"""How many names, words and pairs of names make a chunk."""


class Compared(NamedTuple):
    """How alike two names are, and why."""

    score: float
    reasons: tuple[Reason, ...]


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
    counts = Counter(held)
    for skeleton, count in zip(skeletons.tolist(), here.tolist(), strict=True):
        counts[skeleton] += count
    every = known + len(names.places)
    found = np.fromiter((counts[one] for one in skeletons), np.float64, len(skeletons))
    return np.log(1 + every / (1 + found))


def compare(
    pairs: Sequence[tuple[str, str]], pool: Executor | None = None, *, explain: bool = True
) -> list[Compared]:
    """Scores of pairs of names in the order given, with reasons unless they are not asked for."""
    pool = pool or Here()
    numbers: dict[str, int] = {}
    ordered = (sorted(pair) for pair in pairs)
    rows = np.array(
        [[numbers.setdefault(name, len(numbers)) for name in pair] for pair in ordered], np.int64
    ).reshape(-1, 2)
    whole = pooled(tuple(numbers), pool)
    chunks = _chunks(whole, rows)
    done = mapped(pool, partial(_compared, explain=explain), chunks)
    found = [one for part in done for one in part]
    return [
        one if first <= second else Compared(one.score, tuple(map(_turned, one.reasons)))
        for one, (first, second) in zip(found, pairs, strict=True)
    ]


def _turned(reason: Reason) -> Reason:
    return Reason(reason.other, reason.word, reason.how)


def _chunks(pool: Pool, rows: Numbers) -> Iterator[Chunk]:
    """Pairs in chunks, each with the part of the pool that it speaks of."""
    for start in range(0, len(rows), PAIRS):
        yield chunk(pool, rows[start : start + PAIRS])


def chunk(pool: Pool, rows: Numbers) -> Chunk:
    """Pairs of rows of a pool with nothing but the names and words they speak of."""
    kept, back = np.unique(rows, return_inverse=True)
    names, words = narrowed(pool.names, kept)
    part = Pool(names, pool.sounds[words], pool.weights[words])
    back = back.reshape(rows.shape)
    return Chunk(part, back[:, 0], back[:, 1])


def _compared(part: Chunk, *, explain: bool) -> list[Compared]:
    pairs, scores = scored(part)
    told = reasons(part.pool, part.ones, part.others, pairs) if explain else [()] * len(scores)
    return [Compared(score, why) for score, why in zip(scores.tolist(), told, strict=True)]


def scored(part: Chunk) -> tuple[Aligned, NDArray[np.float64]]:
    """The pairs of a chunk word by word, and their scores."""
    pairs = aligned(part.pool, part.ones, part.others)
    return pairs, weighed(pairs)
