"""What a cut of an operation's channel holds, as plain values: all that a decision may look at.

Promises: values only; each says at which place of which log it stands. Holds no clock, no setting
and nothing that lies outside the channel.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from tansiq.record.operations import OperationPlan
from tansiq.terms.ids import Origin


class Place(NamedTuple):
    """A place in the writing of one agency in one channel: ordered as it was written."""

    generation: int
    epoch: int
    seq: int

    @classmethod
    def of(cls, origin: str, seq: int) -> "Place":
        """The place of an entry."""
        return cls(*_log_of(origin), seq)


@lru_cache(maxsize=4096)
def _log_of(origin: str) -> tuple[int, int]:
    log = Origin.parse(origin)
    return log.generation, log.epoch


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """Who said something, and where it stands."""

    agency: str
    origin: str
    seq: int
    time: str = ""
    officer: str = ""
    received: str = field(default="", compare=False)

    @property
    def place(self) -> Place:
        """Where it stands among what its agency wrote in this channel."""
        return Place.of(self.origin, self.seq)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFact(Word):
    """A version of the order, by its digest."""

    digest: str
    plan: OperationPlan
    changed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteFact(Word):
    """An officer's word on a version, and the key it was signed with."""

    plan: str
    choice: str
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentFact(Word):
    """A party fixed its own part."""

    commitment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StopFact(Word):
    """A party stopped the operation; `lifted` once that party took it back, at `lifted_at`.

    `ground` is a code of `StopGround` and `reason` an officer's words; both may be empty, and
    neither has any part in a decision.
    """

    stop: str
    lifted: bool
    lifted_at: Place | None = None
    ground: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFact(Word):
    """What a party's node showed its people, and the cut (origin, size) that it names for it."""

    plan: str
    outcome: str
    reason: str
    cut: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedFact(Word):
    """A party ended its part."""

    plan: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerFact(Word):
    """An agency told the channel about a key of an officer: `officer` is whose, `roles` with it."""

    key: str
    roles: frozenset[str]
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Trouble:
    """An entry of the cut that cannot be counted: where it stands and why (`DecisionReason`)."""

    origin: str
    seq: int
    reason: str
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything a cut holds about one operation; `cut` is how far each log was counted.

    `forked` are the parties whose log in this channel was proven to have two faces.
    """

    operation: str
    cut: Mapping[str, int]
    plans: tuple[PlanFact, ...] = ()
    votes: tuple[VoteFact, ...] = ()
    commitments: tuple[CommitmentFact, ...] = ()
    stops: tuple[StopFact, ...] = ()
    shown: tuple[ShownFact, ...] = ()
    closed: tuple[ClosedFact, ...] = ()
    officers: tuple[OfficerFact, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    forked: frozenset[str] = frozenset()
    exercise: bool = False
