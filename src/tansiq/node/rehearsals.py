"""An exercise played to its end: our own simulated sites report as time goes by.

Promises: reports only what the plan of the exercise lets a team report, each word in the officer's
name and by their act; a real operation is refused before anything is said. Ends when every site of
ours is closed or the operation is stopped. What it leaves lies in the channel of the exercise.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.operation_decisions import settle
from tansiq.node.operations import Where, in_operation, report_site
from tansiq.node.signing import Signer
from tansiq.operations.commands import OperationNow
from tansiq.operations.rehearsing import Played, check_exercise, due, play
from tansiq.record.plan import Planned
from tansiq.store.connect import Tx
from tansiq.terms.errors import Refused
from tansiq.terms.operating import Outcome

STEP = 0.5
"""Seconds between two looks at the clock."""


def rehearse(
    node: Node,
    signer: Signer,
    where: Where,
    pace: float = 1.0,
    told: Callable[[Played], None] = lambda _one: None,
) -> int:
    """Play our sites of the current version of an exercise; how many words were said.

    Refused `rehearsal_real`; Refused `operation_no_go` when it was never decided.
    """
    _check(node, signer, where)
    decision = settle(node, where).decision
    if decision.plan is None or decision.outcome is not Outcome.GO:
        raise Refused("rehearsal_no_go")
    played = play(decision.plan.plan, node.me, decision.digest, pace)
    since: datetime | None = None
    said = 0
    while said < len(played):
        now = node.clock.now()
        for one in due(played, since, now):
            if settle(node, where).decision.outcome is Outcome.STOPPED:
                return said
            report_site(node, signer, where, one.site, [one.report])
            told(one)
            said += 1
        since = max(now, since) if since else now
        if said < len(played):
            left = (played[said].at - node.clock.now()) / timedelta(seconds=1)
            time.sleep(min(max(left, 0.0), STEP))
    return said


def _check(node: Node, signer: Signer, where: Where) -> None:
    """Refuse what is real before anything is done, by the same rights as a report."""

    def command(_tx: Tx, now: OperationNow) -> tuple[Planned, ...]:
        check_exercise(now)
        return ()

    in_operation(node, signer, (Action.REPORT_SITE, where), command)
