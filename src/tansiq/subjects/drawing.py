"""What a match draws at random, all from one secret seed, so that an auditor can draw it again.

Promises: factors, orders and padding that nobody can foretell without the seed, and that are the
same whenever they are drawn from it; the seed is the whole secret of a session (32 bytes).
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Sequence

import numpy as np

from tansiq.subjects.ristretto import HASH, POINT, reduced
from tansiq.subjects.tags import TAG, in_order

SEED = 32
_SORTED_BY = TAG


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


def order(seed: bytes, name: bytes, count: int) -> array[int]:
    """A secret order of so many places: every order is as likely as any other.

    Places are sorted by 128 random bits each; that two are equal is as unlikely as a guessed key.
    """
    drawn = bytearray()  # a list of what is joined would be five times as large
    for one in range(count):
        drawn += _stream(seed, name, one)[:_SORTED_BY]
    return array("I", in_order(drawn).astype(np.uint32).tobytes())


def put_in_order(row: bytes, places: Sequence[int], size: int = POINT) -> bytes:
    """The pieces of a row in an order: place by place the piece that stands there now."""
    chosen = np.asarray(places, np.uint32)
    taken = np.frombuffer(row, np.uint8).reshape(-1, size)[chosen]
    del row  # where nobody else holds it, its memory is free for the copy
    return taken.tobytes()
