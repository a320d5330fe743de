"""Partners for the pages: who they are, what is shared with them, what is missing, what is wrong.

Promises: all of it is known here already, so a partner that does not answer keeps nobody waiting;
the purpose of a channel is shown to those who are on it alone, and the channel itself to them and
to those who look after the node; entries are named, never opened.
Does not change anything: enrolling and leaving are changes of two people (`node.changes`).
"""

from dataclasses import dataclass, replace

from tansiq.exchange import partners
from tansiq.exchange.link import LogLink
from tansiq.exchange.outbox import SOFTWARE
from tansiq.ledger.cards import fingerprint_words
from tansiq.node import access, changes, exchanging
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.exchanging import Parked, Quarantined
from tansiq.node.health import PartnerState, partner_state
from tansiq.node.logbook import channel_of, sees
from tansiq.node.partners import links
from tansiq.node.sharing import SharedChannel, with_partner
from tansiq.officers import queries
from tansiq.officers.people import Officer
from tansiq.officers.queries import PendingChange
from tansiq.record.officers import PartnerEnrolled, PartnerLeft
from tansiq.store.connect import Tx
from tansiq.terms.errors import Missing
from tansiq.terms.ids import Origin

PARTNER_CHANGES = (PartnerEnrolled, PartnerLeft)
NEWEST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """One of our logs at the partner: entries held here, and how many of them each step lacks."""

    origin: str
    channel: str
    size: int
    unsent: int
    unreceived: int
    unopened: int
    failure: str
    failed_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A partner with everything that can be said without opening a record."""

    state: PartnerState
    fingerprint: str
    card_number: int
    card_time: str
    url: str
    since: str
    checked: str
    channels_used: tuple[str, ...]
    channels: tuple[SharedChannel, ...]
    logs: tuple[Reached, ...]
    quarantined: tuple[Quarantined, ...]
    parked: tuple[Parked, ...]
    waiting: tuple[PendingChange, ...]
    forked: tuple[str, ...]

    @property
    def missing(self) -> tuple[Reached, ...]:
        """Logs of ours whose receipts are not complete."""
        return tuple(one for one in self.logs if one.unreceived or one.unopened or one.failure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """All partners, and what two officers are still deciding about partners."""

    software: str
    partners: tuple[PartnerState, ...]
    waiting: tuple[PendingChange, ...]


def everyone(node: Node, officer: Officer) -> Neighbours:
    """The list; Refused `access_role` for those who see no partners."""
    access.decide(node.roles(officer), Action.SEE_PARTNERS)
    now = node.clock.now()
    with node.store.reading() as tx:
        ring = node.ring(tx)
        states = (partner_state(ring, one, now) for one in links(node, tx))
        found = tuple(_told(node, officer, one) for one in states)
        return Neighbours(software=SOFTWARE, partners=found, waiting=_waiting(tx, officer))


def one(node: Node, officer: Officer, named: str) -> Neighbour:
    """One partner's page; Missing `partner_unknown`."""
    access.decide(node.roles(officer), Action.SEE_PARTNERS)
    now = node.clock.now()
    with node.store.reading() as tx:
        link = next((one for one in links(node, tx) if one.partner == named), None)
        enrolled = partners.enrolled(tx).get(link.partner) if link else None
        if link is None or enrolled is None:
            raise Missing("partner_unknown", partner=named[:60])
        ring = node.ring(tx)
        card = ring.card(named)
        how = next((one for one in queries.partners(tx) if one.node == named), None)
        shared = tuple(with_partner(node, tx, officer, named))
        seen = Neighbour(
            state=_told(node, officer, partner_state(ring, link, now)),
            fingerprint=fingerprint_words(ring.root(named)),
            card_number=card.number,
            card_time=card.time,
            url=card.url or enrolled.url,
            since=enrolled.since,
            checked=how.checked if how else "",
            channels_used=how.channels_used if how else (),
            channels=shared,
            logs=tuple(
                _reached(log) for log in link.logs if sees(node, officer, channel_of(log.origin))
            ),
            quarantined=(),
            parked=(),
            waiting=tuple(one for one in _waiting(tx, officer) if one.subject == named),
            forked=(),
        )
    quarantined, parked = _troubles(node, officer, named)
    forked = tuple(
        one.origin
        for one in exchanging.forks(node)
        if Origin.parse(one.origin).agency == named and sees(node, officer, channel_of(one.origin))
    )
    return replace(seen, quarantined=quarantined, parked=parked, forked=forked)


def _reached(log: LogLink) -> Reached:
    return Reached(
        origin=log.origin,
        channel=Origin.parse(log.origin).channel,
        size=log.size,
        unsent=max(log.size - log.sent, 0),
        unreceived=log.lag,
        unopened=max(log.received - log.opened, 0),
        failure=log.failure[1] if log.failure else "",
        failed_at=log.failure[0] if log.failure else 0,
    )


def _told(node: Node, officer: Officer, state: PartnerState) -> PartnerState:
    """The state as an officer may know it: of a channel they are not on, the code alone."""
    origin = state.failing.partition("#")[0]
    if not origin or sees(node, officer, channel_of(origin)):
        return state
    return replace(state, failing=state.failing.rpartition(" ")[2])


def _troubles(
    node: Node, officer: Officer, named: str
) -> tuple[tuple[Quarantined, ...], tuple[Parked, ...]]:
    every = access.may(node.roles(officer), Action.SEE_HEALTH)
    aside = (
        one
        for one in exchanging.quarantined(node)
        if one.sender == named and (every or channel_of(one.origin) in officer.files)
    )
    parked = (
        one
        for one in exchanging.parked(node)
        if Origin.parse(one.origin).agency == named and sees(node, officer, channel_of(one.origin))
    )
    return tuple(aside)[:NEWEST], tuple(parked)[:NEWEST]


def _waiting(tx: Tx, officer: Officer) -> tuple[PendingChange, ...]:
    """Proposals about partners."""
    found = (one for one in queries.pending_changes(tx) if isinstance(one.change, PARTNER_CHANGES))
    return changes.as_seen(officer, tuple(found))
