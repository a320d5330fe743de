"""The work of a case: tasks by party, legal instruments, decisions with their reasons."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import msgspec

from tansiq.cases.agreeing import TEXT, CaseNow, check_open
from tansiq.record.base import Record
from tansiq.record.cases import DecisionRecorded, InstrumentRecorded, TaskMoved, TaskSet
from tansiq.record.plan import Planned
from tansiq.record.tidy import clean, clean_language
from tansiq.terms.casework import InstrumentKind, InstrumentState, TaskState
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Conflict, Missing, Refused
from tansiq.terms.ids import record_id

_HAS_REFERENCE = frozenset({InstrumentState.ISSUED, InstrumentState.EXECUTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskNow:
    """A task as it stands: who set it, who does it, how far it is."""

    task: str
    agency: str
    party: str
    state: str


def set_task(now: CaseNow, task: TaskSet, taken: AbstractSet[str]) -> tuple[Planned, ...]:
    """Plan one `task_set` for a party of the case."""
    check_open(now)
    if record_id(task.task) in taken:
        raise Conflict("task_known", task=task.task)
    payload = msgspec.structs.replace(
        task,
        party=_party(now, task.party),
        title=clean(task.title, "title"),
        language=clean_language(task.language),
        due=_instant(task.due),
    )
    return (_planned(now, payload),)


def move_task(now: CaseNow, found: TaskNow | None, state: str, note: str) -> tuple[Planned, ...]:
    """Plan one `task_moved`: by the party that does it or the one that set it."""
    check_open(now)
    if found is None:
        raise Missing("task_unknown")
    wanted = TaskState(state).value
    if now.situation.me not in {found.agency, found.party}:
        raise Refused("task_not_ours", agency=found.party)
    if wanted == found.state:
        raise Conflict("task_same", state=wanted)
    note = clean(note, "note", needed=wanted == TaskState.DROPPED, most=TEXT)
    return (_planned(now, TaskMoved(task=found.task, state=wanted, note=note)),)


def record_instrument(now: CaseNow, wish: InstrumentRecorded, owner: str) -> tuple[Planned, ...]:
    """Plan one `instrument_recorded`; `owner` is the agency that recorded it first, or empty."""
    check_open(now)
    record_id(wish.instrument)
    if owner not in {"", now.situation.me}:
        raise Refused("instrument_not_ours", agency=owner)
    state = InstrumentState(wish.state)
    payload = msgspec.structs.replace(
        wish,
        type=InstrumentKind(wish.type).value,
        title=clean(wish.title, "title"),
        language=clean_language(wish.language),
        party=_party(now, wish.party),
        authority=clean(wish.authority, "authority"),
        reference=clean(wish.reference, "reference", needed=state in _HAS_REFERENCE),
        due=_instant(wish.due),
    )
    return (_planned(now, payload),)


def record_decision(
    now: CaseNow, wish: DecisionRecorded, taken: AbstractSet[str], known: AbstractSet[str]
) -> tuple[Planned, ...]:
    """Plan one `decision_recorded`; `known` are the claims and documents it may rest on."""
    check_open(now)
    if record_id(wish.decision) in taken:
        raise Conflict("decision_known", decision=wish.decision)
    if not known >= set(wish.rests_on):
        raise Missing("claim_unknown")
    payload = msgspec.structs.replace(
        wish,
        title=clean(wish.title, "title"),
        text=clean(wish.text, "text", most=TEXT),
        language=clean_language(wish.language),
        rests_on=tuple(dict.fromkeys(wish.rests_on)),
    )
    return (_planned(now, payload),)


def _party(now: CaseNow, party: str) -> str:
    if party not in now.channel.members:
        raise Refused("case_party_unknown", party=party[:40])
    return party


def _instant(text: str) -> str:
    if text:
        parse_stamp(text)
    return text


def _planned(now: CaseNow, payload: Record) -> Planned:
    return Planned(channel=now.channel.channel, payload=payload, retention=now.dates)
