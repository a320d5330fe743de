"""Things that no lexicon knows, in a list: right after a word of seizing, or beside known ones.

Promises: only what is counted or has its article counts as a thing; people, spans of time, rooms
and events are none. The list is read forward, once. Does not: judge a sentence that denies.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from tansiq.intake.certainty import negated, status_of
from tansiq.intake.lexicon import lexicon
from tansiq.intake.numbers import words_of
from tansiq.intake.texts import Sentence, fold
from tansiq.intake.values import Span
from tansiq.terms.intake import Certainty, Kind

FIGURE = r"\d{1,3}(?:[., ]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
_EVENTS = ("arrest", "search", "seizure", "meeting", "recruitment")
_STOPPED = ("intercept", "immobilis", fold("إحباط"), fold("أحبط"), fold("اعترض"))
_MOST = 12
"""Things of one list."""
_BEFORE = 160
"""Letters before a word of seizing in which its list may begin."""
_WERE = re.compile(
    r",?\s*(?:were|was|have been|fueron|fue|han sido|quedaron|ont ete|a ete|sont|furent)?"
    r"(?:\s(?:all|also|recovered and|then|todos|tous|aussitot))?\s*"
)
_PART = r"[^\W\d_]"
_ADVERB = re.compile(r"\w{3,}(?:mente|ment|ly)")
# Nouns that end as adverbs do.
_NOUNS = re.compile(r"(?:medica|equipe|vete|docu|instru|frag|pay)ments?|jewelly|assembly|supply")


@cache
def counted(language: str) -> str:
    """A pattern for a number in figures or words: `12`, `twenty-two`."""
    words = words_of(language)
    return rf"(?:{FIGURE}|(?:{words})(?:-(?:{words}))?)"


@cache
def word_of(language: str) -> str:
    """A pattern for a word that may name a thing: none of the small words between things."""
    if language == "ar":
        return rf"(?!ال)(?!و\w{{4}})(?!{_stops()}(?!\w))[\u0620-\u064a]{{3,}}"
    small = lexicon(language).text("items", "small")
    return rf"(?!(?:{small})(?!\w)){_PART}{{2,}}(?:-{_PART}+)*"


def listed(sentence: Sentence, masked: str, known: Sequence[Span]) -> Iterator[Span]:
    """The things of a list that begins at a word of seizing or goes on after a known thing."""
    language, starts = sentence.language, {start for start, _ in known}
    for begin in _begins(language).finditer(masked):
        at = begin.end()
        if at not in starts and not _denied(sentence, begin.start()):
            yield from _run(sentence, masked, at)
        if begin["seized"] and language != "ar":
            yield from _passive(sentence, masked, begin.start())
    for _, end in known:
        after = _next(language).match(masked, end)
        if after is not None and after.end() not in starts:
            yield from _run(sentence, masked, after.end())


def _passive(sentence: Sentence, masked: str, at: int) -> Iterator[Span]:
    """The list right before a word of seizing: `two drums, a hose and a lamp were seized`."""
    for first in _phrase(sentence.language).finditer(masked, max(0, at - _BEFORE), at):
        run = list(_run(sentence, masked, first.start()))
        if run and _WERE.fullmatch(masked, run[-1][1], max(at, run[-1][1])):
            if not _denied(sentence, at):
                yield from run
            return


def stretched(sentence: Sentence, masked: str, end: int) -> int:
    """Where a known thing ends with a complement that the lexicon does not know."""
    found = _complement(sentence.language).match(masked, end)
    return end if found is None else _trimmed(sentence, masked, (end, found.end()))


def _stops() -> str:
    lex = lexicon("ar")
    return rf"(?:{lex.text('organisations', 'stops')}|{lex.text('items', 'small')})"


@cache
def _phrase(language: str) -> re.Pattern[str]:
    """A counted thing with its adjectives and complements; Arabic does not need the number."""
    number, word = counted(language), word_of(language)
    if language == "ar":
        more = (
            rf"(?:\s(?:من\s(?:ال)?|عن\sال)?(?!و)(?:ال)?(?!{_stops()}(?!\w))[\u0620-\u064a]{{3,}})"
        )
        ends = rf"(?=\s*(?:[,.;()]|$)|\s+و|\s+{_stops()}(?!\w))"
        return re.compile(rf"(?P<thing>(?:{number}\s+)?(?P<noun>{word}){more}{{0,3}}){ends}")
    lead = rf"(?:{lexicon(language).text('items', 'amounts')}|{number})"
    more = rf"(?:\s(?:(?:de|of|sin)\s|d'|a\s)?{word})"
    return re.compile(rf"(?P<thing>{lead}(?:\s+|(?<='))(?P<noun>{word}){more}{{0,4}})")


@cache
def _bare(language: str) -> re.Pattern[str]:
    """A plural without its number in the midst of a list: `two gas bottles, cables and a timer`."""
    if language == "ar":
        return re.compile("(?!)")
    word, then = rf"{word_of(language)}(?<=s)", _next(language).pattern
    return re.compile(
        rf"(?P<thing>(?P<noun>{word})(?:\s{word})?)(?=(?:{then})(?:an?|une?|una?|\d+)\s)"
    )


@cache
def _next(language: str) -> re.Pattern[str]:
    """What stands between two things of a list."""
    if language == "ar":
        return re.compile(r"\s*,?\s+و")
    both = r"(?:and|y|e|et|as well as|asi como|ainsi que|along with|junto con)"
    return re.compile(rf"(?:\s*,\s*(?:{both}\s+)?|\s+{both}\s+)(?:de\s|d')?")


@cache
def _begins(language: str) -> re.Pattern[str]:
    """Words that seize or find, and what may stand before the first thing."""
    lex = lexicon(language)
    # What is stopped on its way (`a bus`) is not yet seized.
    seized = [one for one in lex.texts("events", "seizure") if not one.startswith(_STOPPED)]
    words = rf"(?P<seized>{'|'.join(seized)})|{lex.text('items', 'found')}"
    if language == "ar":
        between = r"(?:\s(?:علي|بحوزت\w+|لدي \w+|لدي\w+|معه\w*|ما مجموعه|كل من|نحو|حوالي)){0,2}\s+"
        # `were found, on a farm of one of them, two drones`
        apart = r"(?:[^.;]{1,60}?\sعلي\s+)"
        return re.compile(rf"(?<!\w)[وف]?(?:{words})(?!\w)(?:{apart}|{between})")
    few = r"(?:\s+(?:de|d'|les|sur|a total of|un total de|about|around|unos|unas|environ))?"
    return re.compile(rf"(?<!\w)(?:{words})(?!\w){few}\s*:?\s*")


@cache
def _complement(language: str) -> re.Pattern[str]:
    """What belongs to a thing after its noun: `of heroin`, `de fogueo`, `hors-bord`."""
    word = word_of(language)
    if language == "ar":
        agrees = r"\s(?!و)(?!ال)[\u0620-\u064a]{2,}(?:ين|يه|ه|ي|ات)(?!\w)"
        return re.compile(rf"(?:{agrees}){{1,2}}(?=\s*(?:[,.;()]|$)|\s+و)")
    ends = (
        r"(?=\s*(?:[,.;:()!?]|$)|\s(?:and|y|e|et|with|con|avec|que|qui|which|were|was|ont)(?!\w))"
    )
    if language == "en":
        return re.compile(rf"(?:-{_PART}+|\sof\s{word}|\s{word}){{1,2}}{ends}")
    of = r"(?:(?:de|sin|a)\s|d')"
    return re.compile(rf"(?:-{_PART}+|\s{of}{word}){{1,2}}(?:\s{word})?|\s{word}{ends}")


def _denied(sentence: Sentence, start: int) -> bool:
    if negated(sentence, start):
        return True
    cue = status_of(sentence, Kind.SEIZURE, start)
    return cue is not None and cue.status is Certainty.DENIED


def _run(sentence: Sentence, masked: str, at: int) -> Iterator[Span]:
    """A list from its first thing on."""
    language = sentence.language
    for _ in range(_MOST):
        found = _phrase(language).match(masked, at) or _bare(language).match(masked, at)
        if found is None or not _thing(sentence, masked, found):
            return
        end = _trimmed(sentence, masked, found.span("thing"))
        yield found.start("thing"), end
        after = _next(language).match(masked, end)
        if after is None:
            return
        at = after.end()


def _thing(sentence: Sentence, masked: str, found: re.Match[str]) -> bool:
    """Whether a phrase counts things: no people, time or rooms, and no event."""
    lex, (start, end) = lexicon(sentence.language), found.span("thing")
    if lex.exact("items", "not_things").fullmatch(found["noun"]):
        return False
    if lex.words("counts", "people").search(masked, start, end):
        return False
    last = found.end("noun")
    return not any(lex.words("events", one).search(masked, start, last) for one in _EVENTS)


def _trimmed(sentence: Sentence, masked: str, span: Span) -> int:
    """A thing ends before a word of an event or a find, and before an adverb."""
    lex, (start, end) = lexicon(sentence.language), span
    for one in re.finditer(rf"{_PART}+", masked[start:end]):
        word = one.group()
        adverb = _ADVERB.fullmatch(word) and not _NOUNS.fullmatch(word)
        told = any(lex.words("events", name).fullmatch(word) for name in _EVENTS)
        found = any(lex.words("items", name).fullmatch(word) for name in ("found", "inside"))
        if one.start() and (adverb or told or found):
            return start + len(masked[start : start + one.start()].rstrip())
    return end
