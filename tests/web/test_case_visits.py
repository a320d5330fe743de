"""A case as an officer comes back to it: what is new, what presses, where things are, who answers.

Two nodes in one process; the partner's words come through the exchange as they would from afar.
"""

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from typing import Any

import psycopg
import pytest
from tests.web.conftest import Client, House
from tests.web.hiring import entered
from tests.web.joint_case import (
    AT,
    CASE,
    SECRET,
    SHUT_SOURCE,
    Joint,
    joint_case,
    partner_of,
    settle,
)

from tansiq.cases.claiming import Claiming
from tansiq.cases.sourcing import FileDocument
from tansiq.node import case_claims
from tansiq.node.founding import FreshSigner
from tansiq.record.claims import Claim, EntityOpened
from tansiq.record.material import Markings
from tansiq.record.officers import CaseAssigned, CaseUnassigned
from tansiq.store.embedded import EmbeddedServer
from tansiq.terms.ids import new_record_id
from tansiq.terms.roles import Role


@pytest.fixture(scope="module")
def joint(
    house: House, embedded_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Joint]:
    name = f"visits{os.getpid()}"
    with psycopg.connect(embedded_server.maintenance_dsn(), autocommit=True) as connection:
        connection.execute(
            f'CREATE DATABASE "{name}" TEMPLATE "tansiq_template" OWNER "tansiq_template"'.encode()
        )
    dsn = psycopg.conninfo.make_conninfo(embedded_server.dsn(name), user="tansiq_template")
    with partner_of(house, tmp_path_factory.mktemp("partner"), dsn) as partner:
        made = joint_case(house, partner)
        partner.change(CaseAssigned(officer=partner.keys[1].officer, file=CASE), first=-1)
        yield made


@pytest.fixture(scope="module")
def writer(joint: Joint) -> Client:
    """The officer who wrote all that this side says."""
    return entered(joint.house, Role.CASE_OFFICER)


@pytest.fixture(scope="module")
def liaison(joint: Joint) -> Client:
    """An officer on the case to whom H3 is closed."""
    return entered(joint.house, Role.LIAISON_OFFICER)


def visits(joint: Joint, who: str) -> Any:
    """What the accounts keep of an officer's visits."""
    kept = import_module("tansiq.web.accounts.models").CaseVisit.objects
    return kept.filter(account__officer=joint.house.keys[who].officer)


def half_an_hour_later(joint: Joint, who: str) -> None:
    """The officer has been away since."""
    for one in visits(joint, who):
        one.last -= timedelta(minutes=31)
        one.save()


def says(joint: Joint, prop: str, value: str, code: str = "H0") -> None:
    """The partner claims something of the person, on a source of its own."""
    wish = Claiming(
        document=_document(joint, "Padrón", "official_record", code),
        handling=Markings(code=code, conditions="for those who direct" if code == "H3" else ""),
        claims=(Claim(property=prop, value=value, grade="europol_4x4:B2", nature="fact"),),
    )
    case_claims.claim(
        joint.partner.node, FreshSigner(joint.partner.keys[1]), CASE, joint.entity, wish
    )


def _document(joint: Joint, title: str, source: str, code: str = "H0") -> str:
    made = new_record_id()
    wish = FileDocument(
        document=made, source=source, title=title, language="es", reference="S-12/2026",
        authority="Court of Cala Honda", dated="2026-11-02",
        handling=Markings(code=code, conditions="for those who direct" if code == "H3" else ""),
    )  # fmt: skip
    case_claims.file_document(joint.partner.node, FreshSigner(joint.partner.keys[1]), CASE, wish)
    return made


def test_news_stay_for_a_visit_and_cleared_persons_until_one(joint: Joint, writer: Client) -> None:
    """REQUIREMENTS 3.4: cleared is pushed to every holder, and stands on top until it was seen."""
    first = writer.get(f"{AT}?lang=en").text
    assert "New to you" in first
    assert "Nobody else has said anything" in first, "one's own words are no news"
    assert "not visited yet" not in writer.get("/cases?lang=en").text

    says(joint, "birthDate", "1990-04-17")
    judgment = _document(joint, "Sentencia absolutoria", "judgment")
    change = (joint.partner.node, FreshSigner(joint.partner.keys[1]), CASE, joint.entity)
    case_claims.change_status(*change, ("cleared", judgment, ""))
    settle(joint.house, joint.partner)

    for page in (writer.get("/cases?lang=en").text, writer.get(f"{AT}?lang=en").text):
        told = page[page.index("cleared-person") :]
        told = told[: told.index("held against")]
        assert "يونس المثالي" in told
        assert f'href="{AT}/sources/{judgment}"' in told
        assert "Sentencia absolutoria" in told
        assert 'class="badge clash"' in page
    # A first visit has not ended: everything of others is new, and stays so.
    assert "statuses changed" in writer.get(f"{AT}?lang=en").text
    half_an_hour_later(joint, "case")
    again = writer.get(f"{AT}?lang=en").text
    assert "New since your last visit" in again
    assert "cleared-person" not in again
    assert "Nothing arrived from others" in again
    assert "cleared-person" not in writer.get("/cases?lang=en").text

    says(joint, "position", "driver")
    settle(joint.house, joint.partner)
    for _ in range(2):
        page = writer.get(f"{AT}?lang=en").text
        assert re.search(r"records of claims.*?>1<", page), "the same on reload"
    # Whoever reads on in the case has not left it, and whoever saw all of it says so.
    half = visits(joint, "case").get()
    half.last -= timedelta(minutes=20)
    half.save()
    writer.get(f"{AT}/entities/{joint.entity}")
    assert visits(joint, "case").get().last > half.last
    assert writer.post(f"{AT}/seen").status_code == 302
    assert "Nothing arrived from others" in writer.get(f"{AT}?lang=en").text


