"""Numbers in figures and in words, where a text counts things.

Promises: whole numbers and decimals of each language's own way of writing; words up to a few
hundred. Does not: read ordinals as counts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from tansiq.intake.lexicon import lexicon

_FIGURE = re.compile(
    r"(?:(?<![\w.,/:+-])|(?<=\s[وفبل]))"
    r"(?:\d{1,3}(?:[., ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?)(?!\d)"
)
_ANY = re.compile("[0-9]")
_GROUPED = re.compile(r"^\d{1,3}(?:[., ]\d{3})+$")


@dataclass(frozen=True, slots=True)
class Number:
    """A number and where it stands in a sentence."""

    start: int
    end: int
    value: float


def has_figures(plain: str) -> bool:
    """Whether a folded text holds a figure at all: without one many rules need not look."""
    return _ANY.search(plain) is not None


@cache
def words_of(language: str) -> str:
    """An alternation of the number words of a language, the longest first."""
    table = lexicon(language).numbers("numbers")
    return "|".join(re.escape(one) for one in sorted(table, key=len, reverse=True))


@cache
def _spelt(language: str) -> re.Pattern[str]:
    joiner = re.escape(lexicon(language).text("numbers", "joiner"))
    words = words_of(language)
    before = "[وف]?" if language == "ar" else ""
    return re.compile(
        rf"(?<![\w-]){before}(?P<one>{words})(?:(?:{joiner}|-)(?P<two>{words}))?(?![\w])"
    )


def value_of(word: str, language: str) -> int | None:
    """What a number word or figure counts."""
    if word.isdigit():
        return int(word)
    return lexicon(language).numbers("numbers").get(word)


@lru_cache(maxsize=64)
def numbers(plain: str, language: str) -> tuple[Number, ...]:
    """All numbers of a sentence, figures first; kept for a while, for many rules ask."""
    return tuple(_numbers(plain, language))


def _numbers(plain: str, language: str) -> Iterator[Number]:
    for found in _FIGURE.finditer(plain):
        yield Number(found.start(), found.end(), _figure(found.group()))
    table = lexicon(language).numbers("numbers")
    for found in _spelt(language).finditer(plain):
        one, two = table[found["one"]], table[found["two"]] if found["two"] else 0
        yield Number(found.start("one"), found.end(), float(one + two))


def _figure(text: str) -> float:
    if _GROUPED.match(text):
        return float(re.sub(r"[., ]", "", text))
    bare = text.replace(" ", "")
    last = max(bare.rfind("."), bare.rfind(","))
    if last < 0:
        return float(bare)
    return float(re.sub(r"[.,]", "", bare[:last]) + "." + bare[last + 1 :])
