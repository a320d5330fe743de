"""The fold of alerts: from entries, ours and our partners' alike, to rows.

Promises: one row per record. The register, proposals, rulings and deliveries count only from our
own `home`; copies and acknowledgements only from a shared channel. A record whose ids, codes or
times are no such words raises and is set aside by the store. Does not judge further: what counts is
found by the queries.
"""

from collections.abc import Callable, Iterator

import msgspec

from tansiq.alerts.facts import APPROVED, REFUSED
from tansiq.alerts.issuing import digest_of
from tansiq.alerts.tables import statements
from tansiq.record.alerts import (
    AlertAcknowledged,
    AlertApproved,
    AlertCancelled,
    AlertIssued,
    AlertMessage,
    AlertProposed,
    AlertRefused,
    AlertReviewed,
    AlertUpdated,
    ContactReached,
    NoticeAcknowledged,
    NoticeEnded,
    NoticeTried,
    SharedAlert,
    SiteChanged,
    SiteRegistered,
    SiteRemoved,
)
from tansiq.record.base import Record, Unknown
from tansiq.record.tidy import as_handling
from tansiq.store.projection import Change, Insert, Opened, Projection, place_of
from tansiq.terms.clock import parse_stamp
from tansiq.terms.ids import HOME, record_id
from tansiq.terms.warning import (
    AcknowledgedBy,
    AlertCategory,
    AlertCertainty,
    AlertResponse,
    AlertSeverity,
    AlertStep,
    AlertUrgency,
    NoticeOutcome,
)

Row = dict[str, object]

_encode = msgspec.json.Encoder(order="sorted").encode


def _whole(payload: Record) -> str:
    return _encode(payload).decode()


def _site(payload: SiteRegistered | SiteChanged | SiteRemoved) -> Row:
    return {"site": record_id(payload.site), "kind": payload.KIND, "record": _whole(payload)}


def _message(message: AlertMessage) -> Row:
    """The columns of a message, once its codes and times are words of the field."""
    AlertUrgency(message.urgency)
    AlertSeverity(message.severity)
    AlertCertainty(message.certainty)
    AlertCategory(message.category)
    for one in message.responses:
        AlertResponse(one)
    for time in (message.expiry, *((message.onset,) if message.onset else ())):
        parse_stamp(time)
    return {
        "alert": record_id(message.alert),
        "number": message.number,
        "step": AlertStep(message.step).value,
        "expiry": message.expiry,
    }


def _proposal(payload: AlertProposed) -> Row:
    told: Row = {"digest": digest_of(payload), "record": _whole(payload)}
    return {**_message(payload.message), **told}


def _approval(payload: AlertApproved) -> Row:
    return {**_numbered(payload), "outcome": APPROVED, "digest": payload.digest, "reason": ""}


def _refusal(payload: AlertRefused) -> Row:
    return {**_numbered(payload), "outcome": REFUSED, "digest": "", "reason": payload.reason}


def _review(payload: AlertReviewed) -> Row:
    told: Row = {"outcome": payload.outcome, "digest": "", "reason": payload.reason}
    return {**_numbered(payload), **told}


def _shared(payload: SharedAlert) -> Row:
    as_handling(payload.handling)
    told: Row = {"handling": payload.handling.code, "record": _whole(payload)}
    return {**_message(payload.message), **told}


def _acknowledged(payload: AlertAcknowledged) -> Row:
    return {**_numbered(payload), "originator": payload.originator}


def _try(payload: NoticeTried) -> Row:
    return {
        **_numbered(payload),
        "notice": record_id(payload.notice),
        "site": payload.site,
        "contact": payload.contact,
        "attempt": payload.attempt,
        "code_digest": payload.code_digest,
    }


def _end(payload: NoticeEnded) -> Row:
    outcome = NoticeOutcome(payload.outcome).value
    return {"notice": record_id(payload.notice), "outcome": outcome, "cause": payload.cause}


def _known(payload: NoticeAcknowledged | ContactReached) -> Row:
    by_form = isinstance(payload, NoticeAcknowledged)
    how = AcknowledgedBy.FORM if by_form else AcknowledgedBy.TELEPHONE
    return {
        **_numbered(payload),
        "how": how.value,
        "notice": payload.notice if isinstance(payload, NoticeAcknowledged) else "",
        "site": payload.site,
        "contact": payload.contact,
        "note": payload.note if isinstance(payload, ContactReached) else "",
    }


def _numbered(
    payload: AlertApproved
    | AlertRefused
    | AlertReviewed
    | AlertAcknowledged
    | NoticeTried
    | NoticeAcknowledged
    | ContactReached,
) -> Row:
    return {"alert": record_id(payload.alert), "number": payload.number}


_AT_HOME: dict[type[Record], tuple[str, Callable[..., Row]]] = {
    SiteRegistered: ("alert_site", _site),
    SiteChanged: ("alert_site", _site),
    SiteRemoved: ("alert_site", _site),
    AlertProposed: ("alert_proposal", _proposal),
    AlertApproved: ("alert_ruling", _approval),
    AlertRefused: ("alert_ruling", _refusal),
    AlertReviewed: ("alert_ruling", _review),
    NoticeTried: ("alert_try", _try),
    NoticeEnded: ("alert_try_end", _end),
    NoticeAcknowledged: ("alert_known", _known),
    ContactReached: ("alert_known", _known),
}
_IN_CHANNELS: dict[type[Record], tuple[str, Callable[..., Row]]] = {
    AlertIssued: ("alert_shared", _shared),
    AlertUpdated: ("alert_shared", _shared),
    AlertCancelled: ("alert_shared", _shared),
    AlertAcknowledged: ("alert_acknowledged", _acknowledged),
}


def fold(opened: Opened) -> Iterator[Change]:
    """One row for a record of alerts in the place where it counts; none for anything else."""
    said = opened.said
    if said is None or isinstance(said.payload, Unknown):
        return
    if opened.channel == HOME:
        found = _AT_HOME.get(type(said.payload)) if opened.mine else None
    else:
        found = _IN_CHANNELS.get(type(said.payload))
    if found is None:
        return
    table, columns = found
    place = {**place_of(opened), "leaf": opened.leaf.hex(), "received": opened.received}
    yield Insert(table, {**columns(said.payload), **place})


KEPT_AT_HOME = frozenset(kind.KIND for kind in _AT_HOME)
"""Kinds that name sites, contacts or sources: nobody's but those who warn (REQUIREMENTS 5.5)."""

PROJECTION = Projection(
    name="alerts",
    version=1,
    tables=statements(),
    kinds=frozenset(kind.KIND for kind in (*_AT_HOME, *_IN_CHANNELS)),
    fold=fold,
)
