"""The entry that opens a retention class: its key sealed to each member of the place."""

from collections.abc import Mapping

from tansiq.ledger.classes import KIND as CLASS_OPENED
from tansiq.ledger.classes import class_opening
from tansiq.node.compose import Place
from tansiq.record.plan import NewClass
from tansiq.store.append import Draft
from tansiq.terms.ids import ClassId, NodeId


def opening_draft(
    place: Place,
    others: Mapping[NodeId, tuple[str, bytes]],
    dates: NewClass,
    opened: tuple[ClassId, bytes],
    time: str,
) -> Draft:
    """The draft of a `class_opened` entry with these dates; `opened` = (class id, key)."""
    class_id, key = opened
    members = {str(member): others[member] for member in place.members if member in others}
    extra = class_opening(key, place.origin, members, dates.review, dates.erase)
    return Draft(
        channel=place.channel,
        kind=CLASS_OPENED,
        time=time,
        class_id=class_id,
        plaintext=None,
        extra=extra,
        expected_generation=place.generation,
    )
