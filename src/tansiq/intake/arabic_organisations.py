"""Arabic names of organisations: a head, its complements, its adjectives, and the place it is in.

Promises: the name ends where its grammar does: after the first definite complement and the
adjectives that agree with it, or after a place joined by `in`.
"""

import re
from collections.abc import Iterator
from functools import cache

from tansiq.intake.lexicon import lexicon
from tansiq.intake.texts import Sentence
from tansiq.intake.values import Span

_WORD = re.compile(r"(?<=\s)[^\W\d_]+|(?<=\s)\W")
_SECOND = re.compile(r"\s[^\W\d_]+")
_QUOTED = re.compile(r"\s[«\"]\s?(?P<name>[^«»\"\n]{2,40}?)\s?[»\"]")
_CLOSES = re.compile(r"\s*(?:[,.;:()]|$)")
_SHORT = 3


def found(sentence: Sentence) -> Iterator[Span]:
    """The organisations of an Arabic sentence."""
    alone = lexicon("ar").exact("organisations", "alone")
    for head in _head().finditer(sentence.plain):
        start, end = head.start("head"), _end(sentence.plain, head)
        if end > head.end("head") or alone.fullmatch(sentence.plain[start:end]):
            yield start, end
    for media in lexicon("ar").words("organisations", "media").finditer(sentence.plain):
        name = _QUOTED.match(sentence.plain, media.end())
        if name is not None:
            yield name.span("name")


@cache
def _head() -> re.Pattern[str]:
    heads = lexicon("ar").text("organisations", "heads")
    return re.compile(rf"(?<!\w)[وف]?(?P<joined>لل|ل|ب|ك)?(?P<head>{heads})(?!\w)")


def _end(plain: str, head: re.Match[str]) -> int:
    """How far a name goes on. `wanting` while its genitive has no definite end yet."""
    wanting = not head["head"].startswith("ال") and head["joined"] != "لل"
    at = head.end("head")
    for word in _WORD.finditer(plain, at):
        text = word.group()
        if _stops(plain[at : word.start()], text):
            return at
        if text.startswith("ب") and len(text) > _SHORT:
            return _placed(plain, word, at)
        step = _wanted(text) if wanting else _agreeing(text)
        if step is None:
            # `court of felonies of Tera`: a town closes what still wants an end.
            named = wanting and at > head.end("head") and _CLOSES.match(plain, word.end())
            return word.end() if named else at
        wanting, at = step, word.end()
    return at


def _stops(between: str, text: str) -> bool:
    stop = lexicon("ar").exact("organisations", "stops").fullmatch(text)
    return bool(between.strip()) or "\n" in between or stop is not None or not text.isalpha()


def _wanted(text: str) -> bool:
    """A complement of a name that still wants one: whether more is wanted after it."""
    return lexicon("ar").exact("organisations", "nouns").fullmatch(text) is not None


def _agreeing(text: str) -> bool | None:
    """A word after a whole name: whether it wants another; None when it is no part of the name."""
    lex = lexicon("ar")
    if text.startswith("ل") and lex.exact("organisations", "nouns").fullmatch(text[1:]):
        return True
    definite = text.startswith("ال") and text.endswith(("يه", "ي"))
    adjective = lex.exact("organisations", "adjectives").fullmatch(text)
    return False if adjective or definite or text.startswith("لل") else None


def _placed(plain: str, word: re.Match[str], at: int) -> int:
    """The end of a place joined by `in`: one word, two after one such as `port` or `spring`."""
    lex, place = lexicon("ar"), word.group()[1:]
    none = lex.exact("organisations", "no_place").fullmatch(place)
    if none or lex.exact("places", "not_places").fullmatch(place):
        return at
    if lex.exact("places", "generic").fullmatch(place):
        more = _SECOND.match(plain, word.end())
        if more and not lex.exact("organisations", "stops").fullmatch(more.group().strip()):
            return more.end()
    return word.end()
