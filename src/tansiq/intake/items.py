"""Things seized, and targets of attacks.

Promises: an item is a noun of the lexicon with its number, unit and adjectives, in a sentence that
tells of a seizure or of what was found inside; a target is what an attack is said to be against.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from tansiq.intake.certainty import negated
from tansiq.intake.lexicon import lexicon
from tansiq.intake.listing import FIGURE, counted, listed, stretched, word_of
from tansiq.intake.numbers import numbers
from tansiq.intake.texts import Sentence
from tansiq.intake.values import Proposal, Span
from tansiq.terms.intake import Certainty, Kind

_TARGET_END = (
    r"(?=\s+(?:was|were|is|are|has|had|have|would|during|durante|pendant|lors|خلال|in the night"
    r"|on \w+day|that|which|who|que|qui"
    r"|fue|fueron|habria|aurait|a ete|ont|et|and|but|pero|mais|يوم|وقد|التي|الذي|كان|تم)(?!\w)"
    r"|[,.;:!?»\"()\n]|$)"
)
_MOST_TARGET = 70
_SUM = 40
"""Letters before a sum in which a word may make it a fine or a reward."""


_DEFINITE = re.compile(r"(?:the|el|la|los|las|le|les|l')\W")
_GENERIC = re.compile("material(?:es|s)?|materiel|equipment|equipos?|equipement|equipements")
"""Words that tell what things are and, alone, name none."""


@cache
def _thing(language: str) -> re.Pattern[str]:
    lex = lexicon(language)
    nouns, units, of, adjectives, tails, some = (
        lex.text("items", one)
        for one in ("nouns", "units", "of", "adjectives", "tails", "determiners")
    )
    number = counted(language)
    joiner = r"(?:\s+|(?<='))"
    unit = rf"(?:(?:{units})(?!\w)\s+(?:(?:{of}){joiner})?)?"
    sum_first = rf"(?:(?:{nouns})\s+(?={FIGURE}))?" if language == "ar" else ""
    lead = rf"(?P<lead>{sum_first}(?:{number}\s+|(?:{some})\s+)?)"
    second = rf"(?:\s+(?:{nouns})(?!\w))?" if language == "ar" else ""
    before = "[وف]?ب?" if language == "ar" else ""
    # What a unit measures need not be in the lexicon: `2 kg of TATP`.
    measured = rf"(?:{FIGURE})\s?(?:{units})\s+(?:{of}){joiner}[^\W\d_]+"
    sign = rf"(?:[£$€]|usd|eur|gbp|mad)\s?(?:{FIGURE})|(?:{FIGURE})\s?[£$€]"
    money = rf"(?:{sign})(?:\s(?:{tails}))?"
    lead = f"{lead}(?:[a-z]+-?\\d+\\s+)?" if language != "ar" else lead
    adjective = word_of(language)
    # An English adjective need not be in the lexicon between an article and its noun.
    between = rf"|(?:an?|{number})\s+{adjective}\s+(?:{nouns})(?!\w)" if language == "en" else ""
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
    sums = re.compile(rf"(?<!\w)(?:{lex.text('items', 'no_sums')})\s$")
    sought = lex.words("items", "found").search(sentence.plain)
    masked, spans = _masked(sentence, taken), []
    for found in _thing(sentence.language).finditer(masked):
        start, end = found.span("thing")
        if near and not sought and not (inside and start in counted):
            continue
        bare = _told_of(masked, start, end)
        bare = bare or sums.search(masked[max(0, start - _SUM) : start]) is not None
        if not bare and not negated(sentence, start) and not _of_another(sentence, start, end):
            spans.append((start, stretched(sentence, masked, end)))
    if not near or sought:
        spans.extend(listed(sentence, masked, sorted(spans)))
    for start, end in _apart(spans):
        value = sentence.said(start, end)
        yield Proposal(Kind.ITEM, value, sentence.span(start, end), " ".join(value.split()))


def _apart(spans: Sequence[Span]) -> Iterator[Span]:
    """The stretches in order, of those that overlap the first and longest."""
    last = -1
    for start, end in sorted(spans, key=lambda one: (one[0], -one[1])):
        if start >= last:
            last = end
            yield start, end


def _masked(sentence: Sentence, taken: Sequence[Span]) -> str:
    """The sentence with what is something else blotted out, letter by letter."""
    letters = list(sentence.plain)
    for first, last in taken:
        start, end = sentence.place(first), sentence.place(last)
        letters[start:end] = "|" * (end - start)
    return "".join(letters)


def _told_of(masked: str, start: int, end: int) -> bool:
    """Whether words are no thing of their own: where things lay, what a number is of."""
    words = masked[start:end]
    if _GENERIC.fullmatch(words):
        return True
    if not masked[:start].strip() and _DEFINITE.match(words):
        return True  # `The drugs were taken away`: they were told of before
    if not words.isalpha():
        return False
    within = re.search(r"(?<!\w)(?:in|inside|from|en|dans|dentro de)\s$", masked[:start])
    return within is not None or masked[end:].lstrip(" :").startswith("|")


def _of_another(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a definite article or possessive stands before: it is then told of, not counted.

    Not where a word of seizing follows it: `the two phones seized`.
    """
    seized = lexicon(sentence.language).words("events", "seizure")
    after = re.match(r"[^,.;:]{0,40}", sentence.plain[end:])
    few = numbers(sentence.plain, sentence.language)
    if any(one.start == start for one in few) and after and seized.search(after.group()):
        return False
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
