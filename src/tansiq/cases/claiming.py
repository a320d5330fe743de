"""Claims: statements about an entity, each with its source, grade, nature and handling.

Promises: nobody's claim is overwritten; what corrects or withdraws one comes from the agency that
made it, what supports or disputes it from any party, in its own words (REQUIREMENTS 3.2, 3.6).
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import msgspec

from tansiq.cases.agreeing import TEXT, CaseNow, check_open
from tansiq.cases.checks import MOST_NAMED
from tansiq.cases.dates import check_span, clean_date
from tansiq.cases.facts import ClaimFact, DocumentFact
from tansiq.formats import schemata
from tansiq.formats.values import clean_value
from tansiq.record.claims import (
    MOST_CLAIMS,
    Claim,
    ClaimCorrected,
    ClaimJudged,
    ClaimsMade,
    ClaimWithdrawn,
    EntityOpened,
)
from tansiq.record.material import Markings
from tansiq.record.plan import Planned
from tansiq.record.tidy import NATURES, clean, clean_language, clean_markings
from tansiq.terms.casework import Stance
from tansiq.terms.category import Category
from tansiq.terms.errors import Conflict, Invalid, Missing, Refused
from tansiq.terms.grading import Grade
from tansiq.terms.ids import ClassId, record_id
from tansiq.terms.legal import RecallReason


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityNow:
    """An entity as a command finds it; `our_class` is the class our own claims on it lie in."""

    entity: str
    schema: str
    person: bool
    categorised: bool
    our_class: ClassId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimState:
    """What claims may refer to: the entity, the source, other entities and claims of the case."""

    now: CaseNow
    entity: EntityNow | None
    document: DocumentFact | None
    document_ended: bool = False
    entities: AbstractSet[str] = frozenset()
    claims: AbstractSet[str] = frozenset()
    mentions: AbstractSet[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimNow:
    """One claim as a command finds it, and whether its agency ended or replaced it."""

    fact: ClaimFact
    ended: bool
    standing: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claiming:
    """An officer's wish: claims of one entity from one source under one handling code."""

    document: str
    handling: Markings
    claims: tuple[Claim, ...]
    place: str = ""


def open_entity(now: CaseNow, opened: EntityOpened, taken: AbstractSet[str]) -> tuple[Planned, ...]:
    """Plan one `entity_opened` in a retention class of its own; Conflict `entity_known`.

    A person without category is let in and lies in quarantine, with a countdown (REQUIREMENTS 3.3).
    """
    check_open(now)
    if record_id(opened.entity) in taken:
        raise Conflict("entity_known", entity=opened.entity)
    person = schemata.schema(opened.schema).person
    if opened.category and not person:
        raise Refused("category_not_person", schema=opened.schema)
    payload = EntityOpened(
        entity=opened.entity,
        schema=opened.schema,
        category=Category(opened.category).value if opened.category else "",
    )
    return (Planned(channel=now.channel.channel, payload=payload, retention=now.dates),)


def make_claims(state: ClaimState, wish: Claiming) -> tuple[Planned, ...]:
    """Plan one `claims_made`; Refused or Invalid naming the field that a claim lacks."""
    check_open(state.now)
    entity = _entity(state)
    _check_document(state)
    if not 1 <= len(wish.claims) <= MOST_CLAIMS:
        raise Invalid("claims_many", most=MOST_CLAIMS)
    payload = ClaimsMade(
        entity=entity.entity,
        schema=entity.schema,
        document=record_id(wish.document),
        handling=clean_markings(wish.handling),
        claims=tuple(clean_claim(state, entity.schema, one) for one in wish.claims),
        place=clean(wish.place, "place", needed=False),
    )
    return (_planned(state, payload),)


def correct_claim(
    state: ClaimState, old: ClaimNow | None, wish: Claiming, explanation: str
) -> tuple[Planned, ...]:
    """Plan one `claim_corrected`; the claim it replaces stays to be seen, struck.

    Not refused when the case is over: what is wrong must be put right (LAW L4).
    """
    fact = _ours(state.now, old)
    entity = _entity(state)
    _check_document(state)
    if len(wish.claims) != 1:
        raise Invalid("claims_many", most=1)
    payload = ClaimCorrected(
        claim=fact.id,
        entity=entity.entity,
        schema=entity.schema,
        document=record_id(wish.document),
        handling=clean_markings(wish.handling),
        replacement=clean_claim(state, entity.schema, wish.claims[0]),
        explanation=clean(explanation, "explanation", most=TEXT),
    )
    return (_planned(state, payload),)


