"""Types of entities as a case meets them: those of this release, and those of a newer one.

Promises: a type or property this release does not know is kept and shown as it stands; it is never
searched, compared or taken for a person's. Whoever writes here uses known types only.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from tansiq.formats import schemata
from tansiq.formats.schemata import Property
from tansiq.formats.values import contradicts
from tansiq.terms.errors import Invalid

MOST_COMPARED = 50
KEYED_TYPES = frozenset({"name", "identifier", "phone", "email", "iban", "ip"})
_NOTHING: Mapping[str, Property] = MappingProxyType({})


@cache
def properties(schema: str) -> Mapping[str, Property]:
    """The properties of a type; none for one that this release does not know."""
    try:
        return schemata.schema(schema).properties
    except Invalid:
        return _NOTHING


def is_keyed(one: Property) -> bool:
    """Whether entities are searched by values of this property."""
    return one.type in KEYED_TYPES


@cache
def is_person(schema: str) -> bool:
    """Whether entities of this type are persons."""
    try:
        return schemata.schema(schema).person
    except Invalid:
        return False


@cache
def persons() -> tuple[str, ...]:
    """The types whose entities are persons."""
    return tuple(one for one in schemata.schemata() if is_person(one))


def clash(schema: str, name: str, values: list[str]) -> bool:
    """Whether any two of the first `MOST_COMPARED` values of a property cannot both be right."""
    if name not in properties(schema):
        return False
    values = values[:MOST_COMPARED]
    return any(
        contradicts(schema, name, a, b)
        for number, a in enumerate(values)
        for b in values[number + 1 :]
    )
