"""What it costs to hear one sound for another, as data, and the sounds' numbers.

Promises: data alone. A capital vowel is a letter of Arabic: A alif, W waw, Y ya, E a final ta
marbuta or ha, Q an alif that opens a word, 3 ayn. Between two scripts a short vowel costs little,
since Arabic does not write it; within one script it costs what tells Hasan from Husayn.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

SOUNDS = "\0bptTdDsSzZcjJkqgxXGhHfvlmnrwyaeiouAWY3EQ#"
"""Index is number; 0 stands after the end of a word, the last for a letter nobody described."""
NUMBER = {sound: number for number, sound in enumerate(SOUNDS)}
VOWELS = frozenset("aeiouAWY3EQ")

_NEAR = {
    "bp": 0.4, "tT": 0.15, "td": 0.5, "Td": 0.6, "dD": 0.2, "dZ": 0.15, "DZ": 0.2, "Dz": 0.15,
    "zZ": 0.3, "zs": 0.35, "sS": 0.4, "sT": 0.4, "cs": 0.5, "cS": 0.25, "cj": 0.4, "ck": 0.5,
    "cX": 0.6, "jJ": 0.15, "jg": 0.3, "jy": 0.35, "jX": 0.5, "jz": 0.5, "jS": 0.5, "jk": 0.6,
    "JS": 0.4, "Jz": 0.35, "kq": 0.12, "kg": 0.4, "kX": 0.3, "kG": 0.5, "kx": 0.4, "qg": 0.25,
    "qG": 0.25, "qX": 0.4, "gG": 0.2, "gX": 0.5, "Xh": 0.4, "XH": 0.35, "Xx": 0.3, "XG": 0.4,
    "hH": 0.0, "hx": 0.3, "Hx": 0.3, "xS": 0.4, "xs": 0.5, "fv": 0.2, "bv": 0.3, "pf": 0.4,
    "vw": 0.25, "bw": 0.8, "lr": 0.7, "mn": 0.5, "ln": 0.7, "hG": 0.6, "ST": 0.7, "zd": 0.5,
    "tc": 0.6, "yi": 0.15, "ye": 0.3, "wu": 0.15, "wo": 0.2, "Zs": 0.7,
    "ae": 0.54, "ai": 0.9, "ao": 0.72, "au": 0.9, "ei": 0.27, "eo": 0.9, "eu": 0.9, "io": 0.99,
    "iu": 0.99, "ou": 0.18,
    "Aa": 0.0, "Ae": 0.1, "Ai": 0.4, "Ao": 0.3, "Au": 0.4, "Wu": 0.0, "Wo": 0.0, "Ww": 0.0,
    "Wv": 0.2, "Wa": 0.5, "We": 0.5, "Wi": 0.5, "Yi": 0.0, "Ye": 0.05, "Yy": 0.0, "Ya": 0.4,
    "Yo": 0.5, "Yu": 0.5, "Yj": 0.3, "3a": 0.0, "3e": 0.0, "3i": 0.0, "3o": 0.0, "3u": 0.0,
    "Ea": 0.0, "Ee": 0.05, "Ei": 0.3, "Et": 0.1, "Eh": 0.05, "EH": 0.05, "ET": 0.1, "Qa": 0.0,
    "Qe": 0.0, "Qi": 0.0, "Qo": 0.05, "Qu": 0.05, "QA": 0.0, "EA": 0.1, "WA": 0.5, "YA": 0.4,
    "WY": 0.5, "Q3": 0.1, "A3": 0.2,
}  # fmt: skip
_UNHEARD = {"h": 0.45, "H": 0.25, "w": 0.5, "y": 0.5}
_UNHEARD_ARABIC = {"A": 0.3, "W": 0.4, "Y": 0.4, "E": 0.1, "Q": 0.25, "3": 0.08}
_VOWEL, _VOWEL_ACROSS, _VOWEL_FOR_CONSONANT, _ARABIC_WITHIN = 0.45, 0.06, 1.3, 0.5

SOUND = 100
"""The cost of a sound that nothing answers. Costs are whole hundredths, so that sums are exact."""


def _costs(*, across: bool) -> NDArray[np.int32]:
    count = len(SOUNDS)
    swap = np.full((count, count), 1.0)
    lost = np.ones(count)
    vowel = np.array([sound in VOWELS for sound in SOUNDS])
    swap[vowel[:, None] != vowel[None, :]] = _VOWEL_FOR_CONSONANT
    np.fill_diagonal(swap, 0.0)
    swap[-1, -1] = 1.0  # two letters that nobody described are two letters
    for pair, cost in _NEAR.items():
        one, other = (NUMBER[sound] for sound in pair)
        swap[one, other] = swap[other, one] = cost
    for sound, cost in _UNHEARD.items():
        lost[NUMBER[sound]] = cost
    for sound in "aeiou":
        lost[NUMBER[sound]] = _VOWEL_ACROSS if across else _VOWEL
    for sound, cost in _UNHEARD_ARABIC.items():
        lost[NUMBER[sound]] = cost if across else max(_ARABIC_WITHIN, cost)
    lost[0] = 0.0
    swap[0, :] = swap[:, 0] = lost  # the end of a word takes nothing away
    return np.asarray(np.rint(swap * SOUND), np.int32)


COSTS: Final = np.stack([_costs(across=False), _costs(across=True)])
"""What it costs to hear one sound for another, between words of one script, then of two; in the
first row and column, not to hear it at all."""
