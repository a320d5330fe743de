"""A doubt that a text tells of its own news as a whole, in a heading or in a sentence of its own.

Promises: `the account could not be verified` weighs on the events told just before it that bear no
reserve yet, a heading that says `unconfirmed` on all that follow; the words of the reserve are
named. An official statement and a denial keep their own word.
"""

from collections.abc import Sequence
from dataclasses import replace

from tansiq.intake.certainty import Cue, cues
from tansiq.intake.lexicon import lexicon
from tansiq.intake.telling import Told
from tansiq.intake.values import Proposal
from tansiq.terms.intake import Certainty

_BEFORE = 2
"""Sentences of the same text a doubt reaches back over."""
_HEADING = 90
"""Letters of the longest line that may be a heading."""
_LIGHTER = frozenset((Certainty.STATED, Certainty.SUSPECTED))


def doubted(told: Sequence[Told]) -> list[Told]:
    """The sentences with the doubts told of them by others."""
    found = list(told)
    heading: tuple[Told, Cue] | None = None
    for at, one in enumerate(told):
        if heading is not None:
            found[at] = _under(found[at], *heading)
        cue = next((c for c in cues(one.sentence) if c.status is Certainty.UNCONFIRMED), None)
        if cue is None or any(p.kind.is_event for p in one.proposals):
            continue
        if _heads(one):
            heading = one, cue
        elif lexicon(one.sentence.language).words("status", "whole").search(one.sentence.plain):
            for back in range(max(0, at - _BEFORE), at):
                found[back] = _under(found[back], one, cue)
    return found


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
