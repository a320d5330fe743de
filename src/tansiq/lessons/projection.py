"""The fold of lessons: what was said about an operation that figures are made of, and evaluations.

Promises: one row per record, or per word of a site that tells a state or an incident; only from the
channel of a case or an exercise. Keeps nothing of what an agency has for itself.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import msgspec

from tansiq.record import canonical
from tansiq.record.base import Record, Unknown
from tansiq.record.exchange import StopOrdered
from tansiq.record.lessons import EvaluationFiled
from tansiq.record.operations import (
    DecisionShown,
    OperationClosed,
    OrderAcknowledged,
    OrderIssued,
    SiteReported,
)
from tansiq.store.projection import Change, Insert, Opened, Projection, place_of
from tansiq.terms.ids import ChannelId, channel_kind, record_id
from tansiq.terms.lessons import LessonArea

Row = dict[str, object]
_encode = msgspec.json.Encoder(order="sorted").encode

_PLACE = """
    origin text NOT NULL, seq bigint NOT NULL, part integer NOT NULL, agency text NOT NULL,
    channel text NOT NULL, generation integer NOT NULL, epoch integer NOT NULL,
    class_id text NOT NULL, officer text NOT NULL, time text NOT NULL, received text NOT NULL,
    PRIMARY KEY (origin, seq, part)"""
_COLUMNS = {
    "lesson_plan": "operation text NOT NULL, digest text NOT NULL, record text NOT NULL",
    "lesson_word": """operation text NOT NULL, site text NOT NULL, state text NOT NULL,
    incident text NOT NULL, at text NOT NULL, offset_ms bigint""",
    "lesson_shown": "operation text NOT NULL, plan text NOT NULL, outcome text NOT NULL",
    "lesson_read": "operation text NOT NULL, plan text NOT NULL, site text NOT NULL",
    "lesson_stop": "operation text NOT NULL, stop text NOT NULL",
    "lesson_closed": "operation text NOT NULL, outcome text NOT NULL",
    "lesson_evaluation": "operation text NOT NULL, record text NOT NULL",
}
_TABLES = (
    *(f"CREATE TABLE {name} ({columns},{_PLACE})" for name, columns in _COLUMNS.items()),
    *(f"CREATE INDEX {name}_operation ON {name} (channel, operation)" for name in _COLUMNS),
    *(f"CREATE INDEX {name}_class ON {name} (class_id)" for name in _COLUMNS),
    "ALTER TABLE lesson_plan ALTER COLUMN record SET STATISTICS 0",
    "ALTER TABLE lesson_evaluation ALTER COLUMN record SET STATISTICS 0",
)


def fold(opened: Opened) -> Iterator[Change]:
    """The rows of one entry."""
    said = opened.said
    if said is None or isinstance(said.payload, Unknown):
        return
    rows = _ROWS.get(type(said.payload))
    if rows is None or channel_kind(ChannelId(opened.channel)) not in {"case", "exercise"}:
        return
    place = {**place_of(opened), "received": opened.received}
    for part, (table, row) in enumerate(rows(said.payload)):
        yield Insert(table, {**place, **row, "part": part})


def _plan(said: OrderIssued) -> Iterator[tuple[str, Row]]:
    built = msgspec.to_builtins(said.plan)
    row: Row = {"operation": record_id(said.plan.operation), "record": _encode(built).decode()}
    yield "lesson_plan", {**row, "digest": canonical.digest(built).hex()}


def _words(said: SiteReported) -> Iterator[tuple[str, Row]]:
    for one in said.reports:
        if one.state or one.incident:
            row: Row = {"operation": record_id(said.operation), "site": said.site}
            told: Row = {"state": one.state, "incident": one.incident, "at": one.at}
            yield "lesson_word", {**row, **told, "offset_ms": one.offset_ms}


def _shown(said: DecisionShown) -> Iterator[tuple[str, Row]]:
    row: Row = {"operation": record_id(said.operation), "plan": said.plan}
    yield "lesson_shown", {**row, "outcome": said.outcome}


def _read(said: OrderAcknowledged) -> Iterator[tuple[str, Row]]:
    row: Row = {"operation": record_id(said.operation), "plan": said.plan, "site": said.site}
    yield "lesson_read", row


def _stop(said: StopOrdered) -> Iterator[tuple[str, Row]]:
    yield "lesson_stop", {"operation": said.plan, "stop": said.stop}


def _closed(said: OperationClosed) -> Iterator[tuple[str, Row]]:
    row: Row = {"operation": record_id(said.operation), "outcome": said.outcome}
    yield "lesson_closed", row


def _evaluation(said: EvaluationFiled) -> Iterator[tuple[str, Row]]:
    for one in said.findings:
        LessonArea(one.area)
    row: Row = {"operation": record_id(said.operation), "record": _encode(said).decode()}
    yield "lesson_evaluation", row


_ROWS: Mapping[type[Record], Callable[..., Iterator[tuple[str, Row]]]] = MappingProxyType(
    {
        OrderIssued: _plan,
        SiteReported: _words,
        DecisionShown: _shown,
        OrderAcknowledged: _read,
        StopOrdered: _stop,
        OperationClosed: _closed,
        EvaluationFiled: _evaluation,
    }
)

PROJECTION = Projection(
    name="lessons",
    version=1,
    tables=_TABLES,
    kinds=frozenset(kind.KIND for kind in _ROWS),
    fold=fold,
)
