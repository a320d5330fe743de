"""Oversight over HTTP: who may ask what, what is noted of the asking, and what leaves the node."""

import csv
import io
import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest
from tests.web.conftest import Client, House, hire

from tansiq.node import audits, backups, changes, erasures, reports
from tansiq.node.actions import Action
from tansiq.node.founding import FreshSigner
from tansiq.node.reading import Look, Reader, note
from tansiq.node.reports import Filed, Filing
from tansiq.record import canonical
from tansiq.record.material import Content, Markings, Mention, Source
from tansiq.record.officers import CaseAssigned
from tansiq.record.plan import NewClass
from tansiq.terms.ids import HOME, class_id
from tansiq.terms.languages import Language

NAME = "Yasmina Planteada-Benoît"
PAGES = {
    "/oversight": {"data_protection_officer"},
    "/oversight/reads": {"data_protection_officer"},
    "/reads": {"data_protection_officer", "supervisor"},
    "/reads/verdict": {"data_protection_officer", "supervisor"},
    "/supervision": {"data_protection_officer", "supervisor"},
    "/retention": {"data_protection_officer", "case"},
}
HELP = ("/help", "/help/glossary", "/help/errors", "/help/errors/access_role", "/help/keys")
ROLES = ("liaison", "case", "data_protection_officer", "system_administrator", "supervisor")


def filed(house: House, title: str, name: str = NAME) -> Filed:
    """A report that names one fictional person."""
    named = (Mention(schema="Person", category="suspect", names=(name,)),)
    content = Content(
        title=title, text="Texto de prueba.", language="es", grade="europol_4x4:C3",
        nature="fact", mentions=named,
    )  # fmt: skip
    wish = Filing(content, Source(), Markings(code="H0"), NewClass("2027-01-31", "2030-01-31"))
    return reports.file(house.node, FreshSigner(house.keys["liaison"]), (wish,))[0]


@pytest.fixture(scope="module")
def staffed(house: House, tmp_path_factory: pytest.TempPathFactory) -> House:
    """The node with an officer who supervises as well."""
    hire(house, tmp_path_factory.mktemp("supervisor"), "supervisor")
    return house


@pytest.fixture
def inside(staffed: House) -> Callable[[str], Client]:
    """A browser in which somebody has come in and said why."""

    def made(who: str) -> Client:
        client = Client(staffed)
        client.come_in(who)
        client.post("/reason", reason="weekly round of 2026-W48")
        return client

    return made


def newest(house: House, action: str) -> dict[str, object]:
    with house.node.store.reading() as tx:
        row = tx.one(
            "SELECT * FROM ledger.read_log WHERE action = %s ORDER BY number DESC LIMIT 1",
            (action,),
        )
    assert row
    return dict(row)


@pytest.mark.parametrize("role", ROLES)
def test_each_page_opens_to_its_roles_and_to_nobody_else(
    inside: Callable[[str], Client], role: str
) -> None:
    """Requirement 11.2: without rights of an administrator, and none for the administrator."""
    client = inside(role)
    for path, allowed in PAGES.items():
        answer = client.get(path)
        assert answer.status_code == (200 if role in allowed else 403), (role, path)
        if role not in allowed:
            assert "access_role" in answer.text


@pytest.mark.parametrize(
    ("path", "roles"),
    [
        ("/oversight/taken", {"data_protection_officer"}),
        ("/reads/taken", {"data_protection_officer", "supervisor"}),
        ("/retention/orders", {"case", "data_protection_officer"}),
        ("/retention/holds", {"data_protection_officer", "supervisor"}),
    ],
)
def test_each_action_is_refused_to_other_roles(
    inside: Callable[[str], Client], path: str, roles: set[str]
) -> None:
    for role in ROLES:
        answer = inside(role).post(path, whom="x")
        assert (answer.status_code == 403 and "access_role" in answer.text) == (role not in roles)


