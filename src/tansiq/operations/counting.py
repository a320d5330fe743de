"""Whose vote counts: the newest word of each officer, by a key and a role that still stand.

Promises: a pure reading of the facts of a cut. A vote may be taken back, and the key or role behind
it withdrawn, until its own party's node has shown the decision: what comes later in that party's
log changes nothing any more, a stop does. Counts nobody twice.
"""

from dataclasses import dataclass

from tansiq.operations.facts import Facts, OfficerFact, PlanFact, VoteFact
from tansiq.record.operations import QuorumParty
from tansiq.terms.operating import Outcome, VoteChoice


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyCount:
    """How a party stands to a version: who voted for it, who against, whose words do not count."""

    party: str
    needed: int
    role: str
    votes: tuple[VoteFact, ...] = ()
    against: tuple[VoteFact, ...] = ()
    unfit: tuple[VoteFact, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether as many distinct officers as the rule asks for voted go."""
        return len(self.votes) >= self.needed

    @property
    def missing(self) -> int:
        """How many officers have still to vote."""
        return max(self.needed - len(self.votes), 0)


def count(facts: Facts, plan: PlanFact, rule: QuorumParty) -> PartyCount:
    """What the officers of one party said about this version."""
    words = [one for one in newest(facts, plan.digest, rule.party) if one.plan == plan.digest]
    fit = [one for one in words if _fit(facts, one, plan.digest, rule.role)]
    return PartyCount(
        party=rule.party,
        needed=rule.officers,
        role=rule.role,
        votes=tuple(one for one in fit if one.choice == VoteChoice.GO),
        against=tuple(one for one in fit if one.choice == VoteChoice.NO_GO),
        unfit=tuple(one for one in words if one not in fit),
    )


def newest(facts: Facts, digest: str, party: str) -> tuple[VoteFact, ...]:
    """The newest word of each officer of a party, withdrawals that came too late passed over."""
    limit = _shown_at(facts, digest, party)
    found: dict[str, VoteFact] = {}
    for one in sorted((one for one in facts.votes if one.agency == party), key=_order):
        before = found.get(one.officer)
        late = limit is not None and one.place > limit
        settled = before is not None and before.plan == digest and before.choice == VoteChoice.GO
        # A vote for another version never unsays one for a version that was already decided.
        if late and settled:
            continue
        found[one.officer] = one
    return tuple(found[officer] for officer in sorted(found))


def _order(one: VoteFact) -> tuple[int, int, int]:
    return one.place


def _shown_at(facts: Facts, digest: str, party: str) -> tuple[int, int, int] | None:
    """Where a party's node first said that it showed go for this version."""
    places = [
        one.place
        for one in facts.shown
        if one.agency == party and one.plan == digest and one.outcome == Outcome.GO
    ]
    return min(places, default=None)


def _fit(facts: Facts, vote: VoteFact, digest: str, role: str) -> bool:
    """Whether the key was told before the vote with this role, and neither was taken back in time.

    An agency tells a channel about its officers once more in each generation.
    """
    told = sorted(
        (
            one
            for one in facts.officers
            if (one.agency, one.officer, one.key) == (vote.agency, vote.officer, vote.key)
        ),
        key=lambda one: one.place,
    )
    before = [
        one
        for one in told
        if one.place.generation == vote.place.generation and one.place < vote.place
    ]
    limit = _shown_at(facts, digest, vote.agency)
    since = [one for one in told if one.place > vote.place and (limit is None or one.place < limit)]
    return bool(before) and all(_holds(one, role) for one in (before[-1], *since[-1:]))


def _holds(told: OfficerFact, role: str) -> bool:
    return not told.withdrawn and role in told.roles
