"""A party's own part, bound into the order without being shown.

Promises: SHA-256("tansiq-tactical-v1" || salt || canonical part) with a salt of 32 random bytes: it
tells nobody what the part is, and no other part fits it. Opened later, in court, by part and salt.
"""

import hashlib
import re

import msgspec

from tansiq.record import canonical
from tansiq.record.tactics import TacticalPart
from tansiq.terms.errors import Invalid

_SALT = re.compile(r"[0-9a-f]{64}")
_TAG = b"tansiq-tactical-v1"


def commitment_of(part: TacticalPart, salt: str) -> str:
    """The commitment of a part in hex; Invalid `operation_salt` unless the salt is 32 bytes."""
    if _SALT.fullmatch(salt) is None:
        raise Invalid("operation_salt")
    said = canonical.encode(msgspec.to_builtins(part))
    return hashlib.sha256(_TAG + bytes.fromhex(salt) + said).hexdigest()
