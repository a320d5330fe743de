"""The names of a list that are likest to a name asked for, best first.

Promises: a name is looked at when one of its words sounds like one of the question's; the best are
compared in full, and the same question has the same answer over any executor. What is ranked are
spellings for whoever asked, never people.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from tansiq.compute.executors import Here, mapped
from tansiq.names.dividing import narrowed
from tansiq.names.kernel import SURE, Numbers, alike
from tansiq.names.pools import Pool
from tansiq.names.reasons import Reason, reasons
from tansiq.names.scoring import Chunk, pooled, scored

QUERIES = 128
_CANDIDATES = 150
"""Names compared in full for each of two orders: by what is met, and by the share of it."""
_NEAR = 50
_MET = 600
Column = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Hit:
    """A row of the list, how alike its name is, and why."""

    row: int
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """Which names hold a word: the names of word w are `names[starts[w]:starts[w + 1]]`."""

    starts: Numbers
    names: Numbers
    weights: Column


def search(
    pool: Sequence[str], queries: Sequence[str], top: int, over: Executor | None = None
) -> list[list[Hit]]:
    """For each query the `top` likest rows of the pool, the best first."""
    over = over or Here()
    whole = pooled([*pool, *queries], over)
    index = indexed(whole, len(pool))
    asked = np.arange(len(pool), len(pool) + len(queries))
    chunks = (asked[at : at + QUERIES] for at in range(0, len(asked), QUERIES))
    done = mapped(over, partial(_found, whole, index, top), chunks)
    return [one for part in done for one in part]


def indexed(pool: Pool, count: int) -> Index:
    """The index of the first `count` names of a pool."""
    places = pool.names.places[:count]
    row, column = np.nonzero(places >= 0)
    word = places[row, column]
    order = np.argsort(word, kind="stable")
    starts = np.searchsorted(word[order], np.arange(len(pool.weights) + 1))
    total = np.zeros(count)
    np.add.at(total, row, pool.weights[word])
    return Index(starts, row[order], total)


def _found(pool: Pool, index: Index, top: int, asked: Numbers) -> list[list[Hit]]:
    near = _near_words(pool, index, asked)
    found = [_candidates(pool, index, near, int(one)) for one in asked]
    ones = np.repeat(asked, [len(one) for one in found])
    others = np.concatenate([*found, np.empty(0, np.int64)]).astype(np.int64)
    kept, back = np.unique(np.concatenate([ones, others]), return_inverse=True)
    names, words = narrowed(pool.names, kept)
    part = Pool(names, pool.sounds[words], pool.weights[words])
    rows = back[: len(ones)], back[len(ones) :]
    _, scores = scored(Chunk(part, *rows))
    best = list(_best(scores, others, [len(one) for one in found], top))
    chosen = np.concatenate([*best, np.empty(0, np.int64)]).astype(np.int64)
    told = _explained(part, rows[0][chosen], rows[1][chosen])
    hits = [
        Hit(int(others[at]), float(scores[at]), why)
        for at, why in zip(chosen.tolist(), told, strict=True)
    ]
    ends = np.cumsum([0, *(len(one) for one in best)])
    return [hits[start:end] for start, end in pairwise(ends.tolist())]


def _explained(part: Pool, ones: Numbers, others: Numbers) -> list[tuple[Reason, ...]]:
    pairs, _ = scored(Chunk(part, ones, others))
    return reasons(part, ones, others, pairs)


def _best(scores: Column, rows: Numbers, counts: Sequence[int], top: int) -> Iterator[Numbers]:
    """Places of the best of each query; of equals, what stands earlier in the list."""
    start = 0
    for count in counts:
        part = slice(start, start + count)
        order = np.lexsort((rows[part], -scores[part]))[:top]
        yield order + start
        start += count


Near = dict[int, tuple[Numbers, Column]]


def _near_words(pool: Pool, index: Index, asked: Numbers) -> Near:
    """For each word asked for, the words of the list that sound like it, and how surely."""
    held = np.flatnonzero(np.diff(index.starts) > 0)
    words = np.unique(pool.names.places[asked])
    words = words[words >= 0].astype(np.int64)
    skeletons, back = np.unique(pool.sounds.skeletons[held].astype(str), return_inverse=True)
    order = np.argsort(back, kind="stable")
    starts = np.searchsorted(back[order], np.arange(len(skeletons) + 1))
    table = cdist(
        pool.sounds.skeletons[words].tolist(),
        skeletons.tolist(),
        scorer=Levenshtein.normalized_similarity,
        score_cutoff=_NEAR / 100,
        score_multiplier=100,
        dtype=np.uint8,
    )
    found: Near = {}
    for word, row in zip(words.tolist(), table, strict=True):
        likely = np.flatnonzero(row >= _NEAR)
        runs = [order[starts[one] : starts[one + 1]] for one in likely]
        close = held[np.concatenate([*runs, np.empty(0, np.int64)]).astype(np.int64)]
        sure = alike(pool.sounds, np.full(len(close), word), close)
        good = sure >= _MET
        found[word] = close[good], SURE[sure[good]]
    return found


def _candidates(pool: Pool, index: Index, near: Near, query: int) -> Numbers:
    """The names that hold most of what is asked for, by weight and by share."""
    met = np.zeros(len(index.weights))
    asked = 0.0
    for word in pool.names.places[query].tolist():
        if word < 0:
            continue
        asked += pool.weights[word]
        for close, sure in zip(*near[word], strict=True):
            names = index.names[index.starts[close] : index.starts[close + 1]]
            met[names] += sure * min(pool.weights[word], pool.weights[close])
    some = np.flatnonzero(met > 0)
    share = met[some] / (asked + index.weights[some])
    by_met, by_share = (
        some[np.lexsort((some, -order))[:_CANDIDATES]] for order in (met[some], share)
    )
    return np.union1d(by_met, by_share)
