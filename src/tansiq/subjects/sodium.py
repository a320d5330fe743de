"""libsodium's ristretto255, loaded without leaving a file behind, for many points at once.

Promises: the pinned library that package `rbcl` carries, run from memory; the system's own where
memory may not be executed. Calls free the interpreter's lock, so threads share the work. Secrets
are wiped by nobody here: they live as long as the Python objects that hold them.

Why not `import rbcl`: it writes its library into the temporary folder at each import and leaves it.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import importlib.util
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tansiq.terms.errors import Missing

_HEX = "sodium_bs = bytes.fromhex('"
_FUNCTIONS = {
    "crypto_core_ristretto255_from_hash": 2,
    "crypto_core_ristretto255_is_valid_point": 1,
    "crypto_core_ristretto255_add": 3,
    "crypto_core_ristretto255_sub": 3,
    "crypto_core_ristretto255_scalar_add": 3,
    "crypto_core_ristretto255_scalar_sub": 3,
    "crypto_core_ristretto255_scalar_mul": 3,
    "crypto_core_ristretto255_scalar_invert": 2,
    "crypto_core_ristretto255_scalar_reduce": 2,
    "crypto_scalarmult_ristretto255": 3,
    "crypto_scalarmult_ristretto255_base": 2,
}
"""What is used, with the number of its pointers (libsodium documentation, Ristretto)."""


@cache
def library() -> ctypes.CDLL:
    """The library, initialised; Missing `match_library` where neither can be had."""
    for load in (_carried, _systems):
        found = load()
        if found is not None and _ready(found):
            return found
    raise Missing("match_library")


def _ready(found: ctypes.CDLL) -> bool:
    """Set the types; an old library lacks the group, one that cannot start answers below zero."""
    try:
        for name, pointers in _FUNCTIONS.items():
            function = getattr(found, name)
            function.argtypes = [ctypes.c_void_p] * pointers
            function.restype = ctypes.c_int
        return int(found.sodium_init()) >= 0
    except AttributeError:
        return False


def _carried() -> ctypes.CDLL | None:
    data = _bytes_carried()
    if data is None or not hasattr(os, "memfd_create"):
        return None
    file = os.memfd_create("sodium", os.MFD_CLOEXEC)
    try:
        with os.fdopen(os.dup(file), "wb") as out:
            out.write(data)
        return ctypes.CDLL(f"/proc/self/fd/{file}")
    except OSError:
        # A machine may forbid to execute memory.
        return None
    finally:
        os.close(file)


def _bytes_carried() -> bytes | None:
    """The library as `rbcl` carries it: one hexadecimal literal in its source, read, not run."""
    place = importlib.util.find_spec("rbcl")
    if place is None or place.origin is None:
        return None
    for line in _lines(Path(place.origin).with_name("_sodium.py")):
        if line.startswith(_HEX):
            return bytes.fromhex(line[len(_HEX) :].split("'", 1)[0])
    return None


def _lines(file: Path) -> Iterator[str]:
    if file.is_file():
        with file.open(encoding="ascii") as lines:
            yield from lines


def _systems() -> ctypes.CDLL | None:
    name = ctypes.util.find_library("sodium")
    try:
        return None if name is None else ctypes.CDLL(name)
    except OSError:
        return None
