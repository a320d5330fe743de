"""One file in, one outcome out; runs in a worker's child and nowhere else.

Promises: whatever a reader raises becomes a named outcome; text beyond the cap is left aside and
said so. Does not: trust a file's name over its bytes.
"""

import os
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from struct import error as struct_error

from lxml import etree
from msgspec.structs import replace
from pypdfium2 import PdfiumError

from tansiq.extract import languages
from tansiq.extract.kinds import kind_of
from tansiq.extract.outcome import Extracted, Limits, Piece, Unreadable
from tansiq.extract.parsers import documents, entities, hypertext, letters, pages, plain, sheets
from tansiq.terms.intake import ReadOutcome, ReadTrouble

Reader = Callable[[bytes], Extracted]


@dataclass(frozen=True, slots=True)
class Tool:
    """A reader and the name and version it is known by in a capture record."""

    read: Reader
    name: str
    library: str = "tansiq"


READERS: Mapping[str, Tool] = {
    "html": Tool(hypertext.read, "trafilatura", "trafilatura"),
    "text": Tool(plain.read, "tansiq plain text"),
    "pdf": Tool(pages.read, "pypdfium2", "pypdfium2"),
    "docx": Tool(documents.read, "lxml", "lxml"),
    "xlsx": Tool(sheets.read_workbook, "openpyxl", "openpyxl"),
    "csv": Tool(sheets.read_csv, "tansiq csv"),
    "mail": Tool(letters.read, "tansiq mail"),
    "json": Tool(entities.read, "tansiq json"),
}
_BROKEN = (
    ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError, OSError,
    ArithmeticError, EOFError, NotImplementedError, zipfile.BadZipFile, etree.Error, PdfiumError,
    struct_error, SyntaxError,
)  # fmt: skip
_CHUNK = 1 << 20


def warm() -> None:
    """Load what every child will need, once, before the first fork."""
    languages.of("Una frase para cargar el modelo.")
    hypertext.read(
        b"<html><body><p>" + b"One sentence to load the rules. " * 20 + b"</p></body></html>"
    )


def read(document: int, name: str, limits: Limits) -> Extracted:
    """The outcome for an open file; raises only MemoryError."""
    kind = "unknown"
    try:
        data = _bytes(document, limits.size)
        kind = kind_of(data, name)
        if kind == "empty":
            return Extracted(outcome=ReadOutcome.EMPTY, kind=kind, code=ReadTrouble.NOTHING)
        tool = READERS.get(kind)
        if tool is None:
            return Extracted(outcome=ReadOutcome.UNSUPPORTED, kind=kind, code=ReadTrouble.KIND)
        found = _bounded(tool.read(data), limits.characters)
        return _finished(found, tool)
    except Unreadable as problem:
        return Extracted(outcome=ReadOutcome.FAILED, kind=kind, code=problem.code)
    except _BROKEN:
        return Extracted(outcome=ReadOutcome.FAILED, kind=kind, code=ReadTrouble.DAMAGED)


def _bytes(document: int, most: int) -> bytes:
    parts, size = [], 0
    while part := os.read(document, _CHUNK):
        size += len(part)
        if size > most:
            raise Unreadable(ReadTrouble.LARGE)
        parts.append(part)
    return b"".join(parts)


def _bounded(found: Extracted, most: int) -> Extracted:
    """No more characters than the cap; what is beyond is told by its number."""
    total, kept = 0, []
    for one in found.pieces:
        kept.append(
            one if total + len(one.text) <= most else replace(one, text=one.text[: most - total])
        )
        total += len(kept[-1].text)
        if total >= most:
            break
    whole = sum(len(one.text) for one in found.pieces)
    if whole <= most:
        return found
    ends = [len(one.text) for one in kept]
    marks = tuple(
        one for one in found.marks if one.piece < len(ends) and one.end <= ends[one.piece]
    )
    left = (*found.left, f"{whole - most} characters beyond the cap")
    return replace(found, pieces=tuple(kept), marks=marks, left=left)


def _finished(found: Extracted, tool: Tool) -> Extracted:
    """The outcome with its tool, its languages and the word for how much was read."""
    outcome = found.outcome
    if outcome is ReadOutcome.READ:
        if not found.raw.strip():
            outcome = ReadOutcome.EMPTY
        elif found.left:
            outcome = ReadOutcome.PARTLY
    code = ReadTrouble.NOTHING if outcome is ReadOutcome.EMPTY else found.code
    pieces = tuple(_spoken(one) for one in found.pieces)
    return replace(
        found, outcome=outcome, pieces=pieces, code=code, tool=tool.name,
        tool_version=version(tool.library),
    )  # fmt: skip


def _spoken(piece: Piece) -> Piece:
    """A piece with its language, where there is enough of it to tell."""
    spoken = piece.kept and piece.role != "format"
    return replace(piece, language=languages.of(piece.text)) if spoken else piece
