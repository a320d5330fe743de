"""The code of a notice: what a contact types to read it, and what is kept of it.

Promises: sixteen digits from the system's source of chance; kept is a digest under a key that
follows from the alert's retention class, which lies in the key store and goes when the alert is
erased. Digits may be typed in any script, with blanks and hyphens. Comparing takes as long whatever
was typed. Does not count attempts: the pages do.
"""

import hmac
import secrets
import unicodedata

from tansiq.node.compose import Node
from tansiq.terms.ids import ClassId

DIGITS = 16
_GROUP = 4
_BETWEEN = frozenset("-‐‑–. ")
_NOBODY = bytes(32)


def new_code() -> str:
    """Sixteen digits by chance."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def grouped(code: str) -> str:
    """A code in groups, as people read it."""
    return " ".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def digest(node: Node, class_id: ClassId, notice: str, code: str) -> str:
    """What is kept of a code, hex; empty when the key of its class is gone."""
    key = node.keys.class_key(class_id)
    return "" if key is None else _keyed(key, notice, code).hex()


def typed(text: str) -> str:
    """The digits that somebody typed, or an empty text when it is no code at all."""
    found = []
    for one in text[:80]:
        if one in _BETWEEN or one.isspace() or unicodedata.category(one) == "Cf":
            continue
        digit = unicodedata.digit(one, None)
        if digit is None:
            return ""
        found.append(str(digit))
    return "".join(found) if len(found) == DIGITS else ""


def same(node: Node, class_id: ClassId | None, kept: tuple[str, str], code: str) -> bool:
    """Whether a code is the one of this notice; `kept` = (notice, its digest as recorded)."""
    notice, wanted = kept
    key = None if class_id is None else node.keys.class_key(class_id)
    # Computed for what is not there, too: the time it takes tells nothing.
    found = _keyed(_NOBODY if key is None else key, notice, code).hex()
    return hmac.compare_digest(found, wanted) and key is not None and bool(code)


def _keyed(class_key: bytes, notice: str, code: str) -> bytes:
    inner = hmac.digest(class_key, b"tansiq notice/1 code\x01", "sha256")
    return hmac.digest(inner, f"{notice} {code}".encode(), "sha256")
