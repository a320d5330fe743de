"""Traces of a source in a text about to leave: what is looked for, and where it is found.

Promises: finds identifiers, addresses and numbers in a description, and any four words of it in a
row, whatever the case, accents, digit shapes, spaces or invisible characters between them. Gives
the place of each find as it was typed. Does not promise to understand: what is told in other words
passes; and it decides nothing.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

PHRASE_WORDS = 4
KASHIDA = "ـ"  # lengthens a word and changes nothing else
_CLOSE = 5  # identifiers this long are found even when written together with other letters
_SHORTEST = 3


@dataclass(frozen=True, slots=True, order=True)
class Leak:
    """One find: in which field, from which character to which, and what kind of trace it is."""

    field: str
    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class _Folded:
    """A text brought to letters and digits, with the place each came from."""

    text: str
    places: tuple[int, ...]


def find(
    identifiers: Iterable[str], descriptions: Iterable[str], fields: Iterable[tuple[str, str]]
) -> tuple[Leak, ...]:
    """Every trace in these fields (name, text) of identifiers and of descriptions, by place.

    Of a description: the addresses and numbers in it, and any four words of it in a row.
    """
    described = tuple(descriptions)
    wanted = [*identifiers, *(one for text in described for one in _telling(text))]
    rows = tuple(one for text in described for one in _phrases(text))
    finds: set[Leak] = set()
    for field, text in fields:
        spaced = _fold(text, keep_spaces=True)
        joined = _fold(text, keep_spaces=False)
        finds.update(_identifiers(field, wanted, spaced, joined))
        finds.update(_spans(field, "phrase", rows, spaced))
    return tuple(sorted(finds))


def _identifiers(
    field: str, identifiers: Iterable[str], spaced: _Folded, joined: _Folded
) -> Iterator[Leak]:
    for identifier in identifiers:
        close = _fold(identifier, keep_spaces=False).text
        if len(close) >= _CLOSE:
            yield from _spans(field, "identifier", (close,), joined)
        elif len(close) >= _SHORTEST:
            wide = f" {_fold(identifier, keep_spaces=True).text.strip()} "
            yield from _spans(field, "identifier", (wide,), spaced)


def _spans(field: str, kind: str, needles: Iterable[str], where: _Folded) -> Iterator[Leak]:
    for needle in needles:
        at = where.text.find(needle)
        while at >= 0:
            inner = needle.strip()
            first = at + needle.index(inner)
            last = first + len(inner) - 1
            yield Leak(field, where.places[first], where.places[last] + 1, kind)
            at = where.text.find(needle, at + 1)


def _telling(description: str) -> Iterator[str]:
    """What in a description names a source by itself: addresses and numbers."""
    for word in description.split():
        if "@" in word or any(one.isdigit() for one in word):
            yield word


def _phrases(description: str) -> Iterator[str]:
    words = _fold(description, keep_spaces=True).text.split()
    for first in range(len(words) - PHRASE_WORDS + 1):
        yield f" {' '.join(words[first : first + PHRASE_WORDS])} "


def _fold(text: str, *, keep_spaces: bool) -> _Folded:
    letters: list[str] = [" "] if keep_spaces else []
    places: list[int] = [0] if keep_spaces else []
    for place, character in enumerate(text):
        for one in _plain(character):
            if one != " " or (keep_spaces and letters[-1] != " "):
                letters.append(one)
                places.append(place)
    if keep_spaces and letters[-1] != " ":
        letters.append(" ")
        places.append(max(len(text) - 1, 0))
    return _Folded("".join(letters), tuple(places))


def _plain(character: str) -> str:
    """Letters in lower case, digits as 0-9, nothing for marks, a space for the rest."""
    if character.isascii():
        return character.lower() if character.isalnum() else " "
    found: list[str] = []
    for one in unicodedata.normalize("NFKD", character).casefold():
        digit = unicodedata.digit(one, None)
        if digit is not None:
            found.append(str(digit))
        elif one != KASHIDA and unicodedata.category(one) not in {"Mn", "Me", "Cf"}:
            found.append(one if one.isalnum() else " ")
    return "".join(found)
