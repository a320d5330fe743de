"""Leave to pass a partner's material on, or to use it in court (REQUIREMENTS 1.6, LAW L5, L7).

Promises: only a recipient asks, only the originator gives or refuses, a leave names its recipients
and ends; a refusal names its reason. Silence is not leave.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import timedelta

from tansiq.desk.agreeing import check_refusal
from tansiq.desk.situation import Agreement, ReleaseFact
from tansiq.record.desk import (
    PermissionAsked,
    PermissionGiven,
    PermissionRefused,
)
from tansiq.record.plan import NewClass, Planned
from tansiq.record.situation import Situation
from tansiq.record.tidy import check_retention, clean, clean_names, future
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Conflict, Missing, Refused
from tansiq.terms.ids import EntryRef, RecordId, node_id, record_id
from tansiq.terms.legal import REFUSAL_CODES


@dataclass(frozen=True, slots=True, kw_only=True)
class AskState:
    """The release we hold, and the hours the agreement gives for an answer."""

    situation: Situation
    release: ReleaseFact | None
    hours: int
    retention: NewClass
    taken: AbstractSet[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPermission:
    """An officer's wish to pass a release on to `recipients`, or to use it in court."""

    permission: RecordId
    recipients: tuple[str, ...]
    purpose: str
    court: bool = False


def ask_permission(state: AskState, request: AskPermission) -> tuple[Planned, ...]:
    """Plan one `permission_asked` in the channel of the release."""
    record_id(request.permission)
    release = state.release
    if release is None:
        raise Missing("release_unknown")
    if release.agency == state.situation.me:
        raise Refused("permission_own_release")
    if request.permission in state.taken:
        raise Conflict("permission_known", permission=request.permission)
    if release.recalled:
        raise Refused("release_source_withdrawn")
    if not request.recipients and not request.court:
        raise Refused("permission_for_nobody")
    payload = PermissionAsked(
        permission=request.permission,
        originator=release.agency,
        release=release.release,
        recipients=tuple(node_id(one) for one in clean_names(request.recipients, "recipients")),
        court=request.court,
        purpose=clean(request.purpose, "purpose", most=4_000),
        due=stamp(state.situation.now + timedelta(hours=state.hours)),
    )
    return (_planned(release, payload, release.entry, state.retention, state.situation),)


@dataclass(frozen=True, slots=True, kw_only=True)
class PermissionQuestion:
    """A partner's question as its log has it."""

    agency: str
    permission: str
    release: str
    recipients: tuple[str, ...]
    court: bool
    entry: EntryRef


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideState:
    """The question, our own release it speaks of, whether we have answered, and what was agreed."""

    situation: Situation
    question: PermissionQuestion | None
    release: ReleaseFact | None
    answered: bool
    retention: NewClass
    agreement: Agreement | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GivePermission:
    """Leave for some or all of those asked for, with conditions and an end (UTC)."""

    recipients: tuple[str, ...]
    expiry: str
    court: bool = False
    conditions: str = ""


def give_permission(state: DecideState, request: GivePermission) -> tuple[Planned, ...]:
    """Plan one `permission_given`; never more than was asked."""
    question, release = _question(state)
    if release.recalled:
        raise Refused("release_source_withdrawn")
    recipients = clean_names(request.recipients, "recipients")
    if not set(recipients) <= set(question.recipients) or request.court > question.court:
        raise Refused("permission_beyond_question")
    if not recipients and not request.court:
        raise Refused("permission_for_nobody")
    payload = PermissionGiven(
        permission=question.permission,
        asker=question.agency,
        release=question.release,
        recipients=recipients,
        court=request.court,
        conditions=clean(request.conditions, "conditions", most=4_000, needed=False),
        expiry=future(request.expiry, state.situation.now, "expiry"),
    )
    return (_planned(release, payload, question.entry, state.retention, state.situation),)


def refuse_permission(
    state: DecideState, reason: str, explanation: str = ""
) -> tuple[Planned, ...]:
    """Plan one `permission_refused`; the reason is a code of the agreement, where one bound."""
    question, release = _question(state)
    agreed = REFUSAL_CODES if state.agreement is None else state.agreement.terms.refusal_codes
    check_refusal(reason, agreed)
    payload = PermissionRefused(
        permission=question.permission,
        asker=question.agency,
        release=question.release,
        reason=reason,
        explanation=clean(explanation, "explanation", most=4_000, needed=False),
    )
    return (_planned(release, payload, question.entry, state.retention, state.situation),)


def _question(state: DecideState) -> tuple[PermissionQuestion, ReleaseFact]:
    if state.question is None or state.release is None:
        raise Missing("permission_unknown")
    if state.release.agency != state.situation.me:
        raise Refused("release_not_ours", originator=state.release.agency)
    if state.answered:
        raise Conflict("notice_answered", release=state.release.release)
    return state.question, state.release


def _planned(
    release: ReleaseFact,
    payload: PermissionAsked | PermissionGiven | PermissionRefused,
    cites: EntryRef,
    retention: NewClass,
    situation: Situation,
) -> Planned:
    return Planned(
        channel=release.channel,
        payload=payload,
        retention=check_retention(retention, situation.now),
        after=(cites,),
    )
