"""Tags: 16 bytes for each identifier under one key, in order, as they are kept and compared.

Promises: a set of tags is one row of bytes, sorted, each once; joining and looking up need no more
memory than the rows. A tag of a point says nothing of its identifier to who has no key.
"""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tansiq.subjects.ristretto import points
from tansiq.terms.errors import Invalid

TAG = 16
_STEPS = 20
_PERSON = b"tansiq-match-1"


def tag(point: bytes) -> bytes:
    """The tag of an evaluated point: BLAKE2b with 128 bits (RFC 7693)."""
    return hashlib.blake2b(point, digest_size=TAG, person=_PERSON).digest()


def tags(row: bytes) -> tuple[bytes, ...]:
    """The tags of a row of points, in its order."""
    return tuple(tag(one) for one in points(row))


class Tags(Sequence[bytes]):
    """A sorted set of tags in one row of bytes."""

    __slots__ = ("row",)

    def __init__(self, row: bytes = b"") -> None:
        """Take a row that is sorted; Invalid `match_tags` when it is not, or repeats a tag."""
        if len(row) % TAG or any(a >= b for a, b in _neighbours(row)):
            raise Invalid("match_tags")
        self.row = row

    @classmethod
    def of(cls, found: Iterable[bytes]) -> Tags:
        """From tags in any order."""
        return cls(b"".join(sorted(set(found))))

    def __len__(self) -> int:
        """How many."""
        return len(self.row) // TAG

    def __getitem__(self, place: Any) -> Any:
        """The tag at a place."""
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        start = place % len(self) * TAG
        return self.row[start : start + TAG]

    def __contains__(self, one: object) -> bool:
        """Found by halving."""
        place = bisect_left(self, one)
        return place < len(self) and self[place] == one

    def joined(self, more: Tags, gone: Tags | None = None) -> Tags:
        """These and more, without those that are gone."""
        left = set(gone or ())
        return Tags.of(one for one in (*self, *more) if one not in left)

    def held(self, wanted: Sequence[bytes]) -> list[int]:
        """At which places of a list a tag stands that is one of these."""
        # Halving costs twenty steps, a set its memory: what is cheaper for so many questions.
        known = set(self) if len(wanted) * _STEPS > len(self) else self
        return [place for place, one in enumerate(wanted) if one in known]


class Evaluated:
    """Our own identifiers with their tags under one key: which one a tag belongs to."""

    __slots__ = ("_items", "_places", "tags")

    def __init__(self, items: Sequence[str], found: Sequence[bytes]) -> None:
        """Keep items, each with the tag at the same place of the other list."""
        order = sorted(range(len(items)), key=found.__getitem__)
        self._items = items
        self._places = array("I", order)
        self.tags = Tags(b"".join(found[one] for one in order))

    def item(self, one: bytes) -> str | None:
        """The identifier behind a tag; None for a tag that is not ours."""
        place = bisect_left(self.tags, one)
        if place < len(self.tags) and self.tags[place] == one:
            return self._items[self._places[place]]
        return None


def _neighbours(row: bytes) -> Iterator[tuple[bytes, bytes]]:
    for start in range(0, len(row) - TAG, TAG):
        yield row[start : start + TAG], row[start + TAG : start + 2 * TAG]
