"""Canonical bytes: one spelling for every value that is signed or hashed.

RFC 8785 order and escapes, narrowed: keys ``[a-z0-9_]+``, no floats, |int| < 2^53, strings in
normal form C without U+0000 (no database text column can hold it), at most 32 levels deep.

Promises: what ``decode`` accepts re-serialises to the very same bytes, so two nodes never read
one signature as two texts. Does not: know any record's fields.
"""

from __future__ import annotations

import hashlib
import re
from enum import Enum
from typing import NoReturn

import msgspec

from tansiq.terms.errors import Invalid
from tansiq.terms.text import is_nfc

MAX_INT = 2**53 - 1
MAX_DEPTH = 32
NO_KEYS: frozenset[str] = frozenset()

_KEY_RE = re.compile(r"[a-z0-9_]+")
# The raw checks below run on bytes already known to be canonical JSON: no white space between
# tokens and every quote inside a string escaped, so a match can only be a real token. They may
# cry wolf over text inside strings; then the slow walk decides. They never miss.
_RAW_KEYS = re.compile(rb'[{,]"[a-z0-9_]+":')
_RAW_BIG_INT = re.compile(rb"[:\[,]-?[0-9]{16}")


def _refuse_float(_text: str) -> NoReturn:
    # The JSON library turns a ValueError of a hook into its ValidationError.
    raise ValueError


_encode = msgspec.json.Encoder(order="sorted").encode
_decode = msgspec.json.Decoder(float_hook=_refuse_float).decode


def encode(obj: object) -> bytes:
    """The canonical bytes of a JSON value, or Invalid ``canonical_*``."""
    walk(obj)
    return _encode(obj)


def decode(data: bytes, foreign_keys: frozenset[str] = NO_KEYS) -> object:
    """The value of canonical bytes, or Invalid ``canonical_*`` for any other spelling.

    ``foreign_keys`` are further keys a public format brings along (in-toto's ``_type``).
    """
    try:
        value = _decode(data)
        same = _encode(value) == data
    except msgspec.ValidationError:
        raise Invalid("canonical_float") from None
    except RecursionError:
        raise Invalid("canonical_depth", most=MAX_DEPTH) from None
    except (msgspec.MsgspecError, ValueError):
        raise Invalid("canonical_malformed") from None
    if not same:
        raise Invalid("canonical_spelling")
    if foreign_keys or _suspicious(data):
        walk(value, foreign_keys)
    return value


def digest(obj: object) -> bytes:
    """SHA-256 of the canonical bytes, 32 bytes."""
    return hashlib.sha256(encode(obj)).digest()


def _suspicious(data: bytes) -> bool:
    """Whether canonical JSON may break the profile; False is a proof that it does not."""
    if data.count(b'":') != len(_RAW_KEYS.findall(data)):
        return True
    if _RAW_BIG_INT.search(data) is not None or data.count(b"\\u0000"):
        return True
    if data.count(b"{") + data.count(b"[") > MAX_DEPTH:
        return True
    return not (data.isascii() or is_nfc(data.decode()))


def walk(obj: object, foreign_keys: frozenset[str] = NO_KEYS, depth: int = 0) -> None:
    """Check a value against the profile one node at a time: the plain rule, in full."""
    kind = type(obj)
    if kind is str:
        _check_text(str(obj))
    elif kind is dict or kind is list or kind is tuple:
        if depth >= MAX_DEPTH:
            raise Invalid("canonical_depth", most=MAX_DEPTH)
        _walk_inside(obj, foreign_keys, depth + 1)
    elif kind is int:
        if not -MAX_INT <= obj <= MAX_INT:  # type: ignore[operator]
            raise Invalid("canonical_integer")
    elif obj is None or kind is bool:
        return
    elif kind is float:
        raise Invalid("canonical_float")
    elif isinstance(obj, Enum) and isinstance(obj.value, str):
        _check_text(obj.value)
    else:
        raise Invalid("canonical_type", type=kind.__name__)


def _walk_inside(obj: object, foreign_keys: frozenset[str], depth: int) -> None:
    if isinstance(obj, dict):
        for key, value in obj.items():
            if not isinstance(key, str):
                raise Invalid("canonical_key", key=str(key)[:60])
            if _KEY_RE.fullmatch(key) is None and key not in foreign_keys:
                raise Invalid("canonical_key", key=key.encode("utf-8", "replace").decode()[:60])
            walk(value, foreign_keys, depth)
    elif isinstance(obj, list | tuple):
        for value in obj:
            walk(value, foreign_keys, depth)


def _check_text(text: str) -> None:
    if "\0" in text:
        raise Invalid("canonical_nul")
    if text.isascii():
        return
    if not is_nfc(text):
        raise Invalid("canonical_normal_form")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Invalid("canonical_surrogate") from None
