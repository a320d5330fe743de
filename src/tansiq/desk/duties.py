"""What we owe and what is owed to us: recalls to obey, permissions, requests, each with its clock.

Promises: one list, most pressing first. A clock runs from receipt (LAW L6): of a request, from what
the asked agency acknowledged; of whatever a partner wants of us, else from its arrival here. Its
hours are those of the agreement that bound when it was made; what a partner states otherwise stands
beside them and moves nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from tansiq.desk.agreed import Hours, Signed, hours_of, signed_agreements
from tansiq.desk.delivery import Due, clock, pressing
from tansiq.record.desk import RecallAnswered
from tansiq.store.connect import Tx
from tansiq.terms.ids import HOME

Wanted = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One answer that is owed: by whom, to whom, about what, until when, and who says so."""

    kind: str
    identifier: str
    subject: str
    owed_by: str
    owed_to: str
    channel: str
    due: Due
    allowed: Hours
    outcome: str = ""
    urgency: str = ""


@dataclass(slots=True)
class _Asking:
    """One question for duties: who asks, when, and the agreements read for it so far."""

    tx: Tx
    me: str
    now: datetime
    wanted: Wanted
    agreements: dict[str, tuple[Signed, ...]] = field(default_factory=dict)

    def rows(self, query: str) -> list[dict[str, Any]]:
        return self.tx.rows(query, self.wanted)

    def hours(self, row: Mapping[str, Any], owed_by: str) -> Hours:
        channel = row["channel"]
        if channel not in self.agreements:
            self.agreements[channel] = signed_agreements(self.tx, channel)
        return hours_of(self.me, row, self.agreements[channel], owed_by)


def duties(
    tx: Tx, me: str, now: datetime, *, closed: bool = False, about: str = ""
) -> tuple[Duty, ...]:
    """Every answer we owe or are owed; with `closed` those already given too.

    `about` is a request, permission, correction or release: nothing else is looked at then.
    """
    asking = _Asking(tx, me, now, {"me": me, "home": HOME, "closed": closed, "about": about})
    found = (*_notices_in(asking), *_permissions(asking), *_requests(asking))
    # A repeated answer changes nothing: the first one in the partner's log counts.
    first: dict[tuple[str, ...], Duty] = {}
    for one in found:
        first.setdefault((one.kind, one.identifier, one.owed_to, one.owed_by, one.channel), one)
    return tuple(
        sorted(first.values(), key=lambda one: (pressing(one.due), one.kind, one.identifier))
    )


_NOTICES = """
SELECT n.kind, n.release, n.correction, n.agency, n.channel, n.due, n.time, n.received,
       a.time AS answered, a.outcome AS outcome
FROM desk_notice n
JOIN desk_release r
  ON r.agency = n.agency AND r.release = n.release AND r.channel = n.channel
LEFT JOIN desk_notice_answer a
  ON a.kind = n.kind AND a.originator = n.agency AND a.channel = n.channel
 AND a.correction = n.correction AND (n.kind = 'correction' OR a.release = n.release)
 AND a.agency = %(me)s
WHERE n.agency <> %(me)s AND n.channel <> %(home)s AND (%(closed)s OR a.seq IS NULL)
  AND %(about)s IN ('', n.release, n.correction)
ORDER BY n.origin, n.seq, a.origin, a.seq
"""


def _notices_in(asking: _Asking) -> Iterator[Duty]:
    for row in asking.rows(_NOTICES):
        hours = asking.hours(row, asking.me)
        yield Duty(
            kind=row["kind"],
            identifier=row["correction"] or row["release"],
            subject=row["release"],
            owed_by=asking.me,
            owed_to=row["agency"],
            channel=row["channel"],
            due=clock(hours.end(row["received"]), asking.now, row["answered"] or ""),
            allowed=hours,
            outcome=row["outcome"] or "",
        )


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
SELECT p.permission, p.release, p.agency, p.originator, p.channel, p.due, p.time, p.received,
       a.time AS answered, a.given AS given
FROM desk_permission p
LEFT JOIN desk_permission_answer a
  ON a.permission = p.permission AND a.asker = p.agency AND a.agency = p.originator
 AND a.channel = p.channel
WHERE (p.agency = %(me)s OR p.originator = %(me)s) AND p.channel <> %(home)s
  AND (%(closed)s OR a.seq IS NULL) AND %(about)s IN ('', p.release, p.permission)
ORDER BY p.origin, p.seq, a.origin, a.seq
"""


def _permissions(asking: _Asking) -> Iterator[Duty]:
    answers = {None: "", True: "given", False: "refused"}
    for row in asking.rows(_PERMISSIONS):
        hours = asking.hours(row, row["originator"])
        ours = row["agency"] == asking.me
        due = row["due"] if ours else hours.end(row["received"])
        yield Duty(
            kind="permission",
            identifier=row["permission"],
            subject=row["release"],
            owed_by=row["originator"],
            owed_to=row["agency"],
            channel=row["channel"],
            due=clock(due, asking.now, row["answered"] or ""),
            allowed=hours,
            outcome=answers[row["given"]],
        )


_REQUESTS = """
SELECT q.request, q.agency, q.asked, q.channel, q.urgency, q.hours, q.due,
       q.time, q.received,
       k.acknowledged AS acknowledged, k.received AS told, a.time AS answered, a.kind AS answer
FROM desk_request q
LEFT JOIN desk_request_reply k
  ON k.kind = 'acknowledged' AND k.request = q.request AND k.requester = q.agency
 AND k.agency = q.asked AND k.channel = q.channel
LEFT JOIN desk_request_reply a
  ON a.kind <> 'acknowledged' AND a.request = q.request AND a.requester = q.agency
 AND a.agency = q.asked AND a.channel = q.channel
WHERE (q.agency = %(me)s OR q.asked = %(me)s) AND q.channel <> %(home)s
  AND (%(closed)s OR a.seq IS NULL) AND %(about)s IN ('', q.request)
ORDER BY q.origin, q.seq, k.origin, k.seq, a.origin, a.seq
"""


def _requests(asking: _Asking) -> Iterator[Duty]:
    for row in asking.rows(_REQUESTS):
        hours = asking.hours(row, row["asked"])
        due = _request_due(row, hours, asking.me)
        yield Duty(
            kind="request",
            identifier=row["request"],
            subject=row["request"],
            owed_by=row["asked"],
            owed_to=row["agency"],
            channel=row["channel"],
            due=clock(due, asking.now, row["answered"] or ""),
            allowed=hours,
            outcome=row["answer"] or "",
            urgency=row["urgency"],
        )


def _request_due(row: Mapping[str, Any], hours: Hours, me: str) -> str:
    """When the hours end: from the acknowledged receipt, else from our own; ours as estimated."""
    if row["acknowledged"]:
        # Nobody can have received it after telling us so.
        return hours.end(min(row["acknowledged"], row["told"]))
    return hours.end(row["received"]) if row["asked"] == me else row["due"]