def test_a_question_about_a_person_is_noted_and_stands_in_no_address(
    inside: Callable[[str], Client], staffed: House
) -> None:
    """Requirement 11.2: one question; the question itself is in the read log."""
    client = inside("data_protection_officer")
    answer = client.post("/oversight", whom=NAME)
    assert answer.status_code == 200
    assert "no proof that the person is not known" in answer.text
    line = newest(staffed, "who_saw")
    assert line["officer"] == staffed.keys["data_protection_officer"].officer
    assert line["reason"] == "weekly round of 2026-W48"
    assert 'name="whom"' in client.get(f"/oversight?whom={NAME}").text
    assert newest(staffed, "who_saw")["number"] == line["number"]


def test_the_answer_shows_records_readers_and_reasons_and_no_title(
    staffed: House, inside: Callable[[str], Client]
) -> None:
    """Requirement 11.2: who saw this person, and why; the person is shown by records alone."""
    made = filed(staffed, "Título que no se muestra")
    note(
        staffed.node,
        Reader(staffed.keys["liaison"].officer, "", "inquiry 31/26, hearing of a witness"),
        Look(action=Action.READ_REPORT, file="home"),
        (made.report,),
    )
    client = inside("data_protection_officer")
    text = client.post("/oversight", whom=" ".join(reversed(NAME.split()))).text
    answer = text[text.index('id="answer"') :]
    assert made.report in answer
    assert "inquiry 31/26, hearing of a witness" in answer
    assert "It went to nobody." in answer
    assert "Título" not in text
    rows = list(
        csv.DictReader(
            io.StringIO(client.post("/oversight/taken", whom=NAME).content.decode("utf-8-sig"))
        )
    )
    assert {(row["what"], row["why"]) for row in rows} >= {
        ("read", "inquiry 31/26, hearing of a witness")
    }


def test_the_log_is_filtered_and_paged(inside: Callable[[str], Client], staffed: House) -> None:
    client = inside("supervisor")
    mine = staffed.keys["supervisor"].officer
    client.get("/reads")  # a reading that the next one can show
    body = client.get(f"/reads?officer={mine}&action=read_log").text.partition("<tbody>")[2]
    assert mine in body
    assert staffed.keys["data_protection_officer"].officer not in body
    assert client.get("/reads?since=2199-01-01").text.count("<tbody>") == 0
    for _ in range(51):
        client.get("/reads?before=1")
    older = client.get("/reads").text
    assert "before=" in older
    bad = client.get("/reads?since=yesterday")
    assert (bad.status_code, "day_malformed" in bad.text) == (400, True)


def test_a_broken_chain_is_said_and_the_line_is_named(
    inside: Callable[[str], Client], staffed: House
) -> None:
    """Requirement 11.1: a log with an entry removed fails verification."""
    client = inside("data_protection_officer")
    assert "notice good" in client.get("/reads/verdict").text
    with psycopg.connect(staffed.node.database.maintenance_dsn, autocommit=True) as wire:
        wire.execute("UPDATE ledger.read_log SET reason = reason || '!' WHERE number = 2")
        try:
            told = client.get("/reads/verdict").text
        finally:
            wire.execute("UPDATE ledger.read_log SET reason = rtrim(reason, '!') WHERE number = 2")
    assert "notice bad" in told
    assert "read_log_broken" in told
    assert "notice good" in client.get("/reads/verdict").text


