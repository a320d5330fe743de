"""What a node writes that runs other software, or that no command of ours would plan.

Promises: entries are sealed, signed by the node and appended as always; an officer's act is a real
one or none. Only the command in between is left out.
"""

from tests.nodes.operated import Acting, Operated

from tansiq.node.compose import Node
from tansiq.node.operations import kept
from tansiq.node.perform import _append, _prepare, _sign, say
from tansiq.operations import queries
from tansiq.operations.decision import Decision, decide
from tansiq.operations.facts import Facts
from tansiq.record.base import Record
from tansiq.record.officers import OfficerKeyWithdrawn
from tansiq.record.plan import Planned
from tansiq.terms.ids import ClassId, OfficerId
from tansiq.terms.operating import Outcome


def planned(acting: Acting, node: Node, payload: Record) -> Planned:
    channel = acting.where.channel
    return Planned(channel=channel, payload=payload, retention=kept(node, channel))


def write(acting: Acting, *payloads: Record, who: str = "case", signed: bool = True) -> None:
    """Append these records as an officer's, with their act or without."""
    with Node.open(acting.lone.node) as node:
        hand = acting.hand(who)
        ready = _prepare(node, [planned(acting, node, one) for one in payloads], hand.officer)
        if signed:
            _sign(ready, [hand])
        _append(node, ready, lambda _tx: None)


def write_shut(acting: Acting, payload: Record, who: str = "case") -> None:
    """Append an officer's record whose key nobody else ever gets: that of a class in `home`."""
    with Node.open(acting.lone.node) as node:
        with node.store.reading() as tx:
            rows = tx.rows(
                "SELECT e.class_id FROM ledger.entry e JOIN ledger.log l ON l.id = e.log_id"
                " WHERE l.channel = 'home' AND e.class_id <> '' ORDER BY e.arrival DESC LIMIT 1"
            )
        shut = Planned(
            channel=acting.where.channel, payload=payload, retention=ClassId(rows[0]["class_id"])
        )
        hand = acting.hand(who)
        ready = _prepare(node, [shut], hand.officer)
        _sign(ready, [hand])
        _append(node, ready, lambda _tx: None)


def tell(acting: Acting, payload: Record) -> None:
    """Append a record that the node says by itself."""
    with Node.open(acting.lone.node) as node:
        say(node, [planned(acting, node, payload)])


def withdraw_key(acting: Acting, who: str = "case") -> None:
    """The channel hears that an officer's key counts no more."""
    officer = acting.hand(who).officer
    keys = {one.key for one in facts(acting).officers if one.officer == officer}
    tell(acting, OfficerKeyWithdrawn(officer=OfficerId(officer), key=keys.pop()))


def facts(acting: Acting, cut: dict[str, int] | None = None) -> Facts:
    """What this node holds of the operation, or held at a cut."""
    with Node.open(acting.lone.node) as node, node.store.reading() as tx:
        return queries.facts(tx, acting.where.channel, acting.where.operation, cut)


def decision(acting: Acting) -> Decision:
    """What this node shows."""
    return acting.board().decision


def outcomes(day: Operated) -> tuple[Outcome, Outcome]:
    return decision(day.rabat).outcome, decision(day.madrid).outcome


def recomputed(acting: Acting) -> list[tuple[str, str]]:
    """Each outcome that any node recorded, beside what its cut decides when it is asked now."""
    shown = facts(acting).shown
    return [
        (one.outcome, decide(facts(acting, dict(one.cut))).outcome.value)
        for one in sorted(shown, key=lambda one: (one.origin, one.seq))
    ]
