"""JSON: entities of FollowTheMoney line by line; STIX and MISP known by their shape.

Promises: the file is kept as it stands and each value is marked where it stands in it, by what its
property is; properties and types without an equivalent are counted.
"""

import json
from collections.abc import Iterator, Mapping

from tansiq.extract.decoding import decode
from tansiq.extract.outcome import Extracted, Piece, Unreadable
from tansiq.extract.parsers import bundles, events
from tansiq.extract.parsers.format_marks import WORDS, Marking
from tansiq.extract.parsers.json_walk import Fields, Walk, texts
from tansiq.terms.intake import ReadOutcome, ReadTrouble

_MOST_ENTITIES = 100_000
_PERSONS = frozenset(("Person", "LegalEntity"))
_BODIES = frozenset(("Organization", "Company", "PublicBody"))
_NAMES = frozenset(("name", "alias"))
_TYPE_OF: Mapping[str, str] = {
    "phone": "phone", "phones": "phone", "birthDate": "date", "date": "date", "startDate": "date",
    "endDate": "date", "incorporationDate": "date", "iban": "account", "accountNumber": "account",
    "username": "account", "email": "account", "publicKey": "account",
    "passportNumber": "document", "idNumber": "document", "registrationNumber": "document",
    "country": "place", "address": "place", "birthPlace": "place", "city": "place",
    "full": "place", "description": WORDS, "summary": WORDS, "notes": WORDS, "bodyText": WORDS,
}  # fmt: skip


def read(data: bytes) -> Extracted:
    """What a JSON file holds, by its shape."""
    text, left = decode(data)
    whole = _whole(text)
    if isinstance(whole, dict) and whole.get("type") == "bundle":
        return bundles.read(text, left)
    if isinstance(whole, dict) and events.is_one(whole):
        return events.read(text, left)
    lines = whole if isinstance(whole, list) else [whole] if whole is not None else _lines(text)
    found = sum(_entity(one) for one in lines)
    if not found:
        return Extracted(
            outcome=ReadOutcome.READ, kind="json", pieces=(Piece(text=text),), left=left
        )
    if found > _MOST_ENTITIES:
        raise Unreadable(ReadTrouble.LARGE)
    marking = Marking(text)
    for walk in _entities(text, listed=isinstance(whole, list), alone=whole is not None):
        _marked(marking, walk)
    other = len(lines) - found
    told = (f"{other} lines that are no entities",) if other else ()
    return marking.extracted("ftm", (*left, *told))


def _whole(text: str) -> object:
    try:
        return json.loads(text)
    except RecursionError:
        raise Unreadable(ReadTrouble.NESTED) from None
    except ValueError:
        return None


def _lines(text: str) -> list[object]:
    return [_whole(line) for line in text.splitlines() if line.strip()]


def _entity(one: object) -> bool:
    return (
        isinstance(one, dict)
        and isinstance(one.get("schema"), str)
        and isinstance(one.get("properties"), dict)
    )


def _entities(text: str, *, listed: bool, alone: bool) -> Iterator[Walk]:
    """A walk that stands at each object of a list, of a file, or of a line."""
    if alone and not listed:
        yield Walk(text)
        return
    if listed:
        walk = Walk(text)
        for _ in walk.elements():
            at = walk.at
            if _entity(walk.value().value):
                yield Walk(text, at)
        return
    at = 0
    for line in text.splitlines(keepends=True):
        if _entity(_whole(line)):
            yield Walk(text, at)
        at += len(line)


def _marked(marking: Marking, walk: Walk) -> None:
    """Mark the values of an entity by their properties."""
    schema = ""
    held: Fields = {}
    for key in walk.members():
        if key == "properties":
            held = walk.fields()
        else:
            cell = walk.value()
            schema = cell.words if key == "schema" else schema
    for name, cell in held.items():
        kind = _type(schema, name)
        done = [marking.mark(one, kind, None) for one in texts(marking.text, cell)] if kind else []
        if not any(done):
            marking.bare[f"{schema} {name}"] += 1


def _type(schema: str, name: str) -> str:
    if name in _NAMES:
        return "person" if schema in _PERSONS else "organisation" if schema in _BODIES else ""
    return _TYPE_OF.get(name, "")
