"""Entities from a MISP event; what has no equivalent here is kept as it stands, and counted.

In: objects of the templates in `misp_map`, attributes that are a thing by themselves, and whatever
carries our own tags (read from those: type, property, value, nature, and the grade as a note). All
else (files, hashes, domains, galaxies, related events, tags of the event) is kept. What its author
deleted is never mapped.

Promises: every attribute and object of the event is mapped or kept. Format: MISP core format.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from tansiq.formats.edge_json import Object, Pieces
from tansiq.formats.edges import ASSESSMENT, FACT, EdgeReading, cleaned, counted
from tansiq.formats.ftm_entities import DraftEntity, grade_told
from tansiq.formats.misp_map import LOOSE, attributes, cells, schema_of
from tansiq.formats.misp_out import is_pointing
from tansiq.formats.schemata import schemata
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import RecordId, new_record_id

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_OURS = re.compile(r'tansiq:([a-z]+)="(.*)"', re.DOTALL)
_WRAPPED = re.compile(r'\{\s*"Event"\s*:')
_PARTS = ("Attribute", "Object")
Value = tuple[str, str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Part:
    """One attribute or object of an event: the characters it stood in, and what it says."""

    id: str
    type: str
    cut: str
    item: Object


@dataclass(frozen=True, slots=True)
class Event:
    """An event piece by piece: `keys` in their order, with the characters of each value.

    `wrapped` when it stood under the key `Event`, `parts` what stood in its two lists.
    """

    wrapped: bool
    keys: tuple[tuple[str, str], ...]
    parts: Mapping[str, tuple[Part, ...]]

    @property
    def every(self) -> tuple[Part, ...]:
        """Attributes and objects."""
        return tuple(one for name in _PARTS for one in self.parts.get(name, ()))


def read_misp(data: bytes) -> EdgeReading:
    """Read an event; Invalid `document_large` or one of `edge_*`."""
    event = event_of(data)
    schemas = {one.id: schema_for(one.item, one.type) for one in event.every}
    ids = {one.id: new_record_id() for one in event.every if schemas[one.id]}
    drafts: list[DraftEntity] = []
    left: list[str] = []
    for one in event.every:
        if one.id in ids:
            draft, gone = _draft(one, schemas[one.id], ids)
            drafts.append(draft)
            left += gone
    left += [f"event: {key}" for key, _ in event.keys if key not in _PARTS]
    done = [one.type for one in event.every if one.id in ids]
    return EdgeReading(
        tuple(drafts), tuple(left), counted((p.type for p in event.every), done), ids
    )


def event_of(data: bytes) -> Event:
    """The pieces of an event; Invalid `document_large` or one of `edge_*`."""
    walk = Pieces(data)
    if not _WRAPPED.match(walk.text):
        found = _event(walk)
        walk.end()
        return found
    made = Event(wrapped=True, keys=(), parts={})
    for key in walk.members():
        if key != "Event":
            raise Invalid("edge_layout", layout="misp")
        made = replace(_event(walk), wrapped=True)
    walk.end()
    return made


def schema_for(item: Object, kind: str) -> str:
    """Which type of ours a part of an event is; empty when there is none."""
    told = _schema_told(item)
    if told or item.get("deleted") is True:
        return told if item.get("deleted") is not True else ""
    if kind.startswith("object:"):
        name = schema_of(item)
        return name if name and any(True for _ in cells(item, name)) else ""
    name, asked = LOOSE.get(str(item.get("type")), ("", ""))
    return name if name and cleaned(name, asked, item.get("value")) else ""


def _event(walk: Pieces) -> Event:
    keys: list[tuple[str, str]] = []
    parts: dict[str, tuple[Part, ...]] = {}
    for key in walk.members():
        if key in _PARTS:
            parts[key] = tuple(_parts(walk, key))
            keys.append((key, ""))
        else:
            _value, cut = walk.value()
            keys.append((key, cut))
    if not {"info", "uuid"} <= {key for key, _ in keys}:
        raise Invalid("edge_layout", layout="misp")
    made = Event(wrapped=False, keys=tuple(keys), parts=parts)
    named, count = next(iter(Counter(one.id for one in made.every).most_common(1)), ("", 0))
    if count > 1:
        raise Invalid("edge_id_twice", id=named)
    return made


def _parts(walk: Pieces, key: str) -> Iterator[Part]:
    for number in walk.elements():
        item, cut = walk.value()
        named = item.get("uuid") if isinstance(item, dict) else None
        if not isinstance(item, dict) or not isinstance(named, str) or not _UUID.fullmatch(named):
            raise Invalid("edge_object", number=number)
        kind = item.get("name" if key == "Object" else "type")
        if not isinstance(kind, str):
            raise Invalid("edge_object", number=number)
        yield Part(named, f"{'object' if key == 'Object' else 'attribute'}:{kind}", cut, item)


def _tags(item: Object) -> Mapping[str, str]:
    """Our own tags on an attribute."""
    held = item.get("Tag")
    names = (
        [one.get("name") for one in held if isinstance(one, dict)] if isinstance(held, list) else []
    )
    found = (_OURS.fullmatch(one) for one in names if isinstance(one, str))
    return {one[1]: one[2] for one in found if one}


def _schema_told(item: Object) -> str:
    """The type that our own tags on an object's attributes name, when all name one that we know."""
    told = {_tags(one).get("schema", "") for one in attributes(item)}
    return told.pop() if len(told) == 1 and told <= set(schemata()) else ""


