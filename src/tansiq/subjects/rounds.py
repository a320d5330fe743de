"""The rounds of a standing match as they stand: which counted, under which key, and what is due.

Promises: computed from what was said alone; a round step said by the wrong side, twice, out of
turn, under another key or of another size counts for nothing, and its code is given. What the
answerer's next key overtook counts for nothing either, and is no fault.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tansiq.record.base import Record
from tansiq.record.matches import MatchAccepted, MatchScope
from tansiq.record.watches import (
    MatchRekeyed,
    MatchRoundAnswered,
    MatchRoundAsked,
    MatchRoundFound,
)

ONCE, WATCH = "once", "watch"
MODES = (ONCE, WATCH)
ROUND_STEPS = (MatchRekeyed, MatchRoundAsked, MatchRoundAnswered, MatchRoundFound)
OVERTAKEN = "overtaken"
_BEGIN = 20


@dataclass(frozen=True, slots=True)
class Round:
    """One round, from 1, with the time it was asked; a round that a new key overtook stays open."""

    asked: MatchRoundAsked
    time: str
    answered: MatchRoundAnswered | None = None
    found: MatchRoundFound | None = None

    @property
    def number(self) -> int:
        """Which round it is."""
        return self.asked.round


@dataclass(frozen=True, slots=True)
class Span:
    """All rounds under one key of the answerer, with the set it named first."""

    set: MatchAccepted | MatchRekeyed
    rounds: tuple[Round, ...] = ()

    @property
    def answered(self) -> tuple[Round, ...]:
        """The rounds that were answered."""
        return tuple(one for one in self.rounds if one.answered is not None)


Spans = tuple[Span, ...]


def place_of(said: Record) -> int | None:
    """Where a step of a round belongs in the order of its match; None for any other record."""
    match said:
        case MatchRoundAsked(round=number):
            return _BEGIN + 4 * number
        case MatchRoundAnswered(round=number):
            return _BEGIN + 4 * number + 1
        case MatchRoundFound(round=number):
            return _BEGIN + 4 * number + 2
        case MatchRekeyed(after=number):
            return _BEGIN + 4 * number + 3
    return None


def asks(said: Record) -> bool:
    """Whether it is the asker who says this step."""
    return isinstance(said, MatchRoundAsked | MatchRoundFound)


def after(spans: Spans, scope: MatchScope, said: Record, time: str) -> tuple[Spans, str]:
    """The spans after one more step, and why it does not count, as a code; empty when it does."""
    match said:
        case MatchRekeyed():
            return _rekeyed(spans, said)
        case MatchRoundAsked():
            return _asked(spans, scope, said, time)
        case MatchRoundAnswered():
            return _answered(spans, said)
        case MatchRoundFound():
            return _found(spans, scope, said)
    return spans, "match_step_other"


def _rekeyed(spans: Spans, said: MatchRekeyed) -> tuple[Spans, str]:
    code = ""
    if not spans or said.after != rounds_in(spans):
        code = "match_step_early"
    elif said.epoch <= spans[-1].set.epoch:
        code = "match_step_twice"
    return (spans, code) if code else ((*spans, Span(said)), "")


def _asked(spans: Spans, scope: MatchScope, said: MatchRoundAsked, time: str) -> tuple[Spans, str]:
    code = ""
    if not spans:
        code = "match_step_early"
    elif said.epoch < spans[-1].set.epoch:
        code = OVERTAKEN
    elif said.round <= rounds_in(spans):
        code = "match_step_twice"
    elif said.round != rounds_in(spans) + 1 or not _closed(spans[-1], scope):
        code = "match_step_early"
    elif said.epoch != spans[-1].set.epoch:
        code = "match_step_other"
    elif said.count != size_of(spans[-1], scope):
        code = "match_more_than_committed"
    if code:
        return spans, code
    return _with(spans, (*spans[-1].rounds, Round(said, time))), ""


def _answered(spans: Spans, said: MatchRoundAnswered) -> tuple[Spans, str]:
    at = _round(spans, said.round)
    code = ""
    if at is None:
        code = "match_step_early"
    elif at.answered is not None:
        code = "match_step_twice"
    elif said.count != at.asked.count:
        code = "match_answer"
    return (spans, code) if code or at is None else _put(spans, replace(at, answered=said))


def _found(spans: Spans, scope: MatchScope, said: MatchRoundFound) -> tuple[Spans, str]:
    at = _round(spans, said.round)
    code = ""
    if at is None or at.answered is None:
        code = "match_step_early"
    elif not scope.tells:
        code = "match_step_other"
    elif at.found is not None:
        code = "match_step_twice"
    return (spans, code) if code or at is None else _put(spans, replace(at, found=said))


def _round(spans: Spans, number: int) -> Round | None:
    """A round of the newest key; what came before it is closed."""
    rounds = spans[-1].rounds if spans else ()
    return next((one for one in rounds if one.number == number), None)


def _put(spans: Spans, changed: Round) -> tuple[Spans, str]:
    old = spans[-1].rounds
    return _with(spans, (one if one.number != changed.number else changed for one in old)), ""


def _with(spans: Spans, rounds: Iterable[Round]) -> Spans:
    return (*spans[:-1], replace(spans[-1], rounds=tuple(rounds)))


def rounds_in(spans: Spans) -> int:
    """How many rounds were asked in all."""
    return sum(len(one.rounds) for one in spans)


def size_of(span: Span, scope: MatchScope) -> int:
    """How many points the next round of a span asks: the whole bucket first, then a day's."""
    return scope.daily if span.rounds else scope.size


def _closed(span: Span, scope: MatchScope) -> bool:
    """Whether nothing of the last round is outstanding."""
    last = span.rounds[-1] if span.rounds else None
    return last is None or (
        last.answered is not None and (last.found is not None or not scope.tells)
    )


def waits_for(spans: Spans, scope: MatchScope) -> str:
    """What comes next: `ask`, `answer` or `tell`; empty before it is accepted."""
    if not spans:
        return ""
    if _closed(spans[-1], scope):
        return "ask"
    return "answer" if spans[-1].rounds[-1].answered is None else "tell"
