"""What a command of a slice answers: the records to be written, or a refusal.

Promises: a plain value; nothing is written by making one. Does not: choose keys, sequence numbers
or recipients beyond the channel.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tansiq.record.base import Record
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import ChannelId, ClassId, EntryRef


@dataclass(frozen=True, slots=True)
class NewClass:
    """Asks for a retention class of its own; dates as ``YYYY-MM-DD``, review not after erasure."""

    review: str
    erase: str

    def __post_init__(self) -> None:
        """Refuse what is no date, or a review after the erasure: Invalid ``retention_dates``."""
        try:
            review, erase = date.fromisoformat(self.review), date.fromisoformat(self.erase)
        except ValueError:
            raise Invalid("retention_dates", review=self.review, erase=self.erase) from None
        plain = (review.isoformat(), erase.isoformat()) == (self.review, self.erase)
        if not plain or review > erase:
            raise Invalid("retention_dates", review=self.review, erase=self.erase)


@dataclass(frozen=True, slots=True)
class SameClass:
    """Stands for the retention class of the record planned `back` places before this one."""

    back: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One record to be written into a channel."""

    channel: ChannelId
    payload: Record
    retention: NewClass | ClassId | SameClass
    after: tuple[EntryRef, ...] = ()
    blobs: tuple[str, ...] = ()
    signed: bool = False

    @property
    def act(self) -> bool:
        """Whether an officer signs it: because its kind counts only so, or of their own will."""
        return self.payload.ACT or self.signed
