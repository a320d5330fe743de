"""Organisations and services: a head word of the language and what belongs to its name.

Promises: the name as it stands, with the place that is part of it (`Dirección General de Aduanas de
Rasilia`); bare services (`police`) where they act. Built from heads, joining words and adjectives of
the lexicon, so that each find can be explained. Does not: know any real organisation.
"""

import re
from collections.abc import Iterator
from functools import cache

from tansiq.intake.lexicon import lexicon
from tansiq.intake.texts import Sentence
from tansiq.intake.values import Proposal
from tansiq.terms.intake import Kind

_CAPITAL = r"(?:[A-ZÀ-ÖØ-ÞŒ][\w'\-]*)"
_STOPS = frozenset(
    [
        "اليوم",
        "امس",
        "غدا",
        "صباح",
        "مساء",
        "ليله",
        "فجر",
        "الاثنين",
        "الثلاثاء",
        "الاربعاء",
        "الخميس",
        "الجمعه",
        "السبت",
        "الاحد",
        "ان",
        "انها",
        "انه",
        "تم",
        "جري",
        "قد",
        "كان",
        "كانت",
        "علي",
        "الي",
        "عن",
        "في",
        "من",
        "مع",
        "التي",
        "الذي",
        "بعد",
        "قبل",
        "حسب",
        "وفق",
        "ضد",
        "خلال",
        "عند",
        "بان",
        "يوم",
        "منذ",
        "اول",
        "ثم",
        "او",
        "لا",
        "لم",
        "لن",
        "ما",
        "هذا",
        "هذه",
        "وقوع",
        "اي",
    ]
)
_MOST_WORDS = 9
_SHORT = 3


def organisations(sentence: Sentence) -> Iterator[Proposal]:
    """The organisations of a sentence."""
    found = _arabic(sentence) if sentence.language == "ar" else _latin(sentence)
    last = -1
    for start, end in found:
        if start > last:
            last = end
            yield Proposal(
                Kind.ORGANISATION,
                sentence.said(start, end),
                sentence.span(start, end),
                _named(sentence, start, end),
            )


_NUMBERED = re.compile(r" (?:numero|no|n°|num\.?) ?\d+")
_ACRONYM = re.compile(r"(?<=[^\W\d_] )(?<![A-Z] )[A-Z]{3,6}(?![\w-]| [A-Z]{2,})")
_NO_ACRONYMS = frozenset(
    [
        "UTC",
        "GMT",
        "CET",
        "SIM",
        "USB",
        "IBAN",
        "DNI",
        "NIE",
        "ADN",
        "DNA",
        "RIB",
        "CIN",
        "CNI",
        "GPS",
        "SMS",
        "URL",
        "PDF",
        "EUR",
        "USD",
        "GBP",
        "MAD",
        "TATP",
        "TNT",
        "VIH",
    ]
)


