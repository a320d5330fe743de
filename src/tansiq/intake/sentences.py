"""In which sentence of a text each proposal stands, and in which language that sentence is."""

from bisect import bisect_right
from dataclasses import dataclass

from tansiq.intake.drafting import MOST
from tansiq.intake.lexicon import stops
from tansiq.intake.texts import Hints, read, sentences
from tansiq.intake.values import Draft


@dataclass(frozen=True, slots=True)
class Within:
    """The number of a sentence in its text, and its language (`ar`, `es`, `fr`, `en`)."""

    sentence: int
    language: str


def within(draft: Draft, hints: Hints = ()) -> tuple[Within, ...]:
    """For each proposal of a draft, in order, where it stands."""
    cut = sentences(read(draft.text[:MOST]), stops(), hints)
    starts = [one.span(0, one.end - one.start)[0] for one in cut]
    found = []
    for one in draft.proposals:
        at = max(bisect_right(starts, one.span[0]) - 1, 0)
        found.append(Within(at, cut[at].language if cut else ""))
    return tuple(found)
