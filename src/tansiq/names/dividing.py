"""Many names at once as words that can be compared, in the order in which they stand.

Promises: pure; articles, particles and compounds are in their place, at most `MOST` words a name.
Does not: compare.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tansiq.names import compiled
from tansiq.names.folding import lines
from tansiq.names.spelling import (
    ARABIC_EDITS,
    COMPOUNDING,
    FAMILY,
    LATIN_EDITS,
    LITTLE,
    WORD_EDITS,
)

MOST: Final = compiled.MOST
_END = "|"
"""Stands after the last word of a line, and is no letter of any name."""
_BLANKS = re.compile(r"  +")
_MARKS = re.compile(r"\^(?= )")


@dataclass(frozen=True, slots=True)
class Divided:
    """Names as numbers of words: a row a name, -1 where it has no more; which are family names."""

    words: NDArray[np.object_]
    places: NDArray[np.int32]
    family: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Written:
    """Words as they stand in lines, each a number, and the words that the numbers are."""

    words: NDArray[np.object_]
    numbers: NDArray[np.int32]
    rows: NDArray[np.int64]


def listed(texts: Iterable[str]) -> NDArray[np.object_]:
    """Texts that are chosen by number."""
    kept = tuple(texts)
    found = np.empty(len(kept), np.object_)
    found[:] = kept
    return found


def numbering() -> defaultdict[str, int]:
    """Texts numbered in the order in which they are first asked for."""
    made: defaultdict[str, int] = defaultdict()
    made.default_factory = made.__len__
    return made


def divided(names: Sequence[str]) -> Divided:
    """The words of names; a name without any letter has no word.

    A line without a word that may belong to its neighbour is edited word by word, each word once.
    """
    text = lines(names)
    written = _written("\n".join(text))
    together = _together(text, written)
    alone = ~together[written.rows]
    words = numbering()
    parts = [_worded(written, alone, words, edit=True)]
    if together.any():
        rows = np.flatnonzero(together)
        again = _written(_edited("\n".join([text[row] for row in rows.tolist()])))
        found = _worded(again, np.ones(len(again.rows), np.bool_), words, edit=False)
        parts.append((rows[found[0]], *found[1:]))
    row, numbers, family = (np.concatenate(one) for one in zip(*parts, strict=True))
    order = np.argsort(row, kind="stable")
    return _placed(words, row[order], numbers[order], family[order], len(text))


def _written(text: str) -> _Written:
    known = numbering()
    said = text.replace("\n", f" {_END} ").split()
    numbers = np.fromiter(map(known.__getitem__, said), np.int32, len(said))
    ends = numbers == known[_END]
    rows = np.cumsum(ends)
    return _Written(listed(known), numbers[~ends], rows[~ends])


def _together(text: Sequence[str], written: _Written) -> NDArray[np.bool_]:
    """Lines that hold a word that may belong to its neighbour, or letters that are not Latin."""
    words = "\n".join(written.words).replace(FAMILY, "").split("\n")
    some = np.fromiter(map(COMPOUNDING.__contains__, words), np.bool_, len(words))
    some |= ~np.fromiter(map(str.isascii, words), np.bool_, len(words))
    found = np.zeros(len(text), np.bool_)
    found[written.rows[some[written.numbers]]] = True
    return found


Worded = tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.bool_]]


def _worded(
    written: _Written, some: NDArray[np.bool_], words: defaultdict[str, int], *, edit: bool
) -> Worded:
    """Of some written words the rows, the numbers among all words, and which are family names."""
    numbers = written.numbers[some]
    used = np.zeros(len(written.words), np.bool_)
    used[numbers] = True
    held = np.flatnonzero(used)
    marked = written.words[held].tolist()
    text = "\n".join(marked).replace(FAMILY, "")
    for pattern, after in WORD_EDITS if edit else ():
        text = pattern.sub(after, text)
    to = np.full(len(used), -1, np.int32)
    to[held] = [words[word] if word else -1 for word in text.split("\n")[: len(marked)]]
    family = np.zeros(len(used), np.bool_)
    family[held] = list(map(str.startswith, marked, repeat(FAMILY)))
    there = to[numbers] >= 0
    return written.rows[some][there], to[numbers][there], family[numbers][there]


def _edited(text: str) -> str:
    """Each line with its compounds joined and without articles."""
    text = _BLANKS.sub(" ", _MARKS.sub("", " " + text.replace("\n", " \n ") + " "))
    text = text.replace(" \n", "\n").removesuffix(" ")
    for pattern, after in LATIN_EDITS if text.isascii() else LATIN_EDITS + ARABIC_EDITS:
        text = pattern.sub(after, text)
    return text


def _placed(
    words: Iterable[str],
    row: NDArray[np.int64],
    numbers: NDArray[np.int32],
    family: NDArray[np.bool_],
    count: int,
) -> Divided:
    """A table of at most `MOST` words a row, without the little words it can do without."""
    kept = listed(words)
    little = np.fromiter(map(LITTLE.__contains__, kept), np.bool_, len(kept))[numbers]
    others = np.bincount(row[~little], minlength=count)
    needed = ~little | (others[row] < 2)
    row, numbers, family = row[needed], numbers[needed], family[needed]
    column = np.arange(len(row)) - np.searchsorted(row, row)
    few = column < MOST
    places = np.full((count, MOST), -1, np.int32)
    places[row[few], column[few]] = numbers[few]
    apart = np.zeros((count, MOST), np.bool_)
    apart[row[few], column[few]] = family[few]
    apart[apart.sum(1) == (places >= 0).sum(1)] = False  # all alike: nothing is told apart
    return Divided(kept, places, apart)


def joined(parts: Sequence[Divided]) -> Divided:
    """Names that were divided apart, as one."""
    if len(parts) == 1:
        return parts[0]
    words = numbering()
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
    held = np.zeros(len(names.words) + 1, np.bool_)
    held[places] = True  # the last stands for no word
    held[-1] = False
    numbers = np.flatnonzero(held)
    to = np.full(len(held), -1, np.int32)
    to[numbers] = np.arange(len(numbers))
    return Divided(names.words[numbers], to[places], names.family[rows]), numbers
