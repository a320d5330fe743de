from pathlib import Path

import pytest
from tests.unit.ledger.nodes import Node, make_node
from tests.unit.ledger.root_statements import payload, revocation, signed_again

from tansiq.ledger import cards, dsse, key_files, sign
from tansiq.ledger.cards import LogKey
from tansiq.terms.errors import Damaged, Invalid, TansiqError

LOW_ORDER = [
    bytes(32),
    b"\x01" + bytes(31),
    bytes.fromhex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
]


@pytest.fixture
def rabat(tmp_path: Path) -> Node:
    return make_node(tmp_path, "rabat")


def test_a_card_reads_back_as_it_was_signed(rabat: Node) -> None:
    read = cards.read_root(rabat.statements[0])
    assert read == cards.read_root(rabat.statements[0], sign.public_key(rabat.root_seed))
    assert isinstance(read, cards.Card)
    assert read.log_keys == (LogKey(1, sign.public_key(rabat.store.log_seed(1))),)


def test_the_fingerprint_is_twelve_groups_of_five_digits(rabat: Node) -> None:
    groups = cards.fingerprint_words(sign.public_key(rabat.root_seed)).split()
    assert len(groups) == 12
    assert all(len(one) == 5 and one.isdecimal() for one in groups)


def test_a_card_signed_by_another_root_is_refused(rabat: Node) -> None:
    forged = signed_again(payload(rabat.statements[0]), b"f" * 32)
    for root in (None, sign.public_key(rabat.root_seed), sign.public_key(b"f" * 32)):
        with pytest.raises(Damaged) as caught:
            cards.read_root(forged, root)
        assert caught.value.code == "root_statement_signature"


def test_no_changed_byte_of_a_card_is_accepted(rabat: Node) -> None:
    card = rabat.statements[0]
    root = sign.public_key(rabat.root_seed)
    for place in range(0, len(card), 3):
        changed = bytearray(card)
        changed[place] ^= 1
        if dsse_keyid(card) == (place >= 0 and dsse_keyid_or_none(bytes(changed))):
            with pytest.raises(TansiqError):
                cards.read_root(bytes(changed), root)


def dsse_keyid(envelope: bytes) -> str:
    return dsse.unwrap(envelope)[2][0][0]


def dsse_keyid_or_none(envelope: bytes) -> str | None:
    try:
        return dsse_keyid(envelope)
    except TansiqError:
        return None


@pytest.mark.parametrize("key", LOW_ORDER, ids=lambda key: key.hex()[:8])
def test_low_order_keys_are_refused_when_a_card_is_read(rabat: Node, key: bytes) -> None:
    """A key with which anything verifies must not enter the ring."""
    good = payload(rabat.statements[0])
    text = cards.msgspec.to_builtins(key)
    hpke = [{"id": key_files.hpke_id(key), "key": text}]
    changes: list[dict[str, object]] = [
        {"log_keys": [{"epoch": 1, "key": text}]},
        {"witness": text},
    ]
    if key != LOW_ORDER[2] and key != LOW_ORDER[3]:
        changes.append({"hpke": hpke})
    for change in changes:
        with pytest.raises(Invalid) as caught:
            cards.read_root(signed_again(good | change, rabat.root_seed))
        assert caught.value.code == "key_low_order"


def test_a_low_order_root_signs_nothing_here(rabat: Node) -> None:
    card = payload(rabat.statements[0]) | {"root": cards.msgspec.to_builtins(LOW_ORDER[1])}
    with pytest.raises(Invalid):
        cards.read_root(signed_again(card, rabat.root_seed))


@pytest.mark.parametrize(
    "change",
    [
        {"number": 0},
        {"number": 2},
        {"prev": "ab" * 32},
        {"log_keys": []},
        {"hpke": []},
        {"hpke": [{"id": "0" * 16, "key": "A" * 43 + "="}]},
        {"node": "RABAT"},
        {"time": "yesterday"},
        {"root": "AAAA"},
        {"type": "tansiq-card-v9"},
        {"number": "1"},
        {"name": ["x"]},
    ],
)
def test_a_card_with_a_wrong_field_is_refused(rabat: Node, change: dict[str, object]) -> None:
    with pytest.raises(TansiqError):
        cards.read_root(signed_again(payload(rabat.statements[0]) | change, rabat.root_seed))


def test_a_second_spelling_of_a_card_is_refused(rabat: Node) -> None:
    _, raw, _ = dsse.unwrap(rabat.statements[0])
    for changed in (raw + b" ", raw.replace(b'"number":1', b'"number":1,"number":1')):
        signature = sign.sign(rabat.root_seed, dsse.pae(cards.PAYLOAD_TYPE, changed))
        with pytest.raises(Damaged):
            cards.read_root(dsse.wrap(cards.PAYLOAD_TYPE, changed, [("k", signature)]))


def test_a_card_of_a_newer_version_with_more_fields_is_read(rabat: Node) -> None:
    newer = signed_again(payload(rabat.statements[0]) | {"post_quantum": "x"}, rabat.root_seed)
    assert cards.read_root(newer).node == "rabat"


def test_a_statement_that_is_no_card_needs_a_known_root(rabat: Node) -> None:
    other = revocation(rabat, {})
    with pytest.raises(Damaged):
        cards.read_root(other)
    assert cards.read_root(other, sign.public_key(rabat.root_seed)).node == "rabat"
