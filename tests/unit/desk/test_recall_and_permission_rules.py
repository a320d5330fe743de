"""Recalls, corrections, permissions: who may, who must answer, and how (REQUIREMENTS 1.5, 1.6)."""

from dataclasses import replace

import pytest
from tests.unit.world import (
    DESK_CHANNEL,
    KEPT,
    MADRID,
    RABAT,
    TUNIS,
    agreement,
    channel,
    content,
    material,
    situation,
)

from tansiq.desk.permitting import (
    AskPermission,
    AskState,
    DecideState,
    GivePermission,
    PermissionQuestion,
    ask_permission,
    give_permission,
    refuse_permission,
)
from tansiq.desk.recalling import (
    Answer,
    AnswerState,
    CorrectReport,
    RecallReport,
    RecallState,
    answer_correction,
    answer_recall,
    correct_report,
    recall_report,
)
from tansiq.desk.situation import ReleaseFact
from tansiq.record.desk import (
    PermissionGiven,
    RecallAnswered,
    ReportCorrected,
    ReportRecalled,
)
from tansiq.record.material import Attachment, Markings, Originator
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import EntryRef, new_record_id

RELEASED = EntryRef(f"{RABAT}/{DESK_CHANNEL}/g1/e1", 2, "ab" * 32)
NOTICE = EntryRef(f"{MADRID}/{DESK_CHANNEL}/g1/e1", 9, "cd" * 32)


def code_of(call: object) -> str:
    with pytest.raises(TansiqError) as refused:
        call()  # type: ignore[operator]
    return refused.value.code


def fact(**changes: object) -> ReleaseFact:
    fields: dict[str, object] = {
        "agency": RABAT,
        "release": new_record_id(),
        "entry": RELEASED,
        "channel": DESK_CHANNEL,
        "recipients": (MADRID,),
        "content": content(),
        "handling": Markings(code="H2"),
        "expiry": "2027-11-01T00:00:00Z",
    }
    return ReleaseFact(**(fields | changes))  # type: ignore[arg-type]


def recalling(**changes: object) -> RecallState:
    fields: dict[str, object] = {
        "situation": situation(),
        "release": fact(),
        "retention": KEPT,
        "hours": 24,
        "channel": channel(),
    }
    return RecallState(**(fields | changes))  # type: ignore[arg-type]


def test_a_recall_cites_the_release_and_sets_a_time_for_the_answer() -> None:
    """1.5."""
    (plan,) = recall_report(recalling(), RecallReport(reason="wrong"))
    assert plan.after == (RELEASED,)
    assert isinstance(plan.payload, ReportRecalled)
    assert plan.payload.due == "2026-11-03T09:00:00Z"
    assert plan.retention == KEPT


def test_only_the_originator_recalls_and_only_once() -> None:
    wish = RecallReport(reason="wrong")
    theirs = recalling(release=fact(agency=MADRID))
    assert code_of(lambda: recall_report(theirs, wish)) == "release_not_ours"
    gone = recalling(release=fact(recalled=True))
    assert code_of(lambda: recall_report(gone, wish)) == "release_already_recalled"
    assert code_of(lambda: recall_report(recalling(release=None), wish)) == "release_unknown"
    assert code_of(lambda: recall_report(recalling(), RecallReport(reason="mood"))) == (
        "recall_reason"
    )
    odd = RecallReport(reason="wrong", measure="burn")
    assert code_of(lambda: recall_report(recalling(), odd)) == "recall_measure"


def correcting(text: str, **changes: object) -> CorrectReport:
    fields: dict[str, object] = {
        "correction": new_record_id(),
        "content": content(text),
        "explanation": "one van, not two",
    }
    return CorrectReport(**(fields | changes))  # type: ignore[arg-type]


def test_a_correction_names_what_changed() -> None:
    (plan,) = correct_report(recalling(), correcting("One van crosses at night."))
    assert isinstance(plan.payload, ReportCorrected)
    assert plan.payload.changed == ("text",)
    assert plan.after == (RELEASED,)
    same = correcting("Two vans cross at night.")
    assert code_of(lambda: correct_report(recalling(), same)) == "correction_empty"


