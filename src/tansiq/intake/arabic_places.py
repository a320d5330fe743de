"""Places in Arabic sentences, where no capital tells a name from a noun.

Promises: a name is taken after a word of place (`city`, `port`, `near`), with a first part that
names landscape (`spring`, `cape`, `Porto`), from the gazetteer after `in`, or because the text used
it as a place before. A foreign name joined to `in` is taken when it ends its clause.
"""

import re
from collections.abc import Iterator
from functools import cache

from tansiq.intake import gazetteer
from tansiq.intake.lexicon import lexicon
from tansiq.intake.texts import Sentence
from tansiq.intake.values import Span

_LETTERS = r"[\u0620-\u064a]"
_NEXT = re.compile(rf"\s(?P<word>{_LETTERS}+)")
_ALSO = re.compile(rf"\s?,?\sو(?P<word>{_LETTERS}+)")
_DATELINE = re.compile(rf"\W*(?P<name>{_LETTERS}+(?: {_LETTERS}+)?)\s*(?:[-/(]|,\s*\d)")
_CLOSED = re.compile(
    r"\s*(?:[.,;:!?»\")]|$|\n)|\s(?:يوم|في|علي|عن|ان|من|و|بعد|قبل|خلال|منذ|حيث|ضد|اثر|عقب|مساء|صباح|فجر)"
)
_ENDS = ("ات", "ين", "ون", "يه", "ته", "ها", "هم", "اء", "كم", "نا")
_LONG, _VOWELS, _KNOWN = 6, 3, 4


def found(sentence: Sentence, seen: set[str]) -> Iterator[Span]:
    """The stretches of a sentence that name places."""
    for start, end in (*_after_words(sentence), *_joined(sentence, seen), *_dateline(sentence)):
        yield start, end
        also = _ALSO.match(sentence.plain, end)
        if also is None:
            continue
        word, last = also["word"], also.end()
        inner = word[1:] if word.startswith("ب") and _place(word[1:], seen) else word
        if _place(inner, seen) or (not _refused(inner) and gazetteer.is_known(inner)):
            yield _whole(sentence.plain, last - len(inner), last)


@cache
def _strong() -> re.Pattern[str]:
    strong = lexicon("ar").text("places", "strong")
    return re.compile(rf"(?<!\w)[وف]?{strong}\s+(?P<name>{_LETTERS}+)")


@cache
def _in() -> re.Pattern[str]:
    cues = lexicon("ar").text("places", "cues")
    return re.compile(
        rf"(?<!\w)[وف]?(?:(?P<cue>{cues})\s+|(?P<joined>[بل]))(?P<name>{_LETTERS}{{3,}})"
    )


def _after_words(sentence: Sentence) -> Iterator[Span]:
    for match in _strong().finditer(sentence.plain):
        if not _refused(match["name"]):
            yield _whole(sentence.plain, match.start("name"), match.end())


def _joined(sentence: Sentence, seen: set[str]) -> Iterator[Span]:
    """Names joined to `in`, or after it as a word of its own."""
    for match in _in().finditer(sentence.plain):
        word = match["name"]
        inside = match["joined"] == "ب" or match["cue"] == "في"
        foreign = inside and _foreign(sentence.plain, match)
        if _refused(word):
            continue
        both = _NEXT.match(sentence.plain, match.end())
        if both and gazetteer.is_known(f"{word} {both['word']}"):
            yield match.start("name"), both.end()
        elif foreign or _place(word, seen) or (inside and _short(sentence.plain, match)):
            yield _whole(sentence.plain, match.start("name"), match.end())


def _dateline(sentence: Sentence) -> Iterator[Span]:
    """A town before the text of an agency's report."""
    match = _DATELINE.match(sentence.plain)
    if match is not None and gazetteer.is_known(match["name"]):
        yield match.span("name")


def _place(word: str, seen: set[str]) -> bool:
    if _refused(word):
        return False
    known = len(word) >= _KNOWN and gazetteer.is_large(word)
    landscape = lexicon("ar").exact("places", "generic").fullmatch(word)
    return bool(known or landscape or any(one.split(" ")[0] == word for one in seen))


def _short(plain: str, match: re.Match[str]) -> bool:
    """Whether a town closes its clause after `in`: a big one, if its name has three letters."""
    word = match["name"]
    if word.startswith("ال") or _CLOSED.match(plain, match.end()) is None:
        return False
    return gazetteer.is_large(word) if len(word) < _KNOWN else gazetteer.is_known(word)


def _foreign(plain: str, match: re.Match[str]) -> bool:
    """Whether a word looks taken from another language and closes its clause."""
    word = match["name"]
    if len(word) < _LONG or word.startswith("ال") or word.endswith(_ENDS):
        return False
    many = sum(letter in "اوي" for letter in word) >= _VOWELS
    return many and _CLOSED.match(plain, match.end()) is not None


def _refused(word: str) -> bool:
    lex = lexicon("ar")
    none = lex.exact("places", "not_places").fullmatch(word.removeprefix("ب"))
    return none is not None or lex.exact("places", "stops").fullmatch(word) is not None


def _whole(plain: str, start: int, end: int) -> Span:
    """A name with its second word: after a first part of landscape, or two definite words."""
    word, after = plain[start:end], _NEXT.match(plain, end)
    if after is None or lexicon("ar").exact("places", "stops").fullmatch(after["word"]):
        return start, end
    second = after["word"]
    both = word.startswith("ال") and second.startswith("ال") and not second.endswith(("ون", "ين"))
    if both or lexicon("ar").exact("places", "generic").fullmatch(word):
        return start, after.end()
    return start, end
