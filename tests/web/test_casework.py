"""A case run from its pages alone: agreement, sources, tasks, law, decisions, officers."""

import os
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta

import psycopg
import pytest
from tests.web.acting import reader, third_officer
from tests.web.conftest import House
from tests.web.hiring import entered
from tests.web.joint_case import AT, CASE, PARTNER, SHUT_SOURCE, Joint, joint_case, partner_of
from tests.web.joint_case import settle as settle_both
from tests.web.signing import Signing, come_in_to_sign

from tansiq.node import case_agreements, case_work, changes
from tansiq.node.founding import FreshSigner
from tansiq.record.cases import InstrumentRecorded
from tansiq.record.officers import CaseAssigned
from tansiq.store.embedded import EmbeddedServer
from tansiq.terms.ids import new_record_id
from tansiq.terms.roles import Role

GUESS = "/cases/never-there"
NEVER = "r-aaaaaaaaaaaaaaaaaaaaaaaaaa"
PAGES = ("/agreement", "/agreement/new", "/tasks", "/sources/new", "/officers")
TASK = {"party": PARTNER, "title": "Identify the holder", "language": "en", "due": "2036-12-01"}
LAW = {
    "type": "letter_rogatory",
    "title": "Letter 9",
    "language": "en",
    "party": PARTNER,
    "authority": "Court of Meridia",
    "state": "asked",
}
DECISION = {"title": "Go on", "text": "the record\r\nis enough", "language": "en"}


@pytest.fixture(scope="module")
def joint(
    house: House, embedded_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Joint]:
    name = f"worker{os.getpid()}"
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


def settle(joint: Joint) -> None:
    settle_both(joint.house, joint.partner)


def shown(one: Signing, path: str) -> str:
    """A page of the case in English."""
    answer = one.client.get(f"{AT}{path}?lang=en")
    assert answer.status_code == 200, answer.text
    return answer.text


def told(one: Signing, path: str, data: Mapping[str, object], at: str = AT) -> tuple[int, str]:
    """How a form is refused: status and code."""
    answer = one.send(at + path, dict(data))
    found = re.search(r'<bdi class="id xs" dir="ltr">(\w+)</bdi>', answer.text)
    assert found, answer.text
    return answer.status_code, found[1]


def terms(joint: Joint) -> dict[str, object]:
    """A form of an agreement, filled."""
    ours, now = joint.house.node.me, joint.house.node.clock.now()
    return {
        "party": [ours, PARTNER],
        "type": "treaty_team",
        f"state.{ours}": "RAS",
        f"law.{ours}": "Code of Rasilia",
        f"state.{PARTNER}": "MER",
        f"law.{PARTNER}": "Code of Meridia",
        f"ground.{ours}>{PARTNER}": "bilateral_treaty",
        f"ground.{PARTNER}>{ours}": ["bilateral_treaty", "judicial_cooperation"],
        "name.en": "Second term",
        "name.ar": "المدة الثانية",
        "purpose": "a longer term",
        "legal-basis": "article 4",
        "instrument": "Agreement of Palm City",
        "use": "team_purpose",
        "language": ["ar", "es"],
        "starts": (now - timedelta(days=1)).date().isoformat(),
        "ends": (now + timedelta(days=400)).date().isoformat(),
    }


def acts(joint: Joint) -> dict[str, Mapping[str, object]]:
    """Every form of these pages with something in it."""
    return {
        "/agreement/new": terms(joint),
        "/agreement/close": {"explanation": "over"},
        f"/agreement/sign/{NEVER}": {},
        "/tasks/new": TASK,
        f"/tasks/{NEVER}": {"state": "done"},
        "/instruments": LAW,
        f"/instruments/{NEVER}": LAW,
        "/decisions": DECISION,
        "/officers/assign": {"officer": joint.house.keys["case"].officer, "reason": "guess"},
    }


def directing(joint: Joint) -> FreshSigner:
    """The partner's case officer, put on the case by the two others."""
    node, (first, held, third) = joint.partner.node, joint.partner.keys
    put = CaseAssigned(officer=held.officer, file=CASE)
    made = changes.propose(node, FreshSigner(first), put, "for the test")
    changes.approve(node, FreshSigner(third), made.proposal)
    return FreshSigner(held)


