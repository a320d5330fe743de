"""Sharing the folding of a rebuild with a second process.

Promises: batches come out in order, whoever made them; a helper that fails or cannot be started
costs time, never a row. Does not: write; the caller puts each batch when it comes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from tansiq.store.connect import Tx
from tansiq.store.fold_helper import Held, Helper, Setup, start
from tansiq.store.opening import Reader
from tansiq.store.projection import Projection
from tansiq.store.refolding import Made, make, stretch

STRETCH = 1000
# Questions that wait at the helper, so that it never idles; batches made here ahead of their turn.
_ASKED = 2
_AHEAD = 4

_Turn = tuple[int, int, Made | None]


def with_helper(
    tx: Tx, projections: Sequence[Projection], reader: Reader, last: int
) -> Iterator[Made]:
    """Yield the batches up to arrival ``last`` in order."""
    helper = start(Setup(tx.dsn, reader.node, tuple(projections), _held(tx, reader)))
    try:
        for first, end, made in _turns(tx, projections, reader, last, helper):
            yield made or make(projections, reader, stretch(tx, first, end))
    finally:
        if helper is not None:
            helper.close()


def _turns(
    tx: Tx, projections: Sequence[Projection], reader: Reader, last: int, helper: Helper | None
) -> Iterator[_Turn]:
    """Deal stretches to the helper and to ourselves; yield them in order."""
    open_stretches = deque(
        (start, min(start + STRETCH - 1, last)) for start in range(1, last + 1, STRETCH)
    )
    turns: deque[_Turn] = deque()
    while open_stretches or turns:
        while helper is not None and open_stretches and len(helper.asked) < _ASKED:
            first, end = open_stretches.popleft()
            helper.ask(first, end)
            turns.append((first, end, None))
        if turns and _at_hand(turns[0], helper, wait=not open_stretches or len(turns) > _AHEAD):
            first, end, made = turns.popleft()
            if made is None and helper is not None:
                made = helper.answer()
            yield first, end, made
        elif open_stretches:
            first, end = open_stretches.popleft()
            turns.append((first, end, make(projections, reader, stretch(tx, first, end))))


def _at_hand(turn: _Turn, helper: Helper | None, *, wait: bool) -> bool:
    """Tell whether the next turn can be had now; one that is waited for counts as had."""
    return turn[2] is not None or helper is None or wait or helper.ready()


def _held(tx: Tx, reader: Reader) -> Held:
    rows = tx.tuples("SELECT DISTINCT class_id FROM ledger.entry WHERE class_id <> ''")
    classes = [str(row[0]) for row in rows]
    keys = {one: key for one in classes if (key := reader.key(one)) is not None}
    return Held(keys, frozenset(one for one in classes if reader.erased(one)))
