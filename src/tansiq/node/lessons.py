"""Lessons at work: an operation in figures, who owes an evaluation, filing ours.

Promises: figures are made when they are asked for, from what every party holds; the reading is on
record. Writes through `perform` alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tansiq.lessons import queries
from tansiq.lessons.commands import file_evaluation
from tansiq.lessons.figures import Figures, figures
from tansiq.lessons.queries import Closed, Evaluated
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.operations import Where, kept, known
from tansiq.node.perform import Task, Written, perform
from tansiq.node.reading import Look, Reader, read
from tansiq.node.signing import Signer
from tansiq.officers.people import Officer
from tansiq.record.lessons import EvaluationFiled
from tansiq.record.plan import Planned
from tansiq.store.connect import Tx
from tansiq.terms.errors import Missing
from tansiq.terms.ids import channel_kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Lessons:
    """An operation after its day; `owing` are parties that closed and have not evaluated."""

    where: Where
    exercise: bool
    figures: Figures
    closed: tuple[Closed, ...]
    evaluations: tuple[Evaluated, ...]

    @property
    def owing(self) -> tuple[Closed, ...]:
        """The parties that still owe their evaluation, the most urgent first."""
        done = {one.agency for one in self.evaluations}
        waiting = (one for one in self.closed if one.agency not in done)
        return tuple(sorted(waiting, key=lambda one: one.due))


def lessons(node: Node, reader: Reader, where: Where) -> Lessons:
    """An operation in figures and words; Missing `operation_unknown` off its file."""

    def query(tx: Tx, _officer: Officer) -> tuple[Lessons, Sequence[str]]:
        known(node, tx, where.channel)
        about = (where.channel, where.operation)
        day = queries.day(tx, *about)
        if not day.plans:
            raise Missing("operation_unknown")
        found = Lessons(
            where=where,
            exercise=channel_kind(where.channel) == "exercise",
            figures=figures(day),
            closed=queries.closed(tx, *about),
            evaluations=queries.evaluations(tx, *about),
        )
        return found, [where.operation]

    absent = Missing("operation_unknown")
    look = Look(action=Action.READ_OPERATION, file=where.channel, absent=absent)
    return read(node, reader, look, query)


def evaluate(
    node: Node, signer: Signer, where: Where, said: EvaluationFiled
) -> tuple[Written, ...]:
    """File our evaluation of an operation that we closed."""
    dates = kept(node, where.channel)

    def plan(tx: Tx) -> tuple[Planned, ...]:
        known(node, tx, where.channel)
        ended = {one.agency for one in queries.closed(tx, where.channel, where.operation)}
        return file_evaluation(where.channel, said, dates, closed=node.me in ended)

    absent = Missing("operation_unknown")
    task = Task(action=Action.FILE_EVALUATION, plan=plan, file=where.channel, absent=absent)
    return perform(node, (signer,), task)
