"""The work of a case: tasks, legal instruments and decisions, by officers' acts."""

from tansiq.cases import commands, queries
from tansiq.cases.agreeing import CaseNow
from tansiq.node.actions import Action
from tansiq.node.cases import in_case
from tansiq.node.compose import Node
from tansiq.node.perform import Written
from tansiq.node.signing import Signer
from tansiq.record.cases import DecisionRecorded, InstrumentRecorded, TaskSet
from tansiq.record.plan import Planned
from tansiq.store.connect import Tx
from tansiq.terms.ids import ChannelId


def set_task(node: Node, signer: Signer, channel: ChannelId, task: TaskSet) -> tuple[Written, ...]:
    """Set a task for a party."""

    def command(tx: Tx, now: CaseNow) -> tuple[Planned, ...]:
        return commands.set_task(now, task, queries.taken(tx, "task", task.task))

    return in_case(node, signer, (Action.DIRECT_CASE, channel), command)


def move_task(
    node: Node, signer: Signer, channel: ChannelId, task: str, said: tuple[str, str]
) -> tuple[Written, ...]:
    """Say how far a task is; `said` = (state, note)."""

    def command(tx: Tx, now: CaseNow) -> tuple[Planned, ...]:
        return commands.move_task(now, queries.task_now(tx, now, task), *said)

    return in_case(node, signer, (Action.MOVE_TASK, channel), command)


def record_instrument(
    node: Node, signer: Signer, channel: ChannelId, wish: InstrumentRecorded
) -> tuple[Written, ...]:
    """Record how far a legal instrument is."""

    def command(tx: Tx, now: CaseNow) -> tuple[Planned, ...]:
        owner = queries.instrument_owner(tx, now, wish.instrument)
        return commands.record_instrument(now, wish, owner)

    return in_case(node, signer, (Action.DIRECT_CASE, channel), command)


def record_decision(
    node: Node, signer: Signer, channel: ChannelId, wish: DecisionRecorded
) -> tuple[Written, ...]:
    """Record a decision with its reasons."""

    def command(tx: Tx, now: CaseNow) -> tuple[Planned, ...]:
        taken = queries.taken(tx, "decision", wish.decision)
        known = queries.restable(tx, now, wish.rests_on)
        return commands.record_decision(now, wish, taken, known)

    return in_case(node, signer, (Action.DIRECT_CASE, channel), command)
