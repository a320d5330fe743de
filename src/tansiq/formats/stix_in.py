"""Entities from a STIX 2.1 bundle; what has no equivalent here is kept as it stands, and counted.

In: identities of persons and organisations, locations, accounts, mail addresses, relationships
between those, and whatever carries our own extension (read from there: type, values, nature, and
the grade as a note beside the value, for who takes it in grades it anew). Of several versions of
one object the newest is mapped, the older are kept. Objects that their author revoked, objects that
call somebody hostile, and whoever only wrote the file are kept and never mapped.

Promises: every object is mapped or kept, none both or neither; nothing outside a bundle is read.
Format: STIX 2.1 (OASIS standard).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tansiq.formats.edge_json import Object, Pieces
from tansiq.formats.edges import ASSESSMENT, FACT, EdgeReading, cleaned, counted
from tansiq.formats.ftm_entities import DraftEntity, grade_told
from tansiq.formats.schemata import schema, schemata
from tansiq.formats.stix_fixed import EXTENSION
from tansiq.formats.stix_map import ENDS, FIELDS, cells, schema_of
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import RecordId, new_record_id

_ID = re.compile(r"([a-z0-9][a-z0-9-]{1,249})--[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# What says how an object is kept in order, not what it says.
_FRAME = frozenset({"type", "id", "spec_version", "created", "modified", "created_by_ref",
                    "object_marking_refs", "extensions", "identity_class", "source_ref",
                    "target_ref", "labels", "schema_name", "entity", "claims", "category",
                    "standing"})  # fmt: skip

Value = tuple[str, str, tuple[str, str]]
"""Property, value, and what the document itself says of it (nature, note)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One object: the characters it stood in, and what it says."""

    id: str
    type: str
    version: str
    cut: str
    item: Object


def read_stix(data: bytes) -> EdgeReading:
    """Read a bundle; Invalid `document_large` or one of `edge_*`."""
    pieces = tuple(pieces_of(data))
    newest = newest_of(pieces)
    chosen = [one for one in pieces if newest[one.id] is one]
    authors = _authors(chosen)
    schemas = {one.id: "" if one.id in authors else _schema(one.item) for one in chosen}
    things = {one.id for one in chosen if _is_thing(one, schemas[one.id])}
    ids = {one.id: new_record_id() for one in chosen if one.id in things or _ties(one, things)}
    ours = {str(told_by_us(one.item)["entity"]): ids[one.id] for one in chosen if _ours(one, ids)}
    drafts: list[DraftEntity] = []
    left: list[str] = []
    for one in chosen:
        if one.id in ids:
            draft, gone = _draft(one, schemas[one.id], {**ours, **ids})
            drafts.append(draft)
            left += gone
    done = [one.type for one in chosen if one.id in ids]
    return EdgeReading(tuple(drafts), tuple(left), counted((p.type for p in pieces), done), ids)


def pieces_of(data: bytes) -> Iterator[Piece]:
    """The objects of a bundle in their order; Invalid `document_large` or one of `edge_*`."""
    walk = Pieces(data)
    kind: object = ""
    for key in walk.members():
        if key == "objects":
            for number in walk.elements():
                item, cut = walk.value()
                yield _piece(item, cut, number)
        else:
            value, _cut = walk.value()
            kind = value if key == "type" else kind
    walk.end()
    if kind != "bundle":
        raise Invalid("edge_layout", layout="stix")


def newest_of(pieces: tuple[Piece, ...]) -> Mapping[str, Piece]:
    """The newest version of each object; Invalid `edge_id_twice` when two claim the same one."""
    found: dict[str, Piece] = {}
    seen: dict[tuple[str, str], str] = {}
    for one in pieces:
        same = seen.setdefault((one.id, one.version), one.cut)
        if same != one.cut:
            raise Invalid("edge_id_twice", id=one.id)
        before = found.get(one.id)
        if before is None or before.version < one.version:
            found[one.id] = one
    return found


def _piece(item: object, cut: str, number: int) -> Piece:
    if not isinstance(item, dict):
        raise Invalid("edge_object", number=number)
    kind, named, version = item.get("type"), item.get("id"), item.get("modified", "")
    if not isinstance(kind, str) or not isinstance(named, str) or not isinstance(version, str):
        raise Invalid("edge_object", number=number)
    found = _ID.fullmatch(named)
    if found is None or found[1] != kind:
        raise Invalid("edge_object", number=number)
    return Piece(named, kind, version, cut, item)


def _authors(pieces: list[Piece]) -> frozenset[str]:
    """Those who wrote the file and are in nothing that it tells: no matter of the case."""
    told: set[str] = set()
    for one in pieces:
        refs = one.item.get("object_refs")
        told |= {str(ref) for ref in refs} if isinstance(refs, list) else set()
        told |= {str(one.item.get(end)) for end, _ in ENDS}
    return frozenset(str(one.item.get("created_by_ref")) for one in pieces) - told


def told_by_us(item: Object) -> Object:
    """What our extension says of an object; empty when it says nothing we can read."""
    held = item.get("extensions")
    told = held.get(EXTENSION) if isinstance(held, dict) else None
    if not isinstance(told, dict):
        return {}
    whole = item if told.get("extension_type") == "new-sdo" else told
    name, entity = whole.get("schema_name"), whole.get("entity")
    known = isinstance(name, str) and name in schemata() and isinstance(entity, str)
    return whole if known else {}


def _ours(piece: Piece, ids: Mapping[str, RecordId]) -> bool:
    return piece.id in ids and bool(told_by_us(piece.item))


def _schema(item: Object) -> str:
    if item.get("revoked") is True:
        return ""
    return str(told_by_us(item).get("schema_name") or schema_of(item))


def _is_thing(piece: Piece, kind: str) -> bool:
    """Whether an object becomes an entity by itself: it says something that we can keep."""
    if not kind or (piece.type == "relationship" and not told_by_us(piece.item)):
        return False
    return bool(told_by_us(piece.item)) or any(True for _ in cells(piece.item, kind))


def _ties(piece: Piece, things: set[str]) -> bool:
    """Whether a bare relationship becomes one: only between two things that do, no relations."""
    if piece.type != "relationship" or piece.item.get("revoked") is True:
        return False
    tied = [str(piece.item.get(end)) for end, _ in ENDS]
    return all(one in things and not one.startswith("relationship-") for one in tied)


def _draft(
    piece: Piece, kind: str, ids: Mapping[str, RecordId]
) -> tuple[DraftEntity, tuple[str, ...]]:
    told = told_by_us(piece.item)
    gone: list[str] = []
    found = list(_claims(told, kind, ids, gone) if told else _values(piece, kind, ids, gone))
    values = list(dict.fromkeys(found))
    draft = DraftEntity(
        ids[piece.id],
        piece.id,
        kind,
        tuple((name, value) for name, value, _ in values),
        tuple(said for _, _, said in values),
    )
    return draft, tuple(f"{piece.id}: {one}" for one in gone)


def _values(
    piece: Piece, kind: str, ids: Mapping[str, RecordId], gone: list[str]
) -> Iterator[Value]:
    """The values of a foreign object's bare fields."""
    carried: set[str] = set()
    for one in cells(piece.item, kind):
        carried.add(one.field)
        yield one.property, one.value, ("", "")
    for end, name in ENDS if piece.type == "relationship" else ():
        yield name, ids[str(piece.item[end])], ("", "")
    known = {one.name for one in FIELDS.get(piece.type, ())}
    gone += [key for key in sorted(piece.item) if key not in _FRAME | carried]
    gone += [key for key in sorted(known & carried) if _partly(piece.item, key, kind)]


def _partly(item: Object, key: str, kind: str) -> bool:
    """Whether a list was carried in part only."""
    held = item[key]
    if not isinstance(held, list):
        return False
    return sum(one.field == key for one in cells(item, kind)) < len(held)


def _claims(
    told: Object, kind: str, ids: Mapping[str, RecordId], gone: list[str]
) -> Iterator[Value]:
    """The values that our own extension states, each with its nature and the grade it had."""
    held = told.get("claims")
    for one in held if isinstance(held, list) else []:
        name, value = (one.get("property"), one.get("value")) if isinstance(one, dict) else ("", "")
        known = schema(kind).properties.get(str(name))
        if known is None or not isinstance(value, str):
            gone.append(str(name)[:60])
            continue
        kept = ids.get(value, "") if known.type == "entity" else cleaned(kind, str(name), value)
        if not kept:
            gone.append(str(name))
            continue
        nature = FACT if one.get("nature") == FACT and not one.get("disputed") else ASSESSMENT
        yield str(name), kept, (nature, grade_told(one.get("grade")))
    gone += [key for key in ("category", "standing") if told.get(key)]
