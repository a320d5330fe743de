"""age files (C2SP age, version 1) for exactly one X25519 recipient.

Promises that a file with more than one recipient is refused before anything is decrypted: opening
is quadratic in recipients, and a header of thousands of stanzas is an attack. Says nothing about
who sent the file; a signed header inside does.
"""

import re
from typing import Final

from pyrage import DecryptError, IdentityError, RecipientError, decrypt, encrypt, x25519

from tansiq.terms.errors import Damaged, Invalid

_FIRST_LINE: Final = b"age-encryption.org/v1\n"
_HEADER_END: Final = b"\n--- "
_MAX_HEADER: Final = 4_096
_STANZA: Final = re.compile(rb"\n-> ([!-~]+)")


def new_identity() -> str:
    """Return a fresh age identity, "AGE-SECRET-KEY-1..."."""
    return str(x25519.Identity.generate())


def recipient_of(identity: str) -> str:
    """Return the public recipient, "age1...", of an identity."""
    return str(_identity(identity).to_public())


def _identity(identity: str) -> x25519.Identity:
    try:
        return x25519.Identity.from_str(identity)
    except IdentityError as error:
        raise Invalid("age_key_malformed") from error


def seal(data: bytes, recipient: str) -> bytes:
    """Return the age file of `data` for one recipient; Invalid("age_key_malformed")."""
    try:
        key = x25519.Recipient.from_str(recipient)
    except RecipientError as error:
        raise Invalid("age_key_malformed") from error
    return bytes(encrypt(data, [key]))


def refuse_many(head: bytes) -> None:
    """Damaged("age_recipients") unless the file names exactly one X25519 recipient.

    `head` is the file, or its first 4,096 bytes: the header of one recipient is shorter.
    """
    if not head.startswith(_FIRST_LINE):
        raise Damaged("age_malformed")
    end = head.find(_HEADER_END, 0, _MAX_HEADER)
    found = _STANZA.findall(head, len(_FIRST_LINE) - 1, end if end >= 0 else _MAX_HEADER)
    # Writers add one stanza of random nonsense, "...-grease", so that readers stay tolerant.
    stanzas = sum(not kind.endswith(b"-grease") for kind in found)
    if stanzas > 1 or len(found) > 2 or end < 0:
        raise Damaged("age_recipients", count=stanzas)
    if not head.startswith(b"-> X25519 ", len(_FIRST_LINE)):
        raise Damaged("age_malformed")


def open_file(data: bytes, identity: str) -> bytes:
    """Return what is inside; Damaged("age_recipients"), ("age_malformed") or ("age_unopenable")."""
    refuse_many(data)
    try:
        return bytes(decrypt(data, [_identity(identity)]))
    except DecryptError as error:
        raise Damaged("age_unopenable") from error
