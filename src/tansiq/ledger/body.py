r"""The body file of an entry: one encrypted text, opened only under the key its header commits to.

    body file = "TSQB1\n" || ChaCha20-Poly1305(body key, nonce 0, aad, padded text)
    aad       = "TSQB1\n" || origin || "\n" || seq

Promises: every body has a key of its own, so the nonce may be constant (RFC 8439 needs key and
nonce to be unique together); a body opens only at the place in the log it was written for; its
length tells the text's length to 256 bytes only (padding of ISO/IEC 7816-4: one 0x80, then
zeros). The cipher does not commit to its key, so two keys may open one file to two texts:
`commitment` exists for that, and `ledger.entry` compares it before anything is opened.
"""

import os
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from tansiq.ledger import base64
from tansiq.terms.errors import Damaged

KEY_BYTES: Final = 32
_MAGIC: Final = b"TSQB1\n"
_NONCE: Final = bytes(12)
_NONCE_BYTES: Final = 12
_WRAPPED_BYTES: Final = _NONCE_BYTES + KEY_BYTES + 16
_STEP: Final = 256
_COMMIT: Final = b"tansiq-kc-v1\n"


def place(origin: str, seq: int) -> bytes:
    """Return the associated data that ties a body to its position in a log."""
    return f"TSQB1\n{origin}\n{seq}".encode()


def commitment(key: bytes) -> str:
    """Return the public commitment to a key: 64 hex digits, no help in guessing 256 bits."""
    return sha256(_COMMIT + key).hexdigest()


def new_key() -> bytes:
    """Return a fresh 32-byte body key."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, origin: str, seq: int, text: bytes) -> bytes:
    """Return the body file of `text` under a key that is used for nothing else."""
    padded = text + b"\x80" + bytes(-(len(text) + 1) % _STEP)
    return _MAGIC + ChaCha20Poly1305(key).encrypt(_NONCE, padded, place(origin, seq))


def open_body(key: bytes, origin: str, seq: int, body: bytes) -> bytes:
    """Return the text of a body file; Damaged("entry_body_unopenable") under another key."""
    if body[: len(_MAGIC)] != _MAGIC:
        raise Damaged("entry_body_unopenable", origin=origin, seq=seq)
    try:
        padded = ChaCha20Poly1305(key).decrypt(_NONCE, body[len(_MAGIC) :], place(origin, seq))
    except (InvalidTag, ValueError) as error:
        raise Damaged("entry_body_unopenable", origin=origin, seq=seq) from error
    text = padded.rstrip(b"\x00")
    if len(padded) % _STEP or len(padded) - len(text) >= _STEP or text[-1:] != b"\x80":
        raise Damaged("entry_body_unopenable", origin=origin, seq=seq)
    return text[:-1]


def _wrap_place(class_id: str, origin: str, seq: int) -> bytes:
    return f"tansiq-wrap-v1\n{class_id}\n{origin}\n{seq}".encode()


def wrap_key(class_key: bytes, key: bytes, class_id: str, origin: str, seq: int) -> str:
    """Return base64 of nonce || body key sealed under its class key, tied to class and place."""
    nonce = os.urandom(_NONCE_BYTES)
    sealed = ChaCha20Poly1305(class_key).encrypt(nonce, key, _wrap_place(class_id, origin, seq))
    return base64.to_text(nonce + sealed)


def unwrap_key(class_key: bytes, wrapped: str, class_id: str, origin: str, seq: int) -> bytes:
    """Return the body key; Damaged("entry_body_unopenable") under another class key."""
    try:
        raw = base64.from_text(wrapped)
        if len(raw) != _WRAPPED_BYTES:
            raise Damaged("entry_body_unopenable", origin=origin, seq=seq)
        cipher = ChaCha20Poly1305(class_key)
        aad = _wrap_place(class_id, origin, seq)
        return cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], aad)
    except (InvalidTag, ValueError) as error:
        raise Damaged("entry_body_unopenable", origin=origin, seq=seq) from error
