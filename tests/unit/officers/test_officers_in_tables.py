"""Roles and keys follow from positions in logs, for us and for partners alike."""

import pytest
from tests.unit.officers.staff import FIRST, FOUNDERS, NEW, SECOND, key, person
from tests.unit.world import DESK_CHANNEL, KEPT, MADRID, RABAT, Agency

from tansiq.officers import queries
from tansiq.officers.commands import (
    FoundNode,
    approve_change,
    found_node,
    introduce_officers,
    propose_change,
    refuse_change,
)
from tansiq.record.officers import (
    AnyChange,
    CaseAssigned,
    CaseUnassigned,
    ChangeApproved,
    KeyAdded,
    KeyRevoked,
    Label,
    OfficerAdded,
    OfficerIntroduced,
    OfficerLeft,
    PartnerEnrolled,
    PartnerLeft,
    RoleGranted,
)
from tansiq.record.plan import Planned
from tansiq.terms.errors import Missing, TansiqError
from tansiq.terms.ids import HOME, OfficerId, RecordId, new_record_id

HOME_LOG = f"{RABAT}/{HOME}/g1/e1"
DESK_LOG = f"{RABAT}/{DESK_CHANNEL}/g1/e1"


@pytest.fixture
def founded(rabat: Agency) -> Agency:
    with rabat.store.reading() as tx:
        state = queries.state_for_founding(tx, KEPT)
    names = (Label(language="en", text="Rabat desk"),)
    rabat.officer = FIRST
    rabat.write(found_node(state, FoundNode(RABAT, names, FOUNDERS)))
    return rabat


def acting(agency: Agency, officer: OfficerId) -> queries.Acting:
    agency.officer = officer
    return queries.Acting(agency.name, officer, agency.now)


def propose(agency: Agency, change: AnyChange) -> RecordId:
    proposal = new_record_id()
    with agency.store.reading() as tx:
        state = queries.state_for_change(tx, acting(agency, FIRST), proposal, KEPT)
    agency.write(propose_change(state, proposal, change))
    return proposal


def change(agency: Agency, wanted: AnyChange) -> int:
    """Proposed by the first, approved by the second; the position of the approval."""
    proposal = propose(agency, wanted)
    with agency.store.reading() as tx:
        state = queries.state_for_change(tx, acting(agency, SECOND), proposal, KEPT)
    return agency.write(approve_change(state, wanted))[-1].seq


def introduce(agency: Agency, generation: int = 1) -> tuple[Planned, ...]:
    with agency.store.reading() as tx:
        state = queries.state_for_introductions(tx, agency.name, DESK_CHANNEL, generation, KEPT)
    planned = introduce_officers(state)
    agency.write(planned)
    return planned


def test_the_founders_are_officers_from_the_first_entry(founded: Agency) -> None:
    with founded.store.reading() as tx:
        assert queries.staff(tx).deciders() == {FIRST, SECOND}
        found = queries.founding(tx)
        assert found is not None
        assert found.names[0].text == "Rabat desk"
        assert queries.state_for_founding(tx, KEPT).founded
        key_now = queries.key_for_act(tx, (RABAT, FIRST), "a" * 16, HOME_LOG, 1)
        assert key_now.key == key("a")


def test_a_proposal_alone_changes_nothing(founded: Agency) -> None:
    propose(founded, RoleGranted(officer=FIRST, role="prosecutor"))
    with founded.store.reading() as tx:
        (waiting,) = queries.pending_changes(tx)
        assert (waiting.proposer, waiting.effect, waiting.subject) == (
            FIRST,
            "role_granted",
            FIRST,
        )
        before = queries.officer(tx, FIRST)
        assert before is not None
        assert before.roles == {"liaison_officer"}


def test_an_approved_change_is_in_effect(founded: Agency) -> None:
    change(founded, RoleGranted(officer=FIRST, role="prosecutor"))
    with founded.store.reading() as tx:
        after = queries.officer(tx, FIRST)
        assert after is not None
        assert after.roles == {"liaison_officer", "prosecutor"}
        assert after.name == "Name a"
        assert queries.pending_changes(tx) == ()


def test_a_refused_change_is_over(founded: Agency) -> None:
    proposal = propose(founded, RoleGranted(officer=FIRST, role="prosecutor"))
    with founded.store.reading() as tx:
        state = queries.state_for_change(tx, acting(founded, SECOND), proposal, KEPT)
    founded.write(refuse_change(state, "no"))
    with founded.store.reading() as tx:
        assert queries.pending_changes(tx) == ()
        again = queries.state_for_change(tx, acting(founded, SECOND), proposal, KEPT)
    with pytest.raises(TansiqError) as over:
        refuse_change(again, "no")
    assert over.value.code == "proposal_decided"


def test_a_key_counts_from_its_approval_to_its_revocation(founded: Agency) -> None:
    """Position, not time (DESIGN 3)."""
    added = change(founded, KeyAdded(officer=FIRST, key=key("e")))
    revoked = change(founded, KeyRevoked(officer=FIRST, key="e" * 16, reason="lost"))
    with founded.store.reading() as tx:
        for seq, counts in (
            (added, False),
            (added + 1, True),
            (revoked, True),
            (revoked + 1, False),
        ):
            assert known(tx, "e", HOME_LOG, seq) is counts
        assert queries.can_act(tx, FIRST, "a" * 16).officer == FIRST
        with pytest.raises(Missing):
            queries.can_act(tx, FIRST, "e" * 16)


