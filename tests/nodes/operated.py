"""Two nodes with one operation: own parts, an order, votes, words from sites, all by officers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tests.nodes.joint import CASE, Joint, joint
from tests.nodes.lone import Lone
from tests.nodes.matching import Hand

from tansiq.ledger.acts import load_officer_key
from tansiq.node import operation_board, operations
from tansiq.node.compose import Node
from tansiq.node.operation_board import Board
from tansiq.node.operations import Where
from tansiq.node.perform import say
from tansiq.node.reading import Reader
from tansiq.operations.commands import OrderDraft
from tansiq.record.officers import Label
from tansiq.record.operations import (
    OrderText,
    QuorumParty,
    QuorumRule,
    ReadinessTold,
    SilenceOf,
    SiteReport,
)
from tansiq.record.plan import Planned
from tansiq.record.tactics import TacticalPart, TacticalSite, Team
from tansiq.terms.clock import stamp
from tansiq.terms.ids import ChannelId, new_record_id
from tansiq.terms.operating import VoteChoice

HERE = ChannelId(CASE)
ZONES = {"madrid": "Europe/Madrid", "rabat": "Africa/Casablanca"}


def part(
    operation: str, side: str, sites: int = 2, address: str = "1 Invented Street"
) -> TacticalPart:
    """The own part of one side, with sites like RABAT-1."""
    return TacticalPart(
        operation=operation,
        jurisdiction="rasilia",
        sites=tuple(
            TacticalSite(
                site=f"{side.upper()}-{number}",
                address=address,
                targets=(),
                team=Team(name=f"team {number}", leader="", size=6),
            )
            for number in range(1, sites + 1)
        ),
    )


def draft(
    h_hour: datetime, parties: tuple[str, ...] = ("madrid", "rabat"), **changes: object
) -> OrderDraft:
    """A whole order: one case officer of each party votes, silence of 30 minutes means hold."""
    given: dict[str, object] = {
        "names": (Label(language="en", text="Sample 3"),),
        "texts": (OrderText(language="en", situation="invented", purpose="arrest together"),),
        "h_hour": stamp(h_hour),
        "quorum": QuorumRule(
            version=1,
            parties=tuple(
                QuorumParty(party=one, officers=1, role="case_officer") for one in parties
            ),
        ),
        "silence": tuple(SilenceOf(party=one, minutes=30, rule="hold") for one in parties),
        "phases": (),
        "languages": ("ar", "es"),
        "stale_minutes": 5,
        "changed": "as agreed by telephone",
    }
    return OrderDraft(**{**given, **changes})  # type: ignore[arg-type]


@dataclass(frozen=True)
class Acting:
    """One side of an operation."""

    lone: Lone
    name: str
    where: Where

    def hand(self, who: str = "case") -> Hand:
        return Hand(load_officer_key(self.lone.officers[who]))

    def reader(self, who: str = "case") -> Reader:
        held = self.hand(who)
        return Reader(held.officer, held.key, "operation")

    def write_part(self, sites: int = 2, address: str = "1 Invented Street") -> None:
        own = part(self.where.operation, self.name, sites, address)
        zones = {one.site: ZONES[self.name] for one in own.sites}
        with Node.open(self.lone.node) as node:
            operations.write_tactical(node, self.hand(), self.where, own, zones)

    def make_ready(self) -> None:
        """Every site of ours says that its checklist is green."""
        with Node.open(self.lone.node) as node:
            dates = operations.kept(node, self.where.channel)
            with node.store.reading() as tx:
                ours = operations.queries.sites_of(tx, *_about(self.where)).get(self.name, ())
            say(
                node,
                [
                    Planned(
                        channel=self.where.channel,
                        payload=ReadinessTold(
                            operation=self.where.operation, site=one.site, done=6, waived=0, total=6
                        ),
                        retention=dates,
                    )
                    for one in ours
                ],
            )

    def issue(self, h_hour: datetime, **changes: object) -> None:
        seen = tuple(one.digest for one in self.board().decision.heads)
        with Node.open(self.lone.node) as node:
            operations.issue(node, self.hand(), self.where, draft(h_hour, **changes), seen)

    def vote(self, choice: VoteChoice = VoteChoice.GO, digest: str = "", who: str = "case") -> None:
        chosen = digest or self.board().decision.digest
        with Node.open(self.lone.node) as node:
            operations.vote(node, self.hand(who), self.where, chosen, choice)

    def report(self, site: str, state: str = "", **told: object) -> None:
        with Node.open(self.lone.node) as node:
            one = SiteReport(at=stamp(node.clock.now()), state=state, **told)  # type: ignore[arg-type]
            operations.report_site(node, self.hand(), self.where, site, [one])

    def board(self) -> Board:
        with Node.open(self.lone.node) as node:
            return operation_board.board(node, self.reader(), self.where)


def _about(where: Where) -> tuple[str, str]:
    return where.channel, where.operation


@dataclass(frozen=True)
class Operated:
    """Both sides of one operation, and what carries their words."""

    both: Joint
    rabat: Acting
    madrid: Acting

    def carry(self) -> None:
        self.both.carry()

    def begin(self, within: timedelta = timedelta(hours=1)) -> datetime:
        """Own parts, readiness, an order by Rabat; gives H-hour."""
        for one in (self.rabat, self.madrid):
            one.write_part()
            one.make_ready()
        self.carry()
        with Node.open(self.rabat.lone.node) as node:
            h_hour = (node.clock.now() + within).replace(microsecond=0)
        self.rabat.issue(h_hour)
        self.carry()
        return h_hour


@contextmanager
def operated(folder: Path) -> Iterator[Operated]:
    """Two nodes, one joint case, one operation that nobody has written a word of yet."""
    with joint(folder) as made:
        where = Where(HERE, new_record_id())
        yield Operated(
            made,
            Acting(made.rabat, "rabat", where),
            Acting(made.madrid, "madrid", where),
        )
