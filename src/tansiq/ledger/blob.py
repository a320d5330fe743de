r"""Attachments: files encrypted under a key of their own and addressed by what lies on the disk.

    blob file = "TSQA1\n" || ChaCha20-Poly1305(key, nonce 0, aad "TSQA1\n", padded file)
    address   = SHA-256 of the blob file, hex

Promises that a blob is what its record names: address and key travel inside the encrypted record,
so every recipient has the same two. Two attachments of one file have two addresses: a partner
cannot see that another case holds it too. Does not say what the file is, nor that it is harmless.
"""

import os
from hashlib import sha256
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from tansiq.terms.errors import Damaged, Invalid

MAX_BLOB: Final = 48 << 20
"""Bytes: what fits into one bundle with its records."""

_MAGIC: Final = b"TSQA1\n"
_STEP: Final = 256


class SealedBlob(NamedTuple):
    """An encrypted attachment, its address (hex) and the key to put into the record (32 bytes)."""

    file: bytes
    address: str
    key: bytes


def address_of(file: bytes) -> str:
    """Return the address of a blob file."""
    return sha256(file).hexdigest()


def seal_blob(data: bytes) -> SealedBlob:
    """Encrypt an attachment under a fresh key; Invalid("blob_too_large") above 48 MiB."""
    if len(data) > MAX_BLOB:
        raise Invalid("blob_too_large", size=len(data), limit=MAX_BLOB)
    key = os.urandom(32)
    padded = data + b"\x80" + bytes(-(len(data) + 1) % _STEP)
    file = _MAGIC + ChaCha20Poly1305(key).encrypt(bytes(12), padded, _MAGIC)
    return SealedBlob(file, address_of(file), key)


def check_blob(file: bytes, address: str) -> None:
    """Raise Damaged("blob_address") unless the file is the one the address names."""
    if address_of(file) != address:
        raise Damaged("blob_address", address=address)


def open_blob(file: bytes, address: str, key: bytes) -> bytes:
    """Return the attachment; Damaged("blob_address") or Damaged("blob_unopenable")."""
    check_blob(file, address)
    try:
        if not file.startswith(_MAGIC):
            raise Damaged("blob_unopenable", address=address)
        padded = ChaCha20Poly1305(key).decrypt(bytes(12), file[len(_MAGIC) :], _MAGIC)
    except (InvalidTag, ValueError) as error:
        raise Damaged("blob_unopenable", address=address) from error
    data = padded.rstrip(b"\x00")
    if data[-1:] != b"\x80":
        raise Damaged("blob_unopenable", address=address)
    return data[:-1]
