"""Merkle trees of RFC 6962 over SHA-256: roots, inclusion and consistency proofs.

Promises the hashes and proof order of RFC 6962 section 2.1 and the verification of RFC 9162
sections 2.1.3.2 and 2.1.4.2. Every function takes and gives **leaf hashes** (see `leaf_hash`),
never leaf data: data is hashed once, where an entry is sealed or parsed. Knows nothing of
signatures.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tansiq.terms.errors import Damaged, Invalid

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

_sha256 = hashlib.sha256


def leaf_hash(data: bytes) -> bytes:
    """Return SHA-256(0x00 || data), the hash of one leaf."""
    return _sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return SHA-256(0x01 || left || right), the hash of one inner node."""
    return _sha256(b"\x01" + left + right).digest()


def _hash_pairs(packed: bytes | bytearray | memoryview, count: int) -> bytes:
    """Hash `count` neighbouring pairs of 32-byte hashes; the loop every append runs through."""
    view = bytes(packed)
    return b"".join(
        [_sha256(b"\x01" + view[at : at + 64]).digest() for at in range(0, count * 64, 64)]
    )


def _joined(leaves: Iterable[bytes]) -> bytes:
    """Concatenate leaf hashes; Invalid `leaf_length` if one is not 32 bytes."""
    hashes = leaves if isinstance(leaves, list | tuple) else list(leaves)
    if not set(map(len, hashes)) <= {HASH_BYTES}:
        raise Invalid("leaf_length")
    return b"".join(hashes)


def _fold_right(peaks: Sequence[bytes]) -> bytes:
    """Combine the roots of ever smaller full subtrees, right to left, into one root."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of a tree: all that is needed to append and to name the root."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def extend(self, leaves: Iterable[bytes]) -> Frontier:
        """Return the frontier after appending leaf hashes, in order."""
        row = _joined(leaves)
        peaks = dict(zip(_peak_levels(self.size), self.hashes, strict=True))
        size = self.size + len(row) // HASH_BYTES
        level = 0
        while row:
            pending = peaks.pop(level, None)
            if pending is not None:
                row = pending + row
            pairs, odd = divmod(len(row) // HASH_BYTES, 2)
            if odd:
                peaks[level] = row[-HASH_BYTES:]
            row = _hash_pairs(row, pairs)
            level += 1
        return Frontier(size, tuple(peaks[at] for at in sorted(peaks, reverse=True)))

    def root(self) -> bytes:
        """Return the root hash of the whole tree."""
        return _fold_right(self.hashes)

    def pack(self) -> bytes:
        """Return the hashes one after the other, largest subtree first."""
        return b"".join(self.hashes)

    @staticmethod
    def unpack(size: int, packed: bytes) -> Frontier:
        """Read what `pack` wrote; Damaged `frontier_malformed` when the length does not fit."""
        if size < 0 or len(packed) != size.bit_count() * HASH_BYTES:
            raise Damaged("frontier_malformed", size=size, found=len(packed))
        return Frontier(
            size,
            tuple(packed[at : at + HASH_BYTES] for at in range(0, len(packed), HASH_BYTES)),
        )


def _peak_levels(size: int) -> list[int]:
    """Return the heights of the full subtrees of a tree, largest first."""
    return [level for level in range(size.bit_length() - 1, -1, -1) if size >> level & 1]


class Tree:
    """All full-subtree hashes of a tree in memory: 64 bytes per leaf, any proof in microseconds."""

    __slots__ = ("_levels", "_ragged")

    def __init__(self) -> None:
        """Make an empty tree."""
        self._levels: list[bytearray] = [bytearray()]
        self._ragged: tuple[int, list[bytes]] = (0, [])

    @classmethod
    def of(cls, leaves: Iterable[bytes]) -> Tree:
        """Make a tree of leaf hashes."""
        tree = cls()
        tree.extend(leaves)
        return tree

    @property
    def size(self) -> int:
        """Return the number of leaves."""
        return len(self._levels[0]) // HASH_BYTES

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Append leaf hashes, in order."""
        row = _joined(leaves)
        level = 0
        while row:
            if level == len(self._levels):
                self._levels.append(bytearray())
            hashes = self._levels[level]
            # A last hash without a partner waits here until the next extension.
            unpaired = len(hashes) // HASH_BYTES % 2 * HASH_BYTES
            first = len(hashes) - unpaired
            hashes += row
            pairs = (len(hashes) - first) // 64
            row = _hash_pairs(hashes[first : first + pairs * 64], pairs)
            level += 1

    def node(self, level: int, index: int) -> bytes:
        """Return the hash of the full subtree of 2**level leaves at that place."""
        at = index * HASH_BYTES
        found = (
            bytes(self._levels[level][at : at + HASH_BYTES]) if level < len(self._levels) else b""
        )
        if index < 0 or len(found) != HASH_BYTES:
            raise Invalid("proof_out_of_range", index=index, size=self.size)
        return found

    def nodes(self, level: int, first: int, count: int) -> bytes:
        """Return up to `count` neighbouring hashes of one level, concatenated (tile export)."""
        if level >= len(self._levels):
            return b""
        return bytes(self._levels[level][first * HASH_BYTES : (first + count) * HASH_BYTES])

    def frontier(self, size: int | None = None) -> Frontier:
        """Return the right edge of the tree as it was at `size` (default: now)."""
        n = self._size(size)
        return Frontier(n, tuple(self.node(level, (n >> level) - 1) for level in _peak_levels(n)))

    def root(self, size: int | None = None) -> bytes:
        """Return the root hash of the tree as it was at `size` (default: now)."""
        return self.frontier(size).root()

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """Return the audit path of a leaf, its sibling first (RFC 6962 section 2.1.1)."""
        n = self._size(size)
        if not 0 <= index < n:
            raise Invalid("proof_out_of_range", index=index, size=n)
        return self._path(0, index, n)

    def consistency(self, older: int, newer: int | None = None) -> list[bytes]:
        """Return the proof that the older tree is a prefix of the newer (RFC 6962, 2.1.2)."""
        n = self._size(newer)
        if not 0 <= older <= n:
            raise Invalid("proof_out_of_range", index=older, size=n)
        if older in {0, n}:
            return []
        # The last full subtree of the older tree is a node of both; from there up, a plain path.
        level = (older & -older).bit_length() - 1
        index = (older >> level) - 1
        head = [] if index == 0 else [self.node(level, index)]
        return head + self._path(level, index, n)

    def _size(self, size: int | None) -> int:
        if size is None:
            return self.size
        if not 0 <= size <= self.size:
            raise Invalid("proof_out_of_range", index=size, size=self.size)
        return size

    def _path(self, level: int, index: int, size: int) -> list[bytes]:
        """Collect the siblings from a full node up to the root of the tree of that size."""
        path: list[bytes] = []
        levels = self._levels
        ragged: list[bytes] | None = None
        for height in range(level, (size - 1).bit_length()):
            sibling = index ^ 1
            if (sibling + 1) << height <= size:
                at = sibling * HASH_BYTES
                path.append(bytes(levels[height][at : at + HASH_BYTES]))
            elif sibling << height < size:
                ragged = ragged or self._ragged_edges(size)
                path.append(ragged[height])
            index >>= 1
        return path

    def _ragged_edges(self, size: int) -> list[bytes]:
        """Return, per height, the root of the incomplete subtree at the right edge.

        Kept for the size asked last: proofs are mostly made against one and the same head.
        """
        if self._ragged[0] == size:
            return self._ragged[1]
        edges: list[bytes] = []
        edge = b""
        for height in range(size.bit_length()):
            edges.append(edge)
            if size >> height & 1:
                peak = self.node(height, (size >> height) - 1)
                edge = node_hash(peak, edge) if edge else peak
        self._ragged = (size, edges)
        return edges


