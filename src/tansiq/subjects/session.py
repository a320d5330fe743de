"""A private match `psi/1`, step by step: what the asker sends, what the answerer makes of it.

2HashDH on ristretto255 (Jarecki and Liu, SCN 2010) with the hash to the group, the evaluation and
the proof of RFC 9497. Promises: the asker learns how many of its identifiers the answerer knows,
and, once both approve, which; the answerer learns those too, and no other; nobody learns anything
of the rest. Steps are pure: they may lie days and media apart. Not hidden: how many were asked,
rounded up (`bucket`). Not stopped: a partner that asks what it has no right to ask (quota,
commitment, approval, canaries and audit answer that).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from tansiq.subjects import drawing, ristretto, voprf
from tansiq.subjects.ristretto import POINT
from tansiq.subjects.rows import (
    MatchTerms,
    all_proven,
    hashed,
    multiplied,
    point_at,
    proofs_of,
)
from tansiq.subjects.tags import Evaluated, Tags, tag, tag_row
from tansiq.terms.errors import Damaged, Invalid

CHECKS = 128
"""Hidden points whose answer the asker knows: a share f of wrong answers passes (1-f)^128 times."""
_FINE = 2
_STAYS = "a session stays in this process"


def bucket(count: int) -> int:
    """A number rounded up so that it tells little: at most a quarter or 16 more."""
    step = max(16, 1 << max(count.bit_length() - 1 - _FINE, 0))
    return max(-(-count // step) * step, step)


@dataclass(frozen=True)
class Asking:
    """The asker's side: its identifiers and the seed from which everything secret is drawn.

    `workers` threads share the work (0: one per core); `checks` is for tests alone.
    """

    terms: MatchTerms
    items: tuple[str, ...]
    seed: bytes
    checks: int = CHECKS
    workers: int = 0

    def __reduce__(self) -> NoReturn:
        """Nothing that holds a secret is sent to another process."""
        raise TypeError(_STAYS)

    @property
    def size(self) -> int:
        """Points in the request: the bucket and the checks."""
        return bucket(len(self.items)) + self.checks

    @cached_property
    def _factor(self) -> bytes:
        return drawing.scalars(self.seed, b"blind", 1)

    @cached_property
    def _order(self) -> Sequence[int]:
        return drawing.order(self.seed, b"order", self.size)

    @cached_property
    def request(self) -> bytes:
        """The row that is sent: identifiers, padding and checks, all alike, in a secret order."""
        order = self._order
        return drawing.put_in_order(self._hidden(), order)

    def _hidden(self) -> bytes:
        """The same in the order in which it was made."""
        spare = bucket(len(self.items)) - len(self.items)
        padding = ristretto.from_hashes(drawing.hashes(self.seed, b"padding", spare))
        checks = ristretto.multiples_of_base(self._checks)
        points = hashed(self.terms, self.items, self.workers)
        return multiplied(self._factor, points, self.workers) + padding + checks

    @property
    def _checks(self) -> bytes:
        return drawing.scalars(self.seed, b"check", self.checks)

    def outputs(self, known: bytes, answer: bytes) -> bytes:
        """The evaluated points behind an answer, at its places; zeros where a check stood.

        Damaged `match_answer` when the answer was not made with the public key `known`.
        """
        if ristretto.count(answer) != self.size:
            raise Damaged("match_answer")
        ristretto.check(known)
        wanted = ristretto.multiply_each(self._checks, known * self.checks)
        stood = _places(answer, wanted)
        if len(stood) != self.checks or _repeats(answer):
            raise Damaged("match_answer")
        back = ristretto.inverse(self._factor)
        return _without(multiplied(back, answer, self.workers), stood)

    def learn(
        self, known: bytes, answer: bytes, told: Revealed, claimed: Sequence[int]
    ) -> list[str]:
        """Which identifiers matched, in the order of the claimed places.

        Damaged `match_reveal` when a place is not proven to answer the point it is said to answer.
        """
        indexes = [index for _, index in told.pairs]
        if [place for place, _ in told.pairs] != list(claimed) or len(set(indexes)) != len(indexes):
            raise Damaged("match_reveal")
        if not all(0 <= index < self.size for index in indexes):
            raise Damaged("match_reveal")
        own = [self._order[index] for index in indexes]
        if any(one >= len(self.items) for one in own):
            raise Damaged("match_reveal")
        sent = [point_at(self.request, index) for index in indexes]
        came = [point_at(answer, place) for place in claimed]
        if not all_proven(known, sent, came, told.proofs):
            raise Damaged("match_reveal")
        return [self.items[one] for one in own]


Numbers = NDArray[np.uint64]


def _numbers(row: bytes) -> Numbers:
    """Each point as four numbers: a million points as objects are three times as large."""
    ristretto.count(row)
    return np.frombuffer(row, "<u8").reshape(-1, POINT // 8)


def _places(row: bytes, wanted: bytes) -> list[int]:
    """Where one of the wanted points stands."""
    points, asked = _numbers(row), set(ristretto.points(wanted))
    likely = np.flatnonzero(np.isin(points[:, 0], _numbers(wanted)[:, 0])).tolist()
    return [place for place in likely if point_at(row, place) in asked]


def _without(row: bytes, places: Sequence[int]) -> bytes:
    """A row with the identity at some places."""
    out = io.BytesIO(row)
    del row  # where nobody else holds it, it is written in without a copy
    for place in places:
        out.seek(place * POINT)
        out.write(ristretto.IDENTITY)
    return out.getvalue()


def _repeats(row: bytes) -> bool:
    """Whether a point stands twice in a row."""
    points = _numbers(row)
    firsts = np.sort(points[:, 0])
    if (firsts[1:] != firsts[:-1]).all():
        return False
    return len(set(ristretto.points(row))) != len(points)


@dataclass(frozen=True, slots=True)
class Claim:
    """A place in an answer, and the evaluated point behind it: proof of a genuine match."""

    place: int
    point: bytes


@dataclass(frozen=True, slots=True)
class Revealed:
    """For each claimed place the index of the point it answers; a proof for each `ONE_PROOF`."""

    pairs: tuple[tuple[int, int], ...]
    proofs: tuple[bytes, ...]


def matches(outputs: bytes, known_there: Tags) -> tuple[Claim, ...]:
    """The places whose evaluated point the answerer's set holds."""
    places = known_there.held_in(tag_row(outputs))
    found = (Claim(place, point_at(outputs, place)) for place in places)
    return tuple(one for one in found if one.point != ristretto.IDENTITY)


