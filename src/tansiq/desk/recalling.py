"""Taking back and mending what was released, and answering such notices (REQUIREMENTS 1.5, LAW L4).

Promises: only the originator recalls or corrects; each recipient answers once, complied or refused
with a reason code; nobody says "complied" while their own onward releases of it still stand.
Does not promise that a hostile partner forgets: the recall is then a signed, provable breach.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from tansiq.desk.content import clean_content
from tansiq.desk.leaks import find_leaks
from tansiq.desk.situation import Material, ReleaseFact
from tansiq.record.desk import (
    CorrectionAnswered,
    RecallAnswered,
    ReportCorrected,
    ReportRecalled,
)
from tansiq.record.material import (
    Content,
)
from tansiq.record.plan import NewClass, Planned
from tansiq.record.situation import ChannelNow, Situation
from tansiq.record.tidy import check_retention, clean
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Conflict, Invalid, Missing, Refused
from tansiq.terms.ids import EntryRef, RecordId, record_id
from tansiq.terms.legal import NoticeRefusal, RecallReason

RECALL_REASONS = frozenset(one.value for one in RecallReason)
MEASURES = frozenset({"erase", "restrict", "rectify"})
ANSWER_REASONS = frozenset(one.value for one in NoticeRefusal)
OUTCOMES = frozenset({"complied", "refused"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallState:
    """The release in question, hours allowed for an answer, dates for the notice's own class."""

    situation: Situation
    release: ReleaseFact | None
    retention: NewClass
    hours: int
    channel: ChannelNow
    material: Material | None = None
    taken: AbstractSet[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallReport:
    """An officer's wish to take a release back."""

    reason: str
    explanation: str = ""
    measure: str = "erase"


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectReport:
    """An officer's wish to replace the words of a release."""

    correction: RecordId
    content: Content
    explanation: str
    override_reason: str = ""


def recall_report(state: RecallState, request: RecallReport) -> tuple[Planned, ...]:
    """Plan one `report_recalled` that cites the release."""
    release = _own(state)
    if request.reason not in RECALL_REASONS:
        raise Invalid("recall_reason", value=request.reason[:40], choices=_list(RECALL_REASONS))
    if request.measure not in MEASURES:
        raise Invalid("recall_measure", value=request.measure[:40])
    payload = ReportRecalled(
        release=release.release,
        reason=request.reason,
        explanation=clean(request.explanation, "explanation", most=4_000, needed=False),
        measure=request.measure,
        due=_due(state),
    )
    return (_notice_planned(state, release, payload),)


def correct_report(state: RecallState, request: CorrectReport) -> tuple[Planned, ...]:
    """Plan one `report_corrected` that cites the release; its words pass the leak warning too."""
    release = _own(state)
    record_id(request.correction)
    if request.correction in state.taken:
        raise Conflict("correction_known", correction=request.correction)
    _check_readers(state, release)
    content = clean_content(request.content)
    changed = changed_fields(release.content, content)
    if not changed:
        raise Invalid("correction_empty")
    _check_words(state, release, content)
    if state.material is not None and not request.override_reason.strip():
        leaks = find_leaks(state.material.source, state.material.reference, content)
        if leaks:
            raise Refused("release_leaks_source", count=len(leaks), field=leaks[0].field)
    payload = ReportCorrected(
        correction=request.correction,
        release=release.release,
        content=content,
        changed=changed,
        explanation=clean(request.explanation, "explanation", most=4_000),
        due=_due(state),
    )
    return (_notice_planned(state, release, payload),)


def _check_readers(state: RecallState, release: ReleaseFact) -> None:
    """New words reach nobody whom the release did not name: a member who joined since then."""
    channel = state.channel
    if channel.halted:
        raise Refused("release_halted", channel=channel.channel)
    strangers = sorted(set(channel.audience(state.situation.me)) - set(release.recipients))
    if strangers:
        raise Refused("correction_new_readers", readers=", ".join(strangers))


def _check_words(state: RecallState, release: ReleaseFact, content: Content) -> None:
    """A correction opens no way around the rules of release."""
    if release.origin is not None and content.grade != release.content.grade:
        raise Refused("release_grade_changed", grade=release.content.grade)
    held = state.material.content.attachments if state.material is not None else ()
    known = {one.sha256 for one in (*release.content.attachments, *held)}
    strange = [one.name for one in content.attachments if one.sha256 not in known]
    if strange:
        raise Refused("release_attachment_unknown", name=strange[0])


def changed_fields(before: Content, after: Content) -> tuple[str, ...]:
    """The names of the fields in which two contents differ."""
    names = before.__struct_fields__
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerState:
    """The notice a partner sent, our answers so far, and our onward releases that still stand.

    `measure` is what a recall asks for.
    """

    situation: Situation
    release: ReleaseFact | None
    notice: EntryRef | None
    answered: bool
    standing_onward: int
    retention: NewClass
    measure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An officer's answer to a recall or a correction.

    `measure` is what was done about a recall; empty means what it asked for.
    """

    outcome: Literal["complied", "refused"]
    reason: str = ""
    explanation: str = ""
    measure: str = ""


def answer_recall(state: AnswerState, request: Answer) -> tuple[Planned, ...]:
    """Plan one `recall_answered` that cites the recall; an answer not true yet is refused."""
    release, notice = _notice(state, "recall_unknown")
    _check_answer(state, request)
    done = request.measure or state.measure
    if request.outcome == "complied" and done not in MEASURES:
        raise Invalid("recall_measure", value=done[:40])
    payload = RecallAnswered(
        originator=release.agency,
        release=release.release,
        outcome=request.outcome,
        measure=done if request.outcome == "complied" else "",
        reason=request.reason if request.outcome == "refused" else "",
        explanation=clean(request.explanation, "explanation", most=4_000, needed=False),
    )
    return (_after(release, payload, notice, state),)


def answer_correction(state: AnswerState, request: Answer, correction: str) -> tuple[Planned, ...]:
    """Plan one `correction_answered` that cites the correction."""
    release, notice = _notice(state, "correction_unknown")
    _check_answer(state, request)
    if request.measure:
        raise Invalid("correction_measure")
    payload = CorrectionAnswered(
        originator=release.agency,
        correction=correction,
        outcome=request.outcome,
        reason=request.reason if request.outcome == "refused" else "",
        explanation=clean(request.explanation, "explanation", most=4_000, needed=False),
    )
    return (_after(release, payload, notice, state),)


def _own(state: RecallState) -> ReleaseFact:
    release = state.release
    if release is None:
        raise Missing("release_unknown")
    if release.agency != state.situation.me:
        raise Refused("release_not_ours", originator=release.agency)
    if release.recalled:
        raise Conflict("release_already_recalled", release=release.release)
    return release


def _due(state: RecallState) -> str:
    return stamp(state.situation.now + timedelta(hours=state.hours))


def _notice_planned(
    state: RecallState, release: ReleaseFact, payload: ReportRecalled | ReportCorrected
) -> Planned:
    """A notice has a class of its own: it must stay readable when the release has been erased."""
    content = payload.content if isinstance(payload, ReportCorrected) else None
    return Planned(
        channel=release.channel,
        payload=payload,
        retention=check_retention(state.retention, state.situation.now),
        after=(release.entry,),
        blobs=tuple(one.blob for one in content.attachments) if content is not None else (),
    )


def _notice(state: AnswerState, code: str) -> tuple[ReleaseFact, EntryRef]:
    release, notice = state.release, state.notice
    if release is None or notice is None:
        raise Missing(code)
    if state.situation.me not in release.recipients:
        raise Refused("answer_not_recipient")
    if state.answered:
        raise Conflict("notice_answered", release=release.release)
    return release, notice


def _check_answer(state: AnswerState, request: Answer) -> None:
    if request.outcome not in OUTCOMES:
        raise Invalid("answer_outcome", value=request.outcome[:40])
    if request.outcome == "refused" and request.reason not in ANSWER_REASONS:
        raise Refused("answer_reason_missing", choices=_list(ANSWER_REASONS))
    if request.outcome == "complied" and state.standing_onward:
        raise Refused("answer_onward_standing", count=state.standing_onward)


def _list(words: AbstractSet[str]) -> str:
    return ", ".join(sorted(words))


def _after(
    release: ReleaseFact,
    payload: RecallAnswered | CorrectionAnswered,
    notice: EntryRef,
    state: AnswerState,
) -> Planned:
    return Planned(
        channel=release.channel,
        payload=payload,
        retention=check_retention(state.retention, state.situation.now),
        after=(notice,),
    )