def test_a_correction_passes_the_leak_warning_too() -> None:
    state = recalling(material=material())
    telling = "REGISTER-77 now says one van."
    assert code_of(lambda: correct_report(state, correcting(telling))) == "release_leaks_source"
    assert correct_report(state, correcting(telling, override_reason="public"))


def test_a_correction_reaches_nobody_whom_the_release_did_not_name() -> None:
    """10.1: new members get past material only on explicit release."""
    wish = correcting("One van.")
    wider = recalling(channel=channel((RABAT, MADRID, TUNIS)))
    assert code_of(lambda: correct_report(wider, wish)) == "correction_new_readers"
    halted = recalling(channel=replace(channel(), halted=True))
    assert code_of(lambda: correct_report(halted, wish)) == "release_halted"
    fewer = recalling(release=fact(recipients=(MADRID, TUNIS)))
    assert correct_report(fewer, wish)


def test_a_correction_opens_no_way_around_the_rules_of_release() -> None:
    """1.3, 1.7."""
    theirs = recalling(release=fact(origin=Originator(agency=TUNIS, release=new_record_id())))
    better = correcting("One van.", content=content("One van.", grade="europol_4x4:A1"))
    assert code_of(lambda: correct_report(theirs, better)) == "release_grade_changed"
    file = Attachment(name="a", media_type="b/c", size=1, sha256="0" * 64, blob="b", key="k")
    more = correcting("One van.", content=content("One van.", attachments=(file,)))
    assert code_of(lambda: correct_report(recalling(), more)) == "release_attachment_unknown"
    filed = recalling(material=material(content=content(attachments=(file,))))
    (plan,) = correct_report(filed, more)
    assert plan.blobs == ("b",)


def test_a_recall_goes_out_even_while_memberships_are_in_dispute() -> None:
    halted = recalling(channel=replace(channel(), halted=True))
    assert recall_report(halted, RecallReport(reason="wrong"))


def answering(**changes: object) -> AnswerState:
    fields: dict[str, object] = {
        "situation": situation(),
        "release": fact(agency=MADRID, recipients=(RABAT,)),
        "notice": NOTICE,
        "answered": False,
        "standing_onward": 0,
        "measure": "erase",
        "retention": KEPT,
    }
    return AnswerState(**(fields | changes))  # type: ignore[arg-type]


def test_a_recipient_says_complied_or_refused_with_a_reason() -> None:
    """1.5."""
    (plan,) = answer_recall(answering(), Answer(outcome="complied"))
    assert isinstance(plan.payload, RecallAnswered)
    assert (plan.payload.originator, plan.payload.measure) == (MADRID, "erase")
    assert plan.after == (NOTICE,)
    assert code_of(lambda: answer_recall(answering(), Answer(outcome="refused"))) == (
        "answer_reason_missing"
    )
    kept = Answer(outcome="refused", reason="used_in_proceedings")
    assert answer_recall(answering(), kept)


@pytest.mark.parametrize("asked", ["erase", "restrict", "rectify"])
def test_who_complies_did_what_was_asked_unless_they_say_otherwise(asked: str) -> None:
    """LAW L4: erase, restrict and rectify are three things; none is said by default."""
    (plan,) = answer_recall(answering(measure=asked), Answer(outcome="complied"))
    assert isinstance(plan.payload, RecallAnswered)
    assert plan.payload.measure == asked
    other = Answer(outcome="complied", measure="restrict")
    (plan,) = answer_recall(answering(measure=asked), other)
    assert isinstance(plan.payload, RecallAnswered)
    assert plan.payload.measure == "restrict"


def test_a_measure_that_is_no_word_of_the_field_is_taken_up_by_nobody() -> None:
    strange = answering(measure="burn")
    assert code_of(lambda: answer_recall(strange, Answer(outcome="complied"))) == "recall_measure"
    assert answer_recall(strange, Answer(outcome="complied", measure="erase"))


def test_the_answer_to_a_correction_names_no_measure() -> None:
    """Its record has no place for one: what is not said must not seem said."""
    wish = Answer(outcome="complied", measure="erase")
    call = code_of(lambda: answer_correction(answering(), wish, new_record_id()))
    assert call == "correction_measure"


