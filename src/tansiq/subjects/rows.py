"""Rows of points for one match: hashed, multiplied and proven part by part, in this node's threads.

Promises: cutting a row into parts and sharing them among threads changes nothing. Keys stay in this
process: no part of this goes to another one or to a cluster.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from tansiq.compute.executors import cut, executor, mapped
from tansiq.subjects import ristretto, voprf
from tansiq.subjects.ristretto import POINT
from tansiq.terms.errors import Invalid

PART = 8192
"""Points in one part: 256 KiB on the way."""
AT_ONCE = 2048
"""Points that a thread takes at once: a tenth of a second, and little memory that stays with it."""
ONE_PROOF = 4096
"""Pairs under one proof; the RFC numbers them with two bytes."""
_MOST_TEXT = 255
_SIZES = tuple(bytes([size]) for size in range(_MOST_TEXT + 1))


@dataclass(frozen=True, slots=True)
class MatchTerms:
    """Between whom, about which type of identifier, in which normal form and key epoch."""

    asker: str
    answerer: str
    type: str
    norm: int
    epoch: int

    def input(self, item: str) -> bytes:
        """What is hashed for an identifier: bound to all of these terms."""
        return next(self.inputs((item,)))

    def inputs(self, items: Iterable[str]) -> Iterator[bytes]:
        """The same for many identifiers."""
        told = (self.asker, self.answerer, self.type, str(self.norm), str(self.epoch))
        begun = b"psi/1" + b"".join(map(_sized, told))
        for item in items:
            yield begun + _sized(item)


def _sized(text: str) -> bytes:
    data = text.encode()
    if len(data) > _MOST_TEXT:
        raise Invalid("match_item_long", most=_MOST_TEXT)
    return _SIZES[len(data)] + data


def hashed(terms: MatchTerms, items: Sequence[str], workers: int = 0) -> bytes:
    """The point of each identifier under these terms."""
    parts = cut(items, AT_ONCE)
    if len(items) <= AT_ONCE:
        return _hashed(terms, items)
    with executor("threads", workers) as pool:
        return _gathered(mapped(pool, partial(_hashed, terms), parts, workers))


def _hashed(terms: MatchTerms, items: Sequence[str]) -> bytes:
    return voprf.hash_to_group(terms.inputs(items))


def multiplied(key: bytes, row: bytes, workers: int = 0) -> bytes:
    """Every point of a row times one secret; Invalid `match_point` for any that is none."""
    if ristretto.count(row) <= AT_ONCE:
        return ristretto.multiply(key, row)
    parts = (row[start : start + AT_ONCE * POINT] for start in range(0, len(row), AT_ONCE * POINT))
    with executor("threads", workers) as pool:
        return _gathered(mapped(pool, partial(ristretto.multiply, key), parts, workers))


def multiplied_each(factors: bytes, row: bytes, workers: int = 0) -> bytes:
    """Every point of a row times its own scalar; Invalid `match_point` for any that is none."""
    if ristretto.count(row) <= PART:
        return ristretto.multiply_each(factors, row)
    step = PART * POINT  # scalars and points are of one size
    parts = ((start, start + step) for start in range(0, len(row), step))

    def part(place: tuple[int, int]) -> bytes:
        return ristretto.multiply_each(factors[slice(*place)], row[slice(*place)])

    with executor("threads", workers) as pool:
        return _gathered(mapped(pool, part, parts, workers))


def _gathered(parts: Iterator[bytes]) -> bytes:
    """Parts as one row; each is let go at once, for what threads allocated is not given back."""
    out = io.BytesIO()  # gives its bytes without a copy of them
    for part in parts:
        out.write(part)
    return out.getvalue()


def point_at(row: bytes, place: int) -> bytes:
    """The point at a place."""
    return row[place * POINT : (place + 1) * POINT]


def proofs_of(key: bytes, sent: Sequence[bytes]) -> tuple[bytes, ...]:
    """Proofs that these points are answered by this key, one for each `ONE_PROOF`."""
    parts = (b"".join(part) for part in cut(sent, ONE_PROOF))
    return tuple(voprf.prove(key, one, ristretto.multiply(key, one)) for one in parts)


def all_proven(
    known: bytes, sent: Sequence[bytes], came: Sequence[bytes], proofs: Sequence[bytes]
) -> bool:
    """Whether proofs hold for all pairs of points sent and answers that came."""
    pairs = list(zip(cut(sent, ONE_PROOF), cut(came, ONE_PROOF), strict=True))
    return len(proofs) == len(pairs) and all(
        voprf.proven(known, b"".join(asked), b"".join(answered), proof)
        for (asked, answered), proof in zip(pairs, proofs, strict=True)
    )
