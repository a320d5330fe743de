"""Everything one node stored and received, as bytes, opened with whatever keys it has itself.

Promises: every file of the node and of its database as they lie, every column of every table, every
body and attachment that its keys open, every bundle that came, decrypted and unpacked, and what is
written in hexadecimal or base64 in any of these, decoded, and digits closed up. Nothing is left out
for being large.
"""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.nodes.lone import Lone

from tansiq.exchange import bundle
from tansiq.ledger import age
from tansiq.ledger import base64 as wire
from tansiq.ledger.blob import open_blob
from tansiq.ledger.entry import open_entry, parse_entry
from tansiq.node.compose import Node
from tansiq.store.connect import Tx
from tansiq.terms.errors import TansiqError

_HEX = re.compile(rb"[0-9a-fA-F]{16,}")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}")
_BETWEEN = re.compile(rb"(?<=[0-9])[ ()./-]+(?=[0-9])")
_URL = bytes.maketrans(b"-_", b"+/")

Parts = dict[str, bytes]


def holdings(side: Lone, came: Mapping[str, bytes]) -> Parts:
    """All of it by name; `came` are bundles as they were carried to this side."""
    found: Parts = {f"file {one}": _read(one) for one in side.files()}
    found |= {f"bundle {name}": data for name, data in came.items()}
    with Node.open(side.node) as node:
        identity = node.keys.age_identity()
        for name, data in came.items():
            found[f"opened bundle {name}"] = _unpacked(age.open_file(data, identity))
        with node.store.reading() as tx:
            found |= dict(_tables(tx))
            found |= dict(_bodies(node, tx))
    database = f"file {side.place}"  # its tables are there in full
    text = b"\n".join(data for name, data in found.items() if not name.startswith(database))
    found["decoded"] = b"\n".join(_decoded(text))
    found["closed up"] = _BETWEEN.sub(b"", text)
    return found


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # a database removes files while it runs
        return b""


def _unpacked(data: bytes) -> bytes:
    sealed = bundle.open_header(data)
    unpacked: bytes = bundle._decompress(sealed.packed, sealed.outer.unpacked)
    return sealed.payload + unpacked


def _tables(tx: Tx) -> Iterator[tuple[str, bytes]]:
    tables = tx.rows(
        "SELECT table_schema, table_name FROM information_schema.tables WHERE table_type ="
        " 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')"
    )
    for place in tables:
        name = f'"{place["table_schema"]}"."{place["table_name"]}"'
        cells = (cell for row in tx.rows(f"SELECT * FROM {name}") for cell in row.values())
        yield f"table {name}", b"\n".join(_cell(one) for one in cells)


def _cell(value: object) -> bytes:
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False).encode()
    if isinstance(value, list):
        return b"\n".join(map(_cell, value))
    return str(value).encode("utf-8", "surrogatepass")


def _bodies(node: Node, tx: Tx) -> Iterator[tuple[str, bytes]]:
    rows = tx.rows(
        "SELECT e.log_id, e.seq, e.class_id, e.entry, b.body FROM ledger.entry e"
        " JOIN ledger.body b USING (log_id, seq)"
    )
    for row in rows:
        key = node.keys.class_key(row["class_id"])
        if key is None:
            continue
        text = open_entry(parse_entry(bytes(row["entry"])), bytes(row["body"]), key)
        name = f"body {row['log_id']}/{row['seq']}"
        yield name, text
        for file in _attachments(json.loads(text)):
            try:
                stored = node.blobs.get(file["blob"])
            except TansiqError:
                continue
            opened = open_blob(stored, file["blob"], wire.from_text(file["key"]))
            yield f"{name} {file['name']}", opened


def _attachments(found: object) -> Iterator[dict[str, str]]:
    if isinstance(found, list):
        for one in found:
            yield from _attachments(one)
    if isinstance(found, dict):
        if {"blob", "key", "name"} <= set(found):
            yield found
        for one in found.values():
            yield from _attachments(one)


def _decoded(text: bytes) -> Iterator[bytes]:
    """What hexadecimal and base64 in a text say, wherever their first digit may stand."""
    for run in _HEX.findall(text):
        for start in (0, 1):
            part = run[start:]
            yield bytes.fromhex(part[: len(part) // 2 * 2].decode())
    for run in _BASE64.findall(text):
        for start in range(4):
            part = run[start:].translate(_URL)
            yield base64.b64decode(part[: len(part) // 4 * 4])
            if len(part) % 4 > 1:  # the end without padding
                rest = part[len(part) // 4 * 4 :]
                yield base64.b64decode(part[-4 - len(rest) : -len(rest)] + rest.ljust(4, b"="))
