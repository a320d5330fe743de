"""Attachments: encrypted files named by the SHA-256 of what lies in them.

Promises: ``put`` returns once the bytes are durable under their name; a name always holds the
bytes it is the digest of, or is missing; a crash leaves no half file under a name. Does not:
encrypt (``ledger.blob`` does, before) or know who may read.

Order of a put: write a file of another name -> fsync it -> rename -> fsync the folder.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from tansiq.store.connect import Tx
from tansiq.terms.errors import Damaged, Invalid, Missing

_ADDRESS = re.compile(r"[0-9a-f]{64}")
_UNFINISHED = ".part"
_LOCK = "lock"


class BlobStore:
    """A folder of blobs (0700), spread over 256 folders by the first two digits."""

    def __init__(self, folder: Path) -> None:
        """Use the folder; made when it is not there. What a crash left unfinished is removed."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder = folder
        # While another process of this node writes, what is unfinished may be its work.
        with suppress(BlockingIOError), _locked(folder / _LOCK, fcntl.LOCK_EX | fcntl.LOCK_NB):
            for left in folder.glob(f"*{_UNFINISHED}"):
                left.unlink(missing_ok=True)

    def put(self, data: bytes) -> str:
        """Keep the bytes; return their address. Damaged ``store_full`` when the disk is full."""
        address = hashlib.sha256(data).hexdigest()
        path = self._path(address)
        if path.exists():
            return address
        part = self.folder / f"{secrets.token_hex(8)}{_UNFINISHED}"
        try:
            path.parent.mkdir(mode=0o700, exist_ok=True)
            with _locked(self.folder / _LOCK, fcntl.LOCK_SH):
                _write(part, data)
                part.rename(path)
            _sync_folder(path.parent)
            _sync_folder(self.folder)
        except OSError:
            part.unlink(missing_ok=True)
            raise Damaged("store_full", sqlstate="blob") from None
        return address

    def get(self, address: str) -> bytes:
        """Return the bytes; Missing ``blob_missing``, Damaged ``blob_changed``."""
        found = self.find(address)
        if found is None:
            raise Missing("blob_missing", address=address)
        return found

    def find(self, address: str) -> bytes | None:
        """Return the bytes or None; Damaged ``blob_changed`` when they are not what the name says.

        A file that does not match is worse than none: it is evidence that somebody changed it.
        """
        try:
            data = self._path(address).read_bytes()
        except FileNotFoundError:
            return None
        if hashlib.sha256(data).hexdigest() != address:
            raise Damaged("blob_changed", address=address)
        return data

    def has(self, address: str) -> bool:
        """Tell whether the blob is here."""
        return self._path(address).exists()

    def delete(self, address: str) -> bool:
        """Overwrite and remove a blob, synced; return whether it was here."""
        path = self._path(address)
        try:
            with path.open("r+b") as file:
                file.write(bytes(path.stat().st_size))
                file.flush()
                os.fdatasync(file.fileno())
            path.unlink()
        except FileNotFoundError:
            return False
        _sync_folder(path.parent)
        return True

    def addresses(self) -> Iterator[str]:
        """Yield every address kept, in order."""
        for path in sorted(self.folder.glob("[0-9a-f][0-9a-f]/*")):
            if _ADDRESS.fullmatch(path.name):
                yield path.name

    def _path(self, address: str) -> Path:
        if _ADDRESS.fullmatch(address) is None:
            raise Invalid("blob_address", address=address[:80])
        return self.folder / address[:2] / address


def refer(tx: Tx, log_id: int, seq: int, class_id: str, blobs: Mapping[str, int]) -> None:
    """Note that an entry names blobs, address to size in bytes; idempotent."""
    tx.many(
        "INSERT INTO ledger.blob_ref (address, log_id, seq, class_id, size)"
        " VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        [(address, log_id, seq, class_id, size) for address, size in blobs.items()],
    )


def referred(tx: Tx, addresses: Iterable[str]) -> set[str]:
    """Return those addresses that some entry still names."""
    rows = tx.rows(
        "SELECT DISTINCT address FROM ledger.blob_ref WHERE address = ANY(%s)", (list(addresses),)
    )
    return {str(row["address"]) for row in rows}


def forget_blobs(tx: Tx, class_ids: Sequence[str]) -> list[str]:
    """Forget what the entries of these classes name; return the blobs nothing else names."""
    rows = tx.rows(
        "DELETE FROM ledger.blob_ref WHERE class_id = ANY(%s) RETURNING address", (list(class_ids),)
    )
    addresses = sorted({str(row["address"]) for row in rows})
    kept = referred(tx, addresses)
    return [address for address in addresses if address not in kept]


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _locked(path: Path, how: int) -> Iterator[None]:
    """Hold a lock file: shared by whoever writes, alone by whoever tidies up."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
