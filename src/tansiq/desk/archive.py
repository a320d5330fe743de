"""Reports and releases in lists of any length: by file, newest first, page by page, by words.

Promises: a page costs the same however many rows there are, because it goes on from a place in an
index. Words are looked for in a table of their own that holds what a search compares and nothing
else (`desk.wording`): a word that nothing holds costs one walk through it, some 0.4 s for a
million reports, and leaves nothing unsearched. Counts are exact up to `COUNTED`, and not told
beyond it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from tansiq.desk.boards import ReleaseLine, ReportLine
from tansiq.desk.lookup import ref_of
from tansiq.desk.wording import fold, pattern
from tansiq.store.connect import Tx
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import HOME

T = TypeVar("T")
Row = Mapping[str, Any]

SIZE = 50
COUNTED = 1000
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
    """One page of a list; `after` asks for the next one, empty at the end."""

    lines: tuple[T, ...]
    after: str


@dataclass(frozen=True, slots=True)
class _List:
    """A list: what each line shows beside its row, and where its rows are found."""

    shown: str
    listed: str
    found: str

    def query(self, *, searching: bool) -> str:
        """One page: of each file its newest rows in the order of an index, then the newest."""
        place = self.found if searching else self.listed
        return (
            f"SELECT found.*, {self.shown}"  # noqa: S608 - of this file's own parts alone
            " FROM unnest(%(files)s::text[]) AS wanted (place) CROSS JOIN LATERAL"
            f" ({place}) AS found"
            " ORDER BY found.time DESC, found.origin DESC, found.seq DESC LIMIT %(limit)s"
        )


_PAGE = """
  r.handling = ANY(%(handlings)s) AND (r.time, r.origin, r.seq) < (%(time)s, %(origin)s, %(seq)s)
"""
_NEWEST = "ORDER BY r.time DESC, r.origin DESC, r.seq DESC LIMIT %(limit)s"


def _searched(kind: str, table: str, whose: str) -> str:
    return f"""
  SELECT whole.* FROM (
    SELECT r.origin, r.seq FROM desk_words r
    WHERE r.kind = '{kind}' AND r.place = wanted.place AND {whose} AND {_PAGE}
      AND r.words LIKE ALL(%(patterns)s::text[]) {_NEWEST}) AS hit
  JOIN {table} whole ON whole.origin = hit.origin AND whole.seq = hit.seq
"""  # noqa: S608 - of this file's own parts alone


_OURS, _THEIRS = (
    "r.agency = %(me)s AND r.channel = %(home)s",
    "r.agency <> %(me)s AND r.channel <> %(home)s",
)

_REPORTS = _List(
    shown="""(SELECT count(*) FROM desk_release_check c WHERE c.report = found.report
  AND c.agency = found.agency) AS releases""",
    listed=f"""
  SELECT * FROM desk_report r WHERE r.file = wanted.place AND {_OURS} AND {_PAGE} {_NEWEST}
""",  # noqa: S608 - of this file's own parts alone
    found=_searched("report", "desk_report", _OURS),
)

_RECEIVED = _List(
    shown="""
  EXISTS (SELECT 1 FROM desk_notice n WHERE n.kind = 'recall' AND n.release = found.release
          AND n.agency = found.agency) AS recalled,
  EXISTS (SELECT 1 FROM desk_notice n WHERE n.kind = 'correction' AND n.release = found.release
          AND n.agency = found.agency) AS corrected,
  EXISTS (SELECT 1 FROM desk_notice n WHERE n.kind = 'recall' AND n.release = found.origin_release
          AND n.agency = found.origin_agency AND found.origin_agency <> '') AS source_withdrawn""",
    listed=f"""
  SELECT * FROM desk_release r WHERE r.channel = wanted.place AND {_THEIRS} AND {_PAGE} {_NEWEST}
""",  # noqa: S608 - of this file's own parts alone
    found=_searched("release", "desk_release", _THEIRS),
)


_COUNTS = f"""
SELECT
  (SELECT count(*) FROM (SELECT 1 FROM desk_report r
    WHERE r.file = ANY(%(files)s) AND {_OURS} LIMIT %(most)s) AS few) AS ours,
  (SELECT count(*) FROM (SELECT 1 FROM desk_release r
    WHERE r.channel = ANY(%(files)s) AND {_THEIRS} LIMIT %(most)s) AS few) AS theirs
"""  # noqa: S608 - of this file's own parts alone


def own_reports(tx: Tx, me: str, wanted: Wanted) -> Sheet[ReportLine]:
    """A page of our own reports on these files."""
    return _sheet(tx, _REPORTS, me, wanted, _report_line)


def received(tx: Tx, me: str, wanted: Wanted) -> Sheet[ReleaseLine]:
    """A page of what partners released into these channels."""
    return _sheet(tx, _RECEIVED, me, wanted, _release_line)


def how_many(tx: Tx, me: str, wanted: Wanted) -> tuple[int, int]:
    """How many reports of ours, and releases of partners, lie in these files.

    `COUNTED + 1` stands for any number beyond `COUNTED`: to count them all costs what they are.
    """
    keys = {"files": sorted(wanted.files), "me": me, "home": HOME, "most": COUNTED + 1}
    row = tx.one(_COUNTS, keys)
    return (row["ours"], row["theirs"]) if row else (0, 0)


def _sheet(tx: Tx, listing: _List, me: str, wanted: Wanted, line: Callable[[Row], T]) -> Sheet[T]:
    words = tuple(dict.fromkeys(fold(wanted.words).split()))[:_WORDS]
    time, origin, seq = _place(wanted.after)
    keys: dict[str, object] = {
        "files": sorted(wanted.files),
        "handlings": sorted(wanted.handlings),
        "me": me,
        "home": HOME,
        "patterns": [pattern(one) for one in words],
        "limit": SIZE + 1,
        "time": time,
        "origin": origin,
        "seq": seq,
    }
    rows = tx.rows(listing.query(searching=bool(words)), keys)
    kept = rows[:SIZE]
    after = _mark(kept[-1]) if len(rows) > SIZE else ""
    return Sheet(tuple(line(row) for row in kept), after)


def _place(after: str) -> tuple[str, str, int]:
    if not after:
        return _LAST
    parts = after.split("|")
    if len(parts) != 3 or not parts[2].isdecimal() or len(parts[2]) > 18:
        raise Invalid("page_cursor")
    return parts[0], parts[1], int(parts[2])


def _mark(row: Row) -> str:
    return f"{row['time']}|{row['origin']}|{row['seq']}"


def _report_line(row: Row) -> ReportLine:
    return ReportLine(**{name: row[name] for name in ReportLine.__slots__})


def _release_line(row: Row) -> ReleaseLine:
    names = [one for one in ReleaseLine.__slots__ if one != "entry"]
    return ReleaseLine(**{name: row[name] for name in names}, entry=ref_of(row))
