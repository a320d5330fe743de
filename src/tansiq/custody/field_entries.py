"""From an item of a phone to the record of the register that it becomes.

Promises: pure; the same rules as at a desk, except where a phone can no longer be asked: an hour
before the arrest it belongs to, by a clock that was set meanwhile, becomes that hour, and its own
is kept beside it.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from tansiq.custody.commands import (
    ArrestWish,
    CustodyNow,
    IncidentWish,
    NoteWish,
    SeizureWish,
    note_event,
    record_arrest,
    record_incident,
    seize_item,
)
from tansiq.custody.field_shapes import (
    FieldArrest,
    FieldEvent,
    FieldIncident,
    FieldReport,
    FieldSeizure,
    LinkedItem,
    mark_of,
)
from tansiq.custody.now import find_arrest
from tansiq.record.material import Attachment
from tansiq.record.plan import Planned
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Invalid

_DEVICE = re.compile(r"[a-z0-9-]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arriving:
    """What is known of an item besides itself: whose it is, its hour, photographs, a new label."""

    site: str
    device: str
    at: datetime
    photos: tuple[Attachment, ...] = ()
    label: str = ""


def check_device(device: str) -> None:
    """Invalid `field_device` for a name that no phone of ours has."""
    if _DEVICE.fullmatch(device) is None:
        raise Invalid("field_device")


def entered(now: CustodyNow, one: LinkedItem, about: Arriving) -> Planned:
    """Plan the record of an item; refused as at a desk, by `custody.commands`."""
    match one.item:
        case FieldArrest():
            return record_arrest(now, _arrest(one, one.item, about))
        case FieldEvent():
            return note_event(now, _event(now, one, one.item, about))
        case FieldIncident():
            return record_incident(now, _incident(one, one.item, about))
        case FieldSeizure():
            return seize_item(now, _seizure(one, one.item, about))
        case FieldReport():
            raise Invalid("field_item_malformed", seq=one.item.seq)
        case other:
            assert_never(other)


def _arrest(one: LinkedItem, item: FieldArrest, about: Arriving) -> ArrestWish:
    at = stamp(about.at)
    return ArrestWish(
        arrest=item.id,
        site=about.site,
        at=at,
        zone=item.zone,
        jurisdiction=item.jurisdiction,
        clock=item.clock,
        name=item.name,
        born=item.born,
        minor=item.minor,
        language=item.language,
        interpreter=item.interpreter,
        nationalities=item.nationalities,
        ground=item.ground,
        rights_told_at=at if item.rights_told else "",
        note=item.note,
        mark=mark_of(about.device, one),
    )


def _event(now: CustodyNow, one: LinkedItem, item: FieldEvent, about: Arriving) -> NoteWish:
    begun = find_arrest(now, item.arrest).begun
    return NoteWish(
        arrest=item.arrest,
        event=item.event,
        at=stamp(max(about.at, begun)),
        by=item.by,
        document=item.document,
        hours=item.hours,
        language=item.language,
        note=item.note,
        mark=mark_of(about.device, one),
    )


def _incident(one: LinkedItem, item: FieldIncident, about: Arriving) -> IncidentWish:
    return IncidentWish(
        incident=item.id,
        site=about.site,
        what=item.what,
        at=stamp(about.at),
        words=item.words,
        mark=mark_of(about.device, one),
    )


def _seizure(one: LinkedItem, item: FieldSeizure, about: Arriving) -> SeizureWish:
    return SeizureWish(
        item=item.id,
        site=about.site,
        label=about.label or item.label,
        what=item.what,
        at=stamp(about.at),
        found=item.found,
        held_by=item.held_by,
        words=item.words,
        objection=item.objection,
        photos=about.photos,
        mark=mark_of(about.device, one),
    )
