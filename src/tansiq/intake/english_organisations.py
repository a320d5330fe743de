"""English names of organisations: a run of capital words that holds a head word.

Promises: the run without days, articles and words that only begin the sentence; two names joined by
`and` apart.
"""

import re
from collections.abc import Iterator
from functools import cache

from tansiq.intake.lexicon import lexicon
from tansiq.intake.texts import Sentence
from tansiq.intake.values import Span

_CAPITAL = r"(?:[A-ZÀ-ÖØ-ÞŒ][\w'\-]*)"
_NAME = re.compile(
    rf"(?<![\w'-])(?:\d{{1,3}}(?:st|nd|rd|th)\s+)?{_CAPITAL}"
    rf"(?:(?:\s+(?:of the|of|for the|for|and)\s+|\s+){_CAPITAL})*"
)
_OF_IT = re.compile(r"\s+(?:officers?|officials?|agents?|sources?|stations?|cars?|brokers?)\b")
_BEGINS = "The|A|An|On|In|At|By|From|According|Officers|Agents"
# What an office calls those who speak for it.
_DESKS = "public affairs|public information|press office|media office|press desk|spokes[a-z]+"
_WORD = re.compile(r"[\w'-]+")
_SHORT = 3


def found(sentence: Sentence) -> Iterator[Span]:
    """The organisations of an English sentence."""
    alone = lexicon("en").exact("organisations", "alone")
    for name in _NAME.finditer(sentence.shape):
        for start, end in _parted(name.group(), name.start()):
            words = _WORD.findall(sentence.plain[start:end])
            tail = _tails().match(sentence.plain, end)
            if tail is not None and not _edges()[0].fullmatch(sentence.shape[start:end] + " "):
                yield start, tail.end()
                continue
            if not _held(words) or _heading(words):
                continue
            bare = len(words) == 1
            if not bare or (alone.fullmatch(words[0]) and not _OF_IT.match(sentence.plain, end)):
                yield start, end


@cache
def _heads() -> re.Pattern[str]:
    return re.compile(rf"(?:{lexicon('en').text('organisations', 'heads')})s?")


@cache
def _tails() -> re.Pattern[str]:
    """A head written small after a name: `the Palm Relief charity`."""
    return re.compile(rf"\s+(?:{lexicon('en').text('organisations', 'tails')})(?!\w)")


def _heading(words: list[str]) -> bool:
    """Whether capital words head a page (`POLICE BULLETIN`) and name nobody."""
    headings = lexicon("en").exact("organisations", "headings")
    return any(headings.fullmatch(one) for one in words)


def _held(words: list[str]) -> bool:
    return any(_heads().fullmatch(one.removesuffix("'s")) for one in words)


def _parted(words: str, start: int) -> Iterator[Span]:
    """A run of capital words, parted at an `and` between two heads."""
    pieces = re.split(r"(\s+and\s+)", words)
    each = all(_held(_WORD.findall(piece.lower())) for piece in pieces[::2])
    at = start
    for piece in pieces if each else [words]:
        if not re.fullmatch(r"\s+and\s+", piece):
            yield from _trimmed(piece, at)
        at += len(piece)


@cache
def _edges() -> tuple[re.Pattern[str], re.Pattern[str]]:
    days = lexicon("en").days().pattern
    lead = rf"(?:(?:{_BEGINS}|{days})\s+(?:of\s+)?(?:the\s+)?)+"
    return re.compile(lead, re.IGNORECASE), re.compile(rf"\s+(?:{days}|{_DESKS})$", re.IGNORECASE)


def _trimmed(piece: str, at: int) -> Iterator[Span]:
    leading, trailing = _edges()
    lead, tail = leading.match(piece), trailing.search(piece)
    start = lead.end() if lead else 0
    end = tail.start() if tail else len(piece)
    if end - start >= _SHORT:
        yield at + start, at + end
