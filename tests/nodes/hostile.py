"""What a hostile member could make with its own keys: other histories, bad entries, bad bundles."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.nodes.two_nodes import RigNode, reseal

from tansiq.exchange.content import Chunk, Content
from tansiq.ledger.checkpoint import Checkpoint, sign_checkpoint
from tansiq.ledger.entry import seal_entry
from tansiq.ledger.merkle import Tree, leaf_hash
from tansiq.store.logs import entries, log
from tansiq.terms.clock import stamp
from tansiq.terms.ids import ChannelId, EntryRef


@dataclass
class Forger:
    """Another history of an author's log: the first `keep` true entries, then what it likes."""

    author: RigNode
    channel: ChannelId
    keep: int

    def __post_init__(self) -> None:
        row = self.author.log(self.channel)
        self.origin = row.origin
        with self.author.store.transaction() as tx:
            held = entries(tx, log(tx, row.origin), 0, self.keep)
        self.entries = [entry for _, entry, _ in held]
        self.bodies = [body for _, _, body in held]
        self.seed = self.author.keys.log_seed(row.epoch)

    def add(
        self,
        kind: str = "home_anchored",
        *,
        after: Sequence[EntryRef] = (),
        extra: dict[str, object] | None = None,
        seed: bytes | None = None,
        origin: str | None = None,
        seq: int | None = None,
    ) -> "Forger":
        """Seal one more entry with an open header."""
        sealed = seal_entry(
            origin=origin or self.origin,
            seq=len(self.entries) if seq is None else seq,
            kind=kind,
            time=stamp(self.author.clock.now()),
            after=tuple(after),
            class_id="",
            class_key=None,
            plaintext=None,
            extra=extra or {},
            log_seed=seed or self.seed,
        )
        return self.add_bytes(sealed.entry)

    def add_bytes(self, entry: bytes, body: bytes | None = None) -> "Forger":
        self.entries.append(entry)
        self.bodies.append(body)
        return self

    @property
    def tree(self) -> Tree:
        return Tree.of([leaf_hash(entry) for entry in self.entries])

    def head(self) -> str:
        tree = self.tree
        return sign_checkpoint(Checkpoint(self.origin, tree.size, tree.root()), self.seed)

    def chunk(self, first: int = 0) -> Chunk:
        tree = self.tree
        return Chunk(
            origin=self.origin,
            first=first,
            start_root=tree.root(first),
            start_proof=tuple(tree.consistency(first, tree.size)),
            end_proof=(),
            entries=tuple(self.entries[first:]),
            bodies=tuple(self.bodies[first:]),
            note=self.head(),
        )

    def bundle(
        self,
        to: RigNode,
        first: int = 0,
        sender: RigNode | None = None,
        chunk: Chunk | None = None,
    ) -> bytes:
        """A bundle that carries this history alone, under a good outer header of its sender."""
        chunk = chunk or self.chunk(first)
        who = sender or self.author

        def change(content: Content) -> Content:
            return replace(content, logs=(chunk,), heads=(chunk.note,))

        return reseal(who.exchange.prepare(to.name).data, who, change)


def problems(to: RigNode, data: bytes) -> dict[str, str]:
    """What the receiver refused of a bundle it admitted."""
    return {one.part: one.code for one in to.exchange.apply(data).problems}
