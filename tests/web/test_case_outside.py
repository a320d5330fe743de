"""What a partner's changed node says outside the agreement, as the pages of the case show it."""

import html
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from tests.web.conftest import House
from tests.web.joint_case import AT, CASE, Joint, joint_case, partner_of, settle
from tests.web.signing import come_in_to_sign

from tansiq.node.actions import Action
from tansiq.node.cases import case_dates, in_case
from tansiq.record.base import Record
from tansiq.record.cases import TaskSet
from tansiq.record.claims import Claim, ClaimsMade, StatusChanged
from tansiq.record.material import Markings
from tansiq.record.plan import Planned
from tansiq.store.embedded import EmbeddedServer
from tansiq.terms.ids import new_record_id

WORDS = {
    "ar": "خارج الاتفاق",
    "en": "outside the agreement",
    "es": "fuera del acuerdo",
    "fr": "hors de l'accord",
}


class Early:
    """A clock of days before anybody signed."""

    def now(self) -> datetime:
        """That day."""
        return datetime.now(UTC) - timedelta(days=20)


@pytest.fixture(scope="module")
def joint(
    house: House, embedded_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Joint]:
    name = f"outside{os.getpid()}"
    with psycopg.connect(embedded_server.maintenance_dsn(), autocommit=True) as connection:
        connection.execute(
            f'CREATE DATABASE "{name}" TEMPLATE "tansiq_template" OWNER "tansiq_template"'.encode()
        )
    dsn = psycopg.conninfo.make_conninfo(embedded_server.dsn(name), user="tansiq_template")
    with partner_of(house, tmp_path_factory.mktemp("partner"), dsn) as partner:
        yield joint_case(house, partner)


def unchecked(joint: Joint, *payloads: Record) -> None:
    """What a node writes that asks nobody, with a real officer's act on each."""
    node = joint.partner.node
    kept = case_dates(node)
    planned = tuple(Planned(channel=CASE, payload=one, retention=kept) for one in payloads)
    in_case(node, joint.partner.signer, (Action.MAKE_CLAIM, CASE), lambda _tx, _now: planned)


def test_it_is_shown_apart_in_every_language_and_counts_for_nothing(
    joint: Joint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REQUIREMENTS 3.1, over a real exchange between two nodes."""
    said = Claim(property="name", value="Someone Else", grade="europol_4x4:A1", nature="fact")
    monkeypatch.setattr(joint.partner.node, "clock", Early())
    unchecked(
        joint,
        ClaimsMade(
            entity=joint.entity, schema="Person", document=joint.open_source,
            handling=Markings(code="H0"), claims=(said,),
        ),
        StatusChanged(entity=joint.entity, status="convicted", document=joint.open_source),
        TaskSet(task=new_record_id(), party=joint.house.node.me, title="Hurry", language="en"),
    )  # fmt: skip
    monkeypatch.undo()
    settle(joint.house, joint.partner)
    officer = come_in_to_sign(joint.house, "case_officer").client
    for language, word in WORDS.items():
        page = html.unescape(officer.get(f"{AT}/entities/{joint.entity}?lang={language}").text)
        assert page.count(word) >= 2, "the claim and the panel"
        assert 'id="apart"' in page
        head = page[page.index("<h1") : page.index("</h1>")]
        assert "Someone Else" not in head
        assert word in html.unescape(officer.get(f"{AT}/tasks?lang={language}").text)
    found = officer.get(f"{AT}/entities?words=Someone+Else&lang=en").text
    assert "outside the agreement" in found
