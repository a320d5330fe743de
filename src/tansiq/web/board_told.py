"""How a decision is told on a board: a line for each party, every reason, the log as it happens.

Promises: pure; nothing is told as decided that the decision does not say, and every reason why it
is no go stands beside the first one. The words are the templates'.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tansiq.node.operation_board import Board
from tansiq.operations.counting import PartyCount
from tansiq.operations.decision import Decision
from tansiq.operations.facts import StopFact, VoteFact
from tansiq.operations.queries import LogLine
from tansiq.terms.operating import DecisionReason, Outcome, PointState, VoteChoice

_DULL = frozenset({Outcome.WAITING.value})


class Seal(StrEnum):
    """How a party stands to the version that is voted on."""

    WHOLE = "whole"
    PART = "part"
    AGAINST = "against"
    WAITING = "waiting"
    UNFIT = "unfit"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyLine:
    """One party of the quorum; `plan` is the digest of a version that is not here yet."""

    party: str
    seal: Seal
    votes: int
    needed: int
    role: str
    at: str
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why it is no go: the code, the parties it concerns, and what else names it."""

    code: str
    parties: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the log; `voided` votes fell with it, that were on the version `was`."""

    kind: str
    agency: str
    time: str
    received: str
    words: Mapping[str, str]
    number: int | None
    voided: int = 0
    was: int | None = None


@dataclass(frozen=True, slots=True)
class CheckedItem:
    """A point of the checklist of one of our own sites."""

    code: str
    done: bool
    waived: bool


def items(board: Board) -> dict[str, tuple[CheckedItem, ...]]:
    """The points of each of our own sites, as we have them."""
    return {
        one.site.site: tuple(
            CheckedItem(
                point.code, point.state is PointState.DONE, point.state is PointState.WAIVED
            )
            for point in one.points
        )
        for one in board.lists
    }


def numbers(board: Board) -> dict[str, int]:
    """The number of each version by its digest."""
    return {one.digest: one.plan.number for one in board.versions}


def parties(board: Board) -> tuple[PartyLine, ...]:
    """A line for each party that has to agree, also while there is nothing to vote on."""
    decision = board.decision
    waiting = {one.agency: one for one in decision.waiting}
    counted = {one.party: one for one in decision.parties}
    heads = (rule for head in decision.heads for rule in head.plan.quorum.parties)
    rules = {one.party: (one.officers, one.role) for one in heads}
    names = rules or dict.fromkeys(sorted(board.drafts), (1, ""))
    return tuple(
        _party(counted.get(party) or PartyCount(party=party, needed=needed, role=role), waiting)
        for party, (needed, role) in names.items()
    )


def _party(one: PartyCount, waiting: Mapping[str, VoteFact]) -> PartyLine:
    held = waiting.get(one.party)
    seal, words = _seal(one)
    if held is not None and seal is not Seal.AGAINST:
        seal, words = Seal.WAITING, (held,)
    return PartyLine(
        party=one.party,
        seal=seal,
        votes=len(one.votes),
        needed=one.needed,
        role=one.role,
        at=max((word.time for word in words), default=""),
        plan=held.plan if held is not None and seal is Seal.WAITING else "",
    )


def _seal(one: PartyCount) -> tuple[Seal, tuple[VoteFact, ...]]:
    if one.against:
        return Seal.AGAINST, one.against
    if one.complete:
        return Seal.WHOLE, one.votes
    if one.votes:
        return Seal.PART, one.votes
    return (Seal.UNFIT, one.unfit) if one.unfit else (Seal.NONE, ())


def reasons(decision: Decision) -> tuple[Reason, ...]:
    """Every reason why it is not go, the one that decides first; none for a go."""
    if decision.outcome is Outcome.GO:
        return ()
    found = {one.code: one for one in (*_doubts(decision), *_of_the_plan(decision))}
    first = decision.reason.value
    return tuple({first: found.get(first, Reason(first)), **found}.values())


def _doubts(decision: Decision) -> Iterator[Reason]:
    """Stops, and what cannot be known."""
    standing = tuple(dict.fromkeys(one.agency for one in decision.stops if not one.lifted))
    lifted = tuple(dict.fromkeys(one.agency for one in decision.stops if one.lifted))
    if standing:
        yield Reason(DecisionReason.STOP_ORDERED.value, standing)
    if lifted:
        yield Reason(DecisionReason.STOP_NOT_RESUMED.value, lifted)
    if decision.forked:
        yield Reason(DecisionReason.FORK.value, decision.forked)
    for code in dict.fromkeys(one.reason for one in decision.troubles):
        where = (f"{one.origin}#{one.seq}" for one in decision.troubles if one.reason == code)
        yield Reason(code, (), tuple(where)[:3])
    if decision.missing_plans:
        whose = tuple(sorted({one.agency for one in decision.waiting}))
        yield Reason(DecisionReason.PLAN_MISSING.value, whose)


def _of_the_plan(decision: Decision) -> Iterator[Reason]:
    """What the version and the votes on it lack."""
    if len(decision.heads) > 1:
        whose = tuple(dict.fromkeys(one.agency for one in decision.heads))
        said = tuple(f"v{one.plan.number}" for one in decision.heads)
        yield Reason(DecisionReason.TWO_PLANS.value, whose, said)
    if decision.changed:
        yield Reason(DecisionReason.TACTICAL_CHANGED.value, decision.changed)
    against = tuple(one.party for one in decision.parties if one.against)
    if against:
        yield Reason(DecisionReason.VOTED_AGAINST.value, against)
    missing = tuple(one.party for one in decision.parties if not one.complete)
    if missing:
        yield Reason(DecisionReason.VOTES_MISSING.value, missing)


def log(board: Board, most: int = 40) -> tuple[Entry, ...]:
    """The log of the operation, stops among the rest, the newest arrival first."""
    known = numbers(board)
    said = (
        _entry(board, one, known)
        for one in board.lines
        if not (one.kind == "decision_shown" and one.words.get("outcome") in _DULL)
    )
    stops = (
        Entry(
            kind="stop_ordered",
            agency=one.agency,
            time=one.time,
            received=one.time,
            words=_stop_words(one),
            number=None,
        )
        for one in board.facts.stops
    )
    ordered = sorted((*said, *stops), key=lambda one: one.received, reverse=True)
    return tuple(ordered[:most])


def _stop_words(one: StopFact) -> dict[str, str]:
    told = {"ground": one.ground, "reason": one.reason, "lifted": "yes" if one.lifted else ""}
    return {name: words for name, words in told.items() if words}


def _entry(board: Board, line: LogLine, known: Mapping[str, int]) -> Entry:
    voided, was = _voided(board, line, known)
    return Entry(
        kind=line.kind,
        agency=line.agency,
        time=line.time,
        received=line.received,
        words=line.words,
        number=known.get(line.words.get("plan", "")),
        voided=voided,
        was=was,
    )


def _voided(board: Board, line: LogLine, known: Mapping[str, int]) -> tuple[int, int | None]:
    """How many officers had voted go on the version that this one replaces, and its number."""
    if line.kind != "order_issued":
        return 0, None
    before = {
        digest
        for one in board.versions
        if one.digest == line.words.get("plan")
        for digest in one.plan.previous
    }
    votes = {
        (one.agency, one.officer, one.plan)
        for one in board.facts.votes
        if one.plan in before and one.choice == VoteChoice.GO
    }
    return len(votes), max((known[one] for one in before if one in known), default=None)
