"""Retired sealing keys at work: what each still waits for, and destroying those that may go.

Promises: before a key is destroyed, whatever it still opens is opened and kept; the job destroys
none that a partner may yet have sealed to, within the grace period of `ledger.retire`; an order to
destroy at once names what it lost. What an unreached partner sealed is lost then for good: it has
to be released again.
"""

from dataclasses import dataclass

from tansiq.exchange import sealed
from tansiq.ledger import retire
from tansiq.ledger.cards import Card, read_root
from tansiq.ledger.retire import Found, Retired
from tansiq.node.clock_doubt import clock_trusted
from tansiq.node.compose import Node
from tansiq.store.connect import Tx
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Conflict

_CURRENT, _UNPUBLISHED, _RETIRED, _DESTROYED = "current", "unpublished", "retired", "destroyed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SealingKeySeen:
    """A sealing key: its state, since when, and what would be lost if it were destroyed now."""

    key: str
    state: str
    since: str = ""
    until: str = ""
    waits_for: tuple[str, ...] = ()
    partners_unaware: tuple[str, ...] = ()
    logs_behind: tuple[str, ...] = ()
    classes_unopened: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RetiredNow:
    """What an order to retire did: keys destroyed with what that lost, keys that wait."""

    taken_over: int
    destroyed: tuple[SealingKeySeen, ...]
    waiting: tuple[SealingKeySeen, ...]


def listed(node: Node) -> tuple[SealingKeySeen, ...]:
    """Every sealing key, oldest first; destroyed ones before those held."""
    gone = [
        SealingKeySeen(key=one.key, state=_DESTROYED, since=one.time)
        for one in node.keys.destroyed_hpke()
    ]
    with node.store.reading() as tx:
        waiting = {one.key: one for one in _waiting(node, tx)}
        current = node.ring(tx).hpke(node.me)[0]
    held = [
        waiting.get(one)
        or SealingKeySeen(key=one, state=_CURRENT if one == current else _UNPUBLISHED)
        for one in node.keys.hpke_ids()
    ]
    return (*gone, *held)


def retired(node: Node, tx: Tx) -> tuple[Retired, ...]:
    """The retired keys still held."""
    ring = node.ring(tx)
    read = [read_root(one, ring.root(node.me)) for one in ring.statements(node.me)]
    cards = [one for one in read if isinstance(one, Card)]
    return retire.retired(cards, node.keys.hpke_ids())


def work(node: Node) -> int:
    """Destroy the retired keys that may go; the periodic job."""
    return len(destroy(node).destroyed)


def destroy(node: Node, *, now: bool = False) -> RetiredNow:
    """Destroy the retired keys that wait for nothing; with `now` every retired key.

    With `now` and no retired key: Conflict("hpke_key_current").
    """
    with node.store.reading() as tx:
        if not retired(node, tx):
            if now:
                raise Conflict("hpke_key_current", key=node.ring(tx).hpke(node.me)[0])
            return RetiredNow(0, (), ())
    with node.store.transaction() as tx:
        taken = sealed.take_over(tx, node.sealer)
    with node.store.reading() as tx:
        waiting = _waiting(node, tx)
    going = tuple(one for one in waiting if now or not one.waits_for)
    for one in going:
        node.keys.destroy_hpke(one.key, stamp(node.clock.now()))
    return RetiredNow(taken, going, tuple(one for one in waiting if one not in going))


def _waiting(node: Node, tx: Tx) -> tuple[SealingKeySeen, ...]:
    keys = retired(node, tx)
    if not keys:
        return ()
    trusted = clock_trusted(node, tx)
    scope = node.exchange.scope(tx)
    known = sealed.found_of(tx, node.sealer, scope, keys, clock_trusted=trusted)
    return tuple(_seen(node, one, known[one.key]) for one in keys)


def _seen(node: Node, key: Retired, known: Found) -> SealingKeySeen:
    return SealingKeySeen(
        key=key.key,
        state=_RETIRED,
        since=key.since,
        until=key.until,
        waits_for=tuple(one.value for one in retire.waits(key, node.clock.now(), known)),
        partners_unaware=known.unaware,
        logs_behind=known.behind,
        classes_unopened=known.unopened,
    )
