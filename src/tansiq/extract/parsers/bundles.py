"""STIX 2.1 bundles: what their objects say, marked where it stands in the file.

Promises: people, bodies, places, accounts, mail addresses and times by their fields; words of a
person (descriptions, notes) are marked for the rules to look through. What calls somebody hostile
is never proposed as a person; what its author revoked, who only wrote the file, older versions and
all other types are counted. `confidence` and labels give the reserve.
Format: STIX 2.1 (OASIS standard), appendix A for the words of `confidence`.
"""

from collections.abc import Iterator, Mapping

from tansiq.extract.outcome import Extracted
from tansiq.extract.parsers.format_marks import WORDS, Marking, Reserve, said_of
from tansiq.extract.parsers.json_walk import Cell, Fields, Walk, texts
from tansiq.terms.intake import Certainty, Kind

_TIMES = dict.fromkeys(
    ("first_seen", "last_seen", "first_observed", "last_observed", "start_time", "stop_time"),
    Kind.DATE.value,
)
_TOLD = {"name": WORDS, "description": WORDS}
_FIELDS: Mapping[str, Mapping[str, str]] = {
    "identity": {"description": WORDS, "contact_information": WORDS},
    "location": {
        **dict.fromkeys(
            ("name", "country", "region", "city", "administrative_area", "street_address"),
            Kind.PLACE.value,
        ),
        "description": WORDS,
    },
    "user-account": {"account_login": Kind.ACCOUNT.value, "user_id": Kind.ACCOUNT.value},
    "email-addr": {"value": Kind.ACCOUNT.value},
    "incident": {**_TOLD, **_TIMES},
    "report": _TOLD,
    "grouping": _TOLD,
    "campaign": {**_TOLD, **_TIMES},
    "sighting": {"description": WORDS, **_TIMES},
    "observed-data": _TIMES,
    "note": {"abstract": WORDS, "content": WORDS},
    "opinion": {"explanation": WORDS},
}
_NAMED = {"individual": Kind.PERSON.value, "organization": Kind.ORGANISATION.value}
_LOW, _HIGH = 30, 70
"""`confidence` below the first is low, from the second on high."""


def read(text: str, left: tuple[str, ...]) -> Extracted:
    """What a bundle says; Unreadable for what is no bundle that all readers would read alike."""
    marking, published = Marking(text), ""
    every = list(_objects(text))
    newest = _newest(every)
    authors = _authors(every)
    for number, one in enumerate(every):
        kind = _said(one, "type")
        if kind == "report":
            published = published or _said(one, "published")[:10]
        if newest.get(_said(one, "id"), number) != number:
            marking.bare[f"{kind} (older version)"] += 1
        elif _of(one, "revoked") is True:
            marking.bare[f"{kind} (revoked)"] += 1
        elif _said(one, "id") in authors:
            marking.bare[f"{kind} (author)"] += 1
        elif not any(list(_marked(marking, one, kind))):
            marking.bare[kind or "object"] += 1
    return marking.extracted("stix", left, published)


def _objects(text: str) -> Iterator[Fields]:
    walk = Walk(text)
    for key in walk.members():
        if key == "objects" and walk.opens("["):
            for _ in walk.elements():
                if walk.opens("{"):
                    yield walk.fields()
                else:
                    walk.value()
                    yield {}
        else:
            walk.value()
    walk.end()


def _newest(every: list[Fields]) -> dict[str, int]:
    """The place of the newest version of each object."""
    found: dict[str, int] = {}
    for number, one in enumerate(every):
        name = _said(one, "id")
        before = found.get(name)
        if before is None or _said(every[before], "modified") <= _said(one, "modified"):
            found[name] = number
    return found


def _authors(every: list[Fields]) -> set[str]:
    """Those who wrote objects and are in nothing that the file tells."""
    told: set[str] = set()
    for one in every:
        refs = _of(one, "object_refs")
        told |= {str(ref) for ref in refs} if isinstance(refs, list) else set()
        told |= {_said(one, end) for end in ("source_ref", "target_ref")}
    return {_said(one, "created_by_ref") for one in every} - told - {""}


def _marked(marking: Marking, one: Fields, kind: str) -> Iterator[bool]:
    """Mark the fields of an object, each by what it is."""
    reserve = _reserve(marking.text, one)
    fields = dict(_FIELDS.get(kind, {}))
    if kind == "identity" and _said(one, "identity_class") in _NAMED:
        fields["name"] = _NAMED[_said(one, "identity_class")]
    for name, what in fields.items():
        cell = one.get(name)
        if cell is None:
            continue
        normal = ""
        service = _said(one, "account_type")
        if kind == "user-account" and service and cell.words:
            normal = f"{service.lower()}:{cell.words}"
        yield marking.mark(cell, what, reserve, normal)


def _reserve(text: str, one: Fields) -> Reserve | None:
    labels = one.get("labels")
    said = said_of(texts(text, labels)) if labels is not None else None
    cell = one.get("confidence")
    sure = cell.value if cell is not None else None
    if said is not None or cell is None or isinstance(sure, bool) or not isinstance(sure, int):
        return said
    if sure >= _HIGH:
        return None
    status = Certainty.UNCONFIRMED if sure < _LOW else Certainty.SUSPECTED
    return Reserve(status, cell.start, cell.end)


def _of(one: Fields, name: str) -> object:
    cell: Cell | None = one.get(name)
    return cell.value if cell is not None else None


def _said(one: Fields, name: str) -> str:
    held = _of(one, name)
    return held if isinstance(held, str) else ""
