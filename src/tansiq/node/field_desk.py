"""The desk where telephones hand in what they hold: sealed items kept, opened, signed, recorded.

Promises: whatever comes in is opened and held against the officer, operation, site, device and
place in the chain that it was sealed for before it is kept, and is kept sealed; an item is dropped
here only once it is on record, and a telephone is told how far that is. Who signs is the officer
who wrote it, once for all that stand ready. What an item means and whether it may be written is
judged where it is written (`field_items`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import msgspec

from tansiq.custody.field_shapes import OpenedItem
from tansiq.ledger.field_keys import FieldKeys, info_of, key_id
from tansiq.node import field_items, field_sites
from tansiq.node.compose import Node
from tansiq.node.field_box import Box
from tansiq.node.field_items import Device, Synced
from tansiq.node.field_sites import allowed, look, place_of
from tansiq.node.operation_boards import Boards
from tansiq.node.operations import Where
from tansiq.node.reading import Reader, officer_of, read
from tansiq.node.signing import Signer
from tansiq.officers.people import Officer
from tansiq.store.connect import Tx
from tansiq.terms.errors import Damaged, Invalid, Missing
from tansiq.terms.operating import DecisionReason, OrderState

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class At:
    """One site of an operation."""

    where: Where
    site: str


@dataclass(frozen=True, slots=True)
class DeviceState:
    """How far a device's chain is on record here, and which items wait sealed for a signature."""

    device: str
    recorded: int
    waiting: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldNow:
    """What this node tells a telephone at one instant, by its own clock."""

    now: datetime
    order: OrderState
    reason: DecisionReason
    plan: str
    number: int
    h_hour: str
    state: str
    devices: tuple[DeviceState, ...]


class _Photo(msgspec.Struct, frozen=True):
    size: int
    sha256: str


class _Item(msgspec.Struct, frozen=True):
    """The parts of an item that this desk itself looks at."""

    seq: int
    photos: tuple[_Photo, ...] = ()


def now(boards: Boards, reader: Reader, at: At, device: str = "") -> FieldNow:
    """The order as it stands, and how far this officer's items are; `device` is who asks."""
    node = boards.node

    def query(tx: Tx, officer: Officer) -> tuple[str, Sequence[str]]:
        allowed(node, tx, at.where, at.site, officer)
        return officer.officer, [f"{at.where.operation} {at.site}"]

    officer = read(node, reader, look(at.where), query)
    board = boards.of(at.where)
    box = _box(node, at, officer)
    asked = dict.fromkeys((*box.devices(), *((device,) if device else ())))
    with node.store.reading() as tx:
        devices = tuple(_device(node, tx, box, one) for one in asked)
    words = (one.word for one in board.sites if one.site.site == at.site)
    return FieldNow(
        now=node.clock.now(),
        order=board.standing.order,
        reason=board.decision.reason,
        plan=board.decision.digest,
        number=board.plan.number if board.plan else 0,
        h_hour=board.plan.h_hour if board.plan else "",
        state=next((one.state for one in words if one is not None), ""),
        devices=devices,
    )


def _device(node: Node, tx: Tx, box: Box, device: str) -> DeviceState:
    held = field_items.progress(node, tx, device)
    kept = box.items(device)
    if kept and kept[0] <= held.last:
        # Written before a crash, or sent once more: it is on record and waits for nobody.
        box.drop(device, held.last)
    waiting = tuple(one for one in kept if one > held.last)
    return DeviceState(device, held.last, waiting)


def receive(node: Node, reader: Reader, at: At, item: tuple[str, int], sealed: bytes) -> None:
    """Keep one sealed item of a device; Damaged `field_seal` for what was not sealed for here."""
    officer = _enter(node, reader, at)
    device, seq = item
    said = _item(_open(node, at, officer, (device, str(seq)), sealed), seq)
    if said.seq != seq:
        raise Damaged("field_seal")
    _box(node, at, officer).put(device, seq, sealed)


def receive_piece(
    node: Node, reader: Reader, at: At, piece: tuple[str, int, int, int], sealed: bytes
) -> None:
    """Keep one sealed piece (device, seq, photo, number) of a photograph; raises as `receive`."""
    officer = _enter(node, reader, at)
    device, *place = piece
    _open(node, at, officer, (device, *(str(one) for one in place)), sealed)
    _box(node, at, officer).put_piece(device, (place[0], place[1], place[2]), sealed)


