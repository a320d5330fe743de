"""What readings of the register share: which part is asked for, operations by name, whose sites.

Promises: a part is real or an exercise, never both; channels are those a record put the officer on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tansiq.custody import queries
from tansiq.custody.queries import About, SiteCount
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.custody_sites import Sites
from tansiq.officers.people import Officer
from tansiq.operations import queries as operations
from tansiq.record.officers import Label
from tansiq.store.connect import Tx
from tansiq.terms.ids import ChannelId, channel_kind

REAL, EXERCISE = "case", "exercise"
READ: Final = Action.READ_CUSTODY


def is_exercise(channel: str) -> bool:
    """Whether what lies in this channel is an exercise."""
    return channel_kind(ChannelId(channel)) == EXERCISE


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which part of the register: real or exercise, one operation, one site, one label."""

    kind: str = REAL
    operation: str = ""
    site: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """An operation by its names, and the channel it lies in."""

    channel: str
    names: tuple[Label, ...]


def part_of(node: Node, tx: Tx, officer: Officer, asked: Asked) -> tuple[About, Sites]:
    """The rows asked for, and which sites of them the officer may see."""
    kind = EXERCISE if asked.kind == EXERCISE else REAL
    channels = tuple(
        one
        for one in node.shared_channels(tx)
        if channel_kind(one) == kind and node.may(officer, READ, one)
    )
    sites = (asked.site,) if asked.site else None
    about = About(channels=channels, operation=asked.operation, sites=sites)
    return about, Sites(node, tx, officer)


def holders(tx: Tx, about: About) -> dict[str, str]:
    """Persons held by id, spoken of by site and number."""
    people = (one.said for one in queries.arrests(tx, about))
    return {one.arrest: f"{one.site}/{one.number}" for one in people}


def zones(tx: Tx, channel: str, operation: str) -> dict[str, str]:
    """The zone whose clocks hang at each site."""
    bound = operations.sites_of(tx, channel, operation)
    return {one.site: one.zone for sites in bound.values() for one in sites}


def counts(tx: Tx, about: About, theirs: Sites) -> tuple[SiteCount, ...]:
    """How many of both each site has that the officer may see."""
    found = queries.counts(tx, about)
    return tuple(one for one in found if theirs.may(one.operation, one.site))


def named(tx: Tx, channels: tuple[str, ...]) -> Mapping[str, Named]:
    """The operations of these channels by their names."""
    return {
        one.operation: Named(one.channel, one.plan.names if one.plan else ())
        for one in operations.listed(tx, channels)
    }
