"""What each command on a case needs to know, gathered from the tables."""

from collections.abc import Iterable

from tansiq.cases import agreed, boards, lookup
from tansiq.cases.agreeing import CaseNow
from tansiq.cases.claiming import Claiming, ClaimNow, ClaimState, EntityNow
from tansiq.cases.facts import DocumentFact, MentionFact, Merge
from tansiq.cases.gathering import entity_file
from tansiq.cases.groups import standing_merges
from tansiq.cases.merging import MergeState
from tansiq.cases.persons import PersonState
from tansiq.cases.recalled import released_in
from tansiq.cases.rows import mention_in, merge_in
from tansiq.cases.sourcing import FilingState
from tansiq.cases.standing import Documents, documents_of
from tansiq.cases.types import is_person
from tansiq.cases.working import TaskNow
from tansiq.store.connect import Tx
from tansiq.terms.errors import Refused
from tansiq.terms.ids import ClassId
from tansiq.terms.status import Status

_TAKEN = {
    "agreement": "SELECT 1 FROM case_agreement WHERE agreement = %s LIMIT 1",
    "document": "SELECT 1 FROM case_document WHERE document = %s LIMIT 1",
    "entity": "SELECT 1 FROM case_entity WHERE entity = %s LIMIT 1",
    "merge": "SELECT 1 FROM case_merge WHERE merge = %s LIMIT 1",
    "task": "SELECT 1 FROM case_task WHERE task = %s LIMIT 1",
    "decision": "SELECT 1 FROM case_decision WHERE decision = %s LIMIT 1",
}


def taken(tx: Tx, what: str, value: str) -> frozenset[str]:
    """The id in a set when anybody has used it, else an empty set."""
    return frozenset() if tx.one(_TAKEN[what], (value,)) is None else frozenset({value})


def entities_now(tx: Tx, now: CaseNow, ids: Iterable[str]) -> tuple[EntityNow, ...]:
    """Entities as a command finds them, sorted by id; who nobody opened is left out."""
    wanted = sorted(set(ids))
    channel = now.channel.channel
    bounds = agreed.bounds(tx, channel)
    opened = lookup.entities(tx, channel, wanted)
    told = filter(bounds.holds, lookup.categories(tx, channel, wanted))
    given = {one.entity for one in opened if one.category and bounds.holds(one)}
    categorised = given | {one.entity for one in told}
    found = []
    for entity in wanted:
        openings = sorted(
            (one for one in opened if one.entity == entity),
            key=lambda one: (not bounds.holds(one), one.agency, one.order),
        )
        if not openings:
            continue
        found.append(
            EntityNow(
                entity=entity,
                schema=openings[0].schema,
                person=any(is_person(one.schema) for one in openings),
                categorised=entity in categorised,
                our_class=_our_class(tx, now, entity),
            )
        )
    return tuple(found)


def entity_now(tx: Tx, now: CaseNow, entity: str) -> EntityNow | None:
    """One entity as a command finds it."""
    return next(iter(entities_now(tx, now, (entity,))), None)


def _our_class(tx: Tx, now: CaseNow, entity: str) -> ClassId | None:
    """The class that our own words on this entity lie in, of the generation that is current."""
    row = tx.one(
        "SELECT origin, class_id FROM ("
        " SELECT origin, seq, class_id FROM case_entity"
        " WHERE channel = %(c)s AND entity = %(e)s AND agency = %(a)s UNION ALL"
        " SELECT origin, seq, class_id FROM case_claims"
        " WHERE channel = %(c)s AND entity = %(e)s AND agency = %(a)s) found"
        " WHERE origin LIKE %(g)s ORDER BY origin, seq LIMIT 1",
        {
            "c": now.channel.channel,
            "e": entity,
            "a": now.situation.me,
            # A class is sealed to one generation's members: later members need a class of theirs.
            "g": f"%/g{now.channel.generation}/e%",
        },
    )
    return None if row is None else ClassId(row["class_id"])


