"""Export of a log as static files (C2SP tlog-tiles), for mirrors and outside verifiers.

Promises the paths and bytes of the specification: `checkpoint`, `tile/<L>/<N>[.p/<W>]`,
`tile/entries/<N>[.p/<W>]`. Every entry is hashed and compared with the tree, and the tree with the
head, before the head is written; the head is written last, so a reader never meets a head whose
tiles are missing. Whoever gets the folder gets the entries: that is a release, decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from tansiq.ledger.checkpoint import Checkpoint, read_checkpoint
from tansiq.ledger.merkle import Tree, leaf_hash
from tansiq.terms.errors import Conflict, Damaged, Invalid, TansiqError

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
MAX_TILE_ENTRY = 0xFFFF


def tile_path(level: int | str, index: int, width: int = TILE_WIDTH) -> str:
    """Return `tile/<L>/<N>[.p/<W>]`; level "entries" names an entry bundle."""
    digits = f"{index:d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    number = "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])
    partial = "" if width == TILE_WIDTH else f".p/{width}"
    return f"tile/{level}/{number}{partial}"


def tiles(tree: Tree, size: int) -> Iterator[tuple[str, bytes]]:
    """Yield the path and bytes of each hash tile of the tree at that size."""
    level = 0
    while count := size >> (TILE_HEIGHT * level):
        for first in range(0, count, TILE_WIDTH):
            width = min(TILE_WIDTH, count - first)
            hashes = tree.nodes(TILE_HEIGHT * level, first, width)
            yield tile_path(level, first // TILE_WIDTH, width), hashes
        level += 1


def entry_bundles(tree: Tree, entries: Iterable[bytes], size: int) -> Iterator[tuple[str, bytes]]:
    """Yield the path and bytes of each entry bundle; lengths are big-endian uint16.

    Damaged `tile_entry` names the first entry that is not the one in the tree, or is missing.
    """
    source = iter(entries)
    for first in range(0, size, TILE_WIDTH):
        width = min(TILE_WIDTH, size - first)
        packed = bytearray()
        last = first - 1
        for at, entry in enumerate(islice(source, width), start=first):
            if len(entry) > MAX_TILE_ENTRY:
                raise Invalid("tile_entry_length", seq=at, found=len(entry))
            if leaf_hash(entry) != tree.node(0, at):
                raise Damaged("tile_entry", seq=at)
            packed += len(entry).to_bytes(2, "big") + entry
            last = at
        if first + width - 1 != last:
            raise Damaged("tile_entry", seq=last + 1)
        yield tile_path("entries", first // TILE_WIDTH, width), bytes(packed)


def export(tree: Tree, entries: Iterable[bytes], note: str, folder: Path) -> Checkpoint:
    """Write a log up to its head into a folder and return the head.

    Damaged `tile_root` when the head is not of this tree; Conflict `tile_other_log` when the folder
    holds another log; Invalid `tile_unwritten` when the file system refuses. The caller checks the
    head's signature (`checkpoint.open_checkpoint`).
    """
    head = read_checkpoint(note)
    if head.size > tree.size or tree.root(head.size) != head.root:
        raise Damaged("tile_root", origin=head.origin, size=head.size)
    try:
        _refuse_other_log(folder, head)
        for path, data in tiles(tree, head.size):
            _write(folder / path, data)
        for path, data in entry_bundles(tree, entries, head.size):
            _write(folder / path, data)
        _write(folder / "checkpoint", note.encode())
    except OSError as refusal:
        raise Invalid("tile_unwritten", folder=str(folder), number=refusal.errno or 0) from None
    return head


def _refuse_other_log(folder: Path, head: Checkpoint) -> None:
    there = folder / "checkpoint"
    if not there.exists():
        return
    try:
        found = read_checkpoint(there.read_bytes()).origin
    except TansiqError:
        found = "-"
    if found != head.origin:
        raise Conflict("tile_other_log", folder=str(folder), origin=found)


def _write(path: Path, data: bytes) -> None:
    """Write beside, then rename: a reader sees the old bytes or the new, never half of them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    with beside.open("xb") as file:  # a new file: never through a link that lies there
        file.write(data)
    beside.replace(path)
