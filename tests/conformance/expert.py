"""A proof file taken apart as a defence expert would: tar, hashlib, Go, one AEAD; nothing of ours.

Follows the README inside the file and the public specifications. Imports nothing of the project but
the door to the Go verifiers, so that what it finds does not rest on the program under test.
"""

import base64
import hashlib
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from tests.conformance.judges import Judge

ENTRY_TYPE = "application/vnd.in-toto+json"
ROOT_TYPE = "application/vnd.tansiq.root+json"


class Doubt(Exception):
    """A step that did not hold; its text names the step."""


def sure(holds: object, step: str) -> None:
    """Stop at the first step that does not hold."""
    if not holds:
        raise Doubt(step)


def pae(kind: str, payload: bytes) -> bytes:
    """DSSE protocol 1.0.2: what is signed."""
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(payload), payload)


def fingerprint(root: bytes) -> str:
    """Twelve groups of five digits, as two officers compare them."""
    number = int.from_bytes(hashlib.sha256(b"tansiq-root-v1\n" + root).digest(), "big")
    digits = str(number % 10**60).zfill(60)
    return " ".join(digits[at : at + 5] for at in range(0, 60, 5))


@dataclass(frozen=True)
class Opinion:
    """What the expert would state in court."""

    origin: str
    seq: int
    head_size: int
    cosigners: tuple[str, ...]
    text: bytes | None


def unpack(file: Path, folder: Path) -> dict[str, bytes]:
    """Unpack with the system's own tar and read every file."""
    folder.mkdir()
    made = subprocess.run(
        ["tar", "-xf", str(file), "-C", str(folder)], capture_output=True, check=False
    )
    sure(made.returncode == 0, "tar")
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def examine(parts: dict[str, bytes], known: dict[str, str], go: Judge) -> Opinion:
    """Check everything; `known` are the fingerprints got in person, by agency."""
    keys = read_roots(parts, known, go)
    statement = read_entry(parts["entry.json"], keys, go)
    head_size, cosigners = read_proof(parts, statement, keys, go)
    header = statement["predicate"]
    return Opinion(
        header["origin"], header["seq"], head_size, cosigners, read_body(parts, statement)
    )


def signed_payload(envelope: dict[str, object], kind: str, public: bytes, go: Judge) -> bytes:
    """Check a DSSE envelope of one signature with Go's crypto/ed25519."""
    sure(envelope["payloadType"] == kind, "payload type")
    payload = base64.b64decode(str(envelope["payload"]))
    signatures = envelope["signatures"]
    sure(isinstance(signatures, list) and len(signatures) == 1, "one signature")
    signature = base64.b64decode(signatures[0]["sig"])  # type: ignore[index]
    told = {"public": public, "message": pae(kind, payload), "sig": signature}
    sure(go.accepts(op="ed25519", **told), "signature")
    return payload


def read_roots(parts: dict[str, bytes], known: dict[str, str], go: Judge) -> dict[str, dict]:  # type: ignore[type-arg]
    """Check the agencies' key statements against the fingerprints; give the newest card of each."""
    cards: dict[str, dict] = {}  # type: ignore[type-arg]
    for name in sorted(parts):
        if name.startswith("roots/"):
            envelope = json.loads(parts[name])
            card = json.loads(base64.b64decode(envelope["payload"]))
            root = base64.b64decode(card["root"])
            signed_payload(envelope, ROOT_TYPE, root, go)
            sure(known.get(card["node"]) == fingerprint(root), "fingerprint")
            cards[card["node"]] = card
    return cards


def log_key(origin: str, keys: dict[str, dict]) -> bytes:  # type: ignore[type-arg]
    """Give the agency's log key of the epoch that the origin names."""
    agency, epoch = origin.split("/", maxsplit=1)[0], int(origin.rsplit("/e", 1)[1])
    sure(agency in keys, "agency")
    (key,) = [one["key"] for one in keys[agency]["log_keys"] if one["epoch"] == epoch]
    return base64.b64decode(key)


def read_entry(entry: bytes, keys: dict[str, dict], go: Judge) -> dict:  # type: ignore[type-arg]
    """README step 1: the entry is signed by the log's key."""
    envelope = json.loads(entry)
    payload = base64.b64decode(envelope["payload"])
    statement: dict = json.loads(payload)  # type: ignore[type-arg]
    sure(statement["_type"] == "https://in-toto.io/Statement/v1", "statement type")
    origin = statement["predicate"]["origin"]
    signed_payload(envelope, ENTRY_TYPE, log_key(origin, keys), go)
    return statement


def read_proof(
    parts: dict[str, bytes],
    statement: dict,  # type: ignore[type-arg]
    keys: dict[str, dict],  # type: ignore[type-arg]
    go: Judge,
) -> tuple[int, tuple[str, ...]]:
    """README step 5: the entry stands in the log, and these witnesses saw that head."""
    header = statement["predicate"]
    top, _, note = parts["proof.tlog-proof"].decode().partition("\n\n")
    first, index, *path = [line for line in top.split("\n") if not line.startswith("extra ")]
    sure(first == "c2sp.org/tlog-proof@v1", "proof type")
    sure(index == f"index {header['seq']}", "place")
    policy = [line.split() for line in parts["policy"].decode().splitlines() if line.strip()]
    logs = [line[1] for line in policy if line[0] == "log"]
    witnesses = [line[2] for line in policy if line[0] == "witness"]
    sure(len(logs) == 1, "policy")
    for vkey in (*logs, *witnesses):
        name, _, material = vkey.split("+", 2)
        node = name.split("/")[0]
        wanted = log_key(name, keys) if vkey in logs else base64.b64decode(keys[node]["witness"])
        sure(base64.b64decode(material)[1:] == wanted, "policy key")
    answer = go.ask(op="note", note=note, vkeys=[*logs, *witnesses])
    sure(answer["ok"], "head")
    origin, size, root, end = str(answer["text"]).split("\n")
    sure(origin == header["origin"] and end == "", "head of another log")
    leaf = hashlib.sha256(b"\0" + parts["entry.json"]).digest()
    told = {"size": int(size), "root": root, "index": header["seq"], "proof": path}
    sure(go.accepts(op="record", leaf=leaf, **told), "inclusion")
    verified: list[str] = answer["verified"]  # type: ignore[assignment]
    # A note opens when any known key signed it; the log's own signature must be among them.
    sure(origin in verified, "head signed by its log")
    return int(size), tuple(name for name in verified if name != origin)


def read_body(parts: dict[str, bytes], statement: dict) -> bytes | None:  # type: ignore[type-arg]
    """README steps 2 to 4: the body is the one named, the key the one committed to."""
    header, (subject,) = statement["predicate"], statement["subject"]
    if "body.bin" not in parts:
        return None
    body = parts["body.bin"]
    sure(hashlib.sha256(body).hexdigest() == subject["digest"]["sha256"], "body digest")
    if "body.key" not in parts:
        return None
    key = bytes.fromhex(parts["body.key"].decode().strip())
    sure(hashlib.sha256(b"tansiq-kc-v1\n" + key).hexdigest() == header["kc"], "key commitment")
    where = f"TSQB1\n{header['origin']}\n{header['seq']}".encode()
    try:
        padded = ChaCha20Poly1305(key).decrypt(bytes(12), body[6:], where)
    except InvalidTag:
        raise Doubt("body") from None
    return padded.rstrip(b"\0")[:-1]