def _acronyms(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Letters alone, after an article: a service known by them."""
    for found in _ACRONYM.finditer(sentence.shape):
        before = re.search(
            r"(?:^|\W)(?:the|la|le|el|l'|de la|du|del|par la)\s$", sentence.plain[: found.start()]
        )
        if before and found.group() not in _NO_ACRONYMS:
            yield found.span()


def _named(sentence: Sentence, start: int, end: int) -> str:
    """The name by itself: in Arabic a `to the` written as one takes its article back."""
    article = "ال" if sentence.plain[max(0, start - 2) : start] == "لل" else ""
    return article + sentence.said(start, end)


@cache
def _heads(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{lexicon(language).text('organisations', 'heads')})s?")


def _latin(sentence: Sentence) -> Iterator[tuple[int, int]]:
    found = _english(sentence) if sentence.language == "en" else _romance(sentence)
    yield from sorted((*found, *_acronyms(sentence)))


def _romance(sentence: Sentence) -> Iterator[tuple[int, int]]:
    lex = lexicon(sentence.language)
    heads = re.compile(
        rf"(?<![\w'])(?:l'|d')?(?P<head>{lex.text('organisations', 'heads')})(?![\w-])"
    )
    for found in heads.finditer(sentence.plain):
        start = found.start("head")
        end = _continued(sentence, found.end())
        capital = sentence.shape[start].isupper()
        alone = end == found.end("head")
        named = any(char.isupper() for char in sentence.shape[start + 1 : end])
        bare = re.fullmatch(lex.text("organisations", "alone"), sentence.plain[start:end])
        if alone and bare and (capital or _acts(sentence, start)):
            yield start, end
        elif not alone and (numbered := _NUMBERED.match(sentence.plain, end)) and capital:
            yield start, numbered.end()
        elif not alone and (capital or named or _known_whole(sentence, found.end(), end)):
            yield _with_article(sentence, start), end


def _acts(sentence: Sentence, start: int) -> bool:
    """Whether a bare service, written small, is what acts: it stands first, with its article."""
    return re.fullmatch(r"\W*(?:la|le|les|el|los|las)\s+", sentence.plain[:start]) is not None


def _known_whole(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a name written small is one all the same: a noun, or an adjective after a plain head."""
    lex = lexicon(sentence.language)
    head = re.search(r"[\w-]+$", sentence.plain[:start])
    plain = head is not None and head.group() in _PLAIN
    noun = lex.words("organisations", "nouns").search(sentence.plain, start, end)
    return bool(
        noun
        or (plain and lex.words("organisations", "adjectives").search(sentence.plain, start, end))
    )


_PLAIN = frozenset(
    [
        "parquet",
        "ministere",
        "tribunal",
        "cour",
        "police",
        "gendarmerie",
        "armee",
        "prefecture",
        "commissariat",
        "douane",
        "douanes",
        "brigade",
        "ministerio",
        "fiscalia",
        "policia",
        "guardia",
        "juzgado",
        "ejercito",
        "gendarmeria",
    ]
)


def _with_article(sentence: Sentence, start: int) -> int:
    """A capital article belongs to the name (`La Gaceta`), unless it begins the sentence."""
    before = re.search(r"(?:^|\W)(La|El|Le|L')\s?$", sentence.shape[:start])
    if before and before.start(1) > 1 and sentence.plain[:start].strip() != before[1].lower():
        lead = sentence.plain[: before.start(1)].rstrip()
        if lead and lead[-1] not in '.!?:"«“':
            return before.start(1)
    return start


def _continued(sentence: Sentence, at: int) -> int:
    """How far a name goes on after its head."""
    lex = lexicon(sentence.language)
    parts = re.compile(
        rf"\s+(?P<join>(?:{lex.text('organisations', 'joins')})(?:\s+|(?<=')))?"
        rf"(?P<word>[^\W\d_][\w'\-]*)"
    )
    adjectives = re.compile(lex.text("organisations", "adjectives"))
    nouns = re.compile(lex.text("organisations", "nouns"))
    heads = _heads(sentence.language)
    for _ in range(_MOST_WORDS):
        found = parts.match(sentence.plain, at)
        if found is None:
            return at
        word, start = found["word"], found.start("word")
        capital = sentence.shape[start].isupper()
        join = found["join"] or ""
        if join.strip() in _AND and (heads.fullmatch(word) or not capital):
            return at
        fits = capital or adjectives.fullmatch(word) or (join and nouns.fullmatch(word))
        if not fits or (capital and not join and not _adjoins(sentence, at, word)):
            return at
        at = found.end()
    return at


_AND = frozenset(("y", "e", "et", "and"))


def _adjoins(sentence: Sentence, at: int, word: str) -> bool:
    """Whether a capital word without a joining word belongs to a name: days and months do not."""
    lex = lexicon(sentence.language)
    days = "|".join((*lex.texts("weekdays"), *lex.texts("months")))
    return re.fullmatch(days, word) is None and "\n" not in sentence.plain[at : at + 2]


_OF_IT = re.compile(r"\s+(?:officers?|officials?|agents?|sources?|stations?|cars?|brokers?)\b")


@cache
def _english_name() -> re.Pattern[str]:
    joins = r"(?:\s+(?:of the|of|for the|for|and)\s+|\s+)"
    return re.compile(rf"(?<![\w'-]){_CAPITAL}(?:{joins}{_CAPITAL})*")


def _english(sentence: Sentence) -> Iterator[tuple[int, int]]:
    lex = lexicon("en")
    heads, alone = _heads("en"), re.compile(lex.text("organisations", "alone"))
    for found in _english_name().finditer(sentence.shape):
        for start, end in _parted(found.group(), found.start()):
            words = [one.group() for one in re.finditer(r"[\w'-]+", sentence.plain[start:end])]
            held = [at for at, one in enumerate(words) if heads.fullmatch(one.removesuffix("'s"))]
            if not held:
                continue
            if len(words) == 1:
                if alone.fullmatch(words[0]) and not _OF_IT.match(sentence.plain, end):
                    yield start, end
                continue
            yield start, end


def _parted(words: str, start: int) -> Iterator[tuple[int, int]]:
    """A run of capital words, parted at an `and` between two heads, without days and articles."""
    heads = _heads("en")
    pieces = re.split(r"(\s+and\s+)", words)
    whole = len(pieces) > 1 and all(
        any(heads.fullmatch(one) for one in re.findall(r"[a-z]+", piece.lower()))
        for piece in pieces[::2]
    )
    at = start
    for piece in pieces if whole or len(pieces) == 1 else [words]:
        if not re.fullmatch(r"\s+and\s+", piece):
            yield from _trimmed(piece, at)
        at += len(piece)


def _trimmed(piece: str, at: int) -> Iterator[tuple[int, int]]:
    lex = lexicon("en")
    days = "|".join((*lex.texts("weekdays"), *lex.texts("months")))
    lead = re.match(
        rf"(?:(?:The|A|An|On|In|At|By|From|According|Officers|Agents|{days})\s+(?:of\s+)?(?:the\s+)?)+",
        piece,
        re.IGNORECASE,
    )
    start = lead.end() if lead else 0
    tail = re.search(rf"\s+(?:{days})$", piece, re.IGNORECASE)
    end = tail.start() if tail else len(piece)
    if end - start >= _SHORT:
        yield at + start, at + end


@cache
def _arabic_head() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)[وف]?(?P<joined>لل|ل|ب|ك)?(?P<head>{lexicon('ar').text('organisations', 'heads')})(?!\w)"
    )


