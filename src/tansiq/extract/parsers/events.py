"""MISP events: what their attributes and objects say, marked where it stands in the file.

Promises: people, bodies, places, dates, telephones, accounts and documents by attribute type or by
the relation in an object; the event's title, its reports, comments and loose texts are marked as
words. What its author deleted and all that hunts files or machines is counted by type. Tags of the
estimative-language, confidence and admiralty-scale taxonomies give the reserve.
Format: MISP core format.
"""

import re
from collections.abc import Iterator, Mapping

from tansiq.extract.outcome import Extracted
from tansiq.extract.parsers.format_marks import WORDS, Marking, Reserve, said_of
from tansiq.extract.parsers.json_walk import Cell, Fields, Walk
from tansiq.terms.intake import Certainty, Kind

_BY_TYPE: Mapping[str, str] = {
    "full-name": Kind.PERSON.value, "target-org": Kind.ORGANISATION.value,
    **dict.fromkeys(
        ("place-of-birth", "target-location", "country-of-residence"), Kind.PLACE.value
    ),
    **dict.fromkeys(("date-of-birth", "datetime"), Kind.DATE.value),
    **dict.fromkeys(("phone-number", "prtn", "whois-registrant-phone"), Kind.PHONE.value),
    **dict.fromkeys(
        ("email", "email-src", "email-dst", "target-email", "target-user", "iban", "btc", "xmr",
         "bank-account-nr", "dash", "twitter-id", "jabber-id", "github-username"),
        Kind.ACCOUNT.value,
    ),
    **dict.fromkeys(
        ("passport-number", "identity-card-number", "visa-number", "redress-number",
         "passenger-name-record-locator-number"),
        Kind.DOCUMENT.value,
    ),
    "text": WORDS, "comment": WORDS,
}  # fmt: skip
_ACCOUNTS = {"iban": "account", "account": "account", "email": "account", "e-mail": "account"}
_BY_RELATION: Mapping[str, Mapping[str, str]] = {
    "person": {
        "full-name": "person", "alias": "person", "date-of-birth": "date",
        "place-of-birth": "place", "passport-number": "document", "address": "place",
        "identity-card-number": "document", "phone-number": "phone", "text": WORDS, **_ACCOUNTS,
    },
    "organization": {
        "name": "organisation", "alias": "organisation", "address": "place",
        "phone-number": "phone", "registration-number": "document", "description": WORDS,
        **_ACCOUNTS,
    },
    "geolocation": {
        "address": "place", "city": "place", "region": "place", "countrycode": "place",
        "country": "place", "text": WORDS,
    },
    "vehicle": {"license-plate-number": "document", "description": WORDS},
    "bank-account": {**_ACCOUNTS, "account-name": "person", "text": WORDS},
    "user-account": {"username": "account", "description": WORDS, **_ACCOUNTS},
    "phone": {"msisdn": "phone", "text": WORDS},
    "coin-address": {"address": "account", "text": WORDS},
    "report": {"summary": WORDS, "title": WORDS},
    "annotation": {"text": WORDS},
    "news-agency": {"name": "organisation"},
}  # fmt: skip
_LISTS = ("Attribute", "Object", "EventReport")
_WRAPPED = frozenset(("Event", "response"))
_TAG = re.compile(
    r"(?:estimative-language:likelihood-probability|misp:confidence-level"
    r"|admiralty-scale:information-credibility|estimative-language:confidence-in-analytic-judgment)"
    r"=\"([a-z0-9-]+)\""
)
_WORTH: Mapping[str, Certainty] = {
    **dict.fromkeys(
        ("almost-no-chance", "very-unlikely", "unlikely", "roughly-even-chance", "rarely-confident",
         "unconfident", "confidence-cannot-be-evaluated", "low", "4", "5", "6"),
        Certainty.UNCONFIRMED,
    ),
    **dict.fromkeys(("likely", "fairly-confident", "moderate", "3"), Certainty.SUSPECTED),
}  # fmt: skip


def is_one(whole: Mapping[str, object]) -> bool:
    """Whether a document is an event, in its wrapper or without, or a list of them."""
    bare = {"info", "uuid"} <= set(whole) and bool(set(_LISTS) & set(whole))
    return bare or "Event" in whole or "response" in whole


