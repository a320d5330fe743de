"""Against the test vectors of Web Authentication Level 3; RP id example.org."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fido2 import cbor
from fido2.cose import ES256, EdDSA
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject

from tansiq.ledger import acts, base64, passkey
from tansiq.ledger.passkey import Assertion, Passkey
from tansiq.terms.errors import Damaged, Invalid, TansiqError
from tansiq.terms.ids import new_officer_id

ORIGIN = "https://example.org"
UP, UV = 0x01, 0x04


def vectors(folder: Path) -> dict[str, dict[str, dict[str, str]]]:
    file = folder / "vectors" / "webauthn" / "vectors.json"
    return {one["name"]: one for one in json.loads(file.read_text()) if one["authentication"]}


def judge(vector: dict[str, dict[str, str]], **pins: object) -> None:
    registered = AttestationObject(bytes.fromhex(vector["registration"]["attestationObject"]))
    credential = registered.auth_data.credential_data
    assert credential is not None
    said = {name: bytes.fromhex(text) for name, text in vector["authentication"].items()}
    pinned: dict[str, object] = {"rp_id": "example.org", "origins": (ORIGIN,), **pins}
    key = Passkey(cbor.encode(dict(credential.public_key)), **pinned)
    assertion = Assertion(
        authenticator_data=base64.to_text(said["authenticatorData"]),
        client_data=base64.to_text(said["clientDataJSON"]),
        credential=base64.to_text(credential.credential_id),
    )
    passkey.verify(key, assertion, said["signature"], said["challenge"])


def flags(vector: dict[str, dict[str, str]]) -> int:
    return bytes.fromhex(vector["authentication"]["authenticatorData"])[32]


def test_the_vectors_verify_exactly_where_our_rules_are_met(shared_data: Path) -> None:
    """ES256 and Ed25519, user present and verified, not cross-origin; all else is refused."""
    verdicts = {}
    for name, vector in vectors(shared_data).items():
        try:
            judge(vector)
            verdicts[name] = "ok"
        except TansiqError as error:
            verdicts[name] = str(error.facts.get("check", error.code))
    expected = {}
    for name, vector in vectors(shared_data).items():
        client = json.loads(bytes.fromhex(vector["authentication"]["clientDataJSON"]))
        accepted = name.endswith(("es256", "ed25519")) or "es256" in name
        if client.get("crossOrigin"):
            expected[name] = "crossOrigin"
        elif not flags(vector) & UP:
            expected[name] = "UP"
        elif not flags(vector) & UV:
            expected[name] = "UV"
        else:
            expected[name] = "ok" if accepted else "passkey_algorithm"
    assert verdicts == expected
    assert len(verdicts) == 15


def own(
    scheme: str, signed_challenge: bytes, flag: int = UP | UV, **client: object
) -> tuple[Passkey, Assertion, bytes]:
    """An authenticator of our own, to vary one thing at a time."""
    said = {
        "type": "webauthn.get",
        "challenge": websafe_encode(signed_challenge),
        "origin": ORIGIN,
        "crossOrigin": False,
        **client,
    }
    client_raw = json.dumps(said).encode()
    auth = sha256(b"example.org").digest() + bytes([flag]) + bytes(4)
    signed = auth + sha256(client_raw).digest()
    if scheme == "es256":
        private = ec.generate_private_key(ec.SECP256R1())
        cose = ES256.from_cryptography_key(private.public_key())
        signature = private.sign(signed, ec.ECDSA(hashes.SHA256()))
    else:
        edwards = Ed25519PrivateKey.generate()
        cose = EdDSA.from_cryptography_key(edwards.public_key())
        signature = edwards.sign(signed)
    assertion = Assertion(
        authenticator_data=base64.to_text(auth),
        client_data=base64.to_text(client_raw),
        credential=base64.to_text(b"id"),
    )
    return Passkey(cbor.encode(dict(cose)), "example.org", (ORIGIN,)), assertion, signature


SCHEMES = pytest.mark.parametrize("scheme", ["es256", "ed25519"])


@SCHEMES
def test_an_assertion_over_the_challenge_of_an_act_is_an_act(scheme: str) -> None:
    nonce = b"n" * 16
    matter = acts.Matter(
        kind="report_released",
        origin="rabat/desk:madrid~rabat/g1/e1",
        generation=1,
        recipients=("madrid", "rabat"),
        record_id="r-x",
        record_digest=b"d" * 32,
    )
    key, assertion, signature = own(scheme, acts.challenge_of(matter, nonce))
    wire = {
        "scheme": "passkey",
        "officer": new_officer_id(),
        "key": "0" * 16,
        "nonce": base64.to_text(nonce),
        "origin": matter.origin,
        "generation": 1,
        "recipients": ["madrid", "rabat"],
        "signature": base64.to_text(signature),
        "assertion": assertion.wire(),
    }
    act = acts.read_act(wire)
    acts.verify_act_on(act, matter, key)
    with pytest.raises(Damaged):
        acts.verify_act(act, matter.kind, "r-y", matter.record_digest, key)
    with pytest.raises(Damaged):
        acts.verify_act_on(act, matter, b"k" * 32)


@SCHEMES
@pytest.mark.parametrize(
    ("check", "client"),
    [
        ("type", {"type": "webauthn.create"}),
        ("challenge", {"challenge": websafe_encode(b"other")}),
        ("origin", {"origin": "https://example.org.evil.example"}),
        ("origin", {"origin": "http://example.org"}),
        ("crossOrigin", {"crossOrigin": True}),
    ],
)
def test_each_word_of_the_client_is_checked(
    scheme: str, check: str, client: dict[str, object]
) -> None:
    key, assertion, signature = own(scheme, b"c" * 32, **client)
    with pytest.raises(Damaged) as caught:
        passkey.verify(key, assertion, signature, b"c" * 32)
    assert caught.value.facts == {"check": check}


@SCHEMES
@pytest.mark.parametrize(("flag", "check"), [(UV, "UP"), (UP, "UV"), (0, "UP")])
def test_the_user_was_present_and_verified(scheme: str, flag: int, check: str) -> None:
    key, assertion, signature = own(scheme, b"c" * 32, flag)
    with pytest.raises(Damaged) as caught:
        passkey.verify(key, assertion, signature, b"c" * 32)
    assert caught.value.facts == {"check": check}


@SCHEMES
def test_another_site_or_another_signature_is_refused(scheme: str) -> None:
    key, assertion, signature = own(scheme, b"c" * 32)
    passkey.verify(key, assertion, signature, b"c" * 32)
    elsewhere = Passkey(key.cose, "example.net", key.origins)
    with pytest.raises(Damaged):
        passkey.verify(elsewhere, assertion, signature, b"c" * 32)
    for broken in (b"", signature[:-1], bytes(64), own(scheme, b"c" * 32)[2]):
        with pytest.raises(Damaged) as caught:
            passkey.verify(key, assertion, broken, b"c" * 32)
        assert caught.value.facts == {"check": "signature"}


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b"\xff", b'{"type":"webauthn.get"}'])
def test_client_data_of_another_form_is_damaged(raw: bytes) -> None:
    key, assertion, signature = own("es256", b"c" * 32)
    other = Assertion(
        authenticator_data=assertion.authenticator_data,
        client_data=base64.to_text(raw),
        credential=assertion.credential,
    )
    with pytest.raises(Damaged):
        passkey.verify(key, other, signature, b"c" * 32)
    short = Assertion(
        authenticator_data=base64.to_text(b"short"),
        client_data=assertion.client_data,
        credential=assertion.credential,
    )
    with pytest.raises(Damaged):
        passkey.verify(key, short, signature, b"c" * 32)


@pytest.mark.parametrize(
    "cose",
    [
        b"",
        b"\xff",
        cbor.encode(5),
        cbor.encode({1: 3, 3: -257}),
        cbor.encode({1: 1, 3: -8, -1: 6, -2: b"\x01" + bytes(31)}),
        cbor.encode({1: 1, 3: -8, -1: 6}),
        cbor.encode({1: 1, 3: -8, -1: 6, -2: 1 << 40}),
        b"\x81" * 5000,
        cbor.encode({1: 2, 3: -7, -1: 1, -2: 5, -3: 6}),
        cbor.encode({1: 2, 3: -7, -1: 1}),
        cbor.encode({1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32}),
    ],
)
def test_a_key_of_another_kind_is_refused(cose: bytes) -> None:
    _, assertion, signature = own("es256", b"c" * 32)
    with pytest.raises((Invalid, Damaged)):
        passkey.verify(Passkey(cose, "example.org", (ORIGIN,)), assertion, signature, b"c" * 32)
