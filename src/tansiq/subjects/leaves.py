"""Leaves of a commitment, opened for an auditor of the partner, who checks them without a node.

Promises: which leaves are opened follows from the auditor's seed, so that who opens cannot choose.
Whoever names another number of leaves than there are has places that cannot be opened; the last
one is opened too, for there it shows. A leaf that must not be named (a canary) is told by its hash,
and counted. Does not: say that a purpose is true; the case file behind a leaf does.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import msgspec

from tansiq.ledger.merkle import leaf_hash, verify_inclusion
from tansiq.subjects.commitment import Leaf, opens
from tansiq.terms.errors import Invalid

FORMAT = "tansiq-leaves/1"
MOST_LEAVES = 1_000
"""Leaves opened at once: with 5 % unlawful ones, 100 find one with 99.4 %."""
_MOST_SEED = 200


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """Why an identifier was on a list: what its officer wrote when it was kept."""

    purpose: str
    legal_basis: str


class LeafTold(msgspec.Struct, frozen=True, kw_only=True):
    """A leaf as it is told, in hex; without item and salt, but with its hash, when withheld."""

    place: int
    path: tuple[str, ...]
    item: str = ""
    salt: str = ""
    hash: str = ""
    grounds: tuple[Ground, ...] = ()


class LeafFile(msgspec.Struct, frozen=True, kw_only=True):
    """What is handed over: whose commitment in which match, how drawn, and the leaves."""

    format: str
    match: str
    type: str
    side: str
    root: str
    size: int
    seed: str
    sample: int
    leaves: tuple[LeafTold, ...]


@dataclass(frozen=True, slots=True)
class LeafChecked:
    """A leaf of a file: whether it lies under the root, and what it says."""

    place: int
    proven: bool
    withheld: bool
    item: str
    grounds: tuple[Ground, ...]


def draw(seed: str, match: str, size: int, sample: int) -> tuple[int, ...]:
    """Places that follow from a seed, each once, all alike likely; all of them when few are there.

    Invalid `leaves_sample` for a number out of bounds, `leaves_seed` for a seed that is none.
    """
    if not 0 <= sample <= MOST_LEAVES:
        raise Invalid("leaves_sample", most=MOST_LEAVES)
    if not 0 < len(seed) <= _MOST_SEED:
        raise Invalid("leaves_seed", most=_MOST_SEED)
    found: dict[int, None] = {}
    number = 0
    while len(found) < min(sample, size):
        told = f"tansiq leaves {match} {number} {seed}".encode()
        # 256 bits against a size: what the remainder favours is less than can be told.
        found[int.from_bytes(hashlib.sha256(told).digest(), "big") % size] = None
        number += 1
    return tuple(found)


def to_open(seed: str, match: str, size: int, sample: int) -> tuple[int, ...]:
    """The places a file opens: those drawn, and the last."""
    drawn = draw(seed, match, size, sample)
    return tuple(dict.fromkeys((*drawn, *((size - 1,) if size else ()))))


def told(leaf: Leaf, grounds: tuple[Ground, ...], *, withheld: bool) -> LeafTold:
    """A leaf for the file."""
    path = tuple(one.hex() for one in leaf.path)
    if withheld:
        found = leaf_hash(leaf.salt + leaf.item)
        return LeafTold(place=leaf.place, path=path, hash=found.hex())
    item, salt = leaf.item.decode(), leaf.salt.hex()
    return LeafTold(place=leaf.place, path=path, item=item, salt=salt, grounds=grounds)


def to_bytes(file: LeafFile) -> bytes:
    """The file, as JSON that a person can read."""
    return msgspec.json.format(msgspec.json.encode(file, order="sorted"), indent=1) + b"\n"


def from_bytes(data: bytes) -> LeafFile:
    """A file that was handed over; Invalid `leaves_malformed`."""
    try:
        found = msgspec.json.decode(data, type=LeafFile)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise Invalid("leaves_malformed") from problem
    if found.format != FORMAT or found.size < 1:
        raise Invalid("leaves_malformed")
    return found


def check(file: LeafFile, root: str, seed: str = "") -> tuple[LeafChecked, ...]:
    """Each leaf under the root that stands in the partner's signed record.

    Invalid `leaves_other_root`; Invalid `leaves_places` when other leaves are opened than the
    seed draws, or another seed was used than the auditor's (where it is given).
    """
    if file.root != root.strip().casefold():
        raise Invalid("leaves_other_root")
    wanted = to_open(file.seed, file.match, file.size, file.sample)
    if (seed and seed != file.seed) or tuple(one.place for one in file.leaves) != wanted:
        raise Invalid("leaves_places")
    return tuple(_checked(file, one) for one in file.leaves)


def _checked(file: LeafFile, one: LeafTold) -> LeafChecked:
    withheld = bool(one.hash)
    return LeafChecked(one.place, _proven(file, one), withheld, one.item, one.grounds)


def _proven(file: LeafFile, one: LeafTold) -> bool:
    try:
        root, path = bytes.fromhex(file.root), tuple(map(bytes.fromhex, one.path))
        if one.hash:
            found = bytes.fromhex(one.hash)
            return not one.item and verify_inclusion(one.place, file.size, found, path, root)
        leaf = Leaf(one.place, one.item.encode(), bytes.fromhex(one.salt), path)
    except ValueError:
        return False
    return opens(leaf, root, file.size)
