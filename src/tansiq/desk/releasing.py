"""Releasing: the only way a report leaves this agency (REQUIREMENTS 1.3, 1.4, 1.6).

Promises: a release names exactly the members of the channel, its purpose, legal basis, transfer
ground for each direction, handling code and expiry; third-party and H2 material waits for the
originator's permission naming each recipient; seized material names its instrument; a text that
betrays its source is stopped until an officer says why it may go.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

from tansiq.desk.audience import check_audience, check_charter, check_transfer_grounds
from tansiq.desk.content import clean_content, clean_grounds
from tansiq.desk.leaks import Leak, find_leaks
from tansiq.desk.situation import Agreement, Charter, Material, Permission
from tansiq.record.desk import (
    ReleaseChecked,
    ReportReleased,
)
from tansiq.record.material import (
    Content,
    Markings,
    Originator,
    SeizureGround,
    TransferGround,
)
from tansiq.record.plan import NewClass, Planned
from tansiq.record.situation import ChannelNow, Situation
from tansiq.record.tidy import as_handling, check_retention, clean, clean_markings, future
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Conflict, Invalid, Missing, Refused, TansiqError
from tansiq.terms.handling import allowed_in_court, needs_permission_onward
from tansiq.terms.ids import HOME, RecordId, record_id
from tansiq.terms.legal import SeizureGroundKind

SEIZURE_GROUNDS = frozenset(one.value for one in SeizureGroundKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseState:
    """The channel, the material, the agreement in force and the permissions received."""

    situation: Situation
    channel: ChannelNow
    material: Material | None
    agreement: Agreement | None
    permissions: tuple[Permission, ...] = ()
    taken: AbstractSet[str] = frozenset()
    charter: Charter | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseReport:
    """An officer's wish to release; `recipients` are those the preview showed."""

    release: RecordId
    content: Content
    wording: Literal["original", "sanitised"]
    recipients: tuple[str, ...]
    purpose: str
    legal_basis: str
    transfer_grounds: tuple[TransferGround, ...]
    handling: Markings
    expiry: str
    retention: NewClass
    court: bool = False
    seizure_ground: SeizureGround | None = None
    override_reason: str = ""
    answers: str = ""


@dataclass(frozen=True, slots=True)
class ReleasePreview:
    """What the officer sees before signing: who will receive it, what leaks, what forbids it."""

    recipients: tuple[str, ...]
    generation: int
    leaks: tuple[Leak, ...]
    forbidden: TansiqError | None


def release_report(state: ReleaseState, request: ReleaseReport) -> tuple[Planned, ...]:
    """Plan the copy in the channel and our note in `home`, or raise the rule that forbids it."""
    material = _material(state)
    _check_audience(state, request)
    _check_terms(state, request)
    permission = _check_permission(state, request, material)
    _check_seized(request, material)
    content = _wording(request, material)
    leaks = find_leaks(material.source, material.reference, content)
    if leaks and not request.override_reason.strip():
        raise Refused("release_leaks_source", count=len(leaks), field=leaks[0].field)
    released = _record(state, request, content, permission)
    retention = check_retention(request.retention, state.situation.now)
    return (
        Planned(
            channel=state.channel.channel,
            payload=released,
            retention=retention,
            blobs=tuple(one.blob for one in content.attachments),
        ),
        Planned(
            channel=HOME,
            payload=ReleaseChecked(
                release=request.release,
                report=material.identifier,
                channel=state.channel.channel,
                leaks=len(leaks),
                reason=clean(request.override_reason, "override_reason", needed=False),
            ),
            retention=retention,
        ),
    )


def preview_release(state: ReleaseState, request: ReleaseReport) -> ReleasePreview:
    """The outcome of the same checks with nothing planned; recipients as delivery has them."""
    leaks: tuple[Leak, ...] = ()
    forbidden: TansiqError | None = None
    if state.material is not None:
        leaks = find_leaks(state.material.source, state.material.reference, request.content)
    try:
        release_report(state, request)
    except TansiqError as error:
        forbidden = error
    recipients = state.channel.audience(state.situation.me)
    return ReleasePreview(recipients, state.channel.generation, leaks, forbidden)


