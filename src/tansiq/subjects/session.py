"""A private match `psi/1`, step by step: what the asker sends, what the answerer makes of it.

2HashDH on ristretto255 (Jarecki and Liu, SCN 2010) with the hash to the group, the evaluation and
the proof of RFC 9497. Promises: the asker learns how many of its identifiers the answerer knows,
and, once both approve, which; the answerer learns those too, and no other; nobody learns anything
of the rest. Steps are pure: they may lie days and media apart. Not hidden: how many were asked,
rounded up (`bucket`). Not stopped: a partner that asks what it has no right to ask (quota,
commitment, approval, canaries and audit answer that).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tansiq.subjects import drawing, ristretto, voprf
from tansiq.subjects.ristretto import points
from tansiq.subjects.tags import Tags, tag, tags
from tansiq.terms.errors import Damaged, Invalid

CHECKS = 128
"""Hidden points whose answer the asker knows: a share f of wrong answers passes (1-f)^128 times."""
ONE_PROOF = 4096
"""Pairs under one proof; the RFC numbers them with two bytes."""
_FINE = 2
_MOST_TEXT = 255


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
        told = (self.asker, self.answerer, self.type, str(self.norm), str(self.epoch), item)
        parts = [one.encode() for one in told]
        if any(len(one) > _MOST_TEXT for one in parts):
            raise Invalid("match_item_long", most=_MOST_TEXT)
        return b"psi/1" + b"".join(bytes([len(one)]) + one for one in parts)


def bucket(count: int) -> int:
    """A number rounded up so that it tells little: at most a quarter or 16 more."""
    step = max(16, 1 << max(count.bit_length() - 1 - _FINE, 0))
    return max(-(-count // step) * step, step)


@dataclass(frozen=True)
class Asking:
    """The asker's side: its identifiers and the seed from which everything secret is drawn."""

    terms: MatchTerms
    items: tuple[str, ...]
    seed: bytes
    checks: int = CHECKS

    @property
    def size(self) -> int:
        """Points in the request: the bucket and the checks."""
        return bucket(len(self.items)) + self.checks

    @cached_property
    def _factor(self) -> bytes:
        return drawing.scalars(self.seed, b"blind", 1)

    @cached_property
    def _order(self) -> list[int]:
        return drawing.order(self.seed, b"order", self.size)

    @cached_property
    def request(self) -> bytes:
        """The row that is sent: identifiers, padding and checks, all alike, in a secret order."""
        blinded = voprf.blind(self._factor, map(self.terms.input, self.items))
        spare = bucket(len(self.items)) - len(self.items)
        padding = ristretto.from_hashes(drawing.hashes(self.seed, b"padding", spare))
        checks = ristretto.multiples_of_base(self._checks)
        row = points(blinded + padding + checks)
        return b"".join(row[one] for one in self._order)

    def outputs(self, known: bytes, answer: bytes) -> tuple[bytes, ...]:
        """The evaluated points behind an answer, at its places; empty where a check stood.

        Damaged `match_answer` when the answer was not made with the public key `known`.
        """
        if ristretto.count(answer) != self.size:
            raise Damaged("match_answer")
        ristretto.check(known)
        wanted = set(points(ristretto.multiply_each(self._checks, known * self.checks)))
        answered = points(answer)
        if len(set(answered)) != len(answered) or not wanted <= set(answered):
            raise Damaged("match_answer")
        rest = b"".join(one for one in answered if one not in wanted)
        found = iter(points(ristretto.multiply(ristretto.inverse(self._factor), rest)))
        return tuple(b"" if one in wanted else next(found) for one in answered)

    @property
    def _checks(self) -> bytes:
        return drawing.scalars(self.seed, b"check", self.checks)

    def learn(
        self, known: bytes, answer: bytes, told: Revealed, claimed: Sequence[int]
    ) -> list[str]:
        """Which identifiers matched, in the order of the claimed places.

        Damaged `match_reveal` when a place is not proven to answer the point it is said to answer.
        """
        asked, answered = points(self.request), points(answer)
        places = [place for place, _ in told.pairs]
        within = all(0 <= index < len(asked) for _, index in told.pairs)
        if places != list(claimed) or not within or len({i for _, i in told.pairs}) != len(places):
            raise Damaged("match_reveal")
        sent = [asked[index] for _, index in told.pairs]
        came = [answered[place] for place in places]
        if not _all_proven(known, sent, came, told.proofs):
            raise Damaged("match_reveal")
        own = [self._order[index] for _, index in told.pairs]
        if any(one >= len(self.items) for one in own):
            raise Damaged("match_reveal")
        return [self.items[one] for one in own]


def _all_proven(
    known: bytes, sent: Sequence[bytes], came: Sequence[bytes], proofs: Sequence[bytes]
) -> bool:
    starts = range(0, len(sent), ONE_PROOF)
    return len(proofs) == len(starts) and all(
        voprf.proven(
            known,
            b"".join(sent[start : start + ONE_PROOF]),
            b"".join(came[start : start + ONE_PROOF]),
            proof,
        )
        for start, proof in zip(starts, proofs, strict=True)
    )


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


def matches(outputs: Sequence[bytes], known_there: Tags) -> tuple[Claim, ...]:
    """The places whose evaluated point the answerer's set holds."""
    return tuple(
        Claim(place, point)
        for place, point in enumerate(outputs)
        if point and tag(point) in known_there
    )


@dataclass(frozen=True)
class Answering:
    """The answerer's side: its key for these terms and the seed of the session's order."""

    terms: MatchTerms
    key: bytes
    seed: bytes

    @property
    def known(self) -> bytes:
        """The public key that is told."""
        return voprf.public(self.key)

    def evaluated(self, items: Sequence[str]) -> dict[bytes, str]:
        """The tag of each own identifier."""
        row = voprf.hash_to_group(map(self.terms.input, items))
        return dict(zip(tags(ristretto.multiply(self.key, row)), items, strict=True))

    def answer(self, request: bytes) -> bytes:
        """Every point evaluated, in a secret order; Invalid for points that are none or twice."""
        asked = points(request)
        if len(set(asked)) != len(asked):
            raise Invalid("match_point_twice")
        made = points(ristretto.multiply(self.key, request))
        return b"".join(made[one] for one in self._order(len(made)))

    def reveal(
        self, request: bytes, claims: Sequence[Claim], own: Mapping[bytes, str]
    ) -> tuple[Revealed, list[str]]:
        """What the asker is told, and which of our own identifiers matched, claim by claim.

        Invalid `match_claim` for a claim that is no match, or made twice: nothing is told then.
        """
        size = ristretto.count(request)
        ours = [own.get(tag(one.point), "") for one in claims]
        fresh = len({one.place for one in claims}) == len(set(ours)) == len(claims)
        if not fresh or not all(ours) or not all(0 <= one.place < size for one in claims):
            raise Invalid("match_claim")
        order, asked = self._order(size), points(request)
        pairs = tuple((one.place, order[one.place]) for one in claims)
        proofs = []
        for start in range(0, len(pairs), ONE_PROOF):
            sent = b"".join(asked[index] for _, index in pairs[start : start + ONE_PROOF])
            proofs.append(voprf.prove(self.key, sent, ristretto.multiply(self.key, sent)))
        return Revealed(pairs, tuple(proofs)), ours

    def _order(self, count: int) -> list[int]:
        return drawing.order(self.seed, b"answer", count)
