"""What the forms of arrest and seizure offer at a site: zones, the clocks of the rule set in force.

Promises: only clocks of a set that was adopted here, each with the article it rests on and whether
a jurist signed for it; none where there is none. Chooses nothing for anybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tansiq.custody import queries
from tansiq.custody.arrests import choices as holding_clocks
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.custody_sites import Sites
from tansiq.node.operations import Where, known
from tansiq.node.reading import Look, Reader, read
from tansiq.officers.people import Officer
from tansiq.operations import queries as operations
from tansiq.store.connect import Tx
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Invalid, Missing
from tansiq.terms.ids import channel_kind
from tansiq.terms.rule_sets import in_force
from tansiq.terms.spans import span
from tansiq.terms.zones import instant_at


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockChoice:
    """A clock under which somebody may be held."""

    id: str
    kind: str
    base: str
    hours: int
    article: str
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldChoice:
    """A person held at a site, by number: for whom a thing was found with."""

    arrest: str
    site: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What may be chosen in an operation; no clocks where no rule set of its country is adopted."""

    where: Where
    exercise: bool
    sites: dict[str, str]
    jurisdiction: str
    clocks: tuple[ClockChoice, ...]
    held: tuple[HeldChoice, ...]


def instant_of(node: Node, zone: str, text: str) -> str:
    """The wire time of an hour as it was typed, by the clock of a place; now when it is empty.

    Invalid `hour_malformed`, `zone_unknown`, `time_skipped` and `time_twice`: on the nights when
    clocks change such an hour is given in UTC, as zone `UTC`.
    """
    if not text.strip():
        return stamp(node.clock.now())
    try:
        wall = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Invalid("hour_malformed", value=text[:40]) from None
    with node.store.reading() as tx:
        overrides = queries.law(tx).overrides
    return stamp(instant_at(wall, zone, overrides).instant)


def choices(node: Node, reader: Reader, where: Where) -> Choices:
    """What this officer may choose in an operation; Missing `operation_unknown`."""
    absent = Missing("operation_unknown")

    def query(tx: Tx, officer: Officer) -> tuple[Choices, Sequence[str]]:
        known(node, tx, where.channel)
        ours = operations.sites_of(tx, where.channel, where.operation).get(node.me, ())
        theirs = Sites(node, tx, officer)
        sites = {one.site: one.zone for one in ours if theirs.may(where.operation, one.site)}
        part = operations.own_part(tx, where.operation)
        jurisdiction = "" if part is None else part[0].jurisdiction
        rules = in_force(queries.law(tx).rules, jurisdiction, node.clock.now())
        about = queries.About(channels=(where.channel,), operation=where.operation)
        found = Choices(
            where=where,
            exercise=channel_kind(where.channel) == "exercise",
            sites=sites,
            jurisdiction=jurisdiction,
            clocks=tuple(
                ClockChoice(
                    id=one.id,
                    kind=one.kind,
                    base=one.base,
                    hours=span(one.base).hours,
                    article=one.article,
                    standing=rules.standing.value if rules else "",
                )
                for one in holding_clocks(rules)
            ),
            held=tuple(
                HeldChoice(arrest=one.said.arrest, site=one.said.site, number=one.said.number)
                for one in queries.arrests(tx, about)
                if one.said.site in sites
            ),
        )
        return found, [where.operation]

    look = Look(action=Action.READ_CUSTODY, file=where.channel, absent=absent)
    return read(node, reader, look, query)