@dataclass(frozen=True)
class Answering:
    """The answerer's side: its key for these terms and the seed of the session's order."""

    terms: MatchTerms
    key: bytes
    seed: bytes
    workers: int = 0

    def __reduce__(self) -> NoReturn:
        """Nothing that holds a key is sent to another process."""
        raise TypeError(_STAYS)

    @property
    def known(self) -> bytes:
        """The public key that is told."""
        return voprf.public(self.key)

    def evaluated(self, items: Sequence[str]) -> Evaluated:
        """Our own identifiers with their tags."""
        row = hashed(self.terms, items, self.workers)
        return Evaluated(items, tag_row(multiplied(self.key, row, self.workers)))

    def answer(self, request: bytes) -> bytes:
        """Every point evaluated, in a secret order; Invalid for points that are none or twice."""
        if _repeats(request):
            raise Invalid("match_point_twice")
        order = self._order(ristretto.count(request))
        return drawing.put_in_order(multiplied(self.key, request, self.workers), order)

    def reveal(
        self, request: bytes, claims: Sequence[Claim], own: Evaluated
    ) -> tuple[Revealed, list[str]]:
        """What the asker is told, and which of our own identifiers matched, claim by claim.

        Invalid `match_claim` for a claim that is no match, or made twice: nothing is told then.
        """
        size = ristretto.count(request)
        found = [own.item(tag(one.point)) for one in claims]
        ours = [one for one in found if one is not None]
        fresh = len({one.place for one in claims}) == len(set(ours)) == len(claims)
        if not fresh or not all(0 <= one.place < size for one in claims):
            raise Invalid("match_claim")
        order = self._order(size)
        pairs = tuple((one.place, order[one.place]) for one in claims)
        sent = [point_at(request, index) for _, index in pairs]
        return Revealed(pairs, proofs_of(self.key, sent)), ours

    def _order(self, count: int) -> Sequence[int]:
        return drawing.order(self.seed, b"answer", count)
