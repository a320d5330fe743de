"""An alert as its records have it: messages in order, who decided, who reviewed, what is in force.

Promises: plain values; what follows from several records (in force, over, review due) is said here
and nowhere else. Does not: read tables or a clock; the present instant is given.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tansiq.record.alerts import AlertMessage, AlertProposed, SharedAlert
from tansiq.terms.clock import parse_stamp, stamp
from tansiq.terms.ids import ChannelId, ClassId, EntryRef
from tansiq.terms.warning import AlertStep

REVIEW_WITHIN = timedelta(hours=24)
APPROVED, REFUSED = "approved", "refused"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What an officer decided about a message: approved, refused, upheld or objected to."""

    outcome: str
    officer: str
    time: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of an alert with all that was decided about it."""

    said: AlertProposed
    digest: str
    officer: str
    time: str
    class_id: ClassId
    entry: EntryRef
    decision: Ruling | None = None
    review: Ruling | None = None

    @property
    def number(self) -> int:
        """Its place among the messages of the alert."""
        return self.said.message.number

    @property
    def alone(self) -> bool:
        """Whether it went out on one signature."""
        return bool(self.said.danger_to_life)

    @property
    def in_force(self) -> bool:
        """Whether it counts: approved by a second officer, or gone out on one signature."""
        return self.alone or self._decided(APPROVED)

    @property
    def waiting(self) -> bool:
        """Whether a second officer has yet to decide."""
        return not self.alone and self.decision is None

    @property
    def refused(self) -> bool:
        """Whether the second officer said no."""
        return self._decided(REFUSED)

    @property
    def since(self) -> str:
        """From when it counts, a wire time; empty while it does not."""
        if not self.in_force:
            return ""
        return self.time if self.decision is None else self.decision.time

    @property
    def review_due(self) -> str:
        """By when another officer reviews it, a wire time; empty when nobody has to any more."""
        if not self.alone or self.review is not None:
            return ""
        return stamp(parse_stamp(self.time) + REVIEW_WITHIN)

    def _decided(self, outcome: str) -> bool:
        return self.decision is not None and self.decision.outcome == outcome


@dataclass(frozen=True, slots=True)
class Alert:
    """All messages of an alert of ours, by number."""

    alert: str
    messages: tuple[Message, ...]

    @property
    def current(self) -> Message | None:
        """The message that counts now; None before the first one does."""
        found = [one for one in self.messages if one.in_force]
        return found[-1] if found else None

    @property
    def pending(self) -> Message | None:
        """The message that waits for a second officer, if any."""
        return next((one for one in self.messages if one.waiting), None)

    @property
    def cancelled(self) -> bool:
        """Whether its end was said."""
        now = self.current
        return now is not None and now.said.message.step == AlertStep.CANCEL

    @property
    def reviews_due(self) -> tuple[Message, ...]:
        """Messages that went out on one signature and wait for their review."""
        return tuple(one for one in self.messages if one.review_due)

    def expired(self, now: datetime) -> bool:
        """Whether the message that counts, or the first proposal, is past its expiry."""
        told = self.current or self.messages[-1]
        return parse_stamp(told.said.message.expiry) <= now

    def live(self, now: datetime) -> bool:
        """Whether people are still to be told: in force, not cancelled, not expired."""
        return self.current is not None and not self.cancelled and not self.expired(now)


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedMessage:
    """A message as it lies in a channel, ours or a partner's."""

    agency: str
    channel: ChannelId
    said: SharedAlert
    entry: EntryRef
    time: str
    received: str
    acknowledged: tuple[tuple[str, str], ...] = ()

    @property
    def message(self) -> AlertMessage:
        """What its recipients read."""
        return self.said.message

    def known_by(self, agency: str) -> str:
        """Since when an agency has said that it knows, a wire time; empty when it has not."""
        return next((time for who, time in self.acknowledged if who == agency), "")
