"""What remains of a word when only its consonants are heard.

Promises: words that write one Arabic name in Arabic, French, Spanish or English spelling share a
skeleton; a word has at most `MOST` of them. Does not: tell Hasan from Husayn.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product

from tansiq.names.letters import ARABIC, LATIN, LATIN_GROUPS, ROUNDED, VOWELS

MOST = 8
_GROUPS = re.compile("|".join([*LATIN_GROUPS, "."]))
_SOFT = frozenset("eiy")
_SHORT, _SHORTEST = 2, 1
# A French article that has become part of the word: Essaidi, Errachidi, Echaoui.
_GLUED = re.compile(r"[ae](?:([^aeiou])\1|[csz]h)")
_LEADING = re.compile(r"(?:ou|[iouy])(?=[aeiou])|[wy]")

Options = tuple[str, ...]


@lru_cache(maxsize=65_536)
def skeletons(word: str) -> Options:
    """The skeletons of a folded word, likeliest first; empty when its script is another one."""
    if not any(one in LATIN or one in ARABIC or one in VOWELS for one in word):
        return ()
    sounds = [*_opening(word), *_sounds(word)]
    found: dict[str, None] = {}
    for reading in islice(product(*sounds), MOST):
        for marked in _marked(word, _single("".join(reading))):
            found[marked] = None
    return tuple(islice(found, MOST))


def bare(word: str) -> Options:
    """The skeletons without the marks of short words, as the beginning of longer ones."""
    sounds = [*_opening(word), *_sounds(word)]
    return tuple(dict.fromkeys(_single("".join(one)) for one in islice(product(*sounds), MOST)))


def _opening(word: str) -> Iterator[Options]:
    """A word may open with a half vowel that is heard: Youssef, Ouahbi, Walid."""
    if word.startswith(("و", "ي", "ی")):
        yield ("w", "") if word[0] == "و" else ("y", "")
        return
    found = _LEADING.match(word)
    if found is not None:
        heard = "y" if found.group() in {"i", "y"} else "w"
        # Spanish writes jim with y; what is written with two letters may be a mere vowel.
        yield (heard, "j") if found.group() == "y" else (heard, "")


def _sounds(word: str) -> Iterator[Options]:
    word = word.removesuffix("ة").removesuffix("ه") or word
    for found in _GROUPS.finditer(word):
        group, after = found.group(), word[found.end() : found.end() + 1]
        if group == "c" and after in _SOFT:
            yield ("s",)
        elif group == "h" and not after:
            yield ("", "h")
        else:
            options = LATIN_GROUPS.get(group) or LATIN.get(group) or ARABIC.get(group)
            if options:
                yield options


def _single(skeleton: str) -> str:
    """Doubled sounds once, and n before b as it is spoken."""
    return re.sub(r"(.)\1+", r"\1", skeleton).replace("nb", "mb")


def _marked(word: str, skeleton: str) -> Iterator[str]:
    """A short skeleton says little: mark that it opens with a vowel, or holds a round one."""
    vowel = word[0] in VOWELS and skeleton[:1] not in {"y", "w"}
    ending = "o" if len(skeleton) <= _SHORTEST and ROUNDED & set(word) else ""
    if vowel and len(skeleton) <= _SHORT:
        yield f"a{skeleton}{ending}"
        if not _GLUED.match(word):
            return
    yield f"{skeleton}{ending}"
