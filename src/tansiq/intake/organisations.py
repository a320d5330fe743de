"""Organisations and services: a head word of the language and what belongs to its name.

Promises: the name as it stands, with the place that is part of it (`Dirección General de Aduanas
de Rasilia`); bare services (`police`) where they act; letters alone after an article. Built from
lists of the lexicon, so that each find can be explained. Does not: know any real organisation.
"""

import re
from collections.abc import Iterator
from functools import cache

from tansiq.intake import arabic_organisations, english_organisations
from tansiq.intake.lexicon import Lexicon, lexicon
from tansiq.intake.texts import Sentence
from tansiq.intake.values import Proposal, Span
from tansiq.terms.intake import Kind

_NUMBERED = re.compile(r" (?:numero|num\.?|n\.?[o°]\.?) ?\d+")
_AGENCY = re.compile(r"^[^()\n]{2,40}\((?P<name>[A-Z]{2,6})\)\.?\s?-")
_WORD = r"[A-ZÀ-ÖØ-Þ][\w'-]+"
_OWN_NAME = re.compile(
    rf"\s[«\"]?\s?(?P<name>(?:(?:El|La|Le|Les|Los|The|L')\s?)?{_WORD}"
    rf"(?:(?:\s(?:de la|de|del|du|des|of the|of))?\s{_WORD}){{0,3}})"
)
_ACRONYM = re.compile(r"(?<=[^\W\d_] )(?<![A-Z] )[A-Z]{3,6}(?![\w-]| [A-Z]{2,})")
_ARTICLE = re.compile(r"(?:^|\W)(?:the|la|le|el|l'|de la|du|del|par la)\s$")
_OF_TOWN = re.compile(rf"(?:\s(?:de la|de|del|du|des|d'|of the|of))\s?{_WORD}")
_NO_ACRONYM = re.compile(
    "UTC|GMT|CET|SIM|USB|IBAN|DNI|NIE|ADN|DNA|RIB|CIN|CNI|GPS|SMS|URL|PDF|EUR|USD|GBP|MAD|TATP|TNT"
)
_FIRST = re.compile(r"\W*(?:la|le|les|el|los|las)\s+")
_OWN_ARTICLE = re.compile(r"(?:^|\W)(La|El|Le|L')\s?$")
_AND = frozenset(("y", "e", "et"))
_MOST_WORDS = 9


def organisations(sentence: Sentence) -> Iterator[Proposal]:
    """The organisations of a sentence."""
    last = -1
    for start, end in _found(sentence):
        if start > last:
            last = end
            value = sentence.said(start, end)
            normal = _article(sentence, start) + value
            yield Proposal(Kind.ORGANISATION, value, sentence.span(start, end), normal)


def _found(sentence: Sentence) -> Iterator[Span]:
    if sentence.language == "ar":
        yield from arabic_organisations.found(sentence)
        return
    english = sentence.language == "en"
    named = english_organisations.found(sentence) if english else _romance(sentence)
    yield from sorted((*named, *_acronyms(sentence), *_media(sentence)))


def _media(sentence: Sentence) -> Iterator[Span]:
    """A paper, a station or a site by its own name, and the agency of a dateline."""
    agency = _AGENCY.match(sentence.shape)
    if agency is not None:
        yield agency.span("name")
    for paper in (
        lexicon(sentence.language).words("organisations", "papers").finditer(sentence.plain)
    ):
        of_town = _OF_TOWN.match(sentence.shape, paper.end())
        titled = any(char.isupper() for char in sentence.shape[paper.start() + 1 : paper.end()])
        if of_town is not None and titled:
            yield paper.start(), of_town.end()
    for word in lexicon(sentence.language).words("organisations", "media").finditer(sentence.plain):
        name = _OWN_NAME.match(sentence.shape, word.end())
        if name is not None and not _heads_page(sentence, name):
            yield name.span("name")


def _heads_page(sentence: Sentence, name: re.Match[str]) -> bool:
    """Whether capital words head a page (`WEEKLY SUMMARY`) rather than name a paper."""
    plain = sentence.plain[name.start("name") : name.end("name")]
    return lexicon(sentence.language).words("places", "headings").search(plain) is not None


def _article(sentence: Sentence, start: int) -> str:
    """In Arabic a `to the` written as one gives its article back to the name."""
    return "ال" if sentence.plain[max(0, start - 2) : start] == "لل" else ""


