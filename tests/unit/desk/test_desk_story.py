"""Two agencies exchange a report, take it back and see it obeyed, through their tables."""

import pytest
from tests.unit.world import (
    DESK_CHANNEL,
    KEPT,
    MADRID,
    NOW,
    RABAT,
    TUNIS,
    Agency,
    agree,
    channel,
    content,
    file_and_release,
    ground,
    releasing,
    terms,
)

from tansiq.desk import commands, queries
from tansiq.desk.agreeing import terms_digest
from tansiq.desk.delivery import ClockState, Delivery, Reach, reaches
from tansiq.desk.permitting import AskPermission, GivePermission
from tansiq.desk.recalling import Answer, CorrectReport, RecallReport
from tansiq.desk.requesting import MakeRequest
from tansiq.record.material import Markings
from tansiq.record.plan import Planned
from tansiq.record.situation import ChannelNow
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import desk_channel, new_record_id


def test_an_agreement_binds_once_every_party_has_signed_the_same(
    rabat: Agency, madrid: Agency
) -> None:
    agreement = new_record_id()
    with rabat.store.reading() as tx:
        state = queries.state_for_proposal(tx, rabat.situation, channel(), agreement, KEPT)
    rabat.write(commands.propose_agreement(state, agreement, terms()))
    for one in (rabat, madrid):
        with one.store.reading() as tx:
            assert queries.agreement_in_force(tx, channel(), NOW) is None
            signing = queries.state_for_signing(
                tx, one.situation, channel(), (RABAT, agreement), KEPT
            )
        one.write(commands.sign_agreement(signing, terms_digest(terms())))
    for one in (rabat, madrid):
        with one.store.reading() as tx:
            found = queries.agreement_in_force(tx, channel(), NOW)
            assert found is not None
            assert found.digest == terms_digest(terms())
            wider = channel((RABAT, MADRID, TUNIS))
            assert queries.agreement_in_force(tx, wider, NOW) is None


def test_a_release_arrives_and_a_recall_is_answered(rabat: Agency, madrid: Agency) -> None:
    """1.5."""
    agree(rabat, madrid)
    report, release = file_and_release(rabat)
    with madrid.store.reading() as tx:
        (line,) = queries.inbox(tx, MADRID, frozenset({DESK_CHANNEL}))
        assert (line.agency, line.release, line.recalled) == (RABAT, release, False)
        assert queries.reports(tx, MADRID, frozenset({DESK_CHANNEL})) == ()
    with rabat.store.reading() as tx:
        (mine,) = queries.reports(tx, RABAT, frozenset({DESK_CHANNEL}))
        assert (mine.report, mine.releases) == (report, 1)
        assert len(queries.classes_of_report(tx, RABAT, report)) == 3
        state = queries.state_for_recall(tx, rabat.situation, channel(), release, KEPT)
    rabat.write(commands.recall_report(state, RecallReport(reason="wrong")))
    madrid.later(25)
    with madrid.store.reading() as tx:
        (duty,) = queries.duties(tx, MADRID, madrid.now)
        assert (duty.kind, duty.owed_to, duty.due.state) == ("recall", RABAT, ClockState.OVERDUE)
        what = queries.PartnerRelease(RABAT, release)
        answering = queries.state_for_recall_answer(tx, madrid.situation, what, KEPT)
    refused = Answer(outcome="refused", reason="used_in_proceedings", explanation="file 7")
    madrid.write(commands.answer_recall(answering, refused))
    with rabat.store.reading() as tx:
        origin = f"{RABAT}/{DESK_CHANNEL}/g1/e1"
        known = reaches((Reach(partner=MADRID, origin=origin, applied=99),))
        (notice,) = queries.notices_out(tx, known, RABAT, rabat.now)
        (told,) = notice.recipients
        assert (told.outcome, told.reason) == ("refused", "used_in_proceedings")
        assert told.explanation == "file 7"
        assert told.delivery is Delivery.APPLIED
        assert told.due is not None
        assert told.due.state is ClockState.LATE
        (out,) = queries.outbox(tx, RABAT, frozenset({DESK_CHANNEL}))
        assert out.recalled
    with madrid.store.reading() as tx:
        assert queries.duties(tx, MADRID, madrid.now) == ()
        again = queries.state_for_recall_answer(tx, madrid.situation, what, KEPT)
    assert again.answered