def state_for_filing(
    tx: Tx, now: CaseNow, document: str, named: Iterable[str], release: str = ""
) -> FilingState:
    """For `file_document`; `named` are the documents it repeats or translates."""
    channel = now.channel.channel
    known = lookup.documents(tx, channel, [one for one in named if one])
    return FilingState(
        now=now,
        taken=taken(tx, "document", document),
        known={one.document for one in known},
        released=released_in(tx, channel, release, now.situation.me),
    )


def document_now(
    tx: Tx, now: CaseNow, document: str, *, mending: bool = False
) -> tuple[DocumentFact | None, bool]:
    """A document as our agency means it, and whether it, or what it repeats, was withdrawn.

    Refused `document_outside` for one filed outside the agreement, unless to put something right.
    """
    known = _documents_now(tx, now, document)
    cited = known.cited(document, now.situation.me)
    if cited is not None and not mending and not known.bounds.holds(cited):
        raise Refused("document_outside", document=cited.document)
    return cited, known.end(cited) is not None


def document_to_withdraw(tx: Tx, now: CaseNow, document: str) -> tuple[DocumentFact | None, bool]:
    """The same, but whether it was withdrawn itself, whatever it repeats."""
    known = _documents_now(tx, now, document)
    cited = known.cited(document, now.situation.me)
    return cited, cited is not None and cited.key in known.ended


def _documents_now(tx: Tx, now: CaseNow, document: str) -> Documents:
    channel = now.channel.channel
    found = lookup.documents(tx, channel, (document,) if document else ())
    ends = lookup.document_ends(tx, channel, found)
    return documents_of(found, ends, agreed.bounds(tx, channel))


def state_for_claims(
    tx: Tx, now: CaseNow, entity: str, wish: Claiming, mention: str = ""
) -> ClaimState:
    """For `make_claims`, `correct_claim` and `accept_mention`."""
    channel = now.channel.channel
    document, ended = document_now(tx, now, wish.document)
    targets = {one.value for one in wish.claims if one.value.startswith("r-")}
    basis = {ground for one in wish.claims for ground in one.basis}
    mentions = [one for one in (mention, *(each.mention for each in wish.claims)) if one]
    return ClaimState(
        now=now,
        entity=entity_now(tx, now, entity),
        document=document,
        document_ended=ended,
        entities={one.entity for one in lookup.entities(tx, channel, targets)},
        claims={one.id for one in lookup.claims_named(tx, channel, basis)},
        mentions={one.mention for one in _mentions(tx, channel, mentions)},
    )


def claim_now(tx: Tx, now: CaseNow, claim: str) -> ClaimNow | None:
    """One claim as a command finds it, and whether its own agency ended or replaced it."""
    channel = now.channel.channel
    fact = next(iter(lookup.claims_named(tx, channel, (claim,))), None)
    if fact is None:
        return None
    ends = (
        *lookup.claim_ends(tx, channel, (claim,)),
        *lookup.corrections(tx, channel, (claim,)),
    )
    return ClaimNow(fact=fact, ended=any(one.agency == fact.agency for one in ends))


def state_for_judging(tx: Tx, now: CaseNow, old: ClaimNow | None, document: str = "") -> ClaimState:
    """For `judge_claim` and `withdraw_claim`: the claim's entity and the document that is named."""
    cited, ended = document_now(tx, now, document)
    entity = None if old is None else entity_now(tx, now, old.fact.entity)
    return ClaimState(now=now, entity=entity, document=cited, document_ended=ended)


def state_for_person(
    tx: Tx, now: CaseNow, entity: str, document: str = "", *, mending: bool = False
) -> PersonState:
    """For `set_category` and `change_status`: what our own agency holds of the person now."""
    cited, ended = document_now(tx, now, document, mending=mending)
    file = entity_file(tx, now.channel.channel, entity)
    me = now.situation.me
    categories = () if file is None else file.categories
    statuses = () if file is None else file.statuses
    return PersonState(
        now=now,
        entity=entity_now(tx, now, entity),
        category=next((one.category for one in categories if one.agency == me), ""),
        status=next(
            (one.fact.status for one in statuses if one.fact.agency == me), Status.REPORTED.value
        ),
        document=cited,
        document_ended=ended,
    )