def test_lines_taken_away_can_be_walked_by_anybody(inside: Callable[[str], Client]) -> None:
    client = inside("data_protection_officer")
    answer = client.post("/reads/taken", **{"as": "lines"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="read-log.jsonl"'
    digest = bytes(32)
    for line in answer.content.splitlines():
        row = json.loads(line)
        own = row.pop("digest")
        digest = sha256(b"tansiq-read-v1\n" + digest + canonical.encode(row)).digest()
        assert own == digest.hex()


def test_a_table_taken_away_computes_nothing(staffed: House) -> None:
    client = Client(staffed)
    client.come_in("data_protection_officer")
    client.post("/reason", reason="=HYPERLINK(1)")
    client.get("/reads")
    text = client.post("/reads/taken").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[-1]["reason"] == "'=HYPERLINK(1)"


def test_supervision_reads_and_a_seed_draws_again(inside: Callable[[str], Client]) -> None:
    client = inside("supervisor")
    text = client.get("/supervision?seed=winter").text
    assert "This page only reads" in text
    main = text[text.index("<main") : text.index("</main>")]
    assert 'method="post"' not in main
    assert "drawn from" in main


def test_a_log_is_verified_in_the_page(inside: Callable[[str], Client]) -> None:
    client = inside("supervisor")
    assert "whole:" in client.get("/supervision/verdict?log=rabat/home/g1/e1").text
    assert client.get("/supervision/verdict?log=rabat/desk:x~y/g1/e1").status_code == 404


@pytest.mark.parametrize("path", HELP)
@pytest.mark.parametrize("language", Language)
def test_help_is_open_to_everybody_in_four_languages(
    client: Client, path: str, language: str
) -> None:
    answer = client.get(f"{path}?lang={language}")
    assert answer.status_code == 200
    assert f'lang="{language}"' in answer.text


@pytest.mark.parametrize("asked", ["عقدة", "nodo", "NŒUD", "node", "noeud"])
def test_the_glossary_is_searched_in_any_language(client: Client, asked: str) -> None:
    text = client.ask("GET", "/help/glossary", params={"q": asked}).text
    assert 'id="w-node"' in text or asked == "noeud"
    assert 'id="w-quorum"' not in text


def test_an_error_leads_to_its_own_page(client: Client, inside: Callable[[str], Client]) -> None:
    told = inside("liaison").get("/oversight").text
    assert 'href="/help/errors/access_role"' in told
    assert client.get("/help/errors/nothing_of_the_kind").status_code == 404


def test_the_sealed_log_is_what_is_verified(
    staffed: House, inside: Callable[[str], Client]
) -> None:
    client = inside("data_protection_officer")
    client.get("/reads")
    audits.seal(staffed.node)
    assert "sealed up to line" in client.get("/reads/verdict").text


def test_reads_with_thin_reasons_are_put_before_the_officer(
    staffed: House, inside: Callable[[str], Client]
) -> None:
    hasty = Client(staffed)
    hasty.come_in("liaison")
    hasty.post("/reason", reason="work")
    hasty.get("/desk")
    text = inside("data_protection_officer").get("/oversight/reads").text
    assert "reason of one word" in text
    assert staffed.keys["liaison"].officer in text


def test_an_erasure_is_shown_as_what_it_may_call_itself(
    staffed: House, inside: Callable[[str], Client], tmp_path: Path
) -> None:
    """Requirement 11.3: never done while a backup or a journal can bring it back."""
    made = filed(staffed, "Informe de prueba")
    wish = backups.Wanted(tmp_path / "backup", tmp_path / "shares", 2, 3, 30)
    backups.make(staffed.node, wish)
    client = inside("data_protection_officer")
    found = client.get(f"/retention?report={made.report}").text
    assert f'value="{made.class_id}"' in found
    case, guard = (FreshSigner(staffed.keys[who]) for who in ("case", "data_protection_officer"))
    wanted = (class_id(made.class_id),)
    ordered = erasures.order(staffed.node, guard, wanted, "unlawful", "written by the guard")
    assert "waits for a second officer" in client.get("/retention").text
    second = inside("case")
    # Who is not on the file is told that an order waits, and not what somebody wrote.
    outside = second.get("/retention").text
    assert "You are not on the file of these classes" in outside
    assert "written by the guard" not in outside
    on_file = CaseAssigned(officer=staffed.keys["case"].officer, file=HOME)
    proposal = changes.propose(staffed.node, case, on_file, "for the test").proposal
    changes.approve(staffed.node, FreshSigner(staffed.keys["liaison"]), proposal)
    waiting = second.get("/retention").text
    assert "written by the guard" in waiting
    assert f"/retention/orders/{ordered.id}/confirm" in waiting
    assert f"/retention/orders/{ordered.id}/confirm" not in client.get("/retention").text
    carried = erasures.confirm(staffed.node, case, ordered.id)
    text = client.get("/retention").text
    said = {"pending_until": "not done: pending", "incomplete": "not done: incomplete"}
    assert said[carried.state] in text
    assert "A backup can bring it back until" in text
    assert text.count("Still there:") == len(carried.because)
    assert "nothing can bring it back" not in text
    assert "1 proof on record" in text
