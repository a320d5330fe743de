"""Which word of one name meets which word of another, in loops that numba compiles if it is there.

Promises: gives to the last thousandth what `plain` gives, compiled or not; a compiled function is
kept on disk by numba and lets other threads run. Numba keeps it by the date of this file alone:
whatever the loops use stands here or is handed to them, no number of theirs is imported.
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

WHOLE: Final = 1000
"""Likeness of what sounds the same; it is told in whole thousandths."""
LEAST: Final = 30
"""What the heavier of two words weighs at least, in hundredths of a sound."""
BARE: Final = 97
"""What is left of likeness, of a hundred, where what was written together is taken off."""
INITIAL: Final = 750
SPLIT: Final = 800
"""Likeness above which two neighbouring words are one word of the other name."""
SPREAD: Final = 3
SHORTEST: Final = 4
APART: Final = 2
BEGINS: Final = 50
TIE: Final = 1e-6
"""What a thousandth of likeness is worth where two meetings weigh the same."""
MOST: Final = 6
LONGEST: Final = 14
LENGTH, FAMILIES, SCRIPT, WIDTH = 14, 15, 16, 17
"""Columns of a word after its sounds: how many they are, families of consonants, whether Arabic."""
TAKEN: Final = -2
"""What stands for a word that has met itself; less than nothing, as is no word."""

Words = NDArray[np.int8]
"""A row a word, then a row for each without its prefix, then one to write in."""
Places = NDArray[np.int32]
Numbers = NDArray[np.int64]
Table = NDArray[np.int32]
Found = NDArray[np.int16]
"""Five rows a pair, a column a word: how well each word of the first and of the second name is met,
the word of the second that each of the first meets, and of which word of the other name each word
of the first and of the second is a half; -1 for none."""


class Rules(NamedTuple):
    """Costs of sounds within and across scripts, likeness bent, and what each word weighs."""

    costs: NDArray[np.int32]
    sure: NDArray[np.float64]
    weights: NDArray[np.float64]


Meet = Callable[[Words, Places, Numbers, Rules, Found], None]


def possible() -> bool:
    """Whether numba is installed; it is not imported before many pairs are to be compared."""
    return find_spec("numba") is not None


@cache
def ready() -> Meet:
    """The compiled `meet`, kept on disk where there is a place to write."""
    numba = import_module("numba")
    for part in PARTS:
        numba.extending.register_jitable(part)
    try:
        made: Meet = numba.njit(nogil=True, cache=True)(meet)
    except RuntimeError:  # no place to keep it
        made = numba.njit(nogil=True)(meet)
    return made


def nothing_found(count: int) -> Found:
    """Pairs of which no word has met another yet."""
    found = np.full((count, 5, MOST), -1, np.int16)
    found[:, :2] = 0
    return found


def meet(words: Words, places: Places, pairs: Numbers, rules: Rules, found: Found) -> None:
    """Write down for every pair how its words meet."""
    table, half = np.zeros((MOST, MOST), np.int32), np.zeros((MOST, MOST), np.int32)
    half_other = np.zeros((MOST, MOST), np.int32)
    row, value = np.zeros(LONGEST + 1, np.int32), np.zeros((MOST, MOST), np.float64)
    for at in range(len(pairs)):
        one, other = places[pairs[at, 0]], places[pairs[at, 1]]
        one, other = one[: words_in(one)], other[: words_in(other)]
        ours, theirs = one.copy(), other.copy()
        same(ours, theirs, table)
        fill(words, (ours, theirs), rules.costs, table, row)
        half[:] = 0
        half_other[:] = 0
        halves(words, (ours, theirs), rules.costs, half, row)
        halves(words, (theirs, ours), rules.costs, half_other, row)
        halved((half, half_other), table, found[at])
        weigh(one, other, rules, table, value)
        match(value[: len(one), : len(other)], table, found[at])


def words_in(name: Places) -> int:
    """How many words a name has."""
    for place in range(MOST):
        if name[place] < 0:
            return place
    return MOST


def same(ours: Places, theirs: Places, table: Table) -> None:
    """A word that stands in both names meets itself, and is taken away for the others."""
    table[:] = 0
    for one in range(len(ours)):
        for other in range(len(theirs)):
            if ours[one] == theirs[other]:
                table[one, other] = WHOLE
    for one in range(len(ours)):
        for other in range(len(theirs)):
            if table[one, other] == WHOLE:
                ours[one] = theirs[other] = TAKEN


def fill(
    words: Words,
    pair: tuple[Places, Places],
    costs: NDArray[np.int32],
    table: Table,
    row: NDArray[np.int32],
) -> None:
    """Likeness of every word of one name to every word of the other."""
    for one in range(len(pair[0])):
        for other in range(len(pair[1])):
            ours, theirs = pair[0][one], pair[1][other]
            if ours >= 0 and theirs >= 0:
                table[one, other] = alike(words, ours, theirs, costs, row)


def alike(
    words: Words, one: int, other: int, costs: NDArray[np.int32], row: NDArray[np.int32]
) -> int:
    """How alike two words are, as `kernel.alike` says it."""
    if (words[one, LENGTH] == 1) != (words[other, LENGTH] == 1):
        return INITIAL if words[one, 0] == words[other, 0] else 0
    ours, theirs = words[one, FAMILIES], words[other, FAMILIES]
    if bits(ours & theirs) * 2 < min(bits(ours), bits(theirs)):
        return 0
    bare, other_bare = one + len(words) // 2, other + len(words) // 2
    found = distance(words, one, other, costs, row)
    if found >= WHOLE * BARE // 100:
        return found
    if words[bare, LENGTH] > 0:
        found = max(found, distance(words, bare, other, costs, row) * BARE // 100)
    if words[other_bare, LENGTH] > 0:
        found = max(found, distance(words, one, other_bare, costs, row) * BARE // 100)
        if words[bare, LENGTH] > 0:
            found = max(found, distance(words, bare, other_bare, costs, row) * BARE // 100)
    return found


def bits(number: int) -> int:
    """How many of eight bits are set."""
    number = number - ((number >> 1) & 0x55)
    number = (number & 0x33) + ((number >> 2) & 0x33)
    return (number + (number >> 4)) & 0x0F


def distance(
    words: Words, one: int, other: int, costs: NDArray[np.int32], row: NDArray[np.int32]
) -> int:
    """The share of sounds that two words have in common: Wagner and Fischer's table, row by row."""
    across = 1 if words[one, SCRIPT] != words[other, SCRIPT] else 0
    length = words[other, LENGTH]
    row[0] = 0
    for place in range(length):
        row[place + 1] = row[place] + costs[across, 0, words[other, place]]
    longer = max(LEAST, row[length])
    for at in range(words[one, LENGTH]):
        sound, before = words[one, at], row[0]
        cost = costs[across, 0, sound]
        last = row[0] = before + cost
        for place in range(length):
            heard, above = words[other, place], row[place + 1]
            swapped = before + costs[across, sound, heard]
            last = min(swapped, above + cost, last + costs[across, 0, heard])
            row[place + 1] = last
            before = above
    longer = max(longer, row[0])
    return int(max(0, (longer - row[length]) * WHOLE // longer))


def halves(
    words: Words,
    pair: tuple[Places, Places],
    costs: NDArray[np.int32],
    half: Table,
    row: NDArray[np.int32],
) -> None:
    """Write down where two neighbouring words of one side are one word of the other."""
    for left in range(len(pair[0]) - 1):
        first, second = pair[0][left], pair[0][left + 1]
        if first < 0 or second < 0:
            continue
        for right in range(len(pair[1])):
            whole = pair[1][right]
            if whole >= 0 and fits(words, first, second, whole, costs):
                found = together(words, (first, second), whole, costs, row)
                if found > SPLIT:
                    half[left, right] = max(half[left, right], found)
                    half[left + 1, right] = max(half[left + 1, right], found)


def fits(words: Words, first: int, second: int, whole: int, costs: NDArray[np.int32]) -> bool:
    """Whether two words together are as long as a third, begin like it and hold its consonants."""
    one, two = int(words[first, LENGTH]), int(words[second, LENGTH])
    both = int(words[whole, LENGTH])
    if abs(one + two - both) > SPREAD or both < SHORTEST or both < max(one, two):
        return False
    if min(one, two) <= 1 or costs[1, words[first, 0], words[whole, 0]] > BEGINS:
        return False
    joined = words[first, FAMILIES] | words[second, FAMILIES]
    return bits(joined ^ words[whole, FAMILIES]) <= APART


def together(
    words: Words,
    parts: tuple[int, int],
    whole: int,
    costs: NDArray[np.int32],
    row: NDArray[np.int32],
) -> int:
    """How alike two words said as one are to a third."""
    first, second = parts
    one, scratch = int(words[first, LENGTH]), len(words) - 1
    both = min(one + int(words[second, LENGTH]), LONGEST)
    for place in range(one):
        words[scratch, place] = words[first, place]
    for place in range(one, both):
        words[scratch, place] = words[second, place - one]
    words[scratch, LENGTH], words[scratch, SCRIPT] = both, words[first, SCRIPT]
    return distance(words, scratch, whole, costs, row)


def halved(halves_of: tuple[Table, Table], table: Table, found: Found) -> None:
    """What is met in two halves is met better than what is met alone, where it is."""
    half, half_other = halves_of
    for one in range(MOST):
        for other in range(MOST):
            likeness = max(half[one, other], half_other[other, one])
            if likeness > table[one, other]:
                table[one, other] = likeness
                found[0, one] = max(found[0, one], likeness)
                found[1, other] = max(found[1, other], likeness)
                found[3, one] = other if found[3, one] < 0 else found[3, one]
                found[4, other] = one if found[4, other] < 0 else found[4, other]


def weigh(
    ours: Places, theirs: Places, rules: Rules, table: Table, value: NDArray[np.float64]
) -> None:
    """What each meeting of two words is worth."""
    for one in range(len(ours)):
        for other in range(len(theirs)):
            likeness = table[one, other]
            weight = rules.weights[ours[one]] + rules.weights[theirs[other]]
            value[one, other] = rules.sure[likeness] * weight / 2 + TIE * likeness


def match(value: NDArray[np.float64], table: Table, found: Found) -> None:
    """Greedily, the heaviest and likest pair of words first; as many rounds as words."""
    for _ in range(min(value.shape)):
        one, other = best(value)
        found[2, one] = other
        found[0, one] = max(found[0, one], table[one, other])
        found[1, other] = max(found[1, other], table[one, other])
        value[one] = -1.0
        value[:, other] = -1.0


def best(value: NDArray[np.float64]) -> tuple[int, int]:
    """The place of the greatest value, the first of equals."""
    one, other = 0, 0
    for left in range(value.shape[0]):
        for right in range(value.shape[1]):
            if value[left, right] > value[one, other]:
                one, other = left, right
    return one, other


PARTS = (
    words_in, same, fill, alike, bits, distance, halves, fits, together, halved, weigh, match, best,
)  # fmt: skip
