"""Clocks of persons held at a real node: red at the base limit, both readings, what moves them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.nodes.custodial import Custodial
from tests.nodes.operated import operated

from tansiq.terms.clock import parse_stamp, stamp
from tansiq.terms.errors import TansiqError
from tansiq.terms.operating import ArrestEvent
from tansiq.terms.rule_words import ClockState

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def rabat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Custodial]:
    with operated(tmp_path_factory.mktemp("clocks")) as day:
        day.begin()
        made = Custodial(day.rabat)
        made.adopt()
        yield made


def code(work: object, *what: object, **told: object) -> str:
    with pytest.raises(TansiqError) as caught:
        work(*what, **told)  # type: ignore[operator]
    return caught.value.code


def test_a_clock_is_red_at_the_base_limit_and_an_extension_moves_it(rabat: Custodial) -> None:
    """REQUIREMENTS 7.6, LAW L13: by document, by the authority the rule names."""
    begun = rabat.now() - timedelta(hours=50)
    held = rabat.arrest(at=stamp(begun))
    found = rabat.person(held).person.standing
    assert found.holding is not None
    assert found.holding.state is ClockState.RED
    assert found.holding.due is not None
    assert found.holding.due.at == begun + timedelta(hours=48)
    assert found.holding.basis.standing == "unconfirmed"
    told = {"by": "prosecution", "hours": 24}
    wrong = ArrestEvent.EXTENSION_GRANTED
    assert code(rabat.note, held, wrong, **told) == "custody_event_document"
    assert code(rabat.note, held, wrong, document="7/26", hours=24, by="nobody") == "word_unknown"
    rabat.note(
        held, ArrestEvent.EXTENSION_GRANTED, at=stamp(begun + timedelta(hours=47)),
        document="order 7/26", **told,
    )  # fmt: skip
    moved = rabat.person(held).person.standing.holding
    assert moved is not None
    assert moved.due is not None
    assert moved.due.at == begun + timedelta(hours=72)
    assert moved.state is ClockState.RUNNING
    before = stamp(rabat.now() - timedelta(minutes=1))
    rabat.note(held, ArrestEvent.HANDED_TO_JUDGE, at=before, by="court 1")
    ended = rabat.person(held).person.standing
    assert ended.ended is not None
    assert ended.holding is not None
    assert ended.holding.state is ClockState.MET
    assert code(rabat.note, held, ArrestEvent.DOCTOR_SAW) == "custody_ended"


def test_rights_not_told_stay_red_until_they_are(rabat: Custodial) -> None:
    """LAW L14: at once."""
    held = rabat.arrest()
    first = rabat.person(held).person.standing.first
    assert first is not None
    assert (first.rule.kind, first.state) == ("rights_told", ClockState.RED)
    rabat.note(held, ArrestEvent.RIGHTS_TOLD, language="ar")
    states = {one.rule.kind: one.state for one in rabat.person(held).person.standing.readings}
    assert states["rights_told"] is ClockState.MET_LATE
    assert states["custody"] is ClockState.RUNNING


@pytest.mark.parametrize(
    ("zone", "at", "hours", "due"),
    [
        # The night of 25 October: an hour more passes, so the clock on the wall is the later one.
        ("Europe/Madrid", "2026-10-24T20:00:00Z", 48, "2026-10-26T20:00:00Z"),
        # The night of 29 March: the clock on the wall is an hour ahead, and ends first.
        ("Europe/Madrid", "2026-03-28T20:00:00Z", 48, "2026-03-30T19:00:00Z"),
        # Ramadan begins: an hour more passes in Rabat (LAW L51).
        ("Africa/Casablanca", "2026-02-14T22:00:00Z", 48, "2026-02-16T22:00:00Z"),
        # Ramadan ends: the clock on the wall is an hour ahead.
        ("Africa/Casablanca", "2026-03-21T22:00:00Z", 48, "2026-03-23T21:00:00Z"),
    ],
)
def test_hours_across_nights_when_clocks_change_end_at_the_earlier_reading(
    rabat: Custodial, zone: str, at: str, hours: int, due: str
) -> None:
    """LAW L51, from the record to the page."""
    held = rabat.arrest(zone=zone, at=at)
    reading = rabat.person(held).person.standing.holding
    assert reading is not None
    assert reading.due is not None
    assert reading.due.at == parse_stamp(due)
    assert reading.due.elapsed == parse_stamp(at) + timedelta(hours=hours)
    assert reading.due.elapsed != reading.due.wall
