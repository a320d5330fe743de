"""How the quorum came to be what it is: for each party the last change, and whether it lowers.

Promises: pure; looks through every older version that is here, so that a change stays in sight when
a later version leaves it alone. Fewer officers, another role and a party left out lower it. Changes
no decision: whether such a version counts, `decision` says.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tansiq.operations.facts import PlanFact
from tansiq.record.operations import OperationPlan, QuorumParty


@dataclass(frozen=True, slots=True, kw_only=True)
class QuorumChange:
    """What one party owes to a go was `was` and is `now`; None where it has no voice.

    `agency`, `officer` and `time` say whose version, of this `number`, made it so.
    """

    party: str
    was: QuorumParty | None
    now: QuorumParty | None
    agency: str
    officer: str
    time: str
    number: int

    @property
    def lowered(self) -> bool:
        """Whether less is asked than before; another role is not the same people, so it counts."""
        if self.was is None:
            return False
        if self.now is None:
            return True
        return self.now.officers < self.was.officers or self.now.role != self.was.role


def quorum_changes(
    versions: Iterable[PlanFact], heads: Iterable[PlanFact]
) -> tuple[QuorumChange, ...]:
    """The last change of each party's rule on the way to these versions, what lowers it first."""
    held = {one.digest: one for one in versions}
    found = [change for head in heads for change in _of(held, head)]
    unique = dict.fromkeys(found)
    return tuple(sorted(unique, key=lambda one: (not one.lowered, one.party, one.number)))


def _of(held: dict[str, PlanFact], head: PlanFact) -> Iterable[QuorumChange]:
    line = [head, *_older(held, head)]
    parties = {party.party for one in line for party in one.plan.quorum.parties}
    for party in sorted(parties):
        now = _rule(head.plan, party)
        made = head
        for older in line[1:]:
            was = _rule(older.plan, party)
            if was != now:
                yield _change(party, (was, now), made)
                break
            made = older


def _change(
    party: str, rules: tuple[QuorumParty | None, QuorumParty | None], made: PlanFact
) -> QuorumChange:
    was, now = rules
    return QuorumChange(
        party=party,
        was=was,
        now=now,
        agency=made.agency,
        officer=made.officer,
        time=made.time,
        number=made.plan.number,
    )


def _older(held: dict[str, PlanFact], head: PlanFact) -> list[PlanFact]:
    """Every version that this one came from, the newest first."""
    found: dict[str, PlanFact] = {}
    asked = list(head.plan.previous)
    while asked:
        one = held.get(asked.pop())
        if one is not None and one.digest not in found:
            found[one.digest] = one
            asked += one.plan.previous
    return sorted(found.values(), key=lambda one: (-one.plan.number, one.digest))


def _rule(plan: OperationPlan, party: str) -> QuorumParty | None:
    return next((one for one in plan.quorum.parties if one.party == party), None)
