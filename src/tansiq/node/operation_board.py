"""The board of an operation: everything a commander sees at one instant, in one reading.

Promises: shows what the cut decides and what may be done now, never more; a site's last words stand
with their age and are marked stale after the plan's own limit; what belongs to another agency is
seen in states and counts alone (REQUIREMENTS 6.3, 6.7). The reading is on record like any other.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tansiq.alerts.queries import Counts
from tansiq.alerts.queries import counts as alert_counts
from tansiq.node.actions import Action
from tansiq.node.clock_agreement import ClockAgreement
from tansiq.node.compose import Node
from tansiq.node.operation_around import Around, around
from tansiq.node.operation_decisions import Confirmed, Settled, confirmed, settle
from tansiq.node.operation_holds import stands
from tansiq.node.operation_lists import own_part
from tansiq.node.operations import JOINT, Where, known
from tansiq.node.reading import Look, Reader, read
from tansiq.officers.people import Officer
from tansiq.operations import queries
from tansiq.operations.checklists import Checklist
from tansiq.operations.decision import Decision
from tansiq.operations.facts import Facts, PlanFact, StopFact
from tansiq.operations.queries import Acknowledged, LogLine, OperationListed, Readiness, SiteWord
from tansiq.operations.quorums import QuorumChange, quorum_changes
from tansiq.operations.standing import Standing
from tansiq.record.operations import OperationPlan, OrderSite
from tansiq.store.connect import Tx
from tansiq.terms.clock import ZonedTime, parse_stamp
from tansiq.terms.errors import Missing, TansiqError
from tansiq.terms.ids import channel_kind
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
    """An operation at one instant, by this node's clock (`now`).

    `names` is what each agency calls itself, by language; `lists` are the checklists of our own
    sites, which nobody else hears of.
    """

    where: Where
    exercise: bool
    now: datetime
    settled: Settled
    standing: Standing
    confirmed: Confirmed
    sites: tuple[SiteLine, ...]
    acknowledged: tuple[Acknowledged, ...]
    clocks: ClockAgreement
    lists: tuple[Checklist, ...]
    names: Mapping[str, Mapping[str, str]]
    heard: Mapping[str, datetime]
    lines: tuple[LogLine, ...]
    alerts: Counts
    drafts: Mapping[str, tuple[OrderSite, ...]]

    @property
    def facts(self) -> Facts:
        """What the cut holds of this operation."""
        return self.settled.facts

    @property
    def versions(self) -> tuple[PlanFact, ...]:
        """Every version of the order that is here."""
        return self.facts.plans

    @property
    def stops(self) -> tuple[StopFact, ...]:
        """The stops in force, oldest first."""
        return tuple(one for one in self.facts.stops if not one.lifted)

    @property
    def quorum_changes(self) -> tuple[QuorumChange, ...]:
        """How the quorum of the current versions differs from older ones, what lowers it first."""
        return quorum_changes(self.versions, self.decision.heads)

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
    look, query = look_at(node, where)
    read(node, reader, look, query)
    return seen(node, where)


Allowed = Callable[[Tx, Officer], tuple[Officer, Sequence[str]]]


def look_at(node: Node, where: Where) -> tuple[Look, Allowed]:
    """What is asked of whoever reads this board; the reading itself is one for all of them."""
    absent = Missing("operation_unknown")

    def allowed(tx: Tx, officer: Officer) -> tuple[Officer, Sequence[str]]:
        known(node, tx, where.channel)
        if not queries.sites_of(tx, where.channel, where.operation):
            raise absent
        return officer, [where.operation]

    return Look(action=Action.READ_OPERATION, file=where.channel, absent=absent), allowed


def seen(node: Node, where: Where, near: Around | None = None) -> Board:
    """The same without a reader, for a caller that has asked and noted: one reading for many.

    `near` is what surrounds the operation, where the caller has read that already.
    """
    settled = settle(node, where)
    near = near or around(node)
    now = node.clock.now()
    with node.store.reading() as tx:
        heard = news(near, queries.heard(tx, where.channel))
    may = stands(node, where, settled, heard, now)
    with node.store.reading() as tx:
        sites = queries.sites_of(tx, where.channel, where.operation)
        return Board(
            where=where,
            exercise=channel_kind(where.channel) == "exercise",
            now=now,
            settled=settled,
            standing=may,
            confirmed=confirmed(node, tx, where, settled.decision),
            sites=_sites(node, tx, (where, settled, now), sites),
            acknowledged=queries.acknowledged(tx, where.channel, where.operation),
            names=near.names,
            clocks=near.clocks,
            lists=() if (own := own_part(node, tx, settled.facts, sites)) is None else own.lists,
            heard=heard,
            lines=queries.log_lines(tx, where.channel, where.operation),
            alerts=alert_counts(tx, where.channel, now),
            drafts=sites,
        )


def news(around: Around, heard: Mapping[str, datetime]) -> dict[str, datetime]:
    """How new the last word of each party is: its writing here, or its node at the other end."""
    found = dict(heard)
    for party, at in around.contacts.items():
        found[party] = max(found.get(party, at), at)
    return found


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
    stale = head is not None and state not in ENDED and _old(head, now, age, limit)
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


def _old(head: PlanFact, now: datetime, age: timedelta | None, limit: timedelta) -> bool:
    """Whether the last word is older than the plan allows; none is missed before teams are due."""
    return now > parse_stamp(head.plan.h_hour) - limit if age is None else age > limit


def _quiet_state(ready: Readiness | None) -> SiteState:
    """A site that never spoke is as ready as its checklist, in the word of its agency."""
    green = ready is not None and not ready.red
    return SiteState.READY if green else SiteState.PREPARING
