"""Events: arrests, seizures, searches, planned attacks, recruitment, meetings.

Promises: one proposal for each kind in a sentence (two where one clause denies what the next
tells), with its trigger words, the number of people where it is an arrest, and the text's own
reserve. Names of networks are no events.
"""

import re
from collections.abc import Iterator
from functools import cache

from tansiq.intake.certainty import status_of
from tansiq.intake.counting import Count, counts
from tansiq.intake.lexicon import lexicon, whole
from tansiq.intake.texts import Sentence
from tansiq.intake.values import Proposal
from tansiq.terms.intake import Certainty, Kind

_KINDS = {
    "arrest": Kind.ARREST,
    "seizure": Kind.SEIZURE,
    "search": Kind.SEARCH,
    "recruitment": Kind.RECRUITMENT,
    "meeting": Kind.MEETING,
}
_APART, _NEAR = 60, 60
_NETWORK = {
    "es": r"(?:red|redes|celula|grupo)(?: \w+)? de $",
    "fr": r"(?:filiere|filieres|reseau|reseaux|cellule)(?: \w+)? de $",
    "en": r"(?!)",
    "ar": r"(?:شبك\w+|خلي\w+|عصاب\w+)(?: ال?\w+)?(?: ل)? ?$",
}


def events(sentence: Sentence) -> Iterator[Proposal]:
    """The events of a sentence."""
    lex = lexicon(sentence.language)
    told = [one for one in counts(sentence) if not one.part]
    for name, kind in _KINDS.items():
        found = [
            _event(sentence, kind, one.span(), told if kind is Kind.ARREST else [])
            for one in lex.words("events", name).finditer(sentence.plain)
            if kind is not Kind.RECRUITMENT or not _network(sentence, one.start())
        ]
        # What is denied in one clause may be told in the next.
        denied = next((one for one in found if one.status is Certainty.DENIED), None)
        said = [one for one in found if one.status is not Certainty.DENIED]
        # `does not rule out arrests after the five of Monday`: what happened goes before.
        said.sort(key=lambda one: one.status is Certainty.UNCONFIRMED)
        so = next(iter(said), None)
        yield from (one for one in (denied, so) if one is not None)
    planned = _planned(sentence)
    if planned is not None:
        yield _event(sentence, Kind.ATTACK_PLANNED, planned, [])


def _network(sentence: Sentence, at: int) -> bool:
    return re.search(_NETWORK[sentence.language], sentence.plain[max(0, at - 30) : at]) is not None


def _event(sentence: Sentence, kind: Kind, span: tuple[int, int], told: list[Count]) -> Proposal:
    near = min(told, key=lambda one: _gap(span, (one.start, one.end)), default=None)
    normal = kind.value.removeprefix("event:")
    whole_span = span
    if near is not None:
        normal = f"{normal}:{near.value}"
        if _gap(span, (near.start, near.end)) <= _NEAR:
            whole_span = min(span[0], near.start), max(span[1], near.end)
    cue = status_of(sentence, kind, span[0])
    return Proposal(
        kind,
        sentence.said(*whole_span),
        sentence.span(*whole_span),
        normal,
        status=cue.status if cue else Certainty.STATED,
        reserve=sentence.span(cue.start, cue.end) if cue else None,
    )


def _gap(one: tuple[int, int], other: tuple[int, int]) -> int:
    return max(one[0] - other[1], other[0] - one[1], 0)


@cache
def _attack(language: str) -> re.Pattern[str]:
    """Planning and attacking in one clause, in either order."""
    lex = lexicon(language)
    plan, act = lex.text("attack", "plan"), lex.text("attack", "act")
    breaks = "[.;]" if language == "ar" else lex.text("negation", "breaks")
    space = rf"(?:(?!{breaks})[^.;]){{1,{_APART}}}?"
    joined = "[وفلب]?(?:ال)?" if language == "ar" else ""
    there = rf"(?:{plan})(?!\w){space}(?<!\w){joined}(?:{act})"
    back = rf"(?:{act})(?!\w){space}(?<!\w){joined}(?:{plan})"
    return whole(f"{lex.text('attack', 'fixed')}|{there}|{back}", language)


def _planned(sentence: Sentence) -> tuple[int, int] | None:
    found = _attack(sentence.language).search(sentence.plain)
    return found.span() if found else None
