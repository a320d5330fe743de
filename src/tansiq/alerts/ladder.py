"""Whom to tell next at a site, and when: the ladder of its contacts (REQUIREMENTS 5.3).

The first contact is told at once. Once a contact has been tried and its minutes have passed without
anybody at the site saying that they know, the next one is told; an address that the mail server
refuses for good waits for no minutes. Whoever was told is told every later message at once.

Promises: a pure function of records and the present instant, so a restart changes nothing. Each
rung counts from its own first attempt: a clock that leaps forward hurries one rung, no more; one
that leaps back hurries it, too, since waiting could take for ever. After an acknowledgement, the
end or the expiry nothing is escalated. Does not: send, or trust that a mail was read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tansiq.record.alerts import SiteContact
from tansiq.terms.clock import parse_stamp, stamp
from tansiq.terms.warning import AlertStep, NoticeOutcome

LOST_AFTER = timedelta(minutes=5)
"""An attempt without an outcome was cut off: no mail server is waited for so long."""
MOST_TRIES = 20
_PAUSES = (1, 2, 4, 8, 15)
_AGAIN = frozenset({NoticeOutcome.FAILED.value, NoticeOutcome.UNKNOWN.value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One attempt to mail a contact about a message; no outcome while it is under way."""

    notice: str
    contact: str
    number: int
    attempt: int
    time: str
    outcome: str = ""
    cause: str = ""
    ended: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rungs:
    """A site in one alert: the message that counts, its contacts in order, what was tried so far.

    `known` tells since when a contact knows of which message. `extra` are contacts who were told
    before and are on the register no more: they hear later messages, and nobody waits for them.
    """

    site: str
    number: int
    step: str
    since: str
    expiry: str
    contacts: tuple[SiteContact, ...]
    tries: tuple[Try, ...]
    known: Mapping[tuple[str, int], str]
    extra: tuple[SiteContact, ...] = ()

    def knows_since(self) -> str:
        """Since when somebody at the site knows of the message that counts; empty if nobody."""
        times = [time for (_, number), time in self.known.items() if number >= self.number]
        return min(times, default="")

    def tries_of(self, contact: str) -> tuple[Try, ...]:
        """The attempts to tell a contact of the message that counts, in order."""
        found = (one for one in self.tries if (one.contact, one.number) == (contact, self.number))
        return tuple(sorted(found, key=lambda one: one.attempt))

    def told_before(self) -> frozenset[str]:
        """Contacts who were tried with an earlier message."""
        return frozenset(one.contact for one in self.tries if one.number < self.number)


@dataclass(frozen=True, slots=True)
class Due:
    """A contact to be mailed now: the how manieth attempt it is."""

    contact: SiteContact
    attempt: int


@dataclass(frozen=True, slots=True)
class Escalation:
    """Who is told next, and at which instant."""

    contact: SiteContact
    at: datetime


def lost(rungs: Rungs, now: datetime) -> tuple[Try, ...]:
    """Attempts that were cut off before their outcome was written."""
    return tuple(one for one in rungs.tries if not one.outcome and not _under_way(one, now))


def due(rungs: Rungs, now: datetime) -> tuple[Due, ...]:
    """Who is to be mailed now, in order; nobody once the message is over."""
    if parse_stamp(rungs.expiry) <= now:
        return ()
    found = []
    told = rungs.told_before()
    left = (one for one in rungs.extra if one.contact in told)
    for one in (*left, *_reached(rungs, now)):
        attempt = _next_attempt(rungs, one.contact, now)
        if attempt:
            found.append(Due(one, attempt))
    return tuple(found)


def escalation(rungs: Rungs, now: datetime) -> Escalation | None:
    """The next rung and its instant; None when nobody is left to tell, or nobody is waited for."""
    over = parse_stamp(rungs.expiry) <= now or rungs.step == AlertStep.CANCEL
    if over or rungs.knows_since():
        return None
    on = _begun(rungs)
    if not on:
        at = min(parse_stamp(rungs.since), now)
        return Escalation(rungs.contacts[0], at) if rungs.contacts else None
    last = rungs.contacts[on - 1]
    rest = rungs.contacts[on:]
    if not rest:
        return None
    tried = rungs.tries_of(last.contact)
    if not tried:
        return Escalation(rest[0], now + timedelta(minutes=last.minutes))
    first = parse_stamp(tried[0].time)
    if first > now or tried[-1].outcome == NoticeOutcome.REFUSED:
        return Escalation(rest[0], now)
    return Escalation(rest[0], first + timedelta(minutes=last.minutes))


def next_try(rungs: Rungs, contact: str) -> str:
    """When a contact is mailed again after a failure, a wire time; empty when it is not."""
    tried = rungs.tries_of(contact)
    if not tried or tried[-1].outcome not in _AGAIN or len(tried) >= MOST_TRIES:
        return ""
    return stamp(parse_stamp(tried[-1].ended) + _pause(len(tried)))


def _reached(rungs: Rungs, now: datetime) -> Iterator[SiteContact]:
    """The contacts of the ladder who should have been told by now."""
    if rungs.step == AlertStep.ALERT and rungs.knows_since():
        return
    told = rungs.told_before()
    on = _begun(rungs)
    next_one = escalation(rungs, now)
    if next_one is not None and next_one.at <= now and _tried_now(rungs, on):
        on += 1
    for place, one in enumerate(rungs.contacts):
        if one.contact in told or (place < on and rungs.step != AlertStep.CANCEL):
            yield one


def _begun(rungs: Rungs) -> int:
    """How many rungs have been climbed: up to the last contact tried with any message."""
    tried = {one.contact for one in rungs.tries}
    places = [place for place, one in enumerate(rungs.contacts, start=1) if one.contact in tried]
    return max(places, default=0)


def _tried_now(rungs: Rungs, on: int) -> bool:
    """Whether the last rung was tried with the message that counts; true before the first."""
    return not on or bool(rungs.tries_of(rungs.contacts[on - 1].contact))


def _next_attempt(rungs: Rungs, contact: str, now: datetime) -> int:
    """The number of the attempt that is due, or 0."""
    if (contact, rungs.number) in rungs.known:
        return 0
    tried = rungs.tries_of(contact)
    if not tried:
        return 1
    newest = tried[-1]
    if newest.outcome not in _AGAIN or len(tried) >= MOST_TRIES:
        return 0
    ended = parse_stamp(newest.ended)
    waited = now < ended or now >= ended + _pause(len(tried))
    return newest.attempt + 1 if waited else 0


def _pause(tries: int) -> timedelta:
    return timedelta(minutes=_PAUSES[min(tries, len(_PAUSES)) - 1])


def _under_way(one: Try, now: datetime) -> bool:
    begun = parse_stamp(one.time)
    return begun <= now < begun + LOST_AFTER
