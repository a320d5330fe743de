"""The C2SP/CCTV edge cases of Ed25519: every node gives libsodium's verdict, no other."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from tansiq.ledger import sign
from tansiq.terms.errors import Invalid

pytestmark = pytest.mark.conformance

Vector = tuple[bytes, bytes, bytes, frozenset[str]]


@pytest.fixture(scope="module")
def vectors(shared_data: Path) -> list[Vector]:
    """The 914 published cases: key, signature, message, flags; the file holds no verdict."""
    file = shared_data / "vectors/ed25519/ed25519vectors.json"
    return [
        (
            bytes.fromhex(case["key"]),
            bytes.fromhex(case["sig"]),
            case["msg"].encode(),
            frozenset(case["flags"] or ()),
        )
        for case in json.loads(file.read_text())
    ]


def libsodium(public: bytes, signature: bytes, message: bytes) -> bool:
    """Ask PyNaCl's documented interface, not the fast path of ours."""
    try:
        VerifyKey(public).verify(message, signature)
    except BadSignatureError:
        return False
    return True


def openssl(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def enrolled(public: bytes) -> bool:
    try:
        sign.refuse_low_order(public)
    except Invalid:
        return False
    return True


def test_our_verdict_is_libsodiums_on_every_vector(vectors: list[Vector]) -> None:
    """T11: the vectors give the same answer at every node."""
    assert len(vectors) == 914
    ours = [sign.verify(*case[:3]) for case in vectors]
    assert ours == [libsodium(*case[:3]) for case in vectors]
    assert sum(ours) == 43


def test_what_only_openssl_accepts_is_refused(vectors: list[Vector]) -> None:
    """A hostile partner must not make an entry valid at one node and void at another."""
    accepted = [case for case in vectors if openssl(*case[:3])]
    only_openssl = [case for case in accepted if not libsodium(*case[:3])]
    assert (len(accepted), len(only_openssl)) == (208, 165)
    assert not any(sign.verify(*case[:3]) for case in only_openssl)


def test_no_low_order_point_is_accepted_as_key_or_nonce(vectors: list[Vector]) -> None:
    low = [case for case in vectors if case[3] & {"low_order_A", "low_order_R"}]
    assert low
    assert not any(sign.verify(*case[:3]) for case in low)
    assert not any(enrolled(case[0]) for case in low if "low_order_A" in case[3])


def test_what_libsodium_accepts_under_an_enrolled_key_openssl_accepts_too(
    vectors: list[Vector],
) -> None:
    """An outside verifier built on OpenSSL never contradicts us about a key we enrol."""
    for case in vectors:
        if enrolled(case[0]) and sign.verify(*case[:3]):
            assert openssl(*case[:3])


JUDGE = """
import json, sys
from tansiq.ledger import sign
cases = json.load(open(sys.argv[1]))
print("".join(
    "01"[sign.verify(bytes.fromhex(one["key"]), bytes.fromhex(one["sig"]), one["msg"].encode())]
    for one in cases
))
"""


def test_three_nodes_as_processes_of_their_own_give_one_answer(
    vectors: list[Vector], shared_data: Path
) -> None:
    """T11: each starts anew, with another hash seed and other switches of the interpreter."""
    file = str(shared_data / "vectors/ed25519/ed25519vectors.json")
    told = set()
    for seed, switches in (("1", []), ("2", ["-OO"]), ("3", ["-X", "utf8=0"])):
        done = subprocess.run(
            [sys.executable, *switches, "-c", JUDGE, file],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        told.add(done.stdout.strip())
    assert told == {"".join("01"[sign.verify(*case[:3])] for case in vectors)}
