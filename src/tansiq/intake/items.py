"""Things seized, and targets of attacks.

Promises: an item is a noun of the lexicon with its number, unit and adjectives, in a sentence that
tells of a seizure or of what was found inside; a target is what an attack is said to be against.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from tansiq.intake.certainty import negated
from tansiq.intake.lexicon import lexicon
from tansiq.intake.numbers import numbers, words_of
from tansiq.intake.texts import Sentence
from tansiq.intake.values import Proposal, Span
from tansiq.terms.intake import Certainty, Kind

_FIGURE = r"\d{1,3}(?:[., ]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
_TARGET_END = (
    r"(?=\s+(?:was|were|is|are|has|had|have|would|during|durante|pendant|lors|خلال|in the night"
    r"|on \w+day|that|which|who|que|qui"
    r"|fue|fueron|habria|aurait|a ete|ont|et|and|but|pero|mais|يوم|وقد|التي|الذي|كان|تم)(?!\w)"
    r"|[,.;:!?»\"()\n]|$)"
)
_MOST_TARGET = 70
_EVENTS = ("arrest", "search", "meeting", "recruitment")


@cache
def _thing(language: str) -> re.Pattern[str]:
    lex = lexicon(language)
    nouns, units, of, adjectives, tails, some = (
        lex.text("items", one)
        for one in ("nouns", "units", "of", "adjectives", "tails", "determiners")
    )
    number = rf"(?:{_FIGURE}|{words_of(language)})"
    joiner = r"(?:\s+|(?<='))"
    unit = rf"(?:(?:{units})(?!\w)\s+(?:(?:{of}){joiner})?)?"
    sum_first = rf"(?:(?:{nouns})\s+(?={_FIGURE}))?" if language == "ar" else ""
    lead = rf"(?P<lead>{sum_first}(?:{number}\s+|(?:{some})\s+)?)"
    second = rf"(?:\s+(?:{nouns})(?!\w))?" if language == "ar" else ""
    before = "[وف]?ب?" if language == "ar" else ""
    # What a unit measures need not be in the lexicon: `2 kg of TATP`.
    measured = rf"(?:{_FIGURE})\s?(?:{units})\s+(?:{of}){joiner}[^\W\d_]+"
    money = rf"(?:[£$€]|usd|eur|gbp|mad)\s?(?:{_FIGURE})(?:\s(?:{tails}))?|(?:{_FIGURE})\s?[£$€]"
    lead = f"{lead}(?:[a-z]+-?\\d+\\s+)?" if language != "ar" else lead
    # An English adjective need not be in the lexicon between an article and its noun.
    between = rf"|(?:an?|{number})\s+[a-z-]+\s+(?:{nouns})(?!\w)" if language == "en" else ""
    return re.compile(
        rf"(?<![\w'-]){before}(?P<thing>{money}|{lead}{unit}(?:(?:{adjectives})\s+)*"
        rf"(?:{nouns})(?!\w){second}(?:\s+(?:{adjectives})(?!\w))*(?:\s+(?:{tails})(?!\w))?|{measured}{between})"
    )


def items(sentence: Sentence, taken: Sequence[Span], *, near: bool) -> Iterator[Proposal]:
    """The things of a sentence that tells of a seizure or a find, or follows one and counts them.

    `near` says that only a find or a count is enough; `taken` holds stretches that are something
    else, such as a year before a noun.
    """
    counted = {one.start for one in numbers(sentence.plain, sentence.language)}
    lex = lexicon(sentence.language)
    inside = lex.words("items", "inside").search(sentence.plain)
    sought = lex.words("items", "found").search(sentence.plain)
    masked, spans = _masked(sentence, taken), []
    for found in _thing(sentence.language).finditer(masked):
        start, end = found.span("thing")
        if near and not sought and not (inside and start in counted):
            continue
        if not negated(sentence, start) and not _of_another(sentence, start):
            spans.append((start, end))
    for start, end in sorted({*spans, *(_listed(sentence, masked, spans) if not near else ())}):
        value = sentence.said(start, end)
        yield Proposal(Kind.ITEM, value, sentence.span(start, end), " ".join(value.split()))


@cache
def _beside(language: str) -> re.Pattern[str]:
    """A thing the lexicon does not know, in a list with one that it knows."""
    number = f"{_FIGURE}|{words_of(language)}"
    if language == "ar":
        return re.compile(r"\s+و(?P<thing>[\u0620-\u064a]{4,})(?=\s+و)")
    return re.compile(
        rf"(?:\s*,\s*|\s+(?:and|y|e|et)\s+)(?:d'|de\s+)?"
        rf"(?P<thing>(?:an?|une?|una|{number})\s+[^\W\d_]{{3,}}(?:\s(?:de|d'|of|en)\s?[^\W\d_]+)?)"
    )


def _listed(sentence: Sentence, masked: str, known: Sequence[Span]) -> Iterator[Span]:
    """What stands in a list right after a known item: no people, and no event."""
    lex = lexicon(sentence.language)
    for _, at in known:
        end = at
        while (found := _beside(sentence.language).match(masked, end)) is not None:
            start, end = found.span("thing")
            people = lex.words("counts", "people").search(masked, start, end)
            happened = any(lex.words("events", one).search(masked, start, end) for one in _EVENTS)
            if people or happened or any(start < last and first < end for first, last in known):
                break
            yield start, end


def _masked(sentence: Sentence, taken: Sequence[Span]) -> str:
    """The sentence with what is something else blotted out, letter by letter."""
    letters = list(sentence.plain)
    for first, last in taken:
        start, end = sentence.place(first), sentence.place(last)
        letters[start:end] = "|" * (end - start)
    return "".join(letters)


def _of_another(sentence: Sentence, start: int) -> bool:
    """Whether a definite article or possessive stands before: it is then told of, not counted."""
    before = sentence.plain[max(0, start - 7) : start]
    return (
        re.search(r"(?:^|\W)(?:the|his|her|their|el|los|sus|su|les|ses|son|sa|cet|ces)\s$", before)
        is not None
    )


@cache
def _against(language: str) -> re.Pattern[str]:
    lex = lexicon(language)
    against, is_one = lex.text("attack", "against"), lex.text("attack", "target")
    joined = "[وفلب]?" if language == "ar" else ""
    tail = rf"\s+(?P<target>[^,.;:!?»\"()\n]{{3,{_MOST_TARGET}}}?){_TARGET_END}"
    return re.compile(rf"(?<!\w){joined}(?:{against}|{is_one})(?!\w){tail}")


def targets(sentence: Sentence) -> Iterator[Proposal]:
    """What an attack is said to be against."""
    for found in _against(sentence.language).finditer(sentence.plain):
        start, end = found.span("target")
        value = sentence.said(start, end)
        yield Proposal(
            Kind.TARGET, value, sentence.span(start, end), value, status=Certainty.STATED
        )
