"""The members of a bundle's tar.

Which names exist, in which order, and how their bytes become values.

Promises that names match a fixed list, that counts are capped before anything is kept, and that
reading what `write` wrote gives equal values. Does not check signatures, hashes or proofs.
"""

import re
from collections.abc import Iterator
from typing import Final

from tansiq.exchange import tar
from tansiq.exchange.content import Chunk, Content
from tansiq.exchange.manifests import MAX_LINES, read_json, read_manifest, texts, write_manifest
from tansiq.record import canonical
from tansiq.terms.errors import Invalid

MAX_CHUNK: Final = 10_000
"""Entries of one log in one bundle."""
MAX_LOGS: Final = 2_000
MAX_MEMBERS: Final = 4 * MAX_LOGS + 2_000
_CHUNK_PARTS: Final = ("entries", "bodies", "note", "start.json")
_NAME: Final = re.compile(
    r"manifest\.json|roots\.jsonl|channels\.jsonl|heads\.json|forks\.jsonl|notes\.jsonl"
    r"|logs/(0|[1-9][0-9]{0,4})/(entries|bodies|note|start\.json)|blobs/[0-9a-f]{64}"
)


def write(content: Content) -> bytes:
    """Return the tar of a content; the same content gives the same bytes."""
    return tar.write(_files(content))


def read(data: bytes) -> Content:
    """Return the content of a tar.

    Invalid(bundle_member, bundle_part, bundle_too_many) for anything else.
    """
    files: dict[str, bytes] = {}
    for name, blob in tar.read(data, MAX_MEMBERS):
        if name in files or not _NAME.fullmatch(name):
            raise Invalid("bundle_member", position=len(files))
        files[name] = blob
    return Content(
        manifest=read_manifest(_pop(files, "manifest.json")),
        roots=_read_lines("roots.jsonl", files),
        channels=_read_lines("channels.jsonl", files),
        forks=_read_lines("forks.jsonl", files),
        notes=_read_lines("notes.jsonl", files),
        heads=_read_heads(_pop(files, "heads.json")),
        logs=_read_logs(files),
        blobs={name[6:]: blob for name, blob in files.items() if name.startswith("blobs/")},
    )


def _files(content: Content) -> Iterator[tuple[str, bytes]]:
    yield "manifest.json", write_manifest(content.manifest)
    for name, lines in (
        ("roots.jsonl", content.roots),
        ("channels.jsonl", content.channels),
        ("forks.jsonl", content.forks),
        ("notes.jsonl", content.notes),
    ):
        if lines:
            yield name, b"\n".join(lines)
    yield "heads.json", canonical.encode({"heads": list(content.heads)})
    for index, chunk in enumerate(content.logs):
        yield f"logs/{index}/entries", _prefixed(chunk.entries, 2)
        yield f"logs/{index}/bodies", _prefixed([body or b"" for body in chunk.bodies], 4)
        yield f"logs/{index}/note", chunk.note.encode()
        yield f"logs/{index}/start.json", _start(chunk)
    for address in sorted(content.blobs):
        yield f"blobs/{address}", content.blobs[address]


def _read_lines(name: str, files: dict[str, bytes]) -> tuple[bytes, ...]:
    data = files.pop(name, b"")
    if data.count(b"\n") >= MAX_LINES:
        raise Invalid("bundle_too_many", part=name, limit=MAX_LINES)
    return tuple(data.split(b"\n")) if data else ()


def _read_heads(data: bytes) -> tuple[str, ...]:
    match read_json(data, "heads.json"):
        case {"heads": list(heads)}:
            return texts(heads)
        case _:
            raise Invalid("bundle_part", part="heads.json")


def _start(chunk: Chunk) -> bytes:
    return canonical.encode(
        {
            "origin": chunk.origin,
            "first": chunk.first,
            "start_root": chunk.start_root.hex(),
            "start_proof": [node.hex() for node in chunk.start_proof],
            "end_proof": [node.hex() for node in chunk.end_proof],
        }
    )


def _read_logs(files: dict[str, bytes]) -> tuple[Chunk, ...]:
    chunks: list[Chunk] = []
    while f"logs/{len(chunks)}/start.json" in files:
        if len(chunks) == MAX_LOGS:
            raise Invalid("bundle_too_many", part="logs", limit=MAX_LOGS)
        at = f"logs/{len(chunks)}/"
        chunks.append(_read_chunk(*(_pop(files, at + part) for part in _CHUNK_PARTS)))
    if any(name.startswith("logs/") for name in files):
        raise Invalid("bundle_part", part="logs")
    return tuple(chunks)


def _read_chunk(entries: bytes, bodies: bytes, note: bytes, start: bytes) -> Chunk:
    found = _split(entries, 2, "entries")
    held = _split(bodies, 4, "bodies")
    match read_json(start, "start.json"):
        case {
            "origin": str(origin),
            "first": int(first),
            "start_root": str(root),
            "start_proof": list(start_proof),
            "end_proof": list(end_proof),
        } if first >= 0 and len(found) == len(held):
            return Chunk(
                origin=origin,
                first=first,
                start_root=_hash(root),
                start_proof=_hashes(start_proof),
                end_proof=_hashes(end_proof),
                entries=found,
                bodies=tuple(body or None for body in held),
                note=_text(note),
            )
        case _:
            raise Invalid("bundle_part", part="start.json")


def _hashes(items: list[object]) -> tuple[bytes, ...]:
    if len(items) > 64:  # a tree of 2^63 leaves needs no longer proof
        raise Invalid("bundle_too_many", part="start.json", limit=64)
    return tuple(_hash(item) for item in items)


def _hash(item: object) -> bytes:
    if not isinstance(item, str) or not re.fullmatch(r"[0-9a-f]{64}", item):
        raise Invalid("bundle_part", part="start.json")
    return bytes.fromhex(item)


def _prefixed(items: list[bytes] | tuple[bytes, ...], width: int) -> bytes:
    return b"".join(part for item in items for part in (len(item).to_bytes(width, "big"), item))


def _split(data: bytes, width: int, part: str) -> tuple[bytes, ...]:
    items: list[bytes] = []
    position = 0
    while position < len(data):
        start = position + width
        position = start + int.from_bytes(data[position:start], "big")
        if position > len(data) or start > len(data):
            raise Invalid("bundle_part", part=part)
        if len(items) == MAX_CHUNK:
            raise Invalid("bundle_too_many", part=part, limit=MAX_CHUNK)
        items.append(data[start:position])
    return tuple(items)


def _pop(files: dict[str, bytes], name: str) -> bytes:
    if name not in files:
        raise Invalid("bundle_part", part=name)
    return files.pop(name)


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise Invalid("bundle_part", part="note") from error
