"""Partners, channels, epochs and the charter: what a change about them must hold (10.1, L28)."""

import msgspec
import pytest
from tests.unit.officers.staff import staff
from tests.unit.officers.test_two_people import DESK, DIGEST, ENROL, propose

from tansiq.record.officers import (
    ChannelMembership,
    CharterAdopted,
    EpochAccepted,
    PartnerLeft,
)


def charter(**changes: object) -> CharterAdopted:
    fields: dict[str, object] = {
        "regime": "crime",
        "controller": "General Directorate",
        "legitimacy": "Law of the file, article 3",
        "purposes": ("prevention",),
        "categories": ("suspect",),
        "data": ("identity",),
        "sources": ("own services",),
        "recipients": ("madrid",),
        "security": "two people",
    }
    return CharterAdopted(**(fields | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (charter(), ""),
        (charter(regime="war"), "charter_regime"),
        (charter(controller=" "), "charter_incomplete"),
        (charter(purposes=()), "charter_incomplete"),
        (charter(categories=("enemy",)), "word_unknown"),
        (charter(recipients=("Madrid!",)), "id_invalid"),
    ],
)
def test_a_charter_names_its_eight_parts(change: CharterAdopted, code: str) -> None:
    """LAW L28."""
    assert propose(change) == code


def test_a_partner_is_enrolled_in_person_or_by_two_channels() -> None:
    """10.1."""
    assert propose(ENROL) == ""
    face = msgspec.structs.replace(ENROL, checked="in_person", channels_used=(), url="")
    assert propose(face) == ""
    enrolled = staff(partners=frozenset({"madrid"}))
    assert propose(ENROL, staff=enrolled) == "partner_enrolled_before"
    assert propose(PartnerLeft(node="madrid", reason="over"), staff=enrolled) == ""


def membership(*members: str, **changes: object) -> ChannelMembership:
    fields: dict[str, object] = {
        "channel": DESK,
        "generation": 1,
        "members": members,
        "purpose": "liaison",
        "statement_digest": DIGEST,
    }
    return ChannelMembership(**(fields | changes))  # type: ignore[arg-type]


def test_a_channel_has_only_members_that_we_have_enrolled() -> None:
    """10.1, 1.4: an explicit list, and nobody in it whom we do not know."""
    enrolled = staff(partners=frozenset({"madrid"}))
    assert propose(membership("madrid", "rabat"), staff=enrolled) == ""
    stranger = membership("madrid", "rabat", "tunis")
    assert propose(stranger, staff=enrolled) == "channel_member_unenrolled"
    for wrong in (membership(), membership("rabat"), membership("madrid", "tunis")):
        assert propose(wrong, staff=enrolled) == "channel_members"
    assert propose(membership("madrid", "rabat", purpose=" "), staff=enrolled) == "change_reason"
    undigested = membership("madrid", "rabat", statement_digest="x")
    assert propose(undigested, staff=enrolled) == "channel_statement"


def epoch(**changes: object) -> EpochAccepted:
    fields: dict[str, object] = {
        "agency": "madrid",
        "old_origin": f"madrid/{DESK}/g1/e1",
        "new_origin": f"madrid/{DESK}/g1/e2",
        "reason": "fork",
        "statement_digest": DIGEST,
    }
    return EpochAccepted(**(fields | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (epoch(), ""),
        (epoch(new_origin=f"madrid/{DESK}/g1/e1"), "epoch_origins"),
        (epoch(new_origin=f"tunis/{DESK}/g1/e2"), "epoch_origins"),
        (epoch(agency="tunis"), "epoch_origins"),
        (epoch(reason="whim"), "epoch_reason"),
        (epoch(new_origin="x"), "id_invalid"),
    ],
)
def test_a_new_epoch_follows_the_log_it_names(change: EpochAccepted, code: str) -> None:
    assert propose(change) == code