def read(text: str, left: tuple[str, ...]) -> Extracted:
    """What one event or a list of them says; Unreadable for what readers would read apart."""
    marking, days = Marking(text), list[str]()
    walk = Walk(text)
    if not _WRAPPED & set(Walk(text).fields()):
        day = _event(marking, walk)
        walk.end()
        return marking.extracted("misp", left, day)
    for key in walk.members():
        if key == "Event" and walk.opens("{"):
            days.append(_event(marking, walk))
        elif key == "response" and walk.opens("["):
            for _ in walk.elements():
                days += _wrapped(marking, walk)
        else:
            walk.value()
    walk.end()
    return marking.extracted("misp", left, days[0] if len(days) == 1 else "")


def _wrapped(marking: Marking, walk: Walk) -> Iterator[str]:
    if not walk.opens("{"):
        walk.value()
        return
    for key in walk.members():
        if key == "Event" and walk.opens("{"):
            yield _event(marking, walk)
        else:
            walk.value()


def _event(marking: Marking, walk: Walk) -> str:
    """One event; the day it bears."""
    day = ""
    for key in walk.members():
        if key in _LISTS and walk.opens("["):
            for _ in walk.elements():
                _part(marking, walk, key)
            continue
        cell = walk.value()
        if key == "info":
            marking.mark(cell, WORDS, None)
        elif key == "date":
            day = cell.words[:10]
            marking.mark(cell, Kind.DATE.value, None)
    return day


def _part(marking: Marking, walk: Walk, key: str) -> None:
    if not walk.opens("{"):
        walk.value()
        marking.bare[key] += 1
    elif key == "Object":
        _object(marking, walk)
    elif key == "Attribute":
        _attribute(marking, walk.fields(), "")
    else:
        report = walk.fields()
        content = report.get("content")
        if content is None or not marking.mark(content, WORDS, None):
            marking.bare["EventReport"] += 1


def _object(marking: Marking, walk: Walk) -> None:
    """An object; its attributes are looked at by their relation once its name is known."""
    parts: list[Fields] = []
    name, deleted = "", False
    for key in walk.members():
        if key == "Attribute" and walk.opens("["):
            parts += [walk.fields() if walk.opens("{") else _nothing(walk) for _ in walk.elements()]
            continue
        cell = walk.value()
        name = cell.words if key == "name" else name
        deleted = deleted or (key == "deleted" and cell.value is True)
    if deleted or name not in _BY_RELATION:
        marking.bare[f"object {name}{' (deleted)' if deleted else ''}"] += 1
        return
    for one in parts:
        _attribute(marking, one, name)


def _nothing(walk: Walk) -> Fields:
    walk.value()
    return {}


def _attribute(marking: Marking, one: Fields, of: str) -> None:
    """One attribute, loose or of an object."""
    kind = _said(one, "object_relation" if of else "type")
    what = _BY_RELATION[of].get(kind, "") if of else _BY_TYPE.get(kind, "")
    named = f"{of} {kind}".strip() or "attribute"
    deleted = one.get("deleted")
    if deleted is not None and deleted.value is True:
        marking.bare[f"{named} (deleted)"] += 1
        return
    reserve = _reserve(marking.text, one)
    cell = one.get("value")
    if not what or cell is None or not marking.mark(cell, what, reserve):
        marking.bare[named] += 1
    comment = one.get("comment")
    if comment is not None:
        marking.mark(comment, WORDS, reserve)


def _reserve(text: str, one: Fields) -> Reserve | None:
    """What an attribute's tags say of it, then what its comment says."""
    tags = one.get("Tag")
    for cell in _tags(text, tags) if tags is not None else ():
        told = _TAG.fullmatch(cell.words)
        worth = _WORTH.get(told[1]) if told is not None else None
        if worth is not None:
            return Reserve(worth, cell.start, cell.end)
    comment = one.get("comment")
    return said_of([comment]) if comment is not None else None


def _tags(text: str, tags: Cell) -> Iterator[Cell]:
    """The names of tags, each with its place."""
    if not isinstance(tags.value, list):
        return
    walk = Walk(text, tags.start)
    for _ in walk.elements():
        if walk.opens("{"):
            name = walk.fields().get("name")
            if name is not None:
                yield name
        else:
            walk.value()


def _said(one: Fields, name: str) -> str:
    cell = one.get(name)
    return cell.words if cell is not None else ""
