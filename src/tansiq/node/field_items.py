"""What a phone kept of a day in the field comes in: opened items, in order, all or nothing.

Promises: one perform and one dialog to sign, whatever the number of items: the officer signs the
`field_synced` that names the digest of every record, and the words for the other parties. An item
comes in once, by its device and number; a gap or a broken chain is refused and nothing is half
written; the phone's own hour and the measured offset stay beside the hour that counts. Does not
open what the phone sealed: whoever calls has done so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import msgspec

from tansiq.custody import field_entries, queries
from tansiq.custody.commands import CustodyNow
from tansiq.custody.field_shapes import (
    FieldReport,
    LinkedItem,
    OpenedItem,
    fresh,
    hour_of,
    linked,
)
from tansiq.custody.now import after, check_site, own
from tansiq.custody.queries import Held
from tansiq.node import custody
from tansiq.node.access import Subject, decide
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.operations import Where, in_operation
from tansiq.node.perform import Written
from tansiq.node.signing import Signer
from tansiq.operations import commands as telling
from tansiq.operations.commands import OperationNow
from tansiq.record import canonical
from tansiq.record.base import Record
from tansiq.record.custody import FieldSynced
from tansiq.record.material import Attachment
from tansiq.record.operations import SiteReport
from tansiq.record.plan import Planned
from tansiq.store.connect import Tx

NO_LABELS: Mapping[int, str] = {}


@dataclass(frozen=True, slots=True)
class Device:
    """A phone at a site of an operation; `offset_now` is how far ahead its clock is right now."""

    where: Where
    site: str
    device: str
    offset_now: int | None = None


@dataclass(frozen=True, slots=True)
class Synced:
    """What came in: the numbers written and skipped, and how far the device is in now."""

    held: Held
    written: tuple[Written, ...]
    skipped: int


def progress(_node: Node, tx: Tx, device: str) -> Held:
    """How far the items of a device are in; number 0 when none is."""
    return queries.held_of(tx, device)


def sync(
    node: Node,
    signer: Signer,
    device: Device,
    items: Sequence[OpenedItem],
    labels: Mapping[int, str] = NO_LABELS,
) -> Synced:
    """Take in the items of a device that are not in yet.

    `labels` gives another label to the seizure of a number, where its own was taken meanwhile.
    Invalid `field_*`, `custody_photo_*`, Conflict `field_gap`, `field_chain_broken`,
    `custody_label_taken`, Refused `custody_not_your_site`, `operation_no_go`, `access_*`.
    """
    field_entries.check_device(device.device)
    every = linked(items)
    photos = _photos(node, device, every)
    skipped = len(every)

    def command(tx: Tx, now: OperationNow) -> tuple[Planned, ...]:
        nonlocal skipped
        held = queries.held_of(tx, device.device)
        wanted = fresh(every, (held.last, held.chain))
        skipped = len(every) - len(wanted)
        if not wanted:
            return ()
        _check_reports(node, tx, signer, wanted)
        register = custody.register_now(node, tx, signer, (device.where, now))
        batch = _Batch(replace(register, by_device=True), device, (photos, labels))
        for one in wanted:
            batch.take(one)
        return (*batch.planned, batch.synced(wanted), *batch.telling(now))

    written = in_operation(node, signer, (Action.RECORD_CUSTODY, device.where), command)
    with node.store.reading() as tx:
        return Synced(queries.held_of(tx, device.device), written, skipped)


def _check_reports(node: Node, tx: Tx, signer: Signer, wanted: Sequence[LinkedItem]) -> None:
    """Whoever may record an arrest may not by that say how far the site is."""
    if any(isinstance(one.item, FieldReport) for one in wanted):
        officer = node.officer(tx, signer.officer, signer.key)
        decide(node.roles(officer), Action.REPORT_SITE, Subject(on_file=True))


def _photos(
    node: Node, device: Device, items: Sequence[LinkedItem]
) -> Mapping[int, tuple[Attachment, ...]]:
    """The photographs of what is not in yet, encrypted and durable, by the number of the item."""
    with node.store.reading() as tx:
        last = queries.held_of(tx, device.device).last
    return {
        one.item.seq: custody.kept_photos(node, one.photos)
        for one in items
        if one.photos and one.item.seq > last
    }


class _Batch:
    """Plans items one after another, each against the register as the one before leaves it."""

    def __init__(
        self,
        register: CustodyNow,
        device: Device,
        given: tuple[Mapping[int, tuple[Attachment, ...]], Mapping[int, str]],
    ) -> None:
        self.planned: list[Planned] = []
        self._now = register
        self._device = device
        self._photos, self._labels = given
        self._reports: list[SiteReport] = []
        check_site(register, device.site)

    def take(self, one: LinkedItem) -> None:
        """Plan one item."""
        item = one.item
        hour = hour_of(item, self._device.offset_now, self._now.situation.now)
        about = field_entries.Arriving(
            site=self._device.site,
            device=self._device.device,
            at=hour,
            photos=self._photos.get(item.seq, ()),
            label=self._labels.get(item.seq, ""),
        )
        if isinstance(item, FieldReport):
            self._tell(item, about)
            return
        planned = field_entries.entered(self._now, one, about)
        self.planned.append(planned)
        self._now = after(self._now, planned.payload)
        report = custody.told(self._now, planned.payload)
        if report is not None:
            self._reports.append(report)

    def _tell(self, item: FieldReport, about: field_entries.Arriving) -> None:
        held, seized = self._now.counts.get(about.site, (0, 0))
        self._reports.append(
            SiteReport(
                at=item.at,
                offset_ms=item.offset_ms,
                state=item.state,
                arrests=held,
                seizures=seized,
                plan=item.plan,
            )
        )

    def synced(self, wanted: Sequence[LinkedItem]) -> Planned:
        """The record that says what came in, which the officer signs."""
        payload = FieldSynced(
            channel=self._now.shared,
            operation=self._now.operation,
            site=self._device.site,
            device=self._device.device,
            first=wanted[0].item.seq,
            last=wanted[-1].item.seq,
            chain=wanted[-1].chain,
            holds=tuple(digest_of(one.payload) for one in self.planned),
        )
        return own(self._now, payload)

    def telling(self, now: OperationNow) -> tuple[Planned, ...]:
        """What the other parties hear, in order; nothing when nothing is for them."""
        if not self._reports:
            return ()
        return telling.report_site(now, self._device.site, self._reports)


def digest_of(payload: Record) -> str:
    """SHA-256 (hex) over the canonical bytes of a record's own fields."""
    plain: dict[str, object] = msgspec.to_builtins(payload)
    return sha256(canonical.encode(plain)).hexdigest()
