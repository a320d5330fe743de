"""Reports and releases in lists of any length: by file, newest first, page by page, by words.

Promises: a page costs the same however many rows there are, because it goes on from a place in an
index; a word is looked for in what the list may show (title, text, reference, mentions, names of
attachments) and never in the source. A word is found whatever its case and its French, Spanish or
Arabic accents, inside longer words too; a search stops after some thousand candidates and says so.
Does not find a vowelled Arabic text by its bare letters when marks stand between them.
"""

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec

from tansiq.desk.boards import ReleaseLine, ReportLine
from tansiq.desk.lookup import ref_of
from tansiq.record.material import Content
from tansiq.store.connect import Tx
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import HOME

T = TypeVar("T")
Row = Mapping[str, Any]

SIZE = 50
_CANDIDATES = 400
_BUDGET = 2_000
_WORDS = 8
_LAST = ("~", "~", 1 << 62)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which part of a list: files (or channels), handling codes, words, and after which row."""

    files: tuple[str, ...]
    handlings: tuple[str, ...]
    words: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Sheet(Generic[T]):
    """One page of a list; `after` asks for the next one, empty at the end.

    `partial` says that a search stopped to answer in time: what is older was not looked at yet.
    """

    lines: tuple[T, ...]
    after: str
    partial: bool = False


_REPORTS = """
SELECT found.*, (SELECT count(*) FROM desk_release_check c WHERE c.report = found.report
  AND c.agency = found.agency) AS releases
FROM unnest(%(files)s::text[]) AS wanted (place) CROSS JOIN LATERAL (
  SELECT * FROM desk_report r
  WHERE r.file = wanted.place AND r.agency = %(me)s AND r.channel = %(home)s
    AND r.handling = ANY(%(handlings)s)
    AND (r.time, r.origin, r.seq) < (%(time)s, %(origin)s, %(seq)s)
    AND lower(r.record) LIKE ALL(%(patterns)s::text[])
  ORDER BY r.time DESC, r.origin DESC, r.seq DESC LIMIT %(limit)s) AS found
ORDER BY found.time DESC, found.origin DESC, found.seq DESC LIMIT %(limit)s
"""

_RECEIVED = """
SELECT found.*,
  EXISTS (SELECT 1 FROM desk_notice n WHERE n.kind = 'recall' AND n.release = found.release
          AND n.agency = found.agency) AS recalled,
  EXISTS (SELECT 1 FROM desk_notice n WHERE n.kind = 'correction' AND n.release = found.release
          AND n.agency = found.agency) AS corrected,
  EXISTS (SELECT 1 FROM desk_notice n WHERE n.kind = 'recall' AND n.release = found.origin_release
          AND n.agency = found.origin_agency AND found.origin_agency <> '') AS source_withdrawn
FROM unnest(%(files)s::text[]) AS wanted (place) CROSS JOIN LATERAL (
  SELECT * FROM desk_release r
  WHERE r.channel = wanted.place AND r.agency <> %(me)s AND r.channel <> %(home)s
    AND r.handling = ANY(%(handlings)s)
    AND (r.time, r.origin, r.seq) < (%(time)s, %(origin)s, %(seq)s)
    AND lower(r.record) LIKE ALL(%(patterns)s::text[])
  ORDER BY r.time DESC, r.origin DESC, r.seq DESC LIMIT %(limit)s) AS found
