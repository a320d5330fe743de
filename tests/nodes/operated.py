"""Two nodes with one operation: own parts, an order, votes, words from sites, all by officers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from tests.nodes.joint import CASE, Joint, joint
from tests.nodes.lone import Lone
from tests.nodes.matching import Hand

from tansiq.custody import rules_queries
from tansiq.ledger.acts import load_officer_key
from tansiq.node import (
    checklists,
    operation_board,
    operation_lists,
    operations,
    rule_sets,
)
from tansiq.node.compose import Node
from tansiq.node.operation_board import Board
from tansiq.node.operations import Where
from tansiq.node.reading import Reader
from tansiq.operations.checklists import Checklist
from tansiq.operations.commands import Mark, OrderDraft
from tansiq.record.officers import Label
from tansiq.record.operations import (
    OrderText,
    QuorumParty,
    QuorumRule,
    SilenceOf,
    SiteReport,
)
from tansiq.record.tactics import TacticalPart, TacticalSite, Team
from tansiq.terms.clock import stamp
from tansiq.terms.ids import ChannelId, new_record_id
from tansiq.terms.operating import PointState, VoteChoice
from tansiq.terms.rule_files import templates

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

    def adopt_rules(self, country: str = "rasilia") -> None:
        """The rule set of an invented country, in force here from now on."""
        with Node.open(self.lone.node) as node:
            with node.store.reading() as tx:
                held = {one.jurisdiction for one in rules_queries.rule_sets(tx)}
            if country not in held:
                rule_sets.adopt(node, self.hand(), templates()[country])

    def write_part(
        self,
        sites: int = 2,
        address: str = "1 Invented Street",
        places: tuple[tuple[str, str], ...] = (),
        **site: object,
    ) -> None:
        """Our own part under the rules of Rasilia; `site` changes something of every site.

        `places` are the degrees north and east of the first sites.
        """
        self.adopt_rules()
        own = part(self.where.operation, self.name, sites, address)
        changed = [msgspec.structs.replace(one, **site) for one in own.sites]
        for at, (north, east) in enumerate(places):
            changed[at] = msgspec.structs.replace(changed[at], latitude=north, longitude=east)
        zones = {one.site: ZONES[self.name] for one in own.sites}
        with Node.open(self.lone.node) as node:
            whole = msgspec.structs.replace(own, sites=tuple(changed))
            operations.write_tactical(node, self.hand(), self.where, whole, zones)

    def mark(self, site: str, item: str, who: str = "case", **said: object) -> None:
        """Say that a point of a checklist is there."""
        with Node.open(self.lone.node) as node:
            one = Mark(**{"item": item, "done": True, **said})  # type: ignore[arg-type]
            checklists.mark_point(node, self.hand(who), self.where, site, one)

    def waive(self, site: str, item: str, who: str = "case") -> None:
        """Waive a point of a checklist."""
        with Node.open(self.lone.node) as node:
            wish = (item, "none to be had in time")
            checklists.waive_point(node, self.hand(who), self.where, site, wish)

    def checklists(self) -> dict[str, Checklist]:
        """The checklists of our own sites."""
        with Node.open(self.lone.node) as node, node.store.reading() as tx:
            now = operations.state_without(
                node, tx, self.where, operations.kept(node, self.where.channel)
            )
            held = operation_lists.own_part(node, tx, now.facts, now.sites)
        return {one.site.site: one for one in held.lists} if held else {}

    def make_ready(self) -> None:
        """Every missing point of our sites is marked."""
        self.make_ready_but("")

    def make_ready_but(self, code: str) -> None:
        """Every missing point of our sites but this one is marked."""
        for site, held in self.checklists().items():
            for point in held.missing:
                if point.code != code:
                    self.mark(site, point.code, document="paper 1")

    def unready(self, site: str) -> None:
        """A point of a site's checklist is not there after all."""
        point = next(one for one in self.checklists()[site].points if one.state is PointState.DONE)
        self.mark(site, point.code, done=False)

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
