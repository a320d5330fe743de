"""Officers' acts: a person's own signature under one consequential record.

    challenge = SHA-256("tansiq-act-v1" || canonical {kind, origin, generation, recipients,
                record id, 16 random bytes, record digest})

Acts of one officer that a passkey signs with one touch share a challenge (`ledger.together`).

Promises that an act counts for one record, in one log, one generation, for exactly these recipients
and nowhere else. Two schemes: a key file (Ed25519 over the challenge) and a passkey (WebAuthn
assertion over the challenge, `ledger.passkey`). Proves use of the authenticator, not what the
screen showed; whether the officer held the role is for the records of `home`.
"""

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal

import msgspec

from tansiq.ledger import base64, key_files, passkey, private_files, sign, together
from tansiq.ledger.passkey import Assertion, Passkey
from tansiq.ledger.together import Among
from tansiq.record import canonical
from tansiq.terms.digits import digest_code
from tansiq.terms.errors import Damaged, Invalid, Missing
from tansiq.terms.ids import KeyId, OfficerId, officer_id

NONCE_BYTES: Final = 16
_PREFIX: Final = b"tansiq-act-v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What an act is about: one record (digest of 32 bytes) at one place, for some recipients."""

    kind: str
    origin: str
    generation: int
    recipients: tuple[str, ...]
    record_id: str
    record_digest: bytes


