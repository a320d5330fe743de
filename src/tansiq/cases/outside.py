"""What a file is built from once the agreement is asked, and what is shown apart from it.

Promises: what the agreement does not bear moves no status, category, merge or word on a claim, and
none of it is lost. Withdrawals and corrections, splits and "cleared" count of a party whenever they
are said: what is wrong must be put right (LAW L4).
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from tansiq.cases.bounds import Bounds
from tansiq.cases.facts import ClaimFact, Fact, Holdings, StatusFact
from tansiq.terms.status import Status


@dataclass(frozen=True, slots=True)
class Apart:
    """Something said outside the agreement: `kind` names it, `said` is the word or text of it."""

    kind: str
    fact: Fact
    said: str
    explanation: str = ""
    claim: str = ""


def counting(held: Holdings) -> Holdings:
    """What counts of words on entities; claims and sources stay, their state tells.

    An entity that was opened outside the agreement alone keeps its openings: it must be seen, but
    they categorise nobody.
    """
    bounds = held.bounds
    borne = {one.entity for one in held.entities if bounds.holds(one)}
    return replace(
        held,
        entities=tuple(
            one if bounds.holds(one) else replace(one, category="")
            for one in held.entities
            if bounds.holds(one) or one.entity not in borne
        ),
        judgements=tuple(filter(bounds.holds, held.judgements)),
        categories=tuple(filter(bounds.holds, held.categories)),
        statuses=tuple(one for one in held.statuses if _told(one, bounds)),
        merges=tuple(filter(bounds.holds, held.merges)),
        splits=tuple(filter(bounds.mends, held.splits)),
        mention_ends=tuple(filter(bounds.holds, held.mention_ends)),
    )


def _told(one: StatusFact, bounds: Bounds) -> bool:
    """A cleared person is cleared whenever a party says so (LAW L4)."""
    cleared = one.status == Status.CLEARED
    return bounds.mends(one) if cleared else bounds.holds(one)


def apart(held: Holdings, members: AbstractSet[str], claims: AbstractSet[str]) -> tuple[Apart, ...]:
    """What was said of these entities and claims outside the agreement, oldest first."""
    bounds = held.bounds
    found = [
        *(
            Apart("entity", one, one.category)
            for one in held.entities
            if one.entity in members and not bounds.holds(one)
        ),
        *(
            Apart("category", one, one.category, one.explanation)
            for one in held.categories
            if one.entity in members and not bounds.holds(one)
        ),
        *(
            Apart("status", one, one.status, one.explanation)
            for one in held.statuses
            if one.entity in members and not _told(one, bounds)
        ),
        *(
            Apart("judgement", one, one.stance, one.text, one.claim)
            for one in held.judgements
            if one.claim in claims and not bounds.holds(one)
        ),
        *(
            Apart("merge", one, " · ".join(one.entities), one.reason)
            for one in held.merges
            if not members.isdisjoint(one.entities) and not bounds.holds(one)
        ),
    ]
    return tuple(sorted(found, key=lambda one: (*one.fact.order, one.kind)))


def borne_claims(
    claims: Iterable[ClaimFact], corrected: Mapping[str, ClaimFact], bounds: Bounds
) -> frozenset[str]:
    """The claims that the agreement bears: said under it, or the one correction of such a claim."""
    found = {one.id for one in claims if bounds.holds(one)}
    fresh = list(found)
    while fresh:
        by = corrected.get(fresh.pop())
        if by is not None and by.id not in found:
            found.add(by.id)
            fresh.append(by.id)
    return frozenset(found)
