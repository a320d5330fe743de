"""Words as rows of sounds, whatever script and spelling they are written in.

Promises: pure, many words at once; a word has one row of at most `LONGEST` sounds, and a second
one without an article or particle that may have been written together with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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

LONGEST = 14
_UNKNOWN = NUMBER["#"]
_LETTERS = 0x700
_NUMBERS = np.full(_LETTERS, _UNKNOWN, np.uint8)
for _sound, _number in NUMBER.items():
    _NUMBERS[ord(_sound)] = _number

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
    found = [PREFIX.match(word) for word in words]
    having = [number for number, match in enumerate(found) if match]
    without = coded([words[one][match.end() :] for one in having if (match := found[one])])
    rows, lengths = _matrix(heard)
    bare, bare_lengths = np.zeros_like(rows), np.zeros_like(lengths)
    bare[having], bare_lengths[having] = _matrix(without)
    arabic = np.array([not w.isascii() and bool(ARABIC.search(w)) for w in words], np.bool_)
    skeletons = listed(_skeleton(code) for code in heard)
    return Sounds(rows, lengths, bare, bare_lengths, arabic, _classes(rows), skeletons)


def together(parts: Sequence[Sounds]) -> Sounds:
    """The sounds of words that were heard apart."""
    if not parts:
        return sounded(())
    return Sounds(
        np.concatenate([one.rows for one in parts]),
        np.concatenate([one.lengths for one in parts]),
        np.concatenate([one.bare for one in parts]),
        np.concatenate([one.bare_lengths for one in parts]),
        np.concatenate([one.arabic for one in parts]),
        np.concatenate([one.classes for one in parts]),
        np.concatenate([one.skeletons for one in parts]),
    )


def coded(words: Sequence[str]) -> list[str]:
    """Each word as letters of `costs.SOUNDS`; letters of other scripts stay as they are."""
    if not words:
        return []
    text = "\n".join(words)
    for group, sound in LATIN_GROUPS:
        text = text.replace(group, sound)
    for pattern, sound in LATIN_PLACES:
        text = pattern.sub(sound, text)
    text = text.replace(SEAM, "")
    if not text.isascii():
        for pattern, sound in ARABIC_PLACES:
            text = pattern.sub(sound, text)
        text = text.translate(ARABIC_SOUNDS)
    return text.split("\n")


def _skeleton(code: str) -> str:
    return code.translate(_SKELETON) or code


def _classes(rows: Rows) -> NDArray[np.uint32]:
    """Which families of consonants a word holds."""
    return np.asarray(np.bitwise_or.reduce(_BITS[rows], axis=1), np.uint32)


def _matrix(codes: Sequence[str]) -> tuple[Rows, Lengths]:
    width = 4 * LONGEST
    data = b"".join(code[:LONGEST].encode("utf-32-le").ljust(width, b"\0") for code in codes)
    points = np.frombuffer(data, np.uint32).reshape(len(codes), LONGEST)
    known = np.minimum(points, _LETTERS - 1)
    lengths = np.fromiter((min(len(code), LONGEST) for code in codes), np.int64, len(codes))
    return np.where(points < _LETTERS, _NUMBERS[known], _UNKNOWN).astype(np.uint8), lengths
