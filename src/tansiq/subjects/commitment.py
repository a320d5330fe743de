"""A commitment to a set: who asks cannot deny or change later what was asked.

Promises: a Merkle tree (RFC 9162) over items in their order, each leaf with a salt of its own that
is derived from one secret; opening some leaves says nothing of the others, not even to someone who
guesses. Does not: hide how many leaves there are.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from tansiq.ledger.merkle import Tree, leaf_hash, verify_inclusion

SALT = 32


@dataclass(frozen=True, slots=True)
class Leaf:
    """One opened leaf: its place, item and salt, and the hashes beside its path, from below."""

    place: int
    item: bytes
    salt: bytes
    path: tuple[bytes, ...]


class Commitment:
    """The tree over a set, kept by who committed to it."""

    def __init__(self, items: Sequence[bytes], secret: bytes) -> None:
        """Commit to items; `secret` is 32 random bytes that never leave."""
        self._items = tuple(items)
        self._secret = secret
        self._tree = Tree.of(
            leaf_hash(self._salt(place) + one) for place, one in enumerate(self._items)
        )

    def _salt(self, place: int) -> bytes:
        return hmac.digest(self._secret, b"tansiq-match-leaf" + place.to_bytes(8, "big"), "sha256")

    @property
    def root(self) -> bytes:
        """The 32 bytes that are told."""
        return self._tree.root()

    @property
    def size(self) -> int:
        """How many items."""
        return len(self._items)

    def open(self, place: int) -> Leaf:
        """What an auditor needs to check one leaf against the root."""
        return Leaf(
            place, self._items[place], self._salt(place), tuple(self._tree.inclusion(place))
        )


def opens(leaf: Leaf, root: bytes, size: int) -> bool:
    """Whether an opened leaf lies at its place under a root over so many leaves."""
    if len(leaf.salt) != SALT or not 0 <= leaf.place < size:
        return False
    found = leaf_hash(leaf.salt + leaf.item)
    return verify_inclusion(leaf.place, size, found, leaf.path, root)
