"""What a match draws at random, all from one secret seed, so that an auditor can draw it again.

Promises: factors, orders and padding that nobody can foretell without the seed, and that are the
same whenever they are drawn from it; the seed is the whole secret of a session (32 bytes).
"""

from __future__ import annotations

import hashlib

from tansiq.subjects.ristretto import HASH, reduced

SEED = 32


def _stream(seed: bytes, name: bytes, number: int) -> bytes:
    """64 uniform bytes (BLAKE2b, RFC 7693, keyed with the seed)."""
    told = number.to_bytes(8, "big")
    return hashlib.blake2b(told, key=seed, person=name.ljust(16, b"\0"), digest_size=HASH).digest()


def scalars(seed: bytes, name: bytes, count: int) -> bytes:
    """A row of scalars."""
    return b"".join(reduced(_stream(seed, name, one)) for one in range(count))


def hashes(seed: bytes, name: bytes, count: int) -> bytes:
    """A row of 64 uniform bytes each, to make points of that nobody else can make."""
    return b"".join(_stream(seed, name, one) for one in range(count))


def order(seed: bytes, name: bytes, count: int) -> list[int]:
    """A secret order of so many places: every order is as likely as any other."""
    return sorted(range(count), key=[_stream(seed, name, one) for one in range(count)].__getitem__)
