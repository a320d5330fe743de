"""Characters that deceive the eye: direction controls and what cannot be seen.

Promises: running text keeps its characters and shows the deceiving ones. Does not: judge look-alike
letters of different scripts.
"""

from __future__ import annotations

import json
import re

# Unicode Standard Annex 9 (explicit formatting, isolates, marks), zero-width characters,
# the invisible operators, soft hyphen, tag characters, fillers, and C0/C1 controls.
_DECEIVING = (
    "\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_IN_IDENTIFIER = re.compile(f"[{_DECEIVING}\t\n\r\ud800-\udfff]")
# Joiners are spelling in Persian and in emoji, variation selectors are shape: text keeps them.
_KEPT_IN_TEXT = frozenset("\u200c\u200d") | {chr(point) for point in range(0xFE00, 0xFE10)}
_IN_TEXT = re.compile(f"[{_DECEIVING}\ud800-\udfff]")


def hidden_in_identifier(text: str) -> str | None:
    """The first character an identifier may not hold, as ``U+200B``, or None."""
    found = _IN_IDENTIFIER.search(text)
    return None if found is None else _name(found.group())


def has_hidden(text: str) -> bool:
    """Whether running text holds a character that ``reveal_controls`` would show."""
    return any(found.group() not in _KEPT_IN_TEXT for found in _IN_TEXT.finditer(text))


def reveal_controls(text: str) -> str:
    """The text with each direction control and invisible character written out as ``⟨U+202E⟩``."""
    if text.isascii() and text.isprintable():
        return text
    return _IN_TEXT.sub(_reveal, text)


def escape_controls(document: str) -> str:
    """A JSON document with each such character as an escape: the same data, safe on a screen."""
    return _IN_TEXT.sub(lambda found: json.dumps(found.group())[1:-1], document)


def _reveal(found: re.Match[str]) -> str:
    character = found.group()
    return character if character in _KEPT_IN_TEXT else f"⟨{_name(character)}⟩"


def _name(character: str) -> str:
    return f"U+{ord(character):04X}"
