import os

import pytest
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from tansiq.ledger import base64, classes, key_files
from tansiq.terms.errors import Damaged, Invalid
from tansiq.terms.ids import new_class_id

ORIGIN = "rabat/desk:madrid~rabat/g1/e1"
PRIVATE = {name: key_files.new_hpke() for name in ("madrid", "rabat", "tunis")}
PUBLIC = {
    name: (key_files.hpke_id(key_files.hpke_public(key)), key_files.hpke_public(key))
    for name, key in PRIVATE.items()
}
CLASS, KEY = classes.new_class()


def opening(key: bytes = KEY) -> dict[str, object]:
    return classes.class_opening(key, ORIGIN, PUBLIC, "2027-01-01", "2029-01-01")


def slots(extra: dict[str, object]) -> list[dict[str, str]]:
    found = extra["slots"]
    assert isinstance(found, list)
    return found


def forged(name: str, key: bytes) -> dict[str, str]:
    """A slot that seals another key under the id of our class, as only its author could."""
    key_id, public = PUBLIC[name]
    info = f"tansiq-class-v1\n{CLASS}\n{ORIGIN}\n{name}".encode()
    suite = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
    sealed = suite.encrypt(key, X25519PublicKey.from_public_bytes(public), info)
    return {"to": name, "key": key_id, "enc": base64.to_text(sealed)}


def open_as(name: str, extra: dict[str, object], origin: str = ORIGIN) -> bytes:
    return classes.open_slot(extra, origin, name, PRIVATE[name])


def test_every_member_gets_the_same_key() -> None:
    extra = opening()
    assert {open_as(name, extra) for name in PRIVATE} == {KEY}
    read = classes.read_opening(extra)
    assert (read.class_id, read.review, read.erase) == (CLASS, "2027-01-01", "2029-01-01")
    assert classes.slot_of(read, "tunis").key == PUBLIC["tunis"][0]


def test_a_member_left_out_says_so() -> None:
    extra = opening()
    extra["slots"] = slots(extra)[:-1]
    assert open_as("rabat", extra) == KEY
    with pytest.raises(Damaged) as caught:
        open_as("tunis", extra)
    assert caught.value.code == "slot_missing"


def test_a_slot_that_opens_to_nothing_says_so() -> None:
    extra = opening()
    slots(extra)[2]["enc"] = base64.to_text(os.urandom(80))
    assert open_as("rabat", extra) == KEY
    with pytest.raises(Damaged) as caught:
        open_as("tunis", extra)
    assert caught.value.code == "slot_unopenable"


def test_a_slot_with_another_key_than_the_others_is_exposed() -> None:
    """A hostile author: two recipients must never open one class to two keys."""
    extra = opening()
    slots(extra)[2] = forged("tunis", b"o" * 32)
    assert open_as("rabat", extra) == KEY
    with pytest.raises(Damaged) as caught:
        open_as("tunis", extra)
    assert caught.value.code == "slot_commitment"


def test_a_class_cannot_be_opened_under_the_id_of_another() -> None:
    """A hostile member who takes an id first keeps nobody from opening the true class."""
    other = opening(b"o" * 32)
    for taken in ({**other, "class": CLASS}, {**opening(), "class": other["class"]}):
        with pytest.raises(Damaged):
            open_as("rabat", taken)
    squatted = {**other, "class": CLASS, "slots": [forged(one, b"o" * 32) for one in PUBLIC]}
    with pytest.raises(Damaged) as caught:
        open_as("rabat", squatted)
    assert caught.value.code == "slot_commitment"


def test_a_short_key_is_not_a_class_key() -> None:
    with pytest.raises(Damaged) as caught:
        open_as("tunis", opening(b"short"))
    assert caught.value.code == "slot_commitment"


@pytest.mark.parametrize("enc", ["", "A", "not base64!", "AAAA", base64.to_text(bytes(80))])
def test_a_broken_slot_is_unopenable(enc: str) -> None:
    extra = opening()
    slots(extra)[0]["enc"] = enc
    with pytest.raises(Damaged) as caught:
        open_as("madrid", extra)
    assert caught.value.code == "slot_unopenable"


def test_a_slot_counts_only_in_its_log_for_its_class_and_its_member() -> None:
    extra = opening()
    with pytest.raises(Damaged):
        open_as("rabat", extra, "rabat/desk:madrid~rabat/g2/e1")
    with pytest.raises(Damaged):
        open_as("rabat", {**extra, "class": new_class_id()})
    exchanged = opening()
    first, second, *_ = slots(exchanged)
    first["enc"], second["enc"] = second["enc"], first["enc"]
    with pytest.raises(Damaged):
        classes.open_slot(exchanged, ORIGIN, "rabat", PRIVATE["madrid"])


def test_a_destroyed_private_key_opens_nothing() -> None:
    with pytest.raises(Damaged) as caught:
        classes.open_slot(opening(), ORIGIN, "rabat", None)
    assert caught.value.code == "slot_unopenable"


@pytest.mark.parametrize(
    "change",
    [
        {"slots": "none"},
        {"kc": 5},
        {"review": "soon"},
        {"erase": "2027-1-1"},
        {"more": 1},
    ],
)
def test_another_form_of_opening_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(Damaged) as caught:
        open_as("rabat", {**opening(), **change})
    assert caught.value.code == "slot_malformed"


def test_a_member_named_twice_is_refused() -> None:
    extra = opening()
    extra["slots"] = [*slots(extra), slots(opening(b"o" * 32))[0]]
    with pytest.raises(Damaged):
        open_as("madrid", extra)


def test_nobody_is_no_audience_but_in_home() -> None:
    with pytest.raises(Invalid):
        classes.class_opening(KEY, ORIGIN, {}, "2027-01-01", "2029-01-01")
    extra = classes.class_opening(KEY, "rabat/home/g1/e1", {}, "2027-01-01", "2029-01-01")
    assert slots(extra) == []
