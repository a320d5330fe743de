"""What every foreign system's file becomes: entities, what was kept beside them, and the count.

Promises: each object of a file is in exactly one line of `counts`, mapped to an entity or kept as
it stands; what is mapped can be given back with whatever else its object held. A nature or grade
that the file states travels with its value, so that an assessment never arrives as a fact. Does
not: judge; the officer who takes the file in does.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tansiq.formats.ftm_entities import DraftEntity
from tansiq.formats.ftm_export import ClaimOut, EntityOut
from tansiq.formats.values import clean_value
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import RecordId

ASSESSMENT = "assessment"
FACT = "fact"


@dataclass(frozen=True, slots=True)
class Counted:
    """How many objects of one type were mapped, and how many are kept without an equivalent."""

    type: str
    mapped: int
    kept: int


@dataclass(frozen=True, slots=True)
class EdgeReading:
    """What a file holds as entities, what of those is not carried, and the count by type.

    `mapped` names the entity that stands for each foreign object.
    """

    drafts: tuple[DraftEntity, ...]
    left: tuple[str, ...]
    counts: tuple[Counted, ...]
    mapped: Mapping[str, RecordId]


@dataclass(frozen=True, slots=True)
class GivenBack:
    """A file given back: its bytes, what went with it, and what stayed here, by type."""

    data: bytes
    counts: tuple[Counted, ...]
    withheld: tuple[Counted, ...]


def counted(types: Iterable[str], mapped: Iterable[str]) -> tuple[Counted, ...]:
    """The count by type: `mapped` holds the types of those mapped, once for each."""
    every, done = Counter(types), Counter(mapped)
    return tuple(Counted(one, done[one], every[one] - done[one]) for one in sorted(every))


def cleaned(schema: str, name: str, value: object) -> str:
    """A foreign value as it is kept here; empty when it is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    try:
        return clean_value(schema, name, str(value))
    except Invalid:
        return ""


def is_plain(claim: ClaimOut) -> bool:
    """Whether a claim may stand in a bare field: a fact that nobody disputes, and not withheld."""
    return claim.nature == FACT and not claim.disputed and not claim.withheld


def plain_values(entity: EntityOut, name: str) -> list[str]:
    """What may stand in a bare field of this property, each value once."""
    found = (one.value for one in entity.claims if one.property == name and is_plain(one))
    return list(dict.fromkeys(found))


def given(entity: EntityOut) -> tuple[ClaimOut, ...]:
    """The claims of an entity that leave."""
    return tuple(one for one in entity.claims if not one.withheld)


def caption(entity: EntityOut, names: Sequence[str]) -> str:
    """What an entity is called: the first of its naming properties that leaves, else its id."""
    found = (one.value for name in names for one in given(entity) if one.property == name)
    return next(found, entity.id)
