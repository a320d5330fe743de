"""Several acts under one touch: a tree of what they cover, whose root the passkey signs.

    challenge = SHA-256("tansiq-acts-v1" || root of RFC 6962 over the covered bytes of each act)

Promises that an act of a batch holds alone, beside none of the others: it carries its place in the
tree and the path to the root, and counts for its own record only. Knows neither officers nor keys.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

import msgspec

from tansiq.ledger import base64, merkle
from tansiq.terms.errors import Damaged

MOST: Final = 1024
_PREFIX: Final = b"tansiq-acts-v1"


class Among(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The place of one act among those that were signed together (hashes as base64)."""

    index: int
    path: tuple[str, ...]
    root: str
    size: int

    def wire(self) -> dict[str, object]:
        """Return the place as a JSON object."""
        return {
            "index": self.index,
            "path": list(self.path),
            "root": self.root,
            "size": self.size,
        }


def places(covered: Sequence[bytes]) -> tuple[Among, ...]:
    """The place of each act, in order, by the bytes that each covers."""
    tree = merkle.Tree.of(merkle.leaf_hash(one) for one in covered)
    root = base64.to_text(tree.root())
    return tuple(
        Among(
            index=at,
            path=tuple(base64.to_text(one) for one in tree.inclusion(at)),
            root=root,
            size=len(covered),
        )
        for at in range(len(covered))
    )


def challenge(among: Among, covered: bytes) -> bytes:
    """The 32 bytes that were signed for all, or Damaged("act_malformed") where this is not in."""
    try:
        root = base64.from_text(among.root)
        path = [base64.from_text(one) for one in among.path]
    except Damaged as error:
        raise Damaged("act_malformed") from error
    leaf = merkle.leaf_hash(covered)
    if among.size > MOST or not merkle.verify_inclusion(among.index, among.size, leaf, path, root):
        raise Damaged("act_malformed")
    return challenge_of(root)


def challenge_of(root: bytes) -> bytes:
    """The 32 bytes to be signed for all acts of a tree."""
    return sha256(_PREFIX + root).digest()
