"""What desk screens list: reports, releases in and out, duties with their clocks.

Promises: overdue duties come first; a partner's answer counts only from the agency that owed it and
in the channel it was asked in; how far a record has come is what the recipient has signed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from tansiq.desk.delivery import Delivery, Due, Reaches, clock, delivery, pressing
from tansiq.desk.lookup import filed_row, ref_of, release_fact
from tansiq.desk.situation import ReleaseFact
from tansiq.record.desk import ReportFiled
from tansiq.store.connect import Tx
from tansiq.terms.ids import HOME, EntryRef

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """A report of ours in a list."""

    report: str
    file: str
    title: str
    language: str
    grade: str
    nature: str
    handling: str
    officer: str
    time: str
    class_id: str
    releases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseLine:
    """A release, ours or a partner's, in a list."""

    agency: str
    release: str
    channel: str
    title: str
    language: str
    grade: str
    nature: str
    handling: str
    expiry: str
    time: str
    class_id: str
    entry: EntryRef
    recalled: bool
    corrected: bool
    source_withdrawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientState:
    """What one recipient has done about a release or notice of ours."""

    recipient: str
    delivery: Delivery
    outcome: str = ""
    reason: str = ""
    explanation: str = ""
    due: Due | None = None


def reports(tx: Tx, me: str, files: frozenset[str], limit: int = 200) -> tuple[ReportLine, ...]:
    """Reports of ours on these files, newest first."""
    rows = tx.rows(
        "SELECT r.*, (SELECT count(*) FROM desk_release_check c WHERE c.report = r.report"
        " AND c.agency = r.agency) AS releases"
        " FROM unnest(%(files)s::text[]) AS wanted (place) CROSS JOIN LATERAL ("
        " SELECT * FROM desk_report d WHERE d.file = wanted.place AND d.agency = %(me)s"
        " AND d.channel = %(home)s ORDER BY d.time DESC, d.origin DESC, d.seq DESC"
        " LIMIT %(limit)s) AS r"
        " ORDER BY r.time DESC, r.generation DESC, r.epoch DESC, r.seq DESC LIMIT %(limit)s",
        {"files": sorted(files), "me": me, "home": HOME, "limit": limit},
    )
    names = [one for one in ReportLine.__slots__ if one != "releases"]
    return tuple(
        ReportLine(**{name: row[name] for name in names}, releases=row["releases"]) for row in rows
    )


def report(tx: Tx, me: str, identifier: str) -> ReportFiled | None:
    """One report of ours, whole."""
    row = filed_row(tx, me, identifier)
    return None if row is None else msgspec.json.decode(row["record"], type=ReportFiled)


def author_of(tx: Tx, me: str, identifier: str) -> str:
    """The officer who filed a report of ours; empty when there is none."""
    row = filed_row(tx, me, identifier)
    return "" if row is None else str(row["officer"])


def release(tx: Tx, agency: str, identifier: str) -> ReleaseFact | None:
    """One release as it reads now."""
    return release_fact(tx, agency, identifier)


def classes_of_report(tx: Tx, me: str, identifier: str) -> tuple[str, ...]:
    """The retention classes that hold a report of ours and every copy and correction of it.

    Erasing a report means erasing all of these; notices without its words keep their own.
    """
    rows = tx.rows(
        "WITH copies AS (SELECT release, class_id FROM desk_release_check"
        " WHERE report = %(report)s AND agency = %(me)s)"
        " SELECT class_id FROM desk_report WHERE report = %(report)s AND agency = %(me)s"
        " UNION SELECT class_id FROM copies"
        " UNION SELECT r.class_id FROM desk_release r JOIN copies USING (release)"
        " WHERE r.agency = %(me)s"
        " UNION SELECT n.class_id FROM desk_notice n JOIN copies USING (release)"
        " WHERE n.agency = %(me)s AND n.kind = 'correction' ORDER BY class_id",
        {"report": identifier, "me": me},
    )
    return tuple(row["class_id"] for row in rows)


