"""When a retired HPKE key may be destroyed: a pure rule over what is known of partners and logs.

A class key reaches us sealed to one of our HPKE keys, in a log header that every member keeps. So
erasing a class that came from a partner is final only once that HPKE key is gone; and destroying it
too early loses what a partner sealed to it before it learnt the new card. The rule weighs the two.
Knows no files, no tables and no clock: it is given what was found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from tansiq.ledger.cards import Card
from tansiq.terms.clock import parse_stamp, stamp

GRACE: Final = timedelta(days=45)
"""After this a key goes although a partner was not heard from. Longer than the month away that a
partner may take, with its stick on the way, and than `erase.MAX_LEAP`, so that a node that was off
itself is asked about its clock before it comes to this."""
SETTLING: Final = timedelta(days=1)
"""A key stays at least this long: what was being written while the new card travelled arrives."""


class Wait(StrEnum):
    """What a retired key still waits for."""

    UNOPENED = "unopened"
    SETTLING = "settling"
    CLOCK = "clock"
    UNAWARE = "partners_unaware"
    BEHIND = "logs_behind"


@dataclass(frozen=True, slots=True)
class Retired:
    """A key that partners seal to no more once they hold card `number`, signed at `since`."""

    key: str
    number: int
    since: str

    @property
    def until(self) -> str:
        """The time at which the grace period ends (UTC stamp)."""
        return stamp(parse_stamp(self.since) + GRACE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is known of a retired key.

    Partners not known to hold the newer card; their logs that we do not hold to their end; classes
    sealed to it that it could still open; whether our clock may be believed.
    """

    unaware: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    unopened: tuple[str, ...] = ()
    clock_trusted: bool = True


def retired(cards: Sequence[Card], held: Sequence[str]) -> tuple[Retired, ...]:
    """Return which of the keys held are retired, given all our cards in order.

    Not the newest key held, and not the last one on the newest card: partners seal to that. A key
    that never was last on a card was never sealed to; it counts as retired by the newest card.
    """
    if not cards or not held:
        return ()
    kept = {held[-1], cards[-1].hpke[-1].id}
    found = []
    for key in held:
        if key in kept:
            continue
        last = max((at for at, card in enumerate(cards) if card.hpke[-1].id == key), default=None)
        by = cards[-1] if last is None else cards[last + 1]
        found.append(Retired(key, by.number, by.time))
    return tuple(found)


def waits(key: Retired, now: datetime, found: Found) -> tuple[Wait, ...]:
    """Return what a retired key still waits for; empty when it may be destroyed."""
    age = now - parse_stamp(key.since)
    left = [Wait.UNOPENED] if found.unopened else []
    if not found.clock_trusted:
        left.append(Wait.CLOCK)
    elif age < SETTLING:
        left.append(Wait.SETTLING)
    if age < GRACE or not found.clock_trusted:
        left += [Wait.UNAWARE] if found.unaware else []
        left += [Wait.BEHIND] if found.behind else []
    return tuple(left)
