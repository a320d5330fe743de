"""What the words of a report must satisfy before they are filed or leave.

Promises: every field is present, graded, in normal form and within size; a person is mentioned
with a data-subject category (LAW L4); fact and assessment are told apart. Does not judge content.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from functools import cache, lru_cache
from typing import NamedTuple

import msgspec

from tansiq.record.material import (
    Attachment,
    Content,
    Markings,
    Mention,
    Property,
    Source,
    TransferGround,
)
from tansiq.record.plan import NewClass
from tansiq.terms.category import Category
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Invalid, Refused
from tansiq.terms.grading import Grade
from tansiq.terms.handling import Handling
from tansiq.terms.legal import transfer_shapes
from tansiq.terms.text import to_nfc

NATURES = frozenset({"fact", "assessment"})
PERSON_SCHEMATA = frozenset({"Person"})
TEXT_LIMIT = 1_000_000
LINE_LIMIT = 1_000
MENTION_LIMIT = 500
ATTACHMENT_LIMIT = 100

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_SCHEMA = re.compile(r"[A-Z][A-Za-z0-9]{0,63}")
_PROPERTY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class RetentionLimits(NamedTuple):
    """The longest a report may lie unreviewed, and at all, in days (LAW L38: 3 and 20 years)."""

    review_days: int = 3 * 365
    erase_days: int = 20 * 365 + 5


def clean(text: str, field: str, *, most: int = LINE_LIMIT, needed: bool = True) -> str:
    """The text in normal form without U+0000; Invalid `desk_field_missing` or `desk_field_long`."""
    tidy = to_nfc(text.replace("\0", "")).strip()
    if needed and not tidy:
        raise Invalid("desk_field_missing", field=field)
    if len(tidy) > most:
        raise Invalid("desk_field_long", field=field, most=most)
    return tidy


def clean_content(content: Content) -> Content:
    """The content brought to normal form, or Invalid/Refused naming the field that fails."""
    if content.nature not in NATURES:
        raise Refused("desk_nature_missing")
    if _LANGUAGE.fullmatch(content.language) is None:
        raise Invalid("desk_language", value=content.language[:20])
    if len(content.attachments) > ATTACHMENT_LIMIT:
        raise Invalid("desk_too_many", what="attachments", most=ATTACHMENT_LIMIT)
    return Content(
        title=clean(content.title, "title"),
        text=clean(content.text, "text", most=TEXT_LIMIT),
        language=content.language,
        grade=str(Grade.parse(content.grade)),
        nature=content.nature,
        occurred=clean(content.occurred, "occurred", needed=False),
        mentions=clean_mentions(content.mentions),
        attachments=tuple(_attachment(one) for one in content.attachments),
    )


def clean_mentions(mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """The entities in normal form, or Invalid/Refused naming what one lacks."""
    if len(mentions) > MENTION_LIMIT:
        raise Invalid("desk_too_many", what="mentions", most=MENTION_LIMIT)
    return tuple(_mention(one) for one in mentions)


def clean_source(source: Source) -> Source:
    """The source in normal form, empty identifiers dropped."""
    identifiers = (clean(one, "source", needed=False) for one in source.identifiers)
    return Source(
        description=clean(source.description, "source", most=TEXT_LIMIT, needed=False),
        identifiers=tuple(one for one in identifiers if one),
    )


def clean_markings(markings: Markings) -> Markings:
    """The handling code as the vocabulary spells it, or Invalid from `terms.handling`."""
    as_handling(markings)
    return Markings(
        code=markings.code,
        tlp=markings.tlp,
        conditions=clean(markings.conditions, "conditions", most=4_000, needed=False),
    )


@lru_cache(maxsize=1024)
def as_handling(markings: Markings) -> Handling:
    """The handling rules of a record's markings."""
    return Handling(markings.code, markings.tlp or None, markings.conditions)


def clean_names(names: Iterable[str], field: str) -> tuple[str, ...]:
    """Sorted, without repetition; Invalid when one is empty."""
    return tuple(sorted({clean(one, field) for one in names}))


def clean_grounds(grounds: Iterable[TransferGround]) -> tuple[TransferGround, ...]:
    """Transfer grounds in normal form, sorted by direction; a documented ground has its reason."""
    tidy = (
        msgspec.structs.replace(
            one, reason=clean(one.reason, "reason", needed=one.code in documented_grounds())
        )
        for one in grounds
    )
    return tuple(sorted(tidy, key=lambda one: (one.direction, one.code)))


@cache
def documented_grounds() -> frozenset[str]:
    """Grounds that some law wants written down field by field (LAW L37)."""
    return frozenset(code for shape in transfer_shapes().values() for code in shape.documented)


def future(text: str, now: datetime, field: str) -> str:
    """A wire time after `now`, or Refused `desk_date_past`."""
    if parse_stamp(text) <= now:
        raise Refused("desk_date_past", field=field)
    return text


def check_retention(
    retention: NewClass, now: datetime, limits: RetentionLimits | None = None
) -> NewClass:
    """The class dates, after today and within the limits, or Refused `desk_retention_*`."""
    bounds = limits or RetentionLimits()
    today = now.date()
    review, erase = (_day(one) for one in (retention.review, retention.erase))
    if (review - today.toordinal()) < 0 or (erase - today.toordinal()) < 1:
        raise Refused("desk_date_past", field="retention")
    if review - today.toordinal() > bounds.review_days:
        raise Refused("desk_retention_review", days=bounds.review_days)
    if erase - today.toordinal() > bounds.erase_days:
        raise Refused("desk_retention_erase", days=bounds.erase_days)
    return retention


def _day(text: str) -> int:
    return parse_stamp(f"{text}T00:00:00Z").date().toordinal()


def _mention(mention: Mention) -> Mention:
    if _SCHEMA.fullmatch(mention.schema) is None:
        raise Invalid("desk_schema", value=mention.schema[:40])
    if not mention.names:
        raise Invalid("desk_field_missing", field="mention")
    person = mention.schema in PERSON_SCHEMATA
    if person and not mention.category:
        raise Refused("desk_category_missing")
    return Mention(
        schema=mention.schema,
        names=tuple(dict.fromkeys(clean(one, "mention") for one in mention.names)),
        category=Category(mention.category).value if mention.category else "",
        properties=tuple(_property(one) for one in mention.properties),
    )


def _property(one: Property) -> Property:
    if _PROPERTY.fullmatch(one.name) is None:
        raise Invalid("desk_property", value=one.name[:40])
    values = (clean(value, one.name, most=65_000, needed=False) for value in one.values)
    return Property(name=one.name, values=tuple(value for value in values if value))


def _attachment(one: Attachment) -> Attachment:
    if _SHA256.fullmatch(one.sha256) is None or one.size < 0 or not one.blob or not one.key:
        raise Invalid("desk_attachment", name=one.name[:80])
    name = clean(one.name, "attachment", most=255)
    return msgspec.structs.replace(one, name=name, media_type=clean(one.media_type, "attachment"))
