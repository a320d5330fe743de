"""Seizing: a thing enters the register under its label, with what was seen and said on the spot.

Promises: pure. A label stands once in an operation; whoever is named as holder was arrested in it.
Seizing is not leave to open (LAW L40): nothing here looks into a thing.
"""

from dataclasses import dataclass

from tansiq.custody.labels import label_key, normal_label
from tansiq.custody.now import CustodyNow, check_hour, check_site, find_arrest, fresh_id, own
from tansiq.custody.photos import MOST_PHOTOS
from tansiq.record.custody import FieldMark, ItemSeized
from tansiq.record.material import Attachment
from tansiq.record.plan import Planned
from tansiq.record.tidy import clean
from tansiq.terms.errors import Conflict, Invalid
from tansiq.terms.operating import SeizedKind

MOST_WORDS = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SeizureWish:
    """An officer's wish to record a thing seized; its photographs are encrypted already."""

    item: str
    site: str
    label: str
    what: SeizedKind
    at: str
    found: str
    held_by: str = ""
    words: str = ""
    objection: str = ""
    photos: tuple[Attachment, ...] = ()
    mark: FieldMark | None = None


def seize_item(now: CustodyNow, wish: SeizureWish) -> Planned:
    """Plan one `item_seized`.

    Conflict `custody_label_taken`, Refused `custody_not_your_site`, `custody_in_future`, Missing
    `custody_arrest_unknown`, Invalid `custody_label`, `custody_photo_count`.
    """
    check_hour(now, wish.at)
    label = normal_label(wish.label)
    if label_key(label) in now.labels:
        raise Conflict("custody_label_taken", label=label)
    if wish.held_by:
        find_arrest(now, wish.held_by)
    if len(wish.photos) > MOST_PHOTOS:
        raise Invalid("custody_photo_count", count=len(wish.photos), most=MOST_PHOTOS)
    payload = ItemSeized(
        channel=now.shared,
        operation=now.operation,
        site=check_site(now, wish.site),
        item=fresh_id(now, wish.item),
        label=label,
        what=wish.what.value,
        at=wish.at,
        found=clean(wish.found, "found"),
        held_by=wish.held_by,
        words=clean(wish.words, "words", most=MOST_WORDS, needed=False),
        objection=clean(wish.objection, "objection", most=MOST_WORDS, needed=False),
        attachments=wish.photos,
        mark=wish.mark,
    )
    return own(now, payload, tuple(one.blob for one in wish.photos))
