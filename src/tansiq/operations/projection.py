"""The fold of operations: from entries, ours and our partners' alike, to rows.

Promises: one row per record, or per word of a site; an entry whose words are no words of the field
raises and is set aside; what belongs to one agency alone counts from `home` only, what is shared
from the channel of a case or an exercise only. Does not judge: decisions do, from these rows.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import msgspec

from tansiq.operations.plans import digest_of, shape_fault
from tansiq.operations.tables import statements
from tansiq.record.base import Record, Unknown
from tansiq.record.exchange import OpenRecord
from tansiq.record.officers import OfficerIntroduced, OfficerKeyWithdrawn
from tansiq.record.operations import (
    DecisionShown,
    GoVoted,
    OperationClosed,
    OrderAcknowledged,
    OrderIssued,
    ReadinessTold,
    SiteReport,
    SiteReported,
    TacticalCommitted,
)
from tansiq.record.tactics import ChecklistMarked, ChecklistWaived, TacticalWritten
from tansiq.store.projection import Change, Insert, Opened, Projection, place_of
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import HOME, ChannelId, channel_kind, record_id
from tansiq.terms.operating import CloseOutcome, IncidentKind, Outcome, SiteState, VoteChoice

Row = dict[str, object]
Rows = Iterator[tuple[str, Row]]

JOINT = frozenset({"case", "exercise"})
_encode = msgspec.json.Encoder(order="sorted").encode


def text_of(value: object) -> str:
    """A value as it lies in a column, keys in order."""
    return _encode(value).decode()


def fold(opened: Opened) -> Iterator[Change]:
    """The rows of one entry; none for anything from the wrong place."""
    said = opened.said
    if said is None or isinstance(said.payload, Unknown):
        return
    shared = channel_kind(ChannelId(opened.channel)) in JOINT
    at_home = opened.mine and opened.channel == HOME
    known = _SHARED if shared else _OWN if at_home else {}
    rows = known.get(type(said.payload))
    if rows is None:
        return
    place = {**place_of(opened), "leaf": opened.leaf.hex(), "received": opened.received}
    _check_header(said.payload, opened)
    for part, (table, row) in enumerate(rows(said.payload, opened)):
        yield Insert(table, {**place, **row, "part": part})


def _check_header(payload: Record, opened: Opened) -> None:
    """What stands open in the header is what the officer signed, or whoever counts is deceived."""
    if not isinstance(payload, OpenRecord):
        return
    if text_of(opened.header.extra.get("open")) != text_of(payload.header()["open"]):
        raise Invalid("operation_header")


def _issued(said: OrderIssued, _opened: Opened) -> Rows:
    plan = said.plan
    code = shape_fault(plan)
    if code:
        raise Invalid(code)
    yield (
        "operation_plan",
        {
            "operation": record_id(plan.operation),
            "digest": digest_of(plan),
            "number": plan.number,
            "changed": said.changed,
            "record": text_of(plan),
        },
    )


def _committed(said: TacticalCommitted, _opened: Opened) -> Rows:
    row: Row = {"operation": record_id(said.operation), "commitment": said.commitment}
    yield "operation_commitment", {**row, "sites": text_of(said.sites)}


def _voted(said: GoVoted, opened: Opened) -> Rows:
    yield (
        "operation_vote",
        {
            "operation": record_id(said.operation),
            "plan": said.plan,
            "choice": VoteChoice(said.choice).value,
            "key": _key_of(opened),
        },
    )


def _key_of(opened: Opened) -> str:
    """The key of the author's own act: whose role is asked for when the vote is counted."""
    author = "" if opened.said is None else opened.said.author
    keys = (str(one.get("key", "")) for one in opened.acts if one.get("officer") == author)
    return next(keys, "")


def _shown(said: DecisionShown, _opened: Opened) -> Rows:
    yield (
        "operation_shown",
        {
            "operation": record_id(said.operation),
            "plan": said.plan,
            "outcome": Outcome(said.outcome).value,
            "reason": said.reason,
            "cut": text_of(said.cut),
        },
    )


