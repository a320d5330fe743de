"""All that is held about entities, gathered from the tables: what `view.build` needs.

Promises: each entity with all that are held to be one with it, every claim about them, the claims
those are derived from however far back, and the sources of all. Bounded: `MOST_STEPS` steps back.
"""

from collections.abc import Collection

from tansiq.cases import lookup
from tansiq.cases.agreed import bounds
from tansiq.cases.facts import ClaimFact, Holdings
from tansiq.cases.groups import group_of, standing_merges
from tansiq.cases.seen import EntityFile
from tansiq.cases.standing import standing
from tansiq.cases.view import build
from tansiq.store.connect import Tx

MOST_STEPS = 20
"""Claims derived from claims derived from claims: further back nobody could follow either."""


def holdings(tx: Tx, channel: str, entities: Collection[str]) -> Holdings:
    """Everything about these entities and those merged with them."""
    set_by = bounds(tx, channel)
    merges, splits = lookup.merges_around(tx, channel, entities)
    together = standing_merges(filter(set_by.holds, merges), filter(set_by.mends, splits))
    members = frozenset[str]().union(*(group_of(one, together) for one in entities))
    claims = _with_grounds(tx, channel, lookup.claims_of(tx, channel, members))
    ids = sorted(claims)
    judged = lookup.judgements(tx, channel, ids)
    statuses = lookup.statuses(tx, channel, members)
    mentions, verdicts = lookup.mentions(tx, channel, members)
    cited = {
        *(one.document for one in claims.values()),
        *(one.document for one in judged),
        *(one.document for one in statuses),
        *(one.document for one in mentions),
    }
    documents = lookup.documents(tx, channel, cited - {""})
    return Holdings(
        entities=lookup.entities(tx, channel, members),
        claims=tuple(claims[one] for one in ids),
        claim_ends=lookup.claim_ends(tx, channel, ids),
        judgements=judged,
        documents=documents,
        document_ends=lookup.document_ends(tx, channel, documents),
        categories=lookup.categories(tx, channel, members),
        statuses=statuses,
        merges=merges,
        splits=splits,
        mentions=mentions,
        mention_ends=verdicts,
        bounds=set_by,
    )


def _with_grounds(tx: Tx, channel: str, claims: tuple[ClaimFact, ...]) -> dict[str, ClaimFact]:
    """These claims, those they are derived from, and what corrects any of them."""
    found = {one.id: one for one in claims}
    fresh = list(claims)
    for _ in range(MOST_STEPS):
        wanted = {ground for one in fresh for ground in one.claim.basis} - set(found)
        if not wanted:
            break
        grounds = lookup.claims_named(tx, channel, wanted)
        fresh = [*grounds, *lookup.corrections(tx, channel, [one.id for one in grounds])]
        found |= {one.id: one for one in fresh}
    return found


def entity_file(tx: Tx, channel: str, entity: str) -> EntityFile | None:
    """The file of an entity, or None when nobody opened it in this case."""
    return next(iter(entity_files(tx, channel, (entity,))), None)


def entity_files(tx: Tx, channel: str, entities: Collection[str]) -> tuple[EntityFile, ...]:
    """The files of these entities, in their order; none for one that nobody opened here."""
    if not entities:
        return ()
    held = holdings(tx, channel, entities)
    opened = {one.entity for one in held.entities}
    now = standing(held)
    return tuple(build(one, held, now) for one in entities if one in opened)
