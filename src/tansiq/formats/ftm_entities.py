"""Entities with their properties from FollowTheMoney, for claims rather than reports.

In: one JSON object per line, or one JSON list. Out: entities under new ids, links between them
kept, values as they are kept here. `left` names each thing that is not carried: properties this
release does not know or that only programs write, values that are no such value, links to what is
not in the file, and whatever else stands beside the properties.
Format: https://followthemoney.tech/docs/ (entities as JSON: id, schema, properties).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tansiq.formats.draft import check_size
from tansiq.formats.ftm import objects
from tansiq.formats.schemata import schema
from tansiq.formats.values import clean_value
from tansiq.terms.errors import Invalid
from tansiq.terms.grading import Grade
from tansiq.terms.ids import RecordId, new_record_id

MOST_ENTITIES = 200_000
_READ = frozenset({"id", "schema", "properties", "caption"})


@dataclass(frozen=True, slots=True)
class DraftEntity:
    """An entity as a foreign document tells it; values are (property, value) in its order.

    `said` is what the document itself says of each value, in the same order: (nature, note); it is
    empty when the document tells neither.
    """

    entity: RecordId
    foreign: str
    schema: str
    values: tuple[tuple[str, str], ...]
    said: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Entities:
    """What a document holds, and what of it is not carried."""

    drafts: tuple[DraftEntity, ...]
    left: tuple[str, ...]


def read_entity_files(data: bytes) -> Entities:
    """Read entities; Invalid `document_large`, `document_reports`, `ftm_syntax`, `ftm_entity`."""
    check_size(data)
    found = objects(data)
    if len(found) > MOST_ENTITIES:
        raise Invalid("document_reports", most=MOST_ENTITIES)
    parts = [_parts(one, number) for number, one in enumerate(found, start=1)]
    ids = {foreign: new_record_id() for foreign, _, _ in parts}
    drafts: list[DraftEntity] = []
    left: list[str] = []
    for (foreign, kind, properties), entity in zip(parts, found, strict=True):
        values: list[tuple[str, str]] = []
        said: list[tuple[str, str]] = []
        told = _told(entity)
        for name, value in _values(properties):
            cleaned = _carried(kind, name, value, ids)
            if cleaned:
                values.append((name, cleaned))
                said.append(told.get((name, value), ("", "")))
            else:
                left.append(f"{foreign}: {name}")
        beside = sorted(map(str, entity)) if isinstance(entity, dict) else []
        left += [f"{foreign}: {key}" for key in beside if key not in _READ]
        drafts.append(DraftEntity(ids[foreign], foreign, kind, tuple(values), tuple(said)))
    return Entities(tuple(drafts), tuple(left))


def _parts(entity: object, number: int) -> tuple[str, str, Mapping[str, object]]:
    if not isinstance(entity, dict):
        raise Invalid("ftm_entity", line=number)
    kind, found = entity.get("schema"), entity.get("properties")
    if not isinstance(kind, str) or not isinstance(found, dict):
        raise Invalid("ftm_entity", line=number)
    schema(kind)
    return str(entity.get("id") or f"#{number}"), kind, found


def _told(entity: object) -> Mapping[tuple[str, str], tuple[str, str]]:
    """What a line of our own says of each value beside it: nature, and the grade it had.

    Of several claims of one value an assessment counts: none is to arrive as more than it was.
    """
    beside = entity.get("tansiq") if isinstance(entity, dict) else None
    claims = beside.get("claims") if isinstance(beside, dict) else None
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for one in claims if isinstance(claims, list) else []:
        if isinstance(one, dict):
            plain = one.get("nature") == "fact" and not one.get("disputed")
            place = (str(one.get("property")), str(one.get("value")))
            if not plain or place not in found:
                found[place] = ("fact" if plain else "assessment", grade_told(one.get("grade")))
    return found


def grade_told(value: object) -> str:
    """A grade that a file states, scheme and code; empty when it is none."""
    try:
        return str(Grade.parse(value)) if isinstance(value, str) else ""
    except Invalid:
        return ""


def _values(properties: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, values in properties.items():
        for value in values if isinstance(values, list) else [values]:
            yield str(name), str(value)


def _carried(kind: str, name: str, value: str, ids: Mapping[str, RecordId]) -> str:
    """The value as it is kept, or empty when it cannot be."""
    known = schema(kind).properties.get(name)
    if known is None:
        return ""
    if known.type == "entity":
        return ids.get(value, "")
    try:
        return clean_value(kind, name, value)
    except Invalid:
        return ""
