"""Nothing leaves but by a release that passes every rule (REQUIREMENTS 1.3, 1.4, 1.6)."""

from dataclasses import replace

import pytest
from tests.unit.world import (
    DESK_CHANNEL,
    MADRID,
    RABAT,
    TUNIS,
    agreement,
    channel,
    content,
    ground,
    material,
    releasing,
    situation,
)

from tansiq.desk.releasing import ReleaseState, preview_release, release_report
from tansiq.desk.situation import Permission
from tansiq.record.desk import ReleaseChecked, ReportReleased
from tansiq.record.material import Attachment, Markings, Originator, SeizureGround
from tansiq.record.plan import NewClass
from tansiq.terms.errors import Conflict, Invalid, Missing, Refused, TansiqError
from tansiq.terms.ids import HOME, new_record_id

PARTNER = Originator(agency=TUNIS, release=new_record_id())


def state(**changes: object) -> ReleaseState:
    fields: dict[str, object] = {
        "situation": situation(),
        "channel": channel(),
        "material": material(),
        "agreement": agreement(),
    }
    return ReleaseState(**(fields | changes))  # type: ignore[arg-type]


def permission(**changes: object) -> Permission:
    fields: dict[str, object] = {
        "permission": new_record_id(),
        "giver": TUNIS,
        "release": PARTNER.release,
        "recipients": (MADRID,),
        "court": False,
        "expiry": "2027-01-01T00:00:00Z",
    }
    return Permission(**(fields | changes))  # type: ignore[arg-type]


def refusal(given: ReleaseState, **changes: object) -> str:
    with pytest.raises(TansiqError) as refused:
        release_report(given, releasing(**changes))  # type: ignore[arg-type]
    return refused.value.code


def test_a_release_says_to_whom_why_on_what_basis_and_until_when() -> None:
    """1.3."""
    copy, note = release_report(state(), releasing())
    assert isinstance(copy.payload, ReportReleased)
    assert copy.channel == DESK_CHANNEL
    assert copy.act
    assert copy.payload.recipients == (MADRID,)
    assert copy.payload.worded_by == RABAT
    assert isinstance(note.payload, ReleaseChecked)
    assert (note.channel, note.act) == (HOME, False)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"purpose": "  "}, "desk_field_missing"),
        ({"legal_basis": ""}, "desk_field_missing"),
        ({"expiry": "2026-11-01T00:00:00Z"}, "desk_date_past"),
        ({"expiry": "next year"}, "time_malformed"),
        ({"handling": Markings(code="H9")}, "word_unknown"),
        ({"handling": Markings(code="H3")}, "handling_conditions"),
        ({"recipients": ()}, "release_no_recipients"),
        ({"recipients": (MADRID, TUNIS)}, "release_recipients_differ"),
        ({"recipients": (TUNIS,)}, "release_recipients_differ"),
        ({"transfer_grounds": ()}, "release_ground_missing"),
        ({"transfer_grounds": (ground(MADRID, RABAT),)}, "release_ground_missing"),
        ({"retention": NewClass("2026-10-01", "2026-10-02")}, "desk_date_past"),
        ({"retention": NewClass("2031-01-01", "2032-01-01")}, "desk_retention_review"),
        ({"retention": NewClass("2027-01-01", "2060-01-01")}, "desk_retention_erase"),
        ({"wording": "sanitised"}, "release_wording"),
        ({"content": content("Other words.")}, "release_wording"),
        ({"content": content(grade="A1")}, "grade_unknown"),
        ({"content": content(nature="rumour")}, "desk_nature_missing"),
    ],
)
def test_a_release_that_lacks_a_term_is_refused(changes: dict[str, object], code: str) -> None:
    """1.3."""
    assert refusal(state(), **changes) == code


def test_an_empty_channel_is_nobody_and_not_everybody() -> None:
    """1.4."""
    alone = state(channel=channel((RABAT,)))
    assert refusal(alone, recipients=()) == "release_no_recipients"
    assert preview_release(alone, releasing()).recipients == ()


def test_nobody_releases_into_a_channel_they_are_not_a_member_of() -> None:
    others = state(channel=channel((MADRID, TUNIS)))
    assert refusal(others, recipients=(MADRID, TUNIS)) == "release_recipients_differ"


def test_rival_memberships_halt_releases() -> None:
    halted = state(channel=replace(channel(), halted=True))
    assert refusal(halted) == "release_halted"


def test_home_receives_no_release() -> None:
    assert refusal(state(channel=channel(name=HOME))) == "release_into_home"


def test_without_an_agreement_in_force_nothing_is_released() -> None:
    assert refusal(state(agreement=None)) == "desk_no_agreement"


def test_a_ground_of_the_other_direction_is_refused() -> None:
    """LAW L30, L37: grounds differ by direction."""
    wrong = replace_ground("binding_instrument")
    assert refusal(state(), transfer_grounds=wrong) == "release_ground_unagreed"


def replace_ground(code: str) -> tuple[object, ...]:
    one = ground(RABAT, MADRID)
    return (type(one)(code=code, direction=one.direction, reason=one.reason),)


def test_a_release_id_is_used_once() -> None:
    request = releasing()
    with pytest.raises(Conflict):
        release_report(state(taken=frozenset({request.release})), request)


def test_what_is_not_there_cannot_be_released() -> None:
    with pytest.raises(Missing):
        release_report(state(material=None), releasing())