def _acknowledged(said: OrderAcknowledged, _opened: Opened) -> Rows:
    row: Row = {"operation": record_id(said.operation), "plan": said.plan, "site": said.site}
    yield "operation_ack", row


def _readiness(said: ReadinessTold, _opened: Opened) -> Rows:
    row: Row = {"operation": record_id(said.operation), "site": said.site, "done": said.done}
    yield "operation_readiness", {**row, "waived": said.waived, "total": said.total}


def _reported(said: SiteReported, _opened: Opened) -> Rows:
    for one in said.reports:
        yield "operation_report", _report_row(said, one)


def _report_row(said: SiteReported, one: SiteReport) -> Row:
    parse_stamp(one.at)
    return {
        "operation": record_id(said.operation),
        "site": said.site,
        "at": one.at,
        "offset_ms": one.offset_ms,
        "state": SiteState(one.state).value if one.state else "",
        "incident": IncidentKind(one.incident).value if one.incident else "",
        "arrests": one.arrests,
        "seizures": one.seizures,
        "plan": one.plan,
    }


def _closed(said: OperationClosed, _opened: Opened) -> Rows:
    row: Row = {"operation": record_id(said.operation), "plan": said.plan}
    yield "operation_closed", {**row, "outcome": CloseOutcome(said.outcome).value}


def _introduced(said: OfficerIntroduced, _opened: Opened) -> Rows:
    row: Row = {"who": said.officer, "key": said.key.key, "roles": list(said.roles)}
    yield "operation_officer", {**row, "withdrawn": False}


def _withdrawn(said: OfficerKeyWithdrawn, _opened: Opened) -> Rows:
    row: Row = {"who": said.officer, "key": said.key, "roles": []}
    yield "operation_officer", {**row, "withdrawn": True}


def _tactical(said: TacticalWritten, _opened: Opened) -> Rows:
    row: Row = {"operation": record_id(said.part.operation), "shared": said.channel}
    yield "operation_tactical", {**row, "salt": said.salt, "record": text_of(said.part)}


def _marked(said: ChecklistMarked, _opened: Opened) -> Rows:
    row: Row = {"operation": record_id(said.operation), "site": said.site, "item": said.item}
    told: Row = {"done": said.done, "paper": said.paper, "document": said.document}
    yield "operation_mark", {**row, **told, "about": said.about, "note": said.note}


def _waived(said: ChecklistWaived, _opened: Opened) -> Rows:
    row: Row = {"operation": record_id(said.operation), "site": said.site, "item": said.item}
    yield "operation_waiver", {**row, "about": said.about, "reason": said.reason}


_SHARED: Mapping[type[Record], Callable[..., Rows]] = MappingProxyType(
    {
        OrderIssued: _issued,
        TacticalCommitted: _committed,
        GoVoted: _voted,
        DecisionShown: _shown,
        OrderAcknowledged: _acknowledged,
        ReadinessTold: _readiness,
        SiteReported: _reported,
        OperationClosed: _closed,
        OfficerIntroduced: _introduced,
        OfficerKeyWithdrawn: _withdrawn,
    }
)
_OWN: Mapping[type[Record], Callable[..., Rows]] = MappingProxyType(
    {TacticalWritten: _tactical, ChecklistMarked: _marked, ChecklistWaived: _waived}
)
# Told to the others and no part of `facts.Facts`: none of these makes or unmakes a decision.
_TOLD_ALONE = frozenset({OrderAcknowledged, ReadinessTold, SiteReported})
COUNTED = frozenset(kind.KIND for kind in _SHARED if kind not in _TOLD_ALONE) | {
    "stop_ordered",
    "stop_lifted",
}
"""The kinds that a decision rests on."""

PROJECTION = Projection(
    name="operations",
    version=1,
    tables=statements(),
    kinds=frozenset(kind.KIND for kind in (*_SHARED, *_OWN)),
    fold=fold,
)
