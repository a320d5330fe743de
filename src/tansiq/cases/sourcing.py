"""Sources of a case: what claims rest on is filed first, and withdrawn only by whoever filed it."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from tansiq.cases.agreeing import TEXT, CaseNow, check_open
from tansiq.cases.facts import DocumentFact
from tansiq.record.cases import DocumentFiled, DocumentWithdrawn
from tansiq.record.material import Attachment, Markings
from tansiq.record.plan import Planned
from tansiq.record.tidy import clean, clean_attachment, clean_language, clean_markings
from tansiq.terms.casework import SourceKind
from tansiq.terms.errors import Conflict, Invalid, Missing, Refused
from tansiq.terms.ids import record_id
from tansiq.terms.legal import RecallReason

MOST_FILES = 100
NEEDS_AUTHORITY = frozenset(
    {
        SourceKind.OFFICIAL_RECORD,
        SourceKind.PROSECUTION_DECISION,
        SourceKind.COURT_ORDER,
        SourceKind.JUDGMENT,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingState:
    """The case, document ids in use, and the documents that a new one may name.

    `released` is the log that the release lies in which it cites (`agency/channel`).
    """

    now: CaseNow
    taken: AbstractSet[str] = frozenset()
    known: AbstractSet[str] = frozenset()
    released: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDocument:
    """An officer's wish to file a source; the fields are those of the record."""

    document: str
    source: str
    title: str
    language: str
    handling: Markings
    reference: str = ""
    authority: str = ""
    dated: str = ""
    summary: str = ""
    protected: bool = False
    ask: str = ""
    repeats: str = ""
    release: str = ""
    translates: str = ""
    attachments: tuple[Attachment, ...] = ()


def file_document(state: FilingState, document: FileDocument) -> tuple[Planned, ...]:
    """Plan one `document_filed`; Conflict `document_known`, Missing `document_unknown`."""
    check_open(state.now)
    if record_id(document.document) in state.taken:
        raise Conflict("document_known", document=document.document)
    for other in (document.repeats, document.translates):
        if other and other not in state.known:
            raise Missing("document_unknown")
    return (
        Planned(
            channel=state.now.channel.channel,
            payload=_tidy(_bound(document, state.released)),
            retention=state.now.dates,
            blobs=tuple(one.blob for one in document.attachments),
        ),
    )


def withdraw_document(
    now: CaseNow, found: DocumentFact | None, reason: str, explanation: str, *, ended: bool
) -> tuple[Planned, ...]:
    """Plan one `document_withdrawn`: what rests on it alone rests on nothing (REQUIREMENTS 1.5).

    Not refused when the case is over: what is wrong must be said to be wrong (LAW L4).
    """
    if found is None:
        raise Missing("document_unknown")
    if found.agency != now.situation.me:
        raise Refused("document_not_ours", agency=found.agency)
    if ended:
        raise Conflict("document_ended", document=found.document)
    payload = DocumentWithdrawn(
        document=found.document,
        reason=RecallReason(reason).value,
        explanation=clean(explanation, "explanation", most=TEXT),
    )
    return (Planned(channel=now.channel.channel, payload=payload, retention=now.dates),)


def _bound(one: FileDocument, released: str) -> FileDocument:
    """A citation of a release says whose it is, so that another under its id decides nothing."""
    if not released:
        return one
    if not one.authority.strip():
        return replace(one, authority=released)
    return one if one.ask.strip() else replace(one, ask=released)


def _tidy(one: FileDocument) -> DocumentFiled:
    if len(one.attachments) > MOST_FILES:
        raise Invalid("desk_too_many", what="attachments", most=MOST_FILES)
    kind = SourceKind(one.source)
    official = kind in NEEDS_AUTHORITY
    protected = one.protected or kind is SourceKind.HUMAN_SOURCE
    return DocumentFiled(
        document=record_id(one.document),
        source=kind.value,
        title=clean(one.title, "title"),
        language=clean_language(one.language),
        reference=clean(one.reference, "reference", needed=official),
        authority=clean(one.authority, "authority", needed=official),
        dated=clean(one.dated, "dated", needed=official, most=40),
        handling=clean_markings(one.handling),
        summary=clean(one.summary, "summary", needed=False, most=TEXT),
        protected=protected,
        ask=clean(one.ask, "ask", needed=protected),
        repeats=one.repeats,
        release=record_id(one.release) if one.release else "",
        translates=one.translates,
        attachments=tuple(clean_attachment(each) for each in one.attachments),
    )
