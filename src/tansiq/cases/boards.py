"""Lists of a case's work for screens: tasks, instruments, decisions, documents, open mentions.

Promises: a word counts only from whoever may say it (a task is moved by its setter and its doer, an
instrument by the agency that records it); one id that two agencies use is two things; newest states
by each agency's own log. Each list holds as many of every agency, so that none crowds out another;
`counts` says how many there are.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from tansiq.cases import lookup
from tansiq.cases.agreed import bounds, inside, unjudged
from tansiq.cases.bounds import Bounds
from tansiq.cases.facts import DocumentEnd, DocumentFact, Fact, MentionFact
from tansiq.cases.rows import A_PARTYS, Row, document_in, mention_in, place
from tansiq.record.cases import DecisionRecorded, InstrumentRecorded, TaskSet
from tansiq.store.connect import Tx
from tansiq.terms.casework import PENDING, TaskState

T = TypeVar("T")

MOST_OF_EACH = 100
"""Of one agency in each list; what is open comes before what is done, then the newest."""

_CLOSED = frozenset({TaskState.DONE, TaskState.DROPPED})

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
    outside: bool = False


@dataclass(frozen=True, slots=True)
class InstrumentSeen:
    """A legal instrument as its agency last recorded it, and since when it is so."""

    instrument: str
    agency: str
    since: str
    record: InstrumentRecorded
    outside: bool = False

    @property
    def pending(self) -> bool:
        """Whether an answer is waited for."""
        return self.record.state in PENDING and not self.outside


@dataclass(frozen=True, slots=True)
class DecisionSeen:
    """A decision of the case."""

    decision: str
    agency: str
    officer: str
    time: str
    record: DecisionRecorded
    outside: bool = False


@dataclass(frozen=True, slots=True)
class DocumentSeen:
    """A source, how many claims rest on it, and what ended it."""

    fact: DocumentFact
    claims: int
    end: DocumentEnd | None
    outside: bool = False


def tasks(tx: Tx, channel: str, only: str = "") -> tuple[TaskSeen, ...]:
    """The tasks, oldest first; what each agency set under an id is a task of its own.

    `only` asks for those of one id.
    """
    named = "channel = %(c)s AND (%(t)s = '' OR task = %(t)s)"
    values = {"c": channel, "t": only}
    rows = tx.rows(
        f"SELECT DISTINCT ON (task, agency) * FROM case_task WHERE {named}"  # noqa: S608
        " ORDER BY task, agency, origin, seq",
        values,
    )
    set_by = bounds(tx, channel)
    moves: dict[str, list[Row]] = {}
    for row in tx.rows(
        f"SELECT * FROM case_task_move WHERE {named} ORDER BY time, origin, seq",  # noqa: S608
        values,
    ):
        if set_by.holds(Fact(**place(row))):
            moves.setdefault(row["task"], []).append(row)
    seen = [_task_seen(row, moves.get(row["task"], ()), set_by) for row in rows]
    seen.sort(key=lambda one: (one.time, one.task), reverse=True)
    seen.sort(key=lambda one: one.state in _CLOSED)
    kept = _of_each(seen, lambda one: one.agency)
    return tuple(sorted(kept, key=lambda one: (one.time, one.task, one.agency)))


def _of_each(found: Iterable[T], agency: Callable[[T], str]) -> Iterator[T]:
    """As many of each agency, the first ones."""
    had: dict[str, int] = {}
    for one in found:
        had[agency(one)] = had.get(agency(one), 0) + 1
        if had[agency(one)] <= MOST_OF_EACH:
            yield one


def _task_seen(row: Row, moves: Iterable[Row], set_by: Bounds) -> TaskSeen:
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
        outside=not set_by.holds(Fact(**place(row))),
    )


def instruments(tx: Tx, channel: str) -> tuple[InstrumentSeen, ...]:
    """Every instrument as the agency that recorded it has it last under the agreement.

    What an agency recorded of one outside the agreement alone is shown so.
    """
    set_by = bounds(tx, channel)
    borne, values = inside(set_by, "told")
    rows = tx.rows(
        f"SELECT DISTINCT ON (instrument, agency) * FROM case_instrument told"  # noqa: S608
        f" WHERE channel = %(c)s ORDER BY instrument, agency, ({borne}) DESC,"
        " time DESC, origin DESC, seq DESC",
        {"c": channel, **values},
    )
    newest = sorted(rows, key=lambda row: (row["time"], row["origin"], row["seq"]), reverse=True)
    newest.sort(key=lambda row: row["state"] not in PENDING)
    kept = _of_each(newest, lambda row: str(row["agency"]))
    return tuple(
        InstrumentSeen(
            row["instrument"],
            row["agency"],
            row["time"],
            _instrument(row["record"]),
            not set_by.holds(Fact(**place(row))),
        )
        for row in sorted(kept, key=lambda row: (row["time"], row["origin"], row["seq"]))
    )


def decisions(tx: Tx, channel: str) -> tuple[DecisionSeen, ...]:
    """The decisions, newest first, and after them those outside the agreement."""
    set_by = bounds(tx, channel)
    rows = _ranked(tx, channel, ("case_decision", "time DESC, origin DESC, seq DESC", ""), {})
    found = [
        DecisionSeen(
            row["decision"],
            row["agency"],
            row["officer"],
            row["time"],
            _decision(row["record"]),
            not set_by.holds(Fact(**place(row))),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: one.outside))


def documents(tx: Tx, channel: str) -> tuple[DocumentSeen, ...]:
    """The sources, newest first."""
    order = "received DESC, origin DESC, seq DESC"
    rows = _ranked(tx, channel, ("case_document", order, f" AND {A_PARTYS}"), {})
    return _seen(tx, channel, [document_in(row) for row in rows])


def _ranked(
    tx: Tx, channel: str, asked: tuple[str, str, str], values: dict[str, object]
) -> Sequence[Row]:
    """The first rows of each agency; `asked` = (table, order, condition), constants all."""
    table, order, more = asked
    return tx.rows(
        f"SELECT * FROM (SELECT told.*, row_number() OVER (PARTITION BY agency ORDER BY {order})"  # noqa: S608
        f" AS place FROM {table} told WHERE channel = %(c)s{more}) told WHERE place <= %(most)s"
        f" ORDER BY {order}",
        {"c": channel, "most": MOST_OF_EACH, **values},
    )


def counts(tx: Tx, channel: str) -> dict[str, int]:
    """How many tasks, instruments, decisions, documents and open mentions there are in all."""
    waiting, values = unjudged(bounds(tx, channel))
    row = tx.one(
        "SELECT (SELECT count(DISTINCT (task, agency)) FROM case_task WHERE channel = %(c)s)"  # noqa: S608
        " AS tasks, (SELECT count(DISTINCT (instrument, agency)) FROM case_instrument"
        " WHERE channel = %(c)s) AS instruments,"
        " (SELECT count(*) FROM case_decision WHERE channel = %(c)s) AS decisions,"
        f" (SELECT count(*) FROM case_document told WHERE channel = %(c)s AND {A_PARTYS})"
        " AS documents, (SELECT count(*) FROM case_mention told WHERE channel = %(c)s"
        f" AND {waiting}) AS mentions",
        {"c": channel, **values},
    )
    return {} if row is None else {name: int(row[name]) for name in LISTS}


LISTS = ("tasks", "instruments", "decisions", "documents", "mentions")


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
    waiting, values = unjudged(bounds(tx, channel))
    row = tx.one(
        f"SELECT count(*) AS n FROM case_mention told WHERE channel = %(c)s AND {waiting}",  # noqa: S608
        {"c": channel, **values},
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
    set_by = bounds(tx, channel)
    ends = {(one.agency, one.document): one for one in lookup.document_ends(tx, channel, found)}
    return tuple(
        DocumentSeen(
            one,
            counts.get(one.document, 0),
            ends.get((one.agency, one.document)),
            not set_by.holds(one),
        )
        for one in found
    )


def open_mentions(tx: Tx, channel: str) -> tuple[MentionFact, ...]:
    """What machines extracted and nobody judged yet, oldest first."""
    waiting, values = unjudged(bounds(tx, channel))
    order = "received, origin, seq"
    rows = _ranked(tx, channel, ("case_mention", order, f" AND {waiting}"), values)
    return tuple(map(mention_in, rows))
