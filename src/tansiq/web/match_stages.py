"""The stages of a match for the page: which are done, which one is now, by whom and when.

Promises: only what counts stands in a stage; what counts for nothing is told apart, with its code.
"""

from dataclasses import dataclass

from tansiq.record.base import Record
from tansiq.record.matches import (
    MatchAccepted,
    MatchAnswered,
    MatchApproved,
    MatchAsked,
    MatchClaimed,
    MatchCounted,
    MatchEnded,
    MatchNamesTold,
    MatchProposed,
    MatchRevealed,
)
from tansiq.subjects import turns
from tansiq.subjects.matching import PROPOSAL, Step
from tansiq.subjects.queries import MatchFile
from tansiq.subjects.rounds import WATCH

NAMES = (
    "proposed", "endorsed", "accepted", "asked", "answered", "counted", "approved", "revealed",
    "told", "judged",
)  # fmt: skip
_STANDING = frozenset({"proposed", "endorsed", "accepted", "judged"})
_NOW = {
    turns.APPROVE: "endorsed",
    turns.ACCEPT: "accepted",
    turns.ASK: "asked",
    turns.ANSWER: "answered",
    turns.COUNT: "counted",
    turns.REVEAL: "approved",
    turns.CLAIM: "revealed",
    turns.OPEN: "revealed",
    turns.TELL: "told",
    turns.JUDGE: "judged",
    turns.WATCH: "judged",
}
_KINDS: dict[type[Record], str] = {
    MatchProposed: "proposed",
    MatchAccepted: "accepted",
    MatchAsked: "asked",
    MatchAnswered: "answered",
    MatchCounted: "counted",
    MatchClaimed: "revealed",
    MatchRevealed: "revealed",
    MatchEnded: "ended",
    MatchNamesTold: "told",
}


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: done, now, later, or never reached because the match is over."""

    name: str
    state: str
    steps: tuple[Step, ...]


def stages(file: MatchFile, turn: turns.Turn) -> tuple[Stage, ...]:
    """The stages in their order; what ended the match stands last."""
    void = {one.step.entry for one in file.match.faults}
    told: dict[str, list[Step]] = {}
    for one in sorted(file.steps, key=lambda step: (step.time, step.entry)):
        if one.entry not in void and (name := _stage(one)):
            told.setdefault(name, []).append(one)
    now = _NOW.get(turn.what, "")
    found = [
        Stage(name, _state(name, now, told), tuple(told.get(name, ())))
        for name in NAMES
        if _has(file, name)
    ]
    if file.match.ended:
        found = [one for one in found if one.state == "done"]
        found.append(Stage("ended", "over", tuple(told.get("ended", ()))))
    return tuple(found)


def _has(file: MatchFile, name: str) -> bool:
    """Whether a match of this mode has the stage; the rounds of a standing one are told apart."""
    scope = file.match.scope
    if scope.mode == WATCH:
        return name in _STANDING
    return name != "told" or scope.names


def _stage(step: Step) -> str:
    if isinstance(step.said, MatchApproved):
        return "endorsed" if step.said.step == PROPOSAL else "approved"
    return _KINDS.get(type(step.said), "")


def _state(name: str, now: str, told: dict[str, list[Step]]) -> str:
    if name == now:
        return "now"
    if name in told:
        return "done"
    if name == "judged" and not now and "revealed" in told:
        return "done"
    return "later" if now else "never"
