"""Go or no go: a pure function of what lies at named positions of the channel's logs (the cut).

Promises: two nodes that hold the same cut get the same answer; go only when every party has its
quorum over the digest of the one current version, no stop stands, and every entry of the cut is
known, whole and readable; whatever is doubtful is never go. Reads no clock and no setting. Does not
say what people are to do now (`operations.standing` does, with the clock and with silence).

The order of the questions is the order of danger: stops first, then what cannot be known, then the
order itself, then votes.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tansiq.operations.counting import PartyCount, counts
from tansiq.operations.facts import Facts, PlanFact, ShownFact, StopFact, Trouble, VoteFact, Word
from tansiq.operations.plans import fault_of, heads_of, parties_of
from tansiq.terms.operating import DecisionReason, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a cut decides about an operation, and everything a person needs to understand it.

    `plan` is the one current version where there is one, `heads` all that nothing replaces.
    `missing_plans` are digests that a vote, a version or a decision names and the cut lacks;
    `stops` those that stand in the way, `troubles` the entries that do.
    """

    outcome: Outcome
    reason: DecisionReason
    plan: PlanFact | None = None
    heads: tuple[PlanFact, ...] = ()
    parties: tuple[PartyCount, ...] = ()
    stops: tuple[StopFact, ...] = ()
    forked: tuple[str, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    missing_plans: tuple[str, ...] = ()
    waiting: tuple[VoteFact, ...] = ()
    changed: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The digest of the version that it is about; empty where there is not exactly one."""
        return "" if self.plan is None else self.plan.digest


def decide(facts: Facts) -> Decision:
    """What this cut decides."""
    heads = heads_of(facts)
    head = heads[0] if len(heads) == 1 else None
    missing = _missing_plans(facts, head)
    parts = _Parts(facts, heads, head, missing)
    outcome, reason = _answer(parts)
    return Decision(
        outcome=outcome,
        reason=reason,
        plan=head,
        heads=heads,
        parties=parts.counts,
        stops=parts.stops,
        forked=parts.forked,
        troubles=parts.troubles,
        missing_plans=missing,
        waiting=tuple(sorted((one for one in facts.votes if one.plan in missing), key=_where)),
        changed=parts.changed,
    )


class _Parts:
    """The answers to the single questions, each asked once."""

    def __init__(
        self,
        facts: Facts,
        heads: tuple[PlanFact, ...],
        head: PlanFact | None,
        missing: tuple[str, ...],
    ) -> None:
        self.facts, self.heads, self.head, self.missing = facts, heads, head, missing
        sound = head if head is not None and not fault_of(facts, head) else None
        self.counts = () if sound is None else counts(facts, sound)
        stops = (one for one in facts.stops if _in_the_way(facts, one, head, self.counts))
        self.stops = tuple(sorted(stops, key=_where))
        self.forked = tuple(sorted(facts.forked))
        passed = passed_over(head)
        # In one order at every node: which of them came first here is nobody else's business.
        self.troubles = tuple(
            sorted(
                (one for one in facts.troubles if (one.origin, one.seq) not in passed), key=_where
            )
        )
        self.changed = () if head is None else _changed(facts, head)


def _answer(parts: _Parts) -> tuple[Outcome, DecisionReason]:
    if parts.stops:
        standing = any(not one.lifted for one in parts.stops)
        return Outcome.STOPPED, (
            DecisionReason.STOP_ORDERED if standing else DecisionReason.STOP_NOT_RESUMED
        )
    if parts.forked:
        return Outcome.STOPPED, DecisionReason.FORK
    if parts.troubles:
        return Outcome.CANNOT_DECIDE, DecisionReason(parts.troubles[0].reason)
    if parts.missing:
        return Outcome.CANNOT_DECIDE, DecisionReason.PLAN_MISSING
    if parts.head is None:
        several = len(parts.heads) > 1
        return Outcome.NO_GO, DecisionReason.TWO_PLANS if several else DecisionReason.NO_PLAN
    return _of_one_plan(parts, parts.head)


def _of_one_plan(parts: _Parts, head: PlanFact) -> tuple[Outcome, DecisionReason]:
    if any(one.outcome for one in parts.facts.closed):
        return Outcome.NO_GO, DecisionReason.OPERATION_CLOSED
    if fault_of(parts.facts, head):
        return Outcome.NO_GO, DecisionReason.PLAN_INVALID
    if parts.changed:
        return Outcome.NO_GO, DecisionReason.TACTICAL_CHANGED
    if any(one.against for one in parts.counts):
        return Outcome.NO_GO, DecisionReason.VOTED_AGAINST
    if parts.counts and all(one.complete for one in parts.counts):
        return Outcome.GO, DecisionReason.QUORUM
    return Outcome.WAITING, DecisionReason.VOTES_MISSING


def _where(one: Word | Trouble) -> tuple[str, int]:
    return one.origin, one.seq


def _in_the_way(
    facts: Facts, stop: StopFact, head: PlanFact | None, found: tuple[PartyCount, ...]
) -> bool:
    """A stop stands until its party lifts it and a version that knows of that resumes after it.

    What the agency that stopped wrote and voted before it lifted the stop resumes nothing: it knew
    the name of its own stop beforehand.
    """
    if not stop.lifted or head is None or stop.stop not in head.plan.resumes:
        return True
    lifted_at = stop.lifted_at
    if lifted_at is None:
        return False
    orders = (one for one in facts.plans if one.digest == head.digest)
    votes = (vote for one in found for vote in one.votes)
    own = (one for one in (*orders, *votes) if one.agency == stop.agency)
    return any(one.place < lifted_at for one in own)


def _missing_plans(facts: Facts, head: PlanFact | None) -> tuple[str, ...]:
    """Versions that a party speaks of and this cut does not hold, passed over ones left out."""
    held = {one.digest for one in facts.plans}
    parties = {party for one in facts.plans for party in parties_of(one.plan)}
    passed = passed_over(head)
    words: tuple[VoteFact | ShownFact, ...] = (*facts.votes, *facts.shown)
    heard = (one for one in words if (one.origin, one.seq) not in passed)
    said = (one for one in facts.plans if (one.origin, one.seq) not in passed)
    named: Iterable[str] = (
        *(digest for one in said for digest in one.plan.previous),
        *(one.plan for one in heard if one.plan and (not parties or one.agency in parties)),
    )
    return tuple(sorted({one for one in named if one not in held}))


def passed_over(head: PlanFact | None) -> frozenset[tuple[str, int]]:
    """The entries that the current version asks nobody to wait for."""
    if head is None:
        return frozenset()
    return frozenset((one.origin, one.seq) for one in head.plan.passes_over)


def _changed(facts: Facts, head: PlanFact) -> tuple[str, ...]:
    """The parties whose own part is no longer the one that this version binds."""
    newest: dict[str, tuple[tuple[int, int, int], str]] = {}
    for one in facts.commitments:
        newest[one.agency] = max(
            newest.get(one.agency, ((0, 0, -1), "")), (one.place, one.commitment)
        )
    bound = {one.party: one.commitment for one in head.plan.commitments}
    return tuple(
        sorted(party for party, told in bound.items() if newest.get(party, (None, ""))[1] != told)
    )
