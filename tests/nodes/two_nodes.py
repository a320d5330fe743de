"""A rig of real nodes in one process: each with its own database, key store, root and officer.

`Rig.node(name)` founds a node, `rig.enrol(a, b)` exchanges cards both ways as two officers would,
`rig.channel(...)` has every member sign, and bundles are carried by hand (`carry`), by courier
without a network (`sync`), by stick, or over TLS (`tests/nodes/test_exchange_http.py`).
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

from tansiq.exchange import bundle, channels, inbox, partners
from tansiq.exchange.content import Content as BundleContent
from tansiq.exchange.courier import Courier
from tansiq.exchange.projections import PROJECTIONS
from tansiq.exchange.service import Exchange
from tansiq.ledger import sign
from tansiq.ledger.acts import create_officer_key, load_officer_key
from tansiq.ledger.cards import (
    Card,
    HpkeKey,
    LogKey,
    Statement,
    fingerprint,
    sign_root,
    statement_digest,
)
from tansiq.ledger.classes import class_opening, new_class
from tansiq.ledger.keystore import KeyStore
from tansiq.ledger.membership import ChannelStatement, Signer, first_statement, sign_part
from tansiq.ledger.ring import KeyRing
from tansiq.ledger.root_key import RootKey
from tansiq.record.base import Record
from tansiq.record.body import encode_body
from tansiq.record.desk import ReportCorrected
from tansiq.record.exchange import OpenRecord
from tansiq.record.material import Attachment, Content
from tansiq.record.officers import ChangeApproved, Label, PartnerEnrolled, PartnerLeft
from tansiq.record.registry import new_said, register, to_wire
from tansiq.store.appending import Appended, Draft, Sealer, append
from tansiq.store.blobs import BlobStore
from tansiq.store.connect import Store
from tansiq.store.log_rows import ensure_log
from tansiq.store.logs import LogRow, find_log
from tansiq.store.project import prepare
from tansiq.store.projection import Change, Insert, Opened, Projection
from tansiq.terms.clock import stamp
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import (
    HOME,
    ChannelId,
    ClassId,
    EntryRef,
    NodeId,
    Origin,
    desk_channel,
    new_officer_id,
    node_id,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@register
class Spoken(Record, frozen=True, kw_only=True):
    """A text that a test node says."""

    KIND: ClassVar[str] = "rig_spoken"
    VERSION: ClassVar[int] = 1

    text: str


def _fold(opened: Opened) -> Iterator[Change]:
    if opened.said is not None and isinstance(opened.said.payload, Spoken):
        row: dict[str, object] = {
            "entry_id": opened.entry_id,
            "origin": opened.origin,
            "seq": opened.seq,
            "text": opened.said.payload.text,
        }
        yield Insert("rig_spoken", row)


SPOKEN = Projection(
    name="rig_spoken",
    version=1,
    tables=(
        """CREATE TABLE rig_spoken (
            entry_id text PRIMARY KEY, origin text NOT NULL, seq bigint NOT NULL, text text NOT NULL
        )""",
    ),
    kinds=frozenset({"rig_spoken"}),
    fold=_fold,
)


@dataclass
class MovedClock:
    """A clock that tests may set."""

    offset: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset


@dataclass
class RigNode:
    """One node of the rig."""

    name: NodeId
    folder: Path
    dsn: str
    clock: MovedClock = field(default_factory=MovedClock)

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
        self.sealer = Sealer(self.keys, (*PROJECTIONS, SPOKEN), self.clock)
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

    def everything(self) -> tuple[object, ...]:
        """All that a bundle could change, to compare before and after."""
        with self.store.transaction() as tx:
            return tuple(
                tuple(tuple(row.values()) for row in tx.rows(query)) for query in _EVERYTHING
            )


_EVERYTHING = (
    "SELECT origin, size, encode(frontier, 'hex'), state, frozen_at FROM ledger.log ORDER BY 1",
    "SELECT log_id, seq, encode(leaf, 'hex') AS l FROM ledger.entry ORDER BY 1, 2",
    "SELECT log_id, seq, state, reason FROM ledger.entry_state ORDER BY 1, 2",
    "SELECT log_id, size, note FROM ledger.checkpoint ORDER BY 1, 2",
    "SELECT log_id, size, witness FROM ledger.cosignature ORDER BY 1, 2, 3",
    "SELECT encode(digest, 'hex') AS d FROM ledger.root_statement ORDER BY 1",
    "SELECT encode(digest, 'hex') AS d, node FROM ledger.channel_part ORDER BY 1, 2",
    "SELECT encode(id, 'hex') AS i, origin FROM ledger.fork ORDER BY 1",
    "SELECT sender, origin, seq, code FROM ledger.quarantine ORDER BY 1, 2, 3",
    "SELECT entry_id, text FROM rig_spoken ORDER BY 1",
    "SELECT entry_id, stop FROM stop_event ORDER BY 1",
)


class InProcess:
    """Carries a bundle to another node of the rig without a network; `tamper` may change it."""

    def __init__(self, to: RigNode, tamper: Callable[[bytes], bytes] | None = None) -> None:
        self._to = to
        self._tamper = tamper

    def post(self, data: bytes) -> bytes:
        return self._to.exchange.receive(self._tamper(data) if self._tamper else data)

    def close(self) -> None:
        pass


class Rig:
    """Some nodes."""

    def __init__(
        self, folder: Path, make_dsn: Callable[[], str], copy: Callable[[str], str]
    ) -> None:
        self._folder = folder
        self._copy = copy
        self._kept: dict[str, str] = {}
        self._make_dsn = make_dsn
        self.nodes: dict[str, RigNode] = {}
        self._closing = contextlib.ExitStack()

    def close(self) -> None:
        self._closing.close()

    def node(self, name: str) -> RigNode:
        made = RigNode(node_id(name), self._folder / name, self._make_dsn())
        self.nodes[name] = made
        self._closing.callback(made.close)
        return made

    def pair(self) -> tuple[RigNode, RigNode, ChannelId]:
        """Two nodes that share their desk channel."""
        rabat, madrid = self.node("rabat"), self.node("madrid")
        self.enrol(rabat, madrid)
        channel = desk_channel(rabat.name, madrid.name)
        self.channel(channel, rabat, madrid)
        return rabat, madrid, channel

    def case(self, *names: str) -> tuple[list[RigNode], ChannelId]:
        """Several nodes that share one case channel."""
        nodes = [self.node(name) for name in names]
        for one in nodes:
            for other in nodes:
                if one.name < other.name:
                    self.enrol(one, other)
        channel = ChannelId("case:rig")
        self.channel(channel, *nodes)
        return nodes, channel

    def enrol(self, a: RigNode, b: RigNode) -> None:
        for here, there in ((a, b), (b, a)):
            statements = there.ring().statements(there.name)
            with here.store.transaction() as tx:
                for statement in statements:
                    partners.keep_card(tx, statement)
            here.write_home(
                ChangeApproved(
                    proposal="p-rig",
                    change=PartnerEnrolled(
                        node=there.name,
                        names=(Label(language="en", text=there.name),),
                        fingerprint=fingerprint(there.root.public).hex(),
                        card_digest=statement_digest(statements[0]),
                        url=f"https://{there.name}.invalid",
                        checked="in_person",
                        channels_used=("meeting", "telephone"),
                    ),
                )
            )

    def leave(self, here: RigNode, there: RigNode) -> None:
        here.write_home(
            ChangeApproved(
                proposal="p-rig", change=PartnerLeft(node=there.name, reason="agreement ended")
            )
        )

    def channel(self, channel: ChannelId, *nodes: RigNode) -> ChannelStatement:
        statement = first_statement(channel, [one.name for one in nodes], "rig", stamp(NOON))
        self.agree(statement, *nodes)
        return statement

    def agree(
        self,
        statement: ChannelStatement,
        *nodes: RigNode,
        keepers: Sequence[RigNode] | None = None,
    ) -> None:
        """Let these nodes sign a statement, and let all of them (or `keepers`) keep every part."""
        parts = [sign_part(statement, one.signer()) for one in nodes]
        for one in nodes if keepers is None else keepers:
            with one.store.transaction() as tx:
                ring = partners.ring(tx, one.name)
                kept = channels.keep(tx, ring, one.name, statement, parts)
                if kept.complete:
                    inbox.open_own_log(tx, one.exchange._here, ChannelId(statement.channel))

    # --- losing a disk ------------------------------------------------------------------------

    def snapshot(self, node: RigNode) -> None:
        """Take the database of a node as a backup would, and keep it aside."""
        node.close()
        self._kept[node.name] = self._copy(node.dsn)
        node.open()

    def put_back(self, node: RigNode, keys: Path | None = None) -> None:
        """Start a node again from the database kept aside, and from other keys if given."""
        node.close()
        node.dsn = self._kept[node.name]
        if keys is not None:
            (node.folder / "keys").rename(node.folder / "keys-lost")
            keys.rename(node.folder / "keys")
        node.open()

    # --- carrying -----------------------------------------------------------------------------

    def sync(self, here: RigNode, there: RigNode, batch: int = 500) -> Courier:
        """Let `here` talk with `there` until nothing is left; returns the courier for its state."""
        courier = Courier(here.exchange, there.name, lambda: InProcess(there), batch)
        try:
            courier.drain()
        finally:
            courier.close()
        return courier

    def settle_all(self, rounds: int = 2) -> None:
        """Let every pair that is enrolled talk, several times round."""
        for _ in range(rounds):
            for here in self.nodes.values():
                for there in self.nodes.values():
                    if here.name < there.name and self._enrolled(here, there):
                        self.sync(here, there)

    def stick(self, here: RigNode, there: RigNode, path: Path) -> None:
        """Carry one bundle by file."""
        here.exchange.write_file(there.name, path)
        there.exchange.read_file(path)

    def _enrolled(self, here: RigNode, there: RigNode) -> bool:
        def knows(one: RigNode, other: RigNode) -> bool:
            with one.store.transaction() as tx:
                return other.name in partners.enrolled(tx)

        return knows(here, there) and knows(there, here)


def refusal(work: Callable[[], object]) -> str:
    """The code with which something was refused; "" when it was not."""
    try:
        work()
    except TansiqError as error:
        return error.code
    return ""


def reseal(data: bytes, sender: RigNode, change: Callable[[BundleContent], BundleContent]) -> bytes:
    """What a hostile sender would send: other contents under a good outer header."""
    sealed = bundle.open_header(data)
    outer = sealed.outer
    envelope = bundle.Envelope(
        outer.sender,
        outer.recipient,
        outer.number,
        outer.time,
        next(
            seed
            for seed in map(sender.keys.log_seed, sender.keys.epochs())
            if sealed.signed_by(sign.public_key(seed))
        ),
    )
    return bundle.pack(change(bundle.unpack(sealed)), envelope)
