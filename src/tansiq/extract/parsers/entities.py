"""JSON: entities of FollowTheMoney line by line; STIX and MISP known by their shape, kept whole.

Promises: each property of an entity stands in the text and is marked by what it is; a STIX bundle
or a MISP event is recognised, its text kept as it stands, for the readers of those formats.
"""

import json
from collections.abc import Iterator

from tansiq.extract.decoding import decode
from tansiq.extract.outcome import Extracted, Mark, Piece, Unreadable
from tansiq.terms.intake import ReadOutcome, ReadTrouble

_MOST_ENTITIES = 100_000
_PERSONS = frozenset(("Person", "LegalEntity"))
_BODIES = frozenset(("Organization", "Company", "PublicBody"))
_TYPE_OF = {
    "phone": "phone", "phones": "phone", "birthDate": "date", "date": "date", "startDate": "date",
    "endDate": "date", "incorporationDate": "date", "iban": "account", "accountNumber": "account",
    "passportNumber": "document", "idNumber": "document", "registrationNumber": "document",
    "country": "place", "address": "place", "birthPlace": "place", "city": "place",
}  # fmt: skip


def read(data: bytes) -> Extracted:
    """What a JSON file holds, by its shape."""
    text, left = decode(data)
    whole = _whole(text)
    if isinstance(whole, dict) and whole.get("type") == "bundle":
        return _kept(text, "stix", left)
    if isinstance(whole, dict) and ("Event" in whole or "response" in whole):
        return _kept(text, "misp", left)
    lines = whole if isinstance(whole, list) else [whole] if whole is not None else _lines(text)
    found = [one for one in lines if _entity(one)]
    if not found:
        return Extracted(
            outcome=ReadOutcome.READ, kind="json", pieces=(Piece(text=text),), left=left
        )
    if len(found) > _MOST_ENTITIES:
        raise Unreadable(ReadTrouble.LARGE)
    other = len(lines) - len(found)
    told = (f"{other} lines that are no entities",) if other else ()
    return _entities(found, (*left, *told))


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


def _kept(text: str, kind: str, left: tuple[str, ...]) -> Extracted:
    return Extracted(
        outcome=ReadOutcome.RECOGNISED,
        kind=kind,
        pieces=(Piece(text=text, role="format"),),
        left=left,
    )


def _entities(found: list[object], left: tuple[str, ...]) -> Extracted:
    pieces: list[Piece] = []
    marks: list[Mark] = []
    for one in found:
        if not isinstance(one, dict):
            continue
        schema = str(one["schema"])
        pieces.append(Piece(text=f"{schema}\n", role="schema"))
        for name, value in _values(one["properties"]):
            start = len(name) + 2
            kind = _type(schema, name)
            if kind and value:
                marks.append(Mark(len(pieces), start, start + len(value), kind))
            pieces.append(Piece(text=f"{name}: {value}\n", role="property"))
    return Extracted(
        outcome=ReadOutcome.READ, kind="ftm", pieces=tuple(pieces), marks=tuple(marks), left=left
    )


def _values(properties: dict[str, object]) -> Iterator[tuple[str, str]]:
    for name, values in properties.items():
        for one in values if isinstance(values, list) else [values]:
            if isinstance(one, str | int | float):
                yield name, " ".join(str(one).split())


def _type(schema: str, name: str) -> str:
    if name in ("name", "alias"):
        return "person" if schema in _PERSONS else "organisation" if schema in _BODIES else ""
    return _TYPE_OF.get(name, "")
