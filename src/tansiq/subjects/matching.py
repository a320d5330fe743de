"""A match as it stands: which steps were said by whom, and which one may come next.

Promises: computed from what was said alone, in whatever order it arrived; a step said by the wrong
side, twice, out of turn or about something else counts for nothing and is named as a fault, with
the entry kept as evidence. Nothing here computes with points.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

import msgspec

from tansiq.record import canonical
from tansiq.record.base import Record
from tansiq.record.matches import (
    MatchAccepted,
    MatchAnswered,
    MatchApproved,
    MatchAsked,
    MatchClaimed,
    MatchCounted,
    MatchEnded,
    MatchProposed,
    MatchRevealed,
    MatchScope,
)
from tansiq.subjects import rounds
from tansiq.subjects.rounds import OVERTAKEN, ROUND_STEPS, WATCH, Span
from tansiq.subjects.rows import MatchTerms
from tansiq.subjects.session import CHECKS, bucket

PROPOSAL, REVEAL = "proposal", "reveal"
_LAST = 1 << 40
_ROUNDS = 10


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was said about a match: by which agency and officer, when, in which entry."""

    agency: str
    officer: str
    time: str
    entry: str
    said: Record
    at: tuple[int, int, int] = (0, 0, 0)
    """Where it stands in its agency's logs: generation, log epoch, position."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What a side said that counts for nothing, and why (a code)."""

    step: Step
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A match as far as it has come; `faults` lists what does not count."""

    match: str
    asker: str
    answerer: str
    proposer: str
    scope: MatchScope
    endorsed: str = ""
    accepted: MatchAccepted | None = None
    asked: MatchAsked | None = None
    answered: MatchAnswered | None = None
    counted: MatchCounted | None = None
    approved: frozenset[str] = frozenset()
    claimed: MatchClaimed | None = None
    revealed: MatchRevealed | None = None
    spans: tuple[Span, ...] = ()
    ended: str = ""
    faults: tuple[Fault, ...] = ()

    @property
    def state(self) -> str:
        """One word for where it stands."""
        if self.ended:
            return "ended"
        if self.spans:
            return "watching"
        if self.revealed is not None:
            return "revealed"
        if self.counted is not None:
            return "approved" if self.approved == {self.asker, self.answerer} else "counted"
        for name in ("answered", "asked", "accepted"):
            if getattr(self, name) is not None:
                return name
        return "endorsed" if self.endorsed else "proposed"

    @property
    def digest(self) -> str:
        """What the second officer of the asker approves (SHA-256, hex)."""
        return scope_digest(self.match, self.scope)

    @property
    def reveal_digest(self) -> str:
        """What both approve before anything is revealed: the scope and the count."""
        matches = -1 if self.counted is None else self.counted.matches
        return canonical.digest({"match": self.digest, "matches": matches}).hex()

    def terms(self) -> MatchTerms:
        """Under which terms identifiers are hashed; only once it is accepted."""
        epoch = 0 if self.accepted is None else self.accepted.epoch
        scope = self.scope
        return MatchTerms(self.asker, self.answerer, scope.type, scope.norm, epoch)


def scope_digest(match: str, scope: MatchScope) -> str:
    """SHA-256 of a match's scope under its id, hex."""
    return canonical.digest({"match": match, "scope": msgspec.to_builtins(scope)}).hex()


def standing(steps: Iterable[Step]) -> Match | None:
    """The match these steps make; None without a proposal. All steps are about one match."""
    # Of two that claim one place the earlier in its log counts: a time can be made up, that not.
    held = sorted(steps, key=lambda one: (_place(one.said), one.at, one.time, one.entry))
    found: Match | None = None
    for step in held:
        if isinstance(step.said, MatchProposed):
            found = found or _begun(step, step.said)
        elif found is not None:
            found = _after(found, step)
    return found


def _place(said: Record) -> int:
    """Where a step belongs in the order of a match, whenever it arrived."""
    if isinstance(said, MatchApproved):
        return 1 if said.step == PROPOSAL else 6
    found = rounds.place_of(said)
    return _ORDER.get(type(said), _LAST - 1) if found is None else _ROUNDS + found


def _begun(step: Step, said: MatchProposed) -> Match:
    return Match(
        match=said.match,
        asker=step.agency,
        answerer=said.partner,
        proposer=step.officer,
        scope=said.scope,
    )