def classes_of_release(tx: Tx, agency: str, identifier: str) -> tuple[str, ...]:
    """The retention classes that hold a partner's release and its corrections, as sealed there."""
    rows = tx.rows(
        "SELECT class_id FROM desk_release WHERE release = %(release)s AND agency = %(agency)s"
        " UNION SELECT class_id FROM desk_notice WHERE release = %(release)s"
        " AND agency = %(agency)s AND kind = 'correction' ORDER BY class_id",
        {"release": identifier, "agency": agency},
    )
    return tuple(row["class_id"] for row in rows)


def files_of_reports(tx: Tx, me: str, classes: Sequence[str]) -> dict[str, frozenset[str]]:
    """The files of our reports by the class that holds a report, or the check of a copy of it."""
    rows = tx.rows(
        "SELECT r.class_id, r.file FROM desk_report r"
        " WHERE r.class_id = ANY(%(classes)s) AND r.agency = %(me)s AND r.channel = %(home)s"
        " UNION SELECT c.class_id, r.file FROM desk_release_check c"
        " JOIN desk_report r ON r.report = c.report AND r.agency = c.agency"
        " AND r.channel = c.channel"
        " WHERE c.class_id = ANY(%(classes)s) AND c.agency = %(me)s AND c.channel = %(home)s",
        {"classes": sorted(set(classes)), "me": me, "home": HOME},
    )
    found: dict[str, frozenset[str]] = {}
    for row in rows:
        found[row["class_id"]] = found.get(row["class_id"], frozenset()) | {row["file"]}
    return found


_RELEASES = """
SELECT r.*,
  EXISTS (SELECT 1 FROM desk_notice n WHERE n.kind = 'recall' AND n.release = r.release
          AND n.agency = r.agency) AS recalled,
  EXISTS (SELECT 1 FROM desk_notice n WHERE n.kind = 'correction' AND n.release = r.release
          AND n.agency = r.agency) AS corrected,
  EXISTS (SELECT 1 FROM desk_notice n WHERE n.kind = 'recall' AND n.release = r.origin_release
          AND n.agency = r.origin_agency AND r.origin_agency <> '') AS source_withdrawn
FROM unnest(%(channels)s::text[]) AS wanted (place) CROSS JOIN LATERAL (
  SELECT * FROM desk_release d WHERE d.channel = wanted.place AND d.agency {whose} %(me)s
  ORDER BY d.time DESC, d.origin DESC, d.seq DESC LIMIT %(limit)s) AS r
ORDER BY r.time DESC, r.origin DESC, r.seq DESC LIMIT %(limit)s
"""
# Channel by channel, so that an index gives each channel's newest however many there are.
_RECEIVED, _SENT = (_RELEASES.format(whose=whose) for whose in ("<>", "="))


def inbox(tx: Tx, me: str, channels: frozenset[str], limit: int = 200) -> tuple[ReleaseLine, ...]:
    """Partners' releases in these channels, newest first."""
    return _releases(tx, me, channels, ours=False, limit=limit)


def outbox(tx: Tx, me: str, channels: frozenset[str], limit: int = 200) -> tuple[ReleaseLine, ...]:
    """Our releases in these channels, newest first; a withdrawn source is marked."""
    return _releases(tx, me, channels, ours=True, limit=limit)


def _releases(
    tx: Tx, me: str, channels: frozenset[str], *, ours: bool, limit: int
) -> tuple[ReleaseLine, ...]:
    keys = {"channels": sorted(channels - {HOME}), "me": me, "limit": limit}
    names = [one for one in ReleaseLine.__slots__ if one != "entry"]
    return tuple(
        ReleaseLine(**{name: row[name] for name in names}, entry=ref_of(row))
        for row in tx.rows(_SENT if ours else _RECEIVED, keys)
    )


