"""Whose turn it is in a match, and which hits still want a verdict: told from its steps alone.

Promises: pure; where a person has to act it says so, and of which side; nothing is ranked but by
the time of what was said.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tansiq.record.matches import MatchJudged, MatchRevealed
from tansiq.subjects import names_told
from tansiq.subjects.matching import Step
from tansiq.subjects.name_lists import NAME
from tansiq.subjects.queries import MatchFile

APPROVE, ACCEPT, REVEAL, JUDGE = "approve", "accept", "reveal", "judge"
"""What officers do, in the order of a match."""
ASK, ANSWER, COUNT, CLAIM, OPEN, TELL = "ask", "answer", "count", "claim", "open", "tell"
"""What the nodes do by themselves."""
WATCH, OVER = "watch", "over"

_NEXT = {
    "proposed": (APPROVE, True),
    "endorsed": (ACCEPT, False),
    "accepted": (ASK, True),
    "asked": (ANSWER, False),
    "answered": (COUNT, True),
}
_BY_OFFICERS = frozenset({APPROVE, ACCEPT, REVEAL, JUDGE})


@dataclass(frozen=True, slots=True)
class Turn:
    """What comes next and whose it is; `over` with no agency when nothing does."""

    what: str
    whose: frozenset[str]

    @property
    def by_officers(self) -> bool:
        """Whether a person has to act, and not a node."""
        return self.what in _BY_OFFICERS


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one side said of a hit last."""

    agency: str
    officer: str
    time: str
    said: MatchJudged


def turn(file: MatchFile) -> Turn:
    """What comes next in a match, and on which sides."""
    match = file.match
    if match.state in _NEXT:
        what, asker = _NEXT[match.state]
        return Turn(what, frozenset({match.asker if asker else match.answerer}))
    if match.state == "counted" and match.counted is not None and match.counted.matches:
        return Turn(REVEAL, frozenset({match.asker, match.answerer}) - match.approved)
    if match.state == "approved":
        if match.claimed is None:
            return Turn(CLAIM, frozenset({match.asker}))
        return Turn(OPEN, frozenset({match.answerer}))
    return _opened(file)


def _opened(file: MatchFile) -> Turn:
    """What is left of a match that was opened, that stands, or that came to its end."""
    match = file.match
    both = (match.asker, match.answerer)
    if match.spans and not match.ended:
        # A standing match goes on by itself; which hits it has only its sides can compute.
        return Turn(WATCH, frozenset())
    if names_told.tells_names(match) and not match.ended:
        silent = frozenset(both) - names_told.told(match, file.steps).keys()
        if silent:
            return Turn(TELL, silent)
    waiting = frozenset(one for one in both if unjudged(file, one))
    return Turn(JUDGE, waiting) if waiting else Turn(OVER, frozenset())


def places(file: MatchFile) -> tuple[int, ...]:
    """The places of the hits of a revealed match, in the order in which they are numbered.

    Of names one for each pair of them, once both sides have told theirs.
    """
    match = file.match
    if match.revealed is None or match.ended:
        return ()
    if match.scope.type == NAME:
        pairs = names_told.pairs(match, names_told.told(match, file.steps))
        return tuple(one.number for one in pairs)
    return tuple(sorted(one.place for one in match.revealed.pairs))


def verdicts(steps: Iterable[Step], place: int) -> tuple[Verdict, ...]:
    """Every verdict on a hit, oldest first."""
    found = [
        Verdict(one.agency, one.officer, one.time, one.said)
        for one in steps
        if isinstance(one.said, MatchJudged) and one.said.place == place
    ]
    return tuple(sorted(found, key=lambda one: (one.time, one.officer)))


def unjudged(file: MatchFile, agency: str) -> tuple[int, ...]:
    """The hits of a match that compares once of which this agency has said nothing yet."""
    return left(places(file), file.steps, agency)


def left(hits: Iterable[int], steps: Iterable[Step], agency: str) -> tuple[int, ...]:
    """Those of these hits of which an agency has said nothing yet."""
    told = ((one.agency, one.said) for one in steps)
    said = {one.place for who, one in told if isinstance(one, MatchJudged) and who == agency}
    return tuple(one for one in hits if one not in said)


def revealed_at(file: MatchFile) -> str:
    """When the hits were opened; empty before."""
    said = [one.time for one in file.steps if isinstance(one.said, MatchRevealed)]
    return min(said, default="")


def last_said(file: MatchFile) -> str:
    """When something was said last."""
    return max(one.time for one in file.steps)
