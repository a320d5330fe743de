"""Backup and restore of the ledger: ciphertext, signatures and the read log; nothing folded.

    file = age( zstd( tar( tables/<name>.copy ..., blobs/<address> ..., manifest.json ) ) )

Promises: one moment of the database; a restore goes into an empty ledger only, checks every
digest, recomputes every leaf and root against the signed heads, and is whole or not there; bodies
of classes erased since are not brought back. The file opens only with the node's own age identity,
which lies in the key store and in the backup of the keys: the reasons in the read log are no
reading for whoever finds the medium. Does not: hold keys, projections, link state or what was typed
into searches.
"""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

import msgspec
import zstandard

from tansiq.ledger import age
from tansiq.store.blobs import BlobStore
from tansiq.store.connect import Store, Tx
from tansiq.store.migrate import steps
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Damaged

FORMAT = 1
# In an order in which a table comes after those it refers to.
TABLES = (
    "meta",
    "arrival",
    "log",
    "entry",
    "body",
    "entry_state",
    "record_id",
    "parked",
    "checkpoint",
    "cosignature",
    "witnessed",
    "root_statement",
    "channel_statement",
    "channel_part",
    "fork",
    "quarantine",
    "blob_ref",
    "erasure",
    "read_log",
)
_LEVEL = 3


class Table(msgspec.Struct, frozen=True):
    """One table of a backup: its columns in order, rows, and SHA-256 of its text."""

    columns: tuple[str, ...]
    rows: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """What a backup says of itself; ``steps`` are the checksums of its migrations, in order."""

    format: int
    node: str
    made: str
    steps: dict[int, str]
    tables: dict[str, Table]
    blobs: int


@dataclass(frozen=True, slots=True)
class Written:
    """A finished backup: its size and SHA-256, and how many entries it holds."""

    bytes: int
    sha256: str
    entries: int


def write_backup(  # noqa: PLR0913 - what goes in, where to, and for whom
    store: Store,
    path: Path,
    *,
    node: str,
    now: datetime,
    recipient: str,
    blobs: BlobStore | None = None,
) -> Written:
    """Write a backup (mode 0600) that one age recipient opens; return once it is durable."""
    part = path.with_name(path.name + ".part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123 - the mode must be right from the first byte
            with (
                age.sealing(file, recipient) as sealed,
                zstandard.ZstdCompressor(level=_LEVEL).stream_writer(sealed, closefd=False) as out,
            ):
                manifest = _write_tar(store, out, node, now, blobs)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise Damaged("store_full", sqlstate="backup") from None
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Written(path.stat().st_size, digest, manifest.tables["entry"].rows)


def _write_tar(
    store: Store, out: IO[bytes], node: str, now: datetime, blobs: BlobStore | None
) -> Manifest:
    with store.reading() as tx, tarfile.open(fileobj=out, mode="w|") as tar:
        tables = {name: _write_table(tx, tar, name) for name in TABLES}
        count = 0
        for address in blobs.addresses() if blobs else ():
            _add(tar, f"blobs/{address}", blobs.get(address) if blobs else b"")
            count += 1
        known = {step.number: step.checksum for step in steps()}
        manifest = Manifest(FORMAT, node, stamp(now), known, tables, count)
        _add(tar, "manifest.json", msgspec.json.encode(manifest))
    return manifest


def _write_table(tx: Tx, tar: tarfile.TarFile, name: str) -> Table:
    columns = columns_of(tx, name)
    names = ", ".join(columns)
    digest, rows = hashlib.sha256(), 0
    # A tar member states its size first, so the table is laid down before it is added.
    with tempfile.TemporaryFile() as laid:
        for block in tx.copy_out(
            f"COPY (SELECT {names} FROM ledger.{name} ORDER BY 1, 2) TO STDOUT"
        ):
            digest.update(block)
            rows += block.count(b"\n")
            laid.write(block)
        member = tarfile.TarInfo(f"tables/{name}.copy")
        member.size = laid.tell()
        laid.seek(0)
        tar.addfile(member, laid)
    return Table(columns, rows, digest.hexdigest())


def columns_of(tx: Tx, table: str) -> tuple[str, ...]:
    """Return the columns of a ledger table in their order."""
    rows = tx.rows(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped ORDER BY attnum",
        (f"ledger.{table}",),
    )
    return tuple(str(row["attname"]) for row in rows)


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    tar.addfile(member, io.BytesIO(data))


def blocks(member: IO[bytes]) -> Iterator[bytes]:
    """Yield a member's bytes in blocks of 1 MiB."""
    while block := member.read(1 << 20):
        yield block
