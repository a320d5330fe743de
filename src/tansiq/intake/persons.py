"""People: named after a word that introduces a name, a title, or a relation.

Promises: the name as it stands, an alias in its quotation marks included. Two capital words alone
are proposed only where the sentence treats them as a person (an age, a comma, a verb of saying).
Does not: tell that two names are one person.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from tansiq.intake.lexicon import lexicon
from tansiq.intake.texts import Sentence
from tansiq.intake.values import Proposal, Span
from tansiq.terms.intake import Kind

_CAP = r"[A-ZÀ-ÖØ-ÞŒ][\w'-]*\w"
_OF = r"(?:[ -](?:de la|de|del|bin|ben|al|el|van|von|ould|abu|bint|da|di)(?=[ -][A-ZÀ-Þ]))?"
_FULL = re.compile(rf"{_CAP}(?:{_OF}[ -](?:{_CAP}|[A-Z]\.(?=[,; ]))){{1,3}}")
_SINGLE = re.compile(rf"{_CAP}(?:{_OF}[ -]{_CAP}){{0,3}}")
_INITIALS = re.compile(r"(?<![\w.])(?:[A-Z]\. ?){2,4}(?=[,;)]| [a-zà-ú(])")
_QUOTED = re.compile(r"\s*[«\"“]\s*(?P<name>[^«»\"“”\n]{2,40}?)\s*[»\"”]")
_ARABIC = re.compile(
    r"(?P<one>[\u0620-\u064a]{2,})(?:\s(?:بن|ابن|بنت|ابو|ولد|عبد))?"
    r"\s(?!(?:بن|ابن|بنت|ولد)\s)(?P<two>[\u0620-\u064a]{2,})"
)
_AFTER = re.compile(
    r",? \(?(?:aged |de )?\d\d(?:\)| ans| años| years|,)|,? (?:alias|dit|born|né|née|nacid)| \("
    r"|, (?:condenad|condamn|acusad|accus|convicted|charged|wanted|poursuiv|mis|suspect)"
)
_HEAD = re.compile(r"(?:^|[,:«\"“]\s*|\bthat |\bque )$")
_BEING = re.compile(r"(?:was|who|has|fue|habia|a ete|est|etait)(?!\w)")
_NEAR = re.compile(r"[^,.;]{0,30},\s*(?:Me |M\. |Mr |Dr )?")
_CLOSES = re.compile(r"\s*[,.)]|\s\w|$")
_ARTICLE = re.compile(r"(?:el|la|los|las|le|les|the|l')[ ']")
_WORD = re.compile(r"[\w']+")
_LEAST = 6


def persons(sentence: Sentence, taken: Sequence[Span]) -> Iterator[Proposal]:
    """The people a sentence names."""
    told: list[Span] = []
    found = _arabic(sentence) if sentence.language == "ar" else _latin(sentence)
    for start, end in found:
        span = sentence.span(start, end)
        if start == end or any(span[0] < last and first < span[1] for first, last in taken):
            continue
        if any(span[0] < last and first < span[1] for first, last in told):
            continue
        told.append(span)
        name = sentence.said(start, end)
        yield Proposal(Kind.PERSON, name, span, name)


@cache
def _introduced(language: str) -> re.Pattern[str]:
    lex = lexicon(language)
    parts = "|".join(
        rf"(?P<{name}>{lex.text('persons', words)})(?!\w)"
        for name, words in (
            ("cue", "cues"),
            ("title", "titles"),
            ("kin", "kin"),
            ("object", "objects"),
        )
    )
    joined = "[وف]?ب?" if language == "ar" else ""
    return re.compile(rf"(?<!\w){joined}(?:{parts})\.?(?P<gap>,?\s*)")


@cache
def _titles(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{lexicon(language).text('persons', 'titles')})\.?\s")


def _latin(sentence: Sentence) -> Iterator[Span]:
    for found in _introduced(sentence.language).finditer(sentence.plain):
        name = _after_word(sentence, found)
        if name is not None:
            yield name
    for initials in _INITIALS.finditer(sentence.shape):
        yield initials.start(), initials.start() + len(initials.group().rstrip())
    for full in _FULL.finditer(sentence.shape):
        title = _titles(sentence.language).match(sentence.plain, full.start())
        if title is not None and _FULL.match(sentence.shape, title.end()):
            continue
        treated = _AFTER.match(sentence.shape, full.end()) or _speaks(sentence, full)
        if treated and _fits(sentence, full):
            yield full.span()


def _after_word(sentence: Sentence, found: re.Match[str]) -> Span | None:
    """The name after a word that introduces one, or none."""
    quoted = _QUOTED.match(sentence.shape, found.end() - len(found["gap"]))
    if found["cue"] and quoted is not None:
        return quoted.span("name")
    name = (_SINGLE if found["cue"] else _FULL).match(sentence.shape, found.end())
    if name is None and (found["kin"] or found["title"]):
        name = _apposed(sentence, found.end())
    return name.span() if name is not None and _fits(sentence, name) else None


def _apposed(sentence: Sentence, at: int) -> re.Match[str] | None:
    """`one of the brokers, Paul Renner,`: a name between commas soon after."""
    near = _NEAR.match(sentence.shape, at - 1)
    name = _FULL.match(sentence.shape, near.end()) if near else None
    return name if name and _CLOSES.match(sentence.shape, name.end()) else None


def _speaks(sentence: Sentence, name: re.Match[str]) -> bool:
    """Whether a name at a clause's head is followed by a verb of saying or of being."""
    after = name.end() + 1
    said = lexicon(sentence.language).words("attribution", "verbs").match(sentence.plain, after)
    acts = said or _BEING.match(sentence.plain, after)
    return acts is not None and _HEAD.search(sentence.shape[: name.start()]) is not None


def _fits(sentence: Sentence, name: re.Match[str]) -> bool:
    """Whether capital words may be a person's: no head of an organisation, no month, no `El X`."""
    lex = lexicon(sentence.language)
    plain = sentence.plain[name.start() : name.end()]
    words = _WORD.findall(plain)
    if len(plain) < _LEAST or (_ARTICLE.match(plain) and len(words) <= 2):
        return False
    heads, days = lex.exact("organisations", "heads"), lex.days()
    return not any(heads.fullmatch(one) or days.fullmatch(one) for one in words)


def _arabic(sentence: Sentence) -> Iterator[Span]:
    stops = lexicon("ar").exact("persons", "stops")
    for found in _introduced("ar").finditer(sentence.plain):
        quoted = _QUOTED.match(sentence.shape, found.end() - len(found["gap"]))
        if quoted is not None and found["cue"]:
            yield quoted.span("name")
            continue
        title = _titles("ar").match(sentence.plain, found.end())
        name = _ARABIC.match(sentence.plain, title.end() if title else found.end())
        if name is None or stops.fullmatch(name["one"]) or stops.fullmatch(name["two"]):
            continue
        if found["cue"] or not name["one"].startswith("ال"):
            yield name.span()
