"""The file of an entity over HTTP: what is hidden stays off the bytes, acts reach the record."""

import html
import os
import re
from collections.abc import Iterator

import psycopg
import pytest
from tests.web.conftest import House
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
from tests.web.signing import Signing, come_in_to_sign

from tansiq.node import case_claims, case_exports, case_files
from tansiq.node.case_prints import Printer
from tansiq.node.reading import SIGNED_IN, Reader
from tansiq.record.claims import ClaimJudged
from tansiq.store.embedded import EmbeddedServer
from tansiq.terms.roles import Role

GRADED: dict[str, object] = {
    "grade-source": "europol_4x4:B",
    "grade-information": "europol_4x4:2",
    "nature": "fact",
    "handling": "H0",
}


@pytest.fixture(scope="module")
def joint(
    house: House, embedded_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Joint]:
    name = f"partner{os.getpid()}"
    with psycopg.connect(embedded_server.maintenance_dsn(), autocommit=True) as connection:
        connection.execute(
            f'CREATE DATABASE "{name}" TEMPLATE "tansiq_template" OWNER "tansiq_template"'.encode()
        )
    dsn = psycopg.conninfo.make_conninfo(embedded_server.dsn(name), user="tansiq_template")
    with partner_of(house, tmp_path_factory.mktemp("partner"), dsn) as partner:
        yield joint_case(house, partner)


@pytest.fixture(scope="module")
def director(joint: Joint) -> Signing:
    return come_in_to_sign(joint.house, "case_officer")


def _file(joint: Joint) -> str:
    return f"{AT}/entities/{joint.entity}"


def _claim_id(joint: Joint, director: Signing, value: str) -> str:
    officer = joint.house.keys["case"].officer
    reader = Reader(officer, SIGNED_IN, "test")
    found = case_files.entity_page(joint.house.node, reader, CASE, joint.entity)
    return next(one.fact.id for one in found.file.claims if one.fact.claim.value == value)


def test_the_file_shows_claims_contradictions_and_codes(joint: Joint, director: Signing) -> None:
    page = director.client.get(_file(joint) + "?lang=en").text
    assert "يونس المثالي" in page
    assert SECRET in page
    assert "they contradict each other" in page
    assert page.index("1988-04-17") < page.index("1989-04-17")
    assert 'class="handling h3"' in page


def test_a_hidden_claim_and_its_source_are_never_in_the_bytes(
    joint: Joint, director: Signing
) -> None:
    liaison = entered(joint.house, Role.LIAISON_OFFICER)
    spanish = _claim_id(joint, director, "es")
    hidden = _claim_id(joint, director, SECRET)
    for path in (
        _file(joint),
        f"{_file(joint)}/why/{spanish}",
        f"{AT}/sources/{joint.shut_source}",
        f"{AT}/sources/{joint.open_source}",
        f"{AT}/entities/new",
    ):
        page = liaison.get(path + ("&" if "?" in path else "?") + "lang=en")
        assert page.status_code == 200, path
        assert SECRET not in page.text, path
        assert SHUT_SOURCE not in page.text, path
    page = liaison.get(_file(joint) + "?lang=en").text
    assert "1 claim you may not see" in page
    assert "ask the desk of" in page
    answer = liaison.get(f"{_file(joint)}/why/{hidden}")
    assert (answer.status_code, "claim_unknown" in answer.text) == (404, True)
    # Nor does the key to its text leave inside a proof.
    proof = liaison.post(f"/proofs/{hidden.rpartition(':')[0]}", **{"with-key": "yes"})
    assert (proof.status_code, "access_restricted" in proof.text) == (403, True)
    # A source that may not be seen says whom to ask, two presses from the claim.
    assert (
        "You may not see this source; ask:"
        in liaison.get(f"{AT}/sources/{joint.shut_source}?lang=en").text
    )


def test_who_is_not_on_the_case_learns_nothing(joint: Joint) -> None:
    analyst = entered(joint.house, Role.INTELLIGENCE_ANALYST)
    for known, guessed in (
        (_file(joint), f"{AT}/entities/r-guess"),
        (f"{AT}/sources/{joint.open_source}", f"{AT}/sources/r-guess"),
    ):
        one, other = analyst.get(known), analyst.get(guessed)
        assert one.status_code == other.status_code == 404
        assert "case_unknown" in one.text
        assert "case_unknown" in other.text


