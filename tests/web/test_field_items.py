"""What telephones hand in: sealed, chained, once, signed by who wrote it; and what is tried."""

from datetime import timedelta

import pytest
from tests.web.field_fixtures import joint, leader, operation, other, phone
from tests.web.fielded import PHOTO, Fielded, Phone, arrest, fielded, seizure
from tests.web.joint_case import Joint
from tests.web.signing import Signing

from tansiq.ledger.field_keys import FieldKeys
from tansiq.node import field_keeping
from tansiq.node.field_box import Box, boxes
from tansiq.node.field_sites import place_of

# Imported so that pytest finds them here as well.
__all__ = ["joint", "leader", "operation", "other", "phone"]


def test_an_arrest_and_a_thing_with_a_photograph_come_in_signed_once(
    phone: Phone, leader: Signing, operation: Fielded
) -> None:
    """Requirement 7.4; LAW L21: inventoried at once."""
    person = arrest(name="Samir Example")
    assert phone.hand_in("arrest", **person).json() == {"held": True}
    large = PHOTO + bytes(600_000)
    thing = seizure("RAS-000417", (large,), held_by=person["id"], objection="it is not mine")
    assert phone.hand_in("seizure", **thing).status_code == 200
    waits = phone.held()
    assert (waits["recorded"], waits["waiting"]) == (0, [1, 2])
    # Its photograph is not here yet, so only the arrest stands ready.
    assert phone.photograph(large).status_code == 200
    answer = leader.send(f"{phone.path}/record", {"device": phone.device, "offset_now": "40"})
    assert "RAS-000417" in answer.text
    leader.answer(answer)
    assert phone.held() == {"device": phone.device, "recorded": 2, "waiting": []}
    with operation.house.node.store.reading() as tx:
        row = tx.one("SELECT count(*) AS n FROM custody_item WHERE label = 'RAS-000417'")
    assert row
    assert row["n"] == 1
    assert not _box(operation, phone).items(phone.device)


def _box(operation: Fielded, phone: Phone) -> Box:
    officer = operation.house.keys["leader"].officer
    place = place_of(operation.where, "RAS-1", officer)
    assert place == phone.given["place"]
    return Box(operation.house.node.settings.folder, place)


def test_what_lies_at_the_node_is_sealed(phone: Phone, operation: Fielded) -> None:
    phone.hand_in("incident", id=arrest()["id"], what="other", words="a plain word that is secret")
    box = _box(operation, phone)
    sealed = box.item(phone.device, 1)
    assert b"plain word" not in sealed
    folder = operation.house.node.settings.folder / "field"
    assert folder.stat().st_mode & 0o077 == 0
    names = {one.name for one in folder.rglob("*")}
    assert not [one for one in names if "RAS-1" in one or operation.where.operation in one]
    assert str(phone.given["place"]) in boxes(operation.house.node.settings.folder)


def test_the_same_twice_is_held_once_and_other_bytes_change_nothing(phone: Phone) -> None:
    body = phone.item("report", state="ready")
    sealed = phone.seal(body, 1)
    assert phone.post(sealed, 1).status_code == 200
    assert phone.post(sealed, 1).status_code == 200
    again = phone.post(phone.seal(body, 1), 1)
    assert (again.status_code, again.json()["code"]) == (409, "field_part_differs")
    assert phone.held()["waiting"] == [1]


def test_what_is_recorded_comes_in_no_second_time(
    phone: Phone, leader: Signing, operation: Fielded
) -> None:
    body = phone.item("report", state="ready")
    sealed = phone.seal(body, 1)
    phone.post(sealed, 1)
    leader.sign(f"{phone.path}/record", {"device": phone.device, "offset_now": ""})
    assert phone.held()["recorded"] == 1
    # Replayed, or left by a crash after the writing: out of the count, nothing to sign, and gone.
    assert phone.post(sealed, 1).status_code == 200
    assert phone.held() == {"device": phone.device, "recorded": 1, "waiting": []}
    assert not _box(operation, phone).items(phone.device)
    answer = leader.send(f"{phone.path}/record", {"device": phone.device, "offset_now": ""})
    assert answer.json()["code"] == "field_nothing"


@pytest.mark.parametrize(
    "changed",
    [{"site": "RAS-2"}, {"officer": "of-aaaaaaaaaaaaa"}, {"operation": "r-" + "a" * 26}],
)
def test_what_was_sealed_for_another_place_or_officer_does_not_open(
    phone: Phone, changed: dict[str, str]
) -> None:
    body = phone.item("report", state="ready")
    answer = phone.post(phone.seal(body, 1, **changed), 1)
    assert (answer.status_code, answer.json()["code"]) == (500, "field_seal")