def test_third_party_material_waits_for_permission_naming_the_recipient() -> None:
    """1.6."""
    theirs = material(origin=PARTNER, source=None, reference="")
    assert refusal(state(material=theirs)) == "release_onward_permission"
    for useless in (
        permission(recipients=(TUNIS,)),
        permission(giver=MADRID),
        permission(release=new_record_id()),
        permission(expiry="2026-11-01T00:00:00Z"),
    ):
        given = state(material=theirs, permissions=(useless,))
        assert refusal(given) == "release_onward_permission"
    good = permission()
    copy, _ = release_report(state(material=theirs, permissions=(good,)), releasing())
    assert isinstance(copy.payload, ReportReleased)
    assert copy.payload.permission == good.permission
    assert copy.payload.worded_by == TUNIS


def test_h2_material_of_a_partner_waits_for_permission_too() -> None:
    """1.6."""
    markings = Markings(code="H2")
    theirs = material(origin=PARTNER, source=None, handling=markings)
    assert refusal(state(material=theirs), handling=markings) == "release_onward_permission"


def test_giving_material_back_to_its_originator_needs_no_permission() -> None:
    theirs = material(origin=Originator(agency=MADRID, release=new_record_id()), source=None)
    assert len(release_report(state(material=theirs), releasing())) == 2


def test_third_party_material_keeps_its_handling_code_grade_and_end() -> None:
    theirs = material(origin=PARTNER, source=None, expiry="2027-01-01T00:00:00Z")
    given = state(material=theirs, permissions=(permission(),))
    in_time = {"expiry": "2026-12-31T00:00:00Z"}
    assert refusal(given) == "release_outlives_origin"
    assert refusal(given, handling=Markings(code="H1"), **in_time) == "release_handling_changed"
    better = content(grade="europol_4x4:A1")
    assert refusal(given, content=better, **in_time) == "release_grade_changed"


def test_h1_material_is_refused_for_a_court() -> None:
    """1.6."""
    markings = Markings(code="H1")
    ours = state(material=material(handling=markings))
    assert refusal(ours, court=True, handling=markings) == "release_court_h1"
    assert refusal(ours, court=True) == "release_court_h1"


def test_third_party_h1_goes_to_court_only_with_leave_for_the_court() -> None:
    """1.6."""
    markings = Markings(code="H1")
    theirs = material(origin=PARTNER, source=None, handling=markings)
    wish: dict[str, object] = {"court": True, "handling": markings}
    onward = state(material=theirs, permissions=(permission(),))
    assert refusal(onward, **wish) == "release_court_permission"
    court = state(material=theirs, permissions=(permission(court=True),))
    assert release_report(court, releasing(**wish))


def test_withdrawn_and_expired_material_stays() -> None:
    assert refusal(state(material=material(withdrawn=True))) == "release_source_withdrawn"
    over = material(origin=PARTNER, expiry="2026-11-01T00:00:00Z")
    assert refusal(state(material=over)) == "release_material_expired"


@pytest.mark.parametrize(
    "claimed",
    [
        None,
        SeizureGround(kind="intelligence_only", reference="x"),
        SeizureGround(kind="letter_rogatory", reference=" "),
    ],
)
def test_seized_material_needs_its_instrument(claimed: SeizureGround | None) -> None:
    """LAW L22: intelligence only is no ground."""
    given = state(material=material(seized=True))
    assert refusal(given, seizure_ground=claimed) == "release_seized_ground"


def test_seized_material_goes_with_a_letter_rogatory() -> None:
    given = state(material=material(seized=True))
    named = SeizureGround(kind="letter_rogatory", reference="Rabat 12/2026")
    copy, _ = release_report(given, releasing(seizure_ground=named))
    assert isinstance(copy.payload, ReportReleased)
    assert copy.payload.seizure_ground == named


def test_a_text_that_betrays_its_source_is_stopped_until_a_reason_is_given() -> None:
    telling = content("He was called on +212 600-123-456 yesterday.")
    leaking = {"content": telling, "wording": "sanitised"}
    assert refusal(state(), **leaking) == "release_leaks_source"
    _, note = release_report(state(), releasing(**leaking, override_reason="number is public"))
    assert isinstance(note.payload, ReleaseChecked)
    assert (note.payload.leaks, note.payload.reason) == (1, "number is public")


def test_the_reason_for_overriding_a_leak_does_not_travel() -> None:
    telling = content("Seen by a cousin of the driver.")
    copy, _ = release_report(
        state(),
        releasing(content=telling, wording="sanitised", override_reason="cousin agreed"),
    )
    assert "cousin agreed" not in str(copy.payload)


def test_the_source_never_travels() -> None:
    copy, _ = release_report(state(), releasing())
    assert "REGISTER-77" not in str(copy.payload)
    assert "DG/2026/118" not in str(copy.payload)


def test_an_assessment_does_not_become_a_fact_on_its_way_out() -> None:
    guess = state(material=material(content=content(nature="assessment")))
    assert refusal(guess) == "release_assessment_as_fact"


def test_only_attachments_of_the_report_leave_with_it() -> None:
    file = Attachment(
        name="a.pdf",
        media_type="application/pdf",
        size=3,
        sha256="00" * 32,
        blob="ab" * 32,
        key="a2V5",
    )
    strange = content(attachments=(file,))
    assert refusal(state(), content=strange) == "release_attachment_unknown"
    held = state(material=material(content=strange))
    copy, _ = release_report(held, releasing(content=strange))
    assert copy.blobs == ("ab" * 32,)


def test_the_preview_shows_what_forbids_and_plans_nothing() -> None:
    preview = preview_release(state(agreement=None), releasing())
    assert preview.recipients == (MADRID,)
    assert preview.generation == 1
    assert isinstance(preview.forbidden, Refused)
    assert preview_release(state(), releasing()).forbidden is None


def test_an_invalid_release_id_is_refused() -> None:
    with pytest.raises(Invalid):
        release_report(state(), releasing(release="r-1"))
