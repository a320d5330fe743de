"""Names as folded lines: small letters without marks, and what its writer set apart marked.

Promises: pure, many names at once, a line a name; of a name the first `LONGEST` letters are read,
whatever it holds. A mark `^` before a word says that the writer set it apart as a family name.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import compress, repeat
from operator import contains

import numpy as np

from tansiq.names.spelling import APART, CAPITALS, FAMILY, OTHER

LONGEST = 400
_NEXT = f" {FAMILY}"


def _kept(char: str) -> str:
    """What a character is to a name: letters stay, marks go, all others part."""
    if char.isalpha() or char in {"\n", FAMILY}:
        return char
    if char.isdigit():
        return str(unicodedata.digit(char, 0))
    hidden = unicodedata.combining(char) or unicodedata.category(char) in {"Cf", "Cc", "Mn"}
    return "" if hidden and not char.isspace() else " "


class _Folded(dict[int, str]):
    """What a character becomes, asked of Unicode once."""

    def __missing__(self, code: int) -> str:
        apart = unicodedata.normalize("NFKD", chr(code).casefold().translate(APART))
        found = self[code] = "".join(map(_kept, apart)).translate(OTHER)
        return found


_FOLDED = _Folded()
_PLAIN = str.maketrans(
    {code: (None if chr(code) in "'`" else _kept(chr(code)) or None) for code in range(128)}
)


def lines(names: Sequence[str]) -> list[str]:
    """Each name as a folded line. Plain Latin letters, which are most, need less than others."""
    if not names:
        return []
    marked = _marked(_cut(names))
    text = "\n".join(marked)
    if text.isascii():
        return _small(text)
    found = np.empty(len(marked), np.object_)
    plain = np.fromiter(map(str.isascii, marked), np.bool_, len(marked))
    for some, folded in ((plain, _small), (~plain, _folded)):
        if some.any():
            found[some] = folded("\n".join(compress(marked, some)))
    told: list[str] = found.tolist()
    return told


def _small(text: str) -> list[str]:
    return text.casefold().translate(_PLAIN).split("\n")


def _folded(text: str) -> list[str]:
    return unicodedata.normalize("NFC", text).translate(_FOLDED).split("\n")


def _cut(names: Sequence[str]) -> list[str]:
    """Names on one line each, none longer than is read, none with a mark of its own."""
    whole = "".join(names)
    if "\n" not in whole and FAMILY not in whole and max(map(len, names), default=0) <= LONGEST:
        return list(names)
    return [name[:LONGEST].replace("\n", " ").replace(FAMILY, " ") for name in names]


def _marked(names: list[str]) -> list[str]:
    """Names with a mark on each word of a family name: before a comma, or alone in capitals."""
    with_comma = list(map(contains, names, repeat(",")))
    for number in compress(range(len(names)), with_comma):
        family, _, given = names[number].partition(",")
        if "," not in given and family.strip() and given.strip():
            names[number] = f"{FAMILY}{family.replace('-', ' ').replace(' ', _NEXT)} {given}"
    flags = (with_comma, map(str.istitle, names), map(str.isupper, names))
    known = [np.fromiter(one, np.bool_, len(names)) for one in flags]
    rest = np.flatnonzero(~(known[0] | known[1] | known[2])).tolist()
    told = CAPITALS.sub(_with_mark, "\n".join(map(names.__getitem__, rest))).split("\n")
    for number, name in zip(rest, told, strict=False):
        names[number] = name
    return names


def _with_mark(found: re.Match[str]) -> str:
    return FAMILY + found.group()
