"""Ed25519 signatures (RFC 8032) with libsodium's verdict, the same at every node.

Promises that `verify` answers exactly what libsodium answers: OpenSSL accepts other edge cases, and
an entry must never be valid at one node and void at another. Does not store keys and does not say
whose key it is; `refuse_low_order` is for the moment a key is enrolled.
"""

from __future__ import annotations

import hashlib
import secrets
from functools import lru_cache

from nacl.bindings import (
    crypto_core_ed25519_is_valid_point,
    crypto_sign,
    crypto_sign_open,
    crypto_sign_seed_keypair,
)
from nacl.exceptions import BadSignatureError

from tansiq.terms.errors import Invalid
from tansiq.terms.ids import KeyId

SEED_BYTES = 32
PUBLIC_BYTES = 32
SIGNATURE_BYTES = 64

_KEY_ID_PREFIX = b"tansiq-key-v1\n\x01"


class SigningKey:
    """One expanded Ed25519 key: deriving it costs as much as a signature, so it is kept."""

    __slots__ = ("_secret", "public")

    def __init__(self, seed: bytes) -> None:
        """Expand a 32-byte seed; Invalid `seed_length` for any other length."""
        if len(seed) != SEED_BYTES:
            raise Invalid("seed_length", found=len(seed))
        self.public, self._secret = crypto_sign_seed_keypair(seed)

    def __repr__(self) -> str:
        """Name the public half only: a secret must not reach a log."""
        return f"SigningKey({self.public.hex()})"

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte signature of the message (RFC 8032, pure Ed25519)."""
        signed: bytes = crypto_sign(message, self._secret)
        return signed[:SIGNATURE_BYTES]


def generate_seed() -> bytes:
    """Return 32 fresh random bytes from the operating system."""
    return secrets.token_bytes(SEED_BYTES)


# A process signs with a handful of keys; the bound only keeps tests with many nodes small.
@lru_cache(maxsize=512)
def _expanded(seed: bytes) -> SigningKey:
    return SigningKey(seed)


def public_key(seed: bytes) -> bytes:
    """Return the 32-byte public key of a seed."""
    return _expanded(seed).public


def sign(seed: bytes, message: bytes) -> bytes:
    """Return the 64-byte Ed25519 signature of the message."""
    return _expanded(seed).sign(message)


def verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """Say whether libsodium accepts the signature; wrong lengths are a plain no."""
    if len(public) != PUBLIC_BYTES or len(signature) != SIGNATURE_BYTES:
        return False
    try:
        crypto_sign_open(signature + message, public)
    except BadSignatureError:
        return False
    return True


def refuse_low_order(public: bytes) -> None:
    """Raise Invalid `key_low_order` unless the key is a canonical point of the prime-order group.

    A key outside that group verifies signatures nobody made: its owner could disown, or claim
    for others, whatever it signed. Checked once, when a key enters a key ring.
    """
    if len(public) != PUBLIC_BYTES or not crypto_core_ed25519_is_valid_point(public):
        raise Invalid("key_low_order", key=public.hex()[:64])


@lru_cache(maxsize=4096)
def key_id(public: bytes) -> KeyId:
    """Return the 16-hex identifier of an Ed25519 public key used in DSSE envelopes."""
    return KeyId(hashlib.sha256(_KEY_ID_PREFIX + public).hexdigest()[:16])
