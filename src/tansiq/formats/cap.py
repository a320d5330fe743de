"""Warnings in the Common Alerting Protocol, version 1.2 (OASIS, 1 July 2010): written, not read.

Promises: a document that the schema of the standard accepts, with one `info` for each language;
what XML cannot hold is left out of no text but refused. Does not: sign, send, or decide who gets
it; no source, case, site or contact is a field of what it takes.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from tansiq.terms.errors import Invalid

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
# Section 3.3.1: identifier and sender must not include spaces, commas or restricted characters.
_PLAIN = re.compile(r"[^\s,<&]+")
# XML 1.0, section 2.2: characters that no document can hold.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CODES = {"cbrne": "CBRNE", "all_clear": "AllClear"}


@dataclass(frozen=True, slots=True)
class Reference:
    """An earlier message: its sender, identifier and instant."""

    sender: str
    identifier: str
    sent: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """What one language says; codes in the words of `terms.warning`."""

    language: str
    category: str
    event: str
    responses: tuple[str, ...]
    urgency: str
    severity: str
    certainty: str
    effective: datetime
    expires: datetime
    sender_name: str
    headline: str
    description: str
    instruction: str
    area: str
    onset: datetime | None = None
    circles: tuple[str, ...] = ()
    polygons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message: Alert, Update, Cancel or Ack, actual or of an exercise."""

    identifier: str
    sender: str
    sent: datetime
    kind: str
    exercise: bool
    restriction: str
    note: str = ""
    references: tuple[Reference, ...] = ()
    infos: tuple[Info, ...] = ()


def written(message: Message) -> bytes:
    """The document in UTF-8; Invalid `cap_name` or `cap_character` for what it cannot hold."""
    root = etree.Element(f"{{{NAMESPACE}}}alert", nsmap={None: NAMESPACE})
    _add(root, "identifier", _name(message.identifier))
    _add(root, "sender", _name(message.sender))
    _add(root, "sent", instant(message.sent))
    _add(root, "status", "Exercise" if message.exercise else "Actual")
    _add(root, "msgType", message.kind)
    _add(root, "scope", "Restricted")
    _add(root, "restriction", message.restriction)
    _add(root, "note", message.note)
    _add(root, "references", " ".join(map(_reference, message.references)))
    for one in message.infos:
        _info(root, one)
    document: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return document


def instant(when: datetime) -> str:
    """An instant as CAP wants it: in UTC the offset is `-00:00`, never `Z` (section 3.3.2)."""
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%S}-00:00"


def code(word: str) -> str:
    """A code of ours as CAP spells it."""
    return _CODES.get(word, word.capitalize())


def _info(root: etree._Element, one: Info) -> None:
    info = _add(root, "info")
    _add(info, "language", one.language)
    _add(info, "category", code(one.category))
    _add(info, "event", one.event)
    for each in one.responses:
        _add(info, "responseType", code(each))
    _add(info, "urgency", code(one.urgency))
    _add(info, "severity", code(one.severity))
    _add(info, "certainty", code(one.certainty))
    _add(info, "effective", instant(one.effective))
    if one.onset is not None:
        _add(info, "onset", instant(one.onset))
    _add(info, "expires", instant(one.expires))
    _add(info, "senderName", one.sender_name)
    _add(info, "headline", one.headline)
    _add(info, "description", one.description)
    _add(info, "instruction", one.instruction)
    area = _add(info, "area")
    _add(area, "areaDesc", one.area)
    for each in one.polygons:
        _add(area, "polygon", each)
    for each in one.circles:
        _add(area, "circle", each)


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    """A child with its text; one whose text is empty is left out."""
    made = etree.Element(f"{{{NAMESPACE}}}{name}")
    if text is None:
        parent.append(made)
        return made
    if _NOT_XML.search(text):
        raise Invalid("cap_character", field=name)
    if text:
        made.text = text
        parent.append(made)
    return made


def _name(text: str) -> str:
    if _PLAIN.fullmatch(text) is None:
        raise Invalid("cap_name", value=text[:80])
    return text


def _reference(one: Reference) -> str:
    return f"{_name(one.sender)},{_name(one.identifier)},{instant(one.sent)}"
