"""The fold of the desk: from entries, ours and our partners' alike, to rows.

Promises: one row per record, whoever wrote it, and one of words beside a report or release; an
entry of an unknown kind, or one that cannot be opened, makes none; one whose ids, grade, handling
code or times are no such words raises and is set aside by the store. Does not judge further: a
partner's record that breaks a rule lies here too, and is passed over by the queries, as an answer
counts only from the agency that owed it.
"""

from collections.abc import Callable, Iterator

import msgspec

from tansiq.desk.agreeing import terms_digest
from tansiq.desk.tables import statements
from tansiq.desk.wording import searched
from tansiq.record.base import Record, Unknown
from tansiq.record.desk import (
    CorrectionAnswered,
    DeskAgreementProposed,
    DeskAgreementSigned,
    PermissionAsked,
    PermissionGiven,
    PermissionRefused,
    RecallAnswered,
    ReleaseChecked,
    ReportCorrected,
    ReportFiled,
    ReportRecalled,
    ReportReleased,
    RequestAcknowledged,
    RequestAnswered,
    RequestMade,
    RequestRefused,
)
from tansiq.record.material import Content, Markings, Originator
from tansiq.record.officers import ChangeApproved, CharterAdopted
from tansiq.record.tidy import NATURES, as_handling
from tansiq.store.projection import Change, Insert, Opened, Projection, place_of
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Refused
from tansiq.terms.grading import Grade
from tansiq.terms.ids import HOME, channel_id, record_id

Row = dict[str, object]

_encode = msgspec.json.Encoder(order="sorted").encode


def _whole(payload: Record) -> str:
    return _encode(payload).decode()


def _time(text: str) -> str:
    parse_stamp(text)
    return text


def _origin(origin: Originator | None) -> Row:
    if origin is None:
        return {"origin_agency": "", "origin_release": ""}
    release = record_id(origin.release) if origin.release else ""
    return {"origin_agency": origin.agency, "origin_release": release}


def _words(content: Content, handling: Markings | None = None) -> Row:
    """The columns of a content, once its grade, nature and handling are words of the field."""
    if content.nature not in NATURES:
        raise Refused("desk_nature_missing")
    if handling is not None:
        as_handling(handling)
    return {
        "title": content.title,
        "language": content.language,
        "grade": str(Grade.parse(content.grade)),
        "nature": content.nature,
    }


def _report(payload: ReportFiled) -> Row:
    return {
        "report": record_id(payload.report),
        "file": channel_id(payload.file),
        "reference": payload.reference,
        **_words(payload.content, payload.handling),
        "handling": payload.handling.code,
        "seized": payload.seized,
        **_origin(payload.origin),
        "record": _whole(payload),
    }


def _check(payload: ReleaseChecked) -> Row:
    return {
        "release": record_id(payload.release),
        "report": record_id(payload.report),
        "target": payload.channel,
        "leaks": payload.leaks,
        "reason": payload.reason,
    }


def _release(payload: ReportReleased) -> Row:
    return {
        "release": record_id(payload.release),
        **_words(payload.content, payload.handling),
        "handling": payload.handling.code,
        "expiry": _time(payload.expiry),
        "court": payload.court,
        **_origin(payload.origin),
        "permission": payload.permission,
        "answers": payload.answers,
        "recipients": list(payload.recipients),
        "record": _whole(payload),
    }


def _notice(payload: ReportRecalled | ReportCorrected) -> Row:
    correction = record_id(payload.correction) if isinstance(payload, ReportCorrected) else ""
    if isinstance(payload, ReportCorrected):
        _words(payload.content)
    return {
        "kind": "correction" if isinstance(payload, ReportCorrected) else "recall",
        "release": record_id(payload.release),
        "correction": correction,
        "reason": payload.reason if isinstance(payload, ReportRecalled) else "",
        "due": _time(payload.due),
        "record": _whole(payload),
    }


def _notice_answer(payload: RecallAnswered | CorrectionAnswered) -> Row:
    return {
        "kind": "recall" if isinstance(payload, RecallAnswered) else "correction",
        "originator": payload.originator,
        "release": record_id(payload.release) if isinstance(payload, RecallAnswered) else "",
        "correction": record_id(payload.correction)
        if isinstance(payload, CorrectionAnswered)
        else "",
        "outcome": payload.outcome,
        "reason": payload.reason,
        "record": _whole(payload),
    }


def _permission(payload: PermissionAsked) -> Row:
    return {
        "permission": record_id(payload.permission),
        "originator": payload.originator,
        "release": record_id(payload.release),
        "court": payload.court,
        "due": _time(payload.due),
        "record": _whole(payload),
    }


