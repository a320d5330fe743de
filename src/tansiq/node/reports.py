"""Reports at work: filing, showing, previewing, releasing.

Promises: an attachment is encrypted and durable before the record that names it is written; a
report is noted as read before it is shown. Domain rules are the desk's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import msgspec

from tansiq.desk import commands, queries
from tansiq.desk.boards import ReportLine
from tansiq.desk.filing import FileReport
from tansiq.ledger import base64
from tansiq.ledger.blob import open_blob, seal_blob
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.perform import Task, perform
from tansiq.node.reading import Look, Reader, read, unknown
from tansiq.node.signing import Signer
from tansiq.officers.people import Officer
from tansiq.record.desk import ReportFiled
from tansiq.record.material import (
    Attachment,
    Content,
    Markings,
    Provenance,
    Source,
    TransferGround,
)
from tansiq.record.plan import NewClass, Planned
from tansiq.store.connect import Tx
from tansiq.terms.errors import Missing
from tansiq.terms.ids import HOME, ChannelId, new_record_id, record_id

BATCH = 200
"""Reports filed in one transaction at most."""

Grounds = Callable[[tuple[str, ...]], tuple[TransferGround, ...]]


@dataclass(frozen=True, slots=True)
class LooseFile:
    """A file an officer wants to attach, not yet encrypted."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Filing:
    """All that is needed to file one report, attachments still in the clear.

    `report` is its id when the caller has given one; `signed` asks for the officer's act under it.
    `seized` material leaves only under the instrument of its seizure (LAW L22).
    """

    content: Content
    source: Source
    handling: Markings
    retention: NewClass
    reference: str = ""
    provenance: Provenance | None = None
    files: tuple[LooseFile, ...] = ()
    report: str = ""
    signed: bool = False
    seized: bool = False


@dataclass(frozen=True, slots=True)
class Filed:
    """A report as it was filed."""

    report: str
    title: str
    entry: str
    class_id: str


def file(
    node: Node, signer: Signer, filings: Sequence[Filing], folder: ChannelId = HOME
) -> tuple[Filed, ...]:
    """File reports in one transaction: all or none."""
    wishes = [_wish(node, one, folder) for one in filings]
    situation = node.situation(signer.officer)

    def plan(tx: Tx) -> tuple[Planned, ...]:
        return tuple(
            replace(planned, signed=filing.signed)
            for filing, wish in zip(filings, wishes, strict=True)
            for planned in commands.file_report(
                queries.state_for_filing(tx, situation, wish.report), wish
            )
        )

    done = perform(node, (signer,), Task(action=Action.FILE_REPORT, plan=plan, file=folder))
    return tuple(
        Filed(wish.report, wish.content.title, str(one.entry.entry_id), one.class_id)
        for wish, one in zip(wishes, done, strict=True)
    )


def _wish(node: Node, filing: Filing, folder: ChannelId) -> FileReport:
    attached = tuple(sealed(node, one) for one in filing.files)
    return FileReport(
        report=record_id(filing.report) if filing.report else new_record_id(),
        content=msgspec.structs.replace(filing.content, attachments=attached),
        source=filing.source,
        handling=filing.handling,
        retention=filing.retention,
        file=folder,
        reference=filing.reference,
        provenance=filing.provenance,
        seized=filing.seized,
    )


def sealed(node: Node, loose: LooseFile) -> Attachment:
    """Encrypt a file and make it durable; what a record says of it."""
    closed = seal_blob(loose.data)
    node.blobs.put(closed.file)
    return Attachment(
        name=loose.name,
        media_type=loose.media_type,
        size=len(loose.data),
        sha256=sha256(loose.data).hexdigest(),
        blob=closed.address,
        key=base64.to_text(closed.key),
    )


def attachment(node: Node, named: Attachment) -> bytes:
    """The bytes of an attachment whose record was read; Missing or Damaged `blob_*`."""
    return open_blob(node.blobs.get(named.blob), named.blob, base64.from_text(named.key))


def show(node: Node, reader: Reader, report: str) -> ReportFiled:
    """One report whole; the source only for those who may see it."""
    with node.store.reading() as tx:
        found = queries.report(tx, node.me, report)
        by = queries.author_of(tx, node.me, report)
    absent = Missing("report_unknown")
    if found is None:
        raise unknown(node, reader, Action.READ_REPORT, absent)

    def query(_tx: Tx, officer: Officer) -> tuple[ReportFiled, Sequence[str]]:
        return hide_source(node, officer, found, by), (report,)

    look = Look(
        action=Action.READ_REPORT,
        file=found.file,
        handling=found.handling.code,
        absent=absent,
    )
    return read(node, reader, look, query)


def hide_source(node: Node, officer: Officer, found: ReportFiled, by: str) -> ReportFiled:
    """The report without its source, unless this officer handles sources or wrote it."""
    if node.may(officer, Action.READ_SOURCE, found.file, by=by):
        return found
    return msgspec.structs.replace(found, source=Source())


def listed(
    node: Node, reader: Reader, folder: ChannelId, limit: int = 200
) -> tuple[ReportLine, ...]:
    """Reports of one file, newest first; each id shown is on the read log."""

    def query(tx: Tx, officer: Officer) -> tuple[tuple[ReportLine, ...], Sequence[str]]:
        lines = tuple(
            one
            for one in queries.reports(tx, node.me, frozenset({folder}), limit)
            if node.may(officer, Action.LIST_REPORTS, folder, handling=one.handling)
        )
        return lines, [one.report for one in lines]

    return read(node, reader, Look(action=Action.LIST_REPORTS, file=folder), query)
