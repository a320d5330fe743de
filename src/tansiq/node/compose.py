"""A node while it is open: keys, database, projections, partners, exchange, wired together.

Promises: opening compares the database with the heads in the key store before anything else, so a
node that was put back from an older copy refuses to write and heals from its partners; closing
gives back every connection, file and process. It holds no domain rule.
"""

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from tansiq.alerts.projection import PROJECTION as ALERTS
from tansiq.cases.projection import PROJECTION as CASES
from tansiq.custody.projection import PROJECTION as CUSTODY
from tansiq.desk.projection import PROJECTION as DESK
from tansiq.exchange import channels, restore
from tansiq.exchange.projections import PROJECTIONS as EXCHANGE
from tansiq.exchange.scope import ScopeReader
from tansiq.exchange.service import Exchange
from tansiq.intake.projection import PROJECTION as INTAKE
from tansiq.ledger.keystore import KeyStore
from tansiq.ledger.ring import KeyRing
from tansiq.lessons.projection import PROJECTION as LESSONS
from tansiq.node.access import Subject, may
from tansiq.node.actions import Action
from tansiq.node.database import Database
from tansiq.node.settings import Settings, load
from tansiq.officers.judging import Judge
from tansiq.officers.people import Officer, Staff
from tansiq.officers.projection import PROJECTION as OFFICERS
from tansiq.officers.queries import can_act
from tansiq.officers.queries import staff as staff_now
from tansiq.operations.projection import PROJECTION as OPERATIONS
from tansiq.oversight.projection import PROJECTION as OVERSIGHT
from tansiq.record.situation import ChannelNow, Situation
from tansiq.store.append import GroupAppender, Sealer
from tansiq.store.blobs import BlobStore
from tansiq.store.connect import Store, Tx
from tansiq.store.log_rows import current_log
from tansiq.store.project import prepare
from tansiq.subjects.projection import PROJECTION as SUBJECTS
from tansiq.terms.clock import Clock
from tansiq.terms.errors import Conflict
from tansiq.terms.ids import HOME, ChannelId, NodeId, OfficerId, Origin
from tansiq.terms.roles import Role