class Act(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One officer's signature as it travels inside an encrypted body."""

    scheme: Literal["key_file", "passkey"]
    officer: str
    key: str
    nonce: str
    origin: str
    generation: int
    recipients: tuple[str, ...]
    signature: str
    assertion: Assertion | None = None
    among: Among | None = None

    def wire(self) -> dict[str, object]:
        """Return the act as a JSON object; `among` only where several were signed together."""
        return {
            **({} if self.among is None else {"among": self.among.wire()}),
            "scheme": self.scheme,
            "officer": self.officer,
            "key": self.key,
            "nonce": self.nonce,
            "origin": self.origin,
            "generation": self.generation,
            "recipients": list(self.recipients),
            "signature": self.signature,
            "assertion": None if self.assertion is None else self.assertion.wire(),
        }


def read_act(wire: Mapping[str, object]) -> Act:
    """Return the typed act; Damaged("act_malformed") for another form."""
    try:
        act = msgspec.convert(wire, Act)
        officer_id(act.officer)
        nonce = base64.from_text(act.nonce)
    except (msgspec.ValidationError, Invalid, Damaged) as error:
        raise Damaged("act_malformed") from error
    assertion_fits = (act.scheme == "passkey") is (act.assertion is not None)
    alone = act.among is None or act.scheme == "passkey"
    if len(nonce) != NONCE_BYTES or not assertion_fits or not alone:
        raise Damaged("act_malformed")
    if list(act.recipients) != sorted(set(act.recipients)) or not act.recipients:
        raise Damaged("act_malformed")
    return act


def covered(matter: Matter, nonce: bytes) -> bytes:
    """Return the canonical bytes behind the challenge: the browser hashes what it was shown."""
    return _PREFIX + canonical.encode(
        {
            "generation": matter.generation,
            "kind": matter.kind,
            "nonce": base64.to_text(nonce),
            "origin": matter.origin,
            "recipients": sorted(matter.recipients),
            "record_digest": matter.record_digest.hex(),
            "record_id": matter.record_id,
        }
    )


def challenge_of(matter: Matter, nonce: bytes) -> bytes:
    """Return the challenge of a matter."""
    return sha256(covered(matter, nonce)).digest()


def challenge_code(challenge_bytes: bytes) -> str:
    """Return the short code of digits that page, command line and partner's board all show."""
    return digest_code(challenge_bytes)


@dataclass(frozen=True, slots=True)
class OfficerKey:
    """An officer's key file, opened: hold it no longer than the act takes."""

    officer: OfficerId
    key: KeyId
    public: bytes
    seed: bytes

    def __repr__(self) -> str:
        """Name the officer and key id only."""
        return f"OfficerKey({self.officer}, {self.key})"


def create_officer_key(path: Path, officer: str, passphrase: str | None = None) -> OfficerKey:
    """Write a new key file (PKCS#8 PEM, 0600) and beside it `<name>.json` with officer and key."""
    seed = sign.generate_seed()
    key = OfficerKey(
        officer_id(officer), sign.key_id(sign.public_key(seed)), sign.public_key(seed), seed
    )
    key_files.write_seed(path, seed, passphrase)
    about = {"key": key.key, "officer": key.officer}
    private_files.create(_sidecar(path), canonical.encode(about) + b"\n")
    return key


def load_officer_key(path: Path, passphrase: str | None = None) -> OfficerKey:
    """Open a key file; Refused("passphrase_wrong"), Missing("key_file_missing")."""
    seed = key_files.read_seed(path, passphrase)
    public = sign.public_key(seed)
    sidecar = _sidecar(path)
    if not sidecar.is_file():
        raise Missing("key_file_missing", file=sidecar.name)
    try:
        about = json.loads(sidecar.read_bytes())
        officer, key = officer_id(about["officer"]), about["key"]
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid("key_file_malformed", file=sidecar.name) from error
    if key != sign.key_id(public):
        raise Invalid("key_file_malformed", file=sidecar.name)
    return OfficerKey(officer, KeyId(key), public, seed)


def _sidecar(path: Path) -> Path:
    return path.with_suffix(".json")


def sign_with_key_file(key: OfficerKey, matter: Matter) -> Act:
    """Return an officer's act on a matter, signed with their key file."""
    nonce = os.urandom(NONCE_BYTES)
    return Act(
        scheme="key_file",
        officer=key.officer,
        key=key.key,
        nonce=base64.to_text(nonce),
        origin=matter.origin,
        generation=matter.generation,
        recipients=tuple(sorted(matter.recipients)),
        signature=base64.to_text(sign.sign(key.seed, challenge_of(matter, nonce))),
    )


@dataclass(frozen=True, slots=True)
class Gesture:
    """What an authenticator gave back for one challenge: its assertion and signature (base64)."""

    assertion: Assertion
    signature: str


def acts_together(
    who: tuple[str, str], matters: Sequence[tuple[Matter, bytes]], gesture: Gesture
) -> tuple[Act, ...]:
    """The acts of (officer, key id) on several matters under one gesture; not verified."""
    places = together.places([covered(matter, nonce) for matter, nonce in matters])
    return tuple(
        msgspec.structs.replace(act_by_passkey(who, matter, nonce, gesture), among=among)
        for (matter, nonce), among in zip(matters, places, strict=True)
    )


def act_by_passkey(who: tuple[str, str], matter: Matter, nonce: bytes, gesture: Gesture) -> Act:
    """Return the act of (officer, key id) on a matter as their passkey signed it; not verified."""
    officer, key = who
    return Act(
        scheme="passkey",
        officer=officer,
        key=key,
        nonce=base64.to_text(nonce),
        origin=matter.origin,
        generation=matter.generation,
        recipients=tuple(sorted(matter.recipients)),
        signature=gesture.signature,
        assertion=gesture.assertion,
    )


def verify_act(
    act: Act, kind: str, record_id: str, record_digest: bytes, public_key: bytes | Passkey
) -> None:
    """Raise Damaged("act_signature") unless this key signed this record at the act's own place.

    The place an act names is its own word: `check_place` compares it with where it was found. The
    officer it names is too: the caller gives the key of that officer, never of another.
    """
    matter = Matter(
        kind=kind,
        origin=act.origin,
        generation=act.generation,
        recipients=act.recipients,
        record_id=record_id,
        record_digest=record_digest,
    )
    said = covered(matter, base64.from_text(act.nonce))
    signed = together.challenge(act.among, said) if act.among else sha256(said).digest()
    signature = base64.from_text(act.signature)
    match act.scheme, public_key:
        case "passkey", Passkey():
            if act.assertion is None:
                raise Damaged("act_malformed")
            passkey.verify(public_key, act.assertion, signature, signed)
        case "key_file", bytes():
            if act.key != sign.key_id(public_key) or not sign.verify(public_key, signature, signed):
                raise Damaged("act_signature", officer=act.officer)
        case _:
            raise Damaged("act_signature", officer=act.officer)


def check_place(act: Act, origin: str, generation: int, recipients: tuple[str, ...]) -> None:
    """Raise Damaged("act_elsewhere") when an act was signed for another log or other recipients."""
    here = (origin, generation, tuple(sorted(recipients)))
    if (act.origin, act.generation, act.recipients) != here:
        raise Damaged("act_elsewhere", officer=act.officer, origin=origin)


def check_acts(
    wires: Iterable[Mapping[str, object]],
    matter: Matter,
    key_of: Callable[[str, str], bytes | Passkey | None],
) -> tuple[Act, ...]:
    """Return the acts found with a record, each verified, one per officer.

    `key_of(officer, key id)` gives the key that this very officer holds, or None. Damaged
    ("act_...") for an act that does not hold, and for a second act of one officer: two people are
    two officers.
    """
    found: dict[str, Act] = {}
    for wire in wires:
        act = read_act(wire)
        key = key_of(act.officer, act.key)
        if key is None or act.officer in found:
            raise Damaged("act_signature", officer=act.officer)
        verify_act_on(act, matter, key)
        found[act.officer] = act
    return tuple(found.values())


def verify_act_on(act: Act, matter: Matter, public_key: bytes | Passkey) -> None:
    """Check place and signature of an act against the matter it is found with."""
    check_place(act, matter.origin, matter.generation, matter.recipients)
    verify_act(act, matter.kind, matter.record_id, matter.record_digest, public_key)