def _arabic(sentence: Sentence) -> Iterator[tuple[int, int]]:
    lex = lexicon("ar")
    alone = re.compile(lex.text("organisations", "alone"))
    for found in _arabic_head().finditer(sentence.plain):
        start, end = found.start("head"), _idafa(sentence.plain, found)
        name = sentence.plain[start:end]
        if end > found.end("head") or alone.fullmatch(name):
            yield start, end


def _idafa(plain: str, found: re.Match[str]) -> int:
    """How far an Arabic name goes on: complements to the first definite one, adjectives, a place."""
    lex = lexicon("ar")
    nouns, adjectives = (
        re.compile(lex.text("organisations", "nouns")),
        re.compile(lex.text("organisations", "adjectives")),
    )
    definite = found["head"].startswith("ال") or found["joined"] == "لل"
    open_ended, at = not definite, found.end("head")
    for word in re.compile(r"(?<=\s)[^\W\d_]+|(?<=\s)\W").finditer(plain, at):
        text = word.group()
        if plain[at : word.start()].strip() or text in _STOPS or "\n" in plain[at : word.start()]:
            return at
        if open_ended:
            if nouns.fullmatch(text):
                at = word.end()
                continue
            if text.startswith("ب") and len(text) > _SHORT:
                return _placed(plain, word, at)
            if not text.isalpha():
                return at
            open_ended, at = False, word.end()
        elif text.startswith("ل") and nouns.fullmatch(text[1:]):
            open_ended, at = True, word.end()
        elif (
            adjectives.fullmatch(text)
            or text.startswith("لل")
            or (text.startswith("ال") and text.endswith(("يه", "ي")))
        ):
            at = word.end()
        elif text.startswith("ب") and len(text) > _SHORT:
            return _placed(plain, word, at)
        else:
            return at
    return at


def _placed(plain: str, word: re.Match[str], at: int) -> int:
    """The end of a place joined by `in`: one word, two after a word such as `port` or `spring`."""
    place = word.group()[1:]
    if re.fullmatch(r"مدينه|منطقه|اقليم|حي|قريه|جماعه|ولايه|محافظه", place):
        return at
    if re.fullmatch(lexicon("ar").text("places", "not_places"), place) or place.startswith(
        ("تنسيق", "تعاون", "شان", "ان")
    ):
        return at
    if re.fullmatch(lexicon("ar").text("places", "generic"), place):
        more = re.compile(r"\s[^\W\d_]+").match(plain, word.end())
        if more and more.group().strip() not in _STOPS:
            return more.end()
    return word.end()
