"""Base64 in one spelling only (RFC 4648 section 4, with padding).

Promises that two different texts never decode to the same bytes: stray characters, missing padding
and non-zero spare bits are refused. Does not accept the URL-safe alphabet.
"""

import binascii

from tansiq.terms.errors import Damaged


def to_text(data: bytes) -> str:
    """Return the base64 text of `data`."""
    return binascii.b2a_base64(data, newline=False).decode("ascii")


def to_bytes(data: bytes) -> bytes:
    """Return the base64 text of `data` as ASCII bytes."""
    return binascii.b2a_base64(data, newline=False)


def from_text(text: str | bytes) -> bytes:
    """Return the bytes of a base64 text; Damaged("base64_malformed") for any other spelling."""
    try:
        raw = text.encode("ascii") if isinstance(text, str) else text
        # lenient and fast: whatever was skipped is missing in the spelling compared below
        data = binascii.a2b_base64(raw)
    except (ValueError, UnicodeEncodeError) as error:
        raise Damaged("base64_malformed") from error
    if binascii.b2a_base64(data, newline=False) != raw:
        raise Damaged("base64_malformed")
    return data
