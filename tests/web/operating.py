"""One operation of the joint case of these tests: both parties' parts, an order, votes, words."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from tests.nodes.operated import draft, part
from tests.web.conftest import House
from tests.web.joint_case import CASE, PARTNER, Joint
from tests.web.joint_case import settle as settle_both
from tests.web.matching import matching

from tansiq.ledger.acts import OfficerKey
from tansiq.node import checklists, operation_board, operations, rule_sets, stops
from tansiq.node.compose import Node
from tansiq.node.founding import FreshSigner
from tansiq.node.operation_decisions import settle
from tansiq.node.operations import Where
from tansiq.operations.checklists import Checklist
from tansiq.operations.commands import Mark
from tansiq.record.operations import SiteReport
from tansiq.terms.clock import stamp
from tansiq.terms.ids import new_record_id
from tansiq.terms.operating import PointState, VoteChoice
from tansiq.terms.rule_files import templates

ZONES = {"rabat": "Africa/Casablanca", PARTNER: "Atlantic/Canary"}
ADDRESS = "17 Invented Quay"


@dataclass
class Side:
    """One party: its node, and the officer who commands and votes."""

    node: Node
    key: OfficerKey
    where: Where

    @property
    def signer(self) -> FreshSigner:
        return FreshSigner(self.key)

    def binds(self, sites: int, at: tuple[str, str] = ("", "")) -> None:
        """Write a part whose sites all lie `at` so many degrees north and east."""
        own = part(self.where.operation, self.node.me, sites, ADDRESS)
        placed = tuple(
            msgspec.structs.replace(one, latitude=at[0], longitude=at[1]) for one in own.sites
        )
        own = msgspec.structs.replace(own, sites=placed)
        zones = {one.site: ZONES[self.node.me] for one in own.sites}
        operations.write_tactical(self.node, self.signer, self.where, own, zones)
        for one in self.lists():
            for point in one.missing:
                self.marks(one.site.site, point.code, done=True)

    def lists(self) -> tuple[Checklist, ...]:
        """The checklists of our own sites."""
        return self.board().lists

    def marks(self, site: str, item: str, *, done: bool) -> None:
        """Whether a point of a checklist is there."""
        mark = Mark(item=item, done=done, document="paper 1")
        checklists.mark_point(self.node, self.signer, self.where, site, mark)

    def unready(self, site: str) -> None:
        """A point of a site's checklist is not there after all."""
        held = next(one for one in self.lists() if one.site.site == site)
        point = next(one for one in held.points if one.state is PointState.DONE)
        self.marks(site, point.code, done=False)

    def issues(self, h_hour: datetime, parties: tuple[str, ...], **changes: object) -> None:
        seen = tuple(one.digest for one in settle(self.node, self.where).decision.heads)
        order = draft(h_hour, parties, **changes)
        operations.issue(self.node, self.signer, self.where, order, seen)

    def votes(self, choice: VoteChoice = VoteChoice.GO) -> None:
        digest = settle(self.node, self.where).decision.digest
        operations.vote(self.node, self.signer, self.where, digest, choice)

    def reports(self, site: str, state: str = "", **told: object) -> None:
        one = SiteReport(at=stamp(self.node.clock.now()), state=state, **told)  # type: ignore[arg-type]
        operations.report_site(self.node, self.signer, self.where, site, [one])

    def stops(self, reason: str = "", ground: str = "") -> str:
        where, why = self.where, stops.Why(ground, reason)
        return str(stops.order(self.node, self.signer, where.channel, where.operation, why).id)

    def board(self) -> operation_board.Board:
        return operation_board.seen(self.node, self.where)


@dataclass
class Operation:
    """The operation at both sides."""

    joint: Joint
    ours: Side
    theirs: Side

    @property
    def at(self) -> str:
        where = self.ours.where
        return f"/operations/{where.channel}/{where.operation}"

    def carry(self) -> None:
        settle_both(self.joint.house, self.joint.partner)
        for one in (self.ours, self.theirs):
            settle(one.node, one.where)
        settle_both(self.joint.house, self.joint.partner)

    def begin(
        self,
        within: timedelta = timedelta(minutes=42),
        sites: int = 2,
        at: tuple[str, str] = ("", ""),
    ) -> datetime:
        """Own parts, an order of ours; gives H-hour. Our own sites lie `at` one place."""
        self.ours.binds(sites, at)
        self.theirs.binds(sites)
        self.carry()
        h_hour = (self.ours.node.clock.now() + within).replace(microsecond=0)
        self.ours.issues(h_hour, ("rabat", PARTNER))
        self.carry()
        return h_hour


@contextmanager
def operating(house: House, dsn: str, folder: Path) -> Iterator[Joint]:
    """The case in which operations are made; the partner's case officer is on it."""
    with matching(house, dsn, folder) as joint:
        rules = templates()["rasilia"]
        rule_sets.adopt(house.node, FreshSigner(house.keys["case"]), rules)
        rule_sets.adopt(joint.partner.node, FreshSigner(joint.partner.keys[1]), rules)
        yield joint


def operation(joint: Joint) -> Operation:
    """A new one, of which nobody has said a word."""
    where = Where(CASE, new_record_id())
    ours = Side(joint.house.node, joint.house.keys["case"], where)
    theirs = Side(joint.partner.node, joint.partner.keys[1], where)
    return Operation(joint, ours, theirs)
