"""Requests and their clocks come from the agreement (REQUIREMENTS 1.8; LAW L6, L30, L37, L50)."""

from dataclasses import replace

import msgspec
import pytest
from tests.unit.world import (
    DESK_CHANNEL,
    KEPT,
    MADRID,
    RABAT,
    TUNIS,
    agreement,
    channel,
    ground,
    situation,
    terms,
)

from tansiq.desk.agreeing import (
    ProposeState,
    SignState,
    propose_agreement,
    sign_agreement,
    terms_digest,
)
from tansiq.desk.requesting import (
    MakeRequest,
    ReplyState,
    RequestState,
    acknowledge_request,
    answer_request,
    make_request,
    refuse_request,
)
from tansiq.desk.situation import RequestFact
from tansiq.record.desk import DeskAgreementProposed, RequestMade, RequestRefused
from tansiq.record.material import AgreementTerms, AnswerHours, DirectionGrounds, Markings
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import EntryRef, new_record_id

PLACE = EntryRef(f"{MADRID}/{DESK_CHANNEL}/g1/e1", 4, "ab" * 32)


def question(**changes: object) -> MakeRequest:
    fields: dict[str, object] = {
        "request": new_record_id(),
        "to": MADRID,
        "urgency": "urgent_direct",
        "question": "Is this plate known?",
        "language": "fr",
        "recipients": (MADRID,),
        "purpose": "prevention",
        "legal_basis": "agreement of 2019",
        "transfer_grounds": (ground(RABAT, MADRID),),
        "handling": Markings(code="H1"),
        "retention": KEPT,
    }
    return MakeRequest(**(fields | changes))  # type: ignore[arg-type]


def asking(**changes: object) -> RequestState:
    fields: dict[str, object] = {
        "situation": situation(),
        "channel": channel(),
        "agreement": agreement(),
    }
    return RequestState(**(fields | changes))  # type: ignore[arg-type]


def code_of(call: object) -> str:
    with pytest.raises(TansiqError) as refused:
        call()  # type: ignore[operator]
    return refused.value.code


@pytest.mark.parametrize(
    ("urgency", "due"),
    [
        ("urgent_direct", "2026-11-02T17:00:00Z"),
        ("urgent_indirect", "2026-11-05T09:00:00Z"),
        ("normal", "2026-11-09T09:00:00Z"),
    ],
)
def test_the_due_time_follows_the_hours_of_the_agreement(urgency: str, due: str) -> None:
    """1.8."""
    (plan,) = make_request(asking(), question(urgency=urgency))
    assert isinstance(plan.payload, RequestMade)
    assert plan.payload.due == due


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"to": TUNIS}, "request_to_stranger"),
        ({"language": "en"}, "request_language"),
        ({"urgency": "yesterday"}, "word_unknown"),
        ({"recipients": ()}, "release_no_recipients"),
        ({"recipients": (MADRID, TUNIS)}, "release_recipients_differ"),
        ({"transfer_grounds": ()}, "release_ground_missing"),
        ({"purpose": ""}, "desk_field_missing"),
    ],
)
def test_a_request_tells_something_too_and_carries_the_same_terms(
    changes: dict[str, object], code: str
) -> None:
    """1.3."""
    assert code_of(lambda: make_request(asking(), question(**changes))) == code


def test_without_agreement_there_is_no_clock_and_no_request() -> None:
    assert code_of(lambda: make_request(asking(agreement=None), question())) == "desk_no_agreement"


def replying(**changes: object) -> ReplyState:
    fact = RequestFact(
        agency=MADRID,
        request=new_record_id(),
        entry=PLACE,
        channel=DESK_CHANNEL,
        to=RABAT,
        due="2026-11-03T00:00:00Z",
    )
    fields: dict[str, object] = {
        "situation": situation(),
        "request": fact,
        "agreement": agreement(),
        "releases": frozenset(),
        "retention": KEPT,
    }
    return ReplyState(**(fields | changes))  # type: ignore[arg-type]


def test_a_refusal_names_a_reason_that_the_agreement_knows() -> None:
    """1.8."""
    (plan,) = refuse_request(replying(), "sovereignty", "see letter")
    assert isinstance(plan.payload, RequestRefused)
    assert plan.after == (PLACE,)
    assert code_of(lambda: refuse_request(replying(), "")) == "request_refusal_without_reason"
    assert code_of(lambda: refuse_request(replying(), "language")) == "refusal_code_unknown"


