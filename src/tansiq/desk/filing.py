"""Filing: a report enters our own desk, with its source kept apart and its own retention class."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from tansiq.desk.content import clean_content, clean_source
from tansiq.desk.situation import Charter
from tansiq.record.desk import (
    ReportFiled,
)
from tansiq.record.material import (
    Content,
    Markings,
    Originator,
    Provenance,
    Source,
)
from tansiq.record.plan import NewClass, Planned
from tansiq.record.situation import Situation
from tansiq.record.tidy import check_retention, clean, clean_markings
from tansiq.terms.errors import Conflict, Refused
from tansiq.terms.ids import HOME, ChannelId, RecordId, channel_id, record_id


@dataclass(frozen=True, slots=True)
class FilingState:
    """Which report ids are taken, and what our charter lets in."""

    situation: Situation
    taken: AbstractSet[str] = frozenset()
    charter: Charter | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """An officer's wish to file; `file` is the case or desk whose officers may read it."""

    report: RecordId
    content: Content
    source: Source
    handling: Markings
    retention: NewClass
    file: ChannelId = HOME
    reference: str = ""
    origin: Originator | None = None
    seized: bool = False
    provenance: Provenance | None = None


def file_report(state: FilingState, request: FileReport) -> tuple[Planned, ...]:
    """Plan one `report_filed` in `home`; Conflict `report_known` when the id is taken."""
    record_id(request.report)
    if request.report in state.taken:
        raise Conflict("report_known", report=request.report)
    content, origin = clean_content(request.content), request.origin
    if origin is not None and origin.release:
        record_id(origin.release)
    check_charter(state.charter, content)
    filed = ReportFiled(
        report=request.report,
        file=channel_id(request.file),
        reference=clean(request.reference, "reference", needed=False),
        content=content,
        source=clean_source(request.source),
        handling=clean_markings(request.handling),
        origin=origin,
        seized=request.seized,
        provenance=request.provenance,
    )
    return (
        Planned(
            channel=HOME,
            payload=filed,
            retention=check_retention(request.retention, state.situation.now),
            blobs=tuple(one.blob for one in content.attachments),
        ),
    )


def check_charter(charter: Charter | None, content: Content) -> None:
    """Nobody of a category that our charter does not name is stored here (LAW L28)."""
    for one in content.mentions:
        if charter is not None and one.category and one.category not in charter.categories:
            raise Refused("charter_category", category=one.category)
