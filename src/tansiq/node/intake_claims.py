"""From verdicts on a draft to what is written into a case: the source once, then entity by entity.

Promises: plans by the commands of cases alone, so that whatever they refuse is refused here; the
claims of one entity follow one another, in its class; a source whose origin is in the case already
says which document it repeats, so that a rumour of ten outlets counts once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from tansiq.cases import commands, queries
from tansiq.cases.agreeing import CaseNow
from tansiq.cases.claiming import Claiming, EntityNow
from tansiq.cases.facts import DocumentFact
from tansiq.cases.sourcing import FileDocument
from tansiq.cases.types import is_person
from tansiq.intake import queries as drafts
from tansiq.intake.queries import DraftRow
from tansiq.intake.verdicts import Becoming, Ground, Opening, Saying, Verdict
from tansiq.node.intake_reading import Reading
from tansiq.node.intake_seen import clashes_in, first_of, label
from tansiq.record.cases import DocumentFiled
from tansiq.record.claims import Claim, EntityOpened
from tansiq.record.material import Markings
from tansiq.record.plan import Planned, SameClass
from tansiq.store.connect import Tx
from tansiq.terms.casework import SourceKind
from tansiq.terms.clock import stamp
from tansiq.terms.ids import HOME, ChannelId, new_record_id
from tansiq.terms.intake import ProposalVerdict

_ASSESSED = "assessment"
_UNKNOWN = "und"
"""The language of a text in none that we know (BCP 47)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """A batch of verdicts, and what the officer says of all that is accepted (REQUIREMENTS 9.3).

    Where nothing is accepted, case, grade, nature and code are not asked for.
    """

    verdicts: tuple[Verdict, ...]
    channel: ChannelId = HOME
    grade: str = ""
    nature: str = ""
    handling: Markings = field(default_factory=lambda: Markings(code="H0"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A batch on a draft as it was read; ids are chosen once, so that planning twice agrees."""

    row: DraftRow
    reading: Reading
    judging: Judging
    document: str
    fresh: Mapping[int, str]

    @classmethod
    def of(cls, row: DraftRow, reading: Reading, judging: Judging) -> "Batch":
        """With fresh ids for whatever it may open."""
        numbers = {one.number for one in judging.verdicts}
        return cls(
            row=row,
            reading=reading,
            judging=judging,
            document=new_record_id(),
            fresh={one: new_record_id() for one in sorted(numbers)},
        )


def ground(tx: Tx, now: CaseNow, batch: Batch) -> Ground:
    """What the verdicts of a batch stand on in this case."""
    earlier = {
        number: one.said.entity
        for number, one in batch.row.verdicts.items()
        if one.channel == now.channel.channel and one.said.verdict != ProposalVerdict.REJECTED
    }
    named = {one.entity for one in batch.judging.verdicts if one.entity.startswith("r-")}
    found = (queries.entity_now(tx, now, one) for one in sorted({*named, *earlier.values()}))
    schemas = {one.entity: one.schema for one in found if one is not None}
    return Ground(
        draft=batch.reading.draft,
        hints=batch.reading.hints,
        fresh=batch.fresh,
        earlier={number: one for number, one in earlier.items() if one in schemas},
        settled=frozenset(batch.row.verdicts),
        schemas=schemas,
        clashing=frozenset(number for one in clashes_in(batch.reading) for number in one.proposals),
    )


def planned(
    tx: Tx, now: CaseNow, batch: Batch, become: Becoming
) -> tuple[str, tuple[Planned, ...]]:
    """The source that the claims rest on, and all that is written into the case."""
    fact, ended, filed = _source(tx, now, batch)
    found = list(filed)
    opened = {one.entity: one for one in become.openings}
    for entity in dict.fromkeys(one.entity for one in become.sayings):
        opening = opened.get(entity)
        if opening is not None:
            found += _open(tx, now, opening)
        said = (one for one in become.sayings if one.entity == entity)
        found += _claims(tx, now, (batch, fact, ended), (opening, said))
    return fact.document, tuple(found)


def _source(tx: Tx, now: CaseNow, batch: Batch) -> tuple[DocumentFact, bool, tuple[Planned, ...]]:
    """The source of a draft in a case, whether it was withdrawn, and its filing where it is new."""
    draft, channel = batch.row.said.draft, now.channel.channel
    before = drafts.filed(tx, (draft,), channel).get(draft, "")
    if before:
        held, ended = queries.document_now(tx, now, before)
        if held is not None:
            return held, ended, ()
    repeats = _repeated(tx, now, draft)
    state = queries.state_for_filing(tx, now, batch.document, (repeats,))
    filed = commands.file_document(state, _document(batch, repeats))
    record = filed[0].payload
    if not isinstance(record, DocumentFiled):
        raise TypeError(record)
    fact = DocumentFact(
        document=record.document,
        record=record,
        agency=now.situation.me,
        officer=now.situation.officer,
        time=stamp(now.situation.now),
        origin="",
        seq=0,
        leaf="",
        class_id="",
    )
    return fact, False, filed


def _repeated(tx: Tx, now: CaseNow, draft: str) -> str:
    """The document of an earlier draft of the same origin that stands in this case, if any."""
    first = first_of(drafts.drafts(tx))
    same = [one for one, of in first.items() if of == first[draft] and one != draft]
    for document in drafts.filed(tx, same, now.channel.channel).values():
        held, ended = queries.document_now(tx, now, document)
        if held is not None and not ended:
            return document
    return ""


def _document(batch: Batch, repeats: str) -> FileDocument:
    capture = batch.row.said.capture
    captured = f"{capture.captured} {capture.tool} {capture.tool_version} SHA-256 {capture.sha256}"
    return FileDocument(
        document=batch.document,
        source=SourceKind.OPEN_SOURCE.value,
        title=capture.title or capture.file,
        language=capture.language or _UNKNOWN,
        handling=batch.judging.handling,
        reference=capture.url,
        authority=capture.outlet,
        dated=capture.published,
        summary=captured,
        repeats=repeats,
        attachments=(batch.row.said.original,),
    )


def _open(tx: Tx, now: CaseNow, one: Opening) -> tuple[Planned, ...]:
    opened = EntityOpened(entity=one.entity, schema=one.schema, category=one.category)
    return commands.open_entity(now, opened, queries.taken(tx, "entity", one.entity))


def _claims(
    tx: Tx,
    now: CaseNow,
    rests: tuple[Batch, DocumentFact, bool],
    about: tuple[Opening | None, Iterator[Saying]],
) -> Iterator[Planned]:
    """What is said of one entity, record by record: each names the stretch it comes from."""
    batch, fact, ended = rests
    opening, sayings = about
    together = opening is not None
    for one in sayings:
        wish = Claiming(
            document=fact.document,
            handling=batch.judging.handling,
            claims=(_claim(batch.judging, one),),
            place=f"draft {label(batch.row.said.number)} {one.span[0]}-{one.span[1]}",
        )
        state = queries.state_for_claims(tx, now, one.entity, wish)
        state = replace(state, document=fact, document_ended=ended)
        if opening is not None:
            state = replace(state, entity=_fresh(opening))
        for made in commands.make_claims(state, wish):
            own = isinstance(made.retention, str)
            yield replace(made, retention=SameClass()) if together and not own else made
            together = together or not own


def _fresh(one: Opening) -> EntityNow:
    return EntityNow(
        entity=one.entity,
        schema=one.schema,
        person=is_person(one.schema),
        categorised=bool(one.category),
    )


def _claim(judging: Judging, one: Saying) -> Claim:
    """A claim in the officer's grade; what the text itself doubts is never made a fact."""
    doubted = one.doubted and bool(judging.nature)
    return Claim(
        property=one.property,
        value=one.value,
        grade=judging.grade,
        nature=_ASSESSED if doubted else judging.nature,
        language=one.language,
        note=one.note,
    )
