"""The state of a node at one instant: logs, links, clocks. Never case content.

Promises: sums and codes, nothing that anybody wrote. Judges nothing: `checks` does.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version

from tansiq.exchange import restore
from tansiq.exchange.link import LinkState
from tansiq.ledger.cards import fingerprint_words
from tansiq.ledger.ring import KeyRing
from tansiq.node.clock_agreement import ClockAgreement, agreement_in
from tansiq.node.compose import Node
from tansiq.node.partners import links
from tansiq.store.connect import Tx
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Missing

LATE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerState:
    """One partner: how the link is and how far it is with our logs, in entries."""

    node: str
    names: dict[str, str]
    link: str
    last_contact: str
    failure: str
    sent: int
    received: int
    applied: int
    opened: int
    read: int
    lag: int
    failing: str
    parked_here: int
    quarantined_here: int
    software: str
    zone: str = ""
    tzdata: str = ""
    logs: tuple[dict[str, object], ...]


@dataclass(frozen=True, slots=True)
class Awaited:
    """A log of ours that came back with the keys, and whom it waits for before it is written on."""

    origin: str
    partners: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The state of a node at one instant."""

    node: str
    names: dict[str, str]
    fingerprint: str
    version: str
    now: str
    database: str
    behind: tuple[str, ...]
    awaited: tuple[Awaited, ...]
    logs: int
    entries: int
    quarantined: int
    parked: int
    forks: int
    partners: tuple[PartnerState, ...]
    clocks: ClockAgreement


def status(node: Node) -> Status:
    """Everything an administrator needs to see, and nothing of a case."""
    now = node.clock.now()
    with node.store.reading() as tx:
        ring = node.ring(tx)
        counts = _counts(tx)
        return Status(
            node=node.me,
            names=dict(node.settings.names),
            fingerprint=fingerprint_words(ring.root(node.me)),
            version=version("tansiq"),
            now=stamp(now),
            database=str(node.database.place or "dsn"),
            behind=tuple(sorted(restore.blocked(tx, node.keys))),
            awaited=awaited(node, tx),
            partners=tuple(partner_state(ring, one, now) for one in links(node, tx)),
            clocks=agreement_in(node, tx),
            **counts,
        )


def awaited(node: Node, tx: Tx) -> tuple[Awaited, ...]:
    """Our logs that came back with the keys and are not written on yet, with whom they wait for."""
    found = restore.doubted(tx, node.exchange.scope(tx), node.keys)
    return tuple(Awaited(*one) for one in sorted(found.items()))


def _counts(tx: Tx) -> dict[str, int]:
    row = tx.one(
        "SELECT (SELECT count(*) FROM ledger.log) AS logs,"
        " (SELECT coalesce(sum(size), 0)::bigint FROM ledger.log) AS entries,"
        " (SELECT count(*) FROM ledger.quarantine WHERE lifted IS NULL)"
        " + (SELECT count(*) FROM ledger.entry_state WHERE state = 'quarantined') AS quarantined,"
        " (SELECT count(*) FROM ledger.entry_state WHERE state = 'parked') AS parked,"
        " (SELECT count(DISTINCT origin) FROM ledger.fork) AS forks"
    )
    return {key: int(value) for key, value in (row or {}).items()}


def partner_state(ring: KeyRing, link: LinkState, now: datetime) -> PartnerState:
    """One partner for people: sums over our logs, and each log by itself."""
    names = dict(ring.card(link.partner).name) if link.partner in ring.nodes() else {}
    failing = next(
        (f"{one.origin}#{one.failure[0]} {one.failure[1]}" for one in link.logs if one.failure), ""
    )
    return PartnerState(
        node=link.partner,
        names=names,
        link=standing(link, now),
        last_contact=stamp(link.last_contact) if link.last_contact else "",
        failure=link.failure,
        sent=sum(one.sent for one in link.logs),
        received=sum(one.received for one in link.logs),
        applied=sum(one.applied for one in link.logs),
        opened=sum(one.opened for one in link.logs),
        read=sum(one.read for one in link.logs),
        lag=link.lag,
        failing=failing,
        parked_here=link.parked_here,
        quarantined_here=link.quarantined_here,
        software=link.software,
        zone=link.zone,
        tzdata=link.tzdata,
        logs=tuple(
            {
                "origin": one.origin,
                "size": one.size,
                "sent": one.sent,
                "received": one.received,
                "applied": one.applied,
                "opened": one.opened,
                "read": one.read,
            }
            for one in link.logs
        ),
    )


def partner(node: Node, named: str) -> PartnerState:
    """The state of one partner; Missing `partner_unknown`."""
    now = node.clock.now()
    with node.store.reading() as tx:
        for one in links(node, tx):
            if one.partner == named:
                return partner_state(node.ring(tx), one, now)
    raise Missing("partner_unknown", partner=named)


def standing(link: LinkState, now: datetime) -> str:
    """How a link is: live, late, off, or never heard from."""
    if link.last_contact is None:
        return "never"
    if link.failure:
        return "off"
    return "live" if now - link.last_contact < LATE else "late"
