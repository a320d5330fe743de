"""Partners at work: cards, fingerprints, enrolment, and how far each partner is.

Promises: a card is kept only when the fingerprint read from a second channel is that of its root;
nothing is trusted before two officers have said so. What a partner has done is its own signed word.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tansiq.desk.delivery import Reach, Reaches, Spans
from tansiq.desk.delivery import reaches as index
from tansiq.exchange import link, partners
from tansiq.exchange.link import LinkState, LogLink
from tansiq.exchange.receipts import Note
from tansiq.ledger.cards import Card, fingerprint_words, read_root, statement_digest
from tansiq.ledger.cards import fingerprint as root_fingerprint
from tansiq.ledger.ring import KeyRing
from tansiq.node.compose import Node
from tansiq.record.officers import Label, PartnerEnrolled
from tansiq.store.connect import Tx
from tansiq.terms.errors import Invalid, Refused
from tansiq.terms.ids import NodeId


@dataclass(frozen=True, slots=True)
class CardSeen:
    """A card whose root has the fingerprint that was read aloud."""

    card: Card
    statement: bytes


def fingerprint(node: Node) -> str:
    """This node's fingerprint as 12 groups of 5 digits."""
    with node.store.reading() as tx:
        return fingerprint_words(node.ring(tx).root(node.me))


def card(node: Node) -> bytes:
    """This node's root statements for a partner, one per line, the card it is known by first."""
    with node.store.reading() as tx:
        return b"\n".join(node.ring(tx).statements(node.me)) + b"\n"


def read_card(data: bytes, digits: str) -> CardSeen:
    """Read a partner's card; Refused `fingerprint_differs` when the digits are not its root's."""
    statements = [one for one in data.split(b"\n") if one]
    if not statements:
        raise Invalid("card_empty")
    first = read_root(statements[0])
    if not isinstance(first, Card):
        raise Invalid("card_empty")
    if not partners.same_fingerprint(first.root, digits):
        raise Refused("fingerprint_differs")
    KeyRing().add_all(statements)
    read = [(read_root(one, first.root), one) for one in statements]
    cards = [(one, raw) for one, raw in read if isinstance(one, Card)]
    newest, raw = max(cards, key=lambda pair: pair[0].number)
    return CardSeen(newest, raw)


def enrolment(
    node: Node, seen: CardSeen, checked: str, channels_used: tuple[str, ...]
) -> PartnerEnrolled:
    """Keep the card aside and give the change that two officers have to agree on."""
    with node.store.transaction() as tx:
        partners.keep_card(tx, seen.statement)
    found = seen.card
    return PartnerEnrolled(
        node=found.node,
        names=tuple(Label(language=key, text=text) for key, text in sorted(found.name.items())),
        fingerprint=root_fingerprint(found.root).hex(),
        card_digest=statement_digest(seen.statement),
        url=found.url,
        checked=checked,
        channels_used=channels_used,
    )


def links(node: Node, tx: Tx) -> tuple[LinkState, ...]:
    """The state of the link to every partner enrolled now."""
    return node.exchange.link_states(tx)


def reaches(node: Node, tx: Tx, known: Sequence[LinkState] | None = None) -> Reaches:
    """How far every log of ours has come at every partner, by its signed notes.

    `known` are the links where the caller has asked for them already.
    """
    found: list[Reach] = []
    for state in links(node, tx) if known is None else known:
        notes = link.notes_by(tx, state.partner)
        for one in state.logs:
            note = notes[one.origin][0] if one.origin in notes else None
            found.append(_reach(state.partner, one, note))
    return index(tuple(found))


def _reach(partner: NodeId, log: LogLink, note: Note | None) -> Reach:
    if note is None:
        return Reach(partner=partner, origin=log.origin, sent=log.sent, received=log.received)
    failed = {seq for seq, _ in note.rejected} | set(note.parked)
    return Reach(
        partner=partner,
        origin=log.origin,
        sent=log.sent,
        received=log.received,
        applied=note.received,
        opened=Spans(((0, note.received - 1),), frozenset(failed | set(note.unopened))),
        read=Spans(note.read),
        rejected=dict(note.rejected),
        parked=frozenset(note.parked),
    )


@dataclass(frozen=True, slots=True)
class PartnerSeen:
    """A partner for people."""

    node: str
    since: str
    fingerprint: str
    url: str


def listed(node: Node) -> tuple[PartnerSeen, ...]:
    """The partners enrolled now."""
    with node.store.reading() as tx:
        ring = node.ring(tx)
        known = set(ring.nodes())
        return tuple(
            PartnerSeen(
                one.node,
                one.since,
                fingerprint_words(ring.root(one.node)) if one.node in known else "",
                one.url,
            )
            for one in sorted(partners.enrolled(tx).values(), key=lambda one: one.node)
        )
