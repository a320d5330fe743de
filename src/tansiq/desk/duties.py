"""What we owe and what is owed to us: recalls to obey, permissions, requests, each with its clock.

Promises: one list, most pressing first. The clock of a request runs from its receipt (LAW L6): the
asked agency's own word when it has acknowledged, else our time of arrival or the asker's estimate.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from tansiq.desk.delivery import Due, clock, pressing
from tansiq.record.desk import RecallAnswered
from tansiq.store.connect import Tx
from tansiq.terms.clock import parse_stamp, stamp
from tansiq.terms.ids import HOME

Wanted = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One answer that is owed: by whom, to whom, about what, until when."""

    kind: str
    identifier: str
    subject: str
    owed_by: str
    owed_to: str
    channel: str
    due: Due
    outcome: str = ""
    urgency: str = ""


def duties(tx: Tx, me: str, now: datetime, *, closed: bool = False) -> tuple[Duty, ...]:
    """Every answer we owe or are owed; with `closed` those already given too."""
    wanted = {"me": me, "home": HOME, "closed": closed}
    found = (
        *_notices_in(tx, wanted, now),
        *_permissions(tx, wanted, now),
        *_requests(tx, wanted, now),
    )
    # A repeated answer changes nothing: the first one in the partner's log counts.
    first: dict[tuple[str, ...], Duty] = {}
    for one in found:
        first.setdefault((one.kind, one.identifier, one.owed_to, one.owed_by, one.channel), one)
    return tuple(
        sorted(first.values(), key=lambda one: (pressing(one.due), one.kind, one.identifier))
    )


_NOTICES = """
SELECT n.kind, n.release, n.correction, n.agency, n.channel, n.due,
       a.time AS answered, a.outcome AS outcome
FROM desk_notice n
JOIN desk_release r
  ON r.agency = n.agency AND r.release = n.release AND r.channel = n.channel
LEFT JOIN desk_notice_answer a
  ON a.kind = n.kind AND a.originator = n.agency AND a.channel = n.channel
 AND a.correction = n.correction AND (n.kind = 'correction' OR a.release = n.release)
 AND a.agency = %(me)s
WHERE n.agency <> %(me)s AND n.channel <> %(home)s AND (%(closed)s OR a.seq IS NULL)
ORDER BY n.origin, n.seq, a.origin, a.seq
"""


def _notices_in(tx: Tx, wanted: Wanted, now: datetime) -> list[Duty]:
    return [
        Duty(
            kind=row["kind"],
            identifier=row["correction"] or row["release"],
            subject=row["release"],
            owed_by=str(wanted["me"]),
            owed_to=row["agency"],
            channel=row["channel"],
            due=clock(row["due"], now, row["answered"] or ""),
            outcome=row["outcome"] or "",
        )
        for row in tx.rows(_NOTICES, wanted)
    ]


@dataclass(frozen=True, slots=True)
class Obeyed:
    """A partner's recall that we said we obeyed by erasing, and where the recall lies."""

    agency: str
    release: str
    origin: str
    seq: int


def obeyed_by_erasing(tx: Tx, me: str, channel: str) -> tuple[Obeyed, ...]:
    """Partners' recalls in a channel whose first answer of ours was: erased."""
    rows = tx.rows(
        "SELECT DISTINCT ON (n.agency, n.release) n.agency, n.release, n.origin, n.seq, a.record"
        " FROM desk_notice n JOIN desk_notice_answer a ON a.kind = n.kind"
        " AND a.originator = n.agency AND a.channel = n.channel AND a.release = n.release"
        " WHERE n.kind = 'recall' AND n.agency <> %(me)s AND a.agency = %(me)s"
        " AND n.channel = %(channel)s"
        " ORDER BY n.agency, n.release, a.origin, a.seq, n.origin, n.seq",
        {"me": me, "channel": channel},
    )
    answers = [(row, msgspec.json.decode(row["record"], type=RecallAnswered)) for row in rows]
    return tuple(
        Obeyed(row["agency"], row["release"], row["origin"], row["seq"])
        for row, answer in answers
        if answer.outcome == "complied" and answer.measure == "erase"
    )


_PERMISSIONS = """
SELECT p.permission, p.release, p.agency, p.originator, p.channel, p.due,
       a.time AS answered, a.given AS given
FROM desk_permission p
LEFT JOIN desk_permission_answer a
  ON a.permission = p.permission AND a.asker = p.agency AND a.agency = p.originator
 AND a.channel = p.channel
WHERE (p.agency = %(me)s OR p.originator = %(me)s) AND p.channel <> %(home)s
  AND (%(closed)s OR a.seq IS NULL)
ORDER BY p.origin, p.seq, a.origin, a.seq
"""


def _permissions(tx: Tx, wanted: Wanted, now: datetime) -> list[Duty]:
    answers = {None: "", True: "given", False: "refused"}
    return [
        Duty(
            kind="permission",
            identifier=row["permission"],
            subject=row["release"],
            owed_by=row["originator"],
            owed_to=row["agency"],
            channel=row["channel"],
            due=clock(row["due"], now, row["answered"] or ""),
            outcome=answers[row["given"]],
        )
        for row in tx.rows(_PERMISSIONS, wanted)
    ]


_REQUESTS = """
SELECT q.request, q.agency, q.asked, q.channel, q.urgency, q.hours, q.due, q.received,
       k.acknowledged AS acknowledged, k.received AS told, a.time AS answered, a.kind AS answer
FROM desk_request q
LEFT JOIN desk_request_reply k
  ON k.kind = 'acknowledged' AND k.request = q.request AND k.requester = q.agency
 AND k.agency = q.asked AND k.channel = q.channel
LEFT JOIN desk_request_reply a
  ON a.kind <> 'acknowledged' AND a.request = q.request AND a.requester = q.agency
 AND a.agency = q.asked AND a.channel = q.channel
WHERE (q.agency = %(me)s OR q.asked = %(me)s) AND q.channel <> %(home)s
  AND (%(closed)s OR a.seq IS NULL)
ORDER BY q.origin, q.seq, k.origin, k.seq, a.origin, a.seq
"""


def _requests(tx: Tx, wanted: Wanted, now: datetime) -> list[Duty]:
    return [
        Duty(
            kind="request",
            identifier=row["request"],
            subject=row["request"],
            owed_by=row["asked"],
            owed_to=row["agency"],
            channel=row["channel"],
            due=clock(_request_due(row, str(wanted["me"])), now, row["answered"] or ""),
            outcome=row["answer"] or "",
            urgency=row["urgency"],
        )
        for row in tx.rows(_REQUESTS, wanted)
    ]


def _request_due(row: dict[str, object], me: str) -> str:
    """When the hours end: from the acknowledged receipt, else from our own, else as estimated."""
    start = str(row["acknowledged"] or "")
    if start:
        start = min(start, str(row["told"]))  # nobody can have received it after telling us so
    if not start and row["asked"] == me:
        start = str(row["received"])
    if not start:
        return str(row["due"])
    return stamp(parse_stamp(start) + timedelta(hours=int(str(row["hours"]))))
