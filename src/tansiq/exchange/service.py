"""The exchange of one node, whole: what its worker, its server, its pages and its commands call.

Promises: a bundle is opened only after its outer header was checked (a known, enrolled sender, its
signature, its recipient, its sizes, its digest; `voices` reads a small one that introduces its
sender's next key); at most three bundles of one partner are applied at once, so that no partner
keeps the others waiting; preview and delivery ask the same function. Does not loop or retry:
`courier` does.
"""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from tansiq.exchange import (
    bundle,
    channels,
    inbox,
    link,
    outbox,
    partners,
    progress,
    restore,
    timing,
    transport_file,
    voices,
)
from tansiq.exchange.content import Content
from tansiq.exchange.link import LinkState
from tansiq.exchange.outbox import Here, Order
from tansiq.exchange.packing import Draft, Packer, Prepared
from tansiq.exchange.receipts import Progress
from tansiq.exchange.report import Report
from tansiq.exchange.scope import Scope, ScopeReader
from tansiq.exchange.talk import Talk
from tansiq.store.appending import Sealer
from tansiq.store.blobs import BlobStore
from tansiq.store.connect import Store, Tx
from tansiq.terms.errors import Conflict, Refused
from tansiq.terms.ids import HOME, ChannelId, EntryRef, NodeId, Origin

AT_ONCE: Final = 3
"""Bundles of one partner applied at the same time: two of a long run and an urgent one."""
BATCH: Final = 500
"""Entries per bundle unless the caller says otherwise."""


_THREADS = 2