def test_a_guessed_case_is_never_there_for_pages_and_acts(joint: Joint) -> None:
    """Somebody with every role for it, and a key on record, who is not on the case."""
    third_officer(joint.house)
    outsider = come_in_to_sign(joint.house, "prosecutor")
    for path in ("/agreement", "/agreement/new", "/tasks", "/officers"):
        answers = [outsider.client.get(at + path) for at in (AT, GUESS)]
        assert [one.status_code for one in answers] == [404, 404], path
        assert all("case_unknown" in one.text for one in answers), path
    for path, data in acts(joint).items():
        for at in (AT, GUESS):
            assert told(outsider, path, data, at) == (404, "case_unknown"), (at, path)


def test_roles_are_offered_and_refused_what_access_says(joint: Joint, director: Signing) -> None:
    liaison = entered(joint.house, Role.LIAISON_OFFICER)
    pages = {path: liaison.get(f"{AT}{path}?lang=en").text for path in PAGES}
    assert "Set a task" in shown(director, "/tasks")
    assert "Set a task" not in pages["/tasks"]
    for text in pages.values():
        assert SHUT_SOURCE not in text
    assert SHUT_SOURCE in shown(director, "/tasks")
    for path in ("/tasks/new", "/instruments", "/decisions", "/agreement/close"):
        answer = liaison.post(AT + path, title="x")
        assert (answer.status_code, "access_role" in answer.text) == (403, True), path


def test_an_agreement_binds_when_every_party_signed_what_it_was_shown(
    joint: Joint, director: Signing
) -> None:
    form = terms(joint)
    one_way = {key: held for key, held in form.items() if not key.startswith(f"ground.{PARTNER}")}
    assert told(director, "/agreement/new", one_way) == (400, "agreement_grounds")
    assert told(director, "/agreement/new", {**form, "type": "eu_team"})[1] == "case_type_states"
    said = director.send(f"{AT}/agreement/new?lang=es", {**form, "type": "eu_team"}).text
    assert "equipo conjunto de investigación de la Unión Europea" in said, "no bare code"
    assert told(director, "/agreement/new", {**form, "days": "many"}) == (400, "case_days")
    assert told(director, f"/agreement/sign/{NEVER}", {}) == (404, "agreement_unknown")

    to = director.sign(f"{AT}/agreement/new", {**form, "days": "90"})["to"]
    assert to == f"{AT}/agreement"
    page = shown(director, "/agreement")
    assert "The terms lie before every party." in page
    assert page.count("awaited") == 2
    assert "at most 90 days" in page
    assert "على الأكثر" in page, "its text in Arabic stands beside the English one"
    found = re.search(
        r'/agreement/sign/(r-[a-z2-7]+)".*?name="digest" value="(\w+)"', page, re.DOTALL
    )
    assert found
    agreement, digest = found.groups()
    other = {"digest": digest[::-1]}
    assert told(director, f"/agreement/sign/{agreement}", other) == (409, "agreement_changed")
    director.sign(f"{AT}/agreement/sign/{agreement}", {"digest": digest})
    assert shown(director, "/agreement").count("awaited") == 1
    settle(joint)
    case_agreements.sign(joint.partner.node, joint.partner.signer, CASE, agreement)
    settle(joint)
    page = shown(director, "/agreement")
    assert "awaited" not in page
    assert page.index("Second term") < page.index("Followed by another agreement")
    assert "3/4" in page, "the partner's receipt of our signature"


def test_sources_are_filed_with_what_their_kind_needs(joint: Joint, director: Signing) -> None:
    form: dict[str, object] = {"title": "Order 7", "language": "es", "handling": "H0"}
    bare = {**form, "source": "court_order"}
    assert told(director, "/sources/new", bare) == (400, "desk_field_missing")
    secret = {**form, "source": "human_source"}
    assert told(director, "/sources/new", secret)[1] == "desk_field_missing", "nobody to ask"
    whole = {**bare, "reference": "O-7", "authority": "Court", "dated": "2026-10-01"}
    files = {"files": ("order.pdf", b"%PDF-1.7 order", "application/pdf")}
    to = director.sign(f"{AT}/sources/new", whole, files)["to"]
    page = director.client.get(f"{to}?lang=en").text
    assert "The source is filed, and claims can rest on it." in page
    attached = re.search(rf'href="({to}/files/\w+)"', page)
    assert attached
    assert director.client.get(attached[1]).content == b"%PDF-1.7 order"
    assert "Order 7" in shown(director, "")


