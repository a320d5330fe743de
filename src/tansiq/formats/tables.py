"""Reports from a table (CSV, RFC 4180): one row, one report.

Columns are the names of `COLUMNS`; further columns are listed as left behind. The first line names
the columns; the text is UTF-8 with or without a byte order mark; the separator is comma, semicolon
or tab, whichever the first line uses (spreadsheets of the four languages differ). Quotation marks
must be right: a file with a wrong one is refused whole, because it would be read otherwise.

| column | what it holds |
|---|---|
| title, text | required |
| language | a tag such as `ar` or `fr-MA` |
| source | who told it; kept apart from the text |
| grade | scheme and code, `europol_4x4:B2` |
| handling | `H0` to `H3` |
| assessment | yes or no in one of the four languages, `1` or `0`, `assessment` or `fact` |
| occurred | when it happened, in the words of the table |
| mentions | `Person/suspect: name; other spelling`, several parted by a vertical bar |
"""

import csv
import io
import unicodedata
from collections.abc import Iterator

from tansiq.formats.draft import MOST_REPORTS, DraftReport, Mention, Reading, check_size
from tansiq.terms.errors import Invalid

COLUMNS = (
    "title", "text", "language", "source", "source_ids", "grade", "handling", "conditions",
    "assessment", "occurred", "mentions",
)  # fmt: skip
_REQUIRED = ("title", "text")
_SEPARATORS = (",", ";", "\t")
# A word that is neither is refused: an assessment must never be filed as a fact.
_ASSESSMENT = frozenset(
    {"1", "yes", "true", "assessment", "oui", "vrai", "appréciation", "sí", "si", "verdadero"}
    | {"apreciación", "نعم", "تقييم"}
)
_FACT = frozenset(
    {"", "0", "no", "false", "fact", "non", "faux", "fait", "falso", "hecho", "لا", "واقعة"}
)


def read_table(data: bytes) -> Reading:
    """Read a CSV file; Invalid `document_large`, `document_reports` or one of `table_*`."""
    check_size(data)
    rows = _rows(data)
    head = [name.strip().lower() for name in next(rows, [])]
    for column in _REQUIRED:
        if column not in head:
            raise Invalid("table_column", column=column)
    twice = [name for name in COLUMNS if head.count(name) > 1]
    if twice:
        raise Invalid("table_column_twice", column=twice[0])
    drafts: list[DraftReport] = []
    for number, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(head):
            raise Invalid("table_row", row=number, cells=len(row), expected=len(head))
        if len(drafts) >= MOST_REPORTS:
            raise Invalid("document_reports", most=MOST_REPORTS)
        drafts.append(_draft(dict(zip(head, row, strict=True)), number))
    return Reading(tuple(drafts), tuple(one for one in head if one not in COLUMNS))


def decode(data: bytes) -> str:
    """The text of a table, or Invalid `table_encoding` when it is not UTF-8 text."""
    if b"\0" in data:
        raise Invalid("table_encoding")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise Invalid("table_encoding") from problem


def _rows(data: bytes) -> Iterator[list[str]]:
    text = decode(data)
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        yield from rows
    except csv.Error as problem:
        raise Invalid("table_quotes", row=rows.line_num) from problem


def _draft(cell: dict[str, str], row: int) -> DraftReport:
    return DraftReport(
        title=cell["title"].strip(),
        text=cell["text"].strip(),
        language=cell.get("language", "").strip(),
        source=cell.get("source", "").strip(),
        source_ids=tuple(
            one.strip() for one in cell.get("source_ids", "").split("|") if one.strip()
        ),
        grade=cell.get("grade", "").strip(),
        handling=cell.get("handling", "").strip(),
        conditions=cell.get("conditions", "").strip(),
        assessment=_assessment(cell.get("assessment", ""), row),
        occurred=cell.get("occurred", "").strip(),
        mentions=tuple(_mention(one) for one in cell.get("mentions", "").split("|") if one.strip()),
    )


def _assessment(cell: str, row: int) -> bool:
    said = unicodedata.normalize("NFC", cell).strip().lower()
    if said not in _ASSESSMENT | _FACT:
        raise Invalid("table_assessment", row=row, value=cell.strip()[:40])
    return said in _ASSESSMENT


def _mention(text: str) -> Mention:
    """Read `Person/suspect: name; other spelling` (schema and category are optional)."""
    kind, colon, names = text.partition(":")
    if not colon:
        kind, names = "Person", text
    schema, _, category = kind.strip().partition("/")
    spelled = tuple(name.strip() for name in names.split(";") if name.strip())
    return Mention(schema or "Person", spelled, category=category)
