"""Every question to the alerts in one place: for screens, for commands, and counts for a board."""

from dataclasses import dataclass
from datetime import datetime

from tansiq.alerts.facts import SharedMessage
from tansiq.alerts.ladder import Rungs
from tansiq.alerts.lookup import (
    alert,
    alerts,
    shared,
    shared_in,
    shared_somewhere,
    site,
    sites,
    sites_named,
    unexpired,
)
from tansiq.alerts.telling import known, notice, rungs
from tansiq.store.connect import Tx
from tansiq.terms.clock import parse_stamp
from tansiq.terms.ids import Origin
from tansiq.terms.warning import AlertStep

__all__ = [
    "Counts",
    "alert",
    "alerts",
    "counts",
    "known",
    "notice",
    "rungs",
    "shared",
    "shared_in",
    "shared_somewhere",
    "site",
    "site_taken",
    "sites",
    "sites_named",
    "unexpired",
]


@dataclass(frozen=True, slots=True)
class Counts:
    """Alerts of a channel in numbers: how many stand, whom they reach, who knows, who does not.

    Those who are reached are the partners of the channel, and where the alert is ours the sites it
    warns as well; no site is named.
    """

    alerts: int
    told: int
    acknowledged: int

    @property
    def pending(self) -> int:
        """How many have not said that they know."""
        return self.told - self.acknowledged


def counts(tx: Tx, channel: str, now: datetime) -> Counts:
    """The alerts of a channel that stand now: neither cancelled nor expired."""
    newest = {}
    for one in sorted(shared_in(tx, (channel,)), key=lambda one: one.message.number):
        newest[one.agency, one.message.alert] = one
    standing = [one for one in newest.values() if _stands(one, now)]
    told = acknowledged = 0
    for one in standing:
        told += len(one.said.recipients)
        acknowledged += sum(bool(one.known_by(who)) for who in one.said.recipients)
        ladders = _ladders(tx, one)
        told += len(ladders)
        acknowledged += sum(bool(each.knows_since()) for each in ladders)
    return Counts(len(standing), told, acknowledged)


def _stands(one: SharedMessage, now: datetime) -> bool:
    return one.message.step != AlertStep.CANCEL and parse_stamp(one.message.expiry) > now


def _ladders(tx: Tx, one: SharedMessage) -> tuple[Rungs, ...]:
    """The sites of an alert, where it is ours: a partner may repeat its id."""
    ours = alert(tx, one.message.alert)
    if ours is None or Origin.parse(ours.messages[0].entry.origin).agency != one.agency:
        return ()
    return rungs(tx, ours)


def site_taken(tx: Tx, named: str) -> frozenset[str]:
    """The id in a set when a site has used it, else an empty set."""
    return frozenset() if site(tx, named) is None else frozenset({named})
