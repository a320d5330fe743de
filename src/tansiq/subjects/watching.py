"""A standing match, round by round: each point blinded by itself, each answer proven, then deltas.

The asker asks in a round what it has not asked under this key yet; the answerer answers in the
order asked, with proofs of RFC 9497 over all of it, and tells the tags that changed since.

Promises: every pair of identifiers meets exactly once, as if both lists had been compared whole; a
request hides its identifiers perfectly, whatever is computed later; both rows have the same size
every round, whatever happened. Not hidden: how many tags go, for who keeps them sees each, and that
what went was no padding. Steps are pure: they may lie days and media apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from tansiq.subjects import drawing, ristretto, voprf
from tansiq.subjects.ristretto import POINT, SCALAR
from tansiq.subjects.rows import ONE_PROOF, MatchTerms, hashed, multiplied, multiplied_each
from tansiq.subjects.session import bucket
from tansiq.subjects.tags import TAG, Tags, tags
from tansiq.terms.errors import Damaged, Invalid

NONE = bytes(TAG)
"""In a row of tags by place, where the point was padding."""


@dataclass(frozen=True)
class RoundAsking:
    """The asker's side of one round: `size` points, of which these items are some.

    `seed` is this round's alone: every factor, order and padding follows from it.
    """

    terms: MatchTerms
    items: tuple[str, ...]
    size: int
    seed: bytes
    workers: int = 0

    def __post_init__(self) -> None:
        """Refuse more items than the round may ask for."""
        if len(self.items) > self.size:
            raise Invalid("match_more_than_committed")

    @cached_property
    def _factors(self) -> bytes:
        return drawing.scalars(self.seed, b"blind", len(self.items))

    @cached_property
    def order(self) -> Sequence[int]:
        """At each place of the request which item stands there; past the last one it is padding."""
        return drawing.order(self.seed, b"order", self.size)

    @cached_property
    def request(self) -> bytes:
        """The row that is sent."""
        blinded = multiplied_each(
            self._factors, hashed(self.terms, self.items, self.workers), self.workers
        )
        spare = drawing.hashes(self.seed, b"padding", self.size - len(self.items))
        return drawing.put_in_order(blinded + ristretto.from_hashes(spare), self.order)

    def item_at(self, place: int) -> str | None:
        """The item behind a place; None for padding and places that are none."""
        if not 0 <= place < self.size:
            return None
        found = self.order[place]
        return self.items[found] if found < len(self.items) else None

    def opened(self, known: bytes, answer: bytes, proofs: Sequence[bytes]) -> bytes:
        """The evaluated points by place, zeros for padding.

        Damaged `match_answer` unless all of it is proven to be made with the key behind `known`.
        """
        if ristretto.count(answer) != self.size or not proven(known, self.request, answer, proofs):
            raise Damaged("match_answer")
        places = [place for place, one in enumerate(self.order) if one < len(self.items)]
        factors = b"".join(
            ristretto.inverse(_piece(self._factors, self.order[place], SCALAR)) for place in places
        )
        asked = b"".join(_piece(answer, place, POINT) for place in places)
        out = bytearray(self.size * POINT)
        found = multiplied_each(factors, asked, self.workers)
        for number, place in enumerate(places):
            out[place * POINT : (place + 1) * POINT] = _piece(found, number, POINT)
        return bytes(out)


def answered(key: bytes, request: bytes, workers: int = 0) -> tuple[bytes, tuple[bytes, ...]]:
    """Every point evaluated, in the order asked, and the proofs, one for each `ONE_PROOF`.

    Invalid `match_point` or `match_point_twice` for a request that is none.
    """
    if len(set(ristretto.points(request))) != ristretto.count(request):
        raise Invalid("match_point_twice")
    made = multiplied(key, request, workers)
    pairs = zip(_parts(request), _parts(made), strict=True)
    return made, tuple(voprf.prove(key, asked, came) for asked, came in pairs)


def proven(known: bytes, request: bytes, answer: bytes, proofs: Sequence[bytes]) -> bool:
    """Whether the proofs hold for a whole row, point by point in the order asked."""
    pairs = list(zip(_parts(request), _parts(answer), strict=True))
    return len(proofs) == len(pairs) and all(
        voprf.proven(known, asked, came, proof)
        for (asked, came), proof in zip(pairs, proofs, strict=True)
    )


def _parts(row: bytes) -> Iterable[bytes]:
    step = ONE_PROOF * POINT
    return (row[start : start + step] for start in range(0, len(row), step))


def _piece(row: bytes, place: int, size: int) -> bytes:
    return row[place * size : (place + 1) * size]


def tags_by_place(outputs: bytes) -> bytes:
    """A row of tags by place of the evaluated points, `NONE` where they are zeros."""
    points = ristretto.points(outputs)
    found = zip(points, tags(outputs), strict=True)
    return b"".join(NONE if point == ristretto.IDENTITY else one for point, one in found)


def by_place(row: bytes) -> dict[int, bytes]:
    """Such a row as a table, without padding."""
    pieces = (_piece(row, place, TAG) for place in range(len(row) // TAG))
    return {place: one for place, one in enumerate(pieces) if one != NONE}


def padded(found: Tags, seed: bytes) -> Tags:
    """A first set of tags filled up to its bucket, so that its size tells as little as it says."""
    spare = _spare(seed, bucket(len(found)) - len(found))
    return Tags.of((*found, *spare))


def _spare(seed: bytes, count: int) -> list[bytes]:
    row = drawing.hashes(seed, b"spare tags", count)
    return [_piece(row, one, len(row) // count)[:TAG] for one in range(count)]


@dataclass
class Told:
    """The answerer's tags as they were told: a first set, and what changed since."""

    base: Tags
    turned: dict[bytes, bool] = field(default_factory=dict)

    def __contains__(self, one: object) -> bool:
        """Whether a tag stands now."""
        found = self.turned.get(one)  # type: ignore[call-overload]
        return one in self.base if found is None else bool(found)

    def turn(self, changed: Iterable[bytes]) -> None:
        """A tag that was there goes, one that was not comes."""
        for one in changed:
            self.turned[one] = one not in self

    def all(self) -> set[bytes]:
        """Every tag that stands."""
        left = {one for one in self.base if self.turned.get(one, True)}
        return left | {one for one, there in self.turned.items() if there}


