"""The register of one operation as a command finds it, and what every command asks of it first.

Promises: values only. `after` gives the register with one more record in it, so that what a device
says in a row is planned in a row.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tansiq.custody.labels import label_key
from tansiq.record.base import Record
from tansiq.record.custody import ArrestNoted, ArrestRecorded, IncidentRecorded, ItemSeized
from tansiq.record.plan import NewClass, Planned, SameClass
from tansiq.record.situation import Situation
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Conflict, Missing, Refused
from tansiq.terms.ids import HOME, ChannelId, ClassId, record_id
from tansiq.terms.operating import ArrestEvent
from tansiq.terms.rule_sets import RuleSet

FINAL = frozenset({ArrestEvent.RELEASED.value, ArrestEvent.HANDED_TO_JUDGE.value})
AHEAD = timedelta(minutes=1)
"""How far an hour may lie ahead of the node's own clock before it is called the future."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteNow:
    """A note as a command finds it; `entry` is empty for one planned a moment ago."""

    entry: str
    said: ArrestNoted


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrestNow:
    """A person held as a command finds them; `class_id` is empty for one planned a moment ago."""

    said: ArrestRecorded
    class_id: ClassId | None = None
    planned: int = 0
    notes: tuple[NoteNow, ...] = ()

    @property
    def counting(self) -> tuple[NoteNow, ...]:
        """The notes that no later one corrects."""
        wrong = {one.said.corrects for one in self.notes} - {""}
        return tuple(one for one in self.notes if one.entry not in wrong)

    @property
    def begun(self) -> datetime:
        """The hour of the arrest; the earlier one where it was corrected."""
        moved = (
            parse_stamp(one.said.at)
            for one in self.counting
            if one.said.event == ArrestEvent.HOUR_CORRECTED
        )
        return min((parse_stamp(self.said.at), *moved))

    @property
    def ended(self) -> datetime | None:
        """The hour of release or of handing over to a judge."""
        found = [parse_stamp(one.said.at) for one in self.counting if one.said.event in FINAL]
        return min(found, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyNow:
    """Who writes, in which operation, and what its register holds.

    `sites` gives the zone of each site of our agency that the officer may write about, `rules` the
    sets adopted here, `planned` how many records are planned before the next one. What comes
    `by_device` is signed as a whole, by what tells that it came.
    """

    situation: Situation
    shared: ChannelId
    operation: str
    jurisdiction: str
    sites: Mapping[str, str]
    retention: NewClass
    rules: tuple[RuleSet, ...] = ()
    arrests: Mapping[str, ArrestNow]
    items: Mapping[str, str]
    labels: frozenset[str]
    incidents: frozenset[str] = frozenset()
    counts: Mapping[str, tuple[int, int]]
    planned: int = 0
    by_device: bool = False


def own(now: CustodyNow, payload: Record, blobs: tuple[str, ...] = ()) -> Planned:
    """A record for our own eyes, in a retention class of its own."""
    return Planned(
        channel=HOME,
        payload=payload,
        retention=now.retention,
        blobs=blobs,
        signed=not now.by_device,
    )


def with_arrest(now: CustodyNow, held: ArrestNow, payload: Record) -> Planned:
    """A record about a person held, in their retention class: an erasure takes it along."""
    kept = held.class_id or SameClass(back=now.planned - held.planned)
    return Planned(channel=HOME, payload=payload, retention=kept, signed=not now.by_device)


def after(now: CustodyNow, payload: Record) -> CustodyNow:
    """The register with one more record in it."""
    one = replace(now, planned=now.planned + 1)
    match payload:
        case ArrestRecorded():
            held = ArrestNow(said=payload, planned=now.planned)
            counts = _counted(now, payload.site, (1, 0))
            return replace(one, arrests={**now.arrests, payload.arrest: held}, counts=counts)
        case ArrestNoted():
            held = now.arrests[payload.arrest]
            noted = replace(held, notes=(*held.notes, NoteNow(entry="", said=payload)))
            return replace(one, arrests={**now.arrests, payload.arrest: noted})
        case ItemSeized():
            counts = _counted(now, payload.site, (0, 1))
            items = {**now.items, payload.item: payload.site}
            labels = now.labels | {label_key(payload.label)}
            return replace(one, items=items, labels=labels, counts=counts)
        case IncidentRecorded():
            return replace(one, incidents=now.incidents | {payload.incident})
    return one


def _counted(now: CustodyNow, site: str, more: tuple[int, int]) -> Mapping[str, tuple[int, int]]:
    arrests, items = now.counts.get(site, (0, 0))
    return {**now.counts, site: (arrests + more[0], items + more[1])}


def check_site(now: CustodyNow, site: str) -> str:
    """The site itself; Refused `custody_not_your_site` unless the officer may write about it."""
    if site not in now.sites:
        raise Refused("custody_not_your_site", site=site[:64])
    return site


def find_arrest(now: CustodyNow, arrest: str) -> ArrestNow:
    """A person held in this operation; Missing `custody_arrest_unknown`."""
    found = now.arrests.get(arrest)
    if found is None:
        raise Missing("custody_arrest_unknown")
    return found


def fresh_id(now: CustodyNow, given: str) -> str:
    """A record id that nothing bears yet; Conflict `custody_known`, Invalid `id_invalid`."""
    record_id(given)
    if given in now.arrests or given in now.items or given in now.incidents:
        raise Conflict("custody_known", record=given)
    return given


def check_hour(now: CustodyNow, at: str, since: datetime | None = None) -> datetime:
    """An hour that has come; Refused `custody_in_future`, `custody_before_arrest`."""
    instant = parse_stamp(at)
    if instant > now.situation.now + AHEAD:
        raise Refused("custody_in_future", at=at)
    if since is not None and instant < since:
        raise Refused("custody_before_arrest", at=at)
    return instant
