"""Whose turn it is in a match, and which hits still want a verdict: told from its steps alone.

Promises: pure; where a person has to act it says so, and of which side; nothing is ranked but by
the time of what was said.
"""

from dataclasses import dataclass

from tansiq.record.matches import MatchJudged, MatchRevealed
from tansiq.subjects.matching import Match
from tansiq.subjects.queries import MatchFile
from tansiq.subjects.rounds import waits_for

APPROVE, ACCEPT, REVEAL, JUDGE = "approve", "accept", "reveal", "judge"
"""What officers do, in the order of a match."""
ASK, ANSWER, COUNT, CLAIM, OPEN = "ask", "answer", "count", "claim", "open"
TELL = "tell"
"""What the nodes do by themselves."""
OVER = "over"

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
    if match.spans:
        return _of_rounds(match)
    if match.state in _NEXT:
        what, asker = _NEXT[match.state]
        return Turn(what, frozenset({match.asker if asker else match.answerer}))
    if match.state == "counted" and match.counted is not None and match.counted.matches:
        return Turn(REVEAL, frozenset({match.asker, match.answerer}) - match.approved)
    if match.state == "approved":
        if match.claimed is None:
            return Turn(CLAIM, frozenset({match.asker}))
        return Turn(OPEN, frozenset({match.answerer}))
    waiting = frozenset(one for one in (match.asker, match.answerer) if unjudged(file, one))
    return Turn(JUDGE, waiting) if waiting else Turn(OVER, frozenset())


def _of_rounds(match: Match) -> Turn:
    """What comes next in a standing match: nothing once it has ended."""
    waits = "" if match.ended else waits_for(match.spans, match.scope)
    if not waits:
        return Turn(OVER, frozenset())
    return Turn(waits, frozenset({match.answerer if waits == ANSWER else match.asker}))


def places(match: Match) -> tuple[int, ...]:
    """The places of the hits of a revealed match, in the order in which they are numbered."""
    told = () if match.revealed is None or match.ended else match.revealed.pairs
    return tuple(sorted(one.place for one in told))


def verdicts(file: MatchFile, place: int) -> tuple[Verdict, ...]:
    """Every verdict on a hit, oldest first."""
    found = [
        Verdict(one.agency, one.officer, one.time, one.said)
        for one in file.steps
        if isinstance(one.said, MatchJudged) and one.said.place == place
    ]
    return tuple(sorted(found, key=lambda one: (one.time, one.officer)))


def unjudged(file: MatchFile, agency: str) -> tuple[int, ...]:
    """The hits of which this agency has said nothing yet."""
    said = {
        one.said.place
        for one in file.steps
        if isinstance(one.said, MatchJudged) and one.agency == agency
    }
    return tuple(one for one in places(file.match) if one not in said)


def revealed_at(file: MatchFile) -> str:
    """When the hits were opened; empty before."""
    said = [one.time for one in file.steps if isinstance(one.said, MatchRevealed)]
    return min(said, default="")


def last_said(file: MatchFile) -> str:
    """When something was said last."""
    return max(one.time for one in file.steps)
