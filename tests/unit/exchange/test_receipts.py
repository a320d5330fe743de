import pytest
from hypothesis import given
from hypothesis import strategies as st

from tansiq.exchange.receipts import Note, Progress, open_note, ranges, sign_note
from tansiq.ledger import sign
from tansiq.terms.errors import Damaged
from tansiq.terms.ids import node_id

SEED = b"\x07" * 32
NOTE = Note(
    by=node_id("madrid"),
    origin="rabat/desk:madrid~rabat/g1/e1",
    number=4,
    time="2026-01-01T00:00:00Z",
    received=10,
    rejected=((3, "entry_signature"),),
    parked=(5,),
    unopened=(6,),
    read=((0, 1), (8, 8)),
)


def test_a_note_survives_the_wire_and_only_under_its_authors_key() -> None:
    data = sign_note(NOTE, SEED)
    assert open_note(data, [sign.public_key(SEED)]) == NOTE
    with pytest.raises(Damaged):
        open_note(data, [sign.public_key(b"\x08" * 32)])


def test_a_failure_is_never_counted_or_shown_as_success() -> None:
    """REQUIREMENTS 1.9."""
    assert (NOTE.applied, NOTE.opened, NOTE.read_count) == (8, 7, 3)
    assert NOTE.first_failure == (3, "entry_signature")
    assert [NOTE.progress(seq) for seq in (0, 2, 3, 5, 6, 8, 10)] == [
        Progress.READ,
        Progress.OPENED,
        Progress.REJECTED,
        Progress.PARKED,
        Progress.APPLIED,
        Progress.READ,
        Progress.WAITING,
    ]


def test_failures_that_a_note_only_counts_are_not_shown_as_applied() -> None:
    """A partner may count failures without naming one; nothing it sends may break our page."""
    told = Note(by=NOTE.by, origin=NOTE.origin, number=5, time=NOTE.time, received=3, unlisted=2)
    assert {told.progress(seq) for seq in range(3)} == {Progress.RECEIVED}


@given(st.lists(st.integers(0, 60)))
def test_ranges_name_exactly_the_numbers_given(numbers: list[int]) -> None:
    found = [n for first, last in ranges(numbers) for n in range(first, last + 1)]
    assert found == sorted(set(numbers))
