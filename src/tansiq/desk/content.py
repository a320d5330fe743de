"""What the words of a report must satisfy before they are filed or leave.

Promises: every field is present, graded, in normal form and within size; a person is mentioned
with a data-subject category (LAW L4); fact and assessment are told apart. Does not judge content.
"""

import re
from collections.abc import Iterable
from functools import cache

import msgspec

from tansiq.record.material import (
    Content,
    Mention,
    Property,
    Source,
    TransferGround,
)
from tansiq.record.tidy import (
    NATURES,
    TEXT_LIMIT,
    clean,
    clean_attachment,
    clean_language,
)
from tansiq.terms.category import Category
from tansiq.terms.errors import Invalid, Refused
from tansiq.terms.grading import Grade
from tansiq.terms.legal import transfer_shapes

PERSON_SCHEMATA = frozenset({"Person"})
MENTION_LIMIT = 500
ATTACHMENT_LIMIT = 100

_SCHEMA = re.compile(r"[A-Z][A-Za-z0-9]{0,63}")
_PROPERTY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")


def clean_content(content: Content) -> Content:
    """The content brought to normal form, or Invalid/Refused naming the field that fails."""
    if content.nature not in NATURES:
        raise Refused("desk_nature_missing")
    if len(content.attachments) > ATTACHMENT_LIMIT:
        raise Invalid("desk_too_many", what="attachments", most=ATTACHMENT_LIMIT)
    return Content(
        title=clean(content.title, "title"),
        text=clean(content.text, "text", most=TEXT_LIMIT),
        language=clean_language(content.language),
        grade=str(Grade.parse(content.grade)),
        nature=content.nature,
        occurred=clean(content.occurred, "occurred", needed=False),
        mentions=clean_mentions(content.mentions),
        attachments=tuple(clean_attachment(one) for one in content.attachments),
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
