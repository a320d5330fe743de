"""Versions of an order: their digest, which of them nothing replaces, and what makes one void.

Promises: the digest is SHA-256 over the canonical bytes of the plan (RFC 8785 profile of
`record.canonical`), so that it covers the quorum rule, every party's salted commitment and whether
it is an exercise. A partner's version is judged by the same rule as our own. What makes a version
void for all (`fault_of`) reads no table of zones, which may differ from node to node: whether a
zone exists is asked where orders are written and voted on (`plan_fault`).
"""

from functools import lru_cache

import msgspec

from tansiq.operations.facts import Facts, Place, PlanFact
from tansiq.record import canonical
from tansiq.record.operations import OperationPlan
from tansiq.terms.clock import ZonedTime, parse_stamp
from tansiq.terms.errors import TansiqError
from tansiq.terms.operating import SilenceRule
from tansiq.terms.roles import CASE_ROLES, Role

QUORUM_VERSION = 1
VOTING_ROLES = frozenset(role.value for role in CASE_ROLES - {Role.DEFENCE_COUNSEL})
"""Roles that a quorum rule may ask for."""
MOST_SITES = 400
MOST_PARTIES = 64
MOST_NUMBER = 1_000_000
MOST_MINUTES = 60 * 24 * 366


def digest_of(plan: OperationPlan) -> str:
    """SHA-256 of the canonical plan, hex: what officers vote on."""
    return canonical.digest(msgspec.to_builtins(plan)).hex()


def heads_of(facts: Facts) -> tuple[PlanFact, ...]:
    """The versions that no other replaces, by their number; one digest said twice is one version.

    Whoever replaces a version is a party of the new one, and keeps every party of the old one: so
    nobody can vote the others away (`fault_of`).
    """
    held: dict[str, PlanFact] = {}
    for one in sorted(facts.plans, key=_voice):
        held.setdefault(one.digest, one)
    replaced = {
        before
        for one in held.values()
        for before in one.plan.previous
        if before != one.digest and one.agency in parties_of(one.plan)
    }
    heads = (one for digest, one in held.items() if digest not in replaced)
    return tuple(sorted(heads, key=lambda one: (one.plan.number, one.digest)))


def _voice(one: PlanFact) -> tuple[bool, str, Place]:
    """Of those who said a version, a party first: repeating it makes nobody else its author."""
    return one.agency not in parties_of(one.plan), one.agency, one.place


def parties_of(plan: OperationPlan) -> frozenset[str]:
    """The nodes that must vote."""
    return frozenset(one.party for one in plan.quorum.parties)


def fault_of(facts: Facts, head: PlanFact) -> str:
    """Why a version counts for nothing, as an error code; empty when it is sound."""
    if head.plan.exercise != facts.exercise:
        return "operation_exercise_flag"
    if head.plan.operation != facts.operation or head.agency not in parties_of(head.plan):
        return "operation_not_party"
    if _drops_party(facts, head):
        return "operation_party_dropped"
    return _lasting_fault(head.plan)


def _drops_party(facts: Facts, head: PlanFact) -> bool:
    """Whether somebody who had to agree to any older version of it has no voice in this one."""
    held = {one.digest: one.plan for one in facts.plans}
    older: set[str] = set()
    asked = list(head.plan.previous)
    while asked:
        digest = asked.pop()
        if digest in held and digest not in older:
            older.add(digest)
            asked += held[digest].previous
    return any(not parties_of(held[one]) <= parties_of(head.plan) for one in older)


def plan_fault(plan: OperationPlan) -> str:
    """What a plan lacks in itself, as an error code; empty when nothing is."""
    return _lasting_fault(plan) or _zone_fault(plan)


def shape_fault(plan: OperationPlan) -> str:
    """What keeps a version from being shown at all, as an error code: no instant, no such number.

    Whoever writes one has its entry set aside, alike at every node.
    """
    try:
        parse_stamp(plan.h_hour)
    except TansiqError:
        return "operation_h_hour"
    if not 1 <= plan.stale_minutes <= MOST_MINUTES:
        return "operation_stale_minutes"
    if any(not 1 <= one.minutes <= MOST_MINUTES for one in plan.silence):
        return "operation_silence"
    if any(abs(one.minutes) > MOST_MINUTES for one in plan.phases):
        return "operation_phases"
    return "" if 1 <= plan.number <= MOST_NUMBER else "operation_number"


# Small: a version is asked for again and again while it is the current one, and may be large.
@lru_cache(maxsize=32)
def _lasting_fault(plan: OperationPlan) -> str:
    return _quorum_fault(plan) or shape_fault(plan) or _site_fault(plan) or _party_fault(plan)


def _quorum_fault(plan: OperationPlan) -> str:
    parties = [one.party for one in plan.quorum.parties]
    if not parties or plan.quorum.version != QUORUM_VERSION:
        return "operation_quorum_missing"
    if len(set(parties)) != len(parties) or len(parties) > MOST_PARTIES:
        return "operation_quorum_parties"
    if any(one.officers < 1 for one in plan.quorum.parties):
        return "operation_quorum_officers"
    asked = {one.role for one in plan.quorum.parties}
    return "" if asked <= VOTING_ROLES else "operation_quorum_role"


def _zone_fault(plan: OperationPlan) -> str:
    instant = parse_stamp(plan.h_hour)
    for zone in {one.zone for one in plan.sites}:
        try:
            ZonedTime(instant, zone)
        except TansiqError:
            return "operation_zone"
    return ""


def _site_fault(plan: OperationPlan) -> str:
    codes = [one.site for one in plan.sites]
    if not codes or len(codes) > MOST_SITES or len(set(codes)) != len(codes):
        return "operation_sites"
    strangers = {one.party for one in plan.sites} - parties_of(plan)
    return "operation_sites" if strangers else ""


def _party_fault(plan: OperationPlan) -> str:
    """Every party says what its silence means and binds its own part, once each."""
    parties = sorted(parties_of(plan))
    if sorted(one.party for one in plan.silence) != parties:
        return "operation_silence"
    rules = {rule.value for rule in SilenceRule}
    if any(one.rule not in rules for one in plan.silence):
        return "operation_silence"
    bound = sorted(one.party for one in plan.commitments)
    return "" if bound == parties else "operation_commitments"
