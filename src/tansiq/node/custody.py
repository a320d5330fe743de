"""Writing the register: an arrest, what happened to a person held, a thing seized, an incident.

Promises: an officer's act through `perform`; names and words stay in `home`, and the same act tells
the other parties how many persons and things the site has by now, and the code of an incident,
nothing else (REQUIREMENTS 6.7). Photographs are encrypted and durable before the record names them.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from tansiq.custody import commands, photos, queries
from tansiq.custody.commands import ArrestWish, CustodyNow, IncidentWish, NoteWish, SeizureWish
from tansiq.custody.now import after
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.custody_sites import Sites
from tansiq.node.operations import Where, in_operation
from tansiq.node.perform import Written
from tansiq.node.reports import LooseFile, sealed
from tansiq.node.signing import Signer
from tansiq.operations import commands as telling
from tansiq.operations import queries as operations
from tansiq.operations.commands import OperationNow
from tansiq.record.base import Record
from tansiq.record.custody import ArrestRecorded, IncidentRecorded, ItemSeized
from tansiq.record.material import Attachment
from tansiq.record.operations import SiteReport
from tansiq.record.plan import Planned
from tansiq.store.connect import Tx

Entry = Callable[[CustodyNow], Planned]
RECORD = Action.RECORD_CUSTODY


def record_arrest(
    node: Node, signer: Signer, where: Where, wish: ArrestWish
) -> tuple[Written, ...]:
    """Record an arrest and tell the count; see `custody.commands.record_arrest` for refusals."""
    return _entered(node, signer, where, lambda now: commands.record_arrest(now, wish))


def note_event(node: Node, signer: Signer, where: Where, wish: NoteWish) -> tuple[Written, ...]:
    """Note what happened to a person held; see `custody.commands.note_event`."""
    return _entered(node, signer, where, lambda now: commands.note_event(now, wish))


def record_incident(
    node: Node, signer: Signer, where: Where, wish: IncidentWish
) -> tuple[Written, ...]:
    """Record an incident and tell its code; see `custody.commands.record_incident`."""
    return _entered(node, signer, where, lambda now: commands.record_incident(now, wish))


def seize_item(
    node: Node, signer: Signer, where: Where, wish: SeizureWish, taken: Sequence[bytes] = ()
) -> tuple[Written, ...]:
    """Record a thing seized with its photographs, and tell the count.

    Invalid `custody_photo_count`, `_size`, `_kind` before anything is written; see
    `custody.commands.seize_item` for the rest.
    """
    whole = replace(wish, photos=kept_photos(node, taken))
    return _entered(node, signer, where, lambda now: commands.seize_item(now, whole))


def kept_photos(node: Node, taken: Sequence[bytes]) -> tuple[Attachment, ...]:
    """Photographs, checked, then encrypted and durable, byte for byte as they were taken."""
    kinds = photos.check_photos(taken)
    return tuple(
        sealed(node, LooseFile(f"photo-{number}.{photos.ENDINGS[kind]}", kind, data))
        for number, (kind, data) in enumerate(zip(kinds, taken, strict=True), start=1)
    )


def register_now(
    node: Node, tx: Tx, signer: Signer, about: tuple[Where, OperationNow]
) -> CustodyNow:
    """The register of an operation, with the sites of ours that this officer may write about."""
    where, now = about
    officer = node.officer(tx, signer.officer, signer.key)
    theirs = Sites(node, tx, officer)
    part = operations.own_part(tx, where.operation)
    return queries.register_now(
        tx,
        queries.Asking(
            situation=now.situation,
            shared=where.channel,
            operation=where.operation,
            jurisdiction="" if part is None else part[0].jurisdiction,
            sites={
                one.site: one.zone
                for one in now.sites.get(node.me, ())
                if theirs.may(where.operation, one.site)
            },
            retention=now.retention,
        ),
    )


def told(register: CustodyNow, payload: Record) -> SiteReport | None:
    """What the others hear of a record: the counts of its site by now, the code of an incident.

    None for what happened to a person held, which is nobody else's affair.
    """
    if not isinstance(payload, ArrestRecorded | ItemSeized | IncidentRecorded):
        return None
    held, seized = register.counts.get(payload.site, (0, 0))
    incident = payload.what if isinstance(payload, IncidentRecorded) else ""
    offset = None if payload.mark is None else payload.mark.offset_ms
    return SiteReport(
        at=payload.at, offset_ms=offset, incident=incident, arrests=held, seizures=seized
    )


def _entered(node: Node, signer: Signer, where: Where, entry: Entry) -> tuple[Written, ...]:
    def command(tx: Tx, now: OperationNow) -> tuple[Planned, ...]:
        register = register_now(node, tx, signer, (where, now))
        planned = entry(register)
        report = told(after(register, planned.payload), planned.payload)
        if report is None:
            return (planned,)
        site = str(getattr(planned.payload, "site", ""))
        return (planned, *telling.report_site(now, site, [report]))

    return in_operation(node, signer, (RECORD, where), command)
