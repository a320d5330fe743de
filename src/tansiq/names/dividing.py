"""Many names at once as words that can be compared, in the order in which they stand.

Promises: pure; articles, particles and compounds are in their place, at most `MOST` words a name,
and a name is read to its `LONGEST` letter, whatever it holds. Does not: compare.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tansiq.names.spelling import (
    APART,
    ARABIC_EDITS,
    CAPITALS,
    FAMILY,
    LATIN_EDITS,
    LITTLE,
    OTHER,
)

MOST = 6
LONGEST = 400


class _Kept(dict[int, str]):
    """What a character is to a name, asked of Unicode once: letters stay, marks go, blanks part."""

    def __missing__(self, code: int) -> str:
        found = self[code] = _kept(chr(code))
        return found


def _kept(char: str) -> str:
    if char.isalpha() or char in {"\n", FAMILY}:
        return char
    if char.isdigit():
        return str(unicodedata.digit(char, 0))
    hidden = unicodedata.combining(char) or unicodedata.category(char) in {"Cf", "Cc", "Mn"}
    return "" if hidden and not char.isspace() else " "


_KEPT = _Kept()
_PLAIN = str.maketrans(
    {code: (None if chr(code) in "'`" else _kept(chr(code)) or None) for code in range(128)}
)
_BLANKS = re.compile(r"  +")
_MARKS = re.compile(r"\^(?= )")


@dataclass(frozen=True, slots=True)
class Divided:
    """Names as numbers of words: a row a name, -1 where it has no more; which are family names."""

    words: NDArray[np.object_]
    places: NDArray[np.int32]
    family: NDArray[np.bool_]


def listed(texts: Iterable[str]) -> NDArray[np.object_]:
    """Texts that are chosen by number."""
    kept = tuple(texts)
    found = np.empty(len(kept), np.object_)
    found[:] = kept
    return found


def divided(names: Sequence[str]) -> Divided:
    """The words of names; a name without any letter has no word."""
    lines = _lines(names)
    words: defaultdict[str, int] = defaultdict()
    words.default_factory = words.__len__
    marked = "".join(lines).split()
    numbers = np.array([words[word.lstrip(FAMILY)] for word in marked], np.int32)
    as_family = np.array([word.startswith(FAMILY) for word in marked], np.bool_)
    row = np.repeat(np.arange(len(lines)), [line.count(" ") for line in lines])
    needed = _needed(listed(words), numbers, row, len(lines))
    numbers, as_family, row = numbers[needed], as_family[needed], row[needed]
    column = np.arange(len(row)) - np.searchsorted(row, row)
    kept = column < MOST
    places = np.full((len(lines), MOST), -1, np.int32)
    places[row[kept], column[kept]] = numbers[kept]
    family = np.zeros((len(lines), MOST), np.bool_)
    family[row[kept], column[kept]] = as_family[kept]
    family[family.sum(1) == (places >= 0).sum(1)] = False  # all alike: nothing is told apart
    return Divided(listed(words), places, family)


def _needed(
    words: NDArray[np.object_], numbers: NDArray[np.int32], row: NDArray[np.int64], rows: int
) -> NDArray[np.bool_]:
    """Every word, but particles and titles only in a name that has not two other words."""
    little = np.array([word in LITTLE for word in words], np.bool_)[numbers]
    others = np.bincount(row[~little], minlength=rows)
    return np.asarray(~little | (others[row] < 2), np.bool_)


def _lines(names: Sequence[str]) -> list[str]:
    """A line a name, a blank before each word.

    Names in plain Latin letters are edited apart from the others: they are most and need less.
    """
    marked = [_marked(name) for name in names]
    plain = [number for number, name in enumerate(marked) if name.isascii()]
    other = [number for number, name in enumerate(marked) if not name.isascii()]
    lines = [""] * len(marked)
    for numbers, folded in ((plain, _small), (other, _folded)):
        if numbers:
            text = folded("\n".join([marked[number] for number in numbers]))
            for number, line in zip(numbers, _edited(text), strict=True):
                lines[number] = line
    return lines


def _edited(text: str) -> list[str]:
    """Each line with its compounds joined and without articles."""
    text = _BLANKS.sub(" ", _MARKS.sub("", " " + text.replace("\n", " \n ") + " "))
    text = text.replace(" \n", "\n").removesuffix(" ")
    for pattern, after in LATIN_EDITS if text.isascii() else LATIN_EDITS + ARABIC_EDITS:
        text = pattern.sub(after, text)
    return text.split("\n")


def _marked(name: str) -> str:
    """A name on one line, with a mark on each word that its writer set apart as family name."""
    name = name[:LONGEST].replace("\n", " ").replace(FAMILY, " ")
    family, comma, given = name.partition(",")
    if comma and "," not in given:
        if given.strip() and family.strip():
            return " ".join(FAMILY + word for word in family.split()) + " " + given
        return name
    if name.istitle() or name.isupper() or name.islower():
        return name
    return CAPITALS.sub(_with_mark, name)


def _with_mark(found: re.Match[str]) -> str:
    return FAMILY + found.group()


def _small(text: str) -> str:
    return text.casefold().translate(_PLAIN)


def _folded(text: str) -> str:
    small = unicodedata.normalize("NFC", text).casefold().translate(APART)
    return unicodedata.normalize("NFKD", small).translate(_KEPT).translate(OTHER)


def joined(parts: Sequence[Divided]) -> Divided:
    """Names that were divided apart, as one."""
    words: defaultdict[str, int] = defaultdict()
    words.default_factory = words.__len__
    places = []
    for part in parts:
        number = np.array([*(words[word] for word in part.words), -1], np.int32)
        places.append(number[part.places])
    family = [part.family for part in parts]
    none = np.empty((0, MOST))
    return Divided(
        listed(words),
        np.concatenate(places or [none.astype(np.int32)]),
        np.concatenate(family or [none.astype(np.bool_)]),
    )


def narrowed(names: Divided, rows: NDArray[np.int64]) -> tuple[Divided, NDArray[np.int64]]:
    """Some of the names with the words they hold, and which words of the whole those were."""
    places = names.places[rows]
    kept, back = np.unique(places, return_inverse=True)
    shift = int(kept.size > 0 and kept[0] < 0)
    numbers = kept[shift:].astype(np.int64)
    again = (back.reshape(places.shape) - shift).astype(np.int32)
    return Divided(names.words[numbers], again, names.family[rows]), numbers
