"""A text as the words of a name: folded, with articles, particles and compounds in their place.

Promises: each `Word` holds every way the same part of a name is divided (`Abd al-Hakk`,
`Abdelhakk`), and says whether a search may do without it. Digits and what stands between them stay
together: a number is one word.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tansiq.names.letters import (
    ARTICLES,
    ENDINGS,
    FATHERS,
    KINSHIP,
    KUNYA,
    LINKING,
    PLATE_LETTERS,
    SERVANT,
    TITLES,
)

_APART = str.maketrans(
    dict.fromkeys("ـ'’‘ʼʿʾ`´", "")
    | {"ı": "i", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "ð": "d", "þ": "th", "œ": "oe"}
    | {"ç": "s", "ş": "sh", "ٱ": "ا", "ھ": "ه", "ہ": "ه", "ی": "ي", "ک": "ك"}
)
"""What Unicode does not decompose: letters of one sound, and marks between letters."""


class _Bare(dict[int, str]):
    """What remains of a decomposed character, asked of Unicode once: no mark, digits as 0-9."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        digit = str(unicodedata.digit(char)) if char.isdigit() else char
        found = self[code] = "" if unicodedata.combining(char) else digit
        return found


_BARE = _Bare()
_WORD = re.compile(r"[^\W_]+")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
SEAM = "-"
"""Where two words are joined: letters on its two sides never write one sound together."""
_LITTLE = ARTICLES | LINKING | FATHERS | KINSHIP | TITLES
_LONG = 6  # letters a Latin word needs before a particle is looked for inside it
_LONG_ARABIC = 4
_GLUED = re.compile(r"(?:al|el|ul|ol|ben|bin|ibn|abou|abu|bou|l)(?=.{3})")
_GLUED_ARABIC = re.compile(r"(?:ال|بن|ابن|ابو|بو)(?=.{2})")
_SERVANT = re.compile(r"(abd|عبد)(?:[aeiou]l|ال)(?=.{2})")


@dataclass(frozen=True, slots=True)
class Word:
    """One part of a name in every division, or one number."""

    forms: tuple[str, ...]
    optional: bool = False
    number: bool = False


def fold(text: str) -> str:
    """Small letters without marks: no harakat, tatweel, accents or apostrophes; digits are 0-9."""
    if text.isascii():
        return text.casefold().translate(_APART)
    small = unicodedata.normalize("NFC", text).casefold().translate(_APART)
    return unicodedata.normalize("NFKD", small).translate(_BARE)


def tokens(text: str) -> frozenset[str]:
    """What is written between blanks and signs, folded; nothing joined or taken apart."""
    return frozenset(_WORD.findall(fold(text)))


def words(text: str) -> tuple[Word, ...]:
    """The words of a text; when nothing but particles stands there, they are the name."""
    found = tuple(_words(tuple(_WORD.findall(fold(text)))))
    if all(one.optional for one in found):
        return tuple(Word(one.forms, number=one.number) for one in found)
    return found


def _words(parts: tuple[str, ...]) -> Iterator[Word]:
    place = 0
    while place < len(parts):
        end = _number_end(parts, place)
        if end > place:
            yield _number(parts[place:end])
            place = end
            continue
        word, place = _name(parts, place)
        yield word


def _number_end(parts: tuple[str, ...], place: int) -> int:
    """Where a run of parts with digits ends; single letters between digits belong to it."""
    end = place
    while end < len(parts) and (_numeric(parts[end]) or (end > place and len(parts[end]) == 1)):
        end += 1
    while end > place and not _numeric(parts[end - 1]):
        end -= 1
    return end


def _numeric(part: str) -> bool:
    return not part.isalpha() and any(one.isdigit() for one in part)


def _number(parts: tuple[str, ...]) -> Word:
    whole = "".join(parts).translate(PLATE_LETTERS)
    return Word(tuple(dict.fromkeys((whole, *parts))), number=True)


def _name(parts: tuple[str, ...], place: int) -> tuple[Word, int]:
    """The word that begins at a place, and where the next one does."""
    part = parts[place]
    after = _past_articles(parts, place + 1)
    following = parts[after] if after < len(parts) else ""
    if part in SERVANT and following:
        servant = "عبد" if _ARABIC.search(part) else "abd"
        joined = (servant + SEAM + _plain(following),)
        return _ended(joined, parts, after + 1)
    if part in KUNYA and following:
        return _ended((*_forms(following), part + SEAM + _plain(following)), parts, after + 1)
    if part in FATHERS and following and following not in ENDINGS:
        forms = (*_forms(following), part + SEAM + _plain(following))
        return _ended(forms, parts, after + 1)
    if part in _LITTLE:
        return Word((part,), optional=True), place + 1
    return _ended(_forms(part), parts, place + 1)


def _past_articles(parts: tuple[str, ...], place: int) -> int:
    while place < len(parts) - 1 and parts[place] in ARTICLES:
        place += 1
    return place


def _ended(forms: tuple[str, ...], parts: tuple[str, ...], place: int) -> tuple[Word, int]:
    """Take in `al-Din` and `Allah` where they follow."""
    after = _past_articles(parts, place)
    ending = ENDINGS.get(parts[after], "") if after < len(parts) else ""
    if not ending or (bool(_ARABIC.search(ending)) != bool(_ARABIC.search(forms[0]))):
        return Word(tuple(dict.fromkeys(forms))), place
    joined = (*(one + SEAM + ending for one in forms), *forms)
    return Word(tuple(dict.fromkeys(joined))), after + 1


def _plain(word: str) -> str:
    """A word without the article it is written together with in Arabic."""
    return word[2:] if word.startswith("ال") and len(word) >= _LONG_ARABIC else word


@lru_cache(maxsize=65_536)
def _forms(word: str) -> tuple[str, ...]:
    """A word, and what is left of it when a particle is taken off its front."""
    found = [word]
    arabic = bool(_ARABIC.search(word))
    servant = _SERVANT.match(word)
    if servant is not None:
        found.append(servant[1] + SEAM + word[servant.end() :])
    glued = (_GLUED_ARABIC if arabic else _GLUED).match(word)
    if glued is not None and len(word) >= (_LONG_ARABIC if arabic else _LONG):
        found.append(word[glued.end() :])
    return tuple(found)