def test_unanswered_recalls_stand_above_answered_ones(rabat: Agency, madrid: Agency) -> None:
    """1.5: overdue ones top the list."""
    agree(rabat, madrid)
    released = [file_and_release(rabat)[1] for _ in range(2)]
    for one in released:
        with rabat.store.reading() as tx:
            state = queries.state_for_recall(tx, rabat.situation, channel(), one, KEPT)
        rabat.write(commands.recall_report(state, RecallReport(reason="wrong")))
    with madrid.store.reading() as tx:
        what = queries.PartnerRelease(RABAT, released[0])
        answering = queries.state_for_recall_answer(tx, madrid.situation, what, KEPT)
    madrid.write(commands.answer_recall(answering, Answer(outcome="complied")))
    rabat.later(30)
    with rabat.store.reading() as tx:
        lines = queries.notices_out(tx, {}, RABAT, rabat.now)
        (waits,) = queries.notices_out(tx, {}, RABAT, rabat.now, unanswered=True)
        (told,) = queries.notices_out(tx, {}, RABAT, rabat.now, about=released[0])
    assert [one.release for one in lines] == [released[1], released[0]]
    assert (waits.release, told.release) == (released[1], released[0])


def test_a_corrected_release_reads_as_corrected(rabat: Agency, madrid: Agency) -> None:
    agree(rabat, madrid)
    _, release = file_and_release(rabat)
    correction = new_record_id()
    with rabat.store.reading() as tx:
        state = queries.state_for_correction(
            tx, rabat.situation, channel(), (release, correction), KEPT
        )
    assert state.material is not None
    wish = CorrectReport(correction=correction, content=content("One van."), explanation="one")
    rabat.write(commands.correct_report(state, wish))
    with madrid.store.reading() as tx:
        fact = queries.release(tx, RABAT, release)
        assert fact is not None
        assert fact.content.text == "One van."
        (duty,) = queries.duties(tx, MADRID, madrid.now)
        assert (duty.kind, duty.identifier) == ("correction", correction)
        answering = queries.state_for_correction_answer(
            tx, madrid.situation, RABAT, correction, KEPT
        )
    madrid.write(commands.answer_correction(answering, Answer(outcome="complied"), correction))
    with rabat.store.reading() as tx:
        (notice,) = queries.notices_out(tx, {}, RABAT, rabat.now)
    assert notice.recipients[0].outcome == "complied"


