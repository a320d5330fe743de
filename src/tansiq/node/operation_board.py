"""The board of an operation: everything a commander sees at one instant, in one reading.

Promises: shows what the cut decides and what may be done now, never more; a site's last words stand
with their age and are marked stale after the plan's own limit; what belongs to another agency is
seen in states and counts alone (REQUIREMENTS 6.3, 6.7). The reading is on record like any other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tansiq.exchange.stops import Stop, stops_in_force
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.operation_decisions import Confirmed, Settled, confirmed, settle
from tansiq.node.operations import JOINT, Where, known
from tansiq.node.partners import links
from tansiq.node.reading import Look, Reader, read
from tansiq.officers.people import Officer
from tansiq.operations import queries
from tansiq.operations.decision import Decision
from tansiq.operations.facts import PlanFact
from tansiq.operations.queries import Acknowledged, LogLine, OperationListed, Readiness, SiteWord
from tansiq.operations.standing import Standing, standing
from tansiq.record.operations import OperationPlan, OrderSite
from tansiq.store.connect import Tx
from tansiq.terms.clock import ZonedTime, parse_stamp
from tansiq.terms.errors import Missing, TansiqError
from tansiq.terms.ids import ChannelId, channel_kind
from tansiq.terms.operating import ENDED, SiteState


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteLine:
    """One site on the board.

    `age` is how long ago its last word came here (None: it never spoke), `stale` whether that is
    longer than the plan allows, `behind` whether it holds an older version than the current one.
    """

    site: OrderSite
    ours: bool
    state: SiteState
    word: SiteWord | None
    age: timedelta | None
    stale: bool
    readiness: Readiness | None
    behind: bool
    local: ZonedTime | None

    @property
    def red(self) -> bool:
        """Whether a person must look: a point is missing, or something went wrong."""
        missing = self.readiness is None or self.readiness.red
        return (missing and self.state is SiteState.PREPARING) or bool(
            self.word and self.word.incident
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """An operation at one instant, by this node's clock (`now`)."""

    where: Where
    exercise: bool
    now: datetime
    settled: Settled
    standing: Standing
    confirmed: Confirmed
    sites: tuple[SiteLine, ...]
    acknowledged: tuple[Acknowledged, ...]
    stops: tuple[Stop, ...]
    heard: Mapping[str, datetime]
    lines: tuple[LogLine, ...]
    drafts: Mapping[str, tuple[OrderSite, ...]]
    versions: tuple[PlanFact, ...]

    @property
    def decision(self) -> Decision:
        """What the cut decides."""
        return self.settled.decision

    @property
    def plan(self) -> OperationPlan | None:
        """The one current version, where there is exactly one."""
        return None if self.decision.plan is None else self.decision.plan.plan

    @property
    def h_hour(self) -> datetime | None:
        """H-hour of the current version."""
        return None if self.plan is None else parse_stamp(self.plan.h_hour)


def listed(node: Node, reader: Reader) -> tuple[OperationListed, ...]:
    """The operations of the channels this officer is on, the newest first."""

    def query(tx: Tx, officer: Officer) -> tuple[tuple[OperationListed, ...], Sequence[str]]:
        channels = tuple(
            one
            for one in node.shared_channels(tx)
            if channel_kind(one) in JOINT and node.may(officer, Action.READ_OPERATION, one)
        )
        found = queries.listed(tx, channels)
        return found, [one.operation for one in found]

    return read(node, reader, Look(action=Action.READ_OPERATION), query)


def board(node: Node, reader: Reader, where: Where) -> Board:
    """An operation as it is now; Missing `operation_unknown` for whoever is not on its file."""
    look = Look(
        action=Action.READ_OPERATION, file=where.channel, absent=Missing("operation_unknown")
    )

    def allowed(tx: Tx, _officer: Officer) -> tuple[None, Sequence[str]]:
        known(node, tx, where.channel)
        if not queries.sites_of(tx, where.channel, where.operation):
            raise Missing("operation_unknown")
        return None, [where.operation]

    read(node, reader, look, allowed)
    return seen(node, where)


def seen(node: Node, where: Where) -> Board:
    """The same without a reader, for a caller that has asked and noted: one reading for many."""
    settled = settle(node, where)
    now = node.clock.now()
    with node.store.reading() as tx:
        heard = news(node, tx, where.channel)
        sites = queries.sites_of(tx, where.channel, where.operation)
        versions = queries.facts(tx, where.channel, where.operation).plans
        return Board(
            where=where,
            exercise=channel_kind(where.channel) == "exercise",
            now=now,
            settled=settled,
            standing=standing(settled.decision, node.me, heard, settled.first_go, now),
            confirmed=confirmed(node, tx, where, settled.decision),
            sites=_sites(node, tx, (where, settled, now), sites),
            acknowledged=queries.acknowledged(tx, where.channel, where.operation),
            stops=tuple(
                one
                for one in stops_in_force(tx, where.channel)
                if one.plan in {"", where.operation}
            ),
            heard=heard,
            lines=queries.log_lines(tx, where.channel, where.operation),
            drafts=sites,
            versions=versions,
        )


def news(node: Node, tx: Tx, channel: ChannelId) -> dict[str, datetime]:
    """How new the last word of each party is: its writing here, or its node at the other end.

    A bundle is as new as when it was packed: one held back on the way, or shown twice, keeps nobody
    from being silent.
    """
    heard = queries.heard(tx, channel)
    for link in links(node, tx):
        if link.last_contact is None or not link.composed:
            continue
        at = min(link.last_contact, parse_stamp(link.composed))
        heard[link.partner] = max(heard.get(link.partner, at), at)
    return heard


def _sites(
    node: Node,
    tx: Tx,
    at: tuple[Where, Settled, datetime],
    drafts: Mapping[str, tuple[OrderSite, ...]],
) -> tuple[SiteLine, ...]:
    """The sites of the current version, or those bound so far where there is none."""
    where, settled, now = at
    head = settled.decision.plan
    bound = tuple(site for party in sorted(drafts) for site in drafts[party])
    sites = bound if head is None else head.plan.sites
    words = queries.site_words(tx, where.operation, sites)
    ready = queries.readiness(tx, where.operation, sites)
    return tuple(
        _line(node, one, (head, now), words.get(one.site), ready.get(one.site)) for one in sites
    )


def _local(head: PlanFact, site: OrderSite) -> ZonedTime | None:
    """H-hour on the clocks of a site; None where this node's table lacks the zone it names."""
    try:
        return ZonedTime(parse_stamp(head.plan.h_hour), site.zone)
    except TansiqError:
        return None


def _line(
    node: Node,
    site: OrderSite,
    at: tuple[PlanFact | None, datetime],
    word: SiteWord | None,
    ready: Readiness | None,
) -> SiteLine:
    head, now = at
    age = None if word is None else max(now - parse_stamp(word.received), timedelta())
    limit = timedelta(minutes=1 if head is None else head.plan.stale_minutes)
    state = SiteState(word.state) if word and word.state else _quiet_state(ready)
    stale = head is not None and state not in ENDED and (age is None or age > limit)
    return SiteLine(
        site=site,
        ours=site.party == node.me,
        state=state,
        word=word,
        age=age,
        stale=stale,
        readiness=ready,
        behind=bool(word and word.plan and head and word.plan != head.digest),
        local=None if head is None else _local(head, site),
    )


def _quiet_state(ready: Readiness | None) -> SiteState:
    """A site that never spoke is as ready as its checklist, in the word of its agency."""
    green = ready is not None and not ready.red
    return SiteState.READY if green else SiteState.PREPARING
