"""Tables and lines to take away, as files that open harmlessly elsewhere.

Promises: a cell that a spreadsheet would compute is given as text; a file always downloads and is
never shown inside the pages; its name says nothing about anybody.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

_COMPUTED = ("=", "+", "-", "@", "\t", "\r")


def csv_file(name: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A table as CSV (RFC 4180, UTF-8 with a byte order mark, which spreadsheets ask for)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([_harmless(str(one)) for one in row] for row in rows)
    return _file(name, "text/csv; charset=utf-8", "\ufeff" + text.getvalue())


def lines_file(name: str, lines: Iterable[bytes]) -> HttpResponse:
    """JSON lines, byte for byte as given."""
    return _file(name, "application/x-ndjson", b"".join(line + b"\n" for line in lines))


def taken(name: str, data: bytes, kind: str) -> HttpResponse:
    """A document, byte for byte as given."""
    return _file(name, kind, data)


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_COMPUTED) else cell


def _file(name: str, kind: str, body: str | bytes) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