def verify_inclusion(
    index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes
) -> bool:
    """Say whether the proof binds a leaf hash to a root (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size or len(leaf) != HASH_BYTES:
        return False
    place, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0 or len(sibling) != HASH_BYTES:
            return False
        if place & 1 or place == last:
            found = _sha256(b"\x01" + sibling + found).digest()
            if not place & 1:
                shift = (place & -place).bit_length() - 1
                place >>= shift
                last >>= shift
        else:
            found = _sha256(b"\x01" + found + sibling).digest()
        place >>= 1
        last >>= 1
    return last == 0 and found == root


def verify_consistency(
    older: int, newer: int, older_root: bytes, newer_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Say whether the older tree is a prefix of the newer (RFC 9162 section 2.1.4.2).

    The empty tree is a prefix of every tree and needs no proof; equal trees need none either.
    """
    if older == newer:
        return not proof and older_root == newer_root and (older > 0 or older_root == EMPTY_ROOT)
    hashes = (older_root, newer_root, *proof)
    if not 0 <= older < newer or any(len(each) != HASH_BYTES for each in hashes):
        return False
    if older == 0:
        return not proof and older_root == EMPTY_ROOT
    steps = list(proof)
    if older & (older - 1) == 0:
        steps.insert(0, older_root)
    return bool(steps) and _prefix_holds(older, newer, steps) == (older_root, newer_root)


def _prefix_holds(older: int, newer: int, steps: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Recompute both roots from the steps; None when their number does not fit the sizes."""
    place, last = older - 1, newer - 1
    shift = (~place & (place + 1)).bit_length() - 1
    place >>= shift
    last >>= shift
    old_root = new_root = steps[0]
    for step in steps[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            old_root = node_hash(step, old_root)
            new_root = node_hash(step, new_root)
            if not place & 1:
                shift = (place & -place).bit_length() - 1
                place >>= shift
                last >>= shift
        else:
            new_root = node_hash(new_root, step)
        place >>= 1
        last >>= 1
    return (old_root, new_root) if last == 0 else None
