"""What every text, marking and date must satisfy before any slice writes it into a record.

Promises: text in normal form and within size; handling codes and retention dates as the law bounds
them. Does not judge what a text says. The codes of its errors are older than this file and stay.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

import msgspec

from tansiq.record.material import Attachment, Markings
from tansiq.record.plan import NewClass
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Invalid, Refused
from tansiq.terms.handling import Handling
from tansiq.terms.text import to_nfc

NATURES = frozenset({"fact", "assessment"})
TEXT_LIMIT = 1_000_000
LINE_LIMIT = 1_000

_SHA256 = re.compile(r"[0-9a-f]{64}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")


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


def clean_language(code: str) -> str:
    """A language tag as BCP 47 spells it, or Invalid `desk_language`."""
    if _LANGUAGE.fullmatch(code) is None:
        raise Invalid("desk_language", value=code[:20])
    return code


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


def clean_attachment(one: Attachment) -> Attachment:
    """A named file with digest, size and place of its ciphertext, or Invalid `desk_attachment`."""
    if _SHA256.fullmatch(one.sha256) is None or one.size < 0 or not one.blob or not one.key:
        raise Invalid("desk_attachment", name=one.name[:80])
    name = clean(one.name, "attachment", most=255)
    return msgspec.structs.replace(one, name=name, media_type=clean(one.media_type, "attachment"))
