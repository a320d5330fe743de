"""Bringing a backup back into an empty ledger; see ``backup`` for the file and the promises."""

from __future__ import annotations

import hashlib
import re
import tarfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import msgspec
import zstandard

from tansiq.ledger import age
from tansiq.ledger.checkpoint import read_checkpoint
from tansiq.ledger.merkle import Tree, leaf_hash
from tansiq.store.backup import FORMAT, TABLES, Manifest, blocks, columns_of
from tansiq.store.blobs import BlobStore, forget_blobs
from tansiq.store.connect import Store, Tx
from tansiq.store.log_rows import LogRow, logs, take_turn
from tansiq.store.migrate import steps
from tansiq.terms.errors import Conflict, Damaged, Invalid, Refused, TansiqError

_MEMBER = re.compile(r"tables/([a-z_]+)\.copy|blobs/([0-9a-f]{64})|(manifest\.json)")
_COLUMN = re.compile(r"[a-z_]+")
_WINDOW = 1 << 27
_MOST_MANIFEST = 1 << 20
_MOST_BLOB = 1 << 30
_SEQUENCES = (("log", "id"), ("quarantine", "id"), ("root_statement", "arrival"))


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back."""

    node: str
    made: str
    logs: int
    entries: int
    heads: int


def restore(
    store: Store,
    path: Path,
    *,
    identity: str,
    erased: Collection[str] = (),
    blobs: BlobStore | None = None,
) -> Restored:
    """Restore into an empty, migrated database; ``erased`` are the classes that stay erased.

    ``identity`` is the node's age identity. Damaged ``age_...`` when it does not open the file,
    Conflict ``restore_not_empty``, Invalid ``backup_malformed``, Damaged ``backup_changed`` or
    ``backup_root``, Refused ``store_schema_newer``. Projections are to be prepared afterwards.
    """
    try:
        with (
            path.open("rb") as file,
            store.transaction() as tx,
            age.opening(file, identity) as packed,
        ):
            return _restore(tx, packed, frozenset(erased), blobs)
    except (tarfile.TarError, zstandard.ZstdError, EOFError, msgspec.MsgspecError, ValueError):
        raise Invalid("backup_malformed") from None
    except FileNotFoundError:
        raise Invalid("backup_malformed") from None


def _restore(tx: Tx, file: IO[bytes], erased: frozenset[str], blobs: BlobStore | None) -> Restored:
    take_turn(tx)
    if tx.one("SELECT 1 FROM ledger.log LIMIT 1") or tx.one(
        "SELECT 1 FROM ledger.read_log LIMIT 1"
    ):
        raise Conflict("restore_not_empty")
    tx.run("DELETE FROM ledger.arrival")
    tx.run("DELETE FROM ledger.meta")
    manifest = _load(tx, file, blobs)
    heads = sum(_verify_log(tx, log) for log in logs(tx))
    _forget(tx, erased, blobs)
    _set_sequences(tx)
    found = logs(tx)
    entries = sum(log.size for log in found)
    return Restored(manifest.node, manifest.made, len(found), entries, heads)


def _load(tx: Tx, file: IO[bytes], blobs: BlobStore | None) -> Manifest:
    digests: dict[str, str] = {}
    manifest: Manifest | None = None
    expected = iter(TABLES)
    with (
        zstandard.ZstdDecompressor(max_window_size=_WINDOW).stream_reader(file) as plain,
        tarfile.open(fileobj=plain, mode="r|") as tar,
    ):
        for member, data in _members(tar):
            table, address, _ = _names(member.name)
            if table is not None:
                if table != next(expected, None):
                    raise Invalid("backup_malformed")
                digests[table] = _load_table(tx, table, data)
            elif address is not None:
                _load_blob(blobs, address, member.size, data)
            else:
                manifest = _manifest(data, member.size)
    if manifest is None or set(digests) != set(TABLES):
        raise Invalid("backup_malformed")
    _compare(tx, manifest, digests)
    return manifest


def _members(tar: tarfile.TarFile) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    for member in tar:
        data = tar.extractfile(member) if member.isreg() else None
        if data is None:
            raise Invalid("backup_malformed")
        yield member, data


def _names(name: str) -> tuple[str | None, str | None, str | None]:
    match = _MEMBER.fullmatch(name)
    if match is None:
        raise Invalid("backup_malformed")
    return match[1], match[2], match[3]


def _load_table(tx: Tx, table: str, data: IO[bytes]) -> str:
    digest = hashlib.sha256()

    def hashed() -> Iterator[bytes]:
        for block in blocks(data):
            digest.update(block)
            yield block

    names = ", ".join(columns_of(tx, table))
    try:
        tx.copy_in(f"COPY ledger.{table} ({names}) FROM STDIN", hashed())
    except (Conflict, Invalid):
        raise Damaged("backup_changed", part=table) from None
    return digest.hexdigest()


def _load_blob(blobs: BlobStore | None, address: str, size: int, data: IO[bytes]) -> None:
    if size > _MOST_BLOB:
        raise Invalid("backup_malformed")
    if blobs is not None and blobs.put(data.read()) != address:
        raise Damaged("backup_changed", part=address)


def _manifest(data: IO[bytes], size: int) -> Manifest:
    if size > _MOST_MANIFEST:
        raise Invalid("backup_malformed")
    manifest = msgspec.json.decode(data.read(), type=Manifest)
    if manifest.format != FORMAT:
        raise Invalid("backup_malformed")
    return manifest


def _compare(tx: Tx, manifest: Manifest, digests: dict[str, str]) -> None:
    known = {step.number: step.checksum for step in steps()}
    newer = sorted(set(manifest.steps) - set(known))
    if newer:
        raise Refused("store_schema_newer", found=newer[-1], known=max(known))
    for name, table in manifest.tables.items():
        same = digests.get(name) == table.sha256 and table.columns == columns_of(tx, name)
        if not same or not all(_COLUMN.fullmatch(column) for column in table.columns):
            raise Damaged("backup_changed", part=name)


def _verify_log(tx: Tx, log: LogRow) -> int:
    """Recompute a log from its entries; return how many signed heads agree with it."""
    tree = Tree()
    for rows in tx.stream(
        "SELECT seq, leaf, entry FROM ledger.entry WHERE log_id = %s ORDER BY seq", (log.id,)
    ):
        for expected, (seq, leaf, entry) in enumerate(rows, tree.size):
            if seq != expected or leaf != leaf_hash(entry):
                raise Damaged("backup_root", origin=log.origin, size=expected)
        tree.extend(leaf for _, leaf, _ in rows)
    if tree.size != log.size or tree.root() != log.root:
        raise Damaged("backup_root", origin=log.origin, size=log.size)
    heads = tx.rows(
        "SELECT size, root, note FROM ledger.checkpoint WHERE log_id = %s AND size <= %s",
        (log.id, log.size),
    )
    for head in heads:
        try:
            said = read_checkpoint(head["note"])
        except TansiqError:
            raise Damaged("backup_root", origin=log.origin, size=head["size"]) from None
        agrees = said.origin == log.origin and said.size == head["size"]
        if not agrees or not said.root == bytes(head["root"]) == tree.root(said.size):
            raise Damaged("backup_root", origin=log.origin, size=head["size"])
    return len(heads)


def _forget(tx: Tx, erased: frozenset[str], blobs: BlobStore | None) -> None:
    """Keep out what was erased after the backup was made."""
    classes = sorted(erased)
    tx.run(
        "DELETE FROM ledger.body b USING ledger.entry e"
        " WHERE e.log_id = b.log_id AND e.seq = b.seq AND e.class_id = ANY(%s)",
        (classes,),
    )
    for address in forget_blobs(tx, classes):
        if blobs is not None:
            blobs.delete(address)


def _set_sequences(tx: Tx) -> None:
    for table, column in _SEQUENCES:
        tx.run(
            f"SELECT setval(pg_get_serial_sequence('ledger.{table}', '{column}'),"
            f" coalesce(max({column}), 0) + 1, false) FROM ledger.{table}"
        )
