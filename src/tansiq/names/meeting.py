"""Two long lists of names compared: pairs that sound alike, with their scores, as a stream.

Promises: every pair that `blocking` finds worth it is scored as `scoring.compare` scores it among
these names, in the order of the lists, the same over any executor; only the pairs of a few chunks
are in memory at once. A score says how alike two spellings are, never that two people are one.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

import numpy as np

from tansiq.compute.executors import mapped
from tansiq.names.blocking import Blocked, blocked
from tansiq.names.kernel import Numbers
from tansiq.names.measures import Column
from tansiq.names.scoring import Chunk, chunk, scored

PAIRS = 32_768
"""Pairs that are scored at once."""


@dataclass(frozen=True, slots=True)
class Met:
    """Pairs of places in the two lists with their scores, and how many pairs were looked at."""

    ones: Numbers
    others: Numbers
    scores: Column
    looked_at: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """What comes of two lists: pairs as they are scored, and how many were too common to be."""

    found: Iterator[Met]
    left_out: int


def meeting(ones: Sequence[str], others: Sequence[str], least: float, over: Executor) -> Meeting:
    """Pairs with at least this score, of two lists in each of which a spelling stands once."""
    known = blocked(ones, others, over)
    return Meeting(_scored(known, _ranks([*ones, *others]), least, over), known.left_out)


def _scored(known: Blocked, ranks: Numbers, least: float, over: Executor) -> Iterator[Met]:
    parts = _parts(known, ranks)
    for rows, found, looked_at in mapped(over, partial(_likely, least), parts):
        yield Met(rows[:, 0], rows[:, 1] - known.count, found, looked_at)


@dataclass(frozen=True, slots=True)
class _Part:
    """Pairs of rows of the pool, and the same pairs as a chunk."""

    rows: Numbers
    chunk: Chunk


def _parts(known: Blocked, ranks: Numbers) -> Iterator[_Part]:
    for ones, others in known.pairs():
        for start in range(0, len(ones), PAIRS):
            rows = np.column_stack([ones[start : start + PAIRS], others[start : start + PAIRS]])
            # Of a pair, what sorts first is first, as everywhere.
            turned = ranks[rows[:, 0]] > ranks[rows[:, 1]]
            asked = np.where(turned[:, None], rows[:, ::-1], rows)
            yield _Part(rows, chunk(known.pool, asked))


def _likely(least: float, part: _Part) -> tuple[Numbers, Column, int]:
    """The pairs of a part that are alike enough, their scores, and how many there were."""
    _, found = scored(part.chunk)
    kept = found >= least
    return part.rows[kept], found[kept], len(found)


def _ranks(names: Sequence[str]) -> Numbers:
    """For each name its place in the order of all."""
    ranks = np.empty(len(names), np.int64)
    ranks[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
    return ranks