def test_garbage_altered_cut_and_moved_items_are_refused(phone: Phone) -> None:
    body = phone.item("report", state="ready")
    good = phone.seal(body, 1)
    altered = good[:-1] + bytes([good[-1] ^ 1])
    tried = (b"garbage", altered, good[:-5], good + b"\x00", bytes(200))
    for sealed in tried:
        answer = phone.post(sealed, 1)
        assert answer.json()["code"] == "field_seal", sealed[:20]
    # Moved to another place of the chain, or sealed for it while the words say another.
    assert phone.post(good, 2).json()["code"] == "field_seal"
    assert phone.post(phone.seal(body, 2), 2).json()["code"] == "field_seal"
    assert phone.post(phone.seal(b"no json", 1), 1).json()["code"] == "field_item_malformed"
    assert phone.post(b"", 1).json()["code"] == "field_part"
    assert phone.held()["waiting"] == []


def test_a_device_of_another_chain_does_not_take_the_items_of_this_one(phone: Phone) -> None:
    good = phone.seal(phone.item("report", state="ready"), 1)
    phone.device = "another-device"
    assert phone.post(good, 1).json()["code"] == "field_seal"
    phone.device = "UPPER"
    assert phone.post(good, 1).status_code in {400, 500}
    phone.device = ".."
    assert phone.post(good, 1).status_code in {400, 404, 500}


def test_a_photograph_of_fifty_megabytes_is_refused_at_the_door(phone: Phone) -> None:
    phone.hand_in("seizure", **seizure("RAS-000900", (PHOTO,)))
    answer = phone.post(bytes(50 << 20), 1, 0, 0)
    assert (answer.status_code, answer.json()["code"]) == (400, "field_part")
    beyond = phone.post(phone.seal(PHOTO, 1, 0, 32), 1, 0, 32)
    assert beyond.json()["code"] == "field_part"


def test_another_photograph_than_the_one_that_was_taken_is_not_written(
    phone: Phone, leader: Signing
) -> None:
    phone.hand_in("seizure", **seizure("RAS-000901", (PHOTO,)))
    other = b"\xff\xd8\xff" + bytes(len(PHOTO) - 3)
    assert phone.photograph(other).status_code == 200
    answer = leader.send(f"{phone.path}/record", {"device": phone.device, "offset_now": ""})
    assert answer.json()["code"] == "field_photo_changed"
    assert phone.held()["recorded"] == 0


def test_a_hole_in_the_chain_waits_and_a_broken_chain_is_refused(
    phone: Phone, leader: Signing
) -> None:
    first = phone.item("report", state="ready")
    phone.hand_in("report", state="ready")
    answer = leader.send(f"{phone.path}/record", {"device": phone.device, "offset_now": ""})
    assert answer.json()["code"] == "field_nothing"
    phone.post(phone.seal(first, 1), 1)
    # The third says another digest of everything before it.
    phone.previous = "0" * 64
    phone.hand_in("report", state="ready")
    answer = leader.send(f"{phone.path}/record", {"device": phone.device, "offset_now": ""})
    assert answer.json()["code"] == "field_chain_broken"
    assert phone.held()["recorded"] == 0


def test_a_move_that_only_a_go_allows_is_refused_without_one(phone: Phone, leader: Signing) -> None:
    """Requirement 6.4: a site that was cut off invents no go."""
    phone.hand_in("report", state="entered")
    answer = leader.send(f"{phone.path}/record", {"device": phone.device, "offset_now": ""})
    assert answer.json()["code"] == "operation_no_go"


def test_another_officer_signs_nothing_of_this_one(
    phone: Phone, other: Signing, operation: Fielded
) -> None:
    phone.hand_in("report", state="ready")
    said = {"device": phone.device, "offset_now": ""}
    answer = other.send(f"{operation.path()}/record", said)
    assert answer.json()["code"] == "operation_site_unknown"
    answer = other.send(f"{operation.path('RAS-2')}/record", said)
    assert answer.json()["code"] == "field_nothing"


def test_what_comes_in_needs_a_token_of_the_session(phone: Phone) -> None:
    sealed = phone.seal(phone.item("report", state="ready"), 1)
    path = f"{phone.path}/items/{phone.device}/1"
    assert phone.client.ask("POST", path, content=sealed).status_code == 403


def test_a_key_goes_a_week_after_the_hours_and_what_is_late_then_opens_no_more(
    joint: Joint, leader: Signing
) -> None:
    made = fielded(joint)
    late = Phone(leader.client, made.path())
    late.open()
    late.hand_in("report", state="ready")
    node, held = joint.house.node, FieldKeys(joint.house.node.keys.path)
    name = str(late.given["key"]["id"])  # type: ignore[index]
    assert field_keeping.tidy(node) == 0
    assert name in held.held()
    field_keeping._tidy(node, node.clock.now() + timedelta(days=9))
    assert name not in held.held()
    assert not boxes(node.settings.folder)
    assert late.hand_in("report", state="ready").json()["code"] == "field_key_missing"
