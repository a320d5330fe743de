"""What is written into the register: an arrest, what happened to a person held, an incident.

Promises: pure. An arrest bears its hour, zone and the clock of a rule set that was adopted; where
none is, it says so by an empty clock and nobody invents one. What happened after the arrest is
dated after it and not in the future; nothing is changed, only corrected by a later note.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from tansiq.custody.now import (
    FINAL,
    ArrestNow,
    CustodyNow,
    check_hour,
    check_site,
    find_arrest,
    fresh_id,
    own,
    with_arrest,
)
from tansiq.custody.seizures import SeizureWish, seize_item
from tansiq.record.custody import ArrestNoted, ArrestRecorded, FieldMark, IncidentRecorded
from tansiq.record.plan import Planned
from tansiq.record.tidy import clean, clean_language
from tansiq.terms.clock import ZonedTime
from tansiq.terms.errors import Conflict, Invalid, Missing, Refused
from tansiq.terms.minors import minority
from tansiq.terms.operating import ArrestEvent, IncidentKind
from tansiq.terms.rule_sets import RuleSet, in_force
from tansiq.terms.rule_words import OF_HOLDING, Authority

__all__ = [
    "ArrestWish",
    "CustodyNow",
    "IncidentWish",
    "NoteWish",
    "SeizureWish",
    "note_event",
    "record_arrest",
    "record_incident",
    "seize_item",
]

MOST_WORDS = 4_000
MOST_HOURS = 24 * 366
ADULT_AT = 18
"""The age that a date of birth is checked against where no rule set says another."""
_CODE = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_STATE = re.compile(r"[A-Z]{2,3}")
_EXTENSION = frozenset(
    {
        ArrestEvent.EXTENSION_ASKED,
        ArrestEvent.EXTENSION_GRANTED,
        ArrestEvent.EXTENSION_REFUSED,
    }
)
_ON_PAPER = frozenset({ArrestEvent.EXTENSION_GRANTED, ArrestEvent.FOUND_ADULT})
_NEVER_LATE = frozenset({ArrestEvent.WITHDRAWN, ArrestEvent.IDENTIFIED, ArrestEvent.FOUND_MINOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrestWish:
    """An officer's wish to record an arrest; an empty zone is that of the site."""

    arrest: str
    site: str
    at: str
    zone: str = ""
    jurisdiction: str = ""
    clock: str = ""
    name: str = ""
    born: str = ""
    minor: bool = False
    language: str = ""
    interpreter: bool = False
    nationalities: tuple[str, ...] = ()
    ground: str = ""
    rights_told_at: str = ""
    note: str = ""
    mark: FieldMark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWish:
    """An officer's wish to note what happened to a person held."""

    arrest: str
    event: ArrestEvent
    at: str
    by: str = ""
    document: str = ""
    hours: int = 0
    language: str = ""
    note: str = ""
    name: str = ""
    born: str = ""
    corrects: str = ""
    mark: FieldMark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentWish:
    """An officer's wish to record that something went wrong."""

    incident: str
    site: str
    what: IncidentKind
    at: str
    words: str
    mark: FieldMark | None = None


def record_arrest(now: CustodyNow, wish: ArrestWish) -> Planned:
    """Plan one `arrest_recorded`.

    Refused `custody_not_your_site`, `custody_in_future`, `custody_before_arrest`, Conflict
    `custody_known`, Invalid `custody_clock_unknown`, `zone_unknown`, `born_malformed`.
    """
    site = check_site(now, wish.site)
    begun = check_hour(now, wish.at)
    if wish.rights_told_at:
        check_hour(now, wish.rights_told_at, begun)
    zone = ZonedTime(begun, wish.zone or now.sites[site])
    jurisdiction = wish.jurisdiction or now.jurisdiction
    rules = in_force(now.rules, jurisdiction, begun)
    payload = ArrestRecorded(
        channel=now.shared,
        operation=now.operation,
        site=site,
        arrest=fresh_id(now, wish.arrest),
        number=1 + max(_numbers(now, site), default=0),
        at=wish.at,
        zone=zone.zone,
        jurisdiction=_code(jurisdiction.lower(), "jurisdiction"),
        clock=_clock(rules, wish),
        name=clean(wish.name, "name", needed=False),
        born=_born(wish.born, zone, rules),
        minor=wish.minor,
        language=clean_language(wish.language) if wish.language else "",
        interpreter=wish.interpreter,
        nationalities=tuple(_state(one) for one in wish.nationalities),
        ground=clean(wish.ground, "ground", needed=False),
        rights_told_at=wish.rights_told_at,
        note=clean(wish.note, "note", most=MOST_WORDS, needed=False),
        mark=wish.mark,
    )
    return own(now, payload)


