"""Officers' acts as they are found in an entry, each checked against the key made known for it.

Promises: an act is called valid only when its officer's agency made the key known in that very
channel before the entry, and the signature covers this record, log, generation and readers. Says
nothing about what a screen showed.
"""

from dataclasses import dataclass

from tansiq.exchange.scope import Scope
from tansiq.ledger import base64
from tansiq.ledger.acts import Act, Matter, read_act, verify_act_on
from tansiq.ledger.passkey import Passkey
from tansiq.node.compose import Node
from tansiq.officers.queries import ActKey, key_for_act
from tansiq.record.registry import record_digest, to_wire
from tansiq.store.connect import Tx
from tansiq.store.logs import entry_at
from tansiq.store.projection import Opened
from tansiq.terms.digits import digest_code
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import HOME, Origin


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
    opened = node.sealer.reader.reread(stored) if stored else None
    if not isinstance(opened, Opened) or opened.said is None:
        return ()
    said = opened.said
    scope = node.exchange.scope(tx)
    matter = Matter(
        kind=said.kind,
        origin=origin,
        generation=Origin.parse(origin).generation,
        recipients=_readers(scope, origin, node.me),
        record_id=said.record_id,
        record_digest=record_digest(to_wire(said)),
    )
    return tuple(_seen(tx, wire, matter, seq) for wire in opened.acts)


def _readers(scope: Scope, origin: str, me: str) -> tuple[str, ...]:
    place = Origin.parse(origin)
    if place.channel == HOME:
        return (me,)
    return tuple(sorted(scope.members.get((place.channel, place.generation), frozenset())))


def _seen(tx: Tx, wire: dict[str, object], matter: Matter, seq: int) -> ActSeen:
    officer, key = str(wire.get("officer", "")), str(wire.get("key", ""))
    code = digest_code(matter.record_digest)
    agency = Origin.parse(matter.origin).agency
    try:
        act = read_act(wire)
        known = key_for_act(tx, (agency, act.officer), act.key, matter.origin, seq)
        _check(act, matter, known)
    except TansiqError as problem:
        return ActSeen(officer, key, (), valid=False, problem=problem.code, code=code)
    return ActSeen(officer, key, tuple(sorted(known.roles)), valid=True, problem="", code=code)


def _check(act: Act, matter: Matter, known: ActKey) -> None:
    public: bytes | Passkey = base64.from_text(known.key.public)
    if known.key.scheme == "passkey":
        public = Passkey(
            base64.from_text(known.key.public), known.key.rp_id, tuple(known.key.origins)
        )
    verify_act_on(act, matter, public)
