"""Words that an agency writes into its log, and the facts that follow from such words.

Promises: the facts are what `operations.cut` makes of rows; nothing is sealed, no row is read.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from tansiq.operations.facts import (
    ClosedFact,
    CommitmentFact,
    Facts,
    OfficerFact,
    Place,
    PlanFact,
    ShownFact,
    StopFact,
    Trouble,
    VoteFact,
    Word,
)
from tansiq.terms.operating import DecisionReason

Kind = TypeVar("Kind")
OPERATION = "op-model"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifted(Word):
    """A party takes its own stop back."""

    stop: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed(Word):
    """An entry that cannot be counted at any node."""

    reason: str = DecisionReason.ENTRY_QUARANTINED.value


def facts_of(said: Iterable[Word], cut: dict[str, int], forked: Iterable[str] = ()) -> Facts:
    """Facts from words, in the order given."""
    words = list(said)

    def every(kind: type[Kind]) -> tuple[Kind, ...]:
        return tuple(one for one in words if isinstance(one, kind))

    return Facts(
        operation=OPERATION,
        cut=cut,
        plans=every(PlanFact),
        votes=every(VoteFact),
        commitments=every(CommitmentFact),
        stops=_stops(every(StopFact), every(Lifted)),
        shown=every(ShownFact),
        closed=every(ClosedFact),
        officers=every(OfficerFact),
        troubles=tuple(Trouble(one.origin, one.seq, one.reason) for one in every(Closed)),
        forked=frozenset(forked),
    )


def _stops(orders: Iterable[StopFact], lifts: Iterable[Lifted]) -> tuple[StopFact, ...]:
    """Each stop with its last order and lifting; ordered again it is another (`operations.cut`)."""
    ordered: dict[tuple[str, str], list[StopFact]] = {}
    for one in orders:
        ordered.setdefault((one.agency, one.stop), []).append(one)
    found = []
    for about, said in ordered.items():
        last = max(said, key=lambda one: one.place)
        lifted = [one.place for one in lifts if (one.agency, one.stop) == about]
        at: Place | None = max((one for one in lifted if one > last.place), default=None)
        name = last.stop if len(said) == 1 else f"{last.stop}#{len(said)}"
        found.append(replace(last, stop=name, lifted=at is not None, lifted_at=at))
    return tuple(found)