def release_states(tx: Tx, known: Reaches, me: str, identifier: str) -> tuple[RecipientState, ...]:
    """How far a release of ours has come at each recipient (REQUIREMENTS 1.9)."""
    fact = release_fact(tx, me, identifier)
    if fact is None:
        return ()
    return tuple(
        RecipientState(
            recipient=one, delivery=delivery(known, one, fact.entry.origin, fact.entry.seq)
        )
        for one in fact.recipients
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLine:
    """A recall or correction of ours with the state of each recipient, most pressing first."""

    kind: str
    release: str
    correction: str
    channel: str
    title: str
    handling: str
    time: str
    due: str
    recipients: tuple[RecipientState, ...]


_NOTICES = """
SELECT n.*, r.title AS title, r.handling AS handled, r.recipients AS recipients FROM desk_notice n
JOIN desk_release r ON r.agency = n.agency AND r.release = n.release AND r.channel = n.channel
WHERE n.agency = %(me)s AND n.channel <> %(home)s AND %(about)s IN ('', n.release)
  AND (NOT %(unanswered)s OR cardinality(r.recipients) > (
    SELECT count(DISTINCT a.agency) FROM desk_notice_answer a
    WHERE a.kind = n.kind AND a.originator = n.agency AND a.channel = n.channel
      AND a.correction = n.correction AND (n.kind = 'correction' OR a.release = n.release)
      AND a.agency = ANY(r.recipients)))
"""


def notices_out(  # noqa: PLR0913 - two ways to ask for less than all
    tx: Tx, known: Reaches, me: str, now: datetime, *, unanswered: bool = False, about: str = ""
) -> tuple[NoticeLine, ...]:
    """Our recalls and corrections, all or fewer; an overdue answer comes first (1.5)."""
    asked = {"me": me, "home": HOME, "unanswered": unanswered, "about": about}
    rows = tx.rows(_NOTICES, asked)
    these = [one["correction"] or one["release"] for one in rows]
    answers = tx.rows(
        "SELECT * FROM desk_notice_answer WHERE originator = %s AND channel <> %s"
        " AND (release = ANY(%s) OR correction = ANY(%s))"
        " ORDER BY generation DESC, epoch DESC, seq DESC",
        (me, HOME, these, these),
    )
    first = {_answered(one, one["agency"]): one for one in answers}
    lines = [_notice(known, row, first, now) for row in rows]
    return tuple(sorted(lines, key=_notice_order))


def _notice_order(line: NoticeLine) -> tuple[tuple[int, str], str]:
    dues = [pressing(one.due) for one in line.recipients if one.due is not None]
    return min(dues, default=(len(dues), line.due)), line.release


def _answered(row: Row, recipient: str) -> tuple[str, ...]:
    """What an answer and its notice have in common: kind, channel, subject, who answers."""
    about = row["correction"] or row["release"]
    return row["kind"], row["channel"], about, recipient


def _notice(
    known: Reaches, row: Row, answers: Mapping[tuple[str, ...], Row], now: datetime
) -> NoticeLine:
    return NoticeLine(
        kind=row["kind"],
        release=row["release"],
        correction=row["correction"],
        channel=row["channel"],
        title=row["title"],
        handling=row["handled"],
        time=row["time"],
        due=row["due"],
        recipients=tuple(
            _recipient(known, row, answers.get(_answered(row, one)), one, now)
            for one in row["recipients"]
        ),
    )


def _recipient(
    known: Reaches, notice: Row, answer: Row | None, recipient: str, now: datetime
) -> RecipientState:
    return RecipientState(
        recipient=recipient,
        delivery=delivery(known, recipient, notice["origin"], notice["seq"]),
        outcome="" if answer is None else answer["outcome"],
        reason="" if answer is None else answer["reason"],
        explanation="" if answer is None else _explanation(answer["record"]),
        due=clock(notice["due"], now, "" if answer is None else answer["time"]),
    )


class _Explained(msgspec.Struct):
    explanation: str = ""


def _explanation(record: str) -> str:
    return msgspec.json.decode(record, type=_Explained).explanation
