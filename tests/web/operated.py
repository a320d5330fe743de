"""An operation in the joint case of the house of these tests: who works on it, what both bound."""

from dataclasses import dataclass
from datetime import timedelta

from tests.web.acting import third_officer
from tests.web.conftest import House, hire
from tests.web.joint_case import CASE, Joint
from tests.web.joint_case import settle as settle_both

from tansiq.node import changes, operations, rule_sets
from tansiq.node.founding import FreshSigner
from tansiq.node.operations import Where
from tansiq.record.officers import CaseAssigned
from tansiq.record.tactics import TacticalPart, TacticalSite, Team
from tansiq.terms.clock import stamp
from tansiq.terms.ids import new_record_id
from tansiq.terms.rule_files import templates

OURS, THEIRS = "9 Calle de la Prueba", "3 Rue Inventee"
ZONES = {"rabat": "Africa/Casablanca", "meridia": "Europe/Madrid"}


@dataclass
class Operated:
    """The case, and an operation whose other party has bound its part."""

    joint: Joint
    where: Where

    @property
    def house(self) -> House:
        return self.joint.house

    @property
    def at(self) -> str:
        return f"/operations/{self.where.channel}/{self.where.operation}"

    def settle(self) -> None:
        settle_both(self.house, self.joint.partner)

    def wall(self, hours: int = 3) -> str:
        """A local reading in UTC, some hours from now."""
        at = self.house.node.clock.now() + timedelta(hours=hours)
        return stamp(at)[:16]


def put_on_case(house: House, who: str) -> None:
    """An officer of ours on the file of the case."""
    put = CaseAssigned(officer=house.keys[who].officer, file=CASE)
    first = FreshSigner(house.keys["liaison" if who != "liaison" else "case"])
    made = changes.propose(house.node, first, put, "for the test")
    changes.approve(house.node, third_officer(house), made.proposal)


def part(operation: str, address: str, sites: tuple[str, ...], **more: object) -> TacticalPart:
    """An own part under the rules of Rasilia."""
    return TacticalPart(
        operation=operation,
        jurisdiction="rasilia",
        sites=tuple(
            TacticalSite(
                site=one,
                address=address,
                targets=(),
                team=Team(name=f"team of {one}", leader=str(more.get(one, "")), size=5),
            )
            for one in sites
        ),
    )


def operated(joint: Joint) -> Operated:
    """Officers for every part, rules adopted, the partner's part bound and told."""
    house, partner = joint.house, joint.partner
    folder = house.node.settings.folder.parent
    for role in ("operations_commander", "site_team_leader"):
        if role not in house.keys:
            hire(house, folder, role)
        put_on_case(house, role)
    third_officer(house)
    put = CaseAssigned(officer=house.keys["prosecutor"].officer, file=CASE)
    made = changes.propose(house.node, FreshSigner(house.keys["liaison"]), put, "for the test")
    changes.approve(house.node, FreshSigner(house.keys["case"]), made.proposal)
    theirs = CaseAssigned(officer=partner.keys[1].officer, file=CASE)
    asked = changes.propose(partner.node, FreshSigner(partner.keys[0]), theirs, "for the test")
    changes.approve(partner.node, FreshSigner(partner.keys[2]), asked.proposal)
    rule_sets.adopt(house.node, FreshSigner(house.keys["case"]), templates()["rasilia"])
    rule_sets.adopt(partner.node, FreshSigner(partner.keys[1]), templates()["rasilia"])
    where = Where(CASE, new_record_id())
    operations.write_tactical(
        partner.node,
        FreshSigner(partner.keys[1]),
        where,
        part(where.operation, THEIRS, ("MER-1",)),
        {"MER-1": ZONES["meridia"]},
    )
    found = Operated(joint, where)
    found.settle()
    return found
