import hashlib
from datetime import UTC, datetime
from typing import ClassVar

import pytest

from tansiq.record import canonical
from tansiq.record.base import Record
from tansiq.record.body import MAX_ACTS, decode_body, encode_body
from tansiq.record.plan import NewClass, Planned
from tansiq.record.registry import new_said, record_digest, register, to_wire
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import HOME, new_officer_id

ACT: dict[str, object] = {"scheme": "key_file", "recipients": ["madrid"], "assertion": None}


@register
class Noted(Record, frozen=True, kw_only=True):
    KIND: ClassVar[str] = "test_noted"
    VERSION: ClassVar[int] = 1

    text: str


def wire(text: str = 'a "record":{ inside, {"acts":[]}') -> dict[str, object]:
    return to_wire(new_said(Noted(text=text), new_officer_id(), datetime.now(UTC)))


@pytest.mark.parametrize("acts", [[], [ACT], [ACT, ACT | {"note": 'ends with "record":'}]])
def test_a_body_gives_back_record_acts_and_the_digest_that_acts_sign(
    acts: list[dict[str, object]],
) -> None:
    record = wire()
    said, found, digest = decode_body(encode_body(record, acts))
    assert to_wire(said) == record
    assert list(found) == acts
    assert digest == record_digest(record) == hashlib.sha256(canonical.encode(record)).digest()


@pytest.mark.parametrize(
    "value",
    [
        [],
        {},
        {"acts": []},
        {"acts": {}, "record": {}},
        {"acts": [1], "record": {}},
        {"acts": [], "record": []},
        {"acts": [], "record": {}, "x": 1},
    ],
)
def test_a_body_of_another_shape_is_refused(value: object) -> None:
    with pytest.raises(Invalid):
        decode_body(canonical.encode(value))


def test_a_body_carries_a_bounded_number_of_acts() -> None:
    many = [ACT] * (MAX_ACTS + 1)
    with pytest.raises(Invalid) as caught:
        encode_body(wire(), many)
    assert caught.value.code == "body_acts"
    with pytest.raises(Invalid) as caught:
        decode_body(canonical.encode({"acts": many, "record": wire()}))
    assert caught.value.code == "body_acts"


def test_one_changed_byte_changes_the_digest_or_is_refused() -> None:
    """1.7: one altered byte is rejected."""
    body = encode_body(wire("grade A1"), [ACT])
    digest = decode_body(body)[2]
    start = body.index(b'"record":')
    for at in range(start, len(body)):
        changed = bytearray(body)
        changed[at] ^= 1
        try:
            assert decode_body(bytes(changed))[2] != digest
        except Invalid:
            continue


@pytest.mark.parametrize(
    ("review", "erase"),
    [
        ("2027-01-02", "2027-01-01"),
        ("", "2027-01-01"),
        ("2027-02-30", "2027-03-01"),
        ("20270101", "20280101"),
        ("2027-W01-1", "2028-01-01"),
    ],
)
def test_a_retention_class_has_two_dates_in_order(review: str, erase: str) -> None:
    """11.3: each datum has a review date and an erase date."""
    with pytest.raises(Invalid) as caught:
        NewClass(review, erase)
    assert caught.value.code == "retention_dates"


def test_a_plan_is_a_value_and_asks_for_an_act_unless_told_otherwise() -> None:
    planned = Planned(
        channel=HOME, payload=Noted(text="x"), retention=NewClass("2027-01-01", "2028-01-01")
    )
    assert planned.act
    assert planned == Planned(
        channel=HOME, payload=Noted(text="x"), retention=NewClass("2027-01-01", "2028-01-01")
    )
