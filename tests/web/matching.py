"""Two agencies on one case that match their lists, with officers of ours who sign at the pages."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
from tests.web.conftest import House
from tests.web.joint_case import CASE, Joint, joint_case, partner_of
from tests.web.joint_case import settle as settle_both
from tests.web.signing import Signing, come_in_to_sign

from tansiq.node import changes, match_steps, matches
from tansiq.node.founding import FreshSigner
from tansiq.node.matches import Listing
from tansiq.record.officers import CaseAssigned
from tansiq.store.embedded import EmbeddedServer
from tansiq.terms.ids import HOME

OURS = [f"06612345{number:02d}" for number in range(30)]
THEIRS = [f"+2126612345{number:02d}" for number in range(28, 60)]
BOTH = ("+212661234528", "+212661234529")
LIST: dict[str, object] = {
    "type": "phone", "title": "Watch <b>list</b> 7", "purpose": "inquiry 17",
    "legal-basis": "article 9", "region": "MA",
}  # fmt: skip
WISH: dict[str, object] = {
    "channel": CASE, "type": "phone", "purpose": "who else knows them", "legal-basis": "article 4",
}  # fmt: skip
NEVER = "r-aaaaaaaaaaaaaaaaaaaaaaaaaa"


@contextmanager
def matching(house: House, dsn: str, folder: Path) -> Iterator[Joint]:
    """The case of both, with officers of the partner who propose and approve."""
    with partner_of(house, folder, dsn) as partner:
        made = joint_case(house, partner)
        partner.change(CaseAssigned(officer=partner.keys[0].officer, file=HOME), first=1)
        put = CaseAssigned(officer=partner.keys[1].officer, file=CASE)
        asked = changes.propose(partner.node, FreshSigner(partner.keys[0]), put, "for the test")
        changes.approve(partner.node, FreshSigner(partner.keys[2]), asked.proposal)
        yield made


def database(server: EmbeddedServer, name: str) -> str:
    """An empty database of the partner's."""
    with psycopg.connect(server.maintenance_dsn(), autocommit=True) as connection:
        connection.execute(
            f'CREATE DATABASE "{name}" TEMPLATE "tansiq_template" OWNER "tansiq_template"'.encode()
        )
    return psycopg.conninfo.make_conninfo(server.dsn(name), user="tansiq_template")


def asking_officer(joint: Joint) -> Signing:
    """A case officer on the case and at home, who signs at the pages."""
    made = come_in_to_sign(joint.house, "case_officer")
    officer = joint.house.keys["case_officer"].officer
    joint.house.change(CaseAssigned(officer=officer, file=HOME))
    return made


def second(joint: Joint) -> FreshSigner:
    """The other officer of ours on the case."""
    return FreshSigner(joint.house.keys["case"])


def carried(joint: Joint) -> None:
    """Bundles and the steps of both nodes, until nothing moves."""
    still = 0
    while still < 2:
        settle_both(joint.house, joint.partner)
        moved = sum(match_steps.advance(one) for one in (joint.house.node, joint.partner.node))
        still = 0 if moved else still + 1


def shown(one: Signing, path: str) -> str:
    """A page in English."""
    answer = one.client.get(f"{path}{'&' if '?' in path else '?'}lang=en")
    assert answer.status_code == 200, answer.text
    return answer.text


def told(one: Signing, path: str, data: dict[str, object]) -> tuple[int, str]:
    """How a form is refused: status and code."""
    answer = one.send(path, data)
    found = re.search(r'<bdi class="id xs" dir="ltr">(\w+)</bdi>', answer.text)
    assert found, answer.text
    return answer.status_code, found[1]


def kept(one: Signing, lines: Sequence[str], **more: object) -> str:
    """Keep a list from the page; its id."""
    to = one.sign("/matches/lists/new", {**LIST, "lines": "\r\n".join(lines), **more})["to"]
    assert to == "/matches/lists"
    return re.findall(r'id" dir="ltr">(r-[a-z2-7]{26})<', shown(one, "/matches/lists"))[0]


def proposed(one: Signing, listed: str, wish: dict[str, object] = WISH) -> str:
    """Propose from the page; the id of the match."""
    assert one.sign("/matches/new", {**wish, "list": listed})["to"] == "/matches"
    page = shown(one, "/matches").partition('id="h-ours"')[2]
    found = re.findall(r'href="/matches/(r-[a-z2-7]{26})"', page)
    # Newest last: the queue goes by age.
    return found[page.partition('id="h-underway"')[0].count('class="t finger"') - 1]


def theirs(joint: Joint) -> str:
    """A list of the partner's."""
    listing = Listing(type="phone", title="theirs", purpose="inquiry 3", legal_basis="art. 3")
    return matches.keep_list(joint.partner.node, joint.partner.signer, THEIRS, listing).list


def told_by(one: Signing, path: str) -> tuple[int, str]:
    """How a part of a page is refused."""
    answer = one.client.ask("GET", path, headers={"HX-Request": "true"})
    found = re.search(r'<bdi class="id xs" dir="ltr">(\w+)</bdi>', answer.text)
    assert found, answer.text
    return answer.status_code, found[1]