def test_nobody_says_complied_while_their_onward_copies_stand() -> None:
    standing = answering(standing_onward=2)
    assert code_of(lambda: answer_recall(standing, Answer(outcome="complied"))) == (
        "answer_onward_standing"
    )
    assert answer_recall(standing, Answer(outcome="refused", reason="legal_duty_to_keep"))


def test_an_answer_comes_from_a_recipient_once() -> None:
    wish = Answer(outcome="complied")
    again = answering(answered=True)
    assert code_of(lambda: answer_recall(again, wish)) == "notice_answered"
    assert code_of(lambda: answer_recall(answering(notice=None), wish)) == "recall_unknown"
    stranger = answering(release=fact(agency=MADRID, recipients=(TUNIS,)))
    assert code_of(lambda: answer_recall(stranger, wish)) == "answer_not_recipient"
    assert answer_correction(answering(), wish, new_record_id())


def test_permission_is_asked_by_a_recipient_for_somebody() -> None:
    """1.6."""
    theirs = fact(agency=MADRID, recipients=(RABAT,))
    state = AskState(situation=situation(), release=theirs, hours=24, retention=KEPT)
    wish = AskPermission(permission=new_record_id(), recipients=(TUNIS,), purpose="same case")
    (plan,) = ask_permission(state, wish)
    assert plan.channel == DESK_CHANNEL
    assert code_of(lambda: ask_permission(replace(state, release=fact()), wish)) == (
        "permission_own_release"
    )
    nobody = replace(wish, recipients=())
    assert code_of(lambda: ask_permission(state, nobody)) == "permission_for_nobody"
    gone = replace(state, release=fact(agency=MADRID, recalled=True))
    assert code_of(lambda: ask_permission(gone, wish)) == "release_source_withdrawn"


def deciding(**changes: object) -> DecideState:
    released = fact()
    asked = PermissionQuestion(
        agency=MADRID,
        permission=new_record_id(),
        release=released.release,
        recipients=(TUNIS,),
        court=False,
        entry=NOTICE,
    )
    fields: dict[str, object] = {
        "situation": situation(),
        "question": asked,
        "release": released,
        "answered": False,
        "retention": KEPT,
        "agreement": agreement(),
    }
    return DecideState(**(fields | changes))  # type: ignore[arg-type]


def test_permission_is_given_for_no_more_than_was_asked_and_ends() -> None:
    """1.6."""
    yes = GivePermission(recipients=(TUNIS,), expiry="2027-01-01T00:00:00Z")
    (plan,) = give_permission(deciding(), yes)
    assert isinstance(plan.payload, PermissionGiven)
    assert plan.after == (NOTICE,)
    beyond = replace(yes, court=True)
    assert code_of(lambda: give_permission(deciding(), beyond)) == "permission_beyond_question"
    more = replace(yes, recipients=(TUNIS, "paris"))
    assert code_of(lambda: give_permission(deciding(), more)) == "permission_beyond_question"
    past = replace(yes, expiry="2026-01-01T00:00:00Z")
    assert code_of(lambda: give_permission(deciding(), past)) == "desk_date_past"


def test_only_the_originator_answers_a_question_and_only_once() -> None:
    assert refuse_permission(deciding(), "security")
    assert code_of(lambda: refuse_permission(deciding(), "")) == "request_refusal_without_reason"
    theirs = deciding(release=fact(agency=TUNIS))
    assert code_of(lambda: refuse_permission(theirs, "security")) == "release_not_ours"
    again = deciding(answered=True)
    assert code_of(lambda: refuse_permission(again, "security")) == "notice_answered"
    unknown = deciding(question=None)
    assert code_of(lambda: refuse_permission(unknown, "security")) == "permission_unknown"


def test_leave_is_refused_for_a_reason_that_the_agreement_knows() -> None:
    """1.8."""
    assert refuse_permission(deciding(), "sovereignty")
    assert code_of(lambda: refuse_permission(deciding(), "language")) == "refusal_code_unknown"
    without = deciding(agreement=None)
    assert refuse_permission(without, "language")
    assert code_of(lambda: refuse_permission(without, "mood")) == "refusal_code_unknown"