def known(tx: object, letter: str, origin: str, seq: int, officer: str = FIRST) -> bool:
    try:
        queries.key_for_act(tx, (RABAT, officer), letter * 16, origin, seq)  # type: ignore[arg-type]
    except Missing:
        return False
    return True


def test_an_officer_who_left_signs_nothing(founded: Agency) -> None:
    change(founded, OfficerAdded(person=person(NEW, "e", "prosecutor")))
    change(founded, CaseAssigned(officer=NEW, file=DESK_CHANNEL))
    introduce(founded)
    change(founded, OfficerLeft(officer=NEW, reason="retired"))
    with founded.store.reading() as tx:
        gone = queries.officer(tx, NEW)
        assert gone is not None
        assert (gone.active, gone.roles, gone.files) == (False, frozenset(), frozenset())
        with pytest.raises(Missing):
            queries.can_act(tx, NEW, "e" * 16)
    (withdrawn,) = introduce(founded)
    assert withdrawn.payload.KIND == "officer_key_withdrawn"


def test_partners_see_pseudonym_key_and_roles_and_no_name(founded: Agency, madrid: Agency) -> None:
    change(founded, CaseAssigned(officer=FIRST, file=DESK_CHANNEL))
    (told,) = introduce(founded)
    assert isinstance(told.payload, OfficerIntroduced)
    assert "Name" not in str(told.payload)
    assert introduce(founded) == ()
    with madrid.store.reading() as tx:
        assert queries.staff(tx).officers == {}
        seen = queries.key_for_act(tx, (RABAT, FIRST), "a" * 16, DESK_LOG, 2)
        assert seen.roles == {"liaison_officer"}
        assert not known(tx, "a", DESK_LOG, 1)
        assert not known(tx, "a", f"{RABAT}/desk:rabat~tunis/g1/e1", 9)
        assert known(tx, "a", f"{RABAT}/{DESK_CHANNEL}/g1/e2", 0)
        assert not known(tx, "a", f"{RABAT}/{DESK_CHANNEL}/g2/e1", 9)  # its members may be new
        assert not known(tx, "b", DESK_LOG, 9, SECOND)


def test_a_partner_judges_an_act_by_what_the_channel_was_told(
    founded: Agency, madrid: Agency
) -> None:
    change(founded, CaseAssigned(officer=FIRST, file=DESK_CHANNEL))
    introduce(founded)
    change(founded, RoleGranted(officer=FIRST, role="prosecutor"))
    (again,) = introduce(founded)
    assert isinstance(again.payload, OfficerIntroduced)
    change(founded, CaseUnassigned(officer=FIRST, file=DESK_CHANNEL))
    introduce(founded)
    with madrid.store.reading() as tx:
        old = queries.key_for_act(tx, (RABAT, FIRST), "a" * 16, DESK_LOG, 2)
        new = queries.key_for_act(tx, (RABAT, FIRST), "a" * 16, DESK_LOG, 4)
        assert old.roles == {"liaison_officer"}
        assert new.roles == {"liaison_officer", "prosecutor"}
        assert not known(tx, "a", DESK_LOG, 6)


def test_a_new_generation_hears_the_introductions_again(founded: Agency) -> None:
    """A new member has no older log to look in."""
    change(founded, CaseAssigned(officer=FIRST, file=DESK_CHANNEL))
    introduce(founded)
    with founded.store.reading() as tx:
        state = queries.state_for_introductions(tx, RABAT, DESK_CHANNEL, 2, KEPT)
    assert len(introduce_officers(state)) == 1


def test_partners_and_files_are_as_last_approved(founded: Agency) -> None:
    """10.1."""
    enrol = PartnerEnrolled(
        node=MADRID,
        names=(),
        fingerprint="ab" * 32,
        card_digest="cd" * 32,
        url="https://madrid.example",
        checked="in_person",
        channels_used=(),
    )
    change(founded, enrol)
    change(founded, CaseAssigned(officer=FIRST, file="case:atlas"))
    with founded.store.reading() as tx:
        assert queries.partners(tx) == (enrol,)
        assert queries.staff(tx).officers[FIRST].files == {"case:atlas"}
    change(founded, PartnerLeft(node=MADRID, reason="denounced"))
    with founded.store.reading() as tx:
        assert queries.partners(tx) == ()


def test_a_partner_cannot_appoint_officers_here(founded: Agency, madrid: Agency) -> None:
    """Approvals count only in our own home."""
    propose(founded, RoleGranted(officer=FIRST, role="prosecutor"))
    intruder = OfficerAdded(person=person(NEW, "e", "prosecutor"))
    from_outside = Planned(
        channel=DESK_CHANNEL,
        payload=ChangeApproved(proposal=new_record_id(), change=intruder),
        retention=KEPT,
    )
    madrid.write((from_outside,))
    with founded.store.reading() as tx:
        assert queries.officer(tx, NEW) is None