def test_onward_release_waits_for_permission_and_falls_with_its_source(
    rabat: Agency, madrid: Agency
) -> None:
    """1.6."""
    agree(rabat, madrid)
    _, release = file_and_release(rabat)
    onward = channel((MADRID, TUNIS), desk_channel(MADRID, TUNIS))
    sign_alone(madrid, onward)
    what = queries.PartnerRelease(RABAT, release)
    request = releasing(me=MADRID, recipients=(TUNIS,))

    def attempt() -> tuple[Planned, ...]:
        with madrid.store.reading() as tx:
            state = queries.state_for_release(tx, madrid.situation, onward, what, request.release)
        return commands.release_report(state, request)

    with pytest.raises(TansiqError) as refused:
        attempt()
    assert refused.value.code == "release_onward_permission"
    permission = new_record_id()
    with madrid.store.reading() as tx:
        asking = queries.state_for_asking(tx, madrid.situation, channel(), what, (permission, KEPT))
    wish = AskPermission(permission=permission, recipients=(TUNIS,), purpose="same case")
    madrid.write(commands.ask_permission(asking, wish))
    with rabat.store.reading() as tx:
        (duty,) = queries.duties(tx, RABAT, rabat.now)
        assert (duty.kind, duty.owed_by) == ("permission", RABAT)
        deciding = queries.state_for_deciding(tx, rabat.situation, MADRID, permission, KEPT)
    assert deciding.agreement is not None
    rabat.later(24 * 800)
    with rabat.store.reading() as tx:
        long_after = queries.state_for_deciding(tx, rabat.situation, MADRID, permission, KEPT)
    assert long_after.agreement == deciding.agreement  # it has ended, and its reasons still bind
    rabat.later(-24 * 800)
    yes = GivePermission(recipients=(TUNIS,), expiry="2027-01-01T00:00:00Z")
    rabat.write(commands.give_permission(deciding, yes))
    madrid.write(attempt())
    with rabat.store.reading() as tx:
        state = queries.state_for_recall(tx, rabat.situation, channel(), release, KEPT)
    rabat.write(commands.recall_report(state, RecallReport(reason="source_at_risk")))
    with madrid.store.reading() as tx:
        (line,) = queries.outbox(tx, MADRID, frozenset({onward.channel}))
        assert line.source_withdrawn
        assert queries.standing_onward(tx, MADRID, what) == (request.release,)
        answering = queries.state_for_recall_answer(tx, madrid.situation, what, KEPT)
    with pytest.raises(TansiqError) as early:
        commands.answer_recall(answering, Answer(outcome="complied"))
    assert early.value.code == "answer_onward_standing"


def sign_alone(madrid: Agency, where: ChannelNow) -> None:
    """Tunis has no node here; its log is written by a stand-in for it."""
    tunis = Agency(TUNIS, madrid.store, peers=[])
    agreement = new_record_id()
    with madrid.store.reading() as tx:
        state = queries.state_for_proposal(tx, madrid.situation, where, agreement, KEPT)
    madrid.write(commands.propose_agreement(state, agreement, terms(where.members)))
    for one in (madrid, tunis):
        with madrid.store.reading() as tx:
            signing = queries.state_for_signing(tx, one.situation, where, (MADRID, agreement), KEPT)
        one.write(commands.sign_agreement(signing, terms_digest(terms(where.members))))


def test_a_request_runs_against_the_clock_from_receipt(rabat: Agency, madrid: Agency) -> None:
    """1.8."""
    agree(rabat, madrid)
    wish = MakeRequest(
        request=new_record_id(),
        to=MADRID,
        urgency="urgent_direct",
        question="Is this plate known?",
        language="fr",
        recipients=(MADRID,),
        purpose="prevention",
        legal_basis="agreement of 2019",
        transfer_grounds=(ground(RABAT, MADRID),),
        handling=Markings(code="H0"),
        retention=KEPT,
    )
    with rabat.store.reading() as tx:
        state = queries.state_for_request(tx, rabat.situation, channel(), wish.request)
    rabat.write(commands.make_request(state, wish))
    madrid.later(3)
    with madrid.store.reading() as tx:
        reply = queries.state_for_reply(
            tx, madrid.situation, channel(), (RABAT, wish.request), KEPT
        )
    madrid.write(commands.acknowledge_request(reply, "2026-11-02T11:00:00Z"))
    with rabat.store.reading() as tx:
        (duty,) = queries.duties(tx, RABAT, rabat.now)
        assert duty.due.due == "2026-11-02T19:00:00Z"
        assert duty.due.seconds_left == 10 * 3600
    with madrid.store.reading() as tx:
        reply = queries.state_for_reply(
            tx, madrid.situation, channel(), (RABAT, wish.request), KEPT
        )
    madrid.write(commands.refuse_request(reply, "security"))
    with rabat.store.reading() as tx:
        assert queries.duties(tx, RABAT, rabat.now) == ()
        (closed,) = queries.duties(tx, RABAT, rabat.now, closed=True)
        assert (closed.outcome, closed.due.state) == ("refused", ClockState.MET)
