"""Passkey assertions (Web Authentication Level 3, section 7.2) over the challenge of an act.

Promises the checks a partner can make by itself: type, challenge, origin, crossOrigin, rpIdHash,
user present, user verified, signature by ES256 or Ed25519. Proves use of the authenticator, not
what the screen showed. Counters are not judged: synced passkeys have none.
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
from fido2.webauthn import AuthenticatorData, CollectedClientData

from tansiq.ledger import base64, sign
from tansiq.terms.errors import Damaged, Invalid

_TYPE: Final = "webauthn.get"
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


def verify(passkey: Passkey, assertion: Assertion, signature: bytes, challenge: bytes) -> None:
    """Raise Damaged("passkey_...") unless the assertion is by this passkey over this challenge."""
    client_raw = base64.from_text(assertion.client_data)
    auth_raw = base64.from_text(assertion.authenticator_data)
    try:
        client, auth = CollectedClientData(client_raw), AuthenticatorData(auth_raw)
        said_type, said_challenge, origin = client.type, client.challenge, client.origin
    except _FOREIGN as error:
        raise Damaged("passkey_check", check="form") from error
    if said_type != _TYPE:
        raise Damaged("passkey_check", check="type")
    if said_challenge != challenge:
        raise Damaged("passkey_check", check="challenge")
    if origin not in passkey.origins:
        raise Damaged("passkey_check", check="origin")
    if client.cross_origin:
        raise Damaged("passkey_check", check="crossOrigin")
    _check_authenticator(auth, passkey.rp_id)
    signed = auth_raw + sha256(client_raw).digest()
    if not _signature_holds(read_key(passkey.cose), signature, signed):
        raise Damaged("passkey_check", check="signature")


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