def note_event(now: CustodyNow, wish: NoteWish) -> Planned:
    """Plan one `arrest_noted`.

    Missing `custody_arrest_unknown` or `custody_note_unknown`, Refused `custody_not_your_site`,
    `custody_in_future`, `custody_before_arrest`, `custody_ended`, Invalid `custody_event_*`.
    """
    held = find_arrest(now, wish.arrest)
    check_site(now, held.said.site)
    corrected = _corrected(held, wish.corrects)
    moves_hour = wish.event is ArrestEvent.HOUR_CORRECTED
    at = check_hour(now, wish.at, None if moves_hour else held.begun)
    _check_running(held, wish, corrected, at)
    _check_parts(wish)
    payload = ArrestNoted(
        arrest=wish.arrest,
        event=wish.event.value,
        at=wish.at,
        by=clean(wish.by, "by", needed=False),
        document=clean(wish.document, "document", needed=False),
        hours=wish.hours,
        language=clean_language(wish.language) if wish.language else "",
        note=clean(wish.note, "note", most=MOST_WORDS, needed=False),
        name=clean(wish.name, "name", needed=False),
        born=_born(wish.born, ZonedTime(held.begun, held.said.zone), None),
        corrects=wish.corrects,
        mark=wish.mark,
    )
    return with_arrest(now, held, payload)


def record_incident(now: CustodyNow, wish: IncidentWish) -> Planned:
    """Plan one `incident_recorded`; Refused `custody_not_your_site`, `custody_in_future`."""
    check_hour(now, wish.at)
    payload = IncidentRecorded(
        channel=now.shared,
        operation=now.operation,
        site=check_site(now, wish.site),
        incident=fresh_id(now, wish.incident),
        what=wish.what.value,
        at=wish.at,
        words=clean(wish.words, "words", most=MOST_WORDS, needed=False),
        mark=wish.mark,
    )
    return own(now, payload)


def _numbers(now: CustodyNow, site: str) -> tuple[int, ...]:
    return tuple(one.said.number for one in now.arrests.values() if one.said.site == site)


def _clock(rules: RuleSet | None, wish: ArrestWish) -> str:
    """The clock asked for; what a device brings is kept though no set knows it, and shown so."""
    if not wish.clock:
        return ""
    known = {one.id for one in rules.clocks if one.kind in OF_HOLDING} if rules else set()
    if rules is not None and wish.mark is None and wish.clock not in known:
        raise Invalid("custody_clock_unknown", clock=wish.clock[:64], choices=", ".join(known))
    return _code(wish.clock, "clock")


def _born(born: str, day: ZonedTime, rules: RuleSet | None) -> str:
    minority(born, day.local.date(), rules.majority if rules else ADULT_AT)
    return born


def _code(text: str, field: str) -> str:
    if text and _CODE.fullmatch(text) is None:
        raise Invalid("custody_code", field=field, value=text[:64])
    return text


def _state(text: str) -> str:
    code = text.strip().upper()
    if _STATE.fullmatch(code) is None:
        raise Invalid("custody_code", field="nationalities", value=text[:20])
    return code


def _corrected(held: ArrestNow, corrects: str) -> ArrestNoted | None:
    """The note that is corrected; Missing `custody_note_unknown`, Conflict `custody_corrected`."""
    if not corrects:
        return None
    found = next((one for one in held.notes if one.entry == corrects), None)
    if found is None:
        raise Missing("custody_note_unknown")
    if found not in held.counting:
        raise Conflict("custody_corrected")
    return found.said


def _check_running(
    held: ArrestNow, wish: NoteWish, corrected: ArrestNoted | None, at: datetime
) -> None:
    """Whoever is free or before a judge is held no more: nothing happens to them here."""
    ended = held.ended
    if ended is None or wish.event in _NEVER_LATE:
        return
    if corrected is not None and corrected.event in FINAL:
        return
    if at > ended or wish.event in FINAL:
        raise Refused("custody_ended")


def _check_parts(wish: NoteWish) -> None:
    """What an event cannot do without; Invalid `custody_event_*`."""
    event = wish.event
    if event in _EXTENSION:
        Authority(wish.by)
        if not 0 < wish.hours <= MOST_HOURS:
            raise Invalid("custody_event_hours")
    elif wish.hours:
        raise Invalid("custody_event_hours")
    if event in _ON_PAPER and not wish.document.strip():
        raise Invalid("custody_event_document")
    if event is ArrestEvent.IDENTIFIED and not (wish.name.strip() or wish.born):
        raise Invalid("custody_event_name")
    if event is ArrestEvent.WITHDRAWN and not wish.corrects:
        raise Invalid("custody_event_corrects")
