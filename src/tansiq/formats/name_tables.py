"""Tables of names (CSV, RFC 4180, UTF-8): chosen columns, row by row, and tables written back.

Promises: every row is read or the table is refused whole with the row that is wrong; a cell holds
at most `MOST_LETTERS`. The separator is comma, semicolon or tab, whichever the first line uses.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from itertools import chain

from tansiq.formats.draft import check_size
from tansiq.formats.tables import decode
from tansiq.terms.errors import Invalid

MOST_LETTERS = 4_000
_SEPARATORS = (",", ";", "\t")


def read_columns(data: bytes, *columns: str) -> list[tuple[str, ...]]:
    """The cells of some columns, a tuple a row; blank lines are passed over.

    Invalid `document_large`, `table_empty`, `table_cell` or another of `table_*`.
    """
    check_size(data)
    text = decode(data)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    try:
        head = _head(next(rows, []))
        places = [_place(head, column) for column in columns]
        found = [_cells(row, len(head), places, rows.line_num) for row in rows if row]
    except csv.Error as problem:
        _check_cells(text)
        raise Invalid("table_quotes", row=rows.line_num) from problem
    if not found:
        raise Invalid("table_empty")
    return found


def has_column(data: bytes, column: str) -> bool:
    """Whether the first line names a column."""
    check_size(data)
    first = decode(data).partition("\n")[0]
    return column in _head(first.split(_separator(first)))


def _separator(text: str) -> str:
    return max(_SEPARATORS, key=text.partition("\n")[0].count)


def _head(cells: Sequence[str]) -> list[str]:
    return [name.strip().strip('"').lower() for name in cells]


def _place(head: Sequence[str], column: str) -> int:
    if not any(head):
        raise Invalid("table_empty")
    if column not in head:
        raise Invalid("table_column", column=column)
    if head.count(column) > 1:
        raise Invalid("table_column_twice", column=column)
    return head.index(column)


def _cells(row: Sequence[str], width: int, places: Sequence[int], number: int) -> tuple[str, ...]:
    if len(row) != width:
        raise Invalid("table_row", row=number, cells=len(row), expected=width)
    found = tuple(row[place] for place in places)
    if any(len(cell) > MOST_LETTERS for cell in found):
        raise Invalid("table_cell", row=number, most=MOST_LETTERS)
    return found


def _check_cells(text: str) -> None:
    """The reader stops at a cell beyond its own bound and says the same of a wrong quotation."""
    longest = csv.field_size_limit()
    line = next((at for at, one in enumerate(text.splitlines(), 1) if len(one) > longest), 0)
    if line:
        raise Invalid("table_cell", row=line, most=MOST_LETTERS)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as the bytes of a CSV file."""
    return lines(chain((head,), rows))


def lines(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as lines of a CSV file, to stand below others."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode("utf-8")
