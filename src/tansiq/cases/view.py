"""Building the file of an entity from facts alone.

Promises: the same facts in any order give the same file, at every node. Contradicting claims stand
side by side, oldest first, with no winner, and after them what lies outside the agreement; a merge
or split changes which facts meet, never a fact.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from tansiq.cases.facts import (
    CategoryFact,
    ClaimFact,
    DocumentFact,
    EntityFact,
    Holdings,
    Judgement,
    MentionFact,
    StatusFact,
)
from tansiq.cases.groups import group_of, standing_merges
from tansiq.cases.outside import apart, counting
from tansiq.cases.seen import (
    NAMES,
    ClaimSeen,
    EntityFile,
    PropertySeen,
    SourceSeen,
    StatusSeen,
    counted,
)
from tansiq.cases.standing import Standing, standing
from tansiq.cases.types import clash, is_person
from tansiq.terms.casework import MentionVerdict, Stance
from tansiq.terms.status import CitedDocument, DocumentKind, Status, carries


def build(entity: str, held: Holdings, now: Standing | None = None) -> EntityFile:
    """The file of an entity from everything held about its group; `now` if known already."""
    now = now or standing(held)
    whole, held = held, counting(held)
    merges = standing_merges(held.merges, held.splits)
    members = group_of(entity, merges)
    opened = tuple(
        sorted((one for one in held.entities if one.entity in members), key=lambda one: one.order)
    )
    claims = [one for one in held.claims if one.entity in members]
    schema = _schema(opened)
    return EntityFile(
        entity=entity,
        members=tuple(sorted(members)),
        opened=opened,
        schema=schema,
        person=any(is_person(one.schema) for one in opened),
        names=_names(claims, now),
        categories=_latest_categories(held, members, opened),
        statuses=_statuses(held, members, now),
        properties=_properties(schema, claims, held.judgements, now),
        merges=tuple(one for one in merges if not members.isdisjoint(one.entities)),
        mentions=_mentions(held, members),
        outside=bool(opened) and not any(map(held.bounds.holds, opened)),
        apart=apart(whole, members, {one.id for one in claims}),
    )


def _schema(opened: Iterable[EntityFact]) -> str:
    """The schema of the first agency by name: the same at every node, whatever arrived first."""
    found = sorted(opened, key=lambda one: (one.agency, one.order))
    return found[0].schema if found else "Thing"


def _names(claims: Iterable[ClaimFact], now: Standing) -> tuple[str, ...]:
    """The names that stand: by kind of name, then oldest first."""
    found = [one for one in claims if one.claim.property in NAMES and one.id in now.alive]
    found.sort(key=lambda one: (NAMES.index(one.claim.property), *one.order, one.id))
    return tuple(dict.fromkeys(one.claim.value for one in found))


def _latest_categories(
    held: Holdings, members: AbstractSet[str], opened: Iterable[EntityFact]
) -> tuple[CategoryFact, ...]:
    """What each agency sees the person as: its newest word, the opening counting as the first."""
    at_opening = [
        CategoryFact(
            agency=one.agency, officer=one.officer, time=one.time, origin=one.origin,
            seq=one.seq, leaf=one.leaf, class_id=one.class_id, entity=one.entity,
            category=one.category, explanation="",
        )
        for one in opened
        if one.category
    ]  # fmt: skip
    every = (*at_opening, *(one for one in held.categories if one.entity in members))
    newest: dict[str, CategoryFact] = {}
    for one in sorted(every, key=lambda one: one.order):
        newest[one.agency] = one
    return tuple(newest[agency] for agency in sorted(newest))


def _statuses(held: Holdings, members: AbstractSet[str], now: Standing) -> tuple[StatusSeen, ...]:
    newest: dict[str, StatusFact] = {}
    for one in sorted(held.statuses, key=lambda one: one.order):
        if one.entity in members and not _unfit(one, now.documents.cited(one.document, one.agency)):
            newest[one.agency] = one
    seen = []
    for agency in sorted(newest):
        document = now.documents.cited(newest[agency].document, agency)
        cleared = newest[agency].status == Status.CLEARED
        stands = now.documents.carrying(document) or (
            cleared and document is not None and now.documents.end(document) is None
        )
        seen.append(StatusSeen(fact=newest[agency], document=document, standing=stands))
    return tuple(seen)


def _unfit(told: StatusFact, document: DocumentFact | None) -> bool:
    """Whether a status was moved on a document that cannot carry it: then it was not moved."""
    if document is None:
        return False
    record = document.record
    if record.source not in DocumentKind.__members__.values():
        return True
    cited = CitedDocument(DocumentKind(record.source), record.reference, record.authority)
    return not carries(Status(told.status), cited)


def _properties(
    schema: str, claims: Iterable[ClaimFact], judgements: Iterable[Judgement], now: Standing
) -> tuple[PropertySeen, ...]:
    by_name: dict[str, list[ClaimFact]] = {}
    for one in sorted(claims, key=lambda one: (one.id in now.outside, *one.order, one.id)):
        by_name.setdefault(one.claim.property, []).append(one)
    said: dict[str, list[Judgement]] = {}
    for word in sorted(judgements, key=lambda one: one.order):
        said.setdefault(word.claim, []).append(word)
    return tuple(
        PropertySeen(
            name=name,
            claims=counted(_claim(one, said, now) for one in by_name[name]),
            clash=clash(schema, name, _standing_values(by_name[name], now)),
        )
        for name in sorted(by_name, key=_property_order)
    )


def _standing_values(claims: Iterable[ClaimFact], now: Standing) -> list[str]:
    return sorted({one.claim.value for one in claims if one.id in now.alive})


def _property_order(name: str) -> tuple[int, str]:
    """Names first, then by alphabet; pages may order by what the schema features."""
    return (NAMES.index(name) if name in NAMES else len(NAMES), name)


def _claim(one: ClaimFact, said: dict[str, list[Judgement]], now: Standing) -> ClaimSeen:
    document = now.documents.cited(one.document, one.agency)
    end = now.documents.end(document)
    replacement = now.corrected.get(one.id)
    withdrawn = now.withdrawn.get(one.id)
    state = now.state(one.id)
    ended = {
        "withdrawn": withdrawn.time if withdrawn else "",
        "corrected": replacement.time if replacement else "",
        "source_withdrawn": end.time if end else "",
    }
    return ClaimSeen(
        fact=one,
        state=state,
        ended=ended.get(state, ""),
        replaced_by=replacement.id if replacement else "",
        source=SourceSeen(
            document=document,
            root=None if document is None else now.documents.root(document),
            end=end,
        ),
        roots=_roots(one, said, now),
        judgements=tuple(said.get(one.id, ())),
        late=now.documents.bounds.late(one),
    )


def _roots(
    one: ClaimFact, said: dict[str, list[Judgement]], now: Standing
) -> frozenset[tuple[str, str]]:
    """The first origins, by agency and id, of a claim that stands and of what supports it."""
    if one.id not in now.alive:
        return frozenset()
    cited = [] if one.claim.basis else [now.documents.cited(one.document, one.agency)]
    cited += [
        now.documents.cited(word.document, word.agency)
        for word in said.get(one.id, ())
        if word.stance == Stance.SUPPORT and word.document
    ]
    carrying = [x for x in cited if x is not None and now.documents.carrying(x)]
    roots = (now.documents.root(each) for each in carrying)
    return frozenset((root.agency, root.document) for root in roots)


def _mentions(held: Holdings, members: AbstractSet[str]) -> tuple[MentionFact, ...]:
    """What machines extracted and a person accepted for this entity."""
    accepted = {
        one.mention
        for one in held.mention_ends
        if one.verdict == MentionVerdict.ACCEPTED and one.entity in members
    }
    found = (one for one in held.mentions if one.mention in accepted)
    return tuple(sorted(found, key=lambda one: (*one.order, one.mention)))