def state_for_merge(tx: Tx, now: CaseNow, entities: Iterable[str], merge: str) -> MergeState:
    """For `merge_entities`: the entities, and all merges that stand around them."""
    named = sorted(set(entities))
    channel = now.channel.channel
    bounds = agreed.bounds(tx, channel)
    merges, splits = lookup.merges_around(tx, channel, named)
    return MergeState(
        now=now,
        entities=entities_now(tx, now, named),
        merges=standing_merges(filter(bounds.holds, merges), filter(bounds.mends, splits)),
        taken=taken(tx, "merge", merge),
    )


def state_for_split(tx: Tx, now: CaseNow, merge: str) -> tuple[MergeState, Merge | None]:
    """For `split_entities`: the merge that is meant, and those that stand."""
    channel = now.channel.channel
    rows = tx.rows("SELECT * FROM case_merge WHERE channel = %s AND merge = %s", (channel, merge))
    bounds = agreed.bounds(tx, channel)
    borne = filter(bounds.holds, map(merge_in, rows))
    meant = min(borne, key=lambda one: one.order, default=None)
    standing = () if meant is None else (meant,)
    left = standing_merges(standing, filter(bounds.mends, lookup.splits(tx, channel, (merge,))))
    return MergeState(now=now, entities=(), merges=left), meant


def mention_now(tx: Tx, now: CaseNow, mention: str) -> tuple[MentionFact | None, bool]:
    """What a machine extracted, and whether somebody judged it."""
    channel = now.channel.channel
    found = next(iter(_mentions(tx, channel, (mention,))), None)
    borne, values = agreed.inside(agreed.bounds(tx, channel), "case_mention_end")
    judged = tx.one(
        "SELECT 1 FROM case_mention_end WHERE channel = %(c)s AND mention = %(m)s"  # noqa: S608
        f" AND ({borne}) LIMIT 1",
        {"c": channel, "m": mention, **values},
    )
    return found, judged is not None


def _mentions(tx: Tx, channel: str, ids: Iterable[str]) -> tuple[MentionFact, ...]:
    rows = tx.rows(
        "SELECT * FROM case_mention WHERE channel = %s AND mention = ANY(%s)",
        (channel, sorted(ids)),
    )
    return tuple(map(mention_in, rows))


def task_now(tx: Tx, now: CaseNow, task: str) -> TaskNow | None:
    """A task as it stands: ours, should another agency have used its id, else the one for us."""
    me = now.situation.me
    found = [one for one in boards.tasks(tx, now.channel.channel, task) if one.task == task]
    found.sort(key=lambda one: (one.agency != me, one.record.party != me, one.agency))
    return next(
        (
            TaskNow(task=task, agency=one.agency, party=one.record.party, state=one.state)
            for one in found
        ),
        None,
    )


def instrument_owner(tx: Tx, now: CaseNow, instrument: str) -> str:
    """Our agency when it recorded an instrument, else another that did, or empty."""
    rows = tx.rows(
        "SELECT DISTINCT agency FROM case_instrument WHERE channel = %s AND instrument = %s",
        (now.channel.channel, instrument),
    )
    owners = {str(row["agency"]) for row in rows}
    return now.situation.me if now.situation.me in owners else min(owners, default="")


def restable(tx: Tx, now: CaseNow, named: Iterable[str]) -> frozenset[str]:
    """Which of these ids are claims or documents of the case."""
    channel = now.channel.channel
    wanted = list(named)
    claims = {one.id for one in lookup.claims_named(tx, channel, wanted)}
    filed = {one.document for one in lookup.documents(tx, channel, wanted)}
    return frozenset(claims | (filed & set(wanted)))
