"""Persons held and things seized, as their own agency records them from the first minute.

Promises: these kinds lie in `home`; the other parties hear counts (`record.operations`). Both the
device's time and its measured offset are kept beside the node's own. A person is suspected until a
document says more; a minor's name stays out of every shared place (LAW L26). What an officer writes
here is signed as it stands; what a device brings in is signed once, by the `field_synced` that
names the digest of each of its records (decision 37).
"""

from typing import ClassVar

import msgspec

from tansiq.record.base import Record
from tansiq.record.material import Attachment
from tansiq.record.registry import register


class FieldMark(msgspec.Struct, frozen=True, kw_only=True):
    """Where an item stands in a device's own chain: device, place, digest of all before and it.

    `at` is the device's time of the deed, `offset_ms` how far its clock was measured to be ahead of
    the node's (null when it never could), `chain` the SHA-256 (hex) that the item after it repeats.
    """

    device: str
    seq: int
    chain: str
    at: str
    offset_ms: int | None = None


@register
class FieldSynced(Record, frozen=True, kw_only=True):
    """A device's items, from one place of its chain to another, came in and were opened here.

    `holds` are the SHA-256 (hex) of the canonical bytes of the records they became, in order, so
    that one signature covers each of them; items that became none are counted by `first` and
    `last`.
    """

    KIND: ClassVar[str] = "field_synced"
    VERSION: ClassVar[int] = 1

    channel: str
    operation: str
    site: str
    device: str
    first: int
    last: int
    chain: str
    holds: tuple[str, ...] = ()


@register
class ArrestRecorded(Record, frozen=True, kw_only=True):
    """A person was arrested: where, when, under which clock, and whether they were told why.

    `number` is the person's number at this site, `clock` the code of the custody clock in the rule
    set of `jurisdiction`, `born` a date or empty, `minor` what the team saw or was told.
    """

    KIND: ClassVar[str] = "arrest_recorded"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    channel: str
    operation: str
    site: str
    arrest: str
    number: int
    at: str
    zone: str
    jurisdiction: str
    clock: str
    name: str = ""
    born: str = ""
    minor: bool = False
    language: str = ""
    interpreter: bool = False
    nationalities: tuple[str, ...] = ()
    ground: str = ""
    rights_told_at: str = ""
    note: str = ""
    mark: FieldMark | None = None


@register
class ArrestNoted(Record, frozen=True, kw_only=True):
    """Something that the law asks for happened to a person held, at its own hour.

    `hours` is the length of an extension, `by` the authority, `document` the paper it rests on;
    `name` and `born` who the person was found to be. `corrects` is the entry id of an earlier note
    that was wrong: it stays on record and counts no more.
    """

    KIND: ClassVar[str] = "arrest_noted"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    arrest: str
    event: str
    at: str
    by: str = ""
    document: str = ""
    hours: int = 0
    language: str = ""
    note: str = ""
    name: str = ""
    born: str = ""
    corrects: str = ""
    mark: FieldMark | None = None


@register
class ItemSeized(Record, frozen=True, kw_only=True):
    """A thing was seized: what, where in the place, with whom, under which label and seal.

    `held_by` is the id of an arrest or empty, `objection` what the owner said against it on the
    spot (LAW L42), `attachments` photographs of the thing, each digested when it was taken.
    """

    KIND: ClassVar[str] = "item_seized"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    channel: str
    operation: str
    site: str
    item: str
    label: str
    what: str
    at: str
    found: str
    held_by: str = ""
    words: str = ""
    objection: str = ""
    attachments: tuple[Attachment, ...] = ()
    mark: FieldMark | None = None


@register
class IncidentRecorded(Record, frozen=True, kw_only=True):
    """Something went wrong at a site, in the words of its own agency."""

    KIND: ClassVar[str] = "incident_recorded"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    channel: str
    operation: str
    site: str
    incident: str
    what: str
    at: str
    words: str
    mark: FieldMark | None = None
