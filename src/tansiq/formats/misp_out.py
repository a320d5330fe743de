"""Entities of a case as a MISP event: one object each, one attribute per claim, tagged in full.

A MISP attribute carries its own tags and comment, so every claim stands where its reader looks:
grade (the Admiralty taxonomy where that is its scheme, ours otherwise), nature, agency, dispute,
handling code, TLP. An assessment says so in its comment too. Nothing is flagged for detection or
correlation, nothing is published, and the event is for the receiving organisation alone: who may
have it was decided here, not in a MISP server. A relation is an object of ours with references.

Promises: each claim given is in the event or in the list of what was left; the same claim has the
same UUID in every export. Does not: decide what may leave. Format: MISP core format (draft 18).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID, uuid5

from tansiq.formats.edge_json import Object, spelled
from tansiq.formats.edges import FACT, given
from tansiq.formats.ftm_export import ClaimOut, EntityOut, Gone, Left
from tansiq.formats.misp_map import BY_SCHEMA
from tansiq.formats.schemata import schema
from tansiq.formats.stix_out import Frame
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Invalid
from tansiq.terms.grading import Grade, Scheme

OWN = "tansiq-entity"
_NAMES = UUID("0d8e2a40-7f5c-5b8e-8a7d-3e0f5a6b7c21")
_OWN_TEMPLATE = "5b9b6f0a-2f1e-5c55-9d0f-6a6f5f1e8c10"
_TAG = re.compile(r"[\"\\\x00-\x1f]")
_LONGEST_TAG = 250


def export_misp(entities: Iterable[EntityOut], frame: Frame) -> tuple[bytes, tuple[Left, ...]]:
    """An event with all entities, and what other programs will not read of them."""
    chosen = tuple(entities)
    refs = {one.id: misp_id("object", one.id) for one in chosen}
    stamp = _seconds(frame.time)
    event = {
        "uuid": misp_id("event", frame.me, frame.name),
        "info": f"{frame.me}: {frame.name}",
        "date": frame.time[:10],
        "timestamp": stamp,
        "analysis": "0",
        "threat_level_id": "4",
        "distribution": "0",
        "published": False,
        "Orgc": {"name": frame.me, "uuid": misp_id("agency", frame.me)},
        "Tag": [{"name": one} for one in event_tags(chosen)],
        "Attribute": [],
        "Object": [_object(one, refs, stamp) for one in chosen],
    }
    left = tuple(one for entity in chosen for one in _left(entity, refs))
    return f"{spelled({'Event': event})}\n".encode(), left


def misp_id(*named: str) -> str:
    """The UUID of something of ours."""
    return str(uuid5(_NAMES, "\n".join(named)))


def event_tags(entities: Iterable[EntityOut]) -> tuple[str, ...]:
    """What a reader must keep for the event as a whole: each code that stands anywhere in it."""
    claims = [claim for one in entities for claim in given(one)]
    return tuple(sorted({tag for one in claims for tag in _handling_tags(one)}))


def tag(name: str, value: str) -> str:
    """A tag of ours; signs that would end it early are taken out."""
    return f'tansiq:{name}="{_TAG.sub(" ", value)[:_LONGEST_TAG]}"'


def grade_tags(grade: str) -> tuple[str, ...]:
    """A grade with its scheme; those of the Admiralty code in its published taxonomy too."""
    try:
        read = Grade.parse(grade)
    except Invalid:
        return ()
    own = tag("grade", str(read))
    if read.scheme is not Scheme.ADMIRALTY:
        return (own,)
    letter, digit = read.source.lower(), read.information
    named = f'admiralty-scale:source-reliability="{letter}"'
    return own, named, f'admiralty-scale:information-credibility="{digit}"'


def _handling_tags(claim: ClaimOut) -> Iterator[str]:
    if claim.handling:
        yield tag("handling", claim.handling)
    if claim.conditions:
        yield tag("conditions", claim.conditions)
    if claim.tlp:
        yield claim.tlp.lower()


def _object(entity: EntityOut, refs: Mapping[str, str], stamp: str) -> Object:
    template = BY_SCHEMA.get(entity.schema)
    made = {
        "uuid": refs[entity.id],
        "name": template.name if template else OWN,
        "meta-category": template.meta if template else "misc",
        "template_uuid": template.uuid if template else _OWN_TEMPLATE,
        "template_version": template.version if template else "1",
        "description": f"Tansiq {entity.schema}",
        "distribution": "5",
        "timestamp": stamp,
        "comment": _comment(entity),
        "Attribute": [_attribute(entity, one, refs, stamp) for one in given(entity)],
    }
    references = list(_references(entity, refs, stamp))
    return {**made, "ObjectReference": references} if references else made


def _comment(entity: EntityOut) -> str:
    told = [entity.schema]
    told += [f"data subject: {entity.category}"] if entity.category else []
    told += [f"held to be: {', '.join(entity.standing)}"] if entity.standing else []
    return "; ".join(told)


def _attribute(entity: EntityOut, claim: ClaimOut, refs: Mapping[str, str], stamp: str) -> Object:
    relation, kind = _relation(entity.schema, claim.property)
    pointing = is_pointing(entity.schema, claim.property)
    return {
        "uuid": misp_id("attribute", entity.id, claim.id, claim.property, claim.value),
        "object_relation": relation,
        "type": kind,
        "category": "Other",
        "value": refs.get(claim.value, claim.value) if pointing else claim.value,
        "to_ids": False,
        "disable_correlation": True,
        "distribution": "5",
        "timestamp": stamp,
        "comment": _doubt(claim),
        "Tag": [{"name": one} for one in _tags(entity, claim)],
    }


def _doubt(claim: ClaimOut) -> str:
    told = "" if claim.nature == FACT else "Assessment, not an established fact."
    return f"{told} Disputed by {claim.disputed}.".strip() if claim.disputed else told


def _tags(entity: EntityOut, claim: ClaimOut) -> Iterator[str]:
    yield tag("entity", entity.id)
    yield tag("schema", entity.schema)
    yield tag("property", claim.property)
    yield tag("nature", claim.nature)
    yield from grade_tags(claim.grade)
    yield from _handling_tags(claim)
    for name in ("agency", "source", "language", "since", "until", "disputed"):
        value = getattr(claim, name)
        if value:
            yield tag(name, value)


def _relation(schema_name: str, name: str) -> tuple[str, str]:
    template = BY_SCHEMA.get(schema_name)
    for relation, (kind, known) in template.relations.items() if template else ():
        if known == name:
            return relation, kind
    return name, "text"


def is_pointing(schema_name: str, name: str) -> bool:
    """Whether a property's values are other entities; not for types of a newer release."""
    try:
        found = schema(schema_name).properties.get(name)
    except Invalid:
        return False
    return found is not None and found.type == "entity"


