"""Officers' acts as they are found in an entry, each checked against the key made known for it.

Promises: an act is called valid only when its officer's agency made the key known in that very
channel before the entry, and the signature covers this record, log, generation and readers. Says
nothing about what a screen showed.
"""

from dataclasses import dataclass

from tansiq.exchange.scope import Scope
from tansiq.ledger.acts import Matter, read_act, verify_act_on
from tansiq.node.compose import Node
from tansiq.officers.judging import public_of, readers_of
from tansiq.officers.queries import key_for_act
from tansiq.store.connect import Tx
from tansiq.store.logs import entry_at
from tansiq.store.projection import Opened
from tansiq.terms.digits import digest_code
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import HOME, NodeId, Origin


@dataclass(frozen=True, slots=True)
class ActSeen:
    """One officer's act: who, with which key and roles, and whether it holds (else why not)."""

    officer: str
    key: str
    roles: tuple[str, ...]
    valid: bool
    problem: str
    code: str


def acts_of(node: Node, tx: Tx, origin: str, seq: int) -> tuple[ActSeen, ...]:
    """The acts of an entry that can be opened here, checked; empty when it carries none."""
    stored = entry_at(tx, origin, seq)
    opened = node.sealer.reader.read(stored) if stored else None
    if not isinstance(opened, Opened) or opened.said is None or not opened.acts:
        return ()
    said = opened.said
    scope = node.exchange.scope(tx)
    matter = Matter(
        kind=said.kind,
        origin=origin,
        generation=Origin.parse(origin).generation,
        recipients=_readers(scope, opened, node.me),
        record_id=said.record_id,
        record_digest=opened.digest,
    )
    return tuple(_seen(tx, wire, matter, seq) for wire in opened.acts)


def _readers(scope: Scope, opened: Opened, me: NodeId) -> tuple[str, ...]:
    place = Origin.parse(opened.origin)
    if place.channel == HOME:
        return (me,)
    members = scope.members.get((place.channel, place.generation), frozenset())
    try:
        return readers_of(opened, me, members)
    except TansiqError:
        return tuple(sorted(members))


def _seen(tx: Tx, wire: dict[str, object], matter: Matter, seq: int) -> ActSeen:
    officer, key = str(wire.get("officer", "")), str(wire.get("key", ""))
    code = digest_code(matter.record_digest)
    agency = Origin.parse(matter.origin).agency
    try:
        act = read_act(wire)
        known = key_for_act(tx, (agency, act.officer), act.key, matter.origin, seq)
        verify_act_on(act, matter, public_of(known.key))
    except TansiqError as problem:
        return ActSeen(officer, key, (), valid=False, problem=problem.code, code=code)
    return ActSeen(officer, key, tuple(sorted(known.roles)), valid=True, problem="", code=code)