ORDER BY found.time DESC, found.origin DESC, found.seq DESC LIMIT %(limit)s
"""


def own_reports(tx: Tx, me: str, wanted: Wanted) -> Sheet[ReportLine]:
    """A page of our own reports on these files."""
    return _sheet(tx, _REPORTS, me, wanted, _report_line)


def received(tx: Tx, me: str, wanted: Wanted) -> Sheet[ReleaseLine]:
    """A page of what partners released into these channels."""
    return _sheet(tx, _RECEIVED, me, wanted, _release_line)


def how_many(tx: Tx, me: str, wanted: Wanted) -> tuple[int, int]:
    """How many reports of ours, and releases of partners, lie in these files."""
    keys = {"files": sorted(wanted.files), "me": me, "home": HOME}
    ours = tx.one(
        "SELECT count(*) AS n FROM desk_report WHERE file = ANY(%(files)s) AND agency = %(me)s",
        keys,
    )
    theirs = tx.one(
        "SELECT count(*) AS n FROM desk_release WHERE channel = ANY(%(files)s)"
        " AND agency <> %(me)s AND channel <> %(home)s",
        keys,
    )
    return (ours["n"] if ours else 0, theirs["n"] if theirs else 0)


def fold(text: str) -> str:
    """The text in small letters, without accents, vowel marks and lengthening, digits as 0-9."""
    return unicodedata.normalize("NFKD", text).casefold().translate(_FOLDED)


def _sheet(tx: Tx, query: str, me: str, wanted: Wanted, line: Callable[[Row], T]) -> Sheet[T]:
    words = tuple(dict.fromkeys(fold(wanted.words).split()))[:_WORDS]
    found: list[tuple[Row, T]] = []
    for number, row in enumerate(_rows(tx, query, me, wanted, words), start=1):
        if _holds(row, words):
            found.append((row, line(row)))
        if len(found) > SIZE:
            kept = found[:SIZE]
            return Sheet(tuple(one for _, one in kept), _mark(kept[-1][0]))
        if number == _BUDGET:
            return Sheet(tuple(one for _, one in found), _mark(row), partial=True)
    return Sheet(tuple(one for _, one in found), "")


def _rows(tx: Tx, query: str, me: str, wanted: Wanted, words: tuple[str, ...]) -> Iterator[Row]:
    time, origin, seq = _place(wanted.after)
    limit = _CANDIDATES if words else SIZE + 1
    keys: dict[str, object] = {
        "files": sorted(wanted.files),
        "handlings": sorted(wanted.handlings),
        "me": me,
        "home": HOME,
        "patterns": [_pattern(one) for one in words],
        "limit": limit,
    }
    while True:
        rows = tx.rows(query, {**keys, "time": time, "origin": origin, "seq": seq})
        yield from rows
        if len(rows) < limit:
            return
        time, origin, seq = rows[-1]["time"], rows[-1]["origin"], rows[-1]["seq"]


def _place(after: str) -> tuple[str, str, int]:
    if not after:
        return _LAST
    parts = after.split("|")
    if len(parts) != 3 or not parts[2].isdecimal() or len(parts[2]) > 18:
        raise Invalid("page_cursor")
    return parts[0], parts[1], int(parts[2])


def _mark(row: Row) -> str:
    return f"{row['time']}|{row['origin']}|{row['seq']}"


class _Worded(msgspec.Struct):
    content: Content
    reference: str = ""


def _holds(row: Row, words: tuple[str, ...]) -> bool:
    if not words:
        return True
    said = msgspec.json.decode(row["record"], type=_Worded)
    content = said.content
    parts = [said.reference, content.title, content.text, content.occurred]
    for mention in content.mentions:
        parts += mention.names
        parts += (value for one in mention.properties for value in one.values)
    parts += (one.name for one in content.attachments)
    whole = fold("\n".join(parts))
    return all(one in whole for one in words)


# Letters that a small ASCII letter or a bare Arabic one may stand for once a text is folded.
_VARIES = frozenset("aceginostuyzاويهت")


def _pattern(word: str) -> str:
    """What the database may pass over: coarser than the word, never finer."""
    kept = ("_" if one in _VARIES or not _plain(one) else one for one in word)
    return f"%{''.join(kept)}%"


def _plain(character: str) -> bool:
    arabic = "\u0621" <= character <= "\u064a"
    return (character.isascii() and character.isalnum()) or arabic


def _report_line(row: Row) -> ReportLine:
    return ReportLine(**{name: row[name] for name in ReportLine.__slots__})


def _release_line(row: Row) -> ReleaseLine:
    names = [one for one in ReleaseLine.__slots__ if one != "entry"]
    return ReleaseLine(**{name: row[name] for name in names}, entry=ref_of(row))


def _folding() -> dict[int, str | None]:
    marks = (point for point in range(0x300, 0x20000) if unicodedata.category(chr(point)) == "Mn")
    table: dict[int, str | None] = dict.fromkeys(marks, None)
    table.update({0x640: None, ord("ة"): "ه", ord("ى"): "ي"})
    for point in range(0x660, 0xA00):
        digit = unicodedata.digit(chr(point), None)
        if digit is not None:
            table[point] = str(digit)
    return table


_FOLDED = _folding()
