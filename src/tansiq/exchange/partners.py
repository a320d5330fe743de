"""Who is enrolled, and with which keys: folded from `home` and from root-signed statements.

Promises: a node counts as a partner only after two officers said so in `home`
(`PartnerEnrolled`), and only under the root whose fingerprint they compared; a statement of anybody
else is not kept. Leaving takes effect with the entry that says it. Does not compare fingerprints
(people do) and does not sign cards (the root key does).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tansiq.ledger.cards import (
    Card,
    claims,
    fingerprint,
    fingerprint_words,
    read_root,
    statement_digest,
)
from tansiq.ledger.ring import KeyRing
from tansiq.record.officers import ChangeApproved, PartnerEnrolled, PartnerLeft
from tansiq.store.connect import Tx
from tansiq.store.notify import announce
from tansiq.store.projection import Change, Insert, Opened, Projection
from tansiq.terms.errors import Damaged, Missing, Refused, TansiqError
from tansiq.terms.ids import HOME, NodeId, Origin, node_id

MAX_STATEMENTS: Final = 1_000
"""Root statements kept of one node: each change of a key is one, and each is read at each start."""
_TABLES: Final = (
    """CREATE TABLE partner_event (
        entry_id    text PRIMARY KEY,
        node        text NOT NULL,
        generation  integer NOT NULL,
        epoch       integer NOT NULL,
        seq         bigint NOT NULL,
        enrolled    boolean NOT NULL,
        fingerprint text NOT NULL,
        card_digest text NOT NULL,
        url         text NOT NULL,
        time        text NOT NULL
    )""",
    "CREATE INDEX partner_event_node ON partner_event (node, generation, epoch, seq)",
)


@dataclass(frozen=True, slots=True)
class Partner:
    """An enrolled node; `url` is where it was said to listen (its newest card may say better)."""

    node: NodeId
    fingerprint: str
    card_digest: str
    url: str
    since: str


def fold(opened: Opened) -> Iterable[Change]:
    """Fold what two officers decided about partners."""
    if opened.channel != HOME or not opened.mine or opened.said is None:
        return ()
    match opened.said.payload:
        case ChangeApproved(change=PartnerEnrolled() as change):
            return (_event(opened, change),)
        case ChangeApproved(change=PartnerLeft() as change):
            return (_event(opened, change),)
        case _:
            return ()


PARTNERS: Final = Projection(
    name="exchange_partners",
    version=1,
    tables=_TABLES,
    kinds=frozenset({"change_approved"}),
    fold=fold,
)


def _event(opened: Opened, change: PartnerEnrolled | PartnerLeft) -> Insert:
    origin = Origin.parse(opened.origin)
    row: dict[str, object] = {
        "entry_id": opened.entry_id,
        "node": change.node,
        "generation": origin.generation,
        "epoch": origin.epoch,
        "seq": opened.seq,
        "enrolled": isinstance(change, PartnerEnrolled),
        "fingerprint": change.fingerprint if isinstance(change, PartnerEnrolled) else "",
        "card_digest": change.card_digest if isinstance(change, PartnerEnrolled) else "",
        "url": change.url if isinstance(change, PartnerEnrolled) else "",
        "time": opened.header.time,
    }
    return Insert("partner_event", row)


def enrolled(tx: Tx) -> dict[NodeId, Partner]:
    """Return the partners enrolled now, by node."""
    rows = tx.rows(
        "SELECT DISTINCT ON (node) node, enrolled, fingerprint, card_digest, url, time"
        " FROM projection.partner_event ORDER BY node, generation DESC, epoch DESC, seq DESC"
    )
    return {
        node_id(row["node"]): Partner(
            node_id(row["node"]), row["fingerprint"], row["card_digest"], row["url"], row["time"]
        )
        for row in rows
        if row["enrolled"]
    }


def keep_card(tx: Tx, statement: bytes) -> Card:
    """Keep a card whose signature holds under the root it names; nothing trusts it yet.

    Used before an enrolment, whose fingerprint people compare, and for this node's own first card.
    """
    card = read_root(statement)
    if not isinstance(card, Card):
        raise Damaged("root_statement_signature", node=card.node)
    _keep(tx, statement)
    return card


def accept_statement(tx: Tx, keys: KeyRing, statement: bytes) -> KeyRing:
    """Keep a further root statement of a known node and return the grown ring.

    Refused("partner_not_enrolled") for a node that is not in the ring; Damaged("root_fork") for a
    second statement of one number; Refused("root_statements_full") beyond what a node may need.
    """
    node, _ = claims(statement)
    if node not in keys.nodes():
        raise Refused("partner_not_enrolled", node=node)
    grown = keys.add(statement)
    if grown is not keys:
        if len(keys.statements(node)) >= MAX_STATEMENTS:
            raise Refused("root_statements_full", node=node, limit=MAX_STATEMENTS)
        _keep(tx, statement)
    return grown


def _keep(tx: Tx, statement: bytes) -> None:
    node, number = claims(statement)
    fresh = tx.run(
        "INSERT INTO ledger.root_statement (digest, node, number, statement)"
        " VALUES (decode(%s, 'hex'), %s, %s, %s) ON CONFLICT DO NOTHING",
        (statement_digest(statement), node, number, statement),
    )
    if fresh:
        # No log grew, and yet whom the server admits and what couriers say may be different now.
        announce(tx)


def same_fingerprint(root: bytes, written: str) -> bool:
    """Say whether a fingerprint, as hex or as digit groups, is that of a root key."""
    plain = "".join(written.split()).lower()
    return plain in {fingerprint(root).hex(), "".join(fingerprint_words(root).split())}


def ring(tx: Tx, me: NodeId) -> KeyRing:
    """Return the keys of this node and of all enrolled partners; others' statements are left out.

    A partner that left stays in it: what it signed before stays checkable. `enrolled` says who
    may still speak.
    """
    roots = _roots(tx)
    rows = tx.tuples(
        "SELECT node, statement FROM ledger.root_statement ORDER BY node, number, arrival"
    )
    found = KeyRing()
    for node, statement in rows:
        written = roots.get(node)
        if node != me and written is None:
            continue
        try:
            if node in found.nodes() or _is_card_of(statement, written):
                found = found.add(statement)
        except TansiqError:
            # A second statement of one number was kept as evidence; the first one counts.
            continue
    return found


def certificates(keys: KeyRing, nodes: Iterable[NodeId]) -> tuple[bytes, ...]:
    """Return the TLS certificates on the newest cards of these nodes."""
    known = set(keys.nodes())
    return tuple(keys.card(node).tls_cert for node in sorted(nodes) if node in known)


def refuse_stranger(tx: Tx, node: str) -> Partner:
    """Return an enrolled partner; Refused("partner_not_enrolled") for anybody else."""
    partner = enrolled(tx).get(NodeId(node))
    if partner is None:
        raise Refused("partner_not_enrolled", node=node)
    return partner


def card_by_digest(tx: Tx, digest: str) -> bytes:
    """Return a kept root statement by its hex digest; Missing("card_missing")."""
    row = tx.one(
        "SELECT statement FROM ledger.root_statement WHERE digest = decode(%s, 'hex')", (digest,)
    )
    if row is None:
        raise Missing("card_missing", digest=digest)
    return bytes(row["statement"])


def _is_card_of(statement: bytes, written: str | None) -> bool:
    """Say whether this is a card under the root whose fingerprint officers wrote down."""
    read = read_root(statement)
    return isinstance(read, Card) and (written is None or same_fingerprint(read.root, written))


def _roots(tx: Tx) -> dict[str, str]:
    rows = tx.rows(
        "SELECT DISTINCT ON (node) node, fingerprint FROM projection.partner_event"
        " WHERE enrolled ORDER BY node, generation DESC, epoch DESC, seq DESC"
    )
    return {row["node"]: row["fingerprint"] for row in rows}
