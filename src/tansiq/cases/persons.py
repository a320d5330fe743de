"""A person's category and status: said by each agency for itself, moved on cited documents only.

Promises: nobody's part is more than a document carries (REQUIREMENTS 3.4); one agency's view never
replaces another's.
"""

from dataclasses import dataclass

from tansiq.cases.agreeing import TEXT, CaseNow, check_open
from tansiq.cases.claiming import EntityNow
from tansiq.cases.facts import DocumentFact
from tansiq.record.base import Record
from tansiq.record.claims import CategorySet, ClearanceTold, StatusChanged
from tansiq.record.claims import CitedDocument as CitedSource
from tansiq.record.plan import Planned
from tansiq.record.tidy import clean
from tansiq.terms.category import Category
from tansiq.terms.errors import Conflict, Missing, Refused
from tansiq.terms.ids import ChannelId
from tansiq.terms.status import CitedDocument, DocumentKind, Status, change


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonState:
    """A person as our agency has them now, and the document that is cited.

    `former` are our desks with agencies that left the case and still hold its file.
    """

    now: CaseNow
    entity: EntityNow | None
    category: str = ""
    status: str = Status.REPORTED.value
    document: DocumentFact | None = None
    document_ended: bool = False
    former: tuple[ChannelId, ...] = ()


def set_category(state: PersonState, category: str, explanation: str) -> tuple[Planned, ...]:
    """Plan one `category_set`; it ends the quarantine of whom nobody had categorised."""
    check_open(state.now)
    person = _person(state)
    wanted = Category(category).value
    if wanted == state.category:
        raise Conflict("category_same", category=wanted)
    payload = CategorySet(
        entity=person.entity,
        category=wanted,
        explanation=clean(explanation, "explanation", needed=False, most=TEXT),
    )
    return (_planned(state, payload),)


def change_status(state: PersonState, status: str, explanation: str) -> tuple[Planned, ...]:
    """Plan one `status_changed`; Refused `status_...` when the document does not carry it.

    Clearing a person is never refused because the case is over: everyone who holds data on them
    must be told (REQUIREMENTS 3.4).
    """
    wanted = Status(status)
    if not wanted.must_reach_every_holder:
        check_open(state.now)
    person = _person(state)
    if not person.categorised:
        raise Refused("entity_quarantined", entity=person.entity)
    if state.document is None:
        raise Refused("status_without_document", status=wanted.value)
    if state.document_ended:
        raise Refused("document_ended", document=state.document.document)
    change(Status(state.status), wanted, _cited(state.document, wanted))
    payload = StatusChanged(
        entity=person.entity,
        status=wanted.value,
        document=state.document.document,
        explanation=clean(explanation, "explanation", needed=False, most=TEXT),
    )
    planned = (_planned(state, payload),)
    if not wanted.must_reach_every_holder:
        return planned
    return (*planned, *_tell_former(state, payload, state.document))


def _tell_former(
    state: PersonState, said: StatusChanged, document: DocumentFact
) -> tuple[Planned, ...]:
    """Whoever left the case is told at the desk: it holds data on the person, too."""
    record = document.record
    payload = ClearanceTold(
        case=state.now.channel.channel,
        entity=said.entity,
        cited=CitedSource(
            document=record.document,
            source=record.source,
            title=record.title,
            language=record.language,
            reference=record.reference,
            authority=record.authority,
            dated=record.dated,
            handling=record.handling,
        ),
        explanation=said.explanation,
    )
    return tuple(
        Planned(channel=one, payload=payload, retention=state.now.dates) for one in state.former
    )


def _cited(document: DocumentFact, wanted: Status) -> CitedDocument:
    record = document.record
    if record.source not in DocumentKind.__members__.values():
        raise Refused("status_document_unfit", status=wanted.value, document=record.source)
    return CitedDocument(DocumentKind(record.source), record.reference, record.authority)


def _person(state: PersonState) -> EntityNow:
    if state.entity is None:
        raise Missing("entity_unknown")
    if not state.entity.person:
        raise Refused("category_not_person", schema=state.entity.schema)
    return state.entity


def _planned(state: PersonState, payload: Record) -> Planned:
    ours = None if state.entity is None else state.entity.our_class
    return Planned(
        channel=state.now.channel.channel,
        payload=payload,
        retention=state.now.dates if ours is None else ours,
    )
