"""Whose vote counts: the newest word of each officer, by a key and a role that still stand.

Promises: a pure reading of the facts of a cut. A vote may be taken back, and the key or role behind
it withdrawn, for as long as its own party's node does not show the go: while it does, what that
party's officers say later changes nothing, a stop does; when it shows go no longer, all of it
counts. A node that claims to show go at a cut that holds no quorum freezes nothing. Counts nobody
twice, nor one key under two names.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from tansiq.operations.facts import Facts, OfficerFact, Place, PlanFact, ShownFact, VoteFact, Word
from tansiq.record.operations import QuorumParty
from tansiq.terms.operating import Outcome, VoteChoice

Said = TypeVar("Said", bound=Word)


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


def counts(facts: Facts, plan: PlanFact) -> tuple[PartyCount, ...]:
    """What the officers of every party said about this version."""
    words = _Words.of(facts)
    return tuple(
        _count(words, plan, rule, _decided(words, plan, rule.party))
        for rule in plan.plan.quorum.parties
    )


def count(facts: Facts, plan: PlanFact, rule: QuorumParty) -> PartyCount:
    """What the officers of one party said about this version."""
    words = _Words.of(facts)
    return _count(words, plan, rule, _decided(words, plan, rule.party))


def newest(facts: Facts, digest: str, party: str) -> tuple[VoteFact, ...]:
    """The newest word of each officer of a party, those that came too late passed over."""
    return _newest(_Words.of(facts), party, decided_at(facts, digest, party))


def decided_at(facts: Facts, digest: str, party: str) -> Place | None:
    """Where a party's node began to show the go for this version that it shows now, if it does."""
    plan = next((one for one in facts.plans if one.digest == digest), None)
    return None if plan is None else _decided(_Words.of(facts), plan, party)


@dataclass(frozen=True, slots=True)
class _Words:
    """What each party said, in the order in which it was written."""

    votes: Mapping[str, tuple[VoteFact, ...]]
    officers: Mapping[str, tuple[OfficerFact, ...]]
    shown: Mapping[str, tuple[ShownFact, ...]]

    @classmethod
    def of(cls, facts: Facts) -> "_Words":
        return cls(_grouped(facts.votes), _grouped(facts.officers), _grouped(facts.shown))

    def at(self, shown: ShownFact) -> "_Words":
        """Those of them that lie in the cut which a decision names, and before it was told."""
        cut = dict(shown.cut)

        def within(one: Word) -> bool:
            before = one.agency != shown.agency or one.place < shown.place
            return before and one.seq < cut.get(one.origin, 0)

        return _Words(
            {who: tuple(filter(within, said)) for who, said in self.votes.items()},
            {who: tuple(filter(within, said)) for who, said in self.officers.items()},
            {who: tuple(filter(within, said)) for who, said in self.shown.items()},
        )


def _grouped(words: Iterable[Said]) -> dict[str, tuple[Said, ...]]:
    found: defaultdict[str, list[Said]] = defaultdict(list)
    for one in words:
        found[one.agency].append(one)
    return {who: tuple(sorted(said, key=lambda one: one.place)) for who, said in found.items()}


def _count(words: _Words, plan: PlanFact, rule: QuorumParty, limit: Place | None) -> PartyCount:
    said = [one for one in _newest(words, rule.party, limit) if one.plan == plan.digest]
    told = words.officers.get(rule.party, ())
    heard = [one for one in told if limit is None or one.place < limit]
    fit = _distinct([one for one in said if _fit(heard, one, rule.role)])
    return PartyCount(
        party=rule.party,
        needed=rule.officers,
        role=rule.role,
        votes=tuple(one for one in fit if one.choice == VoteChoice.GO),
        against=tuple(one for one in fit if one.choice == VoteChoice.NO_GO),
        unfit=tuple(one for one in said if one not in fit),
    )


def _newest(words: _Words, party: str, limit: Place | None) -> tuple[VoteFact, ...]:
    said = words.votes.get(party, ())
    found = {one.officer: one for one in said if limit is None or one.place < limit}
    return tuple(found[officer] for officer in sorted(found))


def _distinct(votes: Iterable[VoteFact]) -> list[VoteFact]:
    """One word a key, the one that holds back where it says both: a person has one voice."""
    found: dict[str, VoteFact] = {}
    for one in sorted(votes, key=lambda one: (one.choice == VoteChoice.GO, one.officer)):
        found.setdefault(one.key, one)
    return sorted(found.values(), key=lambda one: one.officer)


def _fit(told: Iterable[OfficerFact], vote: VoteFact, role: str) -> bool:
    """Whether the key was told before the vote with this role, and neither was taken back since.

    An agency tells a channel about its officers once more in each generation. Whose role was taken
    and given back votes again.
    """
    if not (vote.officer and vote.key):
        return False
    about = [one for one in told if (one.officer, one.key) == (vote.officer, vote.key)]
    before = [
        one
        for one in about
        if one.place.generation == vote.place.generation and one.place < vote.place
    ]
    since = [one for one in about if one.place > vote.place]
    return bool(before) and all(_holds(one, role) for one in (before[-1], *since))


def _holds(told: OfficerFact, role: str) -> bool:
    return not told.withdrawn and role in told.roles


def _decided(words: _Words, plan: PlanFact, party: str) -> Place | None:
    first = _run(words, plan.digest, party)
    if first is None or not _stood(words.at(first), plan, party):
        return None
    return first.place


def _run(words: _Words, digest: str, party: str) -> ShownFact | None:
    """The first of the decisions for go that a party told without another in between, to now."""
    first: ShownFact | None = None
    for one in words.shown.get(party, ()):
        go = one.plan == digest and one.outcome == Outcome.GO
        first = (first or one) if go else None
    return first


def _stood(words: _Words, plan: PlanFact, party: str) -> bool:
    """Whether the quorum stood for who claims it; each other party answers for its own claim."""

    def stands(rule: QuorumParty) -> bool:
        if rule.party != party and _run(words, plan.digest, rule.party) is not None:
            return True
        found = _count(words, plan, rule, None)
        return found.complete and not found.against

    return all(stands(rule) for rule in plan.plan.quorum.parties)
