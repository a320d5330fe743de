"""Label codes of seized things: any format, one spelling.

Promises: what two people type or scan from one label is one label here. Does not know what an
agency's labels look like.
"""

import re
import unicodedata

from tansiq.terms.errors import Invalid
from tansiq.terms.visible import has_hidden

LONGEST = 40
_SPACE = re.compile(r"\s+")
_JOINTS = re.compile(r"[\s_.\-\u2010-\u2015\u2212/]+")


def normal_label(text: str) -> str:
    """A label as it is kept: capitals, Western digits, single spaces; Invalid `custody_label`."""
    plain = unicodedata.normalize("NFKC", text.replace("\0", ""))
    digits = "".join(_digit(one) for one in plain)
    tidy = _SPACE.sub(" ", digits).strip().upper()
    if not tidy or len(tidy) > LONGEST or has_hidden(tidy) or not label_key(tidy):
        raise Invalid("custody_label", most=LONGEST)
    return tidy


def label_key(label: str) -> str:
    """What two spellings of one label have in common: hyphens, dots and spaces are one mark."""
    return _JOINTS.sub("-", label).strip("-").upper()


def _digit(one: str) -> str:
    return str(unicodedata.digit(one)) if one.isdecimal() else one
