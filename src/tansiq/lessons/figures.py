"""Planned and actual times of an operation, as figures about work and never about a person.

Promises: a pure reading of what was said in the channel. A device's time is corrected by the offset
that the device measured against its node; where it never could, the figure says so (`measured`).
Skew is the distance between the first and the last site that did the same thing. Judges nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tansiq.record.operations import OperationPlan
from tansiq.terms.clock import parse_stamp
from tansiq.terms.operating import Outcome, SiteState

MOVES = (
    SiteState.GO_RECEIVED,
    SiteState.MOVING,
    SiteState.ENTERED,
    SiteState.SECURED,
    SiteState.SEARCHED,
    SiteState.CLOSED,
)
EVALUATION_DAYS = 30
"""How long after the closing a party owes its evaluation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One word from a site: its state, when by the device, what the device measured."""

    site: str
    agency: str
    state: str
    incident: str
    at: str
    offset_ms: int | None
    received: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What a node said that it showed, and when by its own clock."""

    agency: str
    plan: str
    outcome: str
    time: str


@dataclass(frozen=True, slots=True)
class Read:
    """Who acknowledged which version, and when."""

    agency: str
    site: str
    plan: str
    time: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """All that was said about one operation and that figures are made of."""

    plans: tuple[tuple[str, OperationPlan], ...] = ()
    said: tuple[Said, ...] = ()
    shown: tuple[Shown, ...] = ()
    read: tuple[Read, ...] = ()
    stops: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A site did something: how long after H-hour (before it, below zero)."""

    state: SiteState
    after_h: timedelta
    measured: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFigures:
    """One site of the version that was decided on."""

    site: str
    party: str
    moments: tuple[Moment, ...]
    incidents: int
    acknowledged: timedelta | None

    @property
    def late(self) -> bool:
        """Whether the team had not acknowledged this version by H-hour."""
        return self.acknowledged is None or self.acknowledged > timedelta()

    def moment(self, state: SiteState) -> Moment | None:
        """When the site first did this, if it did."""
        return next((one for one in self.moments if one.state is state), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """An operation in figures; `decided` is the digest of the version that go was shown for first.

    `go_shown` is how long before H-hour (above zero) each party's node showed go, `skews` the
    distance between the first and the last site for each state, `versions` how many there were.
    """

    decided: str
    h_hour: datetime | None
    versions: int
    stops: int
    go_shown: tuple[tuple[str, timedelta], ...]
    sites: tuple[SiteFigures, ...]
    skews: tuple[tuple[SiteState, timedelta, int], ...]

    @property
    def late(self) -> tuple[str, ...]:
        """The sites whose teams had not acknowledged by H-hour."""
        return tuple(one.site for one in self.sites if one.late)

    @property
    def go_skew(self) -> timedelta | None:
        """The distance between the first and the last node that showed go."""
        times = [before for _, before in self.go_shown]
        return max(times) - min(times) if times else None


def figures(day: Day) -> Figures:
    """The figures of a day; of an operation that was never decided, what there is."""
    plans = dict(day.plans)
    first = _first_go(day.shown, plans)
    newest = max(plans.items(), key=lambda pair: (pair[1].number, pair[0]), default=None)
    decided, plan = (first, plans[first]) if first else newest or ("", None)
    if plan is None:
        return Figures(
            decided="",
            h_hour=None,
            versions=0,
            stops=day.stops,
            go_shown=(),
            sites=(),
            skews=(),
        )
    h_hour = parse_stamp(plan.h_hour)
    sites = tuple(
        SiteFigures(
            site=one.site,
            party=one.party,
            moments=_moments([word for word in day.said if _of(word, one.site, one.party)], h_hour),
            incidents=sum(
                bool(word.incident) for word in day.said if _of(word, one.site, one.party)
            ),
            acknowledged=_acknowledged(day.read, decided, (one.party, one.site), h_hour),
        )
        for one in plan.sites
    )
    return Figures(
        decided=first,
        h_hour=h_hour,
        versions=len(plans),
        stops=day.stops,
        go_shown=_go_shown(day.shown, first, h_hour),
        sites=sites,
        skews=tuple(_skews(sites)),
    )


def _of(word: Said, site: str, party: str) -> bool:
    return word.site == site and word.agency == party


def _first_go(shown: Sequence[Shown], plans: dict[str, OperationPlan]) -> str:
    """The version that any node showed go for last: what was decided in the end."""
    gone = [one for one in shown if one.outcome == Outcome.GO and one.plan in plans]
    newest = max(gone, key=lambda one: (plans[one.plan].number, one.plan), default=None)
    return "" if newest is None else newest.plan


def _go_shown(
    shown: Iterable[Shown], decided: str, h_hour: datetime
) -> tuple[tuple[str, timedelta], ...]:
    first: dict[str, datetime] = {}
    for one in shown:
        if decided and one.outcome == Outcome.GO and one.plan == decided:
            at = parse_stamp(one.time)
            first[one.agency] = min(at, first.get(one.agency, at))
    return tuple((agency, h_hour - at) for agency, at in sorted(first.items()))


def _moments(words: Sequence[Said], h_hour: datetime) -> tuple[Moment, ...]:
    """The first time of each state, by the device's clock put right."""
    found: dict[SiteState, Moment] = {}
    for one in words:
        if not one.state:
            continue
        off = timedelta(milliseconds=one.offset_ms or 0)
        moment = Moment(
            state=SiteState(one.state),
            after_h=parse_stamp(one.at) - off - h_hour,
            measured=one.offset_ms is not None,
        )
        held = found.get(moment.state)
        if held is None or moment.after_h < held.after_h:
            found[moment.state] = moment
    return tuple(found[state] for state in MOVES if state in found)


def _acknowledged(
    read: Iterable[Read], decided: str, whose: tuple[str, str], h_hour: datetime
) -> timedelta | None:
    """How long after H-hour (before it, below zero) the team acknowledged the version."""
    times = [
        parse_stamp(one.time) - h_hour
        for one in read
        if one.plan == decided and (one.agency, one.site) == whose
    ]
    return min(times, default=None)


def _skews(sites: Sequence[SiteFigures]) -> Iterable[tuple[SiteState, timedelta, int]]:
    for state in MOVES:
        times = [one.after_h for site in sites for one in site.moments if one.state is state]
        if len(times) > 1:
            yield state, max(times) - min(times), len(times)
