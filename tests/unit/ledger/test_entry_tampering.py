import base64
import json
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from tests.unit.ledger.sealing import (
    CLASS,
    CLASS_KEY,
    ORIGIN,
    PUBLIC,
    TEXT,
    payload_of,
    resign,
    rewritten,
    seal,
)

from tansiq.ledger import body, dsse, entry
from tansiq.terms.errors import Damaged
from tansiq.terms.ids import new_class_id


def test_no_changed_byte_of_an_entry_is_accepted() -> None:
    """Requirement 1.7: one altered byte is rejected, in the unsigned key id too."""
    sealed = seal(plaintext=b"short")
    for place in range(len(sealed.entry)):
        changed = bytearray(sealed.entry)
        changed[place] ^= 1
        with pytest.raises(Damaged):
            entry.check_signature(entry.parse_entry(bytes(changed)), PUBLIC)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("origin", "madrid/desk:madrid~rabat/g1/e1"),
        ("seq", 8),
        ("kind", "report_recalled"),
        ("time", "2026-11-23T12:00:01Z"),
        ("class", "rc-" + "a" * 26),
        ("extra", {"choice": "no_go"}),
        ("after", []),
    ],
)
def test_a_changed_header_field_breaks_the_signature(field: str, value: object) -> None:
    statement = json.loads(payload_of(seal()))
    statement["predicate"][field] = value
    payload = json.dumps(statement, sort_keys=True, separators=(",", ":")).encode()
    good = json.loads(seal().entry)["signatures"][0]
    forged = dsse.wrap(
        "application/vnd.in-toto+json", payload, [(good["keyid"], base64.b64decode(good["sig"]))]
    )
    parsed = entry.parse_entry(forged)
    with pytest.raises(Damaged, match="not signed"):
        entry.check_signature(parsed, PUBLIC)


def test_a_body_re_addressed_to_another_place_does_not_open() -> None:
    """The author itself cannot put one body at two places: place is part of the seal."""
    sealed = seal()
    for changes in (
        {"origin": "rabat/desk:madrid~rabat/g2/e1"},
        {"seq": 8},
        {"class": new_class_id()},
    ):
        parsed = entry.parse_entry(rewritten(sealed, **changes))
        entry.check_signature(parsed, PUBLIC)
        with pytest.raises(Damaged) as caught:
            entry.open_entry(parsed, sealed.body, CLASS_KEY)
        assert caught.value.code == "entry_body_unopenable"


def test_a_swapped_body_is_refused() -> None:
    one, other = seal(), seal()
    parsed = entry.parse_entry(one.entry)
    with pytest.raises(Damaged) as caught:
        entry.open_entry(parsed, other.body, CLASS_KEY)
    assert caught.value.code == "entry_body"
    with pytest.raises(Damaged):
        entry.check_body(parsed, one.body + b"\x00")
    with pytest.raises(Damaged):
        entry.check_body(parsed, b"")


def test_another_class_key_opens_nothing() -> None:
    sealed = seal()
    with pytest.raises(Damaged) as caught:
        entry.open_entry(entry.parse_entry(sealed.entry), sealed.body, b"d" * 32)
    assert caught.value.code == "entry_body_unopenable"


def test_a_wrap_to_another_body_key_is_seen_before_anything_is_opened() -> None:
    """Two recipients must never open one entry to two texts: kc is compared first."""
    sealed = seal()
    other_key = b"k" * 32
    wrap = body.wrap_key(CLASS_KEY, other_key, CLASS, ORIGIN, 7)
    parsed = entry.parse_entry(rewritten(sealed, wrap=wrap))
    with pytest.raises(Damaged) as caught:
        entry.open_entry(parsed, sealed.body, CLASS_KEY)
    assert caught.value.code == "entry_key_commitment"


def test_a_committed_key_that_does_not_open_says_so() -> None:
    """A commitment alone does not make a text: the body may be noise, and that is reported."""
    key = b"k" * 32
    noise = b"TSQB1\n" + b"n" * 272
    statement = json.loads(payload_of(seal()))
    statement["subject"][0]["digest"]["sha256"] = sha256(noise).hexdigest()
    statement["predicate"] |= {
        "kc": body.commitment(key),
        "wrap": body.wrap_key(CLASS_KEY, key, CLASS, ORIGIN, 7),
        "size": len(noise),
    }
    payload = json.dumps(statement, sort_keys=True, separators=(",", ":")).encode()
    with pytest.raises(Damaged) as caught:
        entry.open_entry(entry.parse_entry(resign(payload)), noise, CLASS_KEY)
    assert caught.value.code == "entry_body_unopenable"


@pytest.mark.parametrize(
    "padding", [b"", b"x" * 256, b"\x00" * 256, b"x" * 10, b"\x80" + b"\x00" * 511]
)
def test_a_body_with_another_padding_is_refused(padding: bytes) -> None:
    key = b"k" * 32
    file = b"TSQB1\n" + ChaCha20Poly1305(key).encrypt(bytes(12), padding, body.place(ORIGIN, 7))
    with pytest.raises(Damaged):
        body.open_body(key, ORIGIN, 7, file)


def test_a_released_body_key_opens_only_what_it_was_promised_for() -> None:
    sealed = seal()
    parsed = entry.parse_entry(sealed.entry)
    key = entry.body_key(parsed, CLASS_KEY)
    assert entry.open_with(parsed, sealed.body, key) == TEXT
    with pytest.raises(Damaged) as caught:
        entry.open_with(parsed, sealed.body, b"k" * 32)
    assert caught.value.code == "entry_key_commitment"
