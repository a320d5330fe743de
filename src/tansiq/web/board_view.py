"""What stands where on a board: groups of sites, how dense, what comes first, counts and clocks.

Promises: pure; every site is shown, whatever is wrong with it, and what is wrong comes first. The
words are the templates'.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import ceil

from tansiq.node.operation_board import Board, SiteLine
from tansiq.terms.clock import ZonedTime
from tansiq.terms.operating import SiteState
from tansiq.web.speech import offset

MINUS = "\u2212"
STEPS = (
    SiteState.READY,
    SiteState.GO_RECEIVED,
    SiteState.MOVING,
    SiteState.ENTERED,
    SiteState.SECURED,
    SiteState.SEARCHED,
    SiteState.CLOSED,
)
_COLUMNS = 4
_FEW, _SOME = 8, 12
MOST_PINNED = 6


class Density(StrEnum):
    """How much room a site gets."""

    CARDS = "cards"
    SMALL = "small"
    ROWS = "rows"


class Concern(StrEnum):
    """Why a site comes first, the worst first."""

    INCIDENT = "incident"
    ABORTED = "aborted"
    NOT_READY = "not_ready"
    CUT_OFF = "cut_off"


@dataclass(frozen=True, slots=True)
class Group:
    """The sites of one party, with the offsets of their clocks at H-hour."""

    party: str
    offsets: tuple[str, ...]
    sites: tuple[SiteLine, ...]


@dataclass(frozen=True, slots=True)
class Hour:
    """H-hour on the clocks of one party's sites; the day where it is not the day in UTC."""

    party: str
    place: str
    clock: str
    offset: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Totals:
    """What the foot of the board counts."""

    sites: int
    states: tuple[tuple[str, int], ...]
    incidents: int
    not_ready: int
    cut_off: int
    arrests: int
    seizures: int


@dataclass(frozen=True, slots=True)
class Told:
    """How many of how many have read the order, and who has not."""

    done: int
    of: int
    missing: tuple[str, ...]


def countdown(h_hour: datetime, now: datetime) -> str:
    """Hours, minutes and seconds to H-hour; a minus before it, a plus from it on."""
    seconds = (h_hour - now).total_seconds()
    whole = ceil(seconds) if seconds > 0 else int(-seconds)
    sign = MINUS if seconds > 0 else "+"
    return f"{sign}{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def span(past: timedelta) -> str:
    """A time that has passed, as minutes and seconds, from an hour on with hours."""
    whole = max(int(past.total_seconds()), 0)
    hours, rest = divmod(whole, 3600)
    clock = f"{rest // 60:02}:{rest % 60:02}"
    return f"{hours}:{clock}" if hours else clock


def groups(board: Board) -> tuple[Group, ...]:
    """The sites by party, in the order in which the plan names the parties."""
    named = [] if board.plan is None else [one.party for one in board.plan.quorum.parties]
    parties = dict.fromkeys([*named, *sorted({one.site.party for one in board.sites})])
    found = ((party, _of(board.sites, party)) for party in parties)
    return tuple(Group(party, _offsets(sites), sites) for party, sites in found if sites)


def _of(sites: Iterable[SiteLine], party: str) -> tuple[SiteLine, ...]:
    return tuple(one for one in sites if one.site.party == party)


def _offsets(sites: Iterable[SiteLine]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_offset(one.local) for one in sites if one.local is not None))


def _offset(at: ZonedTime) -> str:
    """UTC+1, and UTC+0 where it is none: on a board every clock says its offset."""
    said = offset(at.local)
    return said if said != "UTC" else "UTC+0"


def density(shown: Sequence[Group]) -> Density:
    """Cards while all of them fit on a wall, then smaller ones, then a line for each site."""
    count = sum(len(one.sites) for one in shown)
    beside = max(1, _COLUMNS // max(len(shown), 1))
    deep = max((ceil(len(one.sites) / beside) for one in shown), default=0)
    if count <= _FEW and deep <= 2 and len(shown) <= _COLUMNS:
        return Density.CARDS
    if count <= _SOME and deep <= 3 and len(shown) <= _COLUMNS:
        return Density.SMALL
    return Density.ROWS


def concern(site: SiteLine) -> Concern | None:
    """Why a person must look at a site, the worst first; None for all others."""
    if site.word is not None and site.word.incident:
        return Concern.INCIDENT
    if site.state is SiteState.ABORTED:
        return Concern.ABORTED
    if site.red:
        return Concern.NOT_READY
    return Concern.CUT_OFF if site.stale else None


def pinned(sites: Iterable[SiteLine]) -> tuple[SiteLine, ...]:
    """The sites a person must look at, the worst first; all of them."""
    order = list(Concern)
    found = [(concern(one), one) for one in sites]
    kept = [(order.index(why), number, one) for number, (why, one) in enumerate(found) if why]
    return tuple(one for _, _, one in sorted(kept, key=lambda each: each[:2]))


def step(state: SiteState) -> int:
    """Which of the seven steps of the day a site has reached; -1 before and beside them."""
    return STEPS.index(state) if state in STEPS else -1


def totals(sites: Sequence[SiteLine]) -> Totals:
    """The counts of all sites, states in the order of the day, the furthest first."""
    states = Counter(one.state for one in sites)
    ordered = [state for state in reversed(SiteState) if states[state]]
    concerns = Counter(concern(one) for one in sites)
    words = [one.word for one in sites if one.word is not None]
    return Totals(
        sites=len(sites),
        states=tuple((state.value, states[state]) for state in ordered),
        incidents=concerns[Concern.INCIDENT],
        not_ready=sum(one.red and concern(one) is not Concern.INCIDENT for one in sites),
        cut_off=sum(one.stale for one in sites),
        arrests=sum(one.arrests for one in words),
        seizures=sum(one.seizures for one in words),
    )


def hours(board: Board) -> tuple[Hour, ...]:
    """H-hour in every country: one line for each party and offset, in the order of the groups."""
    found: dict[tuple[str, str], Hour] = {}
    for group in groups(board):
        zones = {one.site.zone for one in group.sites}
        for one in group.sites:
            if one.local is not None:
                key = (group.party, _offset(one.local))
                found.setdefault(key, _hour(one, one.local, alone=len(zones) == 1))
    return tuple(found.values())


def _hour(site: SiteLine, local: ZonedTime, *, alone: bool) -> Hour:
    day = local.local.date()
    return Hour(
        party=site.site.party,
        place="" if alone else site.site.zone.rpartition("/")[2].replace("_", " "),
        clock=f"{local.local:%H:%M}",
        offset=_offset(local),
        day=None if day == local.instant.date() else day,
    )


def read_by_parties(board: Board) -> Told:
    """Which parties have read the current version."""
    plan = board.plan
    parties = () if plan is None else tuple(one.party for one in plan.quorum.parties)
    done = {one.agency for one in board.acknowledged if not one.site and _current(board, one.plan)}
    missing = tuple(one for one in parties if one not in done)
    return Told(len(parties) - len(missing), len(parties), missing)


def read_at_sites(board: Board) -> Told:
    """Which sites have read the current version, by their own word or their last report."""
    done = {one.site for one in board.acknowledged if one.site and _current(board, one.plan)}
    done |= {one.site.site for one in board.sites if one.word and _current(board, one.word.plan)}
    missing = tuple(one.site.site for one in board.sites if one.site.site not in done)
    return Told(len(board.sites) - len(missing), len(board.sites), missing)


def _current(board: Board, digest: str) -> bool:
    return bool(digest) and digest == board.decision.digest