def test_why_names_the_source_and_what_falls_with_it(joint: Joint, director: Signing) -> None:
    claim = _claim_id(joint, director, "1988-04-17")
    part = director.client.ask(
        "GET", f"{_file(joint)}/why/{claim}", headers={"HX-Request": "true"}
    ).text
    assert "<html" not in part
    assert f'href="{AT}/sources/{joint.open_source}"' in part
    assert part.count("1988-04-17") >= 2, "the claim, and itself among what falls"
    source = director.client.get(f"{AT}/sources/{joint.open_source}?lang=en").text
    assert "Identity card register" in source
    assert "1989-04-17" in source


def test_correction_status_merge_split_and_withdrawn_source_reach_the_file(
    joint: Joint, director: Signing
) -> None:
    at = _file(joint)
    old = _claim_id(joint, director, "1989-04-17")
    graded = {**GRADED, "document": joint.open_source}
    told = director.sign(
        f"{at}/correct/{old}",
        {**graded, "property": "birthDate", "value": "1988-04-17", "explanation": "misread"},
    )
    assert told["to"] == at
    page = director.client.get(at + "?lang=en").text
    assert "they contradict each other" not in page
    assert re.search(r'struck">\s*<bdi[^>]*>1989-04-17', page)
    refused = director.send(f"{at}/claim", {**graded, "property": "birthDate", "value": "soon"})
    assert (refused.status_code, "schema_value" in refused.text) == (400, True)

    director.sign(f"{at}/merge", {"other": joint.other, "explanation": "same card"})
    assert "Younes El Mithali" in director.client.get(at).text
    merge = re.search(r'hx-post="([^"]+/split/[^"]+)"', director.client.get(at).text)
    assert merge
    director.sign(merge[1], {"explanation": "two cards"})
    assert "/split/" not in director.client.get(at).text

    joint.claims("Palm City", "birthPlace", document=(extra := joint.files("Register 2")))
    director.sign(
        f"{AT}/sources/{extra}/withdraw", {"reason": "wrong", "explanation": "wrong page"}
    )
    assert re.search(r'struck">\s*<bdi[^>]*>Palm City', director.client.get(at).text)


def test_a_partners_dispute_and_a_clearing_reach_the_file(joint: Joint, director: Signing) -> None:
    claim = _claim_id(joint, director, "1988-04-17")
    case_claims.judge(
        joint.partner.node,
        joint.partner.signer,
        CASE,
        ClaimJudged(
            claim=claim, stance="dispute", text="solo una copia <b>mala</b>", language="es"
        ),
    )
    settle(joint.house, joint.partner)
    at = _file(joint)
    page = director.client.get(at).text
    row = page[page.index("1988-04-17") :]
    assert "solo una copia &lt;b&gt;mala" in row[: row.index("</tr>")], "inside the row it disputes"
    told = {"status": "cleared", "document": joint.open_source, "explanation": ""}
    jump = director.send(f"{at}/status", told)
    assert jump.status_code in {403, 409}, "an official record clears nobody"
    assert "An agency cleared this person" not in director.client.get(f"{at}?lang=en").text
    told["document"] = joint.files("Judgment 12", source="judgment")
    director.sign(f"{at}/status", told)
    assert "An agency cleared this person" in director.client.get(f"{at}?lang=en").text


def test_what_was_said_while_a_form_lay_open_is_read_before_it_is_signed(
    joint: Joint, director: Signing
) -> None:
    at = _file(joint)
    page = director.client.get(at).text
    shown = re.search(r'id="said" name="said" value="([^"]+)"', page)
    assert shown
    wrote = {**GRADED, "said": shown[1], "property": "position", "value": "lorry driver"}
    wrote |= {"note": "seen <twice>", "document": joint.open_source}
    joint.claims("baker", "position")
    joint.claims("a house in the hills", "address", "H3", joint.shut_source)
    between = director.send(f"{at}/claim?lang=en", wrote)
    assert between.status_code == 200
    assert "data-ceremony" not in between.text, "nothing is signed before it was read"
    said = between.text[between.text.index("h-between") :]
    assert said.index("baker") < said.index("a house in the hills"), "the same property first"
    assert "seen &lt;twice&gt;" in between.text
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', between.text))
    assert {one: html.unescape(fields[one]) for one in wrote if one != "said"} == {
        one: value for one, value in wrote.items() if one != "said"
    }
    director.sign(f"{at}/claim", {**wrote, "said": fields["said"]})
    page = director.client.get(at).text
    assert "lorry driver" in page
    assert "baker" in page
    # An officer to whom one of them is closed learns that it is there, and no word of it.
    liaison = entered(joint.house, Role.LIAISON_OFFICER)
    shut = liaison.get(at + "?lang=en").text
    assert "a house in the hills" not in shut
    assert re.search(r"2 claims you may not see.*?handling h3", shut, re.DOTALL)
    closed = shut[shut.index('id="closed"') :]
    assert "case officer" in closed[: closed.index("</section>")]


