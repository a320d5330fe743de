"""The fold of arrest and custody: rules of the law, persons held, things seized; `home` alone.

Promises: one row per record of our own; an entry whose words are no words of the field, or that
names no channel of a case or an exercise, raises and is set aside. Nothing that a partner writes
makes a row here. Does not judge who may still be held: `arrests` does, from these rows.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import msgspec

from tansiq.custody import rules_projection
from tansiq.custody.labels import label_key
from tansiq.custody.tables import statements
from tansiq.record.base import Record, Unknown
from tansiq.record.custody import (
    ArrestNoted,
    ArrestRecorded,
    FieldSynced,
    IncidentRecorded,
    ItemSeized,
)
from tansiq.store.projection import Change, Insert, Opened, Projection, place_of
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import HOME, channel_id, channel_kind, record_id
from tansiq.terms.operating import ArrestEvent, IncidentKind, SeizedKind

Row = dict[str, object]
JOINT = frozenset({"case", "exercise"})
_encode = msgspec.json.Encoder(order="sorted").encode


def fold(opened: Opened) -> Iterator[Change]:
    """The rows of one entry; none for anything from the wrong place."""
    yield from rules_projection.fold(opened)
    said = opened.said
    if said is None or isinstance(said.payload, Unknown):
        return
    known = _OWN.get(type(said.payload)) if opened.mine and opened.channel == HOME else None
    if known is None:
        return
    table, row = known
    entry = {"entry": opened.entry_id, "record": _encode(said.payload).decode()}
    yield Insert(table, {**place_of(opened), **entry, **row(said.payload)})


def _about(said: ArrestRecorded | ItemSeized | IncidentRecorded | FieldSynced) -> Row:
    shared = channel_id(said.channel)
    if channel_kind(shared) not in JOINT:
        raise Invalid("id_invalid", kind="channel", value=said.channel[:80])
    return {"shared": shared, "operation": record_id(said.operation), "site": said.site}


def _arrest(said: ArrestRecorded) -> Row:
    return {**_about(said), "arrest": record_id(said.arrest), "at": _hour(said.at)}


def _note(said: ArrestNoted) -> Row:
    event = ArrestEvent(said.event).value
    return {"arrest": record_id(said.arrest), "event": event, "at": _hour(said.at)}


def _item(said: ItemSeized) -> Row:
    SeizedKind(said.what)
    row: Row = {"item": record_id(said.item), "label": label_key(said.label)}
    return {**_about(said), **row, "at": _hour(said.at)}


def _incident(said: IncidentRecorded) -> Row:
    row: Row = {"incident": record_id(said.incident), "what": IncidentKind(said.what).value}
    return {**_about(said), **row, "at": _hour(said.at)}


def _sync(said: FieldSynced) -> Row:
    return {**_about(said), "device": said.device, "last": said.last, "chain": said.chain}


def _hour(text: str) -> str:
    parse_stamp(text)
    return text


_OWN: Mapping[type[Record], tuple[str, Callable[..., Row]]] = MappingProxyType(
    {
        ArrestRecorded: ("custody_arrest", _arrest),
        ArrestNoted: ("custody_note", _note),
        ItemSeized: ("custody_item", _item),
        IncidentRecorded: ("custody_incident", _incident),
        FieldSynced: ("custody_sync", _sync),
    }
)
KINDS = frozenset(kind.KIND for kind in _OWN)
"""What is said of persons held and things seized, in `home`."""

PROJECTION = Projection(
    name="custody",
    version=1,
    tables=(*rules_projection.TABLES, *statements()),
    kinds=KINDS | rules_projection.KINDS,
    fold=fold,
)
