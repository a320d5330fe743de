"""The key ring: which keys count, folded from the root-signed statements of all known nodes.

Promises: each node's statements form one chain (numbers without a gap, each naming the digest of
the one before, all under one root); a rollback is refused, a second statement of one number is a
root fork; a key of an epoch never changes. A pure value: adding gives another ring. Does not decide
who is enrolled: the caller compares fingerprints before the first card goes in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from tansiq.ledger.cards import (
    Card,
    EpochStatement,
    Revocation,
    Statement,
    claims,
    read_root,
    statement_digest,
)
from tansiq.terms.errors import Conflict, Damaged, Missing, Refused
from tansiq.terms.ids import Origin


@dataclass(frozen=True, slots=True)
class _Chain:
    """One node's statements by number, as bytes and as read."""

    root: bytes
    raw: Mapping[int, bytes]
    read: Mapping[int, Statement]

    @property
    def card(self) -> Card:
        cards = [one for one in self.read.values() if isinstance(one, Card)]
        return max(cards, key=lambda one: one.number)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The accepted statements of all nodes; `KeyRing()` knows nobody."""

    _chains: Mapping[str, _Chain] = field(default_factory=lambda: MappingProxyType({}))

    def add(self, statement: bytes, root: bytes | None = None) -> "KeyRing":
        """Return the ring with one more statement; the very same one again changes nothing.

        The first statement of a node must be a card; `root` is the key it was enrolled under, when
        the caller has it. Damaged("root_fork"), Refused("root_rollback"), Missing
        ("root_statement_gap"), Damaged("root_statement_...").
        """
        node, number = claims(statement)
        chain = self._chains.get(node)
        if chain is None:
            return self._with(node, _first(statement, root))
        if root is not None and root != chain.root:
            raise Refused("root_other", node=node)
        known = chain.raw.get(number)
        if known == statement:
            return self
        read = read_root(statement, chain.root)
        if known is not None:
            raise Damaged("root_fork", node=node, number=number)
        _check_links(chain, statement, read)
        _check_keys(chain, read)
        raw = {**chain.raw, number: statement}
        grown = replace(chain, raw=raw, read={**chain.read, number: read})
        return self._with(node, grown)

    def add_all(self, statements: list[bytes]) -> "KeyRing":
        """Return the ring with these statements, taken in the order of their numbers."""
        ring = self
        for one in sorted(statements, key=claims):
            ring = ring.add(one)
        return ring

    def _with(self, node: str, chain: _Chain) -> "KeyRing":
        return KeyRing(MappingProxyType({**self._chains, node: chain}))

    def _chain(self, node: str) -> _Chain:
        chain = self._chains.get(node)
        if chain is None:
            raise Missing("node_unknown", node=node)
        return chain

    def nodes(self) -> tuple[str, ...]:
        """Return all nodes with a card, sorted."""
        return tuple(sorted(self._chains))

    def statements(self, node: str) -> tuple[bytes, ...]:
        """Return a node's statements as they were signed, in order."""
        chain = self._chain(node)
        return tuple(chain.raw[number] for number in sorted(chain.raw))

    def root(self, node: str) -> bytes:
        """Return the root key a node is known by; Missing("node_unknown")."""
        return self._chain(node).root

    def card(self, node: str) -> Card:
        """Return the newest card of a node; Missing("node_unknown")."""
        return self._chain(node).card

    def newest(self, node: str) -> tuple[int, str]:
        """Return (number, digest) of a node's newest statement, which its next one must name."""
        chain = self._chain(node)
        number = max(chain.raw)
        return number, statement_digest(chain.raw[number])

    def log_key(self, origin: str) -> bytes:
        """Return the key that signs a log; Missing("log_key_unknown") for an epoch not named."""
        where = Origin.parse(origin)
        return self.epoch_key(where.agency, where.epoch)

    def epoch_key(self, node: str, epoch: int) -> bytes:
        """Return a node's log key of an epoch; Missing("log_key_unknown")."""
        for one in self.card(node).log_keys:
            if one.epoch == epoch:
                return one.key
        raise Missing("log_key_unknown", node=node, epoch=epoch)

    def witness(self, node: str) -> bytes:
        """Return the key a node cosigns checkpoints with."""
        return self.card(node).witness

    def witnesses(self) -> dict[str, bytes]:
        """Return {cosigner name: key} of all nodes; the name is "<node>/w"."""
        return {f"{node}/w": self.card(node).witness for node in self.nodes()}

    def hpke(self, node: str) -> tuple[str, bytes]:
        """Return (key id, public key) of the HPKE key to seal to a node."""
        newest = self.card(node).hpke[-1]
        return newest.id, newest.key

    def revoked_after(self, origin: str) -> int | None:
        """Return how many entries of a log count after its key was revoked, None if it was not.

        Entries that a checkpoint cosigned before the revocation's receipt covers count all the
        same: whoever holds such a checkpoint marks them suspect (DESIGN 3); the ring cannot know.
        """
        where = Origin.parse(origin)
        counts = [
            sum(head.size for head in one.last if head.origin == origin)
            for one in self.revocations(where.agency)
            if one.epoch == where.epoch
        ]
        return min(counts, default=None)

    def last_heads(self, origin: str) -> tuple[tuple[int, str], ...]:
        """Return the (size, root in hex) that revocations of its key name as the end of a log."""
        where = Origin.parse(origin)
        return tuple(
            (head.size, head.root)
            for one in self.revocations(where.agency)
            for head in one.last
            if one.epoch == where.epoch and head.origin == origin
        )

    def revocations(self, node: str) -> tuple[Revocation, ...]:
        """Return a node's revocations in the order of their numbers."""
        read = self._chain(node).read
        found = [one for one in read.values() if isinstance(one, Revocation)]
        return tuple(sorted(found, key=lambda one: one.number))

    def epoch_statement(self, new_origin: str) -> EpochStatement | None:
        """Return the statement that opened a log in a new epoch, or None."""
        agency = Origin.parse(new_origin).agency
        for one in self._chain(agency).read.values():
            if isinstance(one, EpochStatement) and one.new_origin == new_origin:
                return one
        return None


def _first(statement: bytes, root: bytes | None) -> _Chain:
    read = read_root(statement, root)
    if not isinstance(read, Card):
        raise Missing("root_statement_gap", node=read.node, number=read.number)
    return _Chain(read.root, {read.number: statement}, {read.number: read})


def _check_links(chain: _Chain, statement: bytes, read: Statement) -> None:
    """The neighbours that are known must name each other."""
    before, after = chain.raw.get(read.number - 1), chain.read.get(read.number + 1)
    if before is None and after is None:
        code = "root_rollback" if read.number < min(chain.raw) else "root_statement_gap"
        raise (Refused if code == "root_rollback" else Missing)(
            code, node=read.node, number=read.number
        )
    if before is not None and read.prev != statement_digest(before):
        raise Damaged("root_fork", node=read.node, number=read.number)
    if after is not None and after.prev != statement_digest(statement):
        raise Damaged("root_fork", node=read.node, number=read.number)


def _check_keys(chain: _Chain, read: Statement) -> None:
    """A card adds epochs; it never changes or drops the key of one: old entries stay checkable."""
    if not isinstance(read, Card):
        return
    newer = read.number > chain.card.number
    old, new = (chain.card, read) if newer else (read, chain.card)
    kept = {one.epoch: one.key for one in new.log_keys}
    if any(kept.get(one.epoch) != one.key for one in old.log_keys):
        raise Conflict("card_epoch_key", node=read.node, number=read.number)