def _permission_answer(payload: PermissionGiven | PermissionRefused) -> Row:
    given = payload if isinstance(payload, PermissionGiven) else None
    return {
        "permission": record_id(payload.permission),
        "asker": payload.asker,
        "release": record_id(payload.release),
        "given": given is not None,
        "court": given is not None and given.court,
        "expiry": "" if given is None else _time(given.expiry),
        "reason": payload.reason if isinstance(payload, PermissionRefused) else "",
        "record": _whole(payload),
    }


def _request(payload: RequestMade) -> Row:
    return {
        "request": record_id(payload.request),
        "asked": payload.to,
        "urgency": payload.urgency,
        "hours": payload.hours,
        "due": _time(payload.due),
        "record": _whole(payload),
    }


def _reply(payload: RequestAcknowledged | RequestAnswered | RequestRefused) -> Row:
    outcome = ""
    if isinstance(payload, RequestAnswered):
        outcome = payload.outcome
    elif isinstance(payload, RequestRefused):
        outcome = payload.reason
    return {
        "kind": payload.KIND.removeprefix("request_"),
        "requester": payload.requester,
        "request": record_id(payload.request),
        "outcome": outcome,
        "acknowledged": _time(payload.received) if isinstance(payload, RequestAcknowledged) else "",
        "record": _whole(payload),
    }


def _agreement(payload: DeskAgreementProposed) -> Row:
    return {
        "agreement": record_id(payload.agreement),
        "digest": terms_digest(payload.terms),
        "starts": _time(payload.terms.starts),
        "ends": _time(payload.terms.ends),
        "record": _whole(payload),
    }


def _signature(payload: DeskAgreementSigned) -> Row:
    return {
        "agreement": record_id(payload.agreement),
        "proposer": payload.proposer,
        "digest": payload.digest,
    }


_FOLDS: dict[type[Record], tuple[str, Callable[..., Row]]] = {
    ReportFiled: ("desk_report", _report),
    ReleaseChecked: ("desk_release_check", _check),
    ReportReleased: ("desk_release", _release),
    ReportRecalled: ("desk_notice", _notice),
    ReportCorrected: ("desk_notice", _notice),
    RecallAnswered: ("desk_notice_answer", _notice_answer),
    CorrectionAnswered: ("desk_notice_answer", _notice_answer),
    PermissionAsked: ("desk_permission", _permission),
    PermissionGiven: ("desk_permission_answer", _permission_answer),
    PermissionRefused: ("desk_permission_answer", _permission_answer),
    RequestMade: ("desk_request", _request),
    RequestAcknowledged: ("desk_request_reply", _reply),
    RequestAnswered: ("desk_request_reply", _reply),
    RequestRefused: ("desk_request_reply", _reply),
    DeskAgreementProposed: ("desk_agreement", _agreement),
    DeskAgreementSigned: ("desk_agreement_signature", _signature),
}


def fold(opened: Opened) -> Iterator[Change]:
    """One row for a desk record, and for a report or release its words; none for anything else."""
    said = opened.said
    if said is None or isinstance(said.payload, Unknown):
        return
    if isinstance(said.payload, ChangeApproved):
        yield from _charter(opened, said.payload)
        return
    found = _FOLDS.get(type(said.payload))
    if found is None:
        return
    table, columns = found
    row = {**columns(said.payload), **_place(opened)}
    yield Insert(table, row)
    if isinstance(said.payload, ReportFiled | ReportReleased):
        yield Insert("desk_words", _searched(said.payload, row))


def _searched(payload: ReportFiled | ReportReleased, row: Row) -> Row:
    """What words are looked for in, under the file or channel whose list shows it."""
    filed = isinstance(payload, ReportFiled)
    kept = ("handling", "origin", "seq", "agency", "channel", "time")
    return {
        "kind": "report" if filed else "release",
        "place": row["file" if filed else "channel"],
        "words": searched(payload),
        **{name: row[name] for name in kept},
    }


def _charter(opened: Opened, payload: ChangeApproved) -> Iterator[Change]:
    """Our own charter, once two officers have adopted it; a partner's says nothing about us."""
    change = payload.change
    if isinstance(change, CharterAdopted) and opened.mine and opened.channel == HOME:
        row: Row = {"regime": change.regime, "record": _encode(change).decode()}
        yield Insert("desk_charter", {**row, **_place(opened)})


def _place(opened: Opened) -> Row:
    return {**place_of(opened), "leaf": opened.leaf.hex(), "received": opened.received}


PROJECTION = Projection(
    name="desk",
    version=3,
    tables=statements(),
    kinds=frozenset(kind.KIND for kind in _FOLDS) | {ChangeApproved.KIND},
    fold=fold,
)
