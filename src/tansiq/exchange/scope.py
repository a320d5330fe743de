"""What decides, at one moment, who may hear what: keys, enrolments, channel statements together.

Promises: one value read in one transaction, remembered only while nothing it stands on changed.
Delivery (`outbox`), acceptance (`inbox`) and preview (`service.recipients`) ask the same value.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from tansiq.exchange import channels, partners
from tansiq.exchange.channels import Generation
from tansiq.exchange.partners import Partner
from tansiq.ledger.ring import KeyRing
from tansiq.store.connect import Tx
from tansiq.terms.ids import NodeId, Origin

_VERSION = (
    "SELECT (SELECT count(*) FROM ledger.root_statement) AS roots,"
    " (SELECT coalesce(max(arrival), 0) FROM ledger.root_statement) AS last_root,"
    " (SELECT count(*) FROM partner_event) AS events,"
    " (SELECT count(*) FROM ledger.channel_statement) AS statements,"
    " (SELECT count(*) FROM ledger.channel_statement WHERE complete) AS complete,"
    " (SELECT count(*) FROM ledger.channel_part) AS parts"
)


@dataclass(frozen=True)
class Scope:
    """Keys, partners and channels as they stand."""

    me: NodeId
    ring: KeyRing
    enrolled: Mapping[NodeId, Partner]
    generations: tuple[Generation, ...]

    @cached_property
    def shared(self) -> Mapping[tuple[str, int], tuple[NodeId, ...]]:
        """Who hears each complete (channel, generation), without me."""
        return channels.shared_with(self.generations, self.me, self.enrolled)

    @cached_property
    def members(self) -> Mapping[tuple[str, int], frozenset[str]]:
        """All members of each complete (channel, generation), enrolled here or not."""
        grouped: dict[tuple[str, int], list[Generation]] = {}
        for one in self.generations:
            place = one.statement.channel, one.statement.generation
            grouped.setdefault(place, []).append(one)
        return {place: channels.members_of(rivals) for place, rivals in grouped.items()}

    def hears(self, partner: NodeId, channel: str, generation: int) -> bool:
        """Say whether this partner may have the logs of a generation of a channel."""
        return partner in self.shared.get((channel, generation), ())

    def writes(self, origin: Origin) -> bool:
        """Say whether the log's agency is a member of the generation it writes in, as I am."""
        members = self.members.get((origin.channel, origin.generation), frozenset())
        return origin.agency in members and self.me in members


class ScopeReader:
    """Reads the scope, and reads it again only when something it stands on changed."""

    def __init__(self, me: NodeId) -> None:
        """Read for this node."""
        self._me = me
        self._lock = threading.Lock()
        self._version: tuple[object, ...] = ()
        self._scope: Scope | None = None

    def read(self, tx: Tx) -> Scope:
        """Return the scope as this transaction sees it."""
        version = tuple((tx.one(_VERSION) or {}).values())
        with self._lock:
            if self._scope is not None and self._version == version:
                return self._scope
        scope = Scope(
            self._me,
            partners.ring(tx, self._me),
            partners.enrolled(tx),
            channels.generations(tx),
        )
        with self._lock:
            self._version, self._scope = version, scope
        return scope
