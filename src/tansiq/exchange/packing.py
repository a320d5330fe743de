"""The last step before a bundle leaves: its number, the hour, the signature.

Promises: numbers only grow; the hour that a bundle tells is taken as late as can be. Does not
compose: `outbox` does.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from time import time_ns

from tansiq.exchange import bundle
from tansiq.exchange.content import Content
from tansiq.exchange.timing import Ear
from tansiq.store.appending import Sealer
from tansiq.terms.clock import stamp
from tansiq.terms.ids import NodeId


@dataclass(frozen=True, slots=True)
class Prepared:
    """A bundle ready to be sent: up to where each log goes with it, and whether more is left."""

    partner: NodeId
    data: bytes
    entries: int
    ends: Mapping[str, int]
    more: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """A composed content before it is packed, and the epoch of the key to sign it with."""

    partner: NodeId
    content: Content
    epoch: int


class Packer:
    """Packs one node's bundles; safe to use from several threads."""

    def __init__(self, sealer: Sealer) -> None:
        """Pack with the keys and the clock of this node."""
        self.ear = Ear()
        self._sealer = sealer
        self._guard = threading.Lock()
        self._last_number = 0

    def pack(self, draft: Draft) -> Prepared:
        """Return the signed bundle of a draft, with what it says of time."""
        now = self._sealer.clock.now()
        told = replace(draft.content.manifest, times=self.ear.times(draft.partner, now))
        content = replace(draft.content, manifest=told)
        envelope = bundle.Envelope(
            sender=self._sealer.node,
            recipient=draft.partner,
            number=self._number(),
            time=stamp(now),
            seed=self._sealer.keys.log_seed(draft.epoch),
        )
        return Prepared(
            draft.partner,
            bundle.pack(content, envelope),
            content.entries,
            {chunk.origin: chunk.end for chunk in content.logs},
            content.manifest.more,
        )

    def _number(self) -> int:
        """Return a number larger than any before: a name for people, never a cursor."""
        with self._guard:
            self._last_number = max(self._last_number + 1, time_ns() // 1_000_000)
            return self._last_number
