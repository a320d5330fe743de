r"""What a phone keeps of a day in the field: items in a chain, as JSON texts of a closed form.

    chain of an item = SHA-256( chain of the item before, hex || "\n" || the item's own bytes )

Promises: an item is read whole or refused by its number; a chain that does not hold, or has a hole,
is told apart from a wrong form; nothing here is decided. Does not: open what the phone sealed, or
believe its clock: the hour that counts is reckoned by `hour_of`, and the phone's own is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

import msgspec

from tansiq.record.custody import FieldMark
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Conflict, Invalid, TansiqError
from tansiq.terms.operating import ArrestEvent, IncidentKind, SeizedKind, SiteState

MOST_ITEMS = 200
MOST_BYTES = 64_000
"""One item without its photographs."""
_FARTHEST = 10**12
"""No clock is off by more milliseconds: thirty years."""


class FieldPhoto(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A photograph as the phone took it; its bytes come beside the item."""

    name: str = ""
    media_type: str = ""
    size: int
    sha256: str


class FieldItem(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"
):
    """What every item says: its place in the chain, the phone's hour, how far ahead that is."""

    seq: int
    previous: str
    at: str
    offset_ms: int | None = None


class FieldReport(FieldItem, frozen=True, kw_only=True, tag="report"):
    """How far the site is; an empty state is a sign of life."""

    state: str = ""
    plan: str = ""


class FieldIncident(FieldItem, frozen=True, kw_only=True, tag="incident"):
    """Something went wrong."""

    id: str
    what: IncidentKind
    words: str = ""


class FieldArrest(FieldItem, frozen=True, kw_only=True, tag="arrest"):
    """A person was arrested."""

    id: str
    zone: str = ""
    jurisdiction: str = ""
    clock: str = ""
    name: str = ""
    born: str = ""
    minor: bool = False
    language: str = ""
    interpreter: bool = False
    nationalities: tuple[str, ...] = ()
    ground: str = ""
    rights_told: bool = False
    note: str = ""


class FieldEvent(FieldItem, frozen=True, kw_only=True, tag="event"):
    """Something happened to a person held."""

    arrest: str
    event: ArrestEvent
    by: str = ""
    document: str = ""
    hours: int = 0
    language: str = ""
    note: str = ""


class FieldSeizure(FieldItem, frozen=True, kw_only=True, tag="seizure"):
    """A thing was seized."""

    id: str
    label: str
    what: SeizedKind
    found: str
    held_by: str = ""
    words: str = ""
    objection: str = ""
    photos: tuple[FieldPhoto, ...] = ()


AnyItem = FieldReport | FieldIncident | FieldArrest | FieldEvent | FieldSeizure


@dataclass(frozen=True, slots=True)
class OpenedItem:
    """An item as the phone sealed it, opened: its exact bytes, and its photographs in order."""

    body: bytes
    photos: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkedItem:
    """An item that was read, the chain up to it, its photographs."""

    item: AnyItem
    chain: str
    photos: tuple[bytes, ...] = ()

    DECODER: ClassVar[msgspec.json.Decoder[AnyItem]] = msgspec.json.Decoder(AnyItem)


def chain_after(previous: str, body: bytes) -> str:
    """The chain of an item after another (empty before the first)."""
    return hashlib.sha256(previous.encode("ascii") + b"\n" + body).hexdigest()


def linked(items: Sequence[OpenedItem]) -> tuple[LinkedItem, ...]:
    """The items read and chained among themselves.

    Invalid `field_items`, `field_item_malformed`, `field_photo_changed`, Conflict
    `field_chain_broken` or `field_gap`, each naming the item's number.
    """
    if not 1 <= len(items) <= MOST_ITEMS:
        raise Invalid("field_items", most=MOST_ITEMS)
    return tuple(_linked(items))


def _linked(items: Sequence[OpenedItem]) -> Iterator[LinkedItem]:
    before: LinkedItem | None = None
    for place, one in enumerate(items, start=1):
        item = _read(one, place if before is None else before.item.seq + 1)
        if before is not None and item.seq != before.item.seq + 1:
            raise Conflict("field_gap", held=before.item.seq, seq=item.seq)
        if before is not None and item.previous != before.chain:
            raise Conflict("field_chain_broken", seq=item.seq)
        before = LinkedItem(item, chain_after(item.previous, one.body), one.photos)
        yield before


def _read(one: OpenedItem, expected: int) -> AnyItem:
    """An item in its form; Invalid `field_item_malformed` naming it, or the place it stands at."""
    try:
        if len(one.body) > MOST_BYTES:
            raise Invalid("field_item_malformed", seq=expected)
        item = LinkedItem.DECODER.decode(one.body)
        parse_stamp(item.at)
        if isinstance(item, FieldReport) and item.state:
            SiteState(item.state)
        far = abs(item.offset_ms or 0) > _FARTHEST
        if item.seq < 1 or far or not item.previous.isascii():
            raise Invalid("field_item_malformed", seq=expected)
    except (msgspec.MsgspecError, UnicodeError, TansiqError):
        raise Invalid("field_item_malformed", seq=expected) from None
    told = item.photos if isinstance(item, FieldSeizure) else ()
    found = [hashlib.sha256(data).hexdigest() for data in one.photos]
    if found != [photo.sha256 for photo in told]:
        raise Invalid("field_photo_changed", seq=item.seq)
    return item


def fresh(items: Sequence[LinkedItem], held: tuple[int, str]) -> tuple[LinkedItem, ...]:
    """Those that are not in yet, after the last one `held` with its chain.

    Conflict `field_gap` when some are missing in between, `field_chain_broken` when these are not
    the items that the ones held were followed by.
    """
    last, chain = held
    first = items[0].item
    if first.seq > last + 1:
        raise Conflict("field_gap", held=last, seq=first.seq)
    if first.seq == 1 and first.previous:
        raise Conflict("field_chain_broken", seq=1)
    for one in items:
        same = one.chain if one.item.seq == last else one.item.previous
        if one.item.seq in (last, last + 1) and same != chain:
            raise Conflict("field_chain_broken", seq=one.item.seq)
    return tuple(one for one in items if one.item.seq > last)


def hour_of(item: FieldItem, offset_now: int | None, now: datetime) -> datetime:
    """The hour of an item: the phone's, less what its clock was measured to be ahead.

    Never later than the present, since it has happened.
    """
    offset = item.offset_ms if item.offset_ms is not None else offset_now
    told = parse_stamp(item.at) - timedelta(milliseconds=offset or 0)
    return min(told, now)


def mark_of(device: str, one: LinkedItem) -> FieldMark:
    """What the record of an item says of its place on the phone."""
    item = one.item
    return FieldMark(
        device=device, seq=item.seq, chain=one.chain, at=item.at, offset_ms=item.offset_ms
    )
