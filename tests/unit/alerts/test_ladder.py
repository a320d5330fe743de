"""The ladder of contacts: who is told next, and when; over restarts and clocks that leap (5.3)."""

import dataclasses
from datetime import datetime, timedelta

import pytest
from tests.unit.alerts.worded import NOW, SITE, person

from tansiq.alerts import ladder
from tansiq.alerts.ladder import MOST_TRIES, Rungs, Try
from tansiq.terms.clock import parse_stamp, stamp
from tansiq.terms.ids import new_record_id

FIRST, SECOND, THIRD = person(minutes=10), person(minutes=5), person(minutes=5)


def minutes(count: float) -> datetime:
    return NOW + timedelta(minutes=count)


def tried(
    who: object, at: float, outcome: str = "handed_over", number: int = 1, nth: int = 1
) -> Try:
    return Try(
        notice=new_record_id(), contact=who.contact, number=number, attempt=nth,  # type: ignore[attr-defined]
        time=stamp(minutes(at)), outcome=outcome, ended=stamp(minutes(at)) if outcome else "",
    )  # fmt: skip


def rungs(*tries: Try, **changes: object) -> Rungs:
    usual = Rungs(
        site=SITE, number=1, step="alert", since=stamp(NOW),
        expiry=stamp(NOW + timedelta(hours=12)), contacts=(FIRST, SECOND, THIRD), tries=tries,
        known={},
    )  # fmt: skip
    return dataclasses.replace(usual, **changes)


def told(given: Rungs, at: float) -> list[str]:
    return [one.contact.contact for one in ladder.due(given, minutes(at))]


def next_at(given: Rungs, at: float) -> float | None:
    found = ladder.escalation(given, minutes(at))
    return None if found is None else (found.at - NOW).total_seconds() / 60


def test_the_first_is_told_at_once_and_nobody_else() -> None:
    assert told(rungs(), 0) == [FIRST.contact]


def test_the_next_is_told_after_the_minutes_of_the_one_before_and_not_earlier() -> None:
    given = rungs(tried(FIRST, 0))
    assert next_at(given, 3) == 10
    assert told(given, 9.9) == []
    assert told(given, 10) == [SECOND.contact]
    given = rungs(tried(FIRST, 0), tried(SECOND, 10))
    assert next_at(given, 12) == 15
    assert told(given, 15) == [THIRD.contact]
    assert next_at(rungs(tried(FIRST, 0), tried(SECOND, 10), tried(THIRD, 15)), 16) is None


def test_nobody_more_is_told_once_somebody_knows() -> None:
    given = rungs(tried(FIRST, 0), known={(FIRST.contact, 1): stamp(minutes(2))})
    assert told(given, 60) == []
    assert next_at(given, 60) is None


def test_nobody_is_told_after_the_expiry_not_even_again() -> None:
    given = rungs(tried(FIRST, 0, "failed"))
    assert told(given, 12 * 60) == []
    assert next_at(given, 12 * 60) is None


def test_a_failure_is_tried_again_with_longer_pauses_and_holds_the_ladder_up_for_nothing() -> None:
    given = rungs(tried(FIRST, 0, "failed"))
    assert told(given, 0.5) == []
    assert told(given, 1) == [FIRST.contact]
    again = rungs(tried(FIRST, 0, "failed"), tried(FIRST, 1, "failed", nth=2))
    assert told(again, 2.9) == []
    assert told(again, 3) == [FIRST.contact]
    assert next_at(again, 3) == 10
    assert SECOND.contact in told(again, 10)


def test_an_address_refused_for_good_waits_for_no_minutes() -> None:
    given = rungs(tried(FIRST, 0, "refused"))
    assert told(given, 0) == [SECOND.contact]
    both = rungs(tried(FIRST, 0, "refused"), tried(SECOND, 0, "refused"))
    assert told(both, 0) == [THIRD.contact]