def ready(node: Node, reader: Reader, at: At, device: str) -> tuple[dict[str, object], ...]:
    """What `record` would take of a device now, as it was entered: for whoever is about to sign."""

    def query(tx: Tx, officer: Officer) -> tuple[tuple[OpenedItem, ...], Sequence[str]]:
        allowed(node, tx, at.where, at.site, officer)
        last = field_items.progress(node, tx, device).last
        box = _box(node, at, officer.officer)
        found = _ready(node, at, officer.officer, (box, device, last))
        return found, [f"{at.where.operation} {at.site} {device}"]

    found = read(node, reader, look(at.where), query)
    return tuple(msgspec.json.decode(one.body, type=dict[str, object]) for one in found)


def record(
    node: Node, signer: Signer, at: At, device: Device, labels: Mapping[int, str] | None = None
) -> Synced:
    """Write what waits of a device, signed once; Missing `field_nothing`.

    What is whole from the first place not on record is taken, in order; the rest waits on.
    """
    with node.store.reading() as tx:
        officer = officer_of(node, tx, signer)
        allowed(node, tx, at.where, at.site, officer)
        held = field_items.progress(node, tx, device.device)
    box = _box(node, at, officer.officer)
    opened = _ready(node, at, officer.officer, (box, device.device, held.last))
    if not opened:
        raise Missing("field_nothing")
    done = field_items.sync(node, signer, device, opened, labels or {})
    box.drop(device.device, done.held.last)
    return done


def _ready(node: Node, at: At, officer: str, of: tuple[Box, str, int]) -> tuple[OpenedItem, ...]:
    box, device, last = of
    found: list[OpenedItem] = []
    for seq in box.items(device):
        if seq <= last:
            continue
        if seq != last + len(found) + 1 or len(found) == AT_ONCE:
            break
        body = _open(node, at, officer, (device, str(seq)), box.item(device, seq))
        photos = _photos(node, at, officer, (box, device, _item(body, seq)))
        if photos is None:
            break
        found.append(OpenedItem(body, photos))
    return tuple(found)


def _photos(
    node: Node, at: At, officer: str, of: tuple[Box, str, _Item]
) -> tuple[bytes, ...] | None:
    """The photographs of an item; None while a piece of them is still on its way.

    Invalid `field_photo_changed` when all pieces are here and are not what was taken.
    """
    box, device, item = of
    pieces = box.pieces(device, item.seq)
    made: list[bytes] = []
    for number, photo in enumerate(item.photos):
        parts = [part for found, part in pieces if found == number]
        plain = b"".join(
            _open(
                node,
                at,
                officer,
                (device, str(item.seq), str(number), str(part)),
                box.piece(device, (item.seq, number, part)),
            )
            for part in parts
        )
        if parts != list(range(len(parts))) or len(plain) < photo.size:
            return None
        if sha256(plain).hexdigest() != photo.sha256:
            raise Invalid("field_photo_changed", seq=item.seq)
        made.append(plain)
    return tuple(made)


def _enter(node: Node, reader: Reader, at: At) -> str:
    """The officer, who may report for this site; nothing is shown, so nothing is noted."""
    with node.store.reading() as tx:
        officer = officer_of(node, tx, reader)
        if not node.may(officer, field_sites.look(at.where).action, at.where.channel):
            raise Missing("operation_unknown")
        allowed(node, tx, at.where, at.site, officer)
    return officer.officer


def _open(node: Node, at: At, officer: str, named: tuple[str, ...], sealed: bytes) -> bytes:
    info = info_of((at.where.channel, at.where.operation, at.site, officer, *named))
    name = key_id(at.where.channel, at.where.operation)
    return FieldKeys(node.keys.path).open(name, sealed, info)


def _item(body: bytes, seq: int) -> _Item:
    try:
        return msgspec.json.decode(body, type=_Item)
    except msgspec.MsgspecError as problem:
        raise Invalid("field_item_malformed", seq=seq) from problem


def _box(node: Node, at: At, officer: str) -> Box:
    return Box(node.settings.folder, place_of(at.where, at.site, officer))