def test_a_closed_document_clears_without_being_told(joint: Joint, liaison: Client) -> None:
    judgment = _document(joint, "Auto reservado", "judgment", "H3")
    change = (joint.partner.node, FreshSigner(joint.partner.keys[1]), CASE, joint.other)
    case_claims.change_status(*change, ("cleared", judgment, ""))
    settle(joint.house, joint.partner)
    page = liaison.get(f"{AT}?lang=en").text
    assert "one you may not see; ask the desk of" in page
    assert "Auto reservado" not in page
    assert "Sentencia absolutoria" in page, "a first visit tells of all who are cleared"

    # "Suspect" is how we saw them: it goes from lists when we clear them, not when others do.
    def told() -> tuple[bool, bool]:
        listed = liaison.get(f"{AT}/entities?lang=en").text
        row = next(one for one in listed.split("<tr>") if f"{AT}/entities/{joint.other}" in one)
        return ">suspect<" in row, "cleared" in row

    assert told() == (True, True)
    ours = joint.files("Judgment 12", source="judgment")
    own = (joint.house.node, joint.signer, CASE, joint.other, ("cleared", ours, ""))
    case_claims.change_status(*own)
    assert told() == (False, True)


def test_sources_are_paged_by_agency_and_withdrawn_ones_marked(
    joint: Joint, writer: Client, liaison: Client
) -> None:
    gone = joint.files("Register of ferries")
    case_claims.withdraw_document(
        joint.house.node, joint.signer, CASE, gone, case_claims.Withdrawing("wrong", "old page")
    )
    many = [joint.files(f"List {number}") for number in range(50)]
    first = writer.get(f"{AT}/sources?lang=en&agency={joint.house.node.me}").text
    shown = re.findall(rf'href="{AT}/sources/(r-\w+)"', first)
    assert shown == many[::-1]
    assert "Sentencia" not in first, "of one agency alone"
    older = re.search(r'href="([^"]+)" rel="next"', first)
    assert older
    rest = writer.get(older[1].replace("&amp;", "&") + "&lang=en").text
    assert re.findall(rf'href="{AT}/sources/(r-\w+)"', rest)[0] == gone
    row = rest[rest.index("Register of ferries") :]
    assert "source withdrawn" in row[: row.index("</tr>")]
    assert SHUT_SOURCE in rest
    assert SHUT_SOURCE not in liaison.get(older[1].replace("&amp;", "&")).text
    theirs = writer.get(f"{AT}/sources?lang=en&agency={joint.partner.node.me}").text
    assert "Sentencia absolutoria" in theirs
    assert "List 7" not in theirs


def _site(joint: Joint) -> str:
    made = new_record_id()
    said = {
        "name": "Old harbour store", "full": "Quay 3, Cala Honda", "country": "es",
        "latitude": "35.8893", "longitude": "-5.3198",
    }  # fmt: skip
    wish = Claiming(
        document=joint.open_source,
        handling=Markings(code="H0"),
        claims=tuple(
            Claim(property=name, value=value, grade="europol_4x4:B2", nature="fact")
            for name, value in said.items()
        ),
    )
    opening = EntityOpened(entity=made, schema="Address")
    case_claims.open_named(joint.house.node, joint.signer, CASE, opening, wish)
    return made


def test_places_stand_by_country_with_the_source_of_each(
    joint: Joint, writer: Client, liaison: Client
) -> None:
    site = _site(joint)
    page = writer.get(f"{AT}/places?lang=es").text
    spain, nowhere = page.index(">España<"), page.index("Sin país declarado")
    there = page[spain:nowhere]
    assert f'href="{AT}/entities/{site}"' in there
    assert f'href="{AT}/sources/{joint.open_source}"' in there, "one press from the source"
    assert "Quay 3" in there
    assert SECRET not in there, "nobody lies in a country by nationality"
    assert SECRET in page[nowhere:]
    assert SECRET not in liaison.get(f"{AT}/places").text
    assert page.count("<circle") == 1
    assert 'src="http' not in page


def test_who_answers_by_a_closed_number_does_not_answer(
    joint: Joint, writer: Client, liaison: Client
) -> None:
    """REQUIREMENTS 3.7: both scripts; and a search tells nobody what a code keeps from them."""
    joint.claims("ZZ4711", "idNumber", "H3", joint.shut_source)
    for path in ("offered", "entities"):
        told = liaison.get(f"{AT}/{path}?words=ZZ4711&lang=en")
        assert (told.status_code, joint.entity in told.text) == (200, False)
    found = writer.get(f"{AT}/offered?words=zz4711&lang=en").text
    assert f'data-to="{AT}/entities/{joint.entity}"' in found
    assert "in Arabic script · other than yours" in writer.get(
        f"{AT}/entities?words=Younes&lang=en"
    ).text.replace("\n", "")
    assert 'role="option"' not in writer.get(f"{AT}/offered?words=z&lang=en").text


def test_who_leaves_a_case_leaves_no_visit(joint: Joint, liaison: Client) -> None:
    liaison.get(AT)
    assert visits(joint, "liaison").count() == 1
    analyst = entered(joint.house, Role.INTELLIGENCE_ANALYST)
    for answer in (analyst.get(AT), analyst.post(f"{AT}/seen")):
        assert (answer.status_code, "case_unknown" in answer.text) == (404, True)
    assert visits(joint, "intelligence_analyst").count() == 0
    who = joint.house.keys["liaison"].officer
    joint.house.change(CaseUnassigned(officer=who, file=CASE))
    analyst.get("/cases")
    assert visits(joint, "liaison").count() == 0
