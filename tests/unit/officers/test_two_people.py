"""No change of consequence by one officer, none by an administrator (REQUIREMENTS 11.2)."""

from dataclasses import replace

import msgspec
import pytest
from tests.unit.officers.staff import (
    ADMIN,
    FIRST,
    FOUNDERS,
    NEW,
    PEOPLE,
    SECOND,
    THIRD,
    key,
    person,
    staff,
    state,
)

from tansiq.officers.commands import (
    approve_change,
    propose_change,
    refuse_change,
)
from tansiq.officers.people import staff_after
from tansiq.record.officers import (
    AnyChange,
    CaseAssigned,
    CaseUnassigned,
    ChangeApproved,
    KeyAdded,
    KeyRevoked,
    OfficerAdded,
    OfficerKey,
    OfficerLeft,
    PartnerEnrolled,
    PartnerLeft,
    RoleGranted,
    RoleWithdrawn,
)
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import HOME, new_record_id

DESK = "desk:madrid~rabat"
DIGEST = "ab" * 32
GRANT = RoleGranted(officer=THIRD, role="source_handler")
ENROL = PartnerEnrolled(
    node="madrid",
    names=(),
    fingerprint=DIGEST,
    card_digest=DIGEST,
    url="https://madrid.example:8443",
    checked="two_channels",
    channels_used=("telephone", "liaison post"),
)


def code_of(call: object) -> str:
    with pytest.raises(TansiqError) as refused:
        call()  # type: ignore[operator]
    return refused.value.code


def propose(change: AnyChange, **changes: object) -> str:
    try:
        propose_change(state(**changes), new_record_id(), change)  # type: ignore[arg-type]
    except TansiqError as error:
        return error.code
    return ""


def test_a_change_takes_effect_by_a_second_officer_who_signs_it_whole() -> None:
    (plan,) = approve_change(state(SECOND, GRANT), GRANT)
    assert plan.channel == HOME
    assert plan.act
    assert isinstance(plan.payload, ChangeApproved)
    assert plan.payload.change == GRANT


def test_the_proposer_does_not_approve() -> None:
    assert code_of(lambda: approve_change(state(FIRST, GRANT), GRANT)) == "approval_by_proposer"


def test_an_administrator_neither_proposes_nor_approves_nor_refuses() -> None:
    """11.2."""
    admin = "administrator_decides_nothing"
    assert propose(GRANT, officer=ADMIN) == admin
    assert code_of(lambda: approve_change(state(ADMIN, GRANT), GRANT)) == admin
    assert code_of(lambda: refuse_change(state(ADMIN, GRANT), "no")) == admin
    by_admin = state(SECOND, GRANT, proposer=ADMIN)
    assert code_of(lambda: approve_change(by_admin, GRANT)) == "proposer_cannot_decide"


def test_an_analyst_decides_nothing() -> None:
    assert propose(GRANT, officer=THIRD) == "officer_cannot_decide"
    assert code_of(lambda: approve_change(state(THIRD, GRANT), GRANT)) == "officer_cannot_decide"


def test_a_stranger_decides_nothing() -> None:
    assert propose(GRANT, officer=NEW) == "officer_unknown"


@pytest.mark.parametrize(
    "own",
    [
        RoleGranted(officer=SECOND, role="prosecutor"),
        KeyAdded(officer=SECOND, key=key("e")),
        CaseAssigned(officer=SECOND, file="case:atlas"),
    ],
)
def test_nobody_approves_their_own_role_key_or_file(own: AnyChange) -> None:
    assert code_of(lambda: approve_change(state(SECOND, own), own)) == "approval_of_own"


def test_what_is_approved_is_what_was_shown() -> None:
    other = RoleGranted(officer=THIRD, role="prosecutor")
    assert code_of(lambda: approve_change(state(SECOND, GRANT), other)) == "proposal_changed"


def test_a_proposal_is_decided_once() -> None:
    given = state(SECOND, GRANT)
    assert given.proposal is not None
    over = replace(given, proposal=replace(given.proposal, decided=True))
    assert code_of(lambda: approve_change(over, GRANT)) == "proposal_decided"
    assert code_of(lambda: refuse_change(over, "no")) == "proposal_decided"
    assert code_of(lambda: refuse_change(state(SECOND), "no")) == "proposal_unknown"
    assert propose(GRANT, proposal_taken=True) == "proposal_known"


