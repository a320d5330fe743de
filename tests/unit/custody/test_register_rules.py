"""What may be written into the register, and what a person held stands under."""

from datetime import timedelta

import pytest
from tests.unit.custody.registers import NOW, arrest, note, register, rules

from tansiq.custody.arrests import named, standing, urgency
from tansiq.custody.commands import (
    IncidentWish,
    SeizureWish,
    record_incident,
    seize_item,
)
from tansiq.custody.now import after
from tansiq.terms.clock import stamp
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import new_record_id
from tansiq.terms.minors import Minority
from tansiq.terms.operating import ArrestEvent, CountedBy, IncidentKind, SeizedKind
from tansiq.terms.rule_words import ClockState

MANY = (
    ({"at": stamp(NOW + timedelta(hours=1))}, "custody_in_future"),
    ({"site": "MER-1"}, "custody_not_your_site"),
    ({"zone": "Atlantis/City"}, "zone_unknown"),
    ({"clock": "rasilia.none"}, "custody_clock_unknown"),
    ({"clock": "rasilia.rights_told"}, "custody_clock_unknown"),
    ({"born": "17 May"}, "born_malformed"),
    ({"born": "2030"}, "born_malformed"),
    ({"nationalities": ("Rasilia",)}, "custody_code"),
    ({"language": "Arabic!"}, "desk_language"),
    ({"arrest": "one"}, "id_invalid"),
    ({"name": "x" * 2000}, "desk_field_long"),
    ({"rights_told_at": stamp(NOW - timedelta(hours=2))}, "custody_before_arrest"),
)


def code(work: object, *what: object, **told: object) -> str:
    with pytest.raises(TansiqError) as caught:
        work(*what, **told)  # type: ignore[operator]
    return caught.value.code


@pytest.mark.parametrize(("told", "expected"), MANY)
def test_an_arrest_that_cannot_be_so_is_refused(told: dict[str, object], expected: str) -> None:
    assert code(arrest, register(), **told) == expected


def test_persons_are_numbered_by_site_and_ids_are_taken_once() -> None:
    now, first = arrest(register())
    now, second = arrest(now)
    now, other = arrest(now, site="RAS-2")
    assert [now.arrests[one].said.number for one in (first, second, other)] == [1, 2, 1]
    assert now.counts == {"RAS-1": (2, 0), "RAS-2": (1, 0)}
    assert code(arrest, now, arrest=first) == "custody_known"


def test_a_country_without_rules_has_no_clock_and_says_why() -> None:
    """DESIGN 11: never invented."""
    now, held = arrest(register(), jurisdiction="nowhere", clock="")
    stands = standing(now.arrests[held], rules(), NOW)
    assert (stands.counted, stands.readings) == (CountedBy.NO_RULES, ())
    now, held = arrest(register(), clock="")
    stands = standing(now.arrests[held], rules(), NOW)
    assert stands.counted is CountedBy.NO_CLOCK
    assert stands.holding is None
    assert {one.rule.kind for one in stands.readings} >= {"rights_told", "lawyer"}


def test_the_clock_of_terrorism_hangs_on_the_clock_chosen_and_never_on_a_guess() -> None:
    now, held = arrest(register(), clock="rasilia.custody.terror")
    limit = standing(now.arrests[held], rules(), NOW).holding
    assert limit is not None
    assert limit.rule.id == "rasilia.custody.terror"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"born": "2008-11-05"}, Minority.ADULT),
        ({"born": "2008-11-06"}, Minority.MINOR),
        ({"born": "2008"}, Minority.POSSIBLE),
        ({"minor": True}, Minority.MINOR),
        ({"born": "1980-01-01", "minor": True}, Minority.MINOR),
        ({"clock": "rasilia.custody.minor"}, Minority.POSSIBLE),
        ({}, Minority.UNKNOWN),
    ],
)
def test_who_may_be_a_minor_is_protected_as_one(
    told: dict[str, object], expected: Minority
) -> None:
    """LAW L26: the age on the day decides, and what was seen; doubt is for the person."""
    now, held = arrest(register(), **told)
    stands = standing(now.arrests[held], rules(), NOW)
    assert stands.minority is expected
    assert stands.holding is not None
    assert (stands.holding.rule.id == "rasilia.custody.minor") is expected.protected


def test_less_that_was_granted_is_less() -> None:
    """LAW L13: an extension lasts as long as it was given for, never longer than the rule says."""
    begun = NOW - timedelta(hours=40)
    for hours, expected in ((12, 60), (24, 72), (90, 72)):
        now, held = arrest(register(), at=stamp(begun))
        told = {"by": "prosecution", "document": "order 1", "hours": hours}
        now = note(now, held, ArrestEvent.EXTENSION_GRANTED, **told)
        limit = standing(now.arrests[held], rules(), NOW).holding
        assert limit is not None
        assert limit.due is not None
        assert limit.due.at == begun + timedelta(hours=expected)


