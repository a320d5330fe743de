"""How many people a sentence counts, and whether it counts them anew or speaks of the same.

Promises: a count is taken with the noun it counts; parts of a whole (`of them`, `another`) are told
from the whole. Does not: add up.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tansiq.intake.lexicon import lexicon
from tansiq.intake.numbers import Number, numbers, value_of, words_of
from tansiq.intake.texts import Sentence

_BETWEEN = 3
"""Words that may stand between a number and what it counts."""

_VERB = 40
_NEAR_BEFORE = 8
_THE = re.compile(r"(?<!\w)(?:the|los|las|les)\s+$")
_WERE = re.compile(
    r"(?=\s(?:were|are|have|had|remain|fueron|eran|siguen|estan|ont|sont|etaient)(?!\w))"
)
_WHOEVER = re.compile(r"\s+(?P<noun>[^\W\d_]{3,})")


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people in a sentence; `same` when it speaks of people told before."""

    start: int
    end: int
    value: int
    same: bool
    part: bool


@cache
def _noun(language: str) -> re.Pattern[str]:
    people = lexicon(language).text("counts", "people")
    return re.compile(rf"(?:[\s-]+[^\W\d]+){{0,{_BETWEEN}}}?[\s-]+(?:{people})(?!\w)")


@cache
def _more(language: str) -> re.Pattern[str]:
    """`three more`: people beside those counted before."""
    return re.compile(rf"\s+(?:{lexicon(language).text('counts', 'more')})(?!\w)")


_CASUALTIES = {
    "injured": r"blesses?|injured|wounded|heridos?|جرحي|جريحا|مصابا|مصابين",
    "dead": r"morts?|tues?|dead|killed|deaths|muertos?|fallecidos?|قتلي|قتيلا",
}


def casualties(sentence: Sentence) -> Iterator[tuple[str, Count]]:
    """The injured and the dead a sentence counts."""
    for state, words in _CASUALTIES.items():
        noun = re.compile(rf"(?:\s(?:people|persons|personas|personnes|were))?\s(?:{words})(?!\w)")
        for number in numbers(sentence.plain, sentence.language):
            found = noun.match(sentence.plain, number.end)
            if found is not None and number.value.is_integer():
                count = _count(sentence, number.start, found.end(), int(number.value))
                if not count.part:
                    yield state, count


@cache
def _definite_arabic() -> re.Pattern[str]:
    held = lexicon("ar").text("counts", "held")
    return re.compile(
        rf"(?<!\w)[وف]?(?:{held})\s+(?:ال(?P<word>{words_of('ar')})|(?P<figure>\d+))(?!\w)"
    )


def counts(sentence: Sentence) -> Iterator[Count]:
    """The people a sentence counts."""
    if sentence.language == "ar":
        yield from _arabic(sentence)
    told = numbers(sentence.plain, sentence.language)
    for number in told:
        found = _noun(sentence.language).match(sentence.plain, number.end)
        if found and any(number.end <= other.start < found.end() for other in told):
            continue  # `2026 that seven people`: the nearer number counts them
        more = _more(sentence.language).match(sentence.plain, number.end)
        if more is not None and number.value.is_integer():
            yield Count(number.start, more.end(), int(number.value), same=False, part=True)
            continue
        found = found or _object(sentence, number) or _again(sentence, number)
        if found is None or number.value < 2 or not number.value.is_integer():
            continue
        yield _count(sentence, number.start, found.end(), int(number.value))


@cache
def _arresting(language: str) -> re.Pattern[str]:
    arrest = "|".join(lexicon(language).texts("events", "arrest"))
    return re.compile(rf"(?<!\w)[وف]?(?:{arrest})\s+(?:a\s+|علي\s+)?$")


def _again(sentence: Sentence, number: Number) -> re.Match[str] | None:
    """Those told of before, by their number alone: `the four were`."""
    if not _THE.search(sentence.plain[max(0, number.start - _NEAR_BEFORE) : number.start]):
        return None
    return _WERE.match(sentence.plain, number.end)


def _object(sentence: Sentence, number: Number) -> re.Match[str] | None:
    """Whoever is counted right after a word of arrest: `arrested eight locals`."""
    before = sentence.plain[max(0, number.start - _VERB) : number.start]
    if not _arresting(sentence.language).search(before):
        return None
    found = _WHOEVER.match(sentence.plain, number.end)
    none = lexicon(sentence.language).exact("items", "not_things")
    return None if found is None or none.fullmatch(found["noun"]) else found


def _arabic(sentence: Sentence) -> Iterator[Count]:
    """The definite form (`the arrested, the six`) and the dual."""
    for found in _definite_arabic().finditer(sentence.plain):
        value = int(found["figure"]) if found["figure"] else value_of(found["word"], "ar")
        if value is not None:
            yield Count(found.start(), found.end(), value, same=True, part=False)
    for found in re.finditer(r"(?<!\w)(?:شخصين|رجلين|امراتين|مشتبهين)(?!\w)", sentence.plain):
        yield _count(sentence, found.start(), found.end(), 2)


def _count(sentence: Sentence, start: int, end: int, value: int) -> Count:
    lex = lexicon(sentence.language)
    before, after = sentence.plain[max(0, start - 14) : start], sentence.plain[end : end + 60]
    subset = lex.words("counts", "subset")
    part = subset.search(before) or subset.match(after.lstrip())
    article = re.search(
        r"(?:^|\W)(?:the|all|these|those|both|los|las|estos|les|ces|tous|هولاء|جميع)\s+$", before
    )
    stays = _STAYING.search(after) or _STILL.search(sentence.plain, 0, start)
    inside = re.search(r"\s(?:los|las|les|the)\s", sentence.plain[start:end])
    same = bool(article or stays or inside)
    return Count(start, end, value, same=same, part=part is not None)


_STAYING = re.compile(
    r"(?<!\w)(?:remains?|still|siguen|permanecen|continuan|toujours|restent|demeurent)(?!\w)"
)
_STILL = re.compile(r"(?<!\w)[وف]?(?:لا يزال|لا زال|لا تزال|مازال)(?!\w)")
