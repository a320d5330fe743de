"""What this node shows of a decision, and that it showed it: recorded with the cut it follows from.

Promises: before anybody is shown a decision that this node has not told of yet, it stands in the
channel with its cut; a go that cannot be recorded is not shown. The decision itself is the slice's
pure function of the cut. How many members have cosigned the votes is told beside it, never part of
it.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from tansiq.node.compose import Node
from tansiq.node.operations import Where, kept
from tansiq.node.perform import say
from tansiq.operations import queries
from tansiq.operations.decision import Decision, decide
from tansiq.operations.facts import Facts
from tansiq.operations.standing import go_since
from tansiq.record.operations import CutLog, DecisionShown
from tansiq.record.plan import Planned
from tansiq.store.connect import Tx
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Conflict, TansiqError
from tansiq.terms.operating import DecisionReason, Outcome

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Settled:
    """A decision as this node shows it, and since when it shows the go that stands, if it does.

    `facts` are what the cut holds of the operation.
    """

    decision: Decision
    facts: Facts
    cut: tuple[CutLog, ...]
    first_go: datetime | None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """By how many of the channel's members the votes behind a go are cosigned."""

    by: tuple[str, ...]
    of: int


def settle(node: Node, where: Where) -> Settled:
    """What the cut that is held now decides; recorded first when it is news."""
    for _ in range(_TRIES):
        with suppress(Conflict):
            return _settled(node, where)
    # Others write faster than we can record: what they see meanwhile is never a go.
    with node.store.reading() as tx:
        seen, news = _look(node, tx, where)
    return replace(seen, decision=_unrecorded(seen.decision)) if news else seen


def _settled(node: Node, where: Where) -> Settled:
    with node.store.reading() as tx:
        seen, news = _look(node, tx, where)
    if not news:
        return seen
    try:
        now = _record(node, where, seen)
    except Conflict:
        raise
    except TansiqError:
        # The database or our log is away for the moment: whatever is not on record is no go.
        return replace(seen, decision=_unrecorded(seen.decision), first_go=None)
    return replace(seen, first_go=seen.first_go or now) if _go(seen.decision) else seen


def _go(decision: Decision) -> bool:
    return decision.outcome is Outcome.GO


def _look(node: Node, tx: Tx, where: Where) -> tuple[Settled, bool]:
    """The decision with its cut, and whether it is other than what we told last."""
    facts = queries.facts(tx, where.channel, where.operation)
    decision = decide(facts)
    cut = tuple(CutLog(origin=origin, size=size) for origin, size in sorted(facts.cut.items()))
    seen = Settled(decision, facts, cut, go_since(facts.shown, node.me, decision.plan))
    told = queries.last_shown(tx, where.channel, where.operation, node.me)
    now = (decision.digest, decision.outcome.value, decision.reason.value)
    if told is not None:
        return seen, (told.plan, told.outcome, told.reason) != now
    return seen, decision.reason is not DecisionReason.NO_PLAN


def _record(node: Node, where: Where, seen: Settled) -> datetime:
    decision, cut = seen.decision, seen.cut
    told = DecisionShown(
        operation=where.operation,
        plan=decision.digest,
        outcome=decision.outcome.value,
        reason=decision.reason.value,
        cut=cut,
    )
    planned = Planned(channel=where.channel, payload=told, retention=kept(node, where.channel))

    def still_news(tx: Tx) -> None:
        fresh, news = _look(node, tx, where)
        now = fresh.decision
        if not news or (now.digest, now.outcome) != (decision.digest, decision.outcome):
            raise Conflict("state_moved")

    return parse_stamp(say(node, (planned,), still_news)[0].said.time)


def _unrecorded(decision: Decision) -> Decision:
    if not _go(decision):
        return decision
    return replace(decision, outcome=Outcome.CANNOT_DECIDE, reason=DecisionReason.NOT_RECORDED)


def confirmed(node: Node, tx: Tx, where: Where, decision: Decision) -> Confirmed:
    """Which members have signed for logs that hold every vote behind the decision."""
    members = set(node.channel_now(tx, where.channel).members)
    votes: dict[str, int] = {}
    for one in (vote for party in decision.parties for vote in party.votes):
        votes[one.origin] = max(votes.get(one.origin, 0), one.seq + 1)
    rows = tx.rows(
        "SELECT l.origin, l.agency, c.witness, max(c.size) AS size FROM ledger.cosignature c"
        " JOIN ledger.log l ON l.id = c.log_id WHERE l.origin = ANY(%s)"
        " GROUP BY l.origin, l.agency, c.witness",
        (list(votes),),
    )
    signed = {(row["origin"], str(row["witness"]).rpartition("/")[0]): row["size"] for row in rows}
    authors = {one.origin: one.agency for party in decision.parties for one in party.votes}
    by = [
        member
        for member in sorted(members)
        if votes
        and all(
            authors[origin] == member or signed.get((origin, member), 0) >= size
            for origin, size in votes.items()
        )
    ]
    return Confirmed(tuple(by), len(members))
