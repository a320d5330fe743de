"""The memory that bundles on their way in and out may take, and the time they may take for it.

Promises: never more than `MOST` bytes together and `MOST_OF_ONE` of one partner; when there is no
room, whoever holds most loses its largest transfer, never the one that holds little; a transfer
slower than `RATE` ends, however it drips. Does not read or send. Used by one thread.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from tansiq.exchange import bundle
from tansiq.terms.errors import Conflict, Invalid

MAX_BODY: Final = bundle.MAX_PACKED + bundle.MAX_HEADER + 16
"""Bytes of a request or an answer."""
MOST: Final = 4 * MAX_BODY
MOST_OF_ONE: Final = 2 * MAX_BODY
GRACE: Final = 20.0
"""Seconds that any transfer may take."""
RATE: Final = 16 << 10
"""Bytes per second above that: a satellite line in bad weather keeps it."""


def seconds_for(size: int) -> float:
    """How long a transfer may have taken when so many bytes of it went."""
    return GRACE + size / RATE


@dataclass(eq=False, slots=True)
class Body:
    """One transfer; `end` ends it from outside, None while it must not end (it is applied)."""

    certificate: bytes
    end: Callable[[], object] | None
    size: int = 0
    ended: bool = False


@dataclass(slots=True)
class Bodies:
    """All transfers of one server."""

    most: int = MOST
    most_of_one: int = MOST_OF_ONE
    _open: dict[Body, None] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes held now."""
        return sum(one.size for one in self._open)

    def begin(self, certificate: bytes, end: Callable[[], object]) -> Body:
        """Note a transfer that has no bytes yet."""
        body = Body(certificate, end)
        self._open[body] = None
        return body

    def grow(self, body: Body, count: int) -> None:
        """Make room for further bytes; Invalid `bundle_too_large`, Conflict `exchange_crowded`."""
        if body.size + count > MAX_BODY:
            raise Invalid("bundle_too_large", size=body.size + count, limit=MAX_BODY)
        body.size += count
        if self._held()[body.certificate] > self.most_of_one:
            self.close(body)
            raise Conflict("exchange_crowded")
        while not body.ended and self.size > self.most:
            self._end_one()
        if body.ended:
            raise Conflict("exchange_crowded")

    def close(self, body: Body) -> None:
        """Give the room back; twice does no harm."""
        self._open.pop(body, None)

    def _end_one(self) -> None:
        """End the largest transfer that may end, of the partner that holds most."""
        held = self._held()
        # The one that grows just now may always end: it is not being applied.
        chosen = max(
            (one for one in self._open if one.end is not None),
            key=lambda one: (held[one.certificate], one.size),
        )
        chosen.ended = True
        self.close(chosen)
        if chosen.end is not None:
            chosen.end()

    def _held(self) -> dict[bytes, int]:
        held: dict[bytes, int] = {}
        for one in self._open:
            held[one.certificate] = held.get(one.certificate, 0) + one.size
        return held
