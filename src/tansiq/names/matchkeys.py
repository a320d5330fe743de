"""What two nodes compare of a name in a private match: pairs of consonant skeletons.

Promises: pure, the same on every node of a version; a name that is written in another script or
spelling shares a key with itself nine times of ten. A name of one word has its skeleton alone as
key, marked `=`. Does not: suffice alone. Keys are few enough to be guessed, so they go into a match
only under its secret function and together with a second fact (year of birth, place, document).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product

from tansiq.names.skeletons import skeletons
from tansiq.names.words import words

MOST_WORDS = 6
MOST_KEYS = 400
_SILENT = re.compile(r"(?<=[aeiou])h(?=[^aeiou])")
"""John, Ahmed: an h before a consonant is written in one spelling and left out in another."""


def match_keys(name: str) -> tuple[str, ...]:
    """The keys of a name, each once and sorted; none for a text without a word."""
    said = [word for word in words(name) if not word.number]
    needed = [word.forms for word in said if not word.optional][:MOST_WORDS]
    sounds = [found for forms in needed if (found := heard(forms))]
    if len(sounds) == 1:
        return tuple(sorted(f"={one}" for one in sounds[0]))
    return tuple(sorted(set(_pairs(sounds))))[:MOST_KEYS]


def many(names: Sequence[str]) -> list[tuple[str, ...]]:
    """The keys of many names: what an executor maps over chunks."""
    return [match_keys(name) for name in names]


def _pairs(sounds: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for one, other in combinations(sounds, 2):
        yield from ("|".join(sorted(pair)) for pair in product(one, other))


def heard(forms: Iterable[str]) -> tuple[str, ...]:
    """The skeletons of every division of a word, with and without a silent letter."""
    spelt = dict.fromkeys(one for form in forms for one in (form, _SILENT.sub("", form)))
    return tuple(dict.fromkeys(found for one in spelt for found in skeletons(one)))
