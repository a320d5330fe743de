"""Types of entities and their properties: FollowTheMoney's, and ours for what it has no word for.

Promises: frozen values that no library stands behind; the same types on every node of a version;
words for each in four languages. Does not: know any entity, nor say how values are written
(`formats.values` does). Format: https://followthemoney.tech/docs/ (schema, property, range, edge).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from tansiq.formats.model_files import all_types, own_file, stock_types, translations
from tansiq.terms.errors import Invalid
from tansiq.terms.languages import Language, language_of


@dataclass(frozen=True, slots=True)
class Property:
    """A property: type of its values, type of entity it points to, whether a thing has only one.

    `label` is its English word; `stock` says that FollowTheMoney's own model knows it.
    """

    name: str
    type: str
    target: str
    single: bool
    most: int
    label: str
    stock: bool


@dataclass(frozen=True, slots=True)
class Schema:
    """A type of entity; `edge` names the two properties whose entities it links.

    `ancestors` holds the type itself and all it extends; `caption` the properties that name a
    thing, best first; `featured` those a form shows first; `known_as` its name in FollowTheMoney's
    own model, which for our types is the one they extend.
    """

    name: str
    person: bool
    edge: tuple[str, str] | None
    properties: Mapping[str, Property]
    ancestors: frozenset[str]
    caption: tuple[str, ...]
    featured: tuple[str, ...]
    known_as: str
    label: str


_LENGTHS = {"text": 65_000, "string": 1024, "name": 384, "url": 4096, "address": 1024}
_LENGTH = 250
# Kinds of values that only programs write.
_MACHINE = frozenset({"json", "html", "mimetype", "checksum", "topic"})


def schemata() -> tuple[str, ...]:
    """The types an officer may choose, in the order of lists; no abstract one among them."""
    return tuple(own_file("choice")["choosable"])


@cache
def schema(name: str) -> Schema:
    """The type of that name, or Invalid `schema_unknown`."""
    if name not in schemata():
        raise Invalid("schema_unknown", schema=name[:60])
    spec = all_types()[name]
    line = tuple(_line(name))
    edge = _inherited(line, "edge")
    ends = (edge["source"], edge["target"]) if edge else None
    properties = MappingProxyType({one.name: one for one in _properties(line, ends or ())})
    return Schema(
        name=name,
        person=name in own_file("choice")["persons"],
        edge=ends,
        properties=properties,
        ancestors=frozenset(line),
        caption=_known(_inherited(line, "caption"), properties),
        featured=_known(spec.get("featured"), properties),
        known_as=next(one for one in line if one in stock_types()),
        label=str(spec.get("label", name)),
    )


def property_of(schema_name: str, name: str) -> Property:
    """A property of a type, or Invalid `schema_unknown` or `schema_property`."""
    found = schema(schema_name).properties.get(name)
    if found is None:
        raise Invalid("schema_property", schema=schema_name[:60], property=name[:60])
    return found


def may_point_to(schema_name: str, name: str, other: str) -> bool:
    """Whether an entity of type `other` may stand as the value of that property."""
    target = property_of(schema_name, name).target
    return bool(target) and target in schema(other).ancestors


def label(schema_name: str, property_name: str = "", language: str = Language.EN) -> str:
    """The word for a type, or for a property of it, in one of our languages."""
    if property_name:
        word = property_of(schema_name, property_name).label
    else:
        word = schema(schema_name).label
    asked = language_of(language)
    ours = own_file("words").get(word, {})
    theirs = translations(asked)
    return str(ours.get(asked.value) or (theirs.gettext(word) if theirs else word))


def _line(name: str) -> Iterator[str]:
    """The type and all it extends, nearest first, each once."""
    waiting, seen = [name], set[str]()
    while waiting:
        one = waiting.pop(0)
        if one not in seen:
            seen.add(one)
            yield one
            waiting += all_types()[one].get("extends", [])


def _inherited(line: tuple[str, ...], key: str) -> Any:
    return next((all_types()[one][key] for one in line if all_types()[one].get(key)), None)


def _known(names: list[str] | None, properties: Mapping[str, Property]) -> tuple[str, ...]:
    return tuple(one for one in names or () if one in properties)


def _properties(line: tuple[str, ...], ends: tuple[str, ...]) -> Iterator[Property]:
    choice = own_file("choice")
    single = {*ends, *(one for each in line for one in choice["single"].get(each, ()))}
    met: set[str] = set(choice["unused"])
    for name, spec, stock in _specs(line):
        kind = str(spec.get("type") or "string")
        if name in met or _unseen(spec, kind):
            continue
        met.add(name)
        most = int(spec.get("maxLength") or _LENGTHS.get(kind, _LENGTH))
        word = str(spec.get("label") or name)
        yield Property(name, kind, str(spec.get("range", "")), name in single, most, word, stock)


def _specs(line: tuple[str, ...]) -> Iterator[tuple[str, Mapping[str, Any], bool]]:
    for each in line:
        theirs = stock_types().get(each, {}).get("properties", {})
        for name, spec in all_types()[each].get("properties", {}).items():
            yield name, spec, name in theirs


def _unseen(spec: Mapping[str, Any], kind: str) -> bool:
    return bool(spec.get("hidden") or spec.get("deprecated")) or kind in _MACHINE
