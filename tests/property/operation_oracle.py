"""What must be true wherever a node shows go, read naively off the logs, apart from the rule.

Promises: names the first condition that a go lacks, or nothing. It knows no more of the product
than the shape of the words; it says what is necessary, never what is decided.
"""

from tests.property.operation_words import Closed, Lifted
from tests.property.operation_world import ROLE, Held, World

from tansiq.operations.facts import (
    ClosedFact,
    CommitmentFact,
    OfficerFact,
    PlanFact,
    ShownFact,
    StopFact,
    VoteFact,
    Word,
)

Logs = dict[str, list[Word]]


def lacking(world: World, held: Held) -> str:
    """What a go on this cut lacks; empty when nothing."""
    logs = {
        party: [world.words[number] for number in log]
        for party, log in zip(world.parties, held, strict=True)
    }
    plans = [one for log in logs.values() for one in log if isinstance(one, PlanFact)]
    heads = {one.digest for one in plans} - {
        old for one in plans for old in one.plan.previous if one.agency in _parties(one)
    }
    if len(heads) != 1:
        return "one current version"
    head = next(one for one in plans if one.digest in heads)
    return (
        _stopped(logs, head)
        or _untold(logs, head)
        or _dropped(plans, head)
        or _unbound(logs, head)
        or _unvoted(logs, head)
    )


def _parties(plan: PlanFact) -> set[str]:
    return {one.party for one in plan.plan.quorum.parties}


def _stopped(logs: Logs, head: PlanFact) -> str:
    for log in logs.values():
        stops = {one.stop for one in log if isinstance(one, StopFact)}
        for stop in stops:
            said = [
                (type(one), place)
                for place, one in enumerate(log)
                if isinstance(one, StopFact | Lifted) and one.stop == stop
            ]
            kind, lifted = said[-1]
            if kind is StopFact:
                return "a stop stands"
            again = sum(one is StopFact for one, _ in said)
            if (stop if again == 1 else f"{stop}#{again}") not in head.plan.resumes:
                return "a stop was lifted and nobody resumed"
            early = [
                one
                for one in log[:lifted]
                if (isinstance(one, VoteFact) and one.plan == head.digest)
                or (isinstance(one, PlanFact) and one.digest == head.digest)
            ]
            later = [one for one in log[lifted:] if isinstance(one, VoteFact)]
            if early and not any(one.plan == head.digest for one in later):
                return "resumed before it was lifted"
    return ""


def _untold(logs: Logs, head: PlanFact) -> str:
    passed = {(one.origin, one.seq) for one in head.plan.passes_over}
    for log in logs.values():
        for one in log:
            if isinstance(one, Closed) and (one.origin, one.seq) not in passed:
                return "every entry counted"
            if isinstance(one, ClosedFact):
                return "nobody closed"
    held = {one.digest for log in logs.values() for one in log if isinstance(one, PlanFact)}
    votes = [one for log in logs.values() for one in log if isinstance(one, VoteFact)]
    voices = {
        party
        for log in logs.values()
        for one in log
        if isinstance(one, PlanFact)
        for party in _parties(one)
    }
    open_votes = [
        one for one in votes if (one.origin, one.seq) not in passed and one.agency in voices
    ]
    return "" if all(one.plan in held for one in open_votes) else "every version here"


def _dropped(plans: list[PlanFact], head: PlanFact) -> str:
    by_digest = {one.digest: one for one in plans}
    asked, every = [head.digest], set()
    while asked:
        one = by_digest[asked.pop()]
        every |= _parties(one)
        asked += one.plan.previous
    return "" if every == _parties(head) else "every party still there"


def _unbound(logs: Logs, head: PlanFact) -> str:
    for bound in head.plan.commitments:
        told = [one for one in logs[bound.party] if isinstance(one, CommitmentFact)]
        if not told or told[-1].commitment != bound.commitment:
            return "own parts as bound"
    return ""


def _unvoted(logs: Logs, head: PlanFact) -> str:
    for rule in head.plan.quorum.parties:
        log = logs[rule.party]
        if _consent(log, head.digest) >= rule.officers:
            continue
        start = _shown_since(log, head.digest)
        if start is None or _consent(log[:start], head.digest) < rule.officers:
            return f"votes of {rule.party}"
        shown = log[start]
        assert isinstance(shown, ShownFact)
        cut = {origin.partition("/")[0]: size for origin, size in shown.cut}
        for other in head.plan.quorum.parties:
            part = logs[other.party][: cut.get(other.party, 0)]
            stood = _consent(part, head.digest) >= other.officers
            if other.party != rule.party and not stood and _shown_since(part, head.digest) is None:
                return f"a go that {rule.party} could show"
    return ""


def _consent(log: list[Word], digest: str) -> int:
    """How many keys say go on a version at the end of a log, each told and never taken back."""
    told: set[tuple[str, str]] = set()
    votes: dict[str, tuple[str, bool]] = {}
    for one in log:
        if isinstance(one, OfficerFact):
            about = (one.officer, one.key)
            if ROLE in one.roles and not one.withdrawn:
                told.add(about)
            else:
                told.discard(about)
                if votes.get(one.officer, ("", False))[0] == one.key:
                    del votes[one.officer]
        elif isinstance(one, VoteFact):
            go = one.choice == "go" and one.plan == digest and (one.officer, one.key) in told
            votes[one.officer] = (one.key, go)
    return len({key for key, go in votes.values() if go})


def _shown_since(log: list[Word], digest: str) -> int | None:
    since: int | None = None
    for place, one in enumerate(log):
        if isinstance(one, ShownFact):
            go = one.plan == digest and one.outcome == "go"
            since = (place if since is None else since) if go else None
    return since
