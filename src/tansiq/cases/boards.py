"""Lists of a case's work for screens: tasks, instruments, decisions, documents, open mentions.

Promises: a word counts only from whoever may say it (a task is moved by its setter and its doer, an
instrument by the agency that records it); newest states by each agency's own log.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from tansiq.cases import lookup
from tansiq.cases.facts import DocumentEnd, DocumentFact, MentionFact
from tansiq.cases.rows import A_PARTYS, Row, document_in, mention_in
from tansiq.record.cases import DecisionRecorded, InstrumentRecorded, TaskSet
from tansiq.store.connect import Tx
from tansiq.terms.casework import TaskState

_task = msgspec.json.Decoder(TaskSet).decode
_instrument = msgspec.json.Decoder(InstrumentRecorded).decode
_decision = msgspec.json.Decoder(DecisionRecorded).decode


@dataclass(frozen=True, slots=True)
class TaskSeen:
    """A task, who set it and when, how far it is."""

    task: str
    agency: str
    time: str
    record: TaskSet
    state: str
    note: str
    moved: str


@dataclass(frozen=True, slots=True)
class InstrumentSeen:
    """A legal instrument as its agency last recorded it, and since when it is so."""

    instrument: str
    agency: str
    since: str
    record: InstrumentRecorded


@dataclass(frozen=True, slots=True)
class DecisionSeen:
    """A decision of the case."""

    decision: str
    agency: str
    officer: str
    time: str
    record: DecisionRecorded


@dataclass(frozen=True, slots=True)
class DocumentSeen:
    """A source, how many claims rest on it, and what ended it."""

    fact: DocumentFact
    claims: int
    end: DocumentEnd | None


def tasks(tx: Tx, channel: str) -> tuple[TaskSeen, ...]:
    """Every task, oldest first."""
    rows = tx.rows(
        "SELECT DISTINCT ON (task) * FROM case_task WHERE channel = %s"
        " ORDER BY task, time, origin, seq",
        (channel,),
    )
    moves: dict[str, list[Row]] = {}
    for row in tx.rows(
        "SELECT * FROM case_task_move WHERE channel = %s ORDER BY time, origin, seq", (channel,)
    ):
        moves.setdefault(row["task"], []).append(row)
    seen = (_task_seen(row, moves.get(row["task"], ())) for row in rows)
    return tuple(sorted(seen, key=lambda one: (one.time, one.task)))


def _task_seen(row: Row, moves: Iterable[Row]) -> TaskSeen:
    own = [one for one in moves if one["agency"] in {row["agency"], row["party"]}]
    last = own[-1] if own else None
    return TaskSeen(
        task=row["task"],
        agency=row["agency"],
        time=row["time"],
        record=_task(row["record"]),
        state=TaskState.OPEN.value if last is None else last["state"],
        note="" if last is None else last["note"],
        moved=row["time"] if last is None else last["time"],
    )


def instruments(tx: Tx, channel: str) -> tuple[InstrumentSeen, ...]:
    """Every instrument as the agency that recorded it first has it last."""
    rows = tx.rows(
        "SELECT * FROM case_instrument WHERE channel = %s ORDER BY time, origin, seq", (channel,)
    )
    owners: dict[str, str] = {}
    newest: dict[str, Row] = {}
    for row in rows:
        owners.setdefault(row["instrument"], row["agency"])
        if owners[row["instrument"]] == row["agency"]:
            newest[row["instrument"]] = row
    return tuple(
        InstrumentSeen(one, owners[one], row["time"], _instrument(row["record"]))
        for one, row in newest.items()
    )


def decisions(tx: Tx, channel: str, limit: int = 200) -> tuple[DecisionSeen, ...]:
    """The decisions, newest first."""
    rows = tx.rows(
        "SELECT * FROM case_decision WHERE channel = %s"
        " ORDER BY time DESC, origin DESC, seq DESC LIMIT %s",
        (channel, limit),
    )
    return tuple(
        DecisionSeen(
            row["decision"], row["agency"], row["officer"], row["time"], _decision(row["record"])
        )
        for row in rows
    )


def documents(tx: Tx, channel: str, limit: int = 200) -> tuple[DocumentSeen, ...]:
    """The sources, newest first."""
    rows = tx.rows(
        f"SELECT * FROM case_document told WHERE channel = %s AND {A_PARTYS}"  # noqa: S608
        " ORDER BY received DESC, origin DESC, seq DESC LIMIT %s",
        (channel, limit),
    )
    return _seen(tx, channel, [document_in(row) for row in rows])


def document(tx: Tx, channel: str, wanted: str) -> tuple[DocumentSeen, ...]:
    """The sources filed under one id: one, unless two agencies used it."""
    found = lookup.documents(tx, channel, (wanted,))
    return _seen(tx, channel, [one for one in found if one.document == wanted])


@dataclass(frozen=True, slots=True)
class Filed:
    """A page of sources, how many each agency filed, and what continues the list (or nothing)."""

    documents: tuple[DocumentSeen, ...]
    by_agency: dict[str, int]
    further: str


def filed(tx: Tx, channel: str, agency: str = "", before: str = "", limit: int = 50) -> Filed:
    """A page of the sources, newest first; `before` (a page's `further`) continues a list."""
    told = f"FROM case_document told WHERE channel = %s AND {A_PARTYS}"
    counts = tx.rows(
        f"SELECT agency, count(*) AS n {told} GROUP BY agency ORDER BY agency",
        (channel,),
    )
    number, _, origin = before.partition("@")
    seq = int(number) if number.isdecimal() and len(number) < 16 else -1
    rows = tx.rows(
        f"SELECT * {told} AND (%s = '' OR agency = %s) AND (%s < 0 OR (received, origin, seq) <"  # noqa: S608
        " (SELECT received, origin, seq FROM case_document WHERE origin = %s AND seq = %s))"
        " ORDER BY received DESC, origin DESC, seq DESC LIMIT %s",
        (channel, agency, agency, seq, origin, seq, limit + 1),
    )
    shown = [document_in(row) for row in rows[:limit]]
    further = f"{shown[-1].seq}@{shown[-1].origin}" if len(rows) > limit else ""
    return Filed(
        _seen(tx, channel, shown), {row["agency"]: int(row["n"]) for row in counts}, further
    )


def mentions_waiting(tx: Tx, channel: str) -> int:
    """How many mentions nobody judged yet."""
    row = tx.one(
        "SELECT count(*) AS n FROM case_mention m WHERE m.channel = %s AND NOT EXISTS (SELECT 1"
        " FROM case_mention_end e WHERE e.channel = m.channel AND e.mention = m.mention)",
        (channel,),
    )
    return 0 if row is None else int(row["n"])


def _seen(tx: Tx, channel: str, found: list[DocumentFact]) -> tuple[DocumentSeen, ...]:
    counts = {
        row["document"]: row["claims"]
        for row in tx.rows(
            "SELECT document, count(*) AS claims FROM case_claims"
            " WHERE channel = %s AND document = ANY(%s) GROUP BY document",
            (channel, [one.document for one in found]),
        )
    }
    ends = {(one.agency, one.document): one for one in lookup.document_ends(tx, channel, found)}
    return tuple(
        DocumentSeen(one, counts.get(one.document, 0), ends.get((one.agency, one.document)))
        for one in found
    )


def open_mentions(tx: Tx, channel: str, limit: int = 200) -> tuple[MentionFact, ...]:
    """What machines extracted and nobody judged yet, oldest first."""
    rows = tx.rows(
        "SELECT m.* FROM case_mention m WHERE m.channel = %s AND NOT EXISTS (SELECT 1"
        " FROM case_mention_end e WHERE e.channel = m.channel AND e.mention = m.mention)"
        " ORDER BY m.received, m.origin, m.seq LIMIT %s",
        (channel, limit),
    )
    return tuple(map(mention_in, rows))
