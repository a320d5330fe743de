"""Which log key a node speaks with, and whom one hears.

Promises: a bundle is signed with a key the partner knows already, although the bundle itself may
carry the card with a newer one; never with a key we revoked. Where the partner knows no other key
of ours, a small bundle introduces the newer one: root statements count by whatever path they come,
so its own are read before its signature is judged, within bounds. A partner is heard under its
newest two keys that were not revoked.
"""

from dataclasses import dataclass, replace
from typing import Final

from tansiq.exchange import bundle
from tansiq.exchange.content import Content
from tansiq.exchange.scope import Scope
from tansiq.ledger.cards import Card, claims, read_root
from tansiq.ledger.ring import KeyRing
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import NodeId

MOST_BYTES: Final = 4 << 20
"""Unpacked bytes of a bundle that introduces its sender; more is not opened before it is known."""
MOST_STATEMENTS: Final = 64


@dataclass(frozen=True, slots=True)
class Voice:
    """The epoch of the log key to speak with; `new` when the partner does not know that key."""

    epoch: int
    new: bool = False


def voice(scope: Scope, known: int | None) -> Voice:
    """Return which log key to sign a bundle with, so that the partner can check it.

    We speak with the newest key on the card they know (`known` is its number); to one that never
    said, with the key before the newest, which both an old and a new card hold.
    """
    read = [read_root(one, scope.ring.root(scope.me)) for one in scope.ring.statements(scope.me)]
    heard = [one for one in read if known is None or one.number <= known] or read[:1]
    void = {one.epoch for one in scope.ring.revocations(scope.me)}
    card = next(one for one in reversed(heard) if isinstance(one, Card))
    epochs = [one.epoch for one in card.log_keys if one.epoch not in void]
    if not epochs:
        # They may know the revocation too, by another path: every key they know is silent.
        return Voice(scope.ring.card(scope.me).log_keys[-1].epoch, new=True)
    return Voice(epochs[-2:][0] if known is None else epochs[-1])


def introduction(content: Content) -> Content:
    """Return what goes to a partner that does not know our voice: who we are, and no more yet."""
    manifest = replace(content.manifest, more=True)
    return Content(manifest=manifest, roots=content.roots[:MOST_STATEMENTS])


def heard(scope: Scope, sealed: bundle.Sealed) -> bool:
    """Say whether an enrolled sender signed this bundle, with a key we know or one it introduces.

    Nothing is kept here: whoever applies the bundle keeps its statements.
    """
    sender = sealed.outer.sender
    if _signed(scope.ring, sender, sealed):
        return True
    if max(sealed.outer.unpacked, sealed.outer.packed) > MOST_BYTES:
        return False
    ring = scope.ring
    try:
        roots = bundle.unpack(sealed).roots[:MOST_STATEMENTS]
        for one in roots:
            if claims(one)[0] == sender:
                ring = ring.add(one)
    except TansiqError:
        return False
    return ring is not scope.ring and _signed(ring, sender, sealed)


def _signed(ring: KeyRing, node: NodeId, sealed: bundle.Sealed) -> bool:
    return any(sealed.signed_by(key) for key in speaking_keys(ring, node))


def speaking_keys(ring: KeyRing, node: NodeId) -> tuple[bytes, ...]:
    """Return the log keys a node may speak with: its newest two that were not revoked."""
    if node not in ring.nodes():
        return ()
    void = {one.epoch for one in ring.revocations(node)}
    keys = [one.key for one in ring.card(node).log_keys if one.epoch not in void]
    return tuple(reversed(keys[-2:]))
