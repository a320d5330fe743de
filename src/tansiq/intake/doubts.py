"""A doubt that a text tells of its own news as a whole, in a heading or in a sentence of its own.

Promises: `the account could not be verified` weighs on the events told just before it that bear no
reserve yet, a heading that says `unconfirmed` on all that follow, an unnamed source on what it goes
on to say; the words of the reserve are named. An official statement and a denial keep their word.
"""

from collections.abc import Sequence
from dataclasses import replace

from tansiq.intake.certainty import Cue, cues
from tansiq.intake.lexicon import lexicon
from tansiq.intake.telling import Told
from tansiq.intake.values import Proposal
from tansiq.terms.intake import Certainty

_Doubt = tuple[Told, Cue]
_BEFORE = 2
"""Sentences of the same text a doubt reaches back over."""
_HEADING = 90
"""Letters of the longest line that may be a heading."""
_LIGHTER = frozenset((Certainty.STATED, Certainty.SUSPECTED))


def doubted(told: Sequence[Told]) -> list[Told]:
    """The sentences with the doubts told of them by others."""
    found = list(told)
    heading: _Doubt | None = None
    spoke: _Doubt | None = None
    for at, one in enumerate(told):
        if heading is not None:
            found[at] = _under(found[at], *heading)
        cue = next((c for c in cues(one.sentence) if c.status is Certainty.UNCONFIRMED), None)
        if cue is None:
            if spoke is not None and _says(one, "again"):
                found[at] = _under(found[at], *spoke)
            continue
        spoke = one, cue
        if any(p.kind.is_event for p in one.proposals):
            continue
        if _heads(one):
            heading = one, cue
        elif _says(one, "whole"):
            first = max(0, at - _BEFORE)
            found[first:at] = [_under(each, one, cue) for each in found[first:at]]
    return found


def _says(told: Told, words: str) -> bool:
    pattern = lexicon(told.sentence.language).words("status", words)
    return pattern.search(told.sentence.plain) is not None


def _heads(told: Told) -> bool:
    """Whether a sentence is a line by itself, without a stop at its end."""
    plain = told.sentence.plain.strip()
    return len(plain) <= _HEADING and told.sentence.plain.endswith("\n") and plain[-1].isalnum()


def _under(told: Told, by: Told, cue: Cue) -> Told:
    reserve = by.sentence.span(cue.start, cue.end)

    def weighed(one: Proposal) -> Proposal:
        if not one.kind.is_event or one.status not in _LIGHTER:
            return one
        return replace(one, status=Certainty.UNCONFIRMED, reserve=reserve)

    return Told(told.sentence, told.dated, [weighed(one) for one in told.proposals])
