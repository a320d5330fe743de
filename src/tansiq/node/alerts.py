"""Warnings at work: proposed, approved or refused by a second officer, reviewed, cancelled.

Promises: what an officer is shown beforehand comes from the function that does it; the copies for
partners are signed with the decision, in the same transaction; who decides is another officer. Who
is told by mail, and when, is in `alert_sending`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tansiq.alerts import commands, queries
from tansiq.alerts.answering import ReachState
from tansiq.alerts.issuing import IssuingState
from tansiq.node.actions import Action
from tansiq.node.alert_writing import ABSENT, Writing, decision_state, proposal_state
from tansiq.node.compose import Node
from tansiq.node.perform import Task, perform
from tansiq.node.recalls import Noted
from tansiq.node.signing import Signer
from tansiq.record.alerts import AlertProposed
from tansiq.record.plan import Planned
from tansiq.store.connect import Tx
from tansiq.terms.ids import HOME, new_record_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A message as it was written; `in_force` says that it waits for nobody."""

    alert: str
    number: int
    in_force: bool
    entry: str
    class_id: str
    code: str


def propose(node: Node, signer: Signer, wish: Writing) -> Proposed:
    """Propose a message; in force at once where a life is in danger."""
    made = wish.alert or new_record_id()
    situation = node.situation(signer.officer)

    def plan(tx: Tx) -> tuple[Planned, ...]:
        officer = node.officer(tx, signer.officer, signer.key)
        state, said = proposal_state(node, tx, (situation, officer), (made, wish))
        return commands.propose_alert(state, said)

    task = Task(action=Action.PROPOSE_ALERT, plan=plan, file=HOME, absent=ABSENT)
    done = perform(node, (signer,), task)[0]
    said = done.said.payload
    number = said.message.number if isinstance(said, AlertProposed) else 0
    return Proposed(
        alert=made,
        number=number,
        in_force=bool(wish.danger_to_life.strip()),
        entry=str(done.entry.entry_id),
        class_id=done.class_id,
        code=done.code,
    )


def approve(node: Node, signer: Signer, alert: str, shown: tuple[int, str]) -> Noted:
    """Approve a message as the second officer; `shown` = (number, digest of what was read)."""
    number, digest = shown

    def command(state: IssuingState) -> tuple[Planned, ...]:
        return commands.approve_alert(state, number, digest)

    return _decide(node, signer, Action.APPROVE_ALERT, (alert, number), command)


def refuse(node: Node, signer: Signer, alert: str, why: tuple[int, str]) -> Noted:
    """Refuse a message, or take one's own back; `why` = (number, reason)."""
    number, reason = why

    def command(state: IssuingState) -> tuple[Planned, ...]:
        return commands.refuse_alert(state, number, reason)

    return _decide(node, signer, Action.APPROVE_ALERT, (alert, number), command)


def review(node: Node, signer: Signer, alert: str, found: tuple[int, str, str]) -> Noted:
    """Review what went out on one signature; `found` = (number, outcome, reason)."""
    number, outcome, reason = found

    def command(state: IssuingState) -> tuple[Planned, ...]:
        return commands.review_alert(state, number, outcome, reason)

    return _decide(node, signer, Action.REVIEW_ALERT, (alert, number), command)


def reached(node: Node, signer: Signer, alert: str, told: tuple[str, str, str]) -> Noted:
    """Note that a contact was told by telephone; `told` = (site, contact, note)."""
    site, contact, note = told

    def plan(tx: Tx) -> tuple[Planned, ...]:
        held = queries.alert(tx, alert)
        current = None if held is None else held.current
        named = () if current is None else current.said.audience.sites
        know = frozenset((one.site, one.contact, one.number) for one in queries.known(tx, alert))
        state = ReachState(alert=held, sites=queries.sites_named(tx, named), known=know)
        return commands.reach_contact(state, (site, contact), note)

    task = Task(action=Action.REACH_CONTACT, plan=plan, file=HOME, absent=ABSENT)
    done = perform(node, (signer,), task)[0]
    return Noted(alert, str(done.entry.entry_id), done.class_id, done.code)


def _decide(
    node: Node,
    signer: Signer,
    action: Action,
    named: tuple[str, int],
    command: Callable[[IssuingState], tuple[Planned, ...]],
) -> Noted:
    alert, number = named
    situation = node.situation(signer.officer)

    def plan(tx: Tx) -> tuple[Planned, ...]:
        officer = node.officer(tx, signer.officer, signer.key)
        return command(decision_state(node, tx, (situation, officer), (alert, number)))

    task = Task(action=action, plan=plan, file=HOME, absent=ABSENT)
    done = perform(node, (signer,), task)[0]
    return Noted(alert, str(done.entry.entry_id), done.class_id, done.code)
