import hashlib

import pytest

from tansiq.ledger import sign
from tansiq.terms.errors import Invalid

# RFC 8032 section 7.1, tests 1 and 2.
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155",
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da",
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
]


@pytest.mark.parametrize(("seed", "public", "message", "r", "s"), RFC_8032)
def test_keys_and_signatures_are_those_of_rfc_8032(
    seed: str, public: str, message: str, r: str, s: str
) -> None:
    signature = r + s
    assert sign.public_key(bytes.fromhex(seed)).hex() == public
    assert sign.sign(bytes.fromhex(seed), bytes.fromhex(message)).hex() == signature
    assert sign.verify(bytes.fromhex(public), bytes.fromhex(signature), bytes.fromhex(message))


def test_a_changed_bit_anywhere_is_refused() -> None:
    seed = sign.generate_seed()
    public, message = sign.public_key(seed), b"what was said"
    signature = sign.sign(seed, message)
    for at in range(64):
        changed = bytearray(signature)
        changed[at] ^= 1
        assert not sign.verify(public, bytes(changed), message)
    assert not sign.verify(public, signature, message + b"!")
    assert not sign.verify(sign.public_key(sign.generate_seed()), signature, message)


@pytest.mark.parametrize("cut", [0, 1, 31, 63])
def test_a_short_key_or_signature_is_a_plain_no_and_never_read_past_its_end(cut: int) -> None:
    seed = sign.generate_seed()
    public, signature = sign.public_key(seed), sign.sign(seed, b"m")
    assert not sign.verify(public[: min(cut, 31)], signature, b"m")
    assert not sign.verify(public, signature[:cut], b"m")
    assert not sign.verify(public + b"\0", signature, b"m")
    assert not sign.verify(public, signature + b"\0", b"m")


def test_a_seed_of_another_length_is_refused() -> None:
    with pytest.raises(Invalid, match="32 bytes"):
        sign.public_key(b"\1" * 31)


@pytest.mark.parametrize(
    "low",
    [
        "00" * 32,
        "01" + "00" * 31,
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ff" * 32,
        "d7" * 31,
    ],
)
def test_a_key_outside_the_prime_order_group_is_not_enrolled(low: str) -> None:
    with pytest.raises(Invalid) as refused:
        sign.refuse_low_order(bytes.fromhex(low))
    assert refused.value.code == "key_low_order"


def test_every_key_this_node_makes_may_be_enrolled() -> None:
    for _ in range(20):
        sign.refuse_low_order(sign.public_key(sign.generate_seed()))


def test_a_key_id_is_the_first_16_hex_digits_of_its_labelled_digest() -> None:
    public = sign.public_key(b"\7" * 32)
    assert sign.key_id(public) == hashlib.sha256(b"tansiq-key-v1\n\x01" + public).hexdigest()[:16]


def test_a_signing_key_does_not_print_its_secret() -> None:
    key = sign.SigningKey(b"\7" * 32)
    assert (b"\7" * 32).hex() not in repr(key)
    assert key.public.hex() in repr(key)
