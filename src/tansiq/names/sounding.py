"""Words as rows of sounds, whatever script and spelling they are written in.

Promises: pure, many words at once; a word has one row of at most `LONGEST` sounds, and a second
one without an article or particle that may have been written together with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from tansiq.names.compiled import LONGEST
from tansiq.names.costs import NUMBER, SOUNDS, VOWELS
from tansiq.names.dividing import listed
from tansiq.names.spelling import (
    ARABIC,
    ARABIC_PLACES,
    ARABIC_SOUNDS,
    LATIN_GROUPS,
    LATIN_PLACES,
    PREFIX,
    SEAM,
)

_UNKNOWN = NUMBER["#"]
_LETTERS = 0x700
_NUMBERS = np.full(_LETTERS, _UNKNOWN, np.uint8)
for _sound, _number in NUMBER.items():
    _NUMBERS[ord(_sound)] = _number

_SAID = np.arange(_LETTERS, dtype=np.uint32)
for _code, _letter in ARABIC_SOUNDS.items():
    _SAID[_code] = ord(_letter) if _letter else 0

_SKELETON = str.maketrans(
    dict.fromkeys((*VOWELS, "w", "y", "H"), "")
    | {"q": "k", "g": "k", "X": "k", "x": "k", "G": "k", "z": "d", "D": "d", "Z": "d"}
    | {"T": "t", "p": "b", "v": "f", "J": "j", "c": "S"}
)

_FAMILIES = ("bpfvw", "tTdDzZsSc", "zsScjJxy", "kqgxXGhHcj", "lr", "mn")
"""Sounds that may be heard for one another; a sound may belong to several of these."""
_BITS = np.zeros(len(SOUNDS), np.uint32)
for _place, _family in enumerate(_FAMILIES):
    for _sound in _family:
        _BITS[NUMBER[_sound]] |= np.uint32(1 << _place)

Rows = NDArray[np.uint8]
Lengths = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sounds:
    """Words as rows of numbers of sounds; `bare` is a row without prefix, of length 0 if none."""

    rows: Rows
    lengths: Lengths
    bare: Rows
    bare_lengths: Lengths
    arabic: NDArray[np.bool_]
    classes: NDArray[np.uint32]
    skeletons: NDArray[np.object_]

    def __getitem__(self, numbers: NDArray[np.int64]) -> "Sounds":
        return Sounds(
            self.rows[numbers],
            self.lengths[numbers],
            self.bare[numbers],
            self.bare_lengths[numbers],
            self.arabic[numbers],
            self.classes[numbers],
            self.skeletons[numbers],
        )


def sounded(words: Sequence[str]) -> Sounds:
    """How words sound."""
    heard = coded(words)
    ends = [match.end() if (match := PREFIX.match(word)) else 0 for word in words]
    having = [number for number, end in enumerate(ends) if end]
    rows, lengths = _matrix(heard, len(words))
    bare, bare_lengths = np.zeros_like(rows), np.zeros_like(lengths)
    without = coded([words[one][ends[one] :] for one in having])
    bare[having], bare_lengths[having] = _matrix(without, len(having))
    other = [number for number, plain in enumerate(map(str.isascii, words)) if not plain]
    arabic = np.zeros(len(words), np.bool_)
    arabic[other] = [bool(ARABIC.search(words[number])) for number in other]
    skeletons = heard.translate(_SKELETON).split("\n") if words else []
    silent = [number for number, skeleton in enumerate(skeletons) if not skeleton]
    if silent:  # of vowels alone
        codes = heard.split("\n")
        for number in silent:
            skeletons[number] = codes[number]
    return Sounds(rows, lengths, bare, bare_lengths, arabic, _classes(rows), listed(skeletons))


def together(parts: Sequence[Sounds]) -> Sounds:
    """The sounds of words that were heard apart."""
    if not parts:
        return sounded(())
    if len(parts) == 1:
        return parts[0]
    return Sounds(
        np.concatenate([one.rows for one in parts]),
        np.concatenate([one.lengths for one in parts]),
        np.concatenate([one.bare for one in parts]),
        np.concatenate([one.bare_lengths for one in parts]),
        np.concatenate([one.arabic for one in parts]),
        np.concatenate([one.classes for one in parts]),
        np.concatenate([one.skeletons for one in parts]),
    )


def coded(words: Sequence[str]) -> str:
    """Words as letters of `costs.SOUNDS`, a line each; what no rule knows stays as it is."""
    plain = np.fromiter(map(str.isascii, words), np.bool_, len(words))
    found = np.empty(len(words), np.object_)
    for some in (plain, ~plain):  # plain text is searched faster
        if some.any():
            found[some] = _coded("\n".join(compress(words, some))).split("\n")
    return "\n".join(found.tolist())


def _coded(text: str) -> str:
    for group, sound in LATIN_GROUPS:
        text = text.replace(group, sound)
    for pattern, sound in LATIN_PLACES:
        text = pattern.sub(sound, text)
    text = _single(text).replace("nb", "mb").replace(SEAM, "")
    if not text.isascii():
        for pattern, sound in ARABIC_PLACES:
            text = pattern.sub(sound, text)
        text = _said(text)
    return text


def _said(text: str) -> str:
    """Arabic letters as their sounds; faster than `str.translate` where most letters stay."""
    points = _points(text)
    said = np.where(points < _LETTERS, _SAID[np.minimum(points, _LETTERS - 1)], points)
    return said[said > 0].astype(np.uint32).tobytes().decode("utf-32-le")


def _points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le"), np.uint32)


def _single(text: str) -> str:
    """Doubled letters once."""
    points = _points(text)
    again = np.zeros(len(points), np.bool_)
    again[1:] = (points[1:] == points[:-1]) & (points[1:] > ord("9"))
    return points[~again].tobytes().decode("utf-32-le")


def _classes(rows: Rows) -> NDArray[np.uint32]:
    """Which families of consonants a word holds."""
    return np.asarray(np.bitwise_or.reduce(_BITS[rows], axis=1), np.uint32)


def _matrix(codes: str, count: int) -> tuple[Rows, Lengths]:
    """A row of numbers of sounds for each line of codes, and how many are in it."""
    points = np.append(_points(codes), np.uint32(ord("\n")))
    known = np.minimum(points, _LETTERS - 1)
    numbers = np.where(points < _LETTERS, _NUMBERS[known], _UNKNOWN).astype(np.uint8)
    ends = np.flatnonzero(points == ord("\n"))[:count]
    starts = np.append(0, ends[:-1] + 1)[:count]
    lengths = np.minimum(ends - starts, LONGEST)
    column = np.arange(LONGEST)
    places = np.minimum(starts[:, None] + column, len(numbers) - 1)
    return np.where(column < lengths[:, None], numbers[places], 0).astype(np.uint8), lengths
