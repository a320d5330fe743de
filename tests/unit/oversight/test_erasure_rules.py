"""Erasing needs two people, no hold, and a clock that can be trusted (REQUIREMENTS 11.3)."""

from dataclasses import replace

import pytest
from tests.unit.officers.staff import FIRST, KEPT, NOW, SECOND

from tansiq.oversight.commands import (
    ClassNow,
    Deciding,
    ErasureState,
    HoldState,
    Order,
    OrderErasure,
    SealState,
    confirm_erasure,
    lift_hold,
    order_erasure,
    place_hold,
    record_review,
    refuse_erasure,
    seal_read_log,
)
from tansiq.record.oversight import ErasureConfirmed, ReadLogSealed
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import OfficerId, new_class_id, new_record_id

CLASS = new_class_id()
KNOWN = ClassNow(class_id=CLASS, review="2027-01-01", erase="2028-01-01")


def code_of(call: object) -> str:
    with pytest.raises(TansiqError) as refused:
        call()  # type: ignore[operator]
    return refused.value.code


def deciding(officer: OfficerId = FIRST) -> Deciding:
    return Deciding(officer, NOW, KEPT)


def erasing(officer: OfficerId = FIRST, **changes: object) -> ErasureState:
    fields: dict[str, object] = {
        "deciding": deciding(officer),
        "classes": {CLASS: KNOWN},
        "clock_trusted": True,
    }
    return ErasureState(**(fields | changes))  # type: ignore[arg-type]


def wish(**changes: object) -> OrderErasure:
    fields: dict[str, object] = {
        "order": new_record_id(),
        "classes": (CLASS,),
        "ground": "term_over",
    }
    return OrderErasure(**(fields | changes))  # type: ignore[arg-type]


ORDER = Order(order=new_record_id(), officer=FIRST, classes=(CLASS,))


def test_an_order_alone_erases_nothing_and_a_second_officer_confirms_its_list() -> None:
    assert order_erasure(erasing(), wish())
    (plan,) = confirm_erasure(erasing(SECOND, order=ORDER), (CLASS,))
    assert isinstance(plan.payload, ErasureConfirmed)
    assert plan.act
    assert code_of(lambda: confirm_erasure(erasing(order=ORDER), (CLASS,))) == "erasure_by_one"
    other = (CLASS, new_class_id())
    shown = erasing(SECOND, order=ORDER)
    assert code_of(lambda: confirm_erasure(shown, other)) == "erasure_changed"


def test_a_held_class_is_neither_ordered_nor_confirmed_erased() -> None:
    held = {CLASS: replace(KNOWN, holds=(new_record_id(),))}
    assert code_of(lambda: order_erasure(erasing(classes=held), wish())) == "erasure_held"
    later = erasing(SECOND, order=ORDER, classes=held)
    assert code_of(lambda: confirm_erasure(later, (CLASS,))) == "erasure_held"


def test_erasure_halts_while_the_clock_is_in_doubt() -> None:
    """DESIGN 3."""
    doubt = erasing(SECOND, order=ORDER, clock_trusted=False)
    assert code_of(lambda: confirm_erasure(doubt, (CLASS,))) == "erasure_clock"


@pytest.mark.parametrize(
    ("state", "request_", "code"),
    [
        (erasing(), wish(ground="tidy"), "erasure_ground"),
        (erasing(), wish(classes=()), "erasure_classes"),
        (erasing(), wish(classes=("rc-1",)), "id_invalid"),
        (erasing(), wish(classes=(new_class_id(),)), "class_unknown"),
        (erasing(), wish(order="r-1"), "id_invalid"),
        (erasing(order_taken=True), wish(), "erasure_known"),
        (
            erasing(classes={CLASS: replace(KNOWN, erased=True)}),
            wish(),
            "class_erased_before",
        ),
    ],
)
def test_an_order_names_a_ground_and_classes_that_exist(
    state: ErasureState, request_: OrderErasure, code: str
) -> None:
    assert code_of(lambda: order_erasure(state, request_)) == code


def test_an_order_is_answered_once() -> None:
    over = erasing(SECOND, order=replace(ORDER, decided=True))
    assert code_of(lambda: confirm_erasure(over, (CLASS,))) == "erasure_decided"
    assert code_of(lambda: refuse_erasure(over, "no")) == "erasure_decided"
    assert code_of(lambda: refuse_erasure(erasing(), "no")) == "erasure_unknown"
    assert refuse_erasure(erasing(SECOND, order=ORDER), "needed in court")
    nothing = erasing(SECOND, order=ORDER)
    assert code_of(lambda: refuse_erasure(nothing, " ")) == "oversight_field_missing"


def holding(**changes: object) -> HoldState:
    fields: dict[str, object] = {"deciding": deciding(), "target": KNOWN, "known": {}}
    return HoldState(**(fields | changes))  # type: ignore[arg-type]


def test_a_hold_is_placed_once_on_a_known_class_and_lifted_once() -> None:
    hold = new_record_id()
    assert place_hold(holding(), hold, "court order 7")
    assert code_of(lambda: place_hold(holding(), hold, " ")) == "oversight_field_missing"
    assert code_of(lambda: place_hold(holding(target=None), hold, "x")) == "class_unknown"
    past = "2026-01-01T00:00:00Z"
    assert code_of(lambda: place_hold(holding(), hold, "x", past)) == "oversight_date_past"
    standing, over = holding(known={hold: True}), holding(known={hold: False})
    assert code_of(lambda: place_hold(standing, hold, "x")) == "hold_known"
    assert lift_hold(standing, hold, "order withdrawn")
    assert code_of(lambda: lift_hold(over, hold, "x")) == "hold_over"
    assert code_of(lambda: lift_hold(holding(), hold, "x")) == "hold_unknown"


def test_a_review_is_at_most_three_years_away_and_before_the_erase_date() -> None:
    """LAW L38."""
    assert record_review(holding(), "still needed", "2027-12-31")
    assert code_of(lambda: record_review(holding(), "x", "2028-06-01")) == "review_too_late"
    far = holding(target=replace(KNOWN, erase="2040-01-01"))
    assert code_of(lambda: record_review(far, "x", "2030-01-01")) == "review_too_late"
    assert code_of(lambda: record_review(holding(), "x", "2026-11-02")) == "oversight_date_past"


def sealing(**changes: object) -> SealState:
    fields: dict[str, object] = {
        "deciding": deciding(),
        "head": 9,
        "digest": "ab" * 32,
        "sealed_to": 4,
        "sealed_digest": "cd" * 32,
    }
    return SealState(**(fields | changes))  # type: ignore[arg-type]


def test_a_seal_covers_what_was_read_since_the_last_one() -> None:
    """11.1."""
    (plan,) = seal_read_log(sealing())
    assert plan.payload == ReadLogSealed(first=5, last=9, digest="ab" * 32, previous="cd" * 32)
    assert seal_read_log(sealing(head=4)) == ()


def test_a_read_log_that_became_shorter_is_seen() -> None:
    """11.1: a log with an entry removed fails."""
    assert code_of(lambda: seal_read_log(sealing(head=3))) == "read_log_shorter"