def _material(state: ReleaseState) -> Material:
    material = state.material
    if material is None:
        raise Missing("report_unknown")
    if material.withdrawn:
        raise Refused("release_source_withdrawn")
    if material.expiry and parse_stamp(material.expiry) <= state.situation.now:
        raise Refused("release_material_expired", expiry=material.expiry)
    return material


def _check_audience(state: ReleaseState, request: ReleaseReport) -> None:
    record_id(request.release)
    if request.answers:
        record_id(request.answers)
    if request.release in state.taken:
        raise Conflict("release_known", release=request.release)
    check_audience(state.channel, state.situation.me, request.recipients)
    check_charter(state.charter, request.recipients)


def _check_terms(state: ReleaseState, request: ReleaseReport) -> None:
    clean(request.purpose, "purpose", most=4_000)
    clean(request.legal_basis, "legal_basis", most=4_000)
    future(request.expiry, state.situation.now, "expiry")
    grounds, recipients = request.transfer_grounds, request.recipients
    check_transfer_grounds(state.agreement, state.situation.me, grounds, recipients)


def _check_permission(state: ReleaseState, request: ReleaseReport, material: Material) -> str:
    """The permission relied upon, empty when the material is ours to give."""
    origin = material.origin
    if origin is None:
        return _own_court(request, material)
    handling = as_handling(material.handling)
    if clean_markings(request.handling) != material.handling:
        raise Refused("release_handling_changed", handling=material.handling.code)
    if material.expiry and request.expiry > material.expiry:
        raise Refused("release_outlives_origin", expiry=material.expiry)
    others = set(request.recipients) - {origin.agency}
    in_court = request.court and not allowed_in_court(handling)
    onward = bool(others) and needs_permission_onward(handling, third_party=True)
    if not onward and not in_court:
        return ""
    return _permission(state, request, origin).permission


def _own_court(request: ReleaseReport, material: Material) -> str:
    for markings in (material.handling, request.handling):
        if not allowed_in_court(as_handling(markings)) and request.court:
            raise Refused("release_court_h1")
    return ""


def _permission(state: ReleaseState, request: ReleaseReport, origin: Originator) -> Permission:
    others = set(request.recipients) - {origin.agency}
    for one in state.permissions:
        if (
            (one.giver, one.release) == (origin.agency, origin.release)
            and others <= set(one.recipients)
            and parse_stamp(one.expiry) > state.situation.now
            and (one.court or not request.court)
        ):
            return one
    code = "release_court_permission" if request.court else "release_onward_permission"
    raise Refused(code, originator=origin.agency, recipients=", ".join(sorted(others)))


def _check_seized(request: ReleaseReport, material: Material) -> None:
    ground = request.seizure_ground
    if not material.seized:
        return
    if ground is None or ground.kind not in SEIZURE_GROUNDS or not ground.reference.strip():
        raise Refused("release_seized_ground")


def _wording(request: ReleaseReport, material: Material) -> Content:
    content = clean_content(request.content)
    held = material.content
    same = (content.title, content.text) == (held.title, held.text)
    if (request.wording == "original") != same:
        raise Invalid("release_wording", wording=request.wording)
    if material.origin is not None and content.grade != held.grade:
        raise Refused("release_grade_changed", grade=held.grade)
    if held.nature == "assessment" and content.nature == "fact":
        raise Refused("release_assessment_as_fact")
    known = {one.sha256 for one in held.attachments}
    strange = [one.name for one in content.attachments if one.sha256 not in known]
    if strange:
        raise Refused("release_attachment_unknown", name=strange[0])
    return content


def _record(
    state: ReleaseState, request: ReleaseReport, content: Content, permission: str
) -> ReportReleased:
    material = _material(state)
    origin = None if request.wording == "sanitised" else material.origin
    return ReportReleased(
        release=request.release,
        content=content,
        wording=request.wording,
        worded_by=state.situation.me if origin is None else origin.agency,
        recipients=state.channel.audience(state.situation.me),
        purpose=clean(request.purpose, "purpose", most=4_000),
        court=request.court,
        legal_basis=clean(request.legal_basis, "legal_basis", most=4_000),
        transfer_grounds=clean_grounds(request.transfer_grounds),
        handling=clean_markings(request.handling),
        expiry=request.expiry,
        origin=material.origin,
        permission=permission,
        seizure_ground=request.seizure_ground,
        answers=request.answers,
    )
