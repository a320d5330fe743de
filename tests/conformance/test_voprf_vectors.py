"""RFC 9497, ristretto255-SHA512, mode VOPRF: keys, evaluation, proofs and outputs as published."""

import json
from pathlib import Path
from typing import Any

import pytest

from tansiq.subjects import ristretto, voprf

pytestmark = pytest.mark.conformance


def octets(text: str) -> bytes:
    """The bytes of one or several values, one after another."""
    return bytes.fromhex(text.replace(",", ""))


@pytest.fixture
def suite(shared_data: Path) -> dict[str, Any]:
    found = json.loads((shared_data / "vectors/voprf/allVectors.json").read_text())
    suites = [s for s in found if s["identifier"] == "ristretto255-SHA512" and s["mode"] == 1]
    assert len(suites) == 1
    return dict(suites[0])


def test_keys_and_every_published_run(suite: dict[str, Any]) -> None:
    key = voprf.derive_key(octets(suite["seed"]), octets(suite["keyInfo"]))
    assert key == octets(suite["skSm"])
    assert voprf.public(key) == octets(suite["pkSm"])
    assert len(suite["vectors"]) == 3
    for case in suite["vectors"]:
        inputs = [octets(one) for one in case["Input"].split(",")]
        factors = [octets(one) for one in case["Blind"].split(",")]
        pairs = list(zip(factors, inputs, strict=True))
        asked = b"".join(voprf.blind(factor, [one]) for factor, one in pairs)
        assert asked == octets(case["BlindedElement"])
        answered = ristretto.multiply(key, asked)
        assert answered == octets(case["EvaluationElement"])
        proof = voprf.prove(key, asked, answered, octets(case["Proof"]["r"]))
        assert proof == octets(case["Proof"]["proof"])
        assert voprf.proven(voprf.public(key), asked, answered, proof)
        out = [
            voprf.finalize(one, ristretto.multiply(ristretto.inverse(factor), point))
            for (factor, one), point in zip(pairs, ristretto.points(answered), strict=True)
        ]
        assert b"".join(out) == octets(case["Output"])
