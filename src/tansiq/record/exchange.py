"""What nodes say about the exchange itself.

Anchors, what could not be opened, epochs, stops, proofs of erasure.

Promises: none of these names a person. Kinds that a machine writes, and stops, also stand whole
in the signed header (`header` below), so that every member reads them without any key. Does not
order or lift anything by itself.
"""

from typing import ClassVar

import msgspec

from tansiq.record.base import Record
from tansiq.record.registry import register


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The size and root (hex) of a log at one moment."""

    size: int
    root: str


class OpenRecord(Record, frozen=True, kw_only=True):
    """A record whose fields also stand in the open header of its entry."""

    def header(self) -> dict[str, object]:
        """Return the `extra` of the entry header: kind of record by its version, and its fields."""
        fields: dict[str, object] = msgspec.to_builtins(self)
        return {"open": {"version": self.VERSION, **fields}}


@register
class HomeAnchored(OpenRecord, frozen=True, kw_only=True):
    """The head of `home` on one day, blinded: partners do not learn how much this node writes.

    SHA-256("tansiq-anchor-v1" || 32 random bytes || size || root); the opening stays at this node.
    """

    KIND: ClassVar[str] = "home_anchored"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    day: str
    blinded: str


@register
class UnopenableReported(OpenRecord, frozen=True, kw_only=True):
    """This member could not open an entry it was sent: no slot, or another key than promised."""

    KIND: ClassVar[str] = "unopenable_reported"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    origin: str
    seq: int
    leaf: str
    class_id: str
    code: str


@register
class EpochOpened(OpenRecord, frozen=True, kw_only=True):
    """The first entry of a log that goes on under a new key.

    Which log it follows and at which heads.

    `heads` holds two heads after a fork, one after a rotation, a revocation or a gap.
    """

    KIND: ClassVar[str] = "epoch_opened"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    old_origin: str
    heads: tuple[Head, ...]
    reason: str
    statement: str


@register
class EpochAccepted(Record, frozen=True, kw_only=True):
    """An officer of this node accepts the new epoch of a partner's log (in `home`, with an act)."""

    KIND: ClassVar[str] = "epoch_accepted"
    VERSION: ClassVar[int] = 1

    old_origin: str
    new_origin: str
    reason: str
    statement: str


@register
class StopOrdered(OpenRecord, frozen=True, kw_only=True):
    """A party stops a plan. In force the moment its signature is known, even from a frozen log.

    `ground` is a code of `terms.operating.StopGround`, `reason` the officer's own words; either may
    be empty: nobody has to explain before they stop.
    """

    KIND: ClassVar[str] = "stop_ordered"
    VERSION: ClassVar[int] = 1

    stop: str
    plan: str
    reason: str = ""
    ground: str = ""


@register
class StopLifted(OpenRecord, frozen=True, kw_only=True):
    """The party that ordered a stop lifts it."""

    KIND: ClassVar[str] = "stop_lifted"
    VERSION: ClassVar[int] = 1

    stop: str


@register
class ErasureRecorded(OpenRecord, frozen=True, kw_only=True):
    """Retention classes were destroyed here.

    How many entries and attachments, and what is still pending.

    `state` is `done`, `pending_until` (backups of keys live until `until`, or a sealing key is
    held that opens the slot) or `incomplete` (a replica or archive exists).
    """

    KIND: ClassVar[str] = "erasure_recorded"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    order: str
    classes: tuple[str, ...]
    entries: int
    attachments: int
    state: str
    until: str = ""
    ground: str = ""
