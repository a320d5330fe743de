"""What oversight says: seals of the read log, holds, and orders to erase.

Promises: the shapes of these kinds. None of them holds a name: classes, digests and reasons only.
Does not erase anything: the order is a record, the destruction of keys is the ledger's, and its
proof is `erasure_recorded`, which the exchange owns because partners see it.
"""

from typing import ClassVar

from tansiq.record.base import Record
from tansiq.record.registry import register


@register
class ReadLogSealed(Record, frozen=True, kw_only=True):
    """The head of the read log at a position, fixed in `home` (REQUIREMENTS 11.1)."""

    KIND: ClassVar[str] = "read_log_sealed"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    first: int
    last: int
    digest: str
    previous: str = ""


@register
class HoldPlaced(Record, frozen=True, kw_only=True):
    """A retention class may not be erased while this hold stands."""

    KIND: ClassVar[str] = "hold_placed"
    VERSION: ClassVar[int] = 1

    hold: str
    class_id: str
    ground: str
    until: str = ""


@register
class HoldLifted(Record, frozen=True, kw_only=True):
    """A hold ends."""

    KIND: ClassVar[str] = "hold_lifted"
    VERSION: ClassVar[int] = 1

    hold: str
    ground: str


@register
class ErasureOrdered(Record, frozen=True, kw_only=True):
    """One officer orders retention classes erased; nothing is erased yet."""

    KIND: ClassVar[str] = "erasure_ordered"
    VERSION: ClassVar[int] = 1

    order: str
    classes: tuple[str, ...]
    ground: str
    explanation: str = ""


@register
class ErasureConfirmed(Record, frozen=True, kw_only=True):
    """A second officer confirms the order, repeated here; the classes may now be destroyed."""

    KIND: ClassVar[str] = "erasure_confirmed"
    VERSION: ClassVar[int] = 1

    order: str
    classes: tuple[str, ...]


@register
class ErasureRefused(Record, frozen=True, kw_only=True):
    """An order to erase ends without effect."""

    KIND: ClassVar[str] = "erasure_refused"
    VERSION: ClassVar[int] = 1

    order: str
    reason: str


@register
class ReviewDone(Record, frozen=True, kw_only=True):
    """At its review date a class was found still needed; the next review is named (LAW L38)."""

    KIND: ClassVar[str] = "review_done"
    VERSION: ClassVar[int] = 1

    class_id: str
    ground: str
    next_review: str
