"""Many names at once as words that can be compared, in the order in which they stand.

Promises: pure; articles, particles and compounds are in their place, at most `MOST` words a name,
and a name is read to its `LONGEST` letter, whatever it holds. Does not: compare.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from tansiq.names.spelling import APART, CAPITALS, EDITS, FAMILY, LITTLE, OTHER

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


@dataclass(frozen=True, slots=True)
class Divided:
    """Names as numbers of words: a row a name, -1 where it has no more; which are family names."""

    words: tuple[str, ...]
    places: NDArray[np.int32]
    family: NDArray[np.bool_]


def divided(names: Sequence[str]) -> Divided:
    """The words of names; a name without any letter has no word."""
    rows = _rows(names)
    words: defaultdict[str, int] = defaultdict()
    words.default_factory = words.__len__
    marked = [word for row in rows for word in row]
    numbers = [words[word.lstrip(FAMILY)] for word in marked]
    lengths = np.fromiter(map(len, rows), np.int64, len(rows))
    row = np.repeat(np.arange(len(rows)), lengths)
    column = np.arange(len(marked)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    places = np.full((len(rows), MOST), -1, np.int32)
    places[row, column] = numbers
    family = np.zeros((len(rows), MOST), np.bool_)
    family[row, column] = [word.startswith(FAMILY) for word in marked]
    family[(family.sum(1) == lengths)] = False  # all words alike: nothing is told apart
    return Divided(tuple(words), places, family)


def _rows(names: Sequence[str]) -> list[list[str]]:
    text = _folded("\n".join(map(_marked, names)))
    for pattern, after in EDITS:
        text = pattern.sub(after, text)
    short = LITTLE.sub("", text)
    pairs = zip(short.split("\n"), text.split("\n"), strict=True)
    return [_words(bare.split(), whole) for bare, whole in pairs] if names else []


def _words(bare: list[str], whole: str) -> list[str]:
    """Without particles when two words remain, else as it stands."""
    words = bare if len(bare) > 1 else whole.split()
    return [word for word in words[:MOST] if word.lstrip(FAMILY)]


def _marked(name: str) -> str:
    """A name on one line, with a mark on each word that its writer set apart as family name."""
    name = name[:LONGEST].replace("\n", " ").replace(FAMILY, " ")
    family, comma, given = name.partition(",")
    if comma and "," not in given:
        if given.strip() and family.strip():
            return " ".join(FAMILY + word for word in family.split()) + " " + given
        return name
    if name.isupper() or name.islower():
        return name
    return CAPITALS.sub(_with_mark, name)


def _with_mark(found: re.Match[str]) -> str:
    return FAMILY + found.group()


def _folded(text: str) -> str:
    if text.isascii():
        return text.casefold().translate(APART).translate(_KEPT)
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
        tuple(words),
        np.concatenate(places or [none.astype(np.int32)]),
        np.concatenate(family or [none.astype(np.bool_)]),
    )


def narrowed(names: Divided, rows: NDArray[np.int64]) -> tuple[Divided, NDArray[np.int64]]:
    """Some of the names with the words they hold, and which words of the whole those were."""
    places = names.places[rows]
    kept, back = np.unique(places, return_inverse=True)
    shift = int(kept.size > 0 and kept[0] < 0)
    numbers = kept[shift:].astype(np.int64)
    words = tuple(names.words[one] for one in numbers)
    again = (back.reshape(places.shape) - shift).astype(np.int32)
    return Divided(words, again, names.family[rows]), numbers


def every_word(parts: Sequence[Divided]) -> tuple[str, ...]:
    """The words of several, each once."""
    return tuple(dict.fromkeys(chain.from_iterable(part.words for part in parts)))
