"""Tables: CSV in any of the usual separators, and workbooks (XLSX), read-only and as values.

Promises: every cell that holds something stands in the text, row by row; a column whose head says
what it is (`phone`, `الاسم`) marks its cells. Does not: calculate, follow links, or run anything.
"""

import csv
import datetime as dt
import io
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files

import openpyxl
from msgspec.structs import replace

from tansiq.extract.decoding import decode
from tansiq.extract.kinds import opened
from tansiq.extract.outcome import Extracted, Mark, Piece, Unreadable
from tansiq.extract.parsers.documents import parsed
from tansiq.terms.intake import ReadOutcome, ReadTrouble

_SEPARATORS = (",", ";", "\t", "|")
_MOST_CELL = 20_000


@cache
def _type_of() -> dict[str, str]:
    """What each head of a column says of its cells (`lists/heads.toml`)."""
    page = files("tansiq.extract") / "lists" / "heads.toml"
    table = tomllib.loads(page.read_text(encoding="utf-8"))
    return {head: kind for kind, heads in table.items() for head in heads}


def read_csv(data: bytes) -> Extracted:
    """A CSV file; quotation marks that are wrong cost their line alone."""
    text, left = decode(data)
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    # The limit belongs to the whole process: whoever else reads tables in it keeps theirs.
    limit = csv.field_size_limit(len(text) + 1)
    try:
        return _table("csv", [("", list(rows))], left)
    except csv.Error:
        raise Unreadable(ReadTrouble.DAMAGED) from None
    finally:
        csv.field_size_limit(limit)


def read_workbook(data: bytes) -> Extracted:
    """All sheets of a workbook."""
    with opened(data) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(name)[:2000]:
                parsed(archive.read(name))
    book = openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=True, keep_links=False
    )
    try:
        sheets = [
            (
                one.title,
                [[_cell(value) for value in row] for row in one.iter_rows(values_only=True)],
            )
            for one in book.worksheets
        ]
        about = book.properties
    finally:
        book.close()
    found = _table("xlsx", sheets, ())
    return replace(found, title=str(about.title or "")[:500], author=str(about.creator or "")[:500])


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)


def _table(
    kind: str, sheets: Iterable[tuple[str, Sequence[Sequence[str]]]], left: tuple[str, ...]
) -> Extracted:
    pieces: list[Piece] = []
    marks: list[Mark] = []
    for title, rows in sheets:
        if title and any(any(row) for row in rows):
            pieces.append(Piece(text=f"{title}\n", role="sheet"))
        types: list[str] = []
        for row in rows:
            cells = [re.sub(r"\s+", " ", one).strip()[:_MOST_CELL] for one in row]
            if not any(cells):
                continue
            if types:
                marks += _marks(len(pieces), cells, types)
            else:
                types = [_type_of().get(one.casefold(), "") for one in cells]
            pieces.append(Piece(text="\t".join(cells) + "\n", role="row"))
    return Extracted(
        outcome=ReadOutcome.READ, kind=kind, pieces=tuple(pieces), marks=tuple(marks), left=left
    )


def _marks(piece: int, cells: Sequence[str], types: Sequence[str]) -> Iterator[Mark]:
    at = 0
    for cell, kind in zip(cells, types, strict=False):
        if cell and kind:
            yield Mark(piece, at, at + len(cell), kind)
        at += len(cell) + 1