class Exchange:
    """One node's exchange with all its partners; safe to use from several threads."""

    def __init__(self, store: Store, sealer: Sealer, blobs: BlobStore, *, zone: str = "") -> None:
        """Exchange from this database, with these keys and attachments; `zone` is our time."""
        self.store = store
        self.sealer = sealer
        self.me: NodeId = sealer.node
        self._here = Here(sealer, blobs, zone)
        self._scopes = ScopeReader(self.me)
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="signatures")
        self._inbox = inbox.Inbox(inbox.Bench(store, self._here, self._scopes, self._threads))
        self._busy: Counter[str] = Counter()
        self._guard = threading.Lock()
        self._packer = Packer(sealer)

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=True)

    def start(self) -> tuple[str, ...]:
        """Compare the database with the key store; return our logs that are behind, now blocked."""
        with self.store.transaction() as tx:
            return restore.check_at_start(tx, self._scopes.read(tx), self.sealer.keys)

    # --- a round trip ---------------------------------------------------------------------------

    def receive(self, data: bytes) -> bytes:
        """Apply a partner's bundle and return the reply bundle; see `apply` for refusals."""
        arrived = self.sealer.clock.now()
        sealed, scope = self._admit(data)
        sender = sealed.outer.sender
        with self._turn(sender):
            content = bundle.unpack(sealed)
            report = self._inbox.take(sealed.outer, content, scope)
            with self.store.transaction() as tx:
                talk = Talk.load(tx, sender)
                self._inbox.finish(tx, content, report, talk)
                self._listen(tx, talk, content, arrived)
                draft = self._compose(tx, Order(sender, BATCH), talk)
        return self._packer.pack(draft).data

    def apply(self, data: bytes) -> Report:
        """Apply a partner's bundle without answering it, and say what became of it.

        Invalid(bundle_*), Refused("bundle_not_for_us"), Refused("partner_not_enrolled"),
        Refused("bundle_signature") or Conflict("exchange_busy") before anything is opened.
        """
        sealed, scope = self._admit(data)
        with self._turn(sealed.outer.sender):
            return self._apply(sealed, scope)

    def prepare(
        self,
        partner: NodeId,
        limit: int = BATCH,
        after: Mapping[str, int] | None = None,
        *,
        everything: bool = False,
    ) -> Prepared:
        """Compose and sign the next bundle to a partner; Refused("partner_not_enrolled").

        `after` names how far logs were sent already, ahead of what the partner has confirmed.
        """
        order = Order(partner, limit, after or {}, everything)
        with self.store.transaction() as tx:
            tx.run("SET LOCAL synchronous_commit TO off")
            draft = self._compose(tx, order, Talk.load(tx, partner))
        return self._packer.pack(draft)

    def settle(self, partner: NodeId, reply: bytes, arrived: datetime | None = None) -> Report:
        """Apply the reply to a bundle of ours; `arrived` is when it came in, to measure by.

        Refused("bundle_other_sender") for another node's.
        """
        sealed, scope = self._admit(reply)
        if sealed.outer.sender != partner:
            raise Refused("bundle_other_sender", node=sealed.outer.sender, expected=partner)
        return self._apply(sealed, scope, arrived)

    def now(self) -> datetime:
        """The present instant by this node's clock."""
        return self.sealer.clock.now()

    def _apply(
        self, sealed: bundle.Sealed, scope: Scope, arrived: datetime | None = None
    ) -> Report:
        content = bundle.unpack(sealed)
        report = self._inbox.take(sealed.outer, content, scope)
        with self.store.transaction() as tx:
            talk = Talk.load(tx, sealed.outer.sender)
            self._inbox.finish(tx, content, report, talk)
            if arrived is not None:
                self._listen(tx, talk, content, arrived)
        return report

    def _listen(self, tx: Tx, talk: Talk, content: Content, arrived: datetime) -> None:
        """Learn from a bundle that came over a line how far its sender's clock stands from ours."""
        times = content.manifest.times
        self._packer.ear.hear(talk.partner, times.left, arrived)
        talk.clock(tx, timing.measure(times, arrived))

    def _admit(self, data: bytes) -> tuple[bundle.Sealed, Scope]:
        """Check the outer header and nothing else."""
        sealed = bundle.open_header(data)
        outer = sealed.outer
        if outer.recipient != self.me:
            raise Refused("bundle_not_for_us", node=outer.recipient)
        with self.store.transaction() as tx:
            scope = self._scopes.read(tx)
        if outer.sender not in scope.enrolled:
            raise Refused("partner_not_enrolled", node=outer.sender)
        if not voices.heard(scope, sealed):
            raise Refused("bundle_signature", node=outer.sender)
        return sealed, scope

    def _compose(self, tx: Tx, order: Order, talk: Talk) -> Draft:
        scope = self._scopes.read(tx)
        if order.partner not in scope.enrolled:
            raise Refused("partner_not_enrolled", node=order.partner)
        content = outbox.compose(tx, self._here, scope, order, talk)
        voice = voices.voice(scope, talk.asked.roots.get(self.me))
        if voice.new:
            content = voices.introduction(content)
        talk.note_sent(tx, {chunk.origin: chunk.end for chunk in content.logs})
        return Draft(order.partner, content, voice.epoch)

    # --- by stick -------------------------------------------------------------------------------

    def write_file(self, partner: NodeId, path: Path, limit: int = 10_000) -> Prepared:
        """Write what a partner lacks to a file only it can open; every log, whoever wrote it."""
        prepared = self.prepare(partner, limit, everything=True)
        with self.store.transaction() as tx:
            recipient = self._scopes.read(tx).ring.card(partner).age
        transport_file.write(path, prepared.data, recipient)
        return prepared

    def read_file(self, path: Path) -> Report:
        """Apply a partner's file; the answer travels with the next file or connection."""
        return self.apply(transport_file.read(path, self.sealer.keys.age_identity()))

    # --- what others ask ------------------------------------------------------------------------

    def recipients(self, tx: Tx, channel: ChannelId) -> tuple[NodeId, ...]:
        """Return who will see what is written to a channel now: the preview, and the delivery."""
        return channels.recipients(tx, self.me, channel)

    def scope(self, tx: Tx) -> Scope:
        """Return keys, partners and channels as they stand."""
        return self._scopes.read(tx)

    def link_states(self, tx: Tx) -> tuple[LinkState, ...]:
        """Return the state of the link to each enrolled partner."""
        scope = self._scopes.read(tx)
        return link.states(tx, self.me, scope.shared, sorted(scope.enrolled))

    def link_outlines(self, tx: Tx) -> tuple[LinkState, ...]:
        """The same without their logs: when each was heard, and what it says of itself."""
        return link.outlines(tx, sorted(self._scopes.read(tx).enrolled))

    def all_sent(self, tx: Tx, partner: NodeId) -> bool:
        """Say whether everything of ours that a partner may hear was sent to it."""
        return link.all_sent(tx, self.me, self._scopes.read(tx).shared, partner)

    def mark_read(self, tx: Tx, refs: Iterable[EntryRef]) -> None:
        """Note that an officer opened these entries; their writers learn it with the next note."""
        progress.mark_read(tx, refs)

    def progress_of(self, tx: Tx, ref: EntryRef) -> dict[NodeId, tuple[Progress, str]]:
        """Return how far one of our entries came at each member, with the code where it failed."""
        scope = self._scopes.read(tx)
        place = Origin.parse(ref.origin)
        audience = scope.shared.get((place.channel, place.generation), ())
        return {one: link.progress_at(tx, one, ref) for one in audience}

    def note_failure(self, partner: NodeId, code: str, failures: int) -> None:
        """Keep why the last attempt to reach a partner failed."""
        with self.store.transaction() as tx:
            link.note_failure(tx, partner, code, failures, self.sealer.clock.now())

    def trusted_certificates(self) -> tuple[bytes, ...]:
        """Return the TLS certificates of the partners enrolled now."""
        with self.store.transaction() as tx:
            scope = self._scopes.read(tx)
        return partners.certificates(scope.ring, scope.enrolled)

    def address(self, partner: NodeId) -> tuple[str, bytes]:
        """Return (URL, TLS certificate) on a partner's newest card."""
        with self.store.transaction() as tx:
            card = self._scopes.read(tx).ring.card(partner)
        return card.url, card.tls_cert

    def is_home(self, log_id: int) -> bool:
        """Say whether a log, by its number, is one of `home`: there partners join and leave."""
        with self.store.transaction() as tx:
            row = tx.one("SELECT channel FROM ledger.log WHERE id = %s", (log_id,))
        return row is None or row["channel"] == HOME

    def audience_of(self, log_id: int) -> tuple[NodeId, ...]:
        """Return the partners that hear a log of ours, by its number: for the urgent path."""
        with self.store.transaction() as tx:
            row = tx.one(
                "SELECT agency, channel, generation FROM ledger.log WHERE id = %s", (log_id,)
            )
            if row is None or row["agency"] != self.me:
                return ()
            return self._scopes.read(tx).shared.get((row["channel"], row["generation"]), ())

    @contextmanager
    def _turn(self, sender: NodeId) -> Iterator[None]:
        with self._guard:
            if self._busy[sender] >= AT_ONCE:
                raise Conflict("exchange_busy", node=sender)
            self._busy[sender] += 1
        try:
            yield
        finally:
            with self._guard:
                self._busy[sender] -= 1
