"""An operation of the house with a rule set, and officers who record arrests at the pages."""

import re
from dataclasses import dataclass, field
from datetime import timedelta

from tests.web.joint_case import CASE, Joint
from tests.web.signing import Signing, come_in_to_sign

from tansiq.node import operations, rule_sets
from tansiq.node.founding import FreshSigner
from tansiq.node.operations import Where
from tansiq.record.officers import CaseAssigned
from tansiq.record.tactics import TacticalPart, TacticalSite, Team
from tansiq.terms.ids import new_record_id
from tansiq.terms.rule_files import templates

JPEG = b"\xff\xd8\xff\xe0" + b"\0\x10JFIF" + bytes(500)
SITES = ("RAS-1", "RAS-2")
ARREST: dict[str, object] = {
    "site": "RAS-1", "clock": "rasilia.custody", "name": "Younes <b>El Mithali</b>",
    "born": "1988-04-17", "nationalities": "ras mer", "language": "ar", "interpreter": "yes",
    "rights-told": "yes", "ground": "order 5/26",
}  # fmt: skip
THING: dict[str, object] = {
    "site": "RAS-1", "label": "ras 0417", "what": "phone", "found": "room 2, drawer",
    "objection": "it is my <i>brother's</i>",
}  # fmt: skip


@dataclass
class Held:
    """An operation of ours, and whoever records what happens there."""

    joint: Joint
    officer: Signing
    where: Where = field(default_factory=lambda: Where(CASE, new_record_id()))

    @property
    def enter(self) -> str:
        return f"/custody/enter/2026-017/{self.where.operation}"

    def arrest(self, **more: object) -> str:
        """Record an arrest at the page; its id."""
        to = self.officer.sign(f"{self.enter}/arrest", {**ARREST, **more})["to"]
        found = re.fullmatch(r"/custody/(r-[a-z2-7]{26})", to)
        assert found, to
        return found[1]

    def seize(self, photos: tuple[bytes, ...] = (), **more: object) -> str:
        """Record a seizure at the page; its id."""
        files = [("photos", (f"p{n}.jpg", one, "image/jpeg")) for n, one in enumerate(photos)]
        to = self.officer.sign(f"{self.enter}/seizure", {**THING, **more}, files or None)["to"]
        return to.rpartition("/")[2]

    def page(self, path: str, lang: str = "en") -> str:
        answer = self.officer.client.get(f"{path}{'&' if '?' in path else '?'}lang={lang}")
        assert answer.status_code == 200, answer.text
        return answer.text

    def lead(self, officer: str) -> None:
        """Have an officer lead the team of the second site."""
        part = TacticalPart(
            operation=self.where.operation,
            jurisdiction="rasilia",
            sites=tuple(
                TacticalSite(
                    site=one,
                    address="1 Invented Street",
                    targets=(),
                    team=Team(name="team", leader=officer if one == SITES[1] else "", size=4),
                )
                for one in SITES
            ),
        )
        zones = dict.fromkeys(SITES, "Africa/Casablanca")
        operations.write_tactical(self.joint.house.node, self.joint.signer, self.where, part, zones)


def held_of(joint: Joint) -> Held:
    """An operation with two sites under the rules of an invented country."""
    signer = FreshSigner(joint.house.keys["case"])
    rule_sets.adopt(joint.house.node, signer, templates()["rasilia"])
    made = Held(joint, come_in_to_sign(joint.house, "case_officer"))
    officer = joint.house.keys["case_officer"].officer
    joint.house.change(CaseAssigned(officer=officer, file="home"))
    made.lead("")
    return made


HOUR = timedelta(hours=1)
