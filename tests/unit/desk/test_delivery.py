"""What each recipient has signed decides what a screen may claim (REQUIREMENTS 1.5, 1.9)."""

from datetime import UTC, datetime

import pytest

from tansiq.desk.delivery import (
    ClockState,
    Delivery,
    Reach,
    Spans,
    clock,
    delivery,
    pressing,
    reaches,
)

ORIGIN = "rabat/desk:madrid~rabat/g1/e1"


@pytest.mark.parametrize(
    ("reach", "state"),
    [
        ({}, Delivery.WAITING),
        ({"sent": 5}, Delivery.WAITING),
        ({"sent": 6}, Delivery.SENT),
        ({"sent": 6, "received": 6}, Delivery.RECEIVED),
        ({"sent": 6, "received": 6, "applied": 6}, Delivery.APPLIED),
        ({"applied": 6, "opened": frozenset({5})}, Delivery.OPENED),
        ({"applied": 6, "opened": frozenset({5}), "read": frozenset({5})}, Delivery.READ),
        ({"applied": 6, "opened": frozenset({4})}, Delivery.APPLIED),
        ({"applied": 6, "opened": Spans(((0, 5),), frozenset({4}))}, Delivery.OPENED),
        ({"applied": 6, "opened": Spans(((0, 5),), frozenset({5}))}, Delivery.APPLIED),
        ({"applied": 6, "read": Spans(((1, 2), (5, 9)))}, Delivery.READ),
        ({"applied": 6, "read": Spans(((1, 4), (6, 9)))}, Delivery.APPLIED),
        ({"applied": 6, "read": Spans(())}, Delivery.APPLIED),
        ({"applied": 6, "parked": frozenset({5})}, Delivery.PARKED),
        ({"applied": 6, "rejected": {5: "entry_signature"}}, Delivery.REJECTED),
    ],
)
def test_a_failure_is_never_shown_as_success(reach: dict[str, object], state: Delivery) -> None:
    known = reaches((Reach(partner="madrid", origin=ORIGIN, **reach),))  # type: ignore[arg-type]
    assert delivery(known, "madrid", ORIGIN, 5) is state


def test_nothing_is_known_of_a_partner_who_said_nothing() -> None:
    assert delivery({}, "madrid", ORIGIN, 0) is Delivery.WAITING


def test_overdue_comes_before_running_and_answered_last() -> None:
    """1.5: overdue ones top the list."""
    now = datetime(2026, 11, 2, 12, tzinfo=UTC)
    over = clock("2026-11-02T11:59:59Z", now)
    soon = clock("2026-11-02T13:00:00Z", now)
    later = clock("2026-11-03T13:00:00Z", now)
    late = clock("2026-11-01T00:00:00Z", now, "2026-11-01T00:00:01Z")
    met = clock("2026-11-01T00:00:00Z", now, "2026-10-31T00:00:00Z")
    assert sorted([met, later, late, soon, over], key=pressing) == [over, soon, later, late, met]
    assert (over.state, over.seconds_left) == (ClockState.OVERDUE, -1)
    assert met.state is ClockState.MET
