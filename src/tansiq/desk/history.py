"""What became of a report: its releases, and which report a release of ours copies.

Promises: reads our own notes beside each release, so a partner's claim about our reports counts for
nothing. Pure reading of the desk's own tables.
"""

from dataclasses import dataclass

import msgspec

from tansiq.desk.boards import ReleaseLine
from tansiq.desk.lookup import filed_row, ref_of, release_row
from tansiq.record.desk import ReportReleased
from tansiq.store.connect import Tx
from tansiq.terms.ids import HOME, EntryRef

_RELEASES = """
SELECT r.*,
  EXISTS (SELECT 1 FROM desk_notice n WHERE n.kind = 'recall' AND n.release = r.release
          AND n.agency = r.agency) AS recalled,
  EXISTS (SELECT 1 FROM desk_notice n WHERE n.kind = 'correction' AND n.release = r.release
          AND n.agency = r.agency) AS corrected,
  false AS source_withdrawn
FROM desk_release r JOIN desk_release_check c ON c.release = r.release AND c.agency = r.agency
WHERE c.report = %s AND c.agency = %s AND r.channel <> %s
ORDER BY r.time DESC, r.origin, r.seq DESC
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledPlace:
    """Who filed a report of ours, when, and where its entry lies."""

    officer: str
    time: str
    entry: EntryRef
    class_id: str


def filed_place(tx: Tx, me: str, report: str) -> FiledPlace | None:
    """Where a report of ours lies, or None."""
    row = filed_row(tx, me, report)
    if row is None:
        return None
    return FiledPlace(
        officer=row["officer"], time=row["time"], entry=ref_of(row), class_id=row["class_id"]
    )


def releases_of(tx: Tx, me: str, report: str) -> tuple[ReleaseLine, ...]:
    """Our releases of a report of ours, newest first."""
    names = [one for one in ReleaseLine.__slots__ if one != "entry"]
    return tuple(
        ReleaseLine(**{name: row[name] for name in names}, entry=ref_of(row))
        for row in tx.rows(_RELEASES, (report, me, HOME))
    )


def report_of(tx: Tx, me: str, release: str) -> str:
    """The report of ours that a release of ours copies; empty when it passes a partner's on."""
    row = tx.one(
        "SELECT c.report FROM desk_release_check c JOIN desk_report r"
        " ON r.report = c.report AND r.agency = c.agency"
        " WHERE c.release = %s AND c.agency = %s ORDER BY c.generation, c.epoch, c.seq LIMIT 1",
        (release, me),
    )
    return "" if row is None else str(row["report"])


def released_record(tx: Tx, agency: str, release: str) -> tuple[ReportReleased, str] | None:
    """A release as it was first written, and when; None when there is none."""
    row = release_row(tx, agency, release)
    if row is None:
        return None
    return msgspec.json.decode(row["record"], type=ReportReleased), str(row["time"])