def withdraw_claim(
    state: ClaimState, old: ClaimNow | None, reason: str, explanation: str
) -> tuple[Planned, ...]:
    """Plan one `claim_withdrawn`, at any time: also when the case is over."""
    fact = _ours(state.now, old)
    payload = ClaimWithdrawn(
        claim=fact.id,
        reason=RecallReason(reason).value,
        explanation=clean(explanation, "explanation", most=TEXT),
    )
    return (_planned(state, payload),)


def judge_claim(
    state: ClaimState, old: ClaimNow | None, judged: ClaimJudged
) -> tuple[Planned, ...]:
    """Plan one `claim_judged`; nobody disputes their own claim, they withdraw or correct it."""
    check_open(state.now)
    stance = Stance(judged.stance)
    if old is None:
        raise Missing("claim_unknown")
    if old.ended:
        raise Conflict("claim_ended")
    if stance is not Stance.SUPPORT and old.fact.agency == state.now.situation.me:
        raise Refused("claim_ours")
    if judged.document:
        _check_document(state)
    payload = ClaimJudged(
        claim=old.fact.id,
        stance=stance.value,
        text=clean(judged.text, "text", most=TEXT),
        language=clean_language(judged.language),
        document=record_id(judged.document) if judged.document else "",
    )
    return (_planned(state, payload),)


def clean_claim(state: ClaimState, schema: str, one: Claim) -> Claim:
    """The claim in normal form, or Refused/Invalid naming what it lacks."""
    if one.nature not in NATURES:
        raise Refused("desk_nature_missing")
    if not one.grade:
        raise Refused("claim_grade_missing", property=one.property)
    value = clean_value(schema, one.property, one.value)
    points = schemata.property_of(schema, one.property).type == "entity"
    if points and value not in state.entities:
        raise Missing("entity_unknown")
    if len(one.basis) > MOST_NAMED:
        raise Invalid("claims_many", most=MOST_NAMED)
    check_span(one.since, one.until)
    _known(one.basis, state.claims, "claim_unknown")
    _known((one.mention,) if one.mention else (), state.mentions, "mention_unknown")
    return msgspec.structs.replace(
        one,
        value=value,
        grade=str(Grade.parse(one.grade)),
        language=clean_language(one.language) if one.language else "",
        since=clean_date(one.since, "since"),
        until=clean_date(one.until, "until"),
        note=clean(one.note, "note", needed=False, most=TEXT),
        basis=tuple(dict.fromkeys(one.basis)),
    )


def _known(named: Iterable[str], known: AbstractSet[str], code: str) -> None:
    if not known >= set(named):
        raise Missing(code)


def _entity(state: ClaimState) -> EntityNow:
    if state.entity is None:
        raise Missing("entity_unknown")
    return state.entity


def _check_document(state: ClaimState) -> None:
    """A claim without a source is none; one that rests on a withdrawn source is none either."""
    if state.document is None:
        raise Missing("document_unknown")
    if state.document_ended:
        raise Refused("document_ended", document=state.document.document)


def _ours(now: CaseNow, old: ClaimNow | None) -> ClaimFact:
    if old is None:
        raise Missing("claim_unknown")
    if old.fact.agency != now.situation.me:
        raise Refused("claim_not_ours", agency=old.fact.agency)
    if old.ended:
        raise Conflict("claim_ended")
    return old.fact


def _planned(
    state: ClaimState, payload: ClaimsMade | ClaimCorrected | ClaimWithdrawn | ClaimJudged
) -> Planned:
    """In the class of our own file on this entity, so that it can be erased alone."""
    ours = None if state.entity is None else state.entity.our_class
    return Planned(
        channel=state.now.channel.channel,
        payload=payload,
        retention=state.now.dates if ours is None else ours,
    )
