"""Text that reads the same to a person and to a machine.

Promises: an identifier that passes is in Unicode normal form C, holds no invisible or
direction-changing character and no space at its ends. Does not: know any identifier's own
alphabet; ``terms.ids`` does.
"""

from __future__ import annotations

import unicodedata

from tansiq.terms.errors import Invalid
from tansiq.terms.visible import has_hidden, hidden_in_identifier, reveal_controls

__all__ = ["check_identifier_text", "has_hidden", "is_nfc", "reveal_controls", "to_nfc"]


def is_nfc(text: str) -> bool:
    """Whether the text is in Unicode normal form C (UAX 15)."""
    return text.isascii() or unicodedata.is_normalized("NFC", text)


def to_nfc(text: str) -> str:
    """The text in Unicode normal form C, as typed input must be brought before it is stored."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def check_identifier_text(text: str) -> str:
    """Return the text unchanged, or raise Invalid ``text_*`` naming what it hides."""
    hidden = hidden_in_identifier(text)
    if hidden is not None:
        raise Invalid("text_hidden_character", character=hidden)
    if not is_nfc(text):
        raise Invalid("text_not_normal_form")
    if not text or text != text.strip():
        raise Invalid("text_blank_edge")
    return text
