"""A clock follows the agreement both have signed, not what a partner states (1.8, LAW L6)."""

from datetime import timedelta

import msgspec
import pytest
from tests.unit.world import (
    DESK_CHANNEL,
    KEPT,
    MADRID,
    NOW,
    RABAT,
    Agency,
    agree,
    channel,
    file_and_release,
    terms,
)

from tansiq.desk import commands, queries
from tansiq.desk.agreeing import terms_digest
from tansiq.desk.delivery import ClockState
from tansiq.desk.duties import Duty
from tansiq.record.desk import (
    PermissionAsked,
    ReportCorrected,
    ReportRecalled,
    RequestMade,
)
from tansiq.record.material import AnswerHours, Markings
from tansiq.record.plan import Planned
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import new_record_id


def in_hours(hours: float) -> str:
    return stamp(NOW + timedelta(hours=hours))


def asked(hours: int, due: str, urgency: str = "urgent_direct") -> RequestMade:
    """A question to Madrid that states its own hours, as a changed node would."""
    return RequestMade(
        request=new_record_id(),
        to=MADRID,
        urgency=urgency,
        question="Is this plate known?",
        language="fr",
        mentions=(),
        recipients=(MADRID,),
        purpose="prevention",
        legal_basis="agreement of 2019",
        transfer_grounds=(),
        handling=Markings(code="H0"),
        formalities=(),
        hours=hours,
        due=due,
    )


def say(
    who: Agency, *payloads: RequestMade | ReportRecalled | ReportCorrected | PermissionAsked
) -> None:
    who.write([Planned(channel=DESK_CHANNEL, payload=one, retention=KEPT) for one in payloads])


def the_duty(who: Agency) -> Duty:
    with who.store.reading() as tx:
        (found,) = queries.duties(tx, who.name, who.now)
    return found


@pytest.mark.parametrize(("hours", "due"), [(1, 1), (800, 800), (8, 1), (1, 8), (8, 10**5)])
def test_the_hours_a_partner_states_are_shown_and_move_no_clock(
    rabat: Agency, madrid: Agency, hours: int, due: int
) -> None:
    agree(rabat, madrid)
    say(rabat, asked(hours, in_hours(due)))
    madrid.later(7)
    duty = the_duty(madrid)
    assert (duty.due.state, duty.due.due) == (ClockState.RUNNING, in_hours(8))
    assert (duty.allowed.hours, duty.allowed.stated_hours, duty.allowed.stated_due) == (
        8,
        hours,
        in_hours(due),
    )
    madrid.later(2)
    assert the_duty(madrid).due.state is ClockState.OVERDUE


def test_nothing_is_shown_beside_a_statement_that_agrees(rabat: Agency, madrid: Agency) -> None:
    """The hours are counted when the officer writes, some seconds before the record is signed."""
    agree(rabat, madrid)
    say(rabat, asked(8, stamp(NOW + timedelta(hours=8, seconds=-40))))
    duty = the_duty(madrid)
    assert (duty.allowed.hours, duty.allowed.stated_hours, duty.allowed.stated_due) == (8, None, "")
    assert duty.allowed.agreement.startswith("r-")


def test_without_an_agreement_no_partner_sets_a_clock(rabat: Agency, madrid: Agency) -> None:
    say(rabat, asked(1, in_hours(1)))
    madrid.later(2)
    duty = the_duty(madrid)
    assert (duty.due.state, duty.allowed.agreement, duty.allowed.stated_hours) == (
        ClockState.RUNNING,
        "",
        1,
    )
    assert duty.due.due == in_hours(168)


def test_an_urgency_that_is_no_word_of_the_agreement_sets_none_either(
    rabat: Agency, madrid: Agency
) -> None:
    agree(rabat, madrid)
    say(rabat, asked(1, in_hours(1), urgency="at once"))
    duty = the_duty(madrid)
    assert (duty.due.due, duty.allowed.agreement) == (in_hours(168), "")


@pytest.mark.parametrize("due", [1, 800])
def test_a_recall_is_due_as_agreed_from_its_arrival(
    rabat: Agency, madrid: Agency, due: int
) -> None:
    agree(rabat, madrid)
    _, release = file_and_release(rabat)
    madrid.away = True
    rabat.now = NOW - timedelta(days=30)  # a clock of theirs that is wrong, or says so
    recall = ReportRecalled(
        release=release, reason="wrong", explanation="", measure="erase", due=in_hours(due)
    )
    made = rabat.written[:]
    say(rabat, recall)
    madrid.take(one._replace(received=stamp(NOW)) for one in rabat.shared() if one not in made)
    madrid.later(3)
    duty = the_duty(madrid)
    assert (duty.due.state, duty.due.due) == (ClockState.RUNNING, in_hours(24))
    assert (duty.allowed.hours, duty.allowed.stated_due) == (24, in_hours(due))