def test_an_hour_corrected_moves_the_clock_to_an_earlier_end_only() -> None:
    """Nobody is held longer because somebody mistyped."""
    now, held = arrest(register())
    begun = now.arrests[held].begun
    later = note(now, held, ArrestEvent.HOUR_CORRECTED, at=stamp(begun + timedelta(minutes=30)))
    assert later.arrests[held].begun == begun
    earlier = note(now, held, ArrestEvent.HOUR_CORRECTED, at=stamp(begun - timedelta(hours=3)))
    assert earlier.arrests[held].begun == begun - timedelta(hours=3)


def test_what_an_event_cannot_do_without_is_asked_for() -> None:
    now, held = arrest(register())
    for event, told, expected in (
        (ArrestEvent.EXTENSION_ASKED, {"by": "judge"}, "custody_event_hours"),
        (ArrestEvent.DOCTOR_SAW, {"hours": 3}, "custody_event_hours"),
        (ArrestEvent.EXTENSION_GRANTED, {"by": "judge", "hours": 3}, "custody_event_document"),
        (ArrestEvent.FOUND_ADULT, {}, "custody_event_document"),
        (ArrestEvent.IDENTIFIED, {}, "custody_event_name"),
        (ArrestEvent.WITHDRAWN, {}, "custody_event_corrects"),
        (ArrestEvent.WITHDRAWN, {"corrects": "entry-9"}, "custody_note_unknown"),
    ):
        assert code(note, now, held, event, **told) == expected
    assert code(note, now, new_record_id(), ArrestEvent.RELEASED) == "custody_arrest_unknown"


def test_a_person_free_is_held_no_more_unless_that_was_wrong() -> None:
    now, held = arrest(register())
    hour = stamp(NOW - timedelta(minutes=10))
    free = note(now, held, ArrestEvent.RELEASED, at=hour)
    assert code(note, free, held, ArrestEvent.DOCTOR_SAW) == "custody_ended"
    assert code(note, free, held, ArrestEvent.HANDED_TO_JUDGE, at=hour) == "custody_ended"
    before = stamp(NOW - timedelta(minutes=20))
    assert note(free, held, ArrestEvent.DOCTOR_SAW, at=before).arrests[held].ended is not None
    again = note(free, held, ArrestEvent.WITHDRAWN, corrects="entry-0")
    assert again.arrests[held].ended is None
    later = note(free, held, ArrestEvent.IDENTIFIED, name="Known Later")
    assert named(later.arrests[held]) == "Known Later"


def test_rights_told_once_are_told_and_what_presses_comes_first() -> None:
    now, held = arrest(register())
    stands = standing(now.arrests[held], rules(), NOW)
    assert stands.first is not None
    assert stands.first.state is ClockState.RED
    now, calm = arrest(now, rights_told_at=stamp(NOW - timedelta(hours=1)))
    told = standing(now.arrests[calm], rules(), NOW)
    states = {one.rule.kind: one.state for one in told.readings}
    assert states["rights_told"] is ClockState.MET
    assert urgency(stands, NOW) < urgency(told, NOW)
    free = note(now, held, ArrestEvent.RELEASED)
    assert urgency(told, NOW) < urgency(standing(free.arrests[held], rules(), NOW), NOW)


def test_a_thing_bears_a_label_of_its_own_and_a_holder_who_was_arrested() -> None:
    now, held = arrest(register())
    given: dict[str, object] = {
        "item": new_record_id(), "site": "RAS-1", "label": "ras 1", "what": SeizedKind.SIM,
        "at": stamp(NOW), "found": "pocket", "held_by": held,
    }  # fmt: skip
    planned = seize_item(now, SeizureWish(**given))  # type: ignore[arg-type]
    now = after(now, planned.payload)
    assert now.counts["RAS-1"] == (1, 1)
    for told, expected in (
        ({"item": new_record_id(), "label": "RAS-1"}, "custody_label_taken"),
        ({"item": held, "label": "b"}, "custody_known"),
        ({"item": new_record_id(), "label": "b", "held_by": new_record_id()},
         "custody_arrest_unknown"),
        ({"item": new_record_id(), "label": "b", "found": " "}, "desk_field_missing"),
    ):  # fmt: skip
        wish = SeizureWish(**{**given, **told})  # type: ignore[arg-type]
        assert code(seize_item, now, wish) == expected


def test_an_incident_has_its_site_and_hour() -> None:
    wish = IncidentWish(
        incident=new_record_id(), site="RAS-1", what=IncidentKind.FIRE, at=stamp(NOW), words=""
    )
    now = register()
    assert after(now, record_incident(now, wish).payload).incidents == {wish.incident}