def _references(entity: EntityOut, refs: Mapping[str, str], stamp: str) -> Iterator[Object]:
    for claim in given(entity):
        if is_pointing(entity.schema, claim.property) and claim.value in refs:
            yield {
                "uuid": misp_id("reference", entity.id, claim.property, claim.value),
                "object_uuid": refs[entity.id],
                "referenced_uuid": refs[claim.value],
                "relationship_type": claim.property,
                "comment": _doubt(claim),
                "timestamp": stamp,
            }


def _left(entity: EntityOut, refs: Mapping[str, str]) -> Iterator[Left]:
    if entity.schema not in BY_SCHEMA:
        yield Left(entity.id, Gone.TYPE, detail=OWN)
    known = _known(entity.schema)
    for claim in entity.claims:
        here = (claim.property, claim.id)
        if claim.withheld:
            yield Left(entity.id, Gone.WITHHELD, *here, claim.withheld)
        elif is_pointing(entity.schema, claim.property) and claim.value not in refs:
            yield Left(entity.id, Gone.OUTSIDE, *here, claim.value)
        elif known is not None and claim.property not in known:
            yield Left(entity.id, Gone.PROPERTY, *here)


def _known(schema_name: str) -> frozenset[str] | None:
    """The properties that the template of a type has a relation for; all, for our own template."""
    template = BY_SCHEMA.get(schema_name)
    return frozenset(one for _, one in template.relations.values()) if template else None


def _seconds(stamp: str) -> str:
    return str(int(parse_stamp(stamp).timestamp()))