def _after(now: Match, step: Step) -> Match:
    """The match after one more step, or with one more fault."""
    said = step.said
    if step.agency not in {now.asker, now.answerer}:
        return _faulty(now, step, "match_step_stranger")
    if isinstance(said, MatchEnded):
        return replace(now, ended=now.ended or said.reason)
    if isinstance(said, MatchApproved):
        return _approved(now, step, said)
    if isinstance(said, ROUND_STEPS) or (now.spans and type(said) in _TURNS):
        return _in_rounds(now, step)
    turn = _TURNS.get(type(said))
    return now if turn is None else _in_turn(now, step, turn)


def _in_turn(now: Match, step: Step, turn: _Turn) -> Match:
    """A step that has its one turn."""
    said = step.said
    code = _out_of_turn(now, step.agency, turn) or _wrong(now, said)
    if code:
        return _faulty(now, step, code)
    watched = isinstance(said, MatchAccepted) and now.scope.mode == WATCH
    spans = (Span(said),) if watched else now.spans  # type: ignore[arg-type]
    return replace(now, spans=spans, **{turn.name: said})  # type: ignore[arg-type]


def _in_rounds(now: Match, step: Step) -> Match:
    """A step of a standing match; none of the others' steps count in it once it is accepted."""
    said = step.said
    code = ""
    if type(said) in _TURNS:
        code = "match_step_twice" if isinstance(said, MatchAccepted) else "match_step_other"
    elif step.agency != (now.asker if rounds.asks(said) else now.answerer):
        code = "match_step_side"
    if code:
        return _faulty(now, step, code)
    spans, code = rounds.after(now.spans, now.scope, said, step.time)
    return _faulty(now, step, code) if code not in {"", OVERTAKEN} else replace(now, spans=spans)


def _out_of_turn(now: Match, agency: str, turn: _Turn) -> str:
    """Why it is not this side's turn to say this, as a code; empty when it is."""
    if agency != (now.asker if turn.asks else now.answerer):
        return "match_step_side"
    if getattr(now, turn.name) is not None:
        return "match_step_twice"
    return "" if getattr(now, turn.before) else "match_step_early"


def _approved(now: Match, step: Step, said: MatchApproved) -> Match:
    if said.step == PROPOSAL:
        if step.agency != now.asker or said.digest != now.digest:
            return _faulty(now, step, "match_step_other")
        if step.officer in {"", now.proposer}:
            return _faulty(now, step, "match_same_officer")
        return replace(now, endorsed=now.endorsed or step.officer)
    if now.counted is None or said.digest != now.reveal_digest or not step.officer:
        return _faulty(now, step, "match_step_other")
    return replace(now, approved=now.approved | {step.agency})


def _wrong(now: Match, said: Record) -> str:
    """Why a step contradicts those before it, as a code; empty when it does not."""
    points = now.scope.size + CHECKS
    code = ""
    match said:
        case MatchAccepted(size=size, tags=tags):
            code = "" if size == tags == bucket(size) else "match_tags"
        case MatchAsked(count=count):
            code = "" if count == points else "match_more_than_committed"
        case MatchAnswered(count=count):
            code = "" if count == points else "match_answer"
        case MatchCounted(matches=matches):
            code = "" if 0 <= matches <= now.scope.size else "match_step_other"
        case MatchClaimed(claims=claims):
            code = _wrong_claim(now, len(claims))
        case MatchRevealed(pairs=pairs) if now.claimed and len(pairs) != len(now.claimed.claims):
            code = "match_reveal"
    return code


def _wrong_claim(now: Match, claims: int) -> str:
    if now.approved != {now.asker, now.answerer}:
        return "match_not_approved"
    return "" if now.counted and claims == now.counted.matches else "match_claim"


def _faulty(now: Match, step: Step, code: str) -> Match:
    return replace(now, faults=(*now.faults, Fault(step, code)))


class _Turn(NamedTuple):
    """Of a step: where it is kept, whether the asker says it, and what must stand before it."""

    name: str
    asks: bool
    before: str


_TURNS: dict[type[Record], _Turn] = {
    MatchAccepted: _Turn("accepted", asks=False, before="endorsed"),
    MatchAsked: _Turn("asked", asks=True, before="accepted"),
    MatchAnswered: _Turn("answered", asks=False, before="asked"),
    MatchCounted: _Turn("counted", asks=True, before="answered"),
    MatchClaimed: _Turn("claimed", asks=True, before="counted"),
    MatchRevealed: _Turn("revealed", asks=False, before="claimed"),
}

_ORDER: dict[type[Record], int] = {
    MatchProposed: 0,
    MatchAccepted: 2,
    MatchAsked: 3,
    MatchAnswered: 4,
    MatchCounted: 5,
    MatchClaimed: 7,
    MatchRevealed: 8,
    MatchEnded: _LAST,
}
