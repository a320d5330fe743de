"""Canonical bytes: one spelling for every value that is signed or hashed.

RFC 8785 order and escapes, narrowed: keys ``[a-z0-9_]+``, no floats, |int| < 2^53, strings in
normal form C without U+0000 (no database text column can hold it), at most 32 levels deep.

Promises: what ``decode`` accepts re-serialises to the very same bytes, so two nodes never read
one signature as two texts. Does not: know any record's fields.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import NoReturn

import msgspec

from tansiq.terms.errors import Invalid
from tansiq.terms.text import is_nfc

MAX_INT = 2**53 - 1
MAX_DEPTH = 32
NO_KEYS: frozenset[str] = frozenset()

_CONTAINERS = (dict, list, tuple)
_KEY_RE = re.compile(r"[a-z0-9_]+")
_MOST_KNOWN_KEYS = 4096
# Keys already found good. The kinds of record use a few hundred; the cap stops a partner's
# inventions from filling memory.
_known_keys: set[str] = set()


def _refuse_float(_text: str) -> NoReturn:
    # The JSON library turns a ValueError of a hook into its ValidationError.
    raise ValueError


_encode = msgspec.json.Encoder(order="sorted").encode
_decode = msgspec.json.Decoder(float_hook=_refuse_float).decode


def encode(obj: object) -> bytes:
    """The canonical bytes of a JSON value, or Invalid ``canonical_*``."""
    _walk((obj,), NO_KEYS, 0)
    try:
        data = _encode(obj)
    except UnicodeEncodeError:
        raise Invalid("canonical_surrogate") from None
    except TypeError:
        raise Invalid("canonical_type", type=type(obj).__name__) from None
    if suspect(data):
        _check_texts(obj)
    return data


def encode_checked(value: object) -> bytes:
    """The canonical bytes of what ``decode`` returned, or of a part of it, unchanged since."""
    return _encode(value)


def decode(data: bytes, foreign_keys: frozenset[str] = NO_KEYS) -> object:
    """The value of canonical bytes, or Invalid ``canonical_*`` for any other spelling.

    ``foreign_keys`` are further keys a public format brings along (in-toto's ``_type``).
    """
    try:
        value = _decode(data)
        same = _encode(value) == data
    except msgspec.ValidationError as error:
        # Read without a type, only our hook and an integer of thousands of digits get here.
        is_float = isinstance(error.__cause__, ValueError)
        raise Invalid("canonical_float" if is_float else "canonical_integer") from None
    except RecursionError:
        raise Invalid("canonical_depth", most=MAX_DEPTH) from None
    except (msgspec.MsgspecError, ValueError):
        raise Invalid("canonical_malformed") from None
    if not same:
        raise Invalid("canonical_spelling")
    _walk((value,), foreign_keys, 0)
    if suspect(data):
        _check_texts(value)
    return value


def digest(obj: object) -> bytes:
    """SHA-256 of the canonical bytes, 32 bytes."""
    return hashlib.sha256(encode(obj)).digest()


def _walk(box: object, foreign_keys: frozenset[str], depth: int) -> None:
    """Check types, keys, integers and depth of everything inside one container."""
    if depth > MAX_DEPTH:
        raise Invalid("canonical_depth", most=MAX_DEPTH)
    for value in _contents(box, foreign_keys):
        if isinstance(value, str) or value is None:
            continue
        if isinstance(value, _CONTAINERS):
            _walk(value, foreign_keys, depth + 1)
        else:
            _check_number(value)


def _contents(box: object, foreign_keys: frozenset[str]) -> Iterable[object]:
    if isinstance(box, dict):
        for key in box:
            if key not in _known_keys:
                _check_key(key, foreign_keys)
        return box.values()
    return box if isinstance(box, list | tuple) else ()


def _check_number(value: object) -> None:
    if isinstance(value, float):
        raise Invalid("canonical_float")
    if not isinstance(value, int):
        raise Invalid("canonical_type", type=type(value).__name__)
    if not -MAX_INT <= value <= MAX_INT:
        raise Invalid("canonical_integer")


def _check_key(key: object, foreign_keys: frozenset[str]) -> None:
    if not isinstance(key, str) or (_KEY_RE.fullmatch(key) is None and key not in foreign_keys):
        raise Invalid("canonical_key", key=ascii(key)[:60])
    if key not in foreign_keys and len(_known_keys) < _MOST_KNOWN_KEYS:
        _known_keys.add(key)


def suspect(data: bytes) -> bool:
    """Whether canonical JSON may hold a text outside the profile; False proves it does not.

    The whole document is looked at as one text: quotes and escapes never compose with what
    follows them, so a string that is not NFC shows as such in the whole. An escape's last letter
    may compose with a following mark though no string holds that pair: then only the slow look
    at each string can tell.
    """
    return b"\\u0000" in data or not (data.isascii() or is_nfc(data.decode()))


def _check_texts(value: object) -> None:
    """Look at each string by itself."""
    if isinstance(value, str):
        if "\0" in value:
            raise Invalid("canonical_nul")
        if not is_nfc(value):
            raise Invalid("canonical_normal_form")
    elif isinstance(value, dict):
        for inner in value.values():
            _check_texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check_texts(inner)
