"""One real node of the rig: its own database, key store, root key and officer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.nodes.spoken import NOON, SPOKEN, MovedClock, Spoken
from tests.nodes.whole import EVERYTHING

from tansiq.exchange import channels, partners, restore
from tansiq.exchange.projections import PROJECTIONS
from tansiq.exchange.service import Exchange
from tansiq.ledger.acts import create_officer_key, load_officer_key
from tansiq.ledger.cards import Card, HpkeKey, LogKey, Statement, sign_root
from tansiq.ledger.classes import class_opening, new_class
from tansiq.ledger.keystore import KeyStore
from tansiq.ledger.membership import Signer
from tansiq.ledger.ring import KeyRing
from tansiq.ledger.root_key import RootKey
from tansiq.record.base import Record
from tansiq.record.body import encode_body
from tansiq.record.desk import ReportCorrected
from tansiq.record.exchange import OpenRecord
from tansiq.record.material import Attachment, Content
from tansiq.record.registry import new_said, to_wire
from tansiq.store.appending import Appended, Draft, Sealer, append
from tansiq.store.blobs import BlobStore
from tansiq.store.connect import Store
from tansiq.store.log_rows import ensure_log
from tansiq.store.logs import LogRow, find_log
from tansiq.store.project import prepare
from tansiq.store.projection import Projection
from tansiq.terms.clock import stamp
from tansiq.terms.ids import HOME, ChannelId, ClassId, EntryRef, NodeId, Origin, new_officer_id

RIG_PROJECTIONS: tuple[Projection, ...] = (*PROJECTIONS, SPOKEN)


@dataclass
class RigNode:
    """One node of the rig."""

    name: NodeId
    folder: Path
    dsn: str
    clock: MovedClock = field(default_factory=MovedClock)
    projections: tuple[Projection, ...] = RIG_PROJECTIONS

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = not (self.folder / "keys").exists()
        if fresh:
            KeyStore.create(self.folder / "keys", self.name).close()
            RootKey.create(self.folder / "root")
            create_officer_key(self.folder / "officer.key", new_officer_id())
        self.root = RootKey.open(self.folder / "root")
        self.open()
        if fresh:
            with self.store.transaction() as tx:
                partners.keep_card(tx, self._card())
                ensure_log(tx, Origin(self.name, HOME, 1, 1))

    def open(self) -> None:
        """Open database and key store, as a start of the node does."""
        self.keys = KeyStore.open(self.folder / "keys")
        self.store = Store.open(self.dsn, pool=6)
        self.sealer = Sealer(self.keys, self.projections, self.clock)
        prepare(self.store, self.sealer.projections, self.sealer)
        self.blobs = BlobStore(self.folder / "blobs")
        self.exchange = Exchange(self.store, self.sealer, self.blobs)
        self.exchange.start()
        self.classes: dict[tuple[ChannelId, int], ClassId] = {}

    def close(self) -> None:
        self.exchange.close()
        self.store.close()
        self.keys.close()

    def restart(self) -> None:
        self.close()
        self.open()

    # --- keys ---------------------------------------------------------------------------------

    def _card(self, number: int = 1, prev: str = "") -> bytes:
        parts = self.keys.public_parts()
        card = Card(
            node=self.name,
            number=number,
            prev=prev,
            time=stamp(NOON),
            name={"en": self.name},
            root=self.root.public,
            log_keys=tuple(LogKey(epoch, key) for epoch, key in parts.log_keys),
            hpke=tuple(HpkeKey(one, key) for one, key in parts.hpke),
            witness=parts.witness,
            tls_cert=parts.tls_cert,
            age=parts.age,
            url=f"https://{self.name}.invalid",
            rp=None,
            software="rig",
        )
        return sign_root(card, self.root.seed)

    def ring(self) -> KeyRing:
        with self.store.transaction() as tx:
            return partners.ring(tx, self.name)

    def publish_card(self) -> None:
        """Sign a card of the keys as they are now."""
        number, prev = self.ring().newest(self.name)
        self._accept(self._card(number + 1, prev))

    def state(self, make: Callable[[int, str], Statement]) -> bytes:
        """Sign a root statement that follows the newest one."""
        number, prev = self.ring().newest(self.name)
        signed = sign_root(make(number + 1, prev), self.root.seed)
        self._accept(signed)
        return signed

    def _accept(self, statement: bytes) -> None:
        with self.store.transaction() as tx:
            partners.accept_statement(tx, partners.ring(tx, self.name), statement)

    def signer(self) -> Signer:
        epoch = self.keys.current_epoch
        officer = load_officer_key(self.folder / "officer.key")
        return Signer(self.name, epoch, self.keys.log_seed(epoch), officer)

    # --- writing ------------------------------------------------------------------------------

    def write_home(self, payload: Record) -> Appended:
        class_id = self._home_class()
        return self.append(self._draft(HOME, payload, class_id))[0]

    def _home_class(self) -> ClassId:
        found = self.classes.get((HOME, 1))
        if found is None:
            found, key = new_class()
            self.keys.put_classes([(found, key)])
            self.classes[HOME, 1] = found
        return found

    def open_class(
        self, channel: ChannelId, only: Sequence[NodeId] | None = None
    ) -> tuple[ClassId, Draft]:
        """Make a retention class of a channel, sealed to all members or to those named."""
        with self.store.transaction() as tx:
            row = self.log(channel)
            audience = channels.stop_recipients(tx, self.name, channel)
            ring = partners.ring(tx, self.name)
        members = set(audience if only is None else only)
        class_id, key = new_class()
        self.keys.put_classes([(class_id, key)])
        sealed_to = {one: ring.hpke(one) for one in sorted(members)}
        extra = class_opening(key, row.origin, sealed_to, "2030-01-01", "2031-01-01")
        draft = Draft(
            channel=channel,
            kind="class_opened",
            time=stamp(self.clock.now()),
            class_id=class_id,
            plaintext=None,
            extra=extra,
        )
        return class_id, draft

    def say(
        self, channel: ChannelId, *texts: str, after: Sequence[EntryRef] = ()
    ) -> list[Appended]:
        """Say texts in a channel, in one append; the class is opened the first time."""
        generation = self.log(channel).generation
        class_id = self.classes.get((channel, generation))
        drafts: list[Draft] = []
        if class_id is None:
            class_id, opening = self.open_class(channel)
            drafts.append(opening)
        drafts += [self._draft(channel, Spoken(text=text), class_id, after) for text in texts]
        made = self.append(*drafts)[-len(texts) :]
        self.classes[channel, generation] = class_id
        return made

    def say_with_attachment(self, channel: ChannelId, address: str) -> Appended:
        """File a report that names an attachment."""
        class_id, opening = self.open_class(channel)
        content = Content(
            title="t",
            text="t",
            language="en",
            grade="europol_4x4:A1",
            nature="fact",
            attachments=(
                Attachment(
                    name="a.pdf",
                    media_type="application/pdf",
                    size=5006,
                    sha256="00" * 32,
                    blob=address,
                    key="",
                ),
            ),
        )
        payload = ReportCorrected(
            correction="c",
            release="r",
            content=content,
            changed=("attachments",),
            explanation="",
            due="2030-01-01",
        )
        return self.append(opening, self._draft(channel, payload, class_id))[1]

    def order_stop(self, channel: ChannelId, payload: OpenRecord) -> Appended:
        """Write a stop (or its lifting) with an open header alone."""
        draft = Draft(
            channel=channel,
            kind=payload.KIND,
            time=stamp(self.clock.now()),
            class_id="",
            plaintext=None,
            extra=payload.header(),
        )
        return self.append(draft)[0]

    def _draft(
        self,
        channel: ChannelId,
        payload: Record,
        class_id: ClassId,
        after: Sequence[EntryRef] = (),
    ) -> Draft:
        said = new_said(payload, None, self.clock.now())
        return Draft(
            channel=channel,
            kind=said.kind,
            time=said.time,
            class_id=class_id,
            plaintext=encode_body(to_wire(said)),
            after=tuple(after),
        )

    def append(self, *drafts: Draft) -> list[Appended]:
        with self.store.transaction() as tx:
            return append(tx, self.sealer, drafts)

    # --- reading ------------------------------------------------------------------------------

    def log(self, channel: ChannelId, agency: NodeId | None = None) -> LogRow:
        with self.store.transaction() as tx:
            rows = tx.rows(
                "SELECT origin FROM ledger.log WHERE channel = %s AND agency = %s"
                " ORDER BY generation DESC, epoch DESC LIMIT 1",
                (channel, agency or self.name),
            )
            found = find_log(tx, rows[0]["origin"]) if rows else None
        assert found is not None, (self.name, channel, agency)
        return found

    def heard(self, agency: NodeId | None = None) -> list[str]:
        """The texts this node has folded, in the order of their logs."""
        with self.store.transaction() as tx:
            rows = tx.rows("SELECT origin, seq, text FROM rig_spoken ORDER BY origin, seq")
        return [
            row["text"]
            for row in rows
            if agency is None or Origin.parse(row["origin"]).agency == agency
        ]

    def states(self, origin: str) -> dict[int, tuple[str, str]]:
        """The entries of a log that are not simply opened, with state and reason."""
        with self.store.transaction() as tx:
            rows = tx.rows(
                "SELECT s.seq, s.state, s.reason FROM ledger.entry_state s JOIN ledger.log l"
                " ON l.id = s.log_id WHERE l.origin = %s AND s.state <> 'opened'",
                (origin,),
            )
        return {row["seq"]: (row["state"], row["reason"]) for row in rows}

    def waits_for(self, origin: str) -> tuple[str, ...]:
        """The partners that have not said yet what they hold of a log, since the keys came back."""
        with self.store.transaction() as tx:
            return restore.awaited(self.exchange.scope(tx), self.keys, origin)

    def everything(self) -> tuple[object, ...]:
        """All that a bundle could change, to compare before and after."""
        with self.store.transaction() as tx:
            return tuple(
                tuple(tuple(row.values()) for row in tx.rows(query)) for query in EVERYTHING
            )
