"""A draft's batch becomes claims of a joint case under one touch, and the partner holds it."""

import os
import re
from collections.abc import Iterator

import psycopg
import pytest
from tests.web.conftest import House
from tests.web.joint_case import AT, CASE, Joint, joint_case, partner_of, settle
from tests.web.signing import Signing, come_in_to_sign
from tests.web.test_intake import TEXT, at, file, handed_in, shown

from tansiq.node import cases
from tansiq.node.exchanging import quarantined
from tansiq.node.reading import SIGNED_IN, Reader
from tansiq.store.embedded import EmbeddedServer

GRADED: dict[str, object] = {
    "channel": str(CASE),
    "grade-source": "europol_4x4:C",
    "grade-information": "europol_4x4:3",
    "nature": "fact",
    "handling": "H0",
}


@pytest.fixture(scope="module")
def joint(
    house: House, embedded_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Joint]:
    name = f"intake{os.getpid()}"
    with psycopg.connect(embedded_server.maintenance_dsn(), autocommit=True) as connection:
        connection.execute(
            f'CREATE DATABASE "{name}" TEMPLATE "tansiq_template" OWNER "tansiq_template"'.encode()
        )
    dsn = psycopg.conninfo.make_conninfo(embedded_server.dsn(name), user="tansiq_template")
    with partner_of(house, tmp_path_factory.mktemp("partner"), dsn) as partner:
        yield joint_case(house, partner)


@pytest.fixture(scope="module")
def signer(joint: Joint) -> Signing:
    """On the home file and on the case."""
    return come_in_to_sign(joint.house, "liaison")


@pytest.fixture(scope="module")
def draft(signer: Signing) -> str:
    return at(handed_in(signer.client, file("golpe.txt"), outlet="El Diario"))


def rows(page: str) -> dict[str, str]:
    """The number of each proposal by its words."""
    found = re.findall(
        r'id="p-(\d+)".*?<div class="value"><bdi[^>]*>([^<]+)</bdi>', page, re.DOTALL
    )
    return {words: number for number, words in found}


def test_entities_of_the_case_are_found_in_another_script(
    joint: Joint, signer: Signing, draft: str
) -> None:
    found = signer.client.get(f"{draft}/entities?channel={CASE}&words=Mithali").text
    assert joint.entity in found
    for asked, told in (
        (f"channel={CASE}&words=M", "two letters"),
        (f"channel={CASE}&words=Nobody Atall", "no entity answers"),
        ("words=Mithali", "choose the case first"),
    ):
        page = signer.client.get(f"{draft}/entities?{asked}&lang=en").text
        assert told in page, asked
        assert joint.entity not in page
    strange = signer.client.get(f"{draft}/entities?channel=case:2026-999&words=Mithali")
    assert (strange.status_code, "case_unknown" in strange.text) == (404, True)


def test_a_batch_is_signed_with_one_touch_and_holds_at_the_partner(
    joint: Joint, signer: Signing, draft: str
) -> None:
    """Requirement 9.3: what is published as a claim needs a person; 3.2: with grade and source."""
    number = rows(shown(signer, draft))
    said = {
        **GRADED,
        f"verdict.{number['Yunes El Mizali']}": "changed",
        f"value.{number['Yunes El Mizali']}": "Yunes El Mizali",
        f"was.{number['Yunes El Mizali']}": "Yunes El Mizali",
        f"entity.{number['Yunes El Mizali']}": joint.entity,
        f"property.{number['Yunes El Mizali']}": "alias",
        f"verdict.{number['Puerto Alto']}": "accepted",
        f"verdict.{number['+34 600 555 142']}": "accepted",
    }
    dialog = signer.send(f"{draft}/judge", said)
    assert dialog.text.count("data-covered=") > 3
    assert dialog.text.count("data-end") == 1
    assert signer.answer(dialog)["to"] == draft
    page = shown(signer, draft)
    assert page.count('class="badge good"') == 3
    assert f'href="{AT}/entities/{joint.entity}"' in page

    settle(joint.house, joint.partner)
    partner = joint.partner
    # Whoever receives a claim believes it by its act alone: what does not hold is set aside.
    assert not quarantined(partner.node)
    held = Reader(partner.keys[0].officer, SIGNED_IN, "test")
    there = cases.search(partner.node, held, CASE, "Puerto Alto").files
    assert [one.caption for one in there] == ["Puerto Alto"]
    known = cases.search(partner.node, held, CASE, "Yunes El Mizali").files
    assert joint.entity in {one.entity for one in known}


def test_a_date_alone_is_refused_and_nothing_is_written(signer: Signing, draft: str) -> None:
    text = "El domingo no pasó nada. Era el 3 de marzo de 2026. " + TEXT
    here = at(handed_in(signer.client, file("date.txt", text)))
    number = rows(shown(signer, here))
    date = next(one for words, one in number.items() if "3 de marzo" in words)
    wish = {**GRADED, f"verdict.{date}": "accepted"}
    answer = signer.send(f"{here}/judge", wish)
    assert (answer.status_code, "draft_date_alone" in answer.text) == (403, True)
    assert "0 accepted" in shown(signer, here)
    clear = re.search(r"data-clear-count>(\d+)<", shown(signer, here))
    assert clear
    marked = re.findall(r'id="p-(\d+)"[^>]* data-clear', shown(signer, here))
    assert len(marked) == int(clear[1])
    assert date not in marked, "a date is never accepted unnamed"
