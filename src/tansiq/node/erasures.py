"""Erasure at work: ordered by one officer, confirmed by another, carried out, and proven.

Promises: keys are destroyed before anything else, so a crash in between leaves nothing readable and
`carry_out` finishes the rest; "done" is said only when no key, backup or copy can bring the text
back; nothing is erased under a hold or while the clock is in doubt.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tansiq.ledger.erase import Judged, Standing
from tansiq.node.actions import Action
from tansiq.node.clock_doubt import clock_trusted
from tansiq.node.compose import PROJECTIONS, Node
from tansiq.node.perform import Plan, Task, perform, say
from tansiq.node.reading import Look, Reader, read
from tansiq.node.recalls import Noted, notice_dates
from tansiq.node.signing import Signer
from tansiq.node.standing import copies_of, judged_of
from tansiq.officers.people import Officer
from tansiq.oversight import commands, queries
from tansiq.oversight.commands import Deciding, OrderErasure
from tansiq.oversight.queries import ErasureOrder
from tansiq.record.exchange import ErasureRecorded
from tansiq.record.plan import Planned
from tansiq.store.connect import Tx
from tansiq.store.erase import Erasing, erase
from tansiq.terms.errors import Missing, Refused
from tansiq.terms.ids import HOME, ChannelId, ClassId, new_record_id


@dataclass(frozen=True, slots=True)
class ErasureSeen:
    """An order for people: what was decided, and what has become of each class."""

    order: ErasureOrder
    state: str
    until: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Carried:
    """An erasure as it was carried out."""

    order: str
    state: str
    until: str
    because: tuple[str, ...]
    entries: int
    attachments: int


def order(
    node: Node, signer: Signer, classes: tuple[ClassId, ...], ground: str, explanation: str
) -> Noted:
    """Order classes erased; nothing is erased yet."""
    made, deciding = new_record_id(), _deciding(node, signer)
    wish = OrderErasure(order=made, classes=classes, ground=ground, explanation=explanation)

    def plan(tx: Tx) -> tuple[Planned, ...]:
        state = queries.state_for_erasure(
            tx, node.me, deciding, (made, classes), clock_trusted=True
        )
        return commands.order_erasure(state, wish)

    absent = Missing("class_unknown")
    task = Task(action=Action.ORDER_ERASURE, plan=plan, classes=classes, absent=absent)
    done = perform(node, (signer,), task)[0]
    return Noted(made, str(done.entry.entry_id), done.class_id, done.code)


def confirm(node: Node, signer: Signer, named: str) -> Carried:
    """Confirm an order as the second officer, and carry it out."""
    deciding, classes = _deciding(node, signer), _order(node, named).classes

    def plan(tx: Tx) -> tuple[Planned, ...]:
        trusted = clock_trusted(node, tx)
        state = queries.state_for_erasure(tx, node.me, deciding, (named, ()), clock_trusted=trusted)
        return commands.confirm_erasure(state, classes)

    perform(node, (signer,), _task(Action.CONFIRM_ERASURE, plan, classes))
    return carry_out(node, named)


def refuse(node: Node, signer: Signer, named: str, reason: str) -> Noted:
    """End an order without effect."""
    deciding, classes = _deciding(node, signer), _order(node, named).classes

    def plan(tx: Tx) -> tuple[Planned, ...]:
        state = queries.state_for_erasure(tx, node.me, deciding, (named, ()), clock_trusted=True)
        return commands.refuse_erasure(state, reason)

    done = perform(node, (signer,), _task(Action.REFUSE_ERASURE, plan, classes))[0]
    return Noted(named, str(done.entry.entry_id), done.class_id, done.code)


def carry_out(node: Node, named: str) -> Carried:
    """Destroy keys, texts, tables and traces of a confirmed order, and say so; idempotent."""
    found = _order(node, named)
    if found.decision != "confirmed":
        raise Refused("erasure_not_confirmed", order=named)
    classes = tuple(ClassId(one) for one in found.classes)
    node.keys.erase_classes(classes)
    done = erase(node.store, classes, _erasing(node))
    judged = judged_of(node, classes, done.copies)
    if not found.erased:
        _tell(node, found, (done.entries, done.blobs), judged)
    return Carried(
        named,
        judged.standing.value,
        judged.until or "",
        judged.because,
        done.entries,
        done.blobs,
    )


def unfinished(node: Node) -> tuple[str, ...]:
    """Orders confirmed but not carried out to the end: work for the worker after a crash."""
    with node.store.reading() as tx:
        every = queries.erasure_orders(tx, node.me)
    return tuple(one.order for one in every if one.decision == "confirmed" and not one.erased)


def tell_done(node: Node) -> int:
    """Record that erasures said to be waiting are done by now; return how many."""
    with node.store.reading() as tx:
        every = queries.erasure_orders(tx, node.me)
        told = queries.erasures_told_done(tx, node.me)
    waited = [one for one in every if one.erased and one.order not in told]
    ended = [one for one in waited if _standing(node, one).standing is Standing.DONE]
    for one in ended:
        _tell(node, one, _counts(node, one.classes), Judged(Standing.DONE))
    return len(ended)


def _counts(node: Node, classes: Iterable[str]) -> tuple[int, int]:
    """How many entries and attachments were erased with these classes."""
    with node.store.reading() as tx:
        rows = tx.rows(
            "SELECT entries, blobs FROM ledger.erasure WHERE class_id = ANY(%s)", (list(classes),)
        )
    return sum(row["entries"] for row in rows), sum(row["blobs"] for row in rows)


def listed(node: Node, newest: int | None = None) -> tuple[ErasureSeen, ...]:
    """All orders, or the newest so many, with what can be said of them today."""
    with node.store.reading() as tx:
        every = queries.erasure_orders(tx, node.me)
    return tuple(_seen(node, one) for one in every[:newest])


def shown(node: Node, reader: Reader, named: str) -> ErasureSeen:
    """One order whole, with what its officer wrote: for the second officer before they sign."""
    found = _order(node, named)

    def query(_tx: Tx, _officer: Officer) -> tuple[ErasureOrder, tuple[str, ...]]:
        return found, (named, *found.classes)

    look = Look(action=Action.CONFIRM_ERASURE, classes=found.classes)
    return _seen(node, read(node, reader, look, query))


def _seen(node: Node, one: ErasureOrder) -> ErasureSeen:
    if not one.erased:
        return ErasureSeen(one, one.decision or "waiting", "", ())
    judged = _standing(node, one)
    return ErasureSeen(one, judged.standing.value, judged.until or "", judged.because)


def _standing(node: Node, one: ErasureOrder) -> Judged:
    """What an order that was carried out may call itself now."""
    classes = tuple(ClassId(name) for name in one.classes)
    with node.store.reading() as tx:
        copies = copies_of(tx, classes)
    return judged_of(node, classes, copies)


def _erasing(node: Node) -> Erasing:
    return Erasing(
        projections=PROJECTIONS,
        reader=node.sealer.reader,
        blobs=node.blobs,
        now=node.clock.now(),
        maintenance_dsn=node.database.maintenance_dsn,
    )


def _tell(node: Node, found: ErasureOrder, counts: tuple[int, int], judged: Judged) -> None:
    """Record the erasure in `home` and in every channel the classes lay in: proof without names."""
    record = ErasureRecorded(
        order=found.order,
        classes=found.classes,
        entries=counts[0],
        attachments=counts[1],
        state=judged.standing.value,
        until=judged.until or "",
        ground=found.ground,
    )
    dates = notice_dates(node)
    channels = (HOME, *_channels(node, found.classes))
    say(
        node,
        [Planned(channel=one, payload=record, retention=dates) for one in channels],
    )


def _channels(node: Node, classes: Iterable[str]) -> tuple[ChannelId, ...]:
    with node.store.reading() as tx:
        rows = tx.rows(
            "SELECT DISTINCT l.channel FROM ledger.entry e JOIN ledger.log l ON l.id = e.log_id"
            " WHERE e.class_id = ANY(%s) AND l.channel <> %s ORDER BY 1",
            (list(classes), HOME),
        )
        open_now = set(node.open_channels(tx))
    return tuple(one for row in rows if (one := ChannelId(row["channel"])) in open_now)


def _task(action: Action, plan: Plan, classes: tuple[str, ...]) -> Task:
    return Task(action=action, plan=plan, classes=classes)


def _order(node: Node, named: str) -> ErasureOrder:
    with node.store.reading() as tx:
        every = queries.erasure_orders(tx, node.me)
    found = next((one for one in every if one.order == named), None)
    if found is None:
        raise Missing("erasure_unknown")
    return found


def _deciding(node: Node, signer: Signer) -> Deciding:
    return Deciding(signer.officer, node.clock.now(), notice_dates(node))
