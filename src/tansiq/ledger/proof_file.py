"""The proof file (`.tsqp`): one entry with all that an outsider needs to check it offline.

    README.txt         how to check each part with standard tools, in four languages
    entry.json         the entry: a DSSE envelope over an in-toto Statement v1
    proof.tlog-proof   C2SP tlog-proof: place in the log, path to the root, signed head, cosigners
    roots/<n>.json     the root-signed key statements of the nodes concerned
    policy             C2SP tlog-policy: the log's key and the cosigners' keys
    body.bin           the encrypted body, when it is given
    body.key           its key (64 hex digits), when the text is to be shown

Promises that the same parts give the same bytes (a tar without times and owners), and that reading
takes these names, regular files and sizes within bounds only; nothing is ever unpacked to a disk.
Does not check what the parts say: `ledger.verify` does. With `body.key` whoever holds the file can
read the text: it is then as secret as the text.
"""

import re
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from typing import Final

from tansiq.ledger import tlog_proof
from tansiq.ledger.entry import MAX_ENTRY, parse_entry
from tansiq.ledger.note import COSIGNATURE_ED25519, Verifier
from tansiq.ledger.policy import write_policy
from tansiq.ledger.ring import KeyRing
from tansiq.ledger.tlog_proof import TlogProof
from tansiq.terms.errors import Invalid

SUFFIX: Final = ".tsqp"
MAX_FILE: Final = 64 << 20
MAX_ROOTS: Final = 512
README: Final = "README.txt"
_ROOT_NAME: Final = re.compile(r"roots/[0-9]{3}\.json").fullmatch
_KEY_TEXT: Final = re.compile(rb"[0-9a-f]{64}\n").fullmatch
_LIMITS: Final = {
    README: 1 << 16,
    "entry.json": MAX_ENTRY,
    "proof.tlog-proof": 1 << 20,
    "policy": 1 << 20,
    "body.bin": MAX_FILE,
    "body.key": 65,
}
_MAX_ROOT: Final = 1 << 20
_NEEDED: Final = ("entry.json", "proof.tlog-proof", "policy")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofParts:
    """What a proof file holds; `body_key` (32 bytes) only when the text is to be shown."""

    entry: bytes
    proof: TlogProof
    roots: tuple[bytes, ...]
    policy: str
    body: bytes | None = None
    body_key: bytes | None = None


def policy_of(origin: str, cosigners: Iterable[str], ring: KeyRing) -> str:
    """Return the C2SP policy of a log and these cosigning nodes; one cosignature satisfies it."""
    log = Verifier(origin, ring.log_key(origin))
    witnesses = {
        node: Verifier(f"{node}/w", ring.witness(node), COSIGNATURE_ED25519)
        for node in sorted(set(cosigners))
    }
    return write_policy((log,), witnesses, min(1, len(witnesses)))


def write_proof_file(parts: ProofParts) -> bytes:
    """Return the proof file; Damaged("entry_...") when the entry itself is not in its form."""
    parse_entry(parts.entry)
    readme = files("tansiq.terms") / "words" / "proof_readme.txt"
    members: list[tuple[str, bytes]] = [
        (README, readme.read_bytes()),
        ("entry.json", parts.entry),
        ("proof.tlog-proof", parts.proof.encode().encode()),
        ("policy", parts.policy.encode()),
        *((f"roots/{at:03}.json", raw) for at, raw in enumerate(parts.roots)),
    ]
    if parts.body is not None:
        members.append(("body.bin", parts.body))
    if parts.body_key is not None:
        members.append(("body.key", parts.body_key.hex().encode() + b"\n"))
    target = BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in members:
            about = tarfile.TarInfo(name)
            about.size, about.mode = len(data), 0o644
            tar.addfile(about, BytesIO(data))
    return target.getvalue()


def read_proof_file(data: bytes) -> ProofParts:
    """Return the parts of a proof file; Invalid("proof_file_malformed") names what is wrong."""
    if len(data) > MAX_FILE:
        raise Invalid("proof_file_malformed", part="size")
    found = dict(_members(data))
    for name in _NEEDED:
        if name not in found:
            raise Invalid("proof_file_malformed", part=name)
    key = found.get("body.key")
    if key is not None and not _KEY_TEXT(key):
        raise Invalid("proof_file_malformed", part="body.key")
    return ProofParts(
        entry=found["entry.json"],
        proof=tlog_proof.parse_proof(found["proof.tlog-proof"]),
        roots=tuple(found[name] for name in sorted(found) if _ROOT_NAME(name)),
        policy=found["policy"].decode("utf-8", "replace"),
        body=found.get("body.bin"),
        body_key=None if key is None else bytes.fromhex(key[:64].decode()),
    )


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    seen: set[str] = set()
    try:
        with tarfile.open(fileobj=BytesIO(data), mode="r:") as tar:
            for member in tar:
                limit = _MAX_ROOT if _ROOT_NAME(member.name) else _LIMITS.get(member.name, -1)
                source = tar.extractfile(member) if member.isreg() else None
                fresh = member.name not in seen and len(seen) < MAX_ROOTS + len(_LIMITS)
                if source is None or not fresh or not 0 <= member.size <= limit:
                    raise Invalid("proof_file_malformed", part=member.name[:60])
                seen.add(member.name)
                yield member.name, source.read()
            if any(data[tar.offset :]):
                # a reader that stops at a broken header would not see what lies behind it
                raise Invalid("proof_file_malformed", part="end")
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise Invalid("proof_file_malformed", part="tar") from error
