from datetime import UTC, datetime, timedelta

import pytest

from tansiq.ledger import erase
from tansiq.ledger.erase import ErasureProof, Judged, Remains, SlotKey, Standing
from tansiq.record import canonical
from tansiq.terms.errors import Invalid, Refused
from tansiq.terms.ids import ClassId, new_class_id

UNTIL = "2026-12-23T12:00:00Z"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def remains(**changes: object) -> Remains:
    fields: dict[str, object] = {
        "key_held": False,
        "ciphertext_held": False,
        "backup_until": None,
        "copies": (),
    }
    return Remains(**{**fields, **changes})


def test_done_is_said_only_when_nothing_can_bring_it_back() -> None:
    """Requirement 11.3."""
    assert erase.judge(remains()) == Judged(Standing.DONE)


def test_a_living_backup_makes_it_pending_until_its_end() -> None:
    assert erase.judge(remains(backup_until=UNTIL)) == Judged(Standing.PENDING, UNTIL)


@pytest.mark.parametrize(
    ("changes", "because"),
    [
        ({"copies": ("wal_archive", "replica")}, ("replica", "wal_archive")),
        ({"key_held": True}, ("key",)),
        ({"ciphertext_held": True}, ("ciphertext",)),
    ],
)
def test_a_copy_elsewhere_makes_it_incomplete_never_done(
    changes: dict[str, object], because: tuple[str, ...]
) -> None:
    for backup in (None, UNTIL):
        judged = erase.judge(remains(backup_until=backup, **changes))
        assert (judged.standing, judged.because) == (Standing.INCOMPLETE, because)


def test_a_class_that_came_by_slot_is_pending_until_that_key_is_destroyed() -> None:
    """The slot lies in a log that every member keeps: whoever holds its key can open it again."""
    named = ("slot_key:0123456789abcdef",)
    held = remains(slot_keys=(SlotKey("0123456789abcdef"),))
    assert erase.judge(held) == Judged(Standing.PENDING, None, named)
    retired = remains(slot_keys=(SlotKey("0123456789abcdef", UNTIL),))
    assert erase.judge(retired) == Judged(Standing.PENDING, UNTIL, named)
    assert erase.judge(remains(slot_keys=())) == Judged(Standing.DONE)


def test_no_end_is_named_while_nobody_has_replaced_the_slot_key() -> None:
    held = remains(slot_keys=(SlotKey("0123456789abcdef"),), backup_until=UNTIL)
    assert erase.judge(held).until is None
    other = remains(backup_until=UNTIL)
    assert erase.judge_all([held, other]).until is None
    assert erase.judge_all([held, remains()]).standing is Standing.PENDING
    copied = erase.judge(remains(slot_keys=(SlotKey("a"),), copies=("replica",)))
    assert copied == Judged(Standing.INCOMPLETE, None, ("replica", "slot_key:a"))


def test_several_classes_stand_as_the_worst_of_them() -> None:
    done, pending, copied = remains(), remains(backup_until=UNTIL), remains(copies=("replica",))
    assert erase.judge_all([done, done]).standing is Standing.DONE
    assert erase.judge_all([done, pending]) == Judged(Standing.PENDING, UNTIL)
    assert erase.judge_all([pending, copied]) == Judged(Standing.INCOMPLETE, UNTIL, ("replica",))
    assert erase.judge_all([]).standing is Standing.DONE


@pytest.mark.parametrize(
    ("code", "last", "cosigned"),
    [
        ("clock_leapt_back", NOW + timedelta(hours=2), []),
        ("clock_disagrees", NOW, [NOW + timedelta(hours=2)]),
        ("clock_disagrees", None, [NOW - timedelta(days=2), NOW + timedelta(days=1)]),
        ("clock_leapt_ahead", NOW - timedelta(days=60), []),
        ("clock_leapt_ahead", None, [NOW - timedelta(days=60)]),
    ],
)
def test_erasing_halts_when_the_clock_cannot_be_trusted(
    code: str, last: datetime | None, cosigned: list[datetime]
) -> None:
    with pytest.raises(Refused) as caught:
        erase.refuse_doubtful_clock(NOW, last, cosigned)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("last", "cosigned"),
    [
        (None, []),
        (NOW - timedelta(days=3), [NOW - timedelta(days=30)]),
        (NOW + timedelta(minutes=5), [NOW + timedelta(minutes=30)]),
        (NOW - timedelta(days=60), [NOW - timedelta(days=1)]),
    ],
)
def test_a_clock_that_agrees_erases(last: datetime | None, cosigned: list[datetime]) -> None:
    erase.refuse_doubtful_clock(NOW, last, cosigned)


def test_a_proof_names_classes_and_standing_and_no_person() -> None:
    classes = (new_class_id(), new_class_id())
    proof = ErasureProof(
        classes=classes,
        ground="retention period ended",
        time="2026-11-23T12:00:00Z",
        entries=12,
        blobs=3,
        judged=Judged(Standing.PENDING, UNTIL),
    )
    wire = proof.wire()
    canonical.encode(wire)
    assert wire["classes"] == sorted(classes)
    assert (wire["standing"], wire["until"]) == ("pending_until", UNTIL)
    broken = ErasureProof(
        classes=(ClassId("x"),), ground="", time="", entries=0, blobs=0, judged=proof.judged
    )
    with pytest.raises(Invalid):
        broken.wire()
