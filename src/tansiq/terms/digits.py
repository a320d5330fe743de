"""Digests as digits, to be compared aloud by two people in any of the four languages.

Promises: Western digits only, in groups, the same for the same digest on every node. Does not:
make a short code as strong as the digest: the short code is for comparing what two screens of one
act show, the long one for keys.
"""

from __future__ import annotations

from tansiq.terms.errors import Invalid

DIGEST_BYTES = 32

_GROUPS, _GROUP = 12, 5
_CODE_GROUPS, _CODE_GROUP = 3, 4


def digit_groups(digest: bytes) -> str:
    """Twelve groups of five digits (199 bits) for a 32-byte digest, as a key fingerprint is read.

    Raises Invalid ``digest_length``.
    """
    return _grouped(digest, _GROUPS, _GROUP)


def digest_code(digest: bytes) -> str:
    """Three groups of four digits (about 40 bits) for a 32-byte digest, to compare two screens.

    Raises Invalid ``digest_length``.
    """
    return _grouped(digest, _CODE_GROUPS, _CODE_GROUP)


def _grouped(digest: bytes, groups: int, group: int) -> str:
    if len(digest) != DIGEST_BYTES:
        raise Invalid("digest_length", bytes=len(digest), wanted=DIGEST_BYTES)
    wanted = groups * group
    digits = str(int.from_bytes(digest) % 10**wanted).zfill(wanted)
    return " ".join(digits[at : at + group] for at in range(0, wanted, group))