def delta(
    told: Told, now: AbstractSet[bytes], ever: AbstractSet[bytes], daily: int, seed: bytes
) -> Tags:
    """Exactly `daily` tags to turn, so that what is told comes nearer to what is held now.

    Removals first; what does not fit waits for the next round. `ever` are the tags of all that was
    ever held: the rest of what was told is padding and stays.
    """
    standing = told.all()
    gone = sorted((ever - now) & standing)
    chosen = list(islice((*gone, *sorted(now - standing)), daily))
    return Tags.of((*chosen, *_spare(seed, daily - len(chosen)))) if daily else Tags()


@dataclass(slots=True)
class Met:
    """A place whose tag stood on both sides: since which round, and in which it went, or 0."""

    place: int
    since: int
    until: int = 0


class Meetings:
    """What meets under one key, folded round by round, as the asker can tell."""

    def __init__(self, base: Tags) -> None:
        """Begin with the answerer's first set."""
        self.told = Told(base)
        self.met: dict[int, Met] = {}
        self.places: dict[bytes, int] = {}

    def round(self, number: int, asked: Mapping[int, bytes], changed: Tags) -> None:
        """One more round: the answerer's changes against what was asked before, then the new."""
        for one in changed:
            there, place = one not in self.told, self.places.get(one)
            if place is not None and there:
                self.met[place] = Met(place, number)
            elif place is not None and place in self.met:
                self.met[place].until = number
        self.told.turn(changed)
        wanted = list(asked.items())
        for place, one in wanted:
            self.places.setdefault(one, place)
        for place in self._standing(wanted):
            self.met[place] = Met(place, number)

    def _standing(self, wanted: Sequence[tuple[int, bytes]]) -> list[int]:
        rows = [one for _, one in wanted]
        inside = set(self.told.base.held(rows))
        turned = self.told.turned
        return [
            place
            for at, (place, one) in enumerate(wanted)
            if turned.get(one, at in inside) and self.places[one] == place
        ]
