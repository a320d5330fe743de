"""Tags: 16 bytes for each identifier under one key, in order, as they are kept and compared.

Promises: a set of tags is one row of bytes, sorted, each once; joining and looking up need no more
memory than the rows. A tag of a point says nothing of its identifier to who has no key.
"""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tansiq.subjects.ristretto import POINT, points
from tansiq.terms.errors import Invalid

TAG = 16
_PERSON = b"tansiq-match-1"


def tag(point: bytes) -> bytes:
    """The tag of an evaluated point: BLAKE2b with 128 bits (RFC 7693)."""
    return hashlib.blake2b(point, digest_size=TAG, person=_PERSON).digest()


def tags(row: bytes) -> tuple[bytes, ...]:
    """The tags of a row of points, in its order."""
    return tuple(tag(one) for one in points(row))


def tag_row(row: bytes) -> bytes:
    """The same in one row of bytes: a million tags as objects are five times as large."""
    found = bytearray()
    for start in range(0, len(row), POINT):
        found += tag(row[start : start + POINT])
    return bytes(found)


class Tags(Sequence[bytes]):
    """A sorted set of tags in one row of bytes."""

    __slots__ = ("row",)

    def __init__(self, row: bytes = b"") -> None:
        """Take a row that is sorted; Invalid `match_tags` when it is not, or repeats a tag."""
        if len(row) % TAG or not _rising(row):
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
        return self.held_in(b"".join(wanted))

    def held_in(self, wanted: bytes) -> list[int]:
        """At which places of a row of tags one stands that is one of these."""
        firsts, asked = _firsts(self.row), _firsts(wanted)
        places = np.searchsorted(firsts, asked).astype(np.uint32)
        likely = (
            np.flatnonzero(np.append(firsts, firsts[-1:])[places] == asked) if len(self) else ()
        )
        pieces = ((int(one), wanted[one * TAG : (one + 1) * TAG]) for one in likely)
        return [place for place, one in pieces if one in self]


class Evaluated:
    """Our own identifiers with their tags under one key: which one a tag belongs to."""

    __slots__ = ("_items", "_places", "tags")

    def __init__(self, items: Sequence[str], found: bytes) -> None:
        """Keep items, each with the tag at the same place of a row."""
        order = in_order(found)
        self._items = items
        self._places = array("I", order.astype(np.uint32).tobytes())
        self.tags = Tags(np.frombuffer(found, np.uint8).reshape(-1, TAG)[order].tobytes())

    def item(self, one: bytes) -> str | None:
        """The identifier behind a tag; None for a tag that is not ours."""
        place = bisect_left(self.tags, one)
        if place < len(self.tags) and self.tags[place] == one:
            return self._items[self._places[place]]
        return None


Numbers = NDArray[np.uint64]


def _firsts(row: bytes | bytearray) -> Numbers:
    """The first half of each tag as a number; in order where the tags are."""
    return np.frombuffer(row, ">u8")[::2].astype(np.uint64)


def _seconds(row: bytes | bytearray) -> Numbers:
    return np.frombuffer(row, ">u8")[1::2].astype(np.uint64)


def in_order(row: bytes | bytearray) -> NDArray[np.int64]:
    """The places of a row of tags, sorted by tag; of equal ones the earlier first."""
    return np.asarray(np.lexsort((_seconds(row), _firsts(row))), np.int64)


def _rising(row: bytes) -> bool:
    firsts, seconds = _firsts(row), _seconds(row)
    equal = (firsts[:-1] == firsts[1:]) & (seconds[:-1] < seconds[1:])
    return bool(((firsts[:-1] < firsts[1:]) | equal).all())
