"""How sure a sentence is of what it tells: the words that make a reserve, and how far they reach.

Promises: the reserve is the text's own, with the stretch it stands in. A denial outweighs all else,
a court's word outweighs a suspicion; negation reaches to the end of its clause.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tansiq.intake.lexicon import lexicon
from tansiq.intake.texts import Sentence
from tansiq.intake.values import Span
from tansiq.terms.intake import Certainty, Kind

_ORDER = (
    Certainty.DENIED, Certainty.CLEARED, Certainty.CONVICTED, Certainty.CHARGED,
    Certainty.UNCONFIRMED, Certainty.SUSPECTED, Certainty.OFFICIAL,
)  # fmt: skip
_OF_COURT = frozenset((Certainty.CLEARED, Certainty.CONVICTED, Certainty.CHARGED))
_JUDGED = frozenset((Kind.ARREST, Kind.RECRUITMENT, Kind.ATTACK_PLANNED, Kind.PERSON))
_TANGIBLE = frozenset((Kind.SEIZURE, Kind.SEARCH, Kind.ITEM))
# A day or place is as sure as the telling; that somebody is suspected does not touch it.
_CIRCUMSTANCE = frozenset((Kind.DATE, Kind.PLACE))
_OF_TELLING = frozenset((Certainty.OFFICIAL, Certainty.UNCONFIRMED))
_REACH = 70
# An article before `suspected`: it tells of somebody, not of what happened.
_OF_ONE = re.compile(
    r"(?<!\w)(?:the|an?|two|three|un|una|el|la|los|las|al|del|con|une|le|les|des|du|au|aux)\s$"
)


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that make a reserve, where they stand in their sentence."""

    status: Certainty
    start: int
    end: int


def cues(sentence: Sentence) -> tuple[Cue, ...]:
    """The reserves of a sentence, the weightiest first; what is not ruled out is unconfirmed."""
    return _cues(sentence.plain, sentence.language)


@lru_cache(maxsize=64)
def _cues(plain: str, language: str) -> tuple[Cue, ...]:
    """The same, kept for a while: each proposal of a sentence asks for them."""
    left_open = _left_open(plain, language)
    pleas = [one.span() for one in lexicon(language).words("status", "plea").finditer(plain)]
    found = [Cue(Certainty.UNCONFIRMED, start, end) for start, end in left_open]
    found += (
        Cue(status, match.start(), match.end())
        for status in _ORDER
        for match in lexicon(language).words("status", status.value).finditer(plain)
        if not _inside(match.start(), left_open) and not _met(match.span(), pleas)
    )
    return tuple(sorted(found, key=lambda cue: _ORDER.index(cue.status)))


def _left_open(plain: str, language: str) -> list[Span]:
    open_ = lexicon(language).words("negation", "open")
    return [found.span() for found in open_.finditer(plain)]


def _inside(at: int, spans: list[Span]) -> bool:
    return any(start <= at < end for start, end in spans)


def _met(span: Span, spans: list[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in spans)


def status_of(sentence: Sentence, kind: Kind, start: int) -> Cue | None:
    """The reserve under which what begins at a letter of a sentence stands, or None."""
    denial = negated(sentence, start)
    if denial is not None and kind.is_event:
        return denial
    for cue in cues(sentence):
        if not _reaches(sentence, cue, kind, start):
            continue
        if cue.status in _OF_COURT and kind not in _JUDGED:
            continue
        if cue.status is Certainty.SUSPECTED and kind in _TANGIBLE:
            continue
        if kind in _CIRCUMSTANCE and cue.status not in _OF_TELLING:
            continue
        return cue
    return None


def _reaches(sentence: Sentence, cue: Cue, kind: Kind, start: int) -> bool:
    """Whether a reserve reaches a stretch: `not ruled out` only to the end of its clause.

    That somebody who is met is a suspect leaves the meeting as it is told.
    """
    if cue.status is Certainty.SUSPECTED and kind is Kind.MEETING:
        return cue.start < start or not _OF_ONE.search(sentence.plain[: cue.start])
    if (cue.start, cue.end) not in _left_open(sentence.plain, sentence.language):
        return True
    lex = lexicon(sentence.language)
    ends = rf"{lex.text('negation', 'breaks')}|(?<!\w)(?:{lex.text('negation', 'since')})(?!\w)"
    return re.search(ends, sentence.plain[cue.end : max(start, cue.end)]) is None


def negated(sentence: Sentence, start: int) -> Cue | None:
    """A negation before a stretch in the same clause."""
    lex = lexicon(sentence.language)
    first = max(0, start - _REACH)
    real = [
        one.span() for one in lex.words("negation", "real").finditer(sentence.plain, first, start)
    ]
    if not real:
        return None
    last = max(
        (end for _, end in _breaks(sentence.plain, sentence.language, first, start)), default=0
    )
    # `released without charge`, `could not be verified`: these are reserves of another kind.
    other = [
        (cue.start, cue.end)
        for cue in cues(sentence)
        if cue.status in (Certainty.CLEARED, Certainty.UNCONFIRMED)
    ]
    found = [one for one in real if one[0] >= last and not _inside(one[0], other)]
    return Cue(Certainty.DENIED, *found[-1]) if found else None


def _breaks(plain: str, language: str, start: int, end: int) -> Iterator[Span]:
    """What ends a clause."""
    for one in re.compile(lexicon(language).text("negation", "breaks")).finditer(plain, start, end):
        yield one.span()
