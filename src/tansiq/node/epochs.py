"""New epochs of our logs, and revoked keys: each by the root, each accepted by partners.

Promises: nothing is written under a new key before its statement is kept; the old log is closed,
never unmade. After a fork, a gap or a revocation partners take the new log only once their officers
accepted it; after a rotation at once.
"""

from dataclasses import dataclass

from tansiq.exchange import epochs
from tansiq.ledger.cards import EpochStatement, LastHead, Revocation, read_root, statement_digest
from tansiq.ledger.root_key import RootKey
from tansiq.node import changes
from tansiq.node.changes import Proposed
from tansiq.node.compose import Node
from tansiq.node.logbook import channel_of, sees
from tansiq.node.node_keys import RootAt, open_root, publish, state
from tansiq.node.perform import say
from tansiq.node.recalls import notice_dates
from tansiq.node.signing import Signer
from tansiq.officers.people import Officer
from tansiq.officers.queries import pending_changes
from tansiq.record.exchange import EpochOpened, Head
from tansiq.record.officers import EpochAccepted
from tansiq.record.plan import Planned
from tansiq.store.logs import LogRow, logs, set_state
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Missing, Refused
from tansiq.terms.ids import ChannelId, Origin, node_id


@dataclass(frozen=True, slots=True)
class EpochMade:
    """A log that goes on under a new key."""

    old_origin: str
    new_origin: str
    reason: str
    statement: int


@dataclass(frozen=True, slots=True)
class Opened:
    """What was opened."""

    epoch: int
    logs: tuple[EpochMade, ...]


@dataclass(frozen=True, slots=True)
class Revoked:
    """A key that no longer counts, from a position in each log."""

    epoch: int
    last: dict[str, int]
    statement: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochWaiting:
    """A partner's log that goes on under a new key, and that two officers here must accept first.

    `heads` are the ends of the old log that its root names: two after a fork. `proposed` says that
    one officer has spoken already.
    """

    agency: str
    old_origin: str
    new_origin: str
    reason: str
    time: str
    heads: tuple[tuple[int, str], ...]
    proposed: bool


def waiting(node: Node, officer: Officer) -> tuple[EpochWaiting, ...]:
    """New epochs of partners that count for nothing here yet, of the channels an officer sees."""
    with node.store.reading() as tx:
        ring = node.ring(tx)
        others = [node_id(one) for one in ring.nodes() if one != node.me]
        found = epochs.waiting(tx, ring, others)
        named = {one.subject for one in pending_changes(tx) if one.effect == "epoch_accepted"}
    return tuple(
        EpochWaiting(
            agency=one.node,
            old_origin=one.old_origin,
            new_origin=one.new_origin,
            reason=one.reason,
            time=one.time,
            heads=tuple((size, root) for size, root in one.heads),
            proposed=one.new_origin in named,
        )
        for one in found
        if sees(node, officer, channel_of(one.new_origin))
    )


def rotate(node: Node, at: RootAt) -> Opened:
    """Replace the log key: every current log of ours goes on in the next epoch.

    Refused("log_blocked") while one is behind: no rotation may pass over what partners still hold.
    """
    for row in _current(node):
        if row.state == "blocked":
            raise Refused("log_blocked", origin=row.origin)
    root = open_root(node, at)
    epoch = node.keys.new_log_key()
    publish(node, root)
    return Opened(
        epoch, tuple(_follow(node, root, row, epoch, "rotation") for row in _current(node))
    )


def open_epoch(node: Node, at: RootAt, origin: str, reason: str) -> EpochMade:
    """Let one of our logs go on under a fresh key, for a reason partners will judge."""
    root = open_root(node, at)
    found = next((row for row in _current(node) if row.origin == origin), None)
    if found is None:
        raise Missing("log_missing", origin=origin)
    epoch = node.keys.new_log_key()
    publish(node, root)
    return _follow(node, root, found, epoch, reason)


def revoke(node: Node, at: RootAt, epoch: int, reason: str) -> Revoked:
    """Declare a log key void after what our logs hold now, and go on under a fresh one."""
    root = open_root(node, at)
    # First the new key, then the end of the old: at no moment is there none to speak with.
    fresh = node.keys.new_log_key()
    publish(node, root)
    with node.store.reading() as tx:
        held = [
            (row.origin, row.size, row.root.hex())
            for row in logs(tx)
            if row.agency == node.me and row.epoch == epoch
        ]
    number = state(
        node,
        root,
        lambda _root, link: Revocation(
            node=node.me,
            number=link[0],
            prev=link[1],
            time=stamp(node.clock.now()),
            epoch=epoch,
            last=tuple(LastHead(*one) for one in held),
            reason=reason,
        ),
    )
    for row in _current(node):
        if row.epoch == epoch:
            _follow(node, root, row, fresh, "revocation")
    return Revoked(epoch, {origin: size for origin, size, _ in held}, number)


def _current(node: Node) -> list[LogRow]:
    """The newest log of ours in each channel and generation that is not closed."""
    with node.store.reading() as tx:
        ours = [row for row in logs(tx) if row.agency == node.me and row.state != "closed"]
    newest: dict[tuple[str, int], LogRow] = {}
    for row in ours:
        place = row.channel, row.generation
        if place not in newest or newest[place].epoch < row.epoch:
            newest[place] = row
    return [newest[place] for place in sorted(newest)]


def _follow(node: Node, root: RootKey, row: LogRow, epoch: int, reason: str) -> EpochMade:
    old = Origin.parse(row.origin)
    new = str(Origin(old.agency, old.channel, old.generation, epoch))
    heads = ((row.size, row.root.hex()),)
    number = state(
        node,
        root,
        lambda _root, link: EpochStatement(
            node=node.me,
            number=link[0],
            prev=link[1],
            time=stamp(node.clock.now()),
            old_origin=row.origin,
            new_origin=new,
            heads=heads,
            reason=reason,
        ),
    )
    with node.store.transaction() as tx:
        ring = node.ring(tx)
        epochs.open_own(tx, ring, node.me, new)
        if row.state == "blocked":
            # What it lacks is lost for good: the statement names the gap, the new log goes on.
            set_state(tx, row.origin, "closed")
        digest = statement_digest(ring.statements(node.me)[-1])
    _open_with_word(node, row, (new, reason, digest))
    return EpochMade(row.origin, new, reason, number)


def _open_with_word(node: Node, row: LogRow, what: tuple[str, str, str]) -> None:
    """The first entry of the new log says what it follows."""
    _, reason, digest = what
    payload = EpochOpened(
        old_origin=row.origin,
        heads=(Head(size=row.size, root=row.root.hex()),),
        reason=reason,
        statement=digest,
    )
    planned = Planned(channel=ChannelId(row.channel), payload=payload, retention=notice_dates(node))
    say(node, (planned,))


def accept(node: Node, signer: Signer, new_origin: str) -> Proposed:
    """Propose to accept a partner's new epoch; a second officer approves it."""
    with node.store.reading() as tx:
        ring = node.ring(tx)
        found = ring.epoch_statement(new_origin)
        if found is None:
            raise Missing("epoch_statement_missing", origin=new_origin)
        root = ring.root(found.node)
        digests = {
            read_root(raw, root).number: statement_digest(raw)
            for raw in ring.statements(found.node)
        }
    change = EpochAccepted(
        agency=found.node,
        old_origin=found.old_origin,
        new_origin=found.new_origin,
        reason=found.reason,
        statement_digest=digests[found.number],
    )
    return changes.propose(node, signer, change, found.reason)
