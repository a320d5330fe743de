"""The check every identifier typed by a person or sent by a partner must pass.

Promises: a text that passes reads the same to a person and to a machine: normal form C, no
invisible character, no direction control, no space at its ends. Does not: know any identifier's
own alphabet; ``terms.ids`` does.
"""

from __future__ import annotations

from tansiq.terms.errors import Invalid
from tansiq.terms.text import hidden_in_identifier, is_nfc


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
