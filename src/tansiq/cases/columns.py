"""The columns of each kind of record in a joint case, once its words are words of the field.

Promises: a claim without source, grade, nature or handling raises, so that its entry is set aside
with the reason (REQUIREMENTS 3.2); properties and schemata of a newer release stay as they stand.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

import msgspec

from tansiq.cases import checks
from tansiq.cases.agreeing import check_terms, terms_digest
from tansiq.record.base import Record
from tansiq.record.cases import (
    CaseAgreementProposed,
    CaseAgreementSigned,
    CaseClosed,
    DecisionRecorded,
    DocumentFiled,
    DocumentWithdrawn,
    InstrumentRecorded,
    TaskMoved,
    TaskSet,
)
from tansiq.record.claims import (
    MOST_CLAIMS,
    CategorySet,
    Claim,
    ClaimCorrected,
    ClaimJudged,
    ClaimsMade,
    ClaimWithdrawn,
    ClearanceTold,
    EntitiesMerged,
    EntitiesSplit,
    EntityOpened,
    MentionExtracted,
    MentionJudged,
    StatusChanged,
)
from tansiq.record.material import Markings
from tansiq.record.tidy import as_handling
from tansiq.terms.casework import (
    InstrumentKind,
    InstrumentState,
    MentionVerdict,
    SourceKind,
    Stance,
    TaskState,
)
from tansiq.terms.category import Category
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import node_id, record_id
from tansiq.terms.legal import RecallReason
from tansiq.terms.status import Status

Row = dict[str, object]

_encode = msgspec.json.Encoder(order="sorted").encode


def _whole(payload: Record) -> str:
    return _encode(payload).decode()


def _agreement(payload: CaseAgreementProposed) -> Row:
    check_terms(payload.terms)
    return {
        "agreement": record_id(payload.agreement),
        "digest": terms_digest(payload.terms),
        "record": _whole(payload),
    }


def _signature(payload: CaseAgreementSigned) -> Row:
    return {
        "agreement": record_id(payload.agreement),
        "proposer": node_id(payload.proposer),
        "digest": checks.line(payload.digest, "digest"),
    }


def _end(payload: CaseClosed) -> Row:
    return {
        "agreement": record_id(payload.agreement),
        "reason": checks.text(payload.reason, "reason"),
    }


def _document(payload: DocumentFiled) -> Row:
    SourceKind(payload.source)
    as_handling(payload.handling)
    checks.line(payload.title, "title")
    checks.text(payload.summary, "summary")
    return {
        "document": record_id(payload.document),
        "release": record_id(payload.release) if payload.release else "",
        "repeats": record_id(payload.repeats) if payload.repeats else "",
        "record": _whole(payload),
    }


def _document_end(payload: DocumentWithdrawn) -> Row:
    return {
        "document": record_id(payload.document),
        "release": "",
        "reason": RecallReason(payload.reason).value,
        "explanation": checks.text(payload.explanation, "explanation"),
    }


def _task(payload: TaskSet) -> Row:
    checks.line(payload.title, "title")
    checks.instant(payload.due)
    return {
        "task": record_id(payload.task),
        "party": node_id(payload.party),
        "record": _whole(payload),
    }


def _task_move(payload: TaskMoved) -> Row:
    return {
        "task": record_id(payload.task),
        "state": TaskState(payload.state).value,
        "note": checks.text(payload.note, "note"),
    }


def _instrument(payload: InstrumentRecorded) -> Row:
    InstrumentKind(payload.type)
    node_id(payload.party)
    checks.line(payload.title, "title")
    checks.instant(payload.due)
    return {
        "instrument": record_id(payload.instrument),
        "state": InstrumentState(payload.state).value,
        "record": _whole(payload),
    }


def _decision(payload: DecisionRecorded) -> Row:
    checks.line(payload.title, "title")
    checks.text(payload.text, "text")
    return {"decision": record_id(payload.decision), "record": _whole(payload)}


def _entity(payload: EntityOpened) -> Row:
    return {
        "entity": record_id(payload.entity),
        "schema": checks.line(payload.schema, "schema"),
        "category": Category(payload.category).value if payload.category else "",
    }


def _claims(payload: ClaimsMade) -> Row:
    if not 1 <= len(payload.claims) <= MOST_CLAIMS:
        raise Invalid("claims_many", most=MOST_CLAIMS)
    _check(payload.claims, payload.document, payload.handling)
    return {
        "entity": record_id(payload.entity),
        "document": payload.document,
        "corrects": "",
        "record": _whole(payload),
    }


def _correction(payload: ClaimCorrected) -> Row:
    _check((payload.replacement,), payload.document, payload.handling)
    return {
        "entity": record_id(payload.entity),
        "document": payload.document,
        "corrects": checks.claim_name(payload.claim),
        "record": _whole(payload),
    }


def _check(claims: Iterable[Claim], document: str, handling: Markings) -> None:
    """No claim without source, grade, fact or assessment, and handling (REQUIREMENTS 3.2)."""
    record_id(document)
    as_handling(handling)
    for one in claims:
        checks.check_claim(one)


def _judgement(payload: ClaimJudged) -> Row:
    return {
        "claim": checks.claim_name(payload.claim),
        "stance": Stance(payload.stance).value,
        "document": record_id(payload.document) if payload.document else "",
        "record": _whole(payload),
    }


def _claim_end(payload: ClaimWithdrawn) -> Row:
    return {
        "claim": checks.claim_name(payload.claim),
        "reason": RecallReason(payload.reason).value,
        "explanation": checks.text(payload.explanation, "explanation"),
    }


def _category(payload: CategorySet) -> Row:
    return {
        "entity": record_id(payload.entity),
        "category": Category(payload.category).value,
        "explanation": payload.explanation,
    }


def _status(payload: StatusChanged) -> Row:
    return {
        "entity": record_id(payload.entity),
        "status": Status(payload.status).value,
        "document": record_id(payload.document),
        "explanation": payload.explanation,
    }


def told(payload: ClearanceTold) -> tuple[Row, Row]:
    """What a clearance told at the desk adds to the case: the status, and the document cited."""
    cited = payload.cited
    as_handling(cited.handling)
    filed: Row = {
        "document": record_id(cited.document),
        "release": "",
        "repeats": "",
        # What is cited has the fields that a filed document cannot be without.
        "record": _encode(cited).decode(),
    }
    status: Row = {
        "entity": record_id(payload.entity),
        "status": Status.CLEARED.value,
        "document": cited.document,
        "explanation": payload.explanation,
    }
    SourceKind(cited.source)
    return status, filed


def _merge(payload: EntitiesMerged) -> Row:
    entities = sorted({record_id(one) for one in payload.entities})
    if len(entities) < 2:
        raise Invalid("merge_of_one")
    if len(entities) > checks.MOST_NAMED:
        raise Invalid("merge_many", most=checks.MOST_NAMED)
    return {
        "merge": record_id(payload.merge),
        "entities": entities,
        "reason": checks.text(payload.reason, "reason"),
    }


def _split(payload: EntitiesSplit) -> Row:
    return {"merge": record_id(payload.merge), "reason": checks.text(payload.reason, "reason")}


def _mention(payload: MentionExtracted) -> Row:
    return {
        "mention": record_id(payload.mention),
        "document": record_id(payload.document),
        "record": _whole(payload),
    }


def _mention_end(payload: MentionJudged) -> Row:
    return {
        "mention": record_id(payload.mention),
        "verdict": MentionVerdict(payload.verdict).value,
        "entity": record_id(payload.entity) if payload.entity else "",
        "reason": payload.reason,
    }


COLUMNS: Mapping[type[Record], tuple[str, Callable[..., Row]]] = MappingProxyType(
    {
        CaseAgreementProposed: ("case_agreement", _agreement),
        CaseAgreementSigned: ("case_signature", _signature),
        CaseClosed: ("case_end", _end),
        DocumentFiled: ("case_document", _document),
        DocumentWithdrawn: ("case_document_end", _document_end),
        TaskSet: ("case_task", _task),
        TaskMoved: ("case_task_move", _task_move),
        InstrumentRecorded: ("case_instrument", _instrument),
        DecisionRecorded: ("case_decision", _decision),
        EntityOpened: ("case_entity", _entity),
        ClaimsMade: ("case_claims", _claims),
        ClaimCorrected: ("case_claims", _correction),
        ClaimJudged: ("case_judgement", _judgement),
        ClaimWithdrawn: ("case_claim_end", _claim_end),
        CategorySet: ("case_category", _category),
        StatusChanged: ("case_status", _status),
        EntitiesMerged: ("case_merge", _merge),
        EntitiesSplit: ("case_split", _split),
        MentionExtracted: ("case_mention", _mention),
        MentionJudged: ("case_mention_end", _mention_end),
    }
)
"""The table of each kind, and what gives its columns."""
