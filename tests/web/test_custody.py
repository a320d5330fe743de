"""The register over HTTP: recorded, noted, seized at the pages; who gets nothing."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from tests.web.conftest import House
from tests.web.custodial import JPEG, SITES, Held, held_of
from tests.web.hiring import entered
from tests.web.matching import database, matching

from tansiq.node import changes
from tansiq.node.founding import FreshSigner
from tansiq.record.officers import CaseAssigned
from tansiq.store.embedded import EmbeddedServer
from tansiq.terms.ids import ChannelId
from tansiq.terms.roles import Role
from tansiq.terms.words import say

ALLOWED = {
    Role.OPERATIONS_COMMANDER, Role.CASE_OFFICER, Role.SITE_TEAM_LEADER, Role.PROSECUTOR,
    Role.EVIDENCE_CUSTODIAN,
}  # fmt: skip


@pytest.fixture(scope="module")
def held(
    house: House, embedded_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Held]:
    dsn = database(embedded_server, f"custody{os.getpid()}")
    with matching(house, dsn, tmp_path_factory.mktemp("partner")) as made:
        yield held_of(made)


def put(held: Held, role: Role) -> None:
    """Put an officer of a role on the channel of the operation."""
    house = held.joint.house
    change = CaseAssigned(officer=house.keys[role.value].officer, file=held.where.channel)
    asked = changes.propose(house.node, FreshSigner(house.keys["case"]), change, "for the test")
    changes.approve(house.node, FreshSigner(house.keys["liaison"]), asked.proposal)


def code_of(text: str) -> str:
    found = re.search(r'<bdi class="id xs" dir="ltr">(\w+)</bdi>', text)
    assert found, text
    return found[1]


def test_an_arrest_is_recorded_noted_and_shown_with_its_clocks(held: Held) -> None:
    """REQUIREMENTS 7.6: clocks by jurisdiction, rights, lawyer; nobody is more than suspected."""
    arrest = held.arrest()
    page = held.page(f"/custody/{arrest}")
    assert "Younes &lt;b&gt;El Mithali&lt;/b&gt;" in page
    assert "suspected — nothing proven" in page.replace("&mdash;", "—")
    assert say("rule_standing", "unconfirmed", "en") in page
    assert "Code of Rasilia 41" in page
    note = {"event": "lawyer_called", "by": "the bar", "language": "ar"}
    held.officer.sign(f"/custody/{arrest}/note", note)
    page = held.page(f"/custody/{arrest}")
    assert "the bar" in page
    assert 'class="btn tap done" name="event" value="lawyer_called"' in page
    board = held.page("/custody")
    assert "RAS-1/" in board
    assert board.count("overdue") == 0


def test_an_hour_is_given_by_the_clock_of_the_place_or_in_utc(held: Held) -> None:
    """LAW L51: an hour that comes twice is asked for in UTC."""
    place = {"hour": "2026-08-01T22:30", "by-clock": "place"}
    page = held.page(f"/custody/{held.arrest(**place)}")
    assert "22:30 UTC+1" in page
    assert "21:30Z" in page
    utc = held.page(f"/custody/{held.arrest(hour='2026-08-01T22:30', **{'by-clock': 'utc'})}")
    assert "22:30Z" in utc
    wrong = held.officer.send(f"{held.enter}/arrest", {"site": "RAS-1", "hour": "yesterday"})
    assert (wrong.status_code, code_of(wrong.text)) == (400, "hour_malformed")
    soon = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    late = {"site": "RAS-1", "clock": "rasilia.custody", "hour": soon}
    answer = held.officer.send(f"{held.enter}/arrest", late)
    assert code_of(answer.text) == "custody_in_future"


def test_both_readings_stand_where_the_clocks_change(held: Held) -> None:
    """LAW L51: Ramadan begins while the person is held."""
    there = {"hour": "2026-02-14T23:00", "by-clock": "place"}
    page = held.page(f"/custody/{held.arrest(**there)}")
    assert "The clocks change there meanwhile." in page
    assert "The earlier one counts." in page


def test_a_thing_is_seized_with_photographs_that_come_back_as_they_were(held: Held) -> None:
    """REQUIREMENTS 7.4; LAW L40: nothing opens it."""
    taken = JPEG + b"Exif\0\0GPS invented place"
    item = held.seize((taken, b"\x89PNG\r\n\x1a\n" + bytes(40)))
    page = held.page(f"/custody/items/{item}")
    assert "RAS 0417" in page
    assert "it is my &lt;i&gt;brother" in page
    assert "not leave to look into it" in page
    assert "invented place" not in page
    digests = re.findall(r"/photos/([0-9a-f]{64})", page)
    assert len(digests) == 2
    for way in ("photos", "glimpses"):
        answer = held.officer.client.get(f"/custody/items/{item}/{way}/{digests[0]}")
        assert answer.content == taken
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Type"] == "image/jpeg"
    listed = held.page("/custody/items")
    assert f"/custody/items/{item}/glimpses/{digests[0]}" in listed
    assert held.page("/custody/items?label=RAS-0417").count(item) > 0
    again = held.officer.send(f"{held.enter}/seizure", {"site": "RAS-1", "label": "RAS-0417",
                              "what": "phone", "found": "x"})  # fmt: skip
    assert code_of(again.text) == "custody_label_taken"


def test_what_is_no_photograph_or_too_large_is_refused_clearly(held: Held) -> None:
    """Bad input: a page that calls itself a picture, and 50 MB."""
    wish = {"site": "RAS-1", "label": "X-1", "what": "phone", "found": "x"}
    html = [("photos", ("p.jpg", b"<html><script>", "image/jpeg"))]
    answer = held.officer.send(f"{held.enter}/seizure", wish, html)
    assert (answer.status_code, code_of(answer.text)) == (400, "custody_photo_kind")
    large = [("photos", ("p.jpg", JPEG + bytes(16_000_000), "image/jpeg"))]
    answer = held.officer.send(f"{held.enter}/seizure", wish, large)
    assert code_of(answer.text) == "custody_photo_size"
    huge = [("photos", ("p.jpg", JPEG + bytes(50_000_000), "image/jpeg"))]
    answer = held.officer.send(f"{held.enter}/seizure", wish, huge)
    assert (answer.status_code, code_of(answer.text)) == (400, "upload_too_large")
    assert "X-1" not in held.page("/custody/items")


def test_an_incident_is_recorded_and_its_words_stay_here(held: Held) -> None:
    """REQUIREMENTS 6.7."""
    to = held.officer.sign(
        f"{held.enter}/incident", {"site": "RAS-1", "what": "fire", "words": "in the <u>kitchen"}
    )
    assert to["to"] == "/custody"
    assert "in the &lt;u&gt;kitchen" in held.page("/custody")


def test_an_extension_rests_on_a_document_and_a_wrong_note_is_withdrawn(held: Held) -> None:
    """LAW L13; corrections by a later record."""
    arrest = held.arrest()
    bare = {"event": "extension_granted", "by": "prosecution", "hours": "24"}
    answer = held.officer.send(f"/custody/{arrest}/note", bare)
    assert code_of(answer.text) == "custody_event_document"
    answer = held.officer.send(f"/custody/{arrest}/note", {**bare, "hours": "many"})
    assert code_of(answer.text) == "custody_event_hours"
    held.officer.sign(f"/custody/{arrest}/note", {**bare, "document": "order 7/26"})
    page = held.page(f"/custody/{arrest}")
    entry = re.search(r'name="corrects" value="(te1:[a-z2-7]+)"', page)
    assert entry
    wrong = {"event": "withdrawn", "corrects": entry[1], "note": "wrong person"}
    held.officer.sign(f"/custody/{arrest}/note", wrong)
    assert 'class="corrected"' in held.page(f"/custody/{arrest}")


def test_the_daily_list_and_the_record_are_taken_away(held: Held) -> None:
    """LAW L14, L16: for the prosecution each day, and on paper in four languages."""
    arrest = held.arrest(name="=cmd()")
    today = held.joint.house.node.clock.now().date().isoformat()
    table = held.officer.client.get(f"/custody/day.csv?day={today}&lang=en")
    assert table.headers["Content-Type"].startswith("text/csv")
    assert "'=cmd()" in table.text
    for lang in ("ar", "en", "es", "fr"):
        for path in (f"/custody/day.pdf?day={today}&lang={lang}",
                     f"/custody/{arrest}/record.pdf?lang={lang}"):  # fmt: skip
            paper = held.officer.client.get(path)
            assert paper.content.startswith(b"%PDF"), paper.text
    assert held.officer.client.get("/custody/day.csv?day=never").status_code == 400


@pytest.mark.parametrize("role", sorted(set(Role) - ALLOWED, key=str))
def test_no_other_role_gets_in_by_any_door(held: Held, role: Role) -> None:
    """Default deny: every address, whoever may not."""
    client = entered(held.joint.house, role)
    arrest = re.findall(r"/custody/(r-[a-z2-7]{26})", held.page("/custody"))[0]
    item = re.findall(r"/custody/items/(r-[a-z2-7]{26})", held.page("/custody/items"))[0]
    for path in (
        "/custody", "/custody/fresh", "/custody/day.csv", "/custody/day.pdf", f"/custody/{arrest}",
        f"/custody/{arrest}/record.pdf", "/custody/items", f"/custody/items/{item}",
        f"/custody/items/{item}/photos/{'0' * 64}", f"/custody/items/{item}/glimpses/{'0' * 64}",
        held.enter,
    ):  # fmt: skip
        assert client.get(path).status_code == 403, path
    for path in (f"/custody/{arrest}/note", f"{held.enter}/arrest"):
        assert client.post(path, event="released").status_code == 403, path


@pytest.mark.parametrize("role", sorted(ALLOWED - {Role.CASE_OFFICER}, key=str))
def test_whoever_is_not_on_the_channel_finds_nothing(held: Held, role: Role) -> None:
    """Need to know: a guessed id says nothing, a list is empty."""
    arrest = re.findall(r"/custody/(r-[a-z2-7]{26})", held.page("/custody"))[0]
    item = re.findall(r"/custody/items/(r-[a-z2-7]{26})", held.page("/custody/items"))[0]
    client = entered(held.joint.house, role)
    assert arrest not in client.get("/custody").text
    assert item not in client.get("/custody/items").text
    for path, told in (
        (f"/custody/{arrest}", "custody_arrest_unknown"),
        (f"/custody/{arrest}/record.pdf", "custody_arrest_unknown"),
        (f"/custody/items/{item}", "custody_item_unknown"),
        (held.enter, "operation_unknown"),
    ):
        answer = client.get(path)
        assert (answer.status_code, told in answer.text) == (404, True), path
    unknown = client.get("/custody/r-aaaaaaaaaaaaaaaaaaaaaaaaaa")
    assert (unknown.status_code, "custody_arrest_unknown" in unknown.text) == (404, True)


def test_a_minor_has_a_name_for_case_roles_alone_and_a_leader_sees_one_site(held: Held) -> None:
    """LAW L26, need to know."""
    house = held.joint.house
    young = held.arrest(name="Invented Youngster", minor="yes")
    elsewhere = held.arrest(site=SITES[1], name="Invented Elsewhere")
    commander = entered(house, Role.OPERATIONS_COMMANDER)
    leader = entered(house, Role.SITE_TEAM_LEADER)
    for role in (Role.OPERATIONS_COMMANDER, Role.SITE_TEAM_LEADER):
        put(held, role)
    held.lead(house.keys[Role.SITE_TEAM_LEADER.value].officer)
    assert "Invented Youngster" in held.page(f"/custody/{young}")
    for path in ("/custody", f"/custody/{young}", "/custody/day.csv"):
        told = commander.get(f"{path}?lang=en").text
        assert "Invented Youngster" not in told, path
        assert "withheld" in told, path
    assert "Invented Elsewhere" in commander.get("/custody").text
    assert leader.get(f"/custody/{elsewhere}").status_code == 200
    assert leader.get(f"/custody/{young}").status_code == 404
    board = leader.get("/custody").text
    assert elsewhere in board
    assert young not in board


def test_the_register_of_exercises_says_so_and_is_empty_of_the_real_one(held: Held) -> None:
    """Unmistakable, and apart."""
    page = held.page("/custody?kind=exercise")
    assert "EXERCISE: nobody here is held" in page
    assert "<title>EXERCISE" in page
    assert "El Mithali" not in page
    assert ChannelId(held.where.channel) == "case:2026-017"


@pytest.mark.parametrize("lang", ["ar", "en", "es", "fr"])
def test_every_page_speaks_four_languages(held: Held, lang: str) -> None:
    """REQUIREMENTS 11.7."""
    arrest = re.findall(r"/custody/(r-[a-z2-7]{26})", held.page("/custody"))[0]
    for path in ("/custody", f"/custody/{arrest}", "/custody/items", held.enter,
                 f"{held.enter}?part=seizure", f"{held.enter}?part=incident"):  # fmt: skip
        page = held.page(path, lang)
        assert f'lang="{lang}"' in page
