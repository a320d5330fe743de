"""A rig of real nodes in one process: each with its own database, key store, root and officer.

`Rig.node(name)` founds a node, `rig.enrol(a, b)` exchanges cards both ways as two officers would,
`rig.channel(...)` has every member sign, and bundles are carried by hand (`carry`), by courier
without a network (`sync`), by stick, or over TLS (`tests/nodes/test_exchange_http.py`).
"""

import contextlib
import shutil
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

from tests.nodes.one_node import RigNode
from tests.nodes.spoken import NOON, Spoken

from tansiq.exchange import bundle, channels, inbox, partners
from tansiq.exchange.content import Content as BundleContent
from tansiq.exchange.courier import Courier
from tansiq.ledger import sign
from tansiq.ledger.cards import fingerprint, statement_digest
from tansiq.ledger.membership import ChannelStatement, first_statement, sign_part
from tansiq.ledger.shares import make_backup, restore
from tansiq.record.officers import ChangeApproved, Label, PartnerEnrolled, PartnerLeft
from tansiq.terms.clock import stamp
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import ChannelId, desk_channel, node_id

__all__ = [
    "NOON",
    "InProcess",
    "Rig",
    "RigNode",
    "Spoken",
    "refusal",
    "reseal",
]


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
        self._shares: dict[str, list[str]] = {}
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
            self.enrol_at(here, there)

    def enrol_at(self, here: RigNode, there: RigNode) -> None:
        """Enrol `there` at `here` alone."""
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

    def back_up(self, node: RigNode) -> None:
        """Take database and keys of a node as a backup does; two shares open the keys."""
        path = node.folder / "keys.tsqk"
        path.unlink(missing_ok=True)
        self._shares[node.name] = make_backup(node.keys, path, 2, 2, 30, clock=node.clock)
        self.snapshot(node)

    def lose_everything(self, node: RigNode, later: int = 0) -> None:
        """Lose database and keys, and get back what the backup held, `later` seconds from now."""
        node.close()
        node.dsn = self._kept[node.name]
        shutil.rmtree(node.folder / "keys")
        now = node.clock.now() + timedelta(seconds=later)
        restore(
            node.folder / "keys.tsqk", self._shares[node.name], node.folder / "keys", now=now
        ).close()
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