def test_a_source_is_found_by_its_words_and_none_that_is_closed_or_withdrawn(
    joint: Joint, director: Signing
) -> None:
    gone = joint.files("Almond ledger of the mill")
    director.sign(f"{AT}/sources/{gone}/withdraw", {"reason": "wrong", "explanation": "x"})
    kept = joint.files("Registro de la ÁLMENDRA")
    director.send(
        f"{AT}/sources/new", {"source": "judgment", "title": "Almendra", "language": "es"}
    )
    liaison = entered(joint.house, Role.LIAISON_OFFICER)
    found = liaison.get(f"{AT}/sources/choices?source-words=almendra registro").text
    assert re.findall(r'value="(r-[^"]+)"', found) == [kept]
    for words in ("gardener", "almond mill"):
        none = liaison.get(f"{AT}/sources/choices?source-words={words}").text
        assert re.findall(r'value="(r-[^"]+)"', none) == []


def test_what_a_machine_found_is_lit_in_its_source_and_judged_by_itself(
    joint: Joint, director: Signing
) -> None:
    source = joint.files("Reply of an operator", summary="Paid by <Younes> of Palm City, 3 May.")
    for value in ("palm city", "Nowhere"):
        joint.extracts("birthPlace", value, source)
    page = director.client.get(_file(joint)).text
    assert 'Paid by &lt;Younes&gt; of <mark class="machine">Palm City</mark>, 3 May.' in page
    accept, other = re.findall(r'hx-post="([^"]+/accept/[^"]+)"', page)
    director.sign(accept, GRADED)
    director.sign(other.replace("/accept/", "/reject/"), {"explanation": "no such place"})
    page = director.client.get(_file(joint)).text
    assert "/accept/" not in page
    assert "palm city" in page[page.index('id="claims"') : page.index('id="links"')]
    assert "Nowhere" not in page


def test_a_tie_that_only_a_closed_claim_says_is_not_drawn(joint: Joint, director: Signing) -> None:
    mill = joint.opens("Mill of the hills", "en", "Address")
    joint.claims(mill, "addressEntity", "H3", joint.shut_source)
    told = director.client.get(_file(joint)).text
    links = told[told.index('id="links"') : told.index('id="timeline"')]
    assert links.count(f'href="{AT}/entities/{mill}"') == 2, "in the drawing and in the table"
    shut = entered(joint.house, Role.LIAISON_OFFICER).get(_file(joint)).text
    assert mill not in shut
    assert "Mill of the hills" not in shut


def test_a_file_is_taken_out_by_whoever_may_and_without_what_is_closed(
    joint: Joint, director: Signing
) -> None:
    paper = director.client.get(f"{_file(joint)}/taken-out.pdf?lang=ar")
    assert paper.status_code == 200
    assert paper.headers["Content-Disposition"].startswith("attachment")
    assert paper.content.startswith(b"%PDF-")
    analyst = entered(joint.house, Role.INTELLIGENCE_ANALYST)
    given = analyst.get(f"{_file(joint)}/taken-out.ftm")
    assert given.status_code == 404, "an analyst who is on no case learns nothing of one"
    machine = entered(joint.house, Role.SYSTEM_ADMINISTRATOR)
    assert machine.get(f"{_file(joint)}/taken-out.ftm").status_code == 403
    assert SECRET not in given.text


def test_a_name_under_h1_stands_in_no_head_of_a_court_print(joint: Joint) -> None:
    """The heading of a print is made of names, and H1 is refused in court."""
    joint.claims("The Gardener", "alias", "H1")
    reader = Reader(joint.house.keys["case"].officer, SIGNED_IN, "court file 12/26")
    printer = Printer("en", "2026-11-28T12:00:00Z", exercise=True)
    told = {}
    for court in (False, True):
        found = case_exports.exported(joint.house.node, reader, CASE, (joint.entity,), court=court)
        told[court] = (repr(printer.entity(found)), found)
    assert "The Gardener" in told[False][0]
    assert "The Gardener" not in told[True][0]
    assert "يونس المثالي" in told[True][0]
    assert "withheld_court" in {one.reason for one in told[True][1].withheld}
