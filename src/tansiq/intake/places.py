"""Places: names after words of place, names of the gazetteer, names the text made places itself.

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

_UPPER = "[A-ZÀ-ÖØ-ÞŒ]"
_OF = (
    r"(?:[ -](?:de la|de los|de|del|la|le|les|des|du|of|al|el|sur|en|aux|los|las)"
    rf"(?=[ -]{_UPPER}))?"
)
_NAME = rf"(?:(?:La|El|Los|Las|Le|Les|L') ?)?{_UPPER}[\w'-]*[\w](?:{_OF}[ -]{_UPPER}[\w'-]*)*"
_CAPITALS = re.compile(rf"(?<![\w'-]){_NAME}")
_AT = re.compile(_NAME)
_DATELINE = re.compile(
    rf"^\W*(?P<name>{_NAME})(?:,| \(|\. ?[-–—]| [-–—])\s*(?=\d|\(|[-–—]|[A-Za-zé]+ \d|{_UPPER})"
)
# `Montbrisac, le 28 avril`: where a paper is dated; `Avilés.`: a line of a report by its town.
_DATED = re.compile(
    rf"(?:^|[-.]\s|\n)\s*(?P<name>{_NAME}),\s(?:le|a|el|on)\s\d{{1,2}}(?:er)?\s[a-zé]{{3}}"
)
_ALONE = re.compile(rf"^\s*(?P<name>{_NAME})\s*\.(?:\s|$)")
_ALSO = re.compile(
    r"\s*(?:,\s*(?:and |y |et )?|\s(?:and|y|e|et|or|o|ou)\s+)(?:in |en |at |à |a )?(?:the )?"
    rf"(?={_UPPER})"
)
_AGED = re.compile(r",? (?:aged )?\d\d(?: years| ans| años|,)")
_WORD = re.compile(r"[\w']+")
_SURE = frozenset(("estate",))
"""What only a place is called, after a name that no table knows."""
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
        *_beside(sentence),
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
def _near(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words of place right before a name (`barrio Palermo`), and right after (`Lisbon airport`)."""
    lex = lexicon(language)
    near, after = lex.text("places", "near"), lex.text("places", "after")
    return re.compile(rf"(?<!\w)(?:{near})\s"), re.compile(rf"\s(?:{after})(?!\w)")


def _beside(sentence: Sentence) -> Iterator[Span]:
    """Names that a word of place stands beside without `of`; after them only known ones."""
    near, after = _near(sentence.language)
    for word in near.finditer(sentence.plain):
        name = _AT.match(sentence.shape, word.end())
        if name is not None and _fits(sentence, *name.span()):
            yield _trimmed(sentence, *name.span())
    for name in _CAPITALS.finditer(sentence.shape):
        beside = after.match(sentence.plain, name.end())
        if beside is None or not _fits(sentence, *name.span()):
            continue
        known = gazetteer.is_known(sentence.plain[name.start() : name.end()])
        if known or beside.group().strip() in _SURE:
            yield name.span()


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
    while (found := _words(sentence.language).search(sentence.plain, at)) is not None:
        at = found.start() + 1
        name = _after(sentence, found)
        if name is None:
            continue
        plain = sentence.plain[name[0] : name[1]]
        if found["loose"] and not (gazetteer.is_known(plain) or plain in seen):
            continue
        if found["cue"] and _AGED.match(sentence.shape, name[1]):
            continue
        yield name


def _after(sentence: Sentence, found: re.Match[str]) -> Span | None:
    """The name that follows a word of place, or none."""
    if found["cue"] == "a" and sentence.shape[found.start()] not in "àÀ":
        return None  # `a` is a verb in French unless it bears its accent
    back = found.end() - _article(found.group())
    name = _AT.match(sentence.shape, back) or _AT.match(sentence.shape, found.end())
    if name is None or not _fits(sentence, *name.span()):
        return None
    return _trimmed(sentence, *name.span())


def _article(words: str) -> int:
    """How long a capital article taken with the word of place is."""
    found = re.search(r"(?:^|\s)(?P<article>el|la|los|las|le|les)\s$", words)
    return len(found["article"]) + 1 if found else 0


def _dateline(sentence: Sentence) -> Iterator[Span]:
    dated = _DATED.search(sentence.shape)
    if dated is not None and _fits(sentence, *dated.span("name")):
        yield dated.span("name")
    alone = _ALONE.match(sentence.shape)
    if alone and gazetteer.is_known(sentence.plain[alone.start("name") : alone.end("name")]):
        yield alone.span("name")
    found = _DATELINE.match(sentence.shape)
    if found is None or not _fits(sentence, *found.span("name")):
        return
    plain = sentence.plain[found.start("name") : found.end("name")]
    headings = lexicon(sentence.language).words("places", "headings")
    if headings.search(plain):
        return
    if found["name"].isupper() or gazetteer.is_known(plain):
        yield found.span("name")


def _known(sentence: Sentence, seen: set[str]) -> Iterator[Span]:
    """Names of the gazetteer's large places, and of places of this text, wherever they stand."""
    for found in _CAPITALS.finditer(sentence.shape):
        plain = sentence.plain[found.start() : found.end()]
        if len(plain) < _LEAST or not _fits(sentence, found.start(), found.end()):
            continue
        if plain in seen or (gazetteer.is_large(plain) and not _common(sentence, plain)):
            yield found.span()


def _common(sentence: Sentence, plain: str) -> bool:
    """Whether a name is also one of the language's small words (`Nada`)."""
    lex = lexicon(sentence.language)
    small = lex.words("stop").fullmatch(plain) or lex.words("negation", "real").fullmatch(plain)
    return small is not None


def _fits(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a name may be a place's: no day, month, service or head of an organisation."""
    lex = lexicon(sentence.language)
    words = _WORD.findall(sentence.plain[start:end])
    if not words or lex.days().fullmatch(words[0]) or sentence.shape[end : end + 2] == "'s":
        return False
    if lex.exact("places", "not_places").fullmatch(words[0]):
        return False
    heads = lex.exact("organisations", "heads")
    return not any(heads.fullmatch(one) or heads.fullmatch(one.removesuffix("s")) for one in words)


@cache
def _last_day(language: str) -> re.Pattern[str]:
    return re.compile(rf"[ -](?:{lexicon(language).days().pattern})$")


def _trimmed(sentence: Sentence, start: int, end: int) -> Span:
    """Without a day or month that follows in capitals."""
    tail = _last_day(sentence.language).search(sentence.plain[start:end])
    return (start, start + tail.start()) if tail else (start, end)


def _goes_on(sentence: Sentence, end: int) -> bool:
    """Whether what follows shows that the name acts: it is then somebody, not a place."""
    verbs = lexicon(sentence.language).words("attribution", "verbs")
    return verbs.match(sentence.plain, end + 1) is not None