def _acronyms(sentence: Sentence) -> Iterator[Span]:
    """Letters alone, after an article: a service known by them."""
    for found in _ACRONYM.finditer(sentence.shape):
        before = _ARTICLE.search(sentence.plain[: found.start()])
        if before and not _NO_ACRONYM.fullmatch(found.group()):
            yield found.span()


def _romance(sentence: Sentence) -> Iterator[Span]:
    """Spanish and French: the head stands first, and may be written small."""
    lex = lexicon(sentence.language)
    for found in _heads(sentence.language).finditer(sentence.plain):
        start, head = found.span("head")
        small = sentence.shape[start].islower() and _OWN_NAME.match(sentence.shape, head)
        if small and lex.exact("organisations", "media").fullmatch(sentence.plain[start:head]):
            continue  # `the daily La Sentinelle` is called by its own name
        end = _continued(sentence, lex, head)
        capital = sentence.shape[start].isupper()
        if end == head:
            bare = lex.exact("organisations", "alone").fullmatch(sentence.plain[start:end])
            if bare and (capital or _FIRST.fullmatch(sentence.plain[:start])):
                yield start, end
            continue
        named = any(char.isupper() for char in sentence.shape[start + 1 : end])
        numbered = _NUMBERED.match(sentence.plain, end)
        inner = None if capital else _inner(sentence, head, end)
        if numbered and capital:
            yield start, _continued(sentence, lex, numbered.end())
        elif inner is not None:
            yield inner, end
        elif capital or named or _known_whole(sentence, (start, head, end)):
            yield _with_article(sentence, start), end


@cache
def _heads(language: str) -> re.Pattern[str]:
    heads = lexicon(language).text("organisations", "heads")
    return re.compile(rf"(?<![\w'])(?:l'|d')?(?P<head>{heads})(?![\w-])")


def _inner(sentence: Sentence, head: int, end: int) -> int | None:
    """Where a name begins that a word written small only belongs to: `mando de la Policía`."""
    inner = _heads(sentence.language).search(sentence.plain, head, end)
    if inner is None or not sentence.shape[inner.start("head")].isupper():
        return None
    return inner.start("head")


def _known_whole(sentence: Sentence, places: tuple[int, int, int]) -> bool:
    """Whether a name written small is one all the same: by a noun, or an adjective of its head."""
    lex = lexicon(sentence.language)
    start, head, end = places
    if lex.words("organisations", "nouns").search(sentence.plain, head, end):
        return True
    plain = lex.exact("organisations", "plain").fullmatch(sentence.plain[start:head])
    adjective = lex.words("organisations", "adjectives").search(sentence.plain, head, end)
    return plain is not None and adjective is not None


def _with_article(sentence: Sentence, start: int) -> int:
    """A capital article belongs to the name (`La Gaceta`), unless it begins the sentence."""
    before = _OWN_ARTICLE.search(sentence.shape[:start])
    lead = sentence.plain[: before.start(1)].rstrip() if before else ""
    if before and lead and lead[-1] not in '.!?:"«“':
        return before.start(1)
    return start


@cache
def _parts(language: str) -> re.Pattern[str]:
    joins = lexicon(language).text("organisations", "joins")
    return re.compile(rf"\s+(?P<join>(?:{joins})(?:\s+|(?<=')))?(?P<word>[^\W\d_][\w'\-]*)")


def _continued(sentence: Sentence, lex: Lexicon, at: int) -> int:
    """How far a name goes on after its head."""
    for _ in range(_MOST_WORDS):
        found = _parts(sentence.language).match(sentence.plain, at)
        if found is None or not _belongs(sentence, lex, found):
            return at
        at = found.end()
    return at


def _belongs(sentence: Sentence, lex: Lexicon, found: re.Match[str]) -> bool:
    """Whether the next word is still part of a name."""
    word, capital = found["word"], sentence.shape[found.start("word")].isupper()
    join = (found["join"] or "").strip()
    if join.startswith(("contre", "contra")):
        return True
    if join in _AND and (not capital or lex.exact("organisations", "heads").fullmatch(word)):
        return False
    if capital:
        return bool(join) or (not lex.days().fullmatch(word) and "\n" not in found.group())
    if lex.exact("organisations", "adjectives").fullmatch(word):
        # `comunicó` is no adjective like `público`: folded they end alike, written they do not.
        return not sentence.shape[: found.end("word")].endswith("ó")
    return bool(join and lex.exact("organisations", "nouns").fullmatch(word))
