"""The node's own keys: listing them, rotating the sealing key, signing new cards with the root.

Promises: the root key is opened for one statement and forgotten. Rotating destroys nothing: what
was sealed to the old key can be opened by nothing else; `node.retiring` destroys it in time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tansiq.exchange import partners
from tansiq.ledger.cards import Statement, sign_root
from tansiq.ledger.root_key import RootKey
from tansiq.node import retiring
from tansiq.node.compose import Node
from tansiq.node.founding import card_of
from tansiq.node.retiring import SealingKeySeen
from tansiq.store.connect import Tx
from tansiq.store.notify import announce
from tansiq.terms.errors import Refused

Make = Callable[[RootKey, tuple[int, str]], Statement]


@dataclass(frozen=True, slots=True)
class RootAt:
    """Where the root key lies for this one statement."""

    folder: Path
    passphrase: str | None = None


@dataclass(frozen=True, slots=True)
class KeysSeen:
    """The node's keys without secrets."""

    node: str
    epochs: tuple[int, ...]
    current_epoch: int
    hpke: tuple[str, ...]
    sealing: tuple[SealingKeySeen, ...]
    card_number: int
    statements: int
    classes: int
    erased: int


@dataclass(frozen=True, slots=True)
class Rotated:
    """A key that was replaced, and the number of the statement that says so."""

    key: str
    statement: int


def listed(node: Node) -> KeysSeen:
    """All keys of the node, by name."""
    sealing = retiring.listed(node)
    with node.store.reading() as tx:
        ring = node.ring(tx)
        return KeysSeen(
            node.me,
            node.keys.epochs(),
            node.keys.current_epoch,
            node.keys.hpke_ids(),
            sealing,
            ring.card(node.me).number,
            len(ring.statements(node.me)),
            len(node.keys.class_keys()),
            len(node.keys.erased_classes()),
        )


def rotate_hpke(node: Node, at: RootAt) -> Rotated:
    """Make a new sealing key and put it on a new card; partners seal to it once they have that."""
    root = open_root(node, at)
    key = node.keys.rotate_hpke()
    return Rotated(key, publish(node, root))


def open_root(node: Node, at: RootAt) -> RootKey:
    """The root key; Refused `root_other_node` when it is not the one this node is known by."""
    root = RootKey.open(at.folder, at.passphrase)
    with node.store.reading() as tx:
        known = node.ring(tx).root(node.me)
    if root.public != known:
        raise Refused("root_other_node", node=node.me)
    return root


def publish(node: Node, root: RootKey) -> int:
    """Sign a new card of the keys as they are now; return its number."""
    return state(node, root, lambda key, link: card_of(node.settings, node.keys, key, link))


def state(node: Node, root: RootKey, make: Make) -> int:
    """Sign the next root statement of this node and keep it; partners get it by any bundle."""

    def keep(tx: Tx) -> int:
        ring = node.ring(tx)
        number, digest = ring.newest(node.me)
        made = make(root, (number + 1, digest))
        partners.accept_statement(tx, ring, sign_root(made, root.seed))
        announce(tx)
        return number + 1

    with node.store.transaction() as tx:
        return keep(tx)
