"""People: named after a word that introduces a name, a title, or a relation.

Promises: the name as it stands, an alias in its quotation marks included. Two capital words alone are
proposed only where the sentence treats them as a person (an age, a comma, a verb of saying). Does not:
tell that two names are one person.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from tansiq.intake.lexicon import lexicon
from tansiq.intake.texts import Sentence
from tansiq.intake.values import Proposal, Span
from tansiq.terms.intake import Kind

_CAP = r"[A-ZÀ-ÖØ-ÞŒ][\w'-]*\w"
_PARTICLE = r"(?:[ -](?:de la|de|del|bin|ben|al|el|van|von|ould|abu|bint|da|di)(?=[ -][A-ZÀ-Þ]))?"
_FULL = re.compile(rf"{_CAP}(?:{_PARTICLE}[ -](?:{_CAP}|[A-Z]\.(?=[,; ]))){{1,3}}")
_INITIALS = re.compile(r"(?<![\w.])(?:[A-Z]\. ?){2,4}(?=[,;)]| [a-zà-ú(])")
_SINGLE = re.compile(rf"{_CAP}(?:{_PARTICLE}[ -]{_CAP}){{0,3}}")
_QUOTED = re.compile(r"\s*[«\"“]\s*(?P<name>[^«»\"“”\n]{2,40}?)\s*[»\"”]")
_ARABIC = re.compile(
    r"(?P<one>[\u0620-\u064a]{2,})(?:\s(?:بن|ابن|بنت|ابو|ولد|عبد))?\s(?!(?:بن|ابن|بنت|ولد)\s)(?P<two>[\u0620-\u064a]{2,})"
)
_AFTER = re.compile(
    r",? \(?(?:aged )?\d\d(?:\)| ans| años| years|,)|,? (?:alias|dit|born|né|née|nacid)| \(|, (?:condenad|condamn|acusad|accus|convicted|charged|wanted|poursuiv|mis|suspect)"
)
_LEAST = 6
_STOPS = frozenset(
    [
        "في",
        "من",
        "علي",
        "الي",
        "عن",
        "مع",
        "التي",
        "الذي",
        "ان",
        "انه",
        "انها",
        "يوم",
        "قد",
        "تم",
        "كان",
        "كانت",
        "ثم",
        "او",
        "و",
        "بعد",
        "قبل",
        "اثناء",
        "البالغ",
        "باسم",
        "البالغه",
        "المزداد",
    ]
)


def persons(sentence: Sentence, taken: Sequence[Span]) -> Iterator[Proposal]:
    """The people a sentence names."""
    told: list[Span] = []
    found = _arabic(sentence) if sentence.language == "ar" else _latin(sentence)
    for start, end in found:
        span = sentence.span(start, end)
        if start == end or any(
            span[0] < last and first < span[1] for first, last in (*taken, *told)
        ):
            continue
        told.append(span)
        name = sentence.said(start, end)
        yield Proposal(Kind.PERSON, name, span, name)


@cache
def _introduced(language: str) -> re.Pattern[str]:
    lex = lexicon(language)
    cues, titles, kin, objects = (
        lex.text("persons", one) for one in ("cues", "titles", "kin", "objects")
    )
    joined = "[وف]?ب?" if language == "ar" else ""
    return re.compile(
        rf"(?<!\w){joined}(?:(?P<cue>{cues})(?!\w)|(?P<title>{titles})(?!\w)\.?|(?P<kin>{kin})(?!\w)|(?P<object>{objects})(?!\w))"
        rf"(?P<gap>,?\s*)"
    )


def _latin(sentence: Sentence) -> Iterator[Span]:
    for found in _introduced(sentence.language).finditer(sentence.plain):
        at = found.end()
        quoted = _QUOTED.match(sentence.shape, found.end() - len(found["gap"]))
        if found["cue"] and quoted is not None:
            yield quoted.span("name")
            continue
        name = (_SINGLE if found["cue"] else _FULL).match(sentence.shape, at)
        if name is None and (found["kin"] or found["title"]):
            name = _apposed(sentence, at)
        if name is not None and _fits(sentence, *name.span()):
            yield name.span()
    for initials in _INITIALS.finditer(sentence.shape):
        yield initials.start(), initials.start() + len(initials.group().rstrip())
    titles = re.compile(rf"(?:{lexicon(sentence.language).text('persons', 'titles')})\.? ")
    for name in _FULL.finditer(sentence.shape):
        title = titles.match(sentence.plain, name.start())
        if title is not None and _FULL.match(sentence.shape, title.end()):
            continue
        if (_AFTER.match(sentence.shape, name.end()) and _fits(sentence, *name.span())) or (
            _speaks(sentence, name) and _fits(sentence, *name.span())
        ):
            yield name.span()


def _apposed(sentence: Sentence, at: int) -> re.Match[str] | None:
    """`one of the brokers, Paul Renner,`: a name between commas soon after."""
    near = re.compile(r"[^,.;]{0,30},\s*(?:Me |M\. |Mr |Dr )?").match(sentence.shape, at - 1)
    if near is None:
        return None
    name = _FULL.match(sentence.shape, near.end())
    return (
        name
        if name and re.match(r"\s*[,.)]|\s\w", sentence.shape[name.end() : name.end() + 2] or ".")
        else None
    )


def _speaks(sentence: Sentence, name: re.Match[str]) -> bool:
    """Whether a name at a clause's head is followed by a verb of saying or of being."""
    head = re.search(r"(?:^|[,:«\"“]\s*|\bthat |\bque )$", sentence.shape[: name.start()])
    said = (
        lexicon(sentence.language)
        .words("attribution", "verbs")
        .match(sentence.plain, name.end() + 1)
    )
    being = re.compile(r"(?:was|who|has|fue|habia|a ete|est|etait)(?!\w)").match(
        sentence.plain, name.end() + 1
    )
    return bool(head and (said or being))


def _fits(sentence: Sentence, start: int, end: int) -> bool:
    lex = lexicon(sentence.language)
    heads = re.compile(
        rf"(?:{lex.text('organisations', 'heads')}|{'|'.join(lex.texts('months'))})s?"
    )
    if (
        re.match(r"(?:el|la|los|las|le|les|the|l')[ '](?!\S+ [A-ZÀ-Þ])", sentence.plain[start:end])
        or end - start < _LEAST
    ):
        return False
    return not any(heads.fullmatch(one) for one in re.findall(r"[\w']+", sentence.plain[start:end]))


def _arabic(sentence: Sentence) -> Iterator[Span]:
    for found in _introduced("ar").finditer(sentence.plain):
        quoted = _QUOTED.match(sentence.shape, found.end() - len(found["gap"]))
        if quoted is not None and found["cue"]:
            yield quoted.span("name")
            continue
        at = found.end()
        title = re.compile(rf"(?:{lexicon('ar').text('persons', 'titles')})\s").match(
            sentence.plain, at
        )
        name = _ARABIC.match(sentence.plain, title.end() if title else at)
        if name is None or {name["one"], name["two"]} & _STOPS:
            continue
        if found["cue"] or not name["one"].startswith("ال"):
            yield name.span()