PROJECTIONS = (
    OFFICERS,
    *EXCHANGE,
    DESK,
    CASES,
    INTAKE,
    SUBJECTS,
    ALERTS,
    OPERATIONS,
    LESSONS,
    OVERSIGHT,
    CUSTODY,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record is to be written, and who can read it: sorted, this node among them."""

    channel: ChannelId
    origin: str
    generation: int
    members: tuple[NodeId, ...]
    stop: bool = False


class Node:
    """One open node; made by `Node.open`."""

    def __init__(self, settings: Settings, database: Database, closing: ExitStack) -> None:
        self.settings = settings
        self.database = database
        self.clock: Clock = settings.clock()
        self.keys = KeyStore.open(settings.keys_path)
        self.me: NodeId = self.keys.node
        self._closing = closing
        closing.callback(self.keys.close)
        self.store: Store = closing.enter_context(database.open())
        scopes = ScopeReader(self.me)
        judge = Judge(self.me, lambda tx: scopes.read(tx).members)
        judged = (replace(OFFICERS, judge=judge), *PROJECTIONS[1:])
        self.sealer = Sealer(self.keys, judged, self.clock)
        self.blobs = BlobStore(settings.blobs_path)
        self.appender = closing.enter_context(GroupAppender(self.store, self.sealer))
        self.exchange = Exchange(self.store, self.sealer, self.blobs, zone=settings.zone)
        closing.callback(self.exchange.close)
        self.behind: tuple[str, ...] = ()

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the node in this folder; Missing `node_folder_missing`, PartnerFault `store_*`."""
        settings = load(folder)
        with ExitStack() as closing:
            database = Database(settings)
            closing.callback(database.close)
            node = cls(settings, database, closing)
            node._settle()
            node._closing = closing.pop_all()
            return node

    def __enter__(self) -> Self:
        """Itself; closed on leaving."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close, whatever happened inside."""
        self.close()

    def close(self) -> None:
        """Give everything back."""
        self._closing.close()

    def _settle(self) -> None:
        if self.keys.node != self.settings.id:
            raise Conflict("node_other_keys", keys=self.keys.node, settings=self.settings.id)
        prepare(self.store, self.sealer.projections, self.sealer)
        self.behind = self.exchange.start()

    # --- who, where, when -------------------------------------------------------------------

    def ring(self, tx: Tx) -> KeyRing:
        """The keys of this node and its partners."""
        return self.exchange.scope(tx).ring

    def sealed_to(self, places: Iterable[Place]) -> dict[NodeId, tuple[str, bytes]]:
        """The HPKE key of every member of these places."""
        members = {one for place in places for one in place.members}
        with self.store.reading() as tx:
            ring = self.ring(tx)
        return {one: ring.hpke(one) for one in sorted(members)}

    def staff(self, tx: Tx) -> Staff:
        """All officers now."""
        return staff_now(tx)

    def officer(self, tx: Tx, officer: OfficerId, key: str) -> Officer:
        """An active officer whose key signs now; Missing `officer_unknown` or `key_unknown`."""
        return can_act(tx, officer, key)

    @staticmethod
    def roles(officer: Officer) -> frozenset[Role]:
        """An officer's roles as the access rules know them."""
        return frozenset(Role(one) for one in officer.roles)

    def may(
        self, officer: Officer, action: Action, file: str, *, handling: str = "H0", by: str = ""
    ) -> bool:
        """Whether an officer may do something to a file: for what is shown or left out.

        `by` is the officer who wrote what it is about.
        """
        wrote = by == officer.officer
        subject = Subject(on_file=file in officer.files, author=wrote, handling=handling)
        return may(self.roles(officer), action, subject)

    def situation(self, officer: OfficerId) -> Situation:
        """Who acts here and now; take it once per task, so that planning twice gives the same."""
        return Situation(me=self.me, officer=officer, now=self.clock.now())

    def members(self, tx: Tx, channel: ChannelId) -> tuple[NodeId, ...]:
        """Who reads what is written to a channel now, this node among them, sorted."""
        if channel == HOME:
            return (self.me,)
        return tuple(sorted((self.me, *channels.recipients(tx, self.me, channel))))

    def _readers(self, tx: Tx, channel: ChannelId, *, stop: bool) -> tuple[NodeId, ...]:
        if not stop or channel == HOME:
            return self.members(tx, channel)
        return tuple(sorted((self.me, *channels.stop_recipients(tx, self.me, channel))))

    def channel_now(self, tx: Tx, channel: ChannelId) -> ChannelNow:
        """A channel as the desk wants to know it."""
        newest = channels.newest_generation(tx, channel)
        halted = len(newest) > 1
        members = (self.me,) if halted else self.members(tx, channel)
        generation = newest[0].statement.generation
        return ChannelNow(channel, generation, members, halted)

    def place(self, channel: ChannelId, *, stop: bool = False) -> Place:
        """Where to write in a channel now; makes our log of its generation when it is new.

        A stop has a place even while rival statements halt everything else.
        """
        with self.store.transaction() as tx:
            origin = self._origin(tx, channel, stop=stop)
            restore.ensure_own(tx, self.keys, origin)
            readers = self._readers(tx, channel, stop=stop)
            return Place(channel, str(origin), origin.generation, readers, stop)

    def check_place(self, tx: Tx, place: Place) -> None:
        """Refuse when the log or its readers are no longer those an officer saw."""
        now = str(self._origin(tx, place.channel, stop=place.stop))
        readers = self._readers(tx, place.channel, stop=place.stop)
        if now != place.origin or readers != place.members:
            raise Conflict("state_moved")

    def _origin(self, tx: Tx, channel: ChannelId, *, stop: bool) -> Origin:
        if channel == HOME:
            generation = 1
        elif stop:
            generation = channels.newest_generation(tx, channel)[0].statement.generation
        else:
            generation = channels.current(tx, channel).generation
        newest = current_log(tx, self.me, channel)
        if newest is not None and newest.generation == generation:
            return Origin.parse(newest.origin)
        return Origin(self.me, channel, generation, self.keys.current_epoch)

    def shared_channels(self, tx: Tx) -> tuple[ChannelId, ...]:
        """Every channel with partners in which this node is a member."""
        every = channels.generations(tx)
        found = {one.statement.channel for one in every if one.complete}
        return tuple(ChannelId(one) for one in sorted(found))

    def open_channels(self, tx: Tx) -> tuple[ChannelId, ...]:
        """Shared channels in which somebody besides us would hear what we write now."""
        return tuple(
            one
            for one in self.shared_channels(tx)
            if not channels.halted(tx, one) and len(self.members(tx, one)) > 1
        )
