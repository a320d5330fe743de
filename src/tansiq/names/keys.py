"""Search keys: what is stored for a text, and what a question asks for.

Promises: a question meets a text when each word it cannot do without shares a key with it, in
whatever order; the last word of a question may be unfinished. A key says its kind in its first
letter: `n` skeleton, `w` the word itself, `d` a number, `t` the end of a long number (telephone
numbers are written with and without their country). Does not: rank, and store nothing.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from tansiq.names.skeletons import bare, skeletons
from tansiq.names.words import SEAM, Word, words

_TAIL = 8
_LONG_NUMBER = 9
_FEW_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Wanted:
    """One word of a question: it is met by any of these keys, or by a key with such a beginning."""

    any_of: tuple[str, ...]
    beginnings: tuple[str, ...] = ()


def keys(text: str) -> tuple[str, ...]:
    """The keys under which a name, a number or an address is found, each once."""
    found = (key for word in words(text) for key in _keys(word, parts=True))
    return tuple(dict.fromkeys(found))


def query_keys(text: str, *, unfinished: bool = True) -> tuple[Wanted, ...]:
    """What a text must hold to answer a question; nothing when the question has no word.

    `unfinished` lets the last word stand for all that begin with it.
    """
    asked = words(text)
    needed = [one for one in asked if not one.optional]
    last = asked[-1] if asked and unfinished else None
    return tuple(
        Wanted(
            tuple(dict.fromkeys(_keys(one, parts=False))),
            tuple(dict.fromkeys(_beginnings(one))) if one is last else (),
        )
        for one in needed
    )


def meets(wanted: Collection[Wanted], found: Collection[str]) -> bool:
    """Whether stored keys answer a question; a question without a word is answered by nothing."""
    return bool(wanted) and all(
        any(key in found for key in one.any_of)
        or (bool(one.beginnings) and any(key.startswith(one.beginnings) for key in found))
        for one in wanted
    )


def _keys(word: Word, *, parts: bool) -> Iterator[str]:
    if word.number:
        yield from (f"d{one}" for one in (word.forms if parts else word.forms[:1]))
        digits = "".join(one for one in word.forms[0] if one.isdigit())
        if len(digits) >= _LONG_NUMBER:
            yield f"t{digits[-_TAIL:]}"
        return
    yield from _name_keys(word.forms)


@lru_cache(maxsize=65_536)
def _name_keys(forms: tuple[str, ...]) -> tuple[str, ...]:
    heard = (
        (f"w{one.replace(SEAM, '')}", *(f"n{each}" for each in skeletons(one))) for one in forms
    )
    return tuple(dict.fromkeys(key for found in heard for key in found))


def _beginnings(word: Word) -> Iterator[str]:
    if word.number:
        yield f"d{word.forms[0]}"
        return
    for form in word.forms:
        yield f"w{form.replace(SEAM, '')}"
        yield from (f"n{one}" for one in bare(form) if len(one) >= _FEW_LETTERS)
