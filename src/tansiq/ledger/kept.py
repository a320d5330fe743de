r"""Files a node keeps for itself because computing them again is dear: sealed, and thrown away.

    file = "TSQK1\n" || 12 random bytes || ChaCha20-Poly1305(key, those bytes, aad name, data)

Promises: without the key a file says nothing but its size; one that was altered, cut or put under
another name is no file. Does not keep the key: whoever can derive it again can read.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from tansiq.ledger.private_files import replace

_MAGIC: Final = b"TSQK1\n"
_NONCE: Final = 12


def put_kept(path: Path, data: bytes, key: bytes, name: str) -> None:
    """Write a file in place of the one before; its folder and the one above are made, 0700."""
    for folder in (path.parent.parent, path.parent):
        folder.mkdir(exist_ok=True, mode=0o700)
    nonce = os.urandom(_NONCE)
    replace(path, _MAGIC + nonce + ChaCha20Poly1305(key).encrypt(nonce, data, name.encode()))


def find_kept(path: Path, key: bytes, name: str) -> bytes | None:
    """What a file holds; None when there is none that this key opens under this name."""
    with suppress(OSError, InvalidTag):
        file = path.read_bytes()
        body = file.removeprefix(_MAGIC)
        if len(body) < len(file):
            return ChaCha20Poly1305(key).decrypt(body[:_NONCE], body[_NONCE:], name.encode())
    return None