def test_work_is_moved_by_its_setter_and_its_doer_and_law_by_its_recorder(
    joint: Joint, director: Signing
) -> None:
    partner = joint.partner
    assert told(director, "/tasks/new", {**TASK, "party": "nobody"})[1] == "case_party_unknown"
    director.sign(f"{AT}/tasks/new", dict(TASK))
    task = re.search(r"/tasks/(r-[a-z2-7]+)", shown(director, "/tasks"))
    assert task
    assert told(director, f"/tasks/{task[1]}", {"state": "dropped"})[1] == "desk_field_missing"
    settle(joint)
    case_work.move_task(partner.node, partner.signer, CASE, task[1], ("doing", "at the register"))
    settle(joint)
    page = shown(director, "/tasks")
    assert "at the register" in page
    assert "under way" in page

    early = {**LAW, "state": "issued"}
    assert told(director, "/instruments", early) == (400, "desk_field_missing")
    director.sign(f"{AT}/instruments", dict(LAW))
    law = re.search(r"/instruments/(r-[a-z2-7]+)", shown(director, "/tasks"))
    assert law
    director.sign(f"{AT}/instruments/{law[1]}", {**early, "reference": "CR-9"})
    assert "CR-9" in shown(director, "/tasks")
    theirs = InstrumentRecorded(instrument=new_record_id(), **LAW)
    case_work.record_instrument(partner.node, directing(joint), CASE, theirs)
    settle(joint)
    assert told(director, f"/instruments/{theirs.instrument}", LAW) == (403, "instrument_not_ours")

    assert told(director, "/decisions", {**DECISION, "rests-on": NEVER}) == (404, "claim_unknown")
    claim = re.search(r"/why/(te1:[a-z2-7]+:\d+)", shown(director, f"/entities/{joint.entity}"))
    assert claim
    assert f'value="{claim[1]}" checked' in director.client.get(f"{AT}/tasks?rests={claim[1]}").text
    both = {**DECISION, "rests-on": [joint.open_source, claim[1]]}
    director.sign(f"{AT}/decisions", both)
    decided = shown(director, "/tasks")
    assert claim[1] in decided
    assert "the record\nis enough" in decided
    assert f'href="{AT}/sources/{joint.open_source}"' in decided


def test_two_officers_put_a_third_on_the_case(joint: Joint, director: Signing) -> None:
    house = joint.house
    who = house.keys["prosecutor"].officer
    to = director.sign(f"{AT}/officers/assign", {"officer": who, "reason": "charges are near"})
    assert to["to"] == f"{AT}/officers"
    page = shown(director, "/officers")
    assert "It takes effect when a second officer approves it." in page
    assert "charges are near" in page
    (waiting,) = (
        one
        for one in changes.pending(house.node, reader(house, "case"))
        if one.reason == "charges are near"
    )
    changes.approve(house.node, joint.signer, waiting.proposal)
    put = f'name="officer" value="{who}"'
    assert put in shown(director, "/officers")
    twice = {"officer": who, "reason": "again"}
    assert told(director, "/officers/assign", twice)[0] in {403, 409}


def test_what_a_party_closed_is_read_only_at_both(joint: Joint, director: Signing) -> None:
    assert told(director, "/agreement/close", {"explanation": " "})[1] == "desk_field_missing"
    director.sign(f"{AT}/agreement/close", {"explanation": "the trial begins"})
    page = shown(director, "/agreement")
    assert "the trial begins" in page
    assert "Signed by every party, not in force" in page
    for path in ("/tasks", "/sources/new"):
        assert "Set and sign" not in shown(director, path)
        assert "File and sign" not in shown(director, path)
    for path in ("/tasks/new", "/decisions"):
        assert told(director, path, acts(joint)[path]) == (403, "case_closed"), path