@pytest.mark.parametrize("due", [1, 800])
def test_a_correction_and_a_permission_are_due_as_agreed_too(
    rabat: Agency, madrid: Agency, due: int
) -> None:
    agree(rabat, madrid)
    _, release = file_and_release(rabat)
    with rabat.store.reading() as tx:
        fact = queries.release(tx, RABAT, release)
    assert fact is not None
    correction = ReportCorrected(
        correction=new_record_id(),
        release=release,
        content=msgspec.structs.replace(fact.content, text="One van."),
        changed=("text",),
        explanation="one",
        due=in_hours(due),
    )
    say(rabat, correction)
    assert (the_duty(madrid).due.due, the_duty(madrid).allowed.stated_due) == (
        in_hours(24),
        in_hours(due),
    )
    question = PermissionAsked(
        permission=new_record_id(),
        originator=RABAT,
        release=release,
        recipients=(),
        court=True,
        purpose="trial",
        due=in_hours(due),
    )
    say(madrid, question)
    assert (the_duty(rabat).due.due, the_duty(rabat).allowed.stated_due) == (
        in_hours(24),
        in_hours(due),
    )


def hurried() -> tuple[AnswerHours, ...]:
    return tuple(AnswerHours(urgency=one.urgency, hours=2) for one in terms().hours)


def sign(rabat: Agency, madrid: Agency, **changes: object) -> str:
    """A further agreement of both, with other terms."""
    made, other = new_record_id(), msgspec.structs.replace(terms(), **changes)
    with rabat.store.reading() as tx:
        state = queries.state_for_proposal(tx, rabat.situation, channel(), made, KEPT)
    rabat.write(commands.propose_agreement(state, made, other))
    for one in (rabat, madrid):
        with one.store.reading() as tx:
            signing = queries.state_for_signing(tx, one.situation, channel(), (RABAT, made), KEPT)
        assert signing.terms is not None
        one.write(commands.sign_agreement(signing, terms_digest(signing.terms)))
    return made


def test_an_agreement_signed_later_changes_no_clock_that_ran_before(
    rabat: Agency, madrid: Agency
) -> None:
    agree(rabat, madrid)
    say(rabat, asked(8, in_hours(8)))
    rabat.later(1)
    madrid.later(1)
    made = sign(rabat, madrid, hours=hurried(), starts="2026-02-01T00:00:00Z")
    assert the_duty(madrid).due.due == in_hours(8)
    say(rabat, asked(8, in_hours(9)))
    with madrid.store.reading() as tx:
        duties = {one.due.due: one for one in queries.duties(tx, MADRID, madrid.now)}
    assert duties.keys() == {in_hours(8), in_hours(3)}
    assert (duties[in_hours(3)].allowed.agreement, duties[in_hours(3)].allowed.stated_hours) == (
        made,
        8,
    )


def test_terms_that_a_partner_signed_with_itself_bind_nobody(rabat: Agency, madrid: Agency) -> None:
    agree(rabat, madrid)
    alone = msgspec.structs.replace(
        terms(), parties=(RABAT,), hours=hurried(), starts="2026-02-01T00:00:00Z"
    )
    where = channel((RABAT,))
    made = new_record_id()
    with rabat.store.reading() as tx:
        state = queries.state_for_proposal(tx, rabat.situation, where, made, KEPT)
    (plan,) = commands.propose_agreement(
        state, made, msgspec.structs.replace(alone, grounds=(), accepts=())
    )
    rabat.write((plan,))
    with rabat.store.reading() as tx:
        signing = queries.state_for_signing(tx, rabat.situation, where, (RABAT, made), KEPT)
    assert signing.terms is not None
    rabat.write(commands.sign_agreement(signing, terms_digest(signing.terms)))
    say(rabat, asked(2, in_hours(2)))
    assert the_duty(madrid).due.due == in_hours(8)


def test_terms_with_hours_beyond_reason_are_not_signed(rabat: Agency, madrid: Agency) -> None:
    """They would end after the last day of the calendar, and no list of duties could be shown."""
    endless = tuple(AnswerHours(urgency=one.urgency, hours=10**9) for one in terms().hours)
    made = new_record_id()
    with rabat.store.reading() as tx:
        state = queries.state_for_proposal(tx, rabat.situation, channel(), made, KEPT)
    (plan,) = commands.propose_agreement(state, made, terms())
    payload = msgspec.structs.replace(
        plan.payload, terms=msgspec.structs.replace(terms(), hours=endless)
    )
    rabat.write((Planned(channel=plan.channel, payload=payload, retention=KEPT),))
    with madrid.store.reading() as tx:
        signing = queries.state_for_signing(tx, madrid.situation, channel(), (RABAT, made), KEPT)
    assert signing.terms is not None
    with pytest.raises(Invalid) as refused:
        commands.sign_agreement(signing, terms_digest(signing.terms))
    assert refused.value.code == "agreement_hours_range"
