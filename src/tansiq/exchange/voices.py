"""Which log key a node speaks with: chosen so that the other side can check it.

Promises: a bundle is signed with a key the partner knows already, although the bundle itself may
carry the card with a newer one; a partner is heard under its newest two keys that were not revoked.
"""

from tansiq.exchange.scope import Scope
from tansiq.ledger.cards import Card, Revocation, read_root
from tansiq.terms.ids import NodeId


def spoken_epoch(scope: Scope, known: int | None) -> int:
    """Return the epoch of the log key to sign a bundle with, so that the partner can check it.

    The bundle itself may carry the card with our newest key, so we speak with the newest key on the
    card they know (`known` is its number); to one that never said, with the key before the newest,
    which both an old and a new card hold.
    """
    read = [read_root(one, scope.ring.root(scope.me)) for one in scope.ring.statements(scope.me)]
    heard = [one for one in read if known is None or one.number <= known] or read[:1]
    void = {one.epoch for one in heard if isinstance(one, Revocation)}
    card = next(one for one in reversed(heard) if isinstance(one, Card))
    epochs = [one.epoch for one in card.log_keys if one.epoch not in void]
    if not epochs:
        # They know every key of that card revoked and no later card: only a newer key can help,
        # though they may have to be given the newer card by another path first.
        return scope.ring.card(scope.me).log_keys[-1].epoch
    return epochs[-2:][0] if known is None else epochs[-1]


def speaking_keys(scope: Scope, node: NodeId) -> tuple[bytes, ...]:
    """Return the log keys a node may speak with: its newest two that were not revoked."""
    if node not in scope.ring.nodes():
        return ()
    void = {one.epoch for one in scope.ring.revocations(node)}
    keys = [one.key for one in scope.ring.card(node).log_keys if one.epoch not in void]
    return tuple(reversed(keys[-2:]))
