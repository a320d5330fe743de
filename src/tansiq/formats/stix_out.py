"""Entities of a case as STIX 2.1: bare fields for undisputed facts, and all claims beside them.

Other programs read bare fields alone, and a bare value passes for true. So only facts that nobody
disputes stand there; an assessment or a disputed claim is told in a note on the object, in words,
and every claim stands in full (grade with its scheme, nature, agency, handling code) in our
extension. No confidence number is ever written: a grade is none. What a person is held to be
(suspected, charged) stands in the extension and in labels, by agency, never in `roles`.

Promises: each claim given is in the bundle or in the list of what was left, with its reason. Does
not: decide what may leave; the caller says what is withheld and why.
Format: STIX 2.1 (OASIS standard).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tansiq.formats.edge_json import Object, spelled
from tansiq.formats.edges import caption, given, is_plain, plain_values
from tansiq.formats.ftm_export import ClaimOut, EntityOut, Gone, Left
from tansiq.formats.schemata import Schema, schema
from tansiq.formats.stix_fixed import (
    EXTENSION,
    SPEC,
    THING,
    agency,
    bundle_of,
    extension,
    markings,
    moment,
    stix_id,
)
from tansiq.formats.stix_map import FIELDS, IDENTITIES, LINKS, NUMBERS, PLACES
from tansiq.terms.errors import Invalid

_NAMING = ("name", "alias", "number", "username", "iban", "accountNumber", "imei", "phone", "title")
_BARE = frozenset({"email-addr", "user-account"})
"""Observable objects: they bear no times, no author and no labels."""
_TIMES = frozenset({"startDate", "endDate"})
_WHOLE = len("2026-01-01T00:00:00")


@dataclass(frozen=True, slots=True)
class Frame:
    """Who exports, what it is called, and when the exported state was read."""

    me: str
    name: str
    time: str


def export_stix(entities: Iterable[EntityOut], frame: Frame) -> tuple[bytes, tuple[Left, ...]]:
    """A bundle of entities in a grouping, and what bare fields do not tell."""
    objects, left = stix_of(entities, frame)
    first = (*extension(), agency(frame.me))
    refs = [str(one["id"]) for one in objects if one["type"] != "marking-definition"]
    grouping = {
        **_common("grouping", frame, stix_id("grouping", frame.me, frame.name), ("", "")),
        "name": frame.name,
        "context": "unspecified",
        "object_refs": refs or [str(agency(frame.me)["id"])],
    }
    grouping |= {"created": moment(frame.time), "modified": moment(frame.time)}
    made = bundle_of((*first, *objects, grouping), f"{frame.me} {frame.name} {frame.time}")
    return f"{spelled(made)}\n".encode(), left


def stix_of(
    entities: Iterable[EntityOut], frame: Frame
) -> tuple[tuple[Object, ...], tuple[Left, ...]]:
    """Entities as objects with their markings and notes, and what bare fields do not tell."""
    chosen = tuple(entities)
    kinds = {one.id: _kind(one) for one in chosen}
    refs = {one.id: stix_id(kinds[one.id], one.id) for one in chosen}
    known = {one.id: one for one in chosen}
    # A link can only hang on what is itself no link, or a reader would follow it in a circle.
    objects: list[Object] = []
    left: list[Left] = []
    for one in chosen:
        ends = _ends(one, refs, known)
        made = _object(one, kinds[one.id] if ends or not _is_link(one) else THING, ends, frame)
        objects += _marked(one, made)
        objects += _notes(one, made, frame)
        left += _left(one, made, known)
    return tuple(objects), tuple(left)


def _kind(entity: EntityOut) -> str:
    """The STIX type of an entity; our own type where STIX has none, or asks for more."""
    if entity.schema in IDENTITIES:
        return "identity"
    if entity.schema in PLACES:
        placed = plain_values(entity, "latitude") and plain_values(entity, "longitude")
        return "location" if placed or _country(entity) else THING
    if entity.schema == "UserAccount":
        if plain_values(entity, "username"):
            return "user-account"
        return "email-addr" if plain_values(entity, "email") else THING
    return "relationship" if _is_link(entity) else THING


def _is_link(entity: EntityOut) -> bool:
    return entity.schema in LINKS


def _country(entity: EntityOut) -> list[str]:
    return [one.upper() for one in plain_values(entity, "country") if len(one) == 2]


def _ends(
    entity: EntityOut, refs: Mapping[str, str], known: Mapping[str, EntityOut]
) -> tuple[str, str] | None:
    """What a link ties, where both ends are undisputed facts and leave with it."""
    if not _is_link(entity):
        return None
    edge = schema(entity.schema).edge or ("", "")
    found = [plain_values(entity, one) for one in edge]
    tied = [one[0] for one in found if len(one) == 1]
    if len(tied) != len(edge) or any(one not in refs or _is_link(known[one]) for one in tied):
        return None
    return refs[tied[0]], refs[tied[1]]


def _object(
    entity: EntityOut, kind: str, ends: tuple[str, str] | None, frame: Frame
) -> dict[str, object]:
    named = stix_id(kind, entity.id)
    made = _common(kind, frame, named, (entity.opened, entity.changed))
    if kind == THING:
        told = {"extension_type": "new-sdo"}
        return {**made, "name": caption(entity, _NAMING), **_said(entity), **_extended(told)}
    made |= dict(_fields(entity, kind))
    if kind == "identity":
        made |= {"identity_class": IDENTITIES[entity.schema], "name": caption(entity, _NAMING)}
    if ends:
        made |= {"source_ref": ends[0], "target_ref": ends[1]}
        made["relationship_type"] = LINKS[entity.schema]
    return {**made, **_extended({"extension_type": "property-extension", **_said(entity)})}


def _extended(told: Mapping[str, object]) -> Object:
    return {"extensions": {EXTENSION: told}}


def _common(kind: str, frame: Frame, named: str, times: tuple[str, str]) -> dict[str, object]:
    made: dict[str, object] = {"type": kind, "spec_version": SPEC, "id": named}
    if kind in _BARE:
        return made
    return {
        **made,
        "created_by_ref": str(agency(frame.me)["id"]),
        "created": moment(times[0]),
        "modified": moment(max(times)),
    }


def _fields(entity: EntityOut, kind: str) -> Iterator[tuple[str, object]]:
    """The bare fields, each from undisputed facts alone."""
    met: set[str] = set()
    for field in FIELDS[kind]:
        values: list[object] = [*plain_values(entity, field.property)]
        if field.property == "country":
            values = [*_country(entity)]
        if not values or field.property in met or field.property == "role":
            continue
        met.add(field.property)
        one = float(str(values[0])) if field.name in NUMBERS else values[0]
        if field.property in _TIMES and len(str(one)) < _WHOLE:
            continue  # STIX knows whole instants only, and a day is none
        yield field.name, values if field.many else _instant(field.property, one)


def _instant(name: str, value: object) -> object:
    return f"{value}Z" if name in _TIMES else value


def _said(entity: EntityOut) -> dict[str, object]:
    told: dict[str, object] = {
        "entity": entity.id,
        "schema_name": entity.schema,
        "category": entity.category,
        "standing": list(entity.standing),
        "claims": [claim_told(one) for one in given(entity)],
    }
    return {name: value for name, value in told.items() if value}


def claim_told(claim: ClaimOut) -> dict[str, str | bool]:
    """A claim in full, as our extension holds it."""
    names = [one for one in ClaimOut.__slots__ if one not in {"id", "withheld"}]
    told = {name: getattr(claim, name) for name in names if getattr(claim, name)}
    return {"claim_id": claim.id, **told} if claim.id else told


def _marked(entity: EntityOut, made: dict[str, object]) -> Iterator[Object]:
    """The markings, then the object that bears them and its labels."""
    codes = [(one.handling, one.tlp, one.conditions) for one in given(entity)]
    marks = markings(codes)
    yield from marks
    if marks:
        made["object_marking_refs"] = [str(one["id"]) for one in marks]
    labels = [f"tansiq:category={entity.category}"] if entity.category else []
    labels += [f"tansiq:standing={one.replace(' ', '')}" for one in entity.standing]
    if labels and made["type"] not in _BARE:
        made["labels"] = labels
    yield made


def _notes(entity: EntityOut, made: Object, frame: Frame) -> Iterator[Object]:
    """What is not an undisputed fact, in words that every program shows."""
    doubtful = [one for one in given(entity) if not is_plain(one)]
    if not doubtful:
        return
    note = {
        **_common("note", frame, stix_id("note", entity.id), (entity.opened, entity.changed)),
        "abstract": "Assessments and disputed statements: not established facts",
        "content": "\n".join(_line(one) for one in doubtful),
        "object_refs": [str(made["id"])],
    }
    if "object_marking_refs" in made:
        note["object_marking_refs"] = made["object_marking_refs"]
    yield note


def _line(claim: ClaimOut) -> str:
    told = f"{claim.nature}: {claim.property}: {claim.value} ({claim.grade}, {claim.agency})"
    return f"{told}; disputed by {claim.disputed}" if claim.disputed else told


def _left(entity: EntityOut, made: Object, known: Mapping[str, EntityOut]) -> Iterator[Left]:
    if made["type"] == THING:
        yield Left(entity.id, Gone.TYPE, detail=THING)
    for claim in entity.claims:
        reason = _reason(entity, claim, made)
        if not claim.withheld and _points_out(entity, claim, known):
            reason = Gone.OUTSIDE
        if reason:
            detail = claim.withheld or (claim.value if reason is Gone.OUTSIDE else "")
            yield Left(entity.id, reason, claim.property, claim.id, detail)


def _reason(entity: EntityOut, claim: ClaimOut, made: Object) -> Gone | None:
    """Why the bare fields do not tell a claim; None when they do, or when there are none."""
    kind = str(made["type"])
    if claim.withheld:
        return Gone.WITHHELD
    tied = (schema(entity.schema).edge or ()) if "source_ref" in made else ()
    if kind == THING or claim.property in tied:
        return None
    if not is_plain(claim):
        return Gone.BARE
    fields = [one.name for one in FIELDS.get(kind, ()) if one.property == claim.property]
    there = [one for one in fields if one in made]
    if not there:
        return Gone.PROPERTY
    return None if any(_stands(made, one, claim) for one in there) else Gone.VALUE


def _stands(made: Object, field: str, claim: ClaimOut) -> bool:
    held = made[field]
    values: Sequence[object] = held if isinstance(held, list) else [held]
    spelt = {str(one).casefold() for one in values}
    return field in NUMBERS or claim.value.casefold() in spelt or f"{claim.value}z" in spelt


def _points_out(entity: EntityOut, claim: ClaimOut, known: Mapping[str, EntityOut]) -> bool:
    try:
        kind: Schema = schema(entity.schema)
    except Invalid:
        return False
    asked = kind.properties.get(claim.property)
    return asked is not None and asked.type == "entity" and claim.value not in known
