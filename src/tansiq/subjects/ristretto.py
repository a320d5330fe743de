"""The group ristretto255 (RFC 9496) on rows of points: 32 bytes each, one after another.

Promises: every point is read strictly: a non-canonical encoding, or the identity where a secret is
multiplied in, is Invalid `match_point` and nothing of the row is used. Scalars are 32 bytes, little
endian, reduced. Rows are pure maps: cutting one into pieces changes nothing.
"""

from __future__ import annotations

import ctypes
import hashlib
import secrets

from tansiq.subjects.sodium import library
from tansiq.terms.errors import Invalid

POINT = 32
SCALAR = 32
HASH = 64
ORDER = 2**252 + 27742317777372353535851937790883648493
"""The order of the group (RFC 9496, section 4)."""
IDENTITY = bytes(POINT)
BASE = bytes.fromhex("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76")
"""The generator (RFC 9496, appendix A.1)."""


def _address(row: ctypes.Array[ctypes.c_char]) -> int:
    return ctypes.addressof(row)


def _row(data: bytes, size: int) -> ctypes.Array[ctypes.c_char]:
    if len(data) % size:
        raise Invalid("match_point")
    return ctypes.create_string_buffer(data, max(len(data), 1))


def points(row: bytes) -> list[bytes]:
    """The points of a row, one by one."""
    return [row[start : start + POINT] for start in range(0, len(row), POINT)]


def count(row: bytes) -> int:
    """How many points a row has; Invalid `match_point` for a broken one."""
    if len(row) % POINT:
        raise Invalid("match_point")
    return len(row) // POINT


def from_hashes(hashes: bytes) -> bytes:
    """One point for each 64 uniform bytes (RFC 9496, section 4.3.4)."""
    lib, source = library(), _row(hashes, HASH)
    number = len(hashes) // HASH
    out = ctypes.create_string_buffer(max(number * POINT, 1))
    read, write, step = _address(source), _address(out), lib.crypto_core_ristretto255_from_hash
    for one in range(number):
        step(write + one * POINT, read + one * HASH)
    return out.raw[: number * POINT]


def multiply(scalar: bytes, row: bytes) -> bytes:
    """Every point of a row times one secret; Invalid `match_point` for any that is none.

    libsodium refuses what is not canonical and a product that is the identity.
    """
    lib, source, factor = library(), _row(row, POINT), _row(scalar, SCALAR)
    number = count(row)
    out = ctypes.create_string_buffer(max(number * POINT, 1))
    read, write, by = _address(source), _address(out), _address(factor)
    step = lib.crypto_scalarmult_ristretto255
    for start in range(0, number * POINT, POINT):
        if step(write + start, by, read + start):
            raise Invalid("match_point")
    return out.raw[: number * POINT]


def multiply_each(scalars: bytes, row: bytes) -> bytes:
    """Every point times its own scalar; Invalid `match_point` as `multiply`."""
    lib, source, factors = library(), _row(row, POINT), _row(scalars, SCALAR)
    number = count(row)
    if len(scalars) != number * SCALAR:
        raise Invalid("match_point")
    out = ctypes.create_string_buffer(max(number * POINT, 1))
    read, write, by = _address(source), _address(out), _address(factors)
    step = lib.crypto_scalarmult_ristretto255
    for start in range(0, number * POINT, POINT):
        if step(write + start, by + start, read + start):
            raise Invalid("match_point")
    return out.raw[: number * POINT]


def multiples_of_base(scalars: bytes) -> bytes:
    """The generator times each scalar."""
    lib, source = library(), _row(scalars, SCALAR)
    number = len(scalars) // SCALAR
    out = ctypes.create_string_buffer(max(number * POINT, 1))
    read, write = _address(source), _address(out)
    for start in range(0, number * POINT, POINT):
        if lib.crypto_scalarmult_ristretto255_base(write + start, read + start):
            raise Invalid("match_point")
    return out.raw[: number * POINT]


def add(one: bytes, other: bytes) -> bytes:
    """The sum of two points."""
    return _of_points("add", one, other)


def subtract(one: bytes, other: bytes) -> bytes:
    """The difference of two points."""
    return _of_points("sub", one, other)


def total(row: bytes) -> bytes:
    """The sum of all points of a row; the identity for none."""
    found = IDENTITY
    for one in points(row):
        found = add(found, one)
    return found


def _of_points(operation: str, one: bytes, other: bytes) -> bytes:
    lib, first, second = library(), _row(one, POINT), _row(other, POINT)
    if count(one) != 1 or count(other) != 1:
        raise Invalid("match_point")
    out = ctypes.create_string_buffer(POINT)
    step = getattr(lib, f"crypto_core_ristretto255_{operation}")
    if step(_address(out), _address(first), _address(second)):
        raise Invalid("match_point")
    return out.raw


def check(row: bytes) -> None:
    """Invalid `match_point` unless every point is canonical and none is the identity."""
    lib, source = library(), _row(row, POINT)
    read = _address(source)
    for start in range(0, len(row), POINT):
        if not lib.crypto_core_ristretto255_is_valid_point(read + start):
            raise Invalid("match_point")
    if any(one == IDENTITY for one in points(row)):
        raise Invalid("match_point")


def reduced(wide: bytes) -> bytes:
    """A scalar from 64 uniform bytes."""
    return (int.from_bytes(wide, "little") % ORDER).to_bytes(SCALAR, "little")


def random_scalar() -> bytes:
    """A fresh scalar other than zero, from the operating system."""
    return (secrets.randbelow(ORDER - 1) + 1).to_bytes(SCALAR, "little")


def scalar(data: bytes) -> bytes:
    """A scalar as it came from outside; Invalid `match_scalar` unless reduced and not zero."""
    if len(data) != SCALAR or not 0 < int.from_bytes(data, "little") < ORDER:
        raise Invalid("match_scalar")
    return data


def inverse(factor: bytes) -> bytes:
    """One divided by a scalar, in constant time; Invalid `match_scalar` for zero."""
    lib, source = library(), _row(scalar(factor), SCALAR)
    out = ctypes.create_string_buffer(SCALAR)
    if lib.crypto_core_ristretto255_scalar_invert(_address(out), _address(source)):
        raise Invalid("match_scalar")
    return out.raw


def product(one: bytes, other: bytes) -> bytes:
    """The product of two scalars, in constant time."""
    return _of_scalars("mul", one, other)


def difference(one: bytes, other: bytes) -> bytes:
    """The difference of two scalars, in constant time."""
    return _of_scalars("sub", one, other)


def _of_scalars(operation: str, one: bytes, other: bytes) -> bytes:
    lib, first, second = library(), _row(one, SCALAR), _row(other, SCALAR)
    out = ctypes.create_string_buffer(SCALAR)
    step = getattr(lib, f"crypto_core_ristretto255_scalar_{operation}")
    step(_address(out), _address(first), _address(second))
    return out.raw


def expanded(message: bytes, tag: bytes) -> bytes:
    """64 uniform bytes for a message under a domain tag: expand_message_xmd with SHA-512.

    RFC 9380, section 5.3.1, for an output of one block; a tag has at most 255 bytes.
    """
    ended = tag + bytes([len(tag)])
    first = hashlib.sha512(bytes(128) + message + b"\x00\x40\x00" + ended).digest()
    return hashlib.sha512(first + b"\x01" + ended).digest()
