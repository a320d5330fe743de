"""A pseudo-random function that two evaluate together: RFC 9497, ristretto255-SHA512, mode VOPRF.

Promises: hash to group, evaluation and the proof that one key made all answers, byte for byte as in
the RFC's vectors. The holder of the key learns nothing of the input, the asker nothing of the key.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

from tansiq.subjects import ristretto
from tansiq.subjects.ristretto import SCALAR
from tansiq.terms.errors import Invalid

CONTEXT = b"OPRFV1-\x01-ristretto255-SHA512"
"""Mode 1 (verifiable) of the suite (RFC 9497, sections 3.1 and 4.1)."""
PROOF = 2 * SCALAR
_GROUP = b"HashToGroup-" + CONTEXT
_SCALAR = b"HashToScalar-" + CONTEXT
_SEED = b"Seed-" + CONTEXT
_DERIVE = b"DeriveKeyPair" + CONTEXT
_MOST_TRIES = 256


def hash_to_group(items: Iterable[bytes], tag: bytes = _GROUP) -> bytes:
    """A row with the point of each input; nobody knows its logarithm."""
    return ristretto.from_hashes(b"".join(ristretto.expanded(one, tag) for one in items))


def hash_to_scalar(message: bytes, tag: bytes = _SCALAR) -> bytes:
    """A scalar for a message under a domain tag (RFC 9497, section 4.1)."""
    return ristretto.reduced(ristretto.expanded(message, tag))


def derive_key(seed: bytes, info: bytes) -> bytes:
    """The secret scalar of a 32-byte seed (RFC 9497, section 3.2.1)."""
    if len(seed) != SCALAR:
        raise Invalid("seed_length", found=len(seed))
    begun = seed + _sized(info)
    for counter in range(_MOST_TRIES):
        found = hash_to_scalar(begun + bytes([counter]), _DERIVE)
        if any(found):
            return found
    raise Invalid("match_scalar")


def public(key: bytes) -> bytes:
    """What is told of a key: the generator times it."""
    return ristretto.multiples_of_base(key)


def blind(factor: bytes, inputs: Iterable[bytes]) -> bytes:
    """The inputs' points under the asker's secret factor."""
    return ristretto.multiply(factor, hash_to_group(inputs))


def finalize(message: bytes, unblinded: bytes) -> bytes:
    """The function's 64 bytes for an input (RFC 9497, section 3.3.1)."""
    return hashlib.sha512(_sized(message) + _sized(unblinded) + b"Finalize").digest()


def prove(key: bytes, asked: bytes, answered: bytes, nonce: bytes | None = None) -> bytes:
    """Proof that every point was multiplied by the secret of the public key (section 2.2.1).

    `nonce` is for the RFC's vectors alone: used twice, it betrays the key.
    """
    known = public(key)
    combined = ristretto.total(ristretto.multiply_each(_weights(known, asked, answered), asked))
    times = ristretto.multiply(key, combined)
    random = nonce or ristretto.random_scalar()
    seen = ristretto.multiples_of_base(random), ristretto.multiply(random, combined)
    challenge = _challenge(known, combined, times, *seen)
    return challenge + ristretto.difference(random, ristretto.product(challenge, key))


def proven(known: bytes, asked: bytes, answered: bytes, proof: bytes) -> bool:
    """Whether a proof holds for a public key; False for anything malformed (section 2.2.2)."""
    if len(proof) != PROOF or len(asked) != len(answered) or not asked:
        return False
    try:
        return _holds(known, asked, answered, proof)
    except Invalid:
        return False


def _holds(known: bytes, asked: bytes, answered: bytes, proof: bytes) -> bool:
    ristretto.check(known + asked + answered)
    weights = _weights(known, asked, answered)
    combined = ristretto.total(ristretto.multiply_each(weights, asked))
    times = ristretto.total(ristretto.multiply_each(weights, answered))
    challenge, rest = ristretto.scalar(proof[:SCALAR]), ristretto.scalar(proof[SCALAR:])
    first = ristretto.add(ristretto.multiples_of_base(rest), ristretto.multiply(challenge, known))
    second = ristretto.add(ristretto.multiply(rest, combined), ristretto.multiply(challenge, times))
    return hmac.compare_digest(challenge, _challenge(known, combined, times, first, second))


def _weights(known: bytes, asked: bytes, answered: bytes) -> bytes:
    """A scalar for each pair, so that one proof stands for all (ComputeComposites)."""
    if len(asked) != len(answered):
        raise Invalid("match_point")
    seed = hashlib.sha512(_sized(known) + _sized(_SEED)).digest()
    pairs = zip(ristretto.points(asked), ristretto.points(answered), strict=True)
    return b"".join(
        hash_to_scalar(
            _sized(seed) + number.to_bytes(2, "big") + _sized(one) + _sized(other) + b"Composite"
        )
        for number, (one, other) in enumerate(pairs)
    )


def _challenge(*seen: bytes) -> bytes:
    return hash_to_scalar(b"".join(map(_sized, seen)) + b"Challenge")


def _sized(data: bytes) -> bytes:
    return len(data).to_bytes(2, "big") + data
