"""Places: names after words of place, names of the gazetteer, and names the text itself made places.

Promises: a capital name after `in` or `port of` is a place, whoever has heard of it; after looser
words (`of`, `from`) only one that the gazetteer or the text knows. Arabic has no capitals: there a
word of place, a first part such as `port` or `spring`, or the gazetteer must speak for the name.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from tansiq.intake import arabic_places, gazetteer
from tansiq.intake.lexicon import lexicon
from tansiq.intake.texts import Sentence
from tansiq.intake.values import Proposal, Span
from tansiq.terms.intake import Kind

_JOINED = r"(?:[ -](?:de la|de los|de|del|la|le|les|des|du|of|al|el|sur|en|aux|los|las)(?=[ -][A-ZÀ-ÖØ-ÞŒ]))?"
_NAME = rf"(?:(?:La|El|Los|Las|Le|Les|L') ?)?[A-ZÀ-ÖØ-ÞŒ][\w'-]*[\w](?:{_JOINED}[ -][A-ZÀ-ÖØ-ÞŒ][\w'-]*)*"
_CAPITALS = re.compile(rf"(?<![\w'-]){_NAME}")
_AT = re.compile(_NAME)
_DATELINE = re.compile(rf"^\W*(?P<name>{_NAME})(?:,| \(|\. ?[-–—])\s*(?=\d|\(|[-–—]|[A-Za-zé]+ \d)")
_ALSO = re.compile(
    r"\s*(?:,\s*(?:and |y |et )?|\s(?:and|y|e|et|or|o|ou)\s+)(?:in |en |at |à |a )?(?:the )?(?=[A-ZÀ-ÖØ-ÞŒ])"
)
_LEAST = 4


def places(sentence: Sentence, taken: Sequence[Span], seen: set[str]) -> Iterator[Proposal]:
    """The places of a sentence; `seen` are folded names the text has made places before."""
    found = (
        arabic_places.found(sentence, seen) if sentence.language == "ar" else _latin(sentence, seen)
    )
    told: list[Span] = []
    for start, end in found:
        span = sentence.span(start, end)
        if any(span[0] < last and first < span[1] for first, last in (*taken, *told)):
            continue
        told.append(span)
        name = sentence.said(start, end)
        seen.add(sentence.plain[start:end].strip())
        yield Proposal(Kind.PLACE, name, span, name)


def _latin(sentence: Sentence, seen: set[str]) -> Iterator[Span]:
    for start, end in (
        *_after_words(sentence, seen),
        *_dateline(sentence),
        *_known(sentence, seen),
    ):
        yield start, end
        at = end
        while (also := _ALSO.match(sentence.shape, at)) is not None:
            name = _AT.match(sentence.shape, also.end())
            if (
                name is None
                or not _fits(sentence, name.start(), name.end())
                or _goes_on(sentence, name.end())
            ):
                break
            yield _trimmed(sentence, name.start(), name.end())
            at = name.end()


@cache
def _words(language: str) -> re.Pattern[str]:
    lex = lexicon(language)
    strong, cues, loose = (lex.text("places", one) for one in ("strong", "cues", "loose"))
    article = r"(?:the |el |la |los |las |le |les |l')?"
    return re.compile(
        rf"(?<![\w'])(?:(?P<strong>{strong})|(?P<loose>{loose})|(?P<cue>{cues}))(?:\s+{article}|(?<='))"
    )


def _after_words(sentence: Sentence, seen: set[str]) -> Iterator[Span]:
    """Names after a word of place. Searched at every letter, for such words overlap."""
    at = 0
    pattern = _words(sentence.language)
    while (found := pattern.search(sentence.plain, at)) is not None:
        at = found.start() + 1
        start = found.end()
        name = _AT.match(sentence.shape, start) or _AT.match(
            sentence.shape, start - _article(found.group())
        )
        if name is None or not _fits(sentence, name.start(), name.end()):
            continue
        if found["cue"] == "a" and sentence.shape[found.start()] not in "àÀ":
            continue
        first, last = _trimmed(sentence, name.start(), name.end())
        plain = sentence.plain[first:last]
        if found["loose"] and not (gazetteer.is_known(plain) or plain in seen):
            continue
        if found["cue"] and _person_like(sentence, last):
            continue
        yield first, last


def _article(words: str) -> int:
    """How long a capital article taken with the word of place is."""
    found = re.search(r"(?:^|\s)(?P<article>el|la|los|las|le|les)\s$", words)
    return len(found["article"]) + 1 if found else 0


def _person_like(sentence: Sentence, end: int) -> bool:
    return (
        re.match(r",? (?:aged )?\d\d(?: years| ans| años|,)", sentence.shape[end : end + 16])
        is not None
    )


def _dateline(sentence: Sentence) -> Iterator[Span]:
    found = _DATELINE.match(sentence.shape)
    if found is None or not _fits(sentence, *found.span("name")):
        return
    plain = sentence.plain[found.start("name") : found.end("name")]
    if found["name"].isupper() or gazetteer.is_known(plain):
        yield found.span("name")


def _known(sentence: Sentence, seen: set[str]) -> Iterator[Span]:
    """Names of the gazetteer's large places, and of places of this text, wherever they stand."""
    for found in _CAPITALS.finditer(sentence.shape):
        plain = sentence.plain[found.start() : found.end()]
        if len(plain) < _LEAST or not _fits(sentence, found.start(), found.end()):
            continue
        if plain in seen or gazetteer.is_large(plain):
            yield found.span()


def _fits(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a name may be a place's: no day, month, service or head of an organisation."""
    lex = lexicon(sentence.language)
    plain = sentence.plain[start:end]
    first = re.match(r"[\w']+", plain)
    days = "|".join(
        (*lex.texts("weekdays"), *lex.texts("months"), lex.text("places", "not_places"))
    )
    heads = re.compile(rf"(?:{lex.text('organisations', 'heads')})s?")
    words = re.findall(r"[\w']+", plain)
    if (
        first is None
        or re.fullmatch(days, first.group())
        or any(heads.fullmatch(one) for one in words)
    ):
        return False
    return not plain.isdigit() and sentence.shape[end : end + 2] != "'s"


def _trimmed(sentence: Sentence, start: int, end: int) -> Span:
    """Without a day or month that follows in capitals."""
    lex = lexicon(sentence.language)
    days = "|".join((*lex.texts("weekdays"), *lex.texts("months")))
    tail = re.search(rf"[ -](?:{days})$", sentence.plain[start:end])
    return (start, start + tail.start()) if tail else (start, end)


def _goes_on(sentence: Sentence, end: int) -> bool:
    """Whether what follows shows that the name acts: it is then somebody, not a place."""
    verbs = lexicon(sentence.language).words("attribution", "verbs")
    return verbs.match(sentence.plain, end + 1) is not None