def test_a_refusal_gives_its_reason() -> None:
    assert refuse_change(state(SECOND, GRANT), "not needed")
    assert code_of(lambda: refuse_change(state(SECOND, GRANT), " ")) == "change_refusal_reason"


def test_the_rules_are_asked_again_when_it_is_approved() -> None:
    """In between, the world may have changed."""
    since = staff_after(staff(), (GRANT,))
    again = state(SECOND, GRANT, staff=since)
    assert code_of(lambda: approve_change(again, GRANT)) == "role_held"


def test_a_proposer_who_has_left_in_between_no_longer_counts() -> None:
    more = staff(*(staff_after(staff(), (OfficerAdded(person=third()),)).officers.values()))
    gone = staff_after(more, (OfficerLeft(officer=FIRST, reason="retired"),))
    late = state(SECOND, GRANT, staff=gone)
    assert code_of(lambda: approve_change(late, GRANT)) == "proposer_cannot_decide"


def third() -> object:
    return person(NEW, "e", "prosecutor")


@pytest.mark.parametrize("role", ["case_officer", "liaison_officer", "defence_counsel"])
def test_nobody_is_administrator_beside_a_case_role(role: str) -> None:
    """11.2."""
    grant = RoleGranted(officer=ADMIN, role=role)
    assert propose(grant) == "administrator_with_case_role"
    both = person(NEW, "e", "system_administrator", role)
    assert propose(OfficerAdded(person=both)) == "administrator_with_case_role"
    case = RoleGranted(officer=THIRD, role="system_administrator")
    assert propose(case) == "administrator_with_case_role"


def test_an_administrator_is_put_on_no_case() -> None:
    assert propose(CaseAssigned(officer=ADMIN, file="case:atlas")) == (
        "administrator_with_case_role"
    )


@pytest.mark.parametrize(
    "change",
    [
        OfficerLeft(officer=SECOND, reason="retired"),
        RoleWithdrawn(officer=SECOND, role="case_officer"),
        KeyRevoked(officer=SECOND, key="b" * 16, reason="lost"),
    ],
)
def test_two_officers_who_can_decide_always_remain(change: AnyChange) -> None:
    """11.5: losing any one officer's key loses nothing."""
    assert propose(change) == "change_leaves_too_few"
    more = staff_after(staff(), (OfficerAdded(person=third()),))  # type: ignore[arg-type]
    assert propose(change, staff=more) == ""


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (OfficerAdded(person=PEOPLE[2]), "officer_known"),
        (OfficerAdded(person=person(NEW, "a", "prosecutor")), "key_shared"),
        (OfficerAdded(person=person(NEW, "e", "king")), "role_unknown"),
        (OfficerAdded(person=person(NEW, "e")), "role_missing"),
        (OfficerAdded(person=msgspec.structs.replace(FOUNDERS[0], name=" ")), "officer_name"),
        (RoleGranted(officer=THIRD, role="intelligence_analyst"), "role_held"),
        (RoleWithdrawn(officer=THIRD, role="prosecutor"), "role_not_held"),
        (RoleGranted(officer=NEW, role="prosecutor"), "officer_unknown"),
        (KeyAdded(officer=THIRD, key=key("b")), "key_shared"),
        (
            KeyAdded(officer=THIRD, key=OfficerKey(key="e" * 16, scheme="password", public="x")),
            "officer_key",
        ),
        (
            KeyAdded(officer=THIRD, key=OfficerKey(key="e" * 16, scheme="passkey", public="x")),
            "officer_key",
        ),
        (KeyRevoked(officer=THIRD, key="e" * 16, reason="lost"), "key_unknown"),
        (KeyRevoked(officer=THIRD, key="c" * 16, reason=" "), "change_reason"),
        (CaseUnassigned(officer=THIRD, file="case:atlas"), "assignment_unchanged"),
        (CaseAssigned(officer=THIRD, file="atlas"), "id_invalid"),
        (msgspec.structs.replace(ENROL, node="rabat"), "partner_is_us"),
        (msgspec.structs.replace(ENROL, fingerprint="ab"), "partner_fingerprint"),
        (msgspec.structs.replace(ENROL, url="http://madrid.example"), "partner_url"),
        (msgspec.structs.replace(ENROL, checked="trust"), "partner_unchecked"),
        (
            msgspec.structs.replace(ENROL, channels_used=("telephone", " Telephone")),
            "partner_two_channels",
        ),
        (PartnerLeft(node="madrid", reason="over"), "partner_unknown"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_by_name(change: AnyChange, code: str) -> None:
    assert propose(change) == code