def test_an_answer_points_at_releases_so_that_nothing_leaves_beside_them() -> None:
    """1.3."""
    release = new_record_id()
    state = replying(releases=frozenset({release}))
    (plan,) = answer_request(state, "released", (release,))
    assert plan.after == (PLACE,)
    assert code_of(lambda: answer_request(state, "released")) == "request_answer_without_release"
    assert code_of(lambda: answer_request(state, "released", ("r-x",))) == "release_unknown"
    assert (
        code_of(lambda: answer_request(state, "nothing_held", (release,)))
        == "request_answer_without_release"
    )


def test_only_the_agency_asked_answers_and_only_once() -> None:
    fact = replying().request
    assert fact is not None
    other = replying(request=replace(fact, to=TUNIS))
    assert code_of(lambda: answer_request(other, "nothing_held")) == "request_not_to_us"
    over = replying(request=replace(fact, closed=True))
    assert code_of(lambda: answer_request(over, "nothing_held")) == "request_closed"
    assert code_of(lambda: answer_request(replying(request=None), "nothing_held")) == (
        "request_unknown"
    )


def test_an_acknowledgement_says_when_the_clock_started_and_not_later_than_now() -> None:
    """LAW L6: the clock runs from receipt."""
    (plan,) = acknowledge_request(replying(), "2026-11-02T08:00:00Z")
    assert not plan.act
    late = "2026-11-02T10:00:00Z"
    assert code_of(lambda: acknowledge_request(replying(), late)) == "request_received_later"


def proposing(**changes: object) -> ProposeState:
    fields: dict[str, object] = {
        "situation": situation(),
        "channel": channel(),
        "retention": KEPT,
    }
    return ProposeState(**(fields | changes))  # type: ignore[arg-type]


def changed(**changes: object) -> AgreementTerms:
    return msgspec.structs.replace(terms(), **changes)


def test_an_agreement_is_the_same_whatever_the_order_its_parts_were_typed_in() -> None:
    mixed = changed(parties=(RABAT, MADRID), hours=tuple(reversed(terms().hours)))
    (plan,) = propose_agreement(proposing(), new_record_id(), mixed)
    assert isinstance(plan.payload, DeskAgreementProposed)
    assert terms_digest(plan.payload.terms) == terms_digest(terms())


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (changed(parties=(RABAT,)), "agreement_parties"),
        (changed(parties=(MADRID, RABAT, TUNIS)), "agreement_parties"),
        (changed(ends="2026-01-01T00:00:00Z"), "agreement_dates"),
        (changed(legal_basis=""), "desk_field_missing"),
        (changed(languages=()), "desk_field_missing"),
        (changed(refusal_codes=("because",)), "word_unknown"),
        (changed(hours=terms().hours[:2]), "agreement_hours"),
        (
            changed(
                hours=tuple(AnswerHours(urgency=one.urgency, hours=0) for one in terms().hours)
            ),
            "agreement_hours_range",
        ),
        (changed(grounds=terms().grounds[:1]), "agreement_grounds"),
        (
            changed(
                grounds=(
                    DirectionGrounds(sender=MADRID, receiver=RABAT, codes=("trust",)),
                    terms().grounds[1],
                )
            ),
            "word_unknown",
        ),
    ],
)
def test_incomplete_terms_are_refused(wrong: AgreementTerms, code: str) -> None:
    assert code_of(lambda: propose_agreement(proposing(), new_record_id(), wrong)) == code


def signing(**changes: object) -> SignState:
    fields: dict[str, object] = {
        "situation": situation(),
        "channel": channel(),
        "proposer": MADRID,
        "agreement": new_record_id(),
        "terms": terms(),
        "entry": PLACE,
        "signed": False,
        "retention": KEPT,
    }
    return SignState(**(fields | changes))  # type: ignore[arg-type]


def test_a_party_signs_the_digest_it_was_shown() -> None:
    (plan,) = sign_agreement(signing(), terms_digest(terms()))
    assert plan.after == (PLACE,)
    assert code_of(lambda: sign_agreement(signing(), "00" * 32)) == "agreement_changed"
    again = signing(signed=True)
    digest = terms_digest(terms())
    assert code_of(lambda: sign_agreement(again, digest)) == "agreement_signed_before"
    assert code_of(lambda: sign_agreement(signing(terms=None), digest)) == "agreement_unknown"
    over = changed(ends="2026-11-01T00:00:00Z")
    assert code_of(lambda: sign_agreement(signing(terms=over), terms_digest(over))) == (
        "agreement_over"
    )
    others = changed(parties=(MADRID, TUNIS))
    assert code_of(lambda: sign_agreement(signing(terms=others), terms_digest(others))) == (
        "agreement_not_party"
    )