def _draft(
    part: Part, kind: str, ids: Mapping[str, RecordId]
) -> tuple[DraftEntity, tuple[str, ...]]:
    gone: list[str] = []
    if part.type.startswith("attribute:"):
        found = _loose(part, kind)
    elif _schema_told(part.item):
        found = list(_told(part.item, kind, ids, gone))
    else:
        found = _bare(part.item, kind, gone)
    values = list(dict.fromkeys(found))
    said = tuple(one for _, _, one in values)
    pairs = tuple((name, value) for name, value, _ in values)
    draft = DraftEntity(ids[part.id], part.id, kind, pairs, said)
    return draft, tuple(f"{part.id}: {one}" for one in gone)


def _loose(part: Part, kind: str) -> list[Value]:
    name = LOOSE[str(part.item["type"])][1]
    return [(name, cleaned(kind, name, part.item["value"]), ("", ""))]


def _bare(item: Object, kind: str, gone: list[str]) -> list[Value]:
    found = list(cells(item, kind))
    taken = {one.number for one in found}
    every = attributes(item)
    gone += [str(one.get("object_relation")) for n, one in enumerate(every) if n not in taken]
    return [(one.property, one.value, ("", "")) for one in found]


def outdated(item: Object, kind: str, held: Mapping[str, list[str]]) -> bool:
    """Whether an object with our own tags says what the case no longer does."""
    for one in attributes(item):
        name = _tags(one).get("property", "")
        if name and not is_pointing(kind, name):
            value = cleaned(kind, name, one.get("value"))
            if value and value not in held.get(name, ()):
                return True
    return False


def is_told(item: Object) -> bool:
    """Whether an object carries our own tags throughout."""
    return bool(_schema_told(item))


def _told(item: Object, kind: str, ids: Mapping[str, RecordId], gone: list[str]) -> Iterator[Value]:
    """What our own tags say: the property, its nature, and the grade it had."""
    for one in attributes(item):
        tags = _tags(one)
        name = tags.get("property", "")
        pointing = is_pointing(kind, name)
        value = str(one.get("value"))
        kept = ids.get(value, "") if pointing else cleaned(kind, name, value)
        if not kept:
            gone.append(name or str(one.get("object_relation")))
            continue
        plain = tags.get("nature") == FACT and "disputed" not in tags
        yield name, kept, (FACT if plain else ASSESSMENT, grade_told(tags.get("grade")))
