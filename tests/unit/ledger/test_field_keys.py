"""What a telephone seals opens at the node: RFC 9180's own vector, the script's seal, ours."""

import json
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tansiq.ledger import private_files
from tansiq.ledger.field_keys import (
    OVERHEAD,
    SUITE,
    FieldKeys,
    fingerprint,
    info_of,
    key_id,
    seal,
)
from tansiq.terms.errors import TansiqError

# RFC 9180, appendix A.3.1: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, base mode, seq 0.
INFO = "4f6465206f6e2061204772656369616e2055726e"
PT = "4265617574792069732074727574682c20747275746820626561757479"
AAD = "436f756e742d30"
SK_E = "4995788ef4b9d6132b249ce59a77281493eb39af373d236a1fe415cb0c2d7beb"
PK_E = (
    "04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac9"
    "8536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4"
)
SK_R = "f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2"
PK_R = (
    "04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a82"
    "6a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0"
)
CT = "5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39513434"

_RUN = """
const { readFileSync } = require("fs");
globalThis.crypto ||= require("crypto").webcrypto;
(0, eval)(readFileSync(process.argv[1], "utf8"));
const asked = JSON.parse(readFileSync(0, "utf8"));
const bytes = (hex) => Uint8Array.from(hex.match(/../g) || [], (one) => parseInt(one, 16));
const hex = (data) => Buffer.from(data).toString("hex");
const CURVE = { name: "ECDH", namedCurve: "P-256" };
const pair = async ({ d, q }) => {
  const part = (from, to) => Buffer.from(bytes(q.slice(from, to))).toString("base64url");
  const secret = Buffer.from(bytes(d)).toString("base64url");
  const jwk = { kty: "EC", crv: "P-256", x: part(2, 66), y: part(66), d: secret };
  return {
    privateKey: await crypto.subtle.importKey("jwk", jwk, CURVE, true, ["deriveBits"]),
    publicKey: await crypto.subtle.importKey("raw", bytes(q), CURVE, true, []),
  };
};
(async () => {
  const ephemeral = asked.ephemeral ? await pair(asked.ephemeral) : null;
  const [to, info, plain, aad] = [asked.to, asked.info, asked.plain, asked.aad].map(bytes);
  const sealed = await field.seal(to, info, plain, { ephemeral, aad });
  const chained = await field.link(asked.previous, plain);
  console.log(JSON.stringify({ sealed: hex(sealed), chained, id: field.newId() }));
})();
"""


def script(**asked: object) -> dict[str, str]:
    """What the page's own script makes of this, run by Node."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node: the same is run in a browser by tests/browser/test_field.py")
    usual: dict[str, object] = {"aad": "", "previous": "", "ephemeral": None}
    path = str(files("tansiq.web") / "static" / "field-seal.js")
    done = subprocess.run(
        [node, "-e", _RUN, path],
        input=json.dumps({**usual, **asked}),
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, str] = json.loads(done.stdout)
    return found


def private() -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int(SK_R, 16), ec.SECP256R1())


@pytest.fixture
def keys(tmp_path: Path) -> FieldKeys:
    pem = private().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    private_files.create(tmp_path / "field-rfc.key", pem)
    return FieldKeys(tmp_path)


def test_the_script_makes_the_ciphertext_of_the_rfc() -> None:
    made = script(to=PK_R, info=INFO, plain=PT, aad=AAD, ephemeral={"d": SK_E, "q": PK_E})
    assert made["sealed"] == PK_E + CT


def test_the_node_opens_what_the_script_seals_under_the_keys_of_the_rfc(keys: FieldKeys) -> None:
    made = script(to=PK_R, info=INFO, plain=PT, ephemeral={"d": SK_E, "q": PK_E})
    sealed = bytes.fromhex(made["sealed"])
    assert keys.open("rfc", sealed, bytes.fromhex(INFO)) == bytes.fromhex(PT)
    assert len(sealed) == len(PT) // 2 + OVERHEAD


def test_the_script_seals_freshly_each_time_and_chains_as_the_node_does(keys: FieldKeys) -> None:
    field_shapes = pytest.importorskip("tansiq.custody.field_shapes")
    body = '{"type":"report","seq":1,"words":"الباب"}'.encode()
    first, second = (
        script(to=PK_R, info=INFO, plain=body.hex(), previous="ab" * 32) for _ in range(2)
    )
    assert first["sealed"] != second["sealed"]
    assert keys.open("rfc", bytes.fromhex(second["sealed"]), bytes.fromhex(INFO)) == body
    assert first["chained"] == field_shapes.chain_after("ab" * 32, body)
    assert first["id"] != second["id"]
    assert len(first["id"]) == 28


def test_a_seal_opens_only_as_what_it_was_sealed_for(tmp_path: Path) -> None:
    keys = FieldKeys(tmp_path)
    name = key_id("case:1", "r-1")
    info = info_of(("case:1", "r-1", "RAS-1", "of-1", "device", "1"))
    sealed = seal(keys.public(name), b"said in the field", info)
    assert keys.open(name, sealed, info) == b"said in the field"
    other = info_of(("case:1", "r-1", "RAS-2", "of-1", "device", "1"))
    flipped = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for bad, bound in ((sealed, other), (flipped, info), (sealed[:60], info), (b"", info)):
        with pytest.raises(TansiqError) as problem:
            keys.open(name, bad, bound)
        assert problem.value.code == "field_seal"


def test_a_key_is_made_once_is_private_and_opens_nothing_when_destroyed(tmp_path: Path) -> None:
    one, other = FieldKeys(tmp_path), FieldKeys(tmp_path)
    name = key_id("case:1", "r-1")
    public = one.public(name)
    assert other.public(name) == public
    assert (tmp_path / f"field-{name}.key").stat().st_mode & 0o077 == 0
    assert "case" not in name
    assert len(fingerprint(public).split()) == 12
    sealed = seal(public, b"x", b"")
    one.destroy(name)
    one.destroy(name)
    assert one.held() == ()
    with pytest.raises(TansiqError) as problem:
        other.open(name, sealed, b"")
    assert problem.value.code == "field_key_missing"


def test_the_suite_is_the_one_that_the_script_speaks() -> None:
    assert SUITE.decrypt(seal(bytes.fromhex(PK_R), b"x", b"i"), private(), b"i") == b"x"
