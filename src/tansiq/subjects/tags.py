"""Tags: 16 bytes for each identifier under one key, in order, as they are kept and compared.

Promises: a set of tags is one row of bytes, sorted, each once; joining and looking up need no more
memory than the rows. A tag of a point says nothing of its identifier to who has no key.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tansiq.subjects.ristretto import points
from tansiq.terms.errors import Invalid

TAG = 16
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


def _neighbours(row: bytes) -> Iterator[tuple[bytes, bytes]]:
    for start in range(0, len(row) - TAG, TAG):
        yield row[start : start + TAG], row[start + TAG : start + 2 * TAG]
