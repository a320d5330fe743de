"""What pages of the register show besides what the node gives: hours of a place, clocks in words.

Promises: an hour always stands with its offset, by the clocks of the place it belongs to; what
presses is said in a word first, then by shape and colour.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tansiq.node.custody_parts import EXERCISE, REAL, Asked, Named
from tansiq.terms.clock import parse_stamp, stamp
from tansiq.terms.custody_clocks import ClockReading
from tansiq.terms.operating import ArrestEvent
from tansiq.terms.rule_words import ClockPart, ClockState
from tansiq.terms.spans import Reckoning
from tansiq.terms.zones import PlaceTime, ZoneOverride, local_time
from tansiq.web.gate import Visit

CARE = (
    ArrestEvent.RIGHTS_TOLD,
    ArrestEvent.INTERPRETER_CALLED,
    ArrestEvent.INTERPRETER_CAME,
    ArrestEvent.LAWYER_ASKED,
    ArrestEvent.LAWYER_CALLED,
    ArrestEvent.LAWYER_MET,
    ArrestEvent.CONSULATE_TOLD,
    ArrestEvent.CONSULATE_DECLINED,
    ArrestEvent.FAMILY_TOLD,
    ArrestEvent.GUARDIAN_TOLD,
    ArrestEvent.DOCTOR_SAW,
    ArrestEvent.PROSECUTOR_TOLD,
)
COURSE = (
    ArrestEvent.QUESTIONING_BEGAN,
    ArrestEvent.QUESTIONING_ENDED,
    ArrestEvent.MEAL_GIVEN,
    ArrestEvent.SHEET_SIGNED,
    ArrestEvent.SHEET_REFUSED,
)
EXTENSION = (
    ArrestEvent.EXTENSION_ASKED,
    ArrestEvent.EXTENSION_GRANTED,
    ArrestEvent.EXTENSION_REFUSED,
)
ENDING = (
    ArrestEvent.HANDED_TO_PROSECUTOR,
    ArrestEvent.HANDED_TO_JUDGE,
    ArrestEvent.RELEASED,
)
MENDING = (
    ArrestEvent.IDENTIFIED,
    ArrestEvent.FOUND_MINOR,
    ArrestEvent.FOUND_ADULT,
    ArrestEvent.HOUR_CORRECTED,
)
_PRESSING = {ClockState.RED: "over", ClockState.SOON: "soon"}


def asked_of(visit: Visit) -> Asked:
    """Which part of the register an address asks for."""
    asked = visit.request.GET
    return Asked(
        kind=EXERCISE if asked.get("kind") == EXERCISE else REAL,
        operation=str(asked.get("operation", ""))[:40],
        site=str(asked.get("site", ""))[:64],
        label=str(asked.get("label", ""))[:64],
    )


def told(visit: Visit, overrides: Sequence[ZoneOverride]) -> dict[str, Any]:
    """What every page of the register has at hand."""
    speech = visit.speech

    def place(one: PlaceTime) -> str:
        return speech.place(one.wall, one.offset)

    def hour(at: str | datetime, zone: str) -> str:
        instant = parse_stamp(at) if isinstance(at, str) else at
        return place(local_time(instant, zone, overrides))

    def named(one: Named | None, otherwise: str) -> str:
        names = {each.language: each.text for each in one.names} if one else {}
        return speech.name(names, otherwise)

    return {
        "place": place,
        "hour": hour,
        "named": named,
        "pressing": pressing,
        "twice": twice,
        "is_limit": lambda one: one.part is ClockPart.LIMIT,
        "runs": lambda one: one.state in _RUNNING,
        "stamped": stamp,
        "zulu": lambda at: f"{at:%H:%M}Z",
        "care": CARE,
        "course": COURSE,
        "extension": EXTENSION,
        "ending": ENDING,
        "mending": MENDING,
    }


_RUNNING = frozenset({ClockState.RED, ClockState.SOON, ClockState.RUNNING})


def pressing(one: ClockReading) -> str:
    """The class of a clock by how it presses."""
    return _PRESSING.get(one.state, "")


def twice(one: ClockReading) -> bool:
    """Whether the clocks of the place change meanwhile, so that both readings are shown."""
    return one.due is not None and one.due.reckoning is not Reckoning.SAME
