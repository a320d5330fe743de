"""Who may stay connected: callers without a name yet, and partners known by their certificate.

Promises: a bounded number of callers and of connections of one partner, whatever arrives; room for
a new caller is made at the cost of whoever has most, its oldest and idlest first, so that nobody
keeps others out by holding or opening connections; who waits too long without asking is hung up on.
Does not open or read anything: `transport_server` does. Used by one thread.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

MOST_CALLERS: Final = 64
"""Connections whose handshake is under way."""
MOST_OF_ONE: Final = 8
"""Connections of one partner; a courier holds four at most."""
MOST_GUESTS: Final = 1024
"""Connections of all partners together."""
IDLE_SECONDS: Final = 80.0
"""A connection on which no whole request head arrives for so long is closed."""


@dataclass(eq=False, slots=True)
class Guest:
    """One connection; `certificate` is empty until its handshake is over."""

    address: str
    since: float
    hang_up: Callable[[], object]
    certificate: bytes = b""
    asking: int = 0


@dataclass(slots=True)
class Door:
    """All connections of one server."""

    most_of_one: int = MOST_OF_ONE
    _callers: dict[Guest, None] = field(default_factory=dict)
    _guests: dict[Guest, None] = field(default_factory=dict)

    def knock(self, guest: Guest) -> None:
        """Let a caller try a handshake; the oldest of the busiest address gives way."""
        self._callers[guest] = None
        if len(self._callers) > MOST_CALLERS:
            self._send_away(_of_the_largest(self._callers, lambda one: one.address))

    def admit(self, guest: Guest, certificate: bytes, now: float) -> None:
        """Count a caller as the partner of this certificate; its oldest idle connection gives way.

        So a partner that lost its line, and whose old connections hang, is let in at once.
        """
        self._callers.pop(guest, None)
        guest.certificate, guest.since = certificate, now
        self._guests[guest] = None
        own = [one for one in self._guests if one.certificate == certificate]
        if len(own) > self.most_of_one:
            self._send_away(own[:-1])
        elif len(self._guests) > MOST_GUESTS:
            self._send_away(_of_the_largest(self._guests, lambda one: one.certificate))

    def leave(self, guest: Guest) -> None:
        """Forget a connection that is closed; twice does no harm."""
        self._callers.pop(guest, None)
        self._guests.pop(guest, None)

    def sweep(self, now: float) -> None:
        """Hang up on those who were let in and ask for nothing."""
        for one in [*self._guests]:
            if not one.asking and now - one.since > IDLE_SECONDS:
                self._send_away([one])

    def close(self) -> None:
        """Hang up on callers that have no name yet."""
        for one in [*self._callers]:
            self._send_away([one])

    def _send_away(self, some: Iterable[Guest]) -> None:
        """Hang up on one of these: an idle one before a busy one, the oldest of them."""
        chosen = min(some, key=lambda one: (one.asking > 0, one.since))
        self.leave(chosen)
        chosen.hang_up()


def _of_the_largest(guests: Iterable[Guest], group: Callable[[Guest], str | bytes]) -> list[Guest]:
    groups: dict[str | bytes, list[Guest]] = {}
    for one in guests:
        groups.setdefault(group(one), []).append(one)
    return max(groups.values(), key=len)
