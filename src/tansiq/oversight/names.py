"""One spelling for a name, so that the data-protection officer finds it whoever wrote it how.

Promises: case, accents, vowel marks, order of the words, commas and digit shapes do not matter.
Does not match across scripts; that is the work of the name coder, which this node lacks so far.
"""

import hashlib
import unicodedata

_FAMILIES = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ـ": "", "ٱ": "ا"})


class _Kept(dict[int, str]):
    """What stays of a character, asked of Unicode once: itself, a space, or nothing for a mark."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = char if char.isalnum() else " "
        found = self[code] = "" if unicodedata.category(char) in {"Mn", "Me", "Cf"} else plain
        return found


_KEPT = _Kept()


def name_digest(name: str) -> str:
    """SHA-256 of the key of a name, hex: enough to find it by, and of one length for an index."""
    return hashlib.sha256(name_key(name).encode("utf-8", "replace")).hexdigest()


def name_key(name: str) -> str:
    """The words of a name in lower case without marks, in alphabetical order, one space between."""
    folded = unicodedata.normalize("NFKD", name.translate(_FAMILIES)).casefold()
    return " ".join(sorted(folded.translate(_KEPT).split()))
