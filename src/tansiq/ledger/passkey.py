"""Passkeys (Web Authentication Level 3, sections 7.1 and 7.2): registration and assertions.

Promises the checks a partner can make by itself: type, challenge, origin, crossOrigin, rpIdHash,
user present, user verified, signature by ES256 or Ed25519. Proves use of the authenticator, not
what the screen showed. Counters are not judged: synced passkeys have none; nor is the maker of an
authenticator: two people put a key on record, not its manufacturer.

A challenge is always the SHA-256 of one of three prefixes and what follows it, so that what is
signed to sign in, or to register, is never an officer's act.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256, CoseKey, EdDSA
from fido2.webauthn import AttestationObject, AuthenticatorData, CollectedClientData

from tansiq.ledger import base64, sign
from tansiq.terms.errors import Damaged, Invalid
from tansiq.terms.ids import KeyId

SIGN_IN: Final = b"tansiq-sign-in-v1"
REGISTER: Final = b"tansiq-register-v1"
_GET: Final = "webauthn.get"
_CREATE: Final = "webauthn.create"
_KEY_ID_PREFIX: Final = b"tansiq-passkey-v1"
_X: Final = -2
_Y: Final = -3
# what the parsers of a library raise over bytes that somebody else made
_FOREIGN: Final = (
    ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OverflowError,
)  # fmt: skip


class Assertion(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the browser gave back, as base64: credential id, client and authenticator data."""

    authenticator_data: str
    client_data: str
    credential: str

    def wire(self) -> dict[str, object]:
        """Return the assertion as a JSON object."""
        return {
            "authenticator_data": self.authenticator_data,
            "client_data": self.client_data,
            "credential": self.credential,
        }


@dataclass(frozen=True, slots=True)
class Passkey:
    """A public key (COSE) and where its owner's agency uses it, pinned at enrolment."""

    cose: bytes
    rp_id: str
    origins: tuple[str, ...]


def read_key(cose: bytes) -> CoseKey:
    """Return the key; Invalid("passkey_algorithm") unless it is ES256 or Ed25519 and sound."""
    try:
        fields = cbor.decode(cose)
        key = CoseKey.parse(fields) if isinstance(fields, Mapping) else CoseKey({})
        if isinstance(key, ES256):
            _refuse_off_curve(key[_X], key[_Y])
            return key
    except _FOREIGN as error:
        raise Invalid("passkey_algorithm") from error
    if isinstance(key, EdDSA) and isinstance(key.get(_X), bytes):
        sign.refuse_low_order(key[_X])
        return key
    raise Invalid("passkey_algorithm")


def _refuse_off_curve(x: bytes, y: bytes) -> None:
    """ValueError for a point that is not on P-256."""
    point = int.from_bytes(x, "big"), int.from_bytes(y, "big")
    ec.EllipticCurvePublicNumbers(*point, ec.SECP256R1()).public_key()


def challenge(prefix: bytes, nonce: bytes) -> bytes:
    """Return the 32 bytes to sign in or to register with; the browser reckons them as well."""
    return sha256(prefix + nonce).digest()


def key_id(cose: bytes) -> KeyId:
    """Return the 16-hex identifier of a passkey's public key."""
    return KeyId(sha256(_KEY_ID_PREFIX + cose).hexdigest()[:16])


@dataclass(frozen=True, slots=True)
class Registered:
    """A passkey as the browser made it: its credential id and its public key (COSE)."""

    credential: bytes
    cose: bytes


def register(
    client_data: bytes, attestation: bytes, challenge: bytes, place: tuple[str, tuple[str, ...]]
) -> Registered:
    """Return the new passkey of `place` = (rp id, origins); Damaged("passkey_...") if not sound."""
    rp_id, origins = place
    try:
        auth = AttestationObject(attestation).auth_data
        made = auth.credential_data
        found = None if made is None else (made.credential_id, cbor.encode(dict(made.public_key)))
    except _FOREIGN as error:
        raise Damaged("passkey_check", check="form") from error
    _check_client(client_data, (_CREATE, challenge), origins)
    _check_authenticator(auth, rp_id)
    if found is None:
        raise Damaged("passkey_check", check="form")
    read_key(found[1])
    return Registered(*found)


def verify(passkey: Passkey, assertion: Assertion, signature: bytes, challenge: bytes) -> None:
    """Raise Damaged("passkey_...") unless the assertion is by this passkey over this challenge."""
    client_raw = base64.from_text(assertion.client_data)
    auth_raw = base64.from_text(assertion.authenticator_data)
    try:
        auth = AuthenticatorData(auth_raw)
    except _FOREIGN as error:
        raise Damaged("passkey_check", check="form") from error
    _check_client(client_raw, (_GET, challenge), passkey.origins)
    _check_authenticator(auth, passkey.rp_id)
    signed = auth_raw + sha256(client_raw).digest()
    if not _signature_holds(read_key(passkey.cose), signature, signed):
        raise Damaged("passkey_check", check="signature")


def _check_client(raw: bytes, wanted: tuple[str, bytes], origins: tuple[str, ...]) -> None:
    try:
        client = CollectedClientData(raw)
        said = client.type, client.challenge
        origin = client.origin
    except _FOREIGN as error:
        raise Damaged("passkey_check", check="form") from error
    if said[0] != wanted[0]:
        raise Damaged("passkey_check", check="type")
    if said[1] != wanted[1]:
        raise Damaged("passkey_check", check="challenge")
    if origin not in origins:
        raise Damaged("passkey_check", check="origin")
    if client.cross_origin:
        raise Damaged("passkey_check", check="crossOrigin")


def _check_authenticator(auth: AuthenticatorData, rp_id: str) -> None:
    if auth.rp_id_hash != sha256(rp_id.encode()).digest():
        raise Damaged("passkey_check", check="rpId")
    if not auth.is_user_present():
        raise Damaged("passkey_check", check="UP")
    if not auth.is_user_verified():
        raise Damaged("passkey_check", check="UV")


def _signature_holds(key: CoseKey, signature: bytes, signed: bytes) -> bool:
    if isinstance(key, EdDSA):
        # libsodium's verdict, like every other Ed25519 signature here
        return sign.verify(bytes(key[_X]), signature, signed)
    try:
        key.verify(signed, signature)
    except (InvalidSignature, *_FOREIGN):
        return False
    return True
