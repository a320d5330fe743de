"""What is asked of lessons: the day of an operation, who closed it, who owes an evaluation."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from tansiq.lessons.figures import EVALUATION_DAYS, Day, Read, Said, Shown
from tansiq.record.lessons import EvaluationFiled
from tansiq.record.operations import OperationPlan
from tansiq.store.connect import Row, Tx
from tansiq.terms.clock import parse_stamp

_ABOUT = "WHERE channel = %s AND operation = %s ORDER BY generation, epoch, seq, part"


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A party's evaluation as it stands."""

    agency: str
    officer: str
    time: str
    record: EvaluationFiled


@dataclass(frozen=True, slots=True)
class Closed:
    """A party ended its part; `due` is until when it owes its evaluation."""

    agency: str
    outcome: str
    time: str

    @property
    def due(self) -> datetime:
        """Until when the evaluation is owed (UTC)."""
        return parse_stamp(self.time) + timedelta(days=EVALUATION_DAYS)


def _rows(tx: Tx, table: str, channel: str, operation: str) -> list[Row]:
    return tx.rows(f"SELECT * FROM {table} {_ABOUT}", (channel, operation))


def day(tx: Tx, channel: str, operation: str) -> Day:
    """All that was said about an operation and that figures are made of."""
    about = (channel, operation)
    names = ("site", "agency", "state", "incident", "at", "offset_ms", "received")
    stops = tx.rows(
        "SELECT DISTINCT agency, stop FROM lesson_stop WHERE channel = %s"
        " AND operation IN (%s, '')",
        about,
    )
    return Day(
        plans=tuple(
            (row["digest"], msgspec.json.decode(row["record"], type=OperationPlan))
            for row in _rows(tx, "lesson_plan", *about)
        ),
        said=tuple(
            Said(**{name: row[name] for name in names}) for row in _rows(tx, "lesson_word", *about)
        ),
        shown=tuple(
            Shown(row["agency"], row["plan"], row["outcome"], row["time"])
            for row in _rows(tx, "lesson_shown", *about)
        ),
        read=tuple(
            Read(row["agency"], row["site"], row["plan"], row["time"])
            for row in _rows(tx, "lesson_read", *about)
        ),
        stops=len(stops),
    )


def closed(tx: Tx, channel: str, operation: str) -> tuple[Closed, ...]:
    """Which parties ended their part, each once."""
    first: dict[str, Closed] = {}
    for row in _rows(tx, "lesson_closed", channel, operation):
        first.setdefault(row["agency"], Closed(row["agency"], row["outcome"], row["time"]))
    return tuple(first[agency] for agency in sorted(first))


def evaluations(tx: Tx, channel: str, operation: str) -> tuple[Evaluated, ...]:
    """The evaluation that stands of each party."""
    newest: dict[str, Evaluated] = {}
    for row in _rows(tx, "lesson_evaluation", channel, operation):
        record = msgspec.json.decode(row["record"], type=EvaluationFiled)
        newest[row["agency"]] = Evaluated(row["agency"], row["officer"], row["time"], record)
    return tuple(newest[agency] for agency in sorted(newest))
