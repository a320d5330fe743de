"""Our entry envelopes before securesystemslib, @sigstore/core and Go's crypto/ed25519."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import Key, SSlibKey  # type: ignore[attr-defined]
from tests.conformance.judges import Judge

from tansiq.ledger import dsse, sign
from tansiq.ledger.classes import new_class
from tansiq.ledger.entry import parse_entry, seal_entry

pytestmark = pytest.mark.conformance

SEED = b"\x21" * 32
PUBLIC = sign.public_key(SEED)
STRANGER = sign.public_key(b"\x22" * 32)
CLASS, CLASS_KEY = new_class()
SEALED = seal_entry(
    origin="rabat/case:atlas/g1/e1",
    seq=7,
    kind="report_released",
    time="2026-11-23T10:00:00Z",
    after=(),
    class_id=CLASS,
    class_key=CLASS_KEY,
    plaintext="تقرير استعلامي".encode(),
    extra={},
    log_seed=SEED,
)


def changed(what: str) -> dict[str, object]:
    """Give the envelope with one bit of its payload, type or signature flipped."""
    envelope: dict[str, object] = json.loads(SEALED.entry)
    if what == "payload":
        payload = bytearray(base64.b64decode(str(envelope["payload"])))
        payload[40] ^= 1
        envelope["payload"] = base64.b64encode(payload).decode()
    elif what == "type":
        envelope["payloadType"] = "application/vnd.in-toto+jsom"
    elif what == "signature":
        (one,) = json.loads(SEALED.entry)["signatures"]
        raw = bytearray(base64.b64decode(one["sig"]))
        raw[9] ^= 1
        envelope["signatures"] = [{**one, "sig": base64.b64encode(raw).decode()}]
    return envelope


def securesystemslib_accepts(envelope: dict[str, object], public: bytes) -> bool:
    keyval = {"public": public.hex()}
    key = SSlibKey(str(sign.key_id(PUBLIC)), "ed25519", "ed25519", keyval)
    try:
        return bool(Envelope.from_dict(envelope).verify([key], threshold=1))
    except VerificationError:
        return False


def spki(public: bytes) -> str:
    key = Ed25519PublicKey.from_public_bytes(public)
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


def test_securesystemslib_accepts_our_entry() -> None:
    assert securesystemslib_accepts(json.loads(SEALED.entry), PUBLIC)
    envelope = Envelope.from_dict(json.loads(SEALED.entry))
    assert envelope.pae() == dsse.pae(envelope.payload_type, envelope.payload)
    assert json.loads(SEALED.entry) == Envelope.from_dict(json.loads(SEALED.entry)).to_dict()


@pytest.mark.parametrize("what", ["payload", "type", "signature"])
def test_securesystemslib_refuses_our_changed_entry(what: str) -> None:
    assert not securesystemslib_accepts(changed(what), PUBLIC)
    assert not securesystemslib_accepts(json.loads(SEALED.entry), STRANGER)


def test_sigstore_accepts_our_entry_and_its_encoding_is_ours(sigstore: Judge) -> None:
    answer = sigstore.ask(envelope=json.loads(SEALED.entry), public=spki(PUBLIC))
    assert answer["ok"]
    parsed = parse_entry(SEALED.entry)
    ours = dsse.pae("application/vnd.in-toto+json", parsed.payload)
    assert base64.b64decode(str(answer["pae"])) == ours


@pytest.mark.parametrize("what", ["payload", "type", "signature"])
def test_sigstore_refuses_our_changed_entry(sigstore: Judge, what: str) -> None:
    assert not sigstore.accepts(envelope=changed(what), public=spki(PUBLIC))
    assert not sigstore.accepts(envelope=json.loads(SEALED.entry), public=spki(STRANGER))


def test_go_accepts_our_entry_signature_and_refuses_a_changed_one(go: Judge) -> None:
    parsed = parse_entry(SEALED.entry)
    message = dsse.pae("application/vnd.in-toto+json", parsed.payload)
    told = {"op": "ed25519", "sig": parsed.signature}
    assert go.accepts(public=PUBLIC, message=message, **told)
    assert not go.accepts(public=PUBLIC, message=message + b"x", **told)
    assert not go.accepts(public=STRANGER, message=message, **told)


def test_several_signatures_are_kept_apart_by_securesystemslib() -> None:
    """A root statement of two keys: each counts once, and two are not made of one."""
    seeds = (SEED, b"\x22" * 32)
    payload = b'{"type":"exercise"}'
    signed = dsse.pae("application/vnd.tansiq.root+json", payload)
    pairs = [(str(sign.key_id(sign.public_key(s))), sign.sign(s, signed)) for s in seeds]
    envelope = dsse.wrap("application/vnd.tansiq.root+json", payload, pairs)
    keys: list[Key] = [
        SSlibKey(key_id, "ed25519", "ed25519", {"public": sign.public_key(seed).hex()})
        for (key_id, _), seed in zip(pairs, seeds, strict=True)
    ]
    assert len(Envelope.from_dict(json.loads(envelope)).verify(keys, threshold=2)) == 2
    with pytest.raises(VerificationError):
        Envelope.from_dict(json.loads(envelope)).verify([keys[0], keys[0]], threshold=2)
