"""Whether our clock and our partners' agree, and our tables of zones: for health and for the board.

Promises: a difference is a measurement with its bound, taken in passing by the live exchange, never
a guess; `DISAGREES` only where even the kindest reading is beyond the bound of the settings, and
`UNKNOWN` where nothing recent was measured or the measurement is too coarse. A partner whose table
of zones has another version is named. Does not say which of two clocks is right.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from tansiq.exchange.link import LinkState
from tansiq.node import clock_leap
from tansiq.node.clock_leap import Leap
from tansiq.node.compose import Node
from tansiq.store.connect import Tx
from tansiq.terms.clock import zone_table_version

RECENT: Final = timedelta(minutes=10)


class Agreement(StrEnum):
    """How two clocks, or all of them, stand to each other."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    UNKNOWN = "unknown"


class Zones(StrEnum):
    """How a partner's table of zones stands to ours."""

    SAME = "same"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


class Suspect(StrEnum):
    """Whose clock is the likely one to be wrong, as far as counting heads can tell."""

    NOBODY = "nobody"
    OURS = "ours"
    THEIRS = "theirs"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerClock:
    """One partner's clock minus ours, how wrong that may be, when measured; its table of zones."""

    partner: str
    offset_ms: int | None
    uncertainty_ms: int | None
    measured_at: datetime | None
    verdict: Agreement
    tzdata: str
    zones: Zones

    @property
    def offset_seconds(self) -> float | None:
        """The difference in seconds; above zero when the partner's clock is ahead of ours."""
        return None if self.offset_ms is None else self.offset_ms / 1000

    @property
    def uncertainty_seconds(self) -> float | None:
        """The most by which the difference may be wrong, in seconds."""
        return None if self.uncertainty_ms is None else self.uncertainty_ms / 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockAgreement:
    """All partners' clocks at one instant, the verdict over them, and our own leaps.

    `leap` is a leap of our clock within 24 hours, or that it stands before our own last word.
    """

    at: datetime
    bound_ms: int
    partners: tuple[PartnerClock, ...]
    verdict: Agreement
    suspect: Suspect
    leap: Leap | None
    tzdata: str

    @property
    def worst(self) -> PartnerClock | None:
        """The partner whose measured clock is furthest from ours."""
        known = [one for one in self.partners if one.verdict is not Agreement.UNKNOWN]
        return max(known, key=lambda one: abs(one.offset_ms or 0), default=None)

    @property
    def disagreeing(self) -> tuple[PartnerClock, ...]:
        """Partners whose clock is surely beyond the bound."""
        return tuple(one for one in self.partners if one.verdict is Agreement.DISAGREES)

    @property
    def other_zones(self) -> tuple[PartnerClock, ...]:
        """Partners whose table of zones is surely another one."""
        return tuple(one for one in self.partners if one.zones is Zones.DIFFERENT)

    @property
    def loud(self) -> bool:
        """Whether a board says so before anything else."""
        return self.verdict is Agreement.DISAGREES or self.leap is not None


def clock_agreement(node: Node) -> ClockAgreement:
    """How clocks stand now; reads the database, no content."""
    with node.store.reading() as tx:
        return agreement_in(node, tx)


def agreement_in(node: Node, tx: Tx) -> ClockAgreement:
    """The same within a reading that is under way."""
    now = node.clock.now()
    links = node.exchange.link_states(tx)
    bound = node.settings.clock_bound_seconds * 1000
    return judged(links, now, bound, clock_leap.last_leap(node, tx))


def judged(
    links: tuple[LinkState, ...], now: datetime, bound_ms: int, leap: Leap | None = None
) -> ClockAgreement:
    """The verdict over what was measured; pure."""
    ours = zone_table_version()
    partners = tuple(_partner(one, now, bound_ms, ours) for one in links)
    return ClockAgreement(
        at=now,
        bound_ms=bound_ms,
        partners=partners,
        verdict=_verdict(partners),
        suspect=_suspect(partners),
        leap=leap,
        tzdata=ours,
    )


def _partner(link: LinkState, now: datetime, bound_ms: int, ours: str) -> PartnerClock:
    sample = link.clock
    zones = Zones.SAME if link.tzdata == ours else Zones.DIFFERENT
    return PartnerClock(
        partner=link.partner,
        offset_ms=sample.offset_ms if sample else None,
        uncertainty_ms=sample.uncertainty_ms if sample else None,
        measured_at=sample.at if sample else None,
        verdict=_agreement(link, now, bound_ms),
        tzdata=link.tzdata,
        zones=zones if link.tzdata else Zones.UNKNOWN,
    )


def _agreement(link: LinkState, now: datetime, bound_ms: int) -> Agreement:
    sample = link.clock
    # A sample from what is now the future was taken before our clock was set back.
    if sample is None or not -RECENT <= now - sample.at <= RECENT:
        return Agreement.UNKNOWN
    apart = abs(sample.offset_ms)
    if apart - sample.uncertainty_ms > bound_ms:
        return Agreement.DISAGREES
    if apart + sample.uncertainty_ms <= bound_ms:
        return Agreement.AGREES
    return Agreement.UNKNOWN


def _verdict(partners: tuple[PartnerClock, ...]) -> Agreement:
    """One that surely disagrees is enough; one that agrees, where none disagrees."""
    found = {one.verdict for one in partners}
    for one in (Agreement.DISAGREES, Agreement.AGREES):
        if one in found:
            return one
    return Agreement.UNKNOWN


def _suspect(partners: tuple[PartnerClock, ...]) -> Suspect:
    agree = sum(1 for one in partners if one.verdict is Agreement.AGREES)
    apart = [one for one in partners if one.verdict is Agreement.DISAGREES]
    if not apart:
        return Suspect.NOBODY
    one_way = len({(one.offset_ms or 0) > 0 for one in apart}) == 1
    if len(apart) > max(agree, 1) and one_way:
        return Suspect.OURS
    return Suspect.THEIRS if agree > len(apart) else Suspect.CANNOT_TELL
