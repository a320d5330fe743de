"""An operation as a command finds it, and what every command asks of it first.

Promises: values only. A command that adds to an operation is refused when its case is shut.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tansiq.operations.decision import Decision, decide
from tansiq.operations.facts import Facts
from tansiq.record.base import Record
from tansiq.record.operations import OrderSite
from tansiq.record.plan import NewClass, Planned
from tansiq.record.situation import ChannelNow, Situation
from tansiq.record.tidy import check_retention
from tansiq.terms.errors import Missing, Refused
from tansiq.terms.ids import HOME


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationNow:
    """Who acts, who hears, whether the case is shut, the cut, and the sites each party bound.

    `shut` is the code why nothing may be added to the case, `zone_table` the version of the zone
    table that this node reads local times from.
    """

    situation: Situation
    channel: ChannelNow
    shut: str
    retention: NewClass
    facts: Facts
    sites: Mapping[str, tuple[OrderSite, ...]]
    zone_table: str

    @property
    def decision(self) -> Decision:
        """What the cut decides."""
        return decide(self.facts)


def check_open(now: OperationNow) -> None:
    """Refused with the reason why nothing may be added to the case."""
    if now.shut:
        raise Refused(now.shut, case=now.channel.channel)


def check_known(now: OperationNow) -> None:
    """Missing `operation_unknown` unless somebody spoke of this operation in its channel."""
    if not (now.facts.plans or now.facts.commitments):
        raise Missing("operation_unknown")


def shared(now: OperationNow, payload: Record) -> Planned:
    """A record for all parties."""
    return Planned(channel=now.channel.channel, payload=payload, retention=dates(now))


def own(now: OperationNow, payload: Record) -> Planned:
    """A record for our own eyes."""
    return Planned(channel=HOME, payload=payload, retention=dates(now))


def dates(now: OperationNow) -> NewClass:
    """The retention dates asked for, within the limits of the law."""
    return check_retention(now.retention, now.situation.now)
