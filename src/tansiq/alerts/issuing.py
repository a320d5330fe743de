"""Issuing a warning: proposed by one officer, approved by another, or out at once for a life.

Promises: a warning reaches somebody, says when it ends, and is written in the language of everyone
who is told; no trace of its source is in it; what partners get names no site and no source; one
signature is enough only where a life is in danger, and then a review is due within a day
(REQUIREMENTS 5.1, 5.2, 5.4). An update or a cancellation reaches all who were told.
Does not: send anything; the node does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import msgspec

from tansiq.alerts.areas import clean_circles, clean_polygons
from tansiq.alerts.audience import Hearing, check_hearings, check_sites
from tansiq.alerts.facts import Alert, Message
from tansiq.alerts.leaks import Traces, find_leaks
from tansiq.alerts.wording import clean_prose, clean_texts
from tansiq.record import canonical
from tansiq.record.alerts import (
    AlertApproved,
    AlertCancelled,
    AlertIssued,
    AlertMessage,
    AlertProposed,
    AlertRefused,
    AlertReviewed,
    AlertUpdated,
    SharedAlert,
    SiteDetails,
)
from tansiq.record.plan import NewClass, Planned
from tansiq.record.situation import Situation
from tansiq.record.tidy import check_retention, clean, clean_markings, future
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Conflict, Invalid, Missing, Refused
from tansiq.terms.ids import HOME, ChannelId, record_id
from tansiq.terms.warning import (
    GRAVE,
    AlertCategory,
    AlertCertainty,
    AlertResponse,
    AlertSeverity,
    AlertStep,
    AlertUrgency,
)

LONGEST = timedelta(days=30)
URGENT = frozenset({AlertUrgency.IMMEDIATE, AlertUrgency.EXPECTED})
OUTCOMES = ("upheld", "objected")
_SHARED: Mapping[AlertStep, type[SharedAlert]] = {
    AlertStep.ALERT: AlertIssued,
    AlertStep.UPDATE: AlertUpdated,
    AlertStep.CANCEL: AlertCancelled,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuingState:
    """Who acts, the alert so far, the sites of the register, the channels, what may not be told.

    `shared` are retention dates of the copies in channels; `exercise` says that the whole node is
    one of an exercise.
    """

    situation: Situation
    alert: Alert | None
    sites: Mapping[str, SiteDetails]
    hearings: Mapping[ChannelId, Hearing]
    traces: Traces
    retention: NewClass
    exercise: bool = False


def digest_of(said: AlertProposed) -> str:
    """What an approval binds to: SHA-256 over the canonical proposal, hex."""
    return canonical.digest(msgspec.to_builtins(said)).hex()


def propose_alert(state: IssuingState, wish: AlertProposed) -> tuple[Planned, ...]:
    """Plan the proposal at home; with danger to a life also the copies for partners, at once."""
    said = checked(state, wish)
    leaks = find_leaks(state.traces, said.message.texts)
    if leaks:
        raise Refused("alert_leaks_source", count=len(leaks), field=leaks[0].field)
    held = state.alert
    dates = check_retention(state.retention, state.situation.now)
    kept = dates if held is None else held.messages[0].class_id
    proposed = Planned(channel=HOME, payload=said, retention=kept)
    return (proposed, *(shared(state, said) if said.danger_to_life else ()))


def approve_alert(state: IssuingState, number: int, digest: str) -> tuple[Planned, ...]:
    """Plan the approval of what the officer was shown, and the copies for partners."""
    message = _pending(state, number)
    if message.officer == state.situation.officer:
        raise Refused("alert_same_officer")
    if message.digest != digest:
        raise Conflict("alert_changed")
    future(message.said.message.expiry, state.situation.now, "expiry")
    check_hearings(state.hearings, state.situation.me, message.said)
    payload = AlertApproved(alert=message.said.message.alert, number=number, digest=digest)
    approved = Planned(channel=HOME, payload=payload, retention=message.class_id)
    return (approved, *shared(state, message.said))


def refuse_alert(state: IssuingState, number: int, reason: str) -> tuple[Planned, ...]:
    """Plan the refusal of a message that waits; its author may take it back so."""
    message = _pending(state, number)
    payload = AlertRefused(
        alert=message.said.message.alert, number=number, reason=clean_prose(reason, "reason")
    )
    return (Planned(channel=HOME, payload=payload, retention=message.class_id),)


def review_alert(
    state: IssuingState, number: int, outcome: str, reason: str
) -> tuple[Planned, ...]:
    """Plan the review of a message that went out on one signature, by another officer."""
    message = _numbered(state, number)
    if not message.alone:
        raise Refused("alert_not_alone")
    if message.review is not None:
        raise Conflict("alert_reviewed_before")
    if message.officer == state.situation.officer:
        raise Refused("alert_same_officer")
    if outcome not in OUTCOMES:
        raise Invalid("alert_outcome", value=outcome[:20])
    payload = AlertReviewed(
        alert=message.said.message.alert,
        number=number,
        outcome=outcome,
        reason=clean_prose(reason, "reason"),
    )
    return (Planned(channel=HOME, payload=payload, retention=message.class_id),)


def checked(state: IssuingState, wish: AlertProposed) -> AlertProposed:
    """The proposal in normal form, or Refused or Invalid naming the rule it breaks."""
    _check_step(state, wish)
    message = _message(state, wish.message)
    said = msgspec.structs.replace(
        wish,
        message=message,
        audience=msgspec.structs.replace(
            wish.audience,
            sites=tuple(sorted(set(wish.audience.sites))),
            channels=tuple(sorted(set(wish.audience.channels))),
        ),
        basis=tuple(sorted(wish.basis, key=lambda one: (one.kind, one.file, one.named))),
        handling=clean_markings(wish.handling),
        legal_basis=clean(wish.legal_basis, "legal_basis", most=4_000),
        danger_to_life=clean_prose(wish.danger_to_life, "danger_to_life", needed=False),
        reason=clean_prose(wish.reason, "reason", needed=message.number > 1),
    )
    check_sites(state.sites, state.alert, said)
    check_hearings(state.hearings, state.situation.me, said)
    _check_exercise(state, said)
    _check_alone(said)
    return said


def shared(state: IssuingState, said: AlertProposed) -> tuple[Planned, ...]:
    """The copies of a message for partners: without sites, contacts and source."""
    made = _SHARED[AlertStep(said.message.step)]
    me = state.situation.me
    planned = []
    for name in said.audience.channels:
        hearing = state.hearings[ChannelId(name)]
        recipients = hearing.channel.audience(me)
        ways = {f"{me}>{one}" for one in recipients}
        payload = made(
            message=said.message,
            recipients=recipients,
            handling=said.handling,
            legal_basis=said.legal_basis,
            transfer_grounds=tuple(one for one in said.transfer_grounds if one.direction in ways),
        )
        dates = check_retention(state.retention, state.situation.now)
        planned.append(Planned(channel=hearing.channel.channel, payload=payload, retention=dates))
    return tuple(planned)


def _message(state: IssuingState, message: AlertMessage) -> AlertMessage:
    now = state.situation.now
    expiry = future(clean(message.expiry, "expiry"), now, "expiry")
    if parse_stamp(expiry) > now + LONGEST:
        raise Refused("alert_too_long", days=LONGEST.days)
    if message.onset and parse_stamp(message.onset) >= parse_stamp(expiry):
        raise Refused("alert_onset_late")
    return msgspec.structs.replace(
        message,
        step=AlertStep(message.step).value,
        urgency=AlertUrgency(message.urgency).value,
        severity=AlertSeverity(message.severity).value,
        certainty=AlertCertainty(message.certainty).value,
        category=AlertCategory(message.category).value,
        responses=tuple(sorted({AlertResponse(one).value for one in message.responses})),
        texts=clean_texts(message.texts),
        circles=clean_circles(message.circles),
        polygons=clean_polygons(message.polygons),
    )


def _check_step(state: IssuingState, wish: AlertProposed) -> None:
    """Whether this message may follow what was said before."""
    message, held = wish.message, state.alert
    record_id(message.alert)
    begins = AlertStep(message.step) is AlertStep.ALERT
    if begins != (message.number == 1) or message.number < 1:
        raise Invalid("alert_number", number=message.number)
    if held is None:
        if not begins:
            raise Missing("alert_unknown")
        return
    if held.pending is not None:
        raise Conflict("alert_pending")
    if begins or message.number != len(held.messages) + 1:
        raise Conflict("state_moved")
    if held.current is None or held.cancelled:
        raise Conflict("alert_over")
    if held.current.said.message.exercise != message.exercise:
        raise Refused("alert_exercise_changed")


def _check_exercise(state: IssuingState, said: AlertProposed) -> None:
    """An exercise goes to channels of exercises alone, and nothing real goes into one."""
    kinds = {one.partition(":")[0] == "exercise" for one in said.audience.channels}
    if said.message.exercise:
        mixed = False in kinds and not state.exercise
    else:
        mixed = True in kinds or state.exercise
    if mixed:
        raise Refused("alert_exercise_mixed")


def _check_alone(said: AlertProposed) -> None:
    if not said.danger_to_life:
        return
    message = said.message
    grave = AlertSeverity(message.severity) in GRAVE
    soon = AlertUrgency(message.urgency) in URGENT
    if AlertStep(message.step) is AlertStep.CANCEL or not (grave and soon):
        raise Refused("alert_one_signature")


def _pending(state: IssuingState, number: int) -> Message:
    message = _numbered(state, number)
    if not message.waiting:
        raise Conflict("alert_decided")
    return message


def _numbered(state: IssuingState, number: int) -> Message:
    held = state.alert
    found = [one for one in held.messages if one.number == number] if held is not None else []
    if not found:
        raise Missing("alert_unknown")
    return replace(found[0])
