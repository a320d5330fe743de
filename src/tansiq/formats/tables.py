"""Reports from a table (CSV): one row, one report.

Columns are the names of `COLUMNS`; further columns are listed as left behind. The first line names
the columns; the text is UTF-8 with or without a byte order mark; the separator is comma, semicolon
or tab, whichever the first line uses (spreadsheets of the four languages differ).
"""

import csv
import io

from tansiq.formats.draft import DraftReport, Mention, Reading
from tansiq.terms.errors import Invalid

COLUMNS = (
    "title", "text", "language", "source", "grade", "handling", "assessment", "occurred",
    "mentions",
)  # fmt: skip
_REQUIRED = ("title", "text")
_SEPARATORS = (",", ";", "\t")


def read_table(data: bytes) -> Reading:
    """Read a CSV file; raises Invalid `table_encoding`, `table_column` or `table_row`."""
    rows = _rows(data)
    head = next(rows, [])
    for column in _REQUIRED:
        if column not in head:
            raise Invalid("table_column", column=column)
    drafts = []
    for number, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(head):
            raise Invalid("table_row", row=number, cells=len(row), expected=len(head))
        drafts.append(_draft(dict(zip(head, row, strict=True))))
    return Reading(tuple(drafts), tuple(one for one in head if one not in COLUMNS))


def _rows(data: bytes) -> "csv._reader":
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise Invalid("table_encoding") from problem
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _draft(cell: dict[str, str]) -> DraftReport:
    return DraftReport(
        title=cell["title"].strip(),
        text=cell["text"].strip(),
        language=cell.get("language", "").strip(),
        source=cell.get("source", "").strip(),
        grade=cell.get("grade", "").strip(),
        handling=cell.get("handling", "").strip(),
        assessment=cell.get("assessment", "").strip().lower() in ("1", "yes", "assessment"),
        occurred=cell.get("occurred", "").strip(),
        mentions=tuple(_mention(one) for one in cell.get("mentions", "").split("|") if one.strip()),
    )


def _mention(text: str) -> Mention:
    """Read `Person/suspect: name; other spelling` (schema and category are optional)."""
    kind, colon, names = text.partition(":")
    if not colon:
        kind, names = "Person", text
    schema, _, category = kind.strip().partition("/")
    spelled = tuple(name.strip() for name in names.split(";") if name.strip())
    return Mention(schema or "Person", spelled, category=category)
