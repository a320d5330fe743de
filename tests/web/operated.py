"""An operation in the joint case of the house of these tests: who works on it, what both bound."""

import re
from dataclasses import dataclass
from datetime import timedelta

from tests.web.acting import third_officer
from tests.web.conftest import House, hire
from tests.web.joint_case import CASE, Joint
from tests.web.joint_case import settle as settle_both
from tests.web.signing import Signing

from tansiq.node import changes, channels, operations, rule_sets
from tansiq.node.founding import FreshSigner
from tansiq.node.operations import Where
from tansiq.record.officers import CaseAssigned
from tansiq.record.tactics import TacticalPart, TacticalSite, Team
from tansiq.terms.clock import stamp
from tansiq.terms.ids import ChannelId, new_record_id
from tansiq.terms.rule_files import templates

OURS, THEIRS = "9 Calle de la Prueba", "3 Rue Inventee"
ZONES = {"rabat": "Africa/Casablanca", "meridia": "Europe/Madrid"}


SITE = {
    "site": "RAB-1",
    "zone": "Africa/Casablanca",
    "address": OURS,
    "country": "rasilia",
    "condition": ["foreign_language"],
    "team": "blue",
    "size": "6",
    "target-words": ["the tenant of the second floor", "the tenant of the second floor"],
    "target-entity": ["", ""],
    "target-kind": ["search_order", "letter_rogatory"],
    "target-reference": ["SO 1/26", "LR 2/26"],
    "target-authority": ["Court of Palm City", "Court of Palm City"],
    "target-until": ["2036-12-31", ""],
}
ORDER = {
    "authentic": "en",
    "name.en": "Sample Day",
    "situation.en": "a group plans, invented",
    "purpose.en": "arrest together",
    "name.ar": "اليوم",
    "situation.ar": "مجموعة مختلقة",
    "purpose.ar": "توقيف متزامن",
    "h-zone": "UTC",
    "phase-code": ["move", ""],
    "phase-minutes": ["-30", ""],
    "phase-name.en": ["teams move", ""],
    "language": ["ar", "en"],
    "stale-minutes": "5",
    **{
        f"{name}.{party}": value
        for party, role in (("rabat", "operations_commander"), ("meridia", "case_officer"))
        for name, value in (
            ("party", "yes"),
            ("officers", "1"),
            ("role", role),
            ("silence-minutes", "30"),
            ("silence", "hold"),
        )
    },
}


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


def share_drill(day: Operated) -> ChannelId:
    """A channel for an exercise, with our commander on it."""
    house, partner, drill = day.house, day.joint.partner, ChannelId("exercise:drill")
    members = tuple(sorted((house.node.me, partner.node.me)))
    house.change(channels.proposed(house.node, drill, members, "drill"))
    day.settle()
    partner.change(channels.to_sign(partner.node, drill))
    day.settle()
    put = CaseAssigned(officer=house.keys["operations_commander"].officer, file=drill)
    made = changes.propose(house.node, FreshSigner(house.keys["liaison"]), put, "for the test")
    changes.approve(house.node, third_officer(house), made.proposal)
    return drill


def page(one: Signing, path: str) -> str:
    answer = one.client.get(f"{path}{'&' if '?' in path else '?'}lang=en")
    assert answer.status_code == 200, answer.text
    return answer.text


def told(one: Signing, path: str, data: dict[str, object]) -> tuple[int, str]:
    """How a form is refused: status and code."""
    answer = one.send(path, dict(data))
    found = re.search(r'<bdi class="id xs" dir="ltr">(\w+)</bdi>', answer.text)
    assert found, answer.text
    return answer.status_code, found[1]


def seen_of(text: str) -> str:
    """The commitment or versions that a form was made from."""
    found = re.search(r'name="seen" value="([0-9a-f]*)"', text)
    assert found, text
    return found[1]


def digest_of(text: str) -> str:
    found = re.search(r'name="digest" value="([0-9a-f]{64})"', text)
    assert found, text
    return found[1]
