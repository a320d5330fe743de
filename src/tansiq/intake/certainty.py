"""How sure a sentence is of what it tells: the words that make a reserve, and how far they reach.

Promises: the reserve is the text's own, with the stretch it stands in. A denial outweighs all else,
a court's word outweighs a suspicion; negation reaches to the end of its clause.
"""

import re
from dataclasses import dataclass

from tansiq.intake.lexicon import lexicon
from tansiq.intake.texts import Sentence
from tansiq.terms.intake import Certainty, Kind

_ORDER = (
    Certainty.DENIED, Certainty.CLEARED, Certainty.CONVICTED, Certainty.CHARGED,
    Certainty.UNCONFIRMED, Certainty.SUSPECTED, Certainty.OFFICIAL,
)  # fmt: skip
_OF_COURT = frozenset((Certainty.CLEARED, Certainty.CONVICTED, Certainty.CHARGED))
_JUDGED = frozenset((Kind.ARREST, Kind.RECRUITMENT, Kind.ATTACK_PLANNED, Kind.PERSON))
_TANGIBLE = frozenset((Kind.SEIZURE, Kind.SEARCH, Kind.ITEM))
_REACH = 70


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that make a reserve, where they stand in their sentence."""

    status: Certainty
    start: int
    end: int


def cues(sentence: Sentence) -> tuple[Cue, ...]:
    """The reserves of a sentence, the weightiest first."""
    lex = lexicon(sentence.language)
    return tuple(
        Cue(status, found.start(), found.end())
        for status in _ORDER
        for found in lex.words("status", status.value).finditer(sentence.plain)
    )


def status_of(sentence: Sentence, kind: Kind, start: int) -> Cue | None:
    """The reserve under which what begins at a letter of a sentence stands, or None."""
    denial = negated(sentence, start)
    if denial is not None and kind.is_event:
        return denial
    for cue in cues(sentence):
        if cue.status in _OF_COURT and kind not in _JUDGED:
            continue
        if cue.status is Certainty.SUSPECTED and kind in _TANGIBLE:
            continue
        return cue
    return None


def negated(sentence: Sentence, start: int) -> Cue | None:
    """A negation before a stretch in the same clause."""
    lex = lexicon(sentence.language)
    first = max(0, start - _REACH)
    breaks = re.compile(lex.text("negation", "breaks"))
    first = max([first, *(one.end() for one in breaks.finditer(sentence.plain, first, start))])
    found = list(lex.words("negation", "real").finditer(sentence.plain, first, start))
    return Cue(Certainty.DENIED, found[-1].start(), found[-1].end()) if found else None
