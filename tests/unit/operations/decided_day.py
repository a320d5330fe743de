"""One operation of a test, event by event; everything is everywhere unless a test says not."""

from collections.abc import Callable

import msgspec
from tests.property.operation_world import State, World

from tansiq.operations.decision import Decision
from tansiq.operations.facts import PlanFact, Word
from tansiq.operations.plans import digest_of
from tansiq.record.operations import OperationPlan
from tansiq.terms.operating import DecisionReason, Outcome, VoteChoice


class Day:
    """One state that goes on; everything is everywhere at once unless a test says otherwise."""

    def __init__(self, needed: int = 1, parties: tuple[str, ...] = ("alfa", "brava")) -> None:
        self.world = World(parties=parties, needed=needed)
        self.state = self.world.begun()

    def calm(self) -> None:
        self.state, _ = self.world.calm(self.state)

    def do(self, event: Callable[[World, State, int], State], node: int = 0) -> None:
        self.state = event(self.world, self.state, node)

    def say(self, kind: type[Word], node: int = 0, **told: object) -> None:
        self.state = self.world.say(self.state, node, kind, **told)

    def vote(self, node: int, officer: int = 0, choice: VoteChoice = VoteChoice.GO) -> None:
        who = self.world.officers(node)[officer]
        self.state = self.world.vote(self.state, node, who, choice)

    def issue(self, change: Callable[[OperationPlan], OperationPlan], node: int = 0) -> None:
        """A version that no command of ours would let pass."""
        head = self.decision.heads[0]
        plan = msgspec.structs.replace(
            head.plan, previous=(head.digest,), number=head.plan.number + 1
        )
        made = change(plan)
        self.say(PlanFact, node, digest=digest_of(made), plan=made)
        self.state = self.world.spread(self.state)

    @property
    def decision(self) -> Decision:
        return self.world.decision(self.world.spread(self.state).held(0))

    @property
    def said(self) -> tuple[Outcome, DecisionReason]:
        return self.decision.outcome, self.decision.reason