def test_one_that_is_under_way_is_not_sent_twice_and_one_cut_off_is_known_as_lost() -> None:
    open_ = tried(FIRST, 0, "")
    given = rungs(open_)
    assert told(given, 4) == []
    assert ladder.lost(given, minutes(4)) == ()
    assert ladder.lost(given, minutes(5)) == (open_,)
    said = dataclasses.replace(open_, outcome="unknown", ended=stamp(minutes(5)))
    assert told(rungs(said), 6) == [FIRST.contact]


def test_it_gives_up_on_a_mailbox_in_the_end() -> None:
    many = [tried(FIRST, n, "failed", nth=n + 1) for n in range(MOST_TRIES)]
    assert FIRST.contact not in told(rungs(*many), 600)
    assert ladder.next_try(rungs(*many), FIRST.contact) == ""


def test_a_clock_that_leaps_forward_hurries_one_rung_and_no_more() -> None:
    given = rungs(tried(FIRST, 0))
    assert told(given, 300) == [SECOND.contact]
    given = rungs(tried(FIRST, 0), tried(SECOND, 300))
    assert told(given, 300) == []
    assert next_at(given, 300) == 305


def test_a_clock_that_leaps_back_waits_for_nobody_for_ever() -> None:
    given = rungs(tried(FIRST, 120))
    assert told(given, 0) == [SECOND.contact]
    failed = rungs(tried(FIRST, 120, "failed"))
    assert FIRST.contact in told(failed, 0)
    cut = tried(FIRST, 120, "")
    assert ladder.lost(rungs(cut), minutes(0)) == (cut,)


def test_later_words_are_told_at_once_to_all_who_were_told() -> None:
    """Update reaches all who were told, and goes on up the ladder from there."""
    before = (tried(FIRST, 0), tried(SECOND, 10))
    given = rungs(*before, number=2, step="update", since=stamp(minutes(20)))
    assert told(given, 20) == [FIRST.contact, SECOND.contact]
    assert told(given, 60) == [FIRST.contact, SECOND.contact]
    now = (*before, tried(FIRST, 20, number=2), tried(SECOND, 20, number=2))
    given = rungs(*now, number=2, step="update")
    assert next_at(given, 21) == 25
    assert told(given, 25) == [THIRD.contact]
    knows = {(FIRST.contact, 1): stamp(minutes(3))}
    assert told(rungs(*now, number=2, step="update", known=knows), 25) == [THIRD.contact]
    knows = {(SECOND.contact, 2): stamp(minutes(21))}
    assert told(rungs(*now, number=2, step="update", known=knows), 25) == []


def test_the_end_reaches_all_who_were_told_and_nobody_else() -> None:
    given = rungs(tried(FIRST, 0), tried(SECOND, 10), number=2, step="cancel")
    assert told(given, 20) == [FIRST.contact, SECOND.contact]
    assert next_at(given, 60) is None
    assert told(rungs(number=2, step="cancel"), 20) == []
    failing = rungs(tried(FIRST, 0), tried(FIRST, 20, "failed", number=2), number=2, step="cancel")
    assert told(failing, 21) == [FIRST.contact]


def test_the_end_reaches_who_left_the_register_since() -> None:
    gone = person(email="gone@x.example")
    given = rungs(tried(gone, 0), tried(FIRST, 0), number=2, step="cancel", extra=(gone,))
    assert told(given, 20) == [gone.contact, FIRST.contact]


@pytest.mark.parametrize("at", [0, 1, 9, 10, 11, 14, 15, 30])
def test_a_restart_at_any_minute_changes_nothing(at: int) -> None:
    """The same records and the same instant give the same answer: nothing is kept in memory."""
    given = rungs(tried(FIRST, 0), tried(SECOND, 10))
    again = rungs(*given.tries)
    assert ladder.due(given, minutes(at)) == ladder.due(again, minutes(at))
    assert parse_stamp(given.since) == NOW
