"""Documents and plates by the words that call them one, and national numbers by their check letter.

Promises: a number without such a word is none; a plate of a form that no list has is taken only
right after the word.
"""

import re
from collections.abc import Iterator
from functools import cache

from stdnum.es import dni, nie

from tansiq.intake.lexicon import lexicon
from tansiq.intake.numbers import has_figures
from tansiq.intake.texts import Sentence
from tansiq.intake.values import Proposal, Span
from tansiq.terms.intake import Kind
from tansiq.terms.languages import Language

_SPANISH = re.compile(r"(?<!\w)(?:\d{8}-?[A-Z]|[XYZ]-?\d{7}-?[A-Z])(?!\w)")
_CODE = r"(?=[A-Z0-9/-]*\d)[A-Z0-9](?:[A-Z0-9/-]{3,18})[A-Z0-9]"
# `a passport of a country`: an adjective between the word and a long number.
_OF_NATION = re.compile(r"[^\W\d_]{4,14},?\s+(?:n\S{1,2}\s+)?(?P<code>[A-Z]{0,3}\d{6,10})(?!\w)")


def made(sentence: Sentence, kind: Kind, span: Span, normal: str) -> Proposal:
    """A proposal of an identifier."""
    return Proposal(kind, sentence.said(*span), sentence.span(*span), normal)


@cache
def words(name: str) -> str:
    """A list of all four languages: a French text may call a passport by its Arabic name."""
    return "|".join(lexicon(one.value).text("identifiers", name) for one in Language)


@cache
def cue_of(name: str) -> re.Pattern[str]:
    """A word of a list, with what Arabic joins to it."""
    return re.compile(rf"(?<!\w)[وف]?[بل]?(?:{words(name)})(?!\w)")


def documents(sentence: Sentence, _region: str) -> Iterator[Proposal]:
    """The documents and plates a sentence numbers."""
    if not has_figures(sentence.plain):
        return
    yield from _papers(sentence)
    yield from _plates(sentence)
    for found in _SPANISH.finditer(sentence.shape):
        kept = found.group().replace("-", "")
        if dni.is_valid(kept) or nie.is_valid(kept):
            yield made(sentence, Kind.DOCUMENT, found.span(), kept)


def _papers(sentence: Sentence) -> Iterator[Proposal]:
    cue, number = words("document"), words("number")
    said = rf"(?<!\w)[وف]?[بل]?(?:ال)?(?:{cue})(?!\w)[\s,:(]*(?:(?:{number})(?![^\W\d_]))?\s*:?\s*"
    for found in re.finditer(said, sentence.plain):
        code = re.compile(_CODE).match(sentence.shape, found.end())
        code = code or _OF_NATION.match(sentence.shape, found.end())
        if code is not None and not _DATE.match(code.group()):
            span = code.span("code") if "code" in code.groupdict() else code.span()
            normal = re.sub(r"[-/]", "", sentence.shape[slice(*span)])
            yield made(sentence, Kind.DOCUMENT, span, normal)


def _plates(sentence: Sentence) -> Iterator[Proposal]:
    plate = cue_of("plate")
    for found in _PLATE.finditer(sentence.shape):
        if plate.search(sentence.plain[max(0, found.start() - 30) : found.start()]):
            yield _plate(sentence, found.span())
    for word in plate.finditer(sentence.plain):
        # Of a form that no country in the list has: what follows the word at once.
        marked = _MARKED.match(sentence.shape, word.end())
        if marked is not None and any(char.isdigit() for char in marked["plate"]):
            yield _plate(sentence, marked.span("plate"))


_PLATE = re.compile(
    r"(?<![\w-])(?:[A-Z]{2}-\d{3}-[A-Z]{2}|\d{4} ?-?[A-Z]{3}"
    r"|\d{1,5} ?[-|] ?[أ-ي] ?[-|] ?\d{1,2})(?![\w-])"
)
_MARKED = re.compile(
    r"(?:\s+(?:number|numero|número|n[°ºo.]+|رقم|رقمها))?[\s:]*[«\"]?"
    r"(?P<plate>[A-Z0-9]{1,5}(?:[ -][A-Z0-9]{1,5}){1,2}"
    r"|[\u0620-\u064a](?: [\u0620-\u064a]){0,2} ?\d{3,5})"
    r"(?![\w-])"
)
_DATE = re.compile(r"^\d{1,2}[/-]\d{1,2}[/-]\d{2,4}$|^\d{4}$")


def _plate(sentence: Sentence, span: Span) -> Proposal:
    normal = re.sub(r"[- |]", "", sentence.shape[slice(*span)])
    return made(sentence, Kind.DOCUMENT, span, normal)
