"""Votes on a version, acknowledgements of it, and the closing of a party's part.

Promises: pure. A vote is an officer's act over the digest of the one current version that they were
shown; go is refused while our own part is not the one that is bound, while a site of ours is red,
or by a role that the rule does not name. A vote may be taken back unless our node shows go. Nobody
votes for a version that passes over what is not here, or resumes after a stop not known as lifted.
"""

from tansiq.operations.counting import decided_at, newest
from tansiq.operations.facts import PlanFact
from tansiq.operations.now import OperationNow, check_known, check_open, shared
from tansiq.operations.ordering import newest_commitments
from tansiq.operations.plans import fault_of, plan_fault
from tansiq.record.operations import GoVoted, OperationClosed, OrderAcknowledged
from tansiq.record.plan import Planned
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Conflict, Missing, Refused
from tansiq.terms.operating import CloseOutcome, VoteChoice


def vote(
    now: OperationNow, digest: str, choice: VoteChoice, roles: frozenset[str], red: tuple[str, ...]
) -> tuple[Planned, ...]:
    """Plan one vote; `red` are our own sites with a point of the checklist still missing."""
    head = _current(now, digest)
    if choice is VoteChoice.WITHDRAWN:
        _check_takes_back(now, head)
    else:
        _check_may(now, head, roles)
    if choice is VoteChoice.GO:
        _check_ready(now, head, red)
    return (shared(now, GoVoted(operation=now.facts.operation, plan=digest, choice=choice.value)),)


def _current(now: OperationNow, digest: str) -> PlanFact:
    """The one current version, as the officer was shown it."""
    check_open(now)
    check_known(now)
    decision = now.decision
    if decision.plan is None:
        raise Refused("operation_two_plans" if len(decision.heads) > 1 else "operation_no_plan")
    if decision.plan.digest != digest:
        known = any(one.digest == digest for one in now.facts.plans)
        raise Conflict("operation_plan_old" if known else "operation_plan_unknown")
    return decision.plan


def _check_takes_back(now: OperationNow, head: PlanFact) -> None:
    me, officer = now.situation.me, now.situation.officer
    mine = next((one for one in newest(now.facts, head.digest, me) if one.officer == officer), None)
    if mine is None or mine.plan != head.digest or mine.choice == VoteChoice.WITHDRAWN:
        raise Missing("operation_vote_unknown")
    _check_undecided(now, head)


def _check_undecided(now: OperationNow, head: PlanFact) -> None:
    if decided_at(now.facts, head.digest, now.situation.me) is not None:
        raise Refused("operation_decided")


def _check_may(now: OperationNow, head: PlanFact, roles: frozenset[str]) -> None:
    rule = next((one for one in head.plan.quorum.parties if one.party == now.situation.me), None)
    if rule is None:
        raise Refused("operation_not_party")
    if rule.role not in roles:
        raise Refused("operation_vote_role", role=rule.role)
    me, officer = now.situation.me, now.situation.officer
    # A vote by a key or role that was taken back since is given anew.
    counted = (one.votes for one in now.decision.parties if one.party == me)
    if any(one.officer == officer for votes in counted for one in votes):
        raise Conflict("operation_voted_before")
    _check_undecided(now, head)


def _check_ready(now: OperationNow, head: PlanFact, red: tuple[str, ...]) -> None:
    fault = fault_of(now.facts, head) or plan_fault(head.plan)
    if fault:
        raise Refused(fault)
    if parse_stamp(head.plan.h_hour) <= now.situation.now:
        raise Refused("operation_h_hour_past", h_hour=head.plan.h_hour)
    if now.decision.stops or now.decision.forked:
        raise Refused("operation_stopped")
    _check_known_here(now, head)
    bound = {one.party: one.commitment for one in head.plan.commitments}
    mine = newest_commitments(now.facts).get(now.situation.me)
    if mine is None or bound.get(now.situation.me) != mine.commitment:
        raise Refused("operation_tactical_changed")
    if red:
        raise Refused("operation_site_red", sites=", ".join(red))


def _check_known_here(now: OperationNow, head: PlanFact) -> None:
    """What a version passes over or resumes after must be known here, or it would hide the new."""
    lifted = {one.stop for one in now.facts.stops if one.lifted}
    for stop in head.plan.resumes:
        if stop not in lifted:
            raise Refused("operation_stop_stands", stop=stop)
    for one in head.plan.passes_over:
        if one.seq >= now.facts.cut.get(one.origin, 0):
            raise Refused("operation_pass_unknown", entry=f"{one.origin}:{one.seq}")


def acknowledge(now: OperationNow, digest: str, site: str) -> tuple[Planned, ...]:
    """Plan one acknowledgement of a version, for our party or for one of our sites."""
    check_known(now)
    held = next((one for one in now.facts.plans if one.digest == digest), None)
    if held is None:
        raise Missing("operation_plan_unknown")
    ours = {one.site for one in held.plan.sites if one.party == now.situation.me}
    if site and site not in ours:
        raise Missing("operation_site_unknown", site=site)
    payload = OrderAcknowledged(operation=now.facts.operation, plan=digest, site=site)
    return (shared(now, payload),)


def close(now: OperationNow, outcome: CloseOutcome) -> tuple[Planned, ...]:
    """Plan the end of our part; an operation that we closed is not closed again."""
    check_open(now)
    check_known(now)
    if any(one.agency == now.situation.me for one in now.facts.closed):
        raise Conflict("operation_closed_before")
    payload = OperationClosed(
        operation=now.facts.operation, plan=now.decision.digest, outcome=outcome.value
    )
    return (shared(now, payload),)
