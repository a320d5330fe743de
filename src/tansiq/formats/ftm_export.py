"""An entity file as FollowTheMoney entities, with all that is known about each claim beside them.

FollowTheMoney's properties hold bare values: no grade, no source, no status, no dispute. A value
without them could be taken for proven, so every line carries the claims in full under the key
`tansiq`, which FollowTheMoney's own model keeps and passes on. Promises: each claim given is
either in the output or in the list of what was left, with its reason; a withheld value is in
neither. Does not: decide what may leave; the caller says what is withheld and why.
Format: https://followthemoney.tech/docs/ (entities as JSON lines).
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tansiq.formats.schemata import Schema, schema
from tansiq.terms.errors import Invalid

# Codes that ISO 3166 leaves to its users: FollowTheMoney knows but Kosovo's.
_USERS_OWN = re.compile(r"aa|q[m-z]|x[a-jl-z]")


class Gone(StrEnum):
    """Why something is not in the properties that other programs read."""

    WITHHELD = "withheld"  # it may not leave, for the reason given with it
    TYPE = "type"  # FollowTheMoney has no such type; the entity goes as the type it extends
    PROPERTY = "property"  # FollowTheMoney has no such property; the claim is under `tansiq` only
    VALUE = "value"  # FollowTheMoney knows no such country; same
    OUTSIDE = "outside"  # it points to an entity that is not in this export
    BARE = "bare"  # a bare field would pass it for an undisputed fact; it stands beside, in full


@dataclass(frozen=True, slots=True)
class ClaimOut:
    """A claim with what a reader must know of it; `withheld` is the reason why it stays here.

    `disputed` names the agencies that dispute it.
    """

    id: str
    property: str
    value: str
    grade: str
    nature: str
    agency: str
    source: str
    status: str
    handling: str
    language: str = ""
    since: str = ""
    until: str = ""
    about: bool = False
    note: str = ""
    withheld: str = ""
    tlp: str = ""
    conditions: str = ""
    disputed: str = ""


@dataclass(frozen=True, slots=True)
class EntityOut:
    """An entity of a case; `standing` says what each agency holds the person to be.

    `opened` and `changed` are the times of the first and the newest thing said of it.
    """

    id: str
    schema: str
    claims: Sequence[ClaimOut]
    category: str = ""
    standing: Sequence[str] = ()
    opened: str = ""
    changed: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """Something that other programs will not read, or that did not leave, and why."""

    entity: str
    reason: Gone
    property: str = ""
    claim: str = ""
    detail: str = ""


def export_entities(entities: Iterable[EntityOut]) -> tuple[bytes, tuple[Left, ...]]:
    """One JSON object per line, and what was left.

    A type or property that this release does not know either is a partner's newer one: its entity
    goes as a `Thing`, its claims stand in full under `tansiq`.
    """
    chosen = tuple(entities)
    known = frozenset(one.id for one in chosen)
    lines: list[str] = []
    left: list[Left] = []
    for entity in chosen:
        kind = _kind(entity.schema)
        left += _left(entity, kind, known)
        line = _entity(entity, kind)
        lines.append(json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
    return "".join(f"{line}\n" for line in lines).encode(), tuple(left)


def _kind(name: str) -> Schema:
    try:
        return schema(name)
    except Invalid:
        return Schema(
            name=name,
            person=False,
            edge=None,
            properties={},
            ancestors=frozenset(),
            caption=(),
            featured=(),
            known_as="Thing",
            label=name,
        )


def _left(entity: EntityOut, kind: Schema, known: frozenset[str]) -> Iterator[Left]:
    if kind.known_as != entity.schema:
        yield Left(entity.id, Gone.TYPE, detail=kind.known_as)
    for claim in entity.claims:
        asked = kind.properties.get(claim.property)
        if claim.withheld:
            yield Left(entity.id, Gone.WITHHELD, claim.property, claim.id, claim.withheld)
        elif asked is None or not asked.stock:
            yield Left(entity.id, Gone.PROPERTY, claim.property, claim.id)
        elif not _place(kind, claim):
            yield Left(entity.id, Gone.VALUE, claim.property, claim.id, claim.value)
        elif asked.type == "entity" and claim.value not in known:
            yield Left(entity.id, Gone.OUTSIDE, claim.property, claim.id, claim.value)


def _place(kind: Schema, claim: ClaimOut) -> bool:
    """Whether FollowTheMoney has a place for what a claim says."""
    asked = kind.properties.get(claim.property)
    if asked is None:
        return False
    strange = asked.type == "country" and _USERS_OWN.fullmatch(claim.value)
    return asked.stock and not strange


def _entity(entity: EntityOut, kind: Schema) -> dict[str, object]:
    given = [one for one in entity.claims if not one.withheld]
    properties: dict[str, list[str]] = {}
    for claim in given:
        values = properties.setdefault(claim.property, []) if _place(kind, claim) else []
        if claim.value not in values:
            values.append(claim.value)
    beside = {
        "schema": entity.schema,
        "category": entity.category,
        "standing": list(entity.standing),
        "claims": [_claim(one) for one in given],
    }
    return {
        "id": entity.id,
        "schema": kind.known_as,
        "caption": _caption(kind, given) or entity.id,
        "properties": properties,
        "tansiq": {name: value for name, value in beside.items() if value},
    }


def _caption(kind: Schema, given: Sequence[ClaimOut]) -> str:
    named = (one.value for name in kind.caption for one in given if one.property == name)
    return next(named, "")


def _claim(claim: ClaimOut) -> dict[str, object]:
    names = [one for one in ClaimOut.__slots__ if one != "withheld"]
    return {name: getattr(claim, name) for name in names if getattr(claim, name)}
