"""Requests for information with their clocks (REQUIREMENTS 1.8, LAW L6, L46-L50).

Promises: a request carries the same terms as a release, because a question tells; its hours come
from the agreement in force, never from code; an answer points at releases, so that nothing leaves
beside them; a refusal names a ground that the agreement knows.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import timedelta

from tansiq.desk.agreeing import check_refusal
from tansiq.desk.audience import check_audience, check_charter, check_transfer_grounds
from tansiq.desk.content import clean_grounds, clean_mentions
from tansiq.desk.situation import Agreement, Charter, RequestFact
from tansiq.record.desk import (
    RequestAcknowledged,
    RequestAnswered,
    RequestMade,
    RequestRefused,
)
from tansiq.record.material import (
    Markings,
    Mention,
    TransferGround,
)
from tansiq.record.plan import NewClass, Planned
from tansiq.record.situation import ChannelNow, Situation
from tansiq.record.tidy import check_retention, clean, clean_markings
from tansiq.terms.clock import parse_stamp, stamp
from tansiq.terms.errors import Conflict, Invalid, Missing, Refused
from tansiq.terms.ids import RecordId, record_id
from tansiq.terms.legal import Urgency

ANSWERS = frozenset({"released", "nothing_held"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestState:
    """The channel, the agreement in force, and the request ids in use."""

    situation: Situation
    channel: ChannelNow
    agreement: Agreement | None
    taken: AbstractSet[str] = frozenset()
    charter: Charter | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeRequest:
    """An officer's question to one member; every member of the channel reads it."""

    request: RecordId
    to: str
    urgency: str
    question: str
    language: str
    recipients: tuple[str, ...]
    purpose: str
    legal_basis: str
    transfer_grounds: tuple[TransferGround, ...]
    handling: Markings
    retention: NewClass
    mentions: tuple[Mention, ...] = ()
    formalities: tuple[str, ...] = ()


def make_request(state: RequestState, request: MakeRequest) -> tuple[Planned, ...]:
    """Plan one `request_made` with the due time of its urgency."""
    agreement = _checked(state, request)
    hours = agreement.hours(Urgency(request.urgency).value)
    if hours is None:
        raise Refused("request_urgency_unagreed", urgency=request.urgency)
    now = state.situation.now
    payload = RequestMade(
        request=request.request,
        to=request.to,
        urgency=request.urgency,
        question=clean(request.question, "question", most=100_000),
        language=request.language,
        mentions=clean_mentions(request.mentions),
        recipients=state.channel.audience(state.situation.me),
        purpose=clean(request.purpose, "purpose", most=4_000),
        legal_basis=clean(request.legal_basis, "legal_basis", most=4_000),
        transfer_grounds=clean_grounds(request.transfer_grounds),
        handling=clean_markings(request.handling),
        formalities=tuple(clean(one, "formalities") for one in request.formalities),
        hours=hours,
        due=stamp(now + timedelta(hours=hours)),
    )
    retention = check_retention(request.retention, now)
    return (Planned(channel=state.channel.channel, payload=payload, retention=retention),)


def _checked(state: RequestState, request: MakeRequest) -> Agreement:
    record_id(request.request)
    if request.request in state.taken:
        raise Conflict("request_known", request=request.request)
    check_audience(state.channel, state.situation.me, request.recipients)
    check_charter(state.charter, request.recipients)
    if request.to not in request.recipients:
        raise Refused("request_to_stranger", to=request.to[:40])
    agreement = check_transfer_grounds(
        state.agreement, state.situation.me, request.transfer_grounds, request.recipients
    )
    languages = agreement.languages(request.to)
    if request.language.partition("-")[0] not in languages:
        raise Refused("request_language", language=request.language, agreed=", ".join(languages))
    return agreement


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyState:
    """The request put to us, the agreement's refusal grounds, and our own standing releases."""

    situation: Situation
    request: RequestFact | None
    agreement: Agreement | None
    releases: AbstractSet[str]
    retention: NewClass


def acknowledge_request(state: ReplyState, received: str) -> tuple[Planned, ...]:
    """Plan one `request_acknowledged`; `received` is when the clock started (UTC)."""
    request = _open(state)
    if request.acknowledged:
        raise Conflict("request_acknowledged_before", request=request.request)
    if parse_stamp(received) > state.situation.now:
        raise Invalid("request_received_later")
    payload = RequestAcknowledged(
        requester=request.agency, request=request.request, received=received
    )
    return (_reply(state, request, payload),)


def answer_request(
    state: ReplyState, outcome: str, releases: tuple[str, ...] = ()
) -> tuple[Planned, ...]:
    """Plan one `request_answered` that points at releases of ours in the same channel."""
    request = _open(state)
    if outcome not in ANSWERS:
        raise Invalid("answer_outcome", value=outcome[:40])
    if (outcome == "released") != bool(releases):
        raise Refused("request_answer_without_release")
    unknown = sorted(set(releases) - set(state.releases))
    if unknown:
        raise Missing("release_unknown")
    payload = RequestAnswered(
        requester=request.agency,
        request=request.request,
        outcome=outcome,
        releases=tuple(sorted(set(releases))),
    )
    return (_reply(state, request, payload),)


def refuse_request(state: ReplyState, reason: str, explanation: str = "") -> tuple[Planned, ...]:
    """Plan one `request_refused`; the reason is a code of the agreement in force."""
    request = _open(state)
    if state.agreement is None:
        raise Refused("desk_no_agreement")
    check_refusal(reason, state.agreement.terms.refusal_codes)
    payload = RequestRefused(
        requester=request.agency,
        request=request.request,
        reason=reason,
        explanation=clean(explanation, "explanation", most=4_000, needed=False),
    )
    return (_reply(state, request, payload),)


def _open(state: ReplyState) -> RequestFact:
    request = state.request
    if request is None:
        raise Missing("request_unknown")
    if request.to != state.situation.me:
        raise Refused("request_not_to_us", to=request.to)
    if request.closed:
        raise Conflict("request_closed", request=request.request)
    return request


def _reply(
    state: ReplyState,
    request: RequestFact,
    payload: RequestAcknowledged | RequestAnswered | RequestRefused,
) -> Planned:
    return Planned(
        channel=request.channel,
        payload=payload,
        retention=check_retention(state.retention, state.situation.now),
        after=(request.entry,),
    )
