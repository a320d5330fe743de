"""Bundles as a file on a removable medium, wrapped in age to exactly one node.

Promises: the file appears under its name whole and synced, or not at all; a file of more than one
recipient, or larger than any bundle, is refused before it is decrypted (the work of age grows with
the square of its recipients). Does not say who wrote the file: the bundle's signed header does.
"""

import os
from pathlib import Path
from typing import Final

from tansiq.exchange import bundle
from tansiq.ledger import age
from tansiq.terms.errors import Conflict, Invalid, Missing

SUFFIX: Final = ".tsq"
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
MAX_FILE: Final = bundle.MAX_PACKED + bundle.MAX_HEADER + (1 << 20)
"""Bytes: the largest bundle and what age adds (16 bytes for each 64 KiB, and its header)."""


def write(path: Path, data: bytes, recipient: str) -> None:
    """Write a bundle for the node of that age recipient; Conflict("file_not_written") otherwise."""
    put(path, age.seal(data, recipient))


def put(path: Path, data: bytes) -> None:
    """Write a file for others to take along; Conflict("file_not_written") otherwise."""
    draft = path.with_name(path.name + ".part")
    try:
        draft.unlink(missing_ok=True)
        # A stick may hold a link under this name: nothing is written through one.
        with os.fdopen(os.open(draft, _NEW, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            # A stick pulled too early must hold the whole file or none under the final name.
            os.fsync(file.fileno())
        draft.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise Conflict("file_not_written", file=path.name) from error


def read(path: Path, identity: str) -> bytes:
    """Return the bundle in a file; Missing, Invalid("bundle_too_large") or Damaged(age_*)."""
    try:
        size = path.stat().st_size
        if size > MAX_FILE:
            raise Invalid("bundle_too_large", size=size, limit=MAX_FILE)
        return age.open_file(path.read_bytes(), identity)
    except OSError as error:
        raise Missing("file_missing", file=path.name) from error


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
