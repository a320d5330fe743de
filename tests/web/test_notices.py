"""The form of a notice, and what is tried in vain to open one (5.3)."""

import re
from collections.abc import Iterator
from datetime import timedelta
from time import perf_counter

import pytest
from tests.nodes.mailing import Mailbox
from tests.nodes.warning import Hands, contact, link_and_code
from tests.web.conftest import Client, House
from tests.web.warned import guards, mail_of, reader, site, warned

from tansiq.node import alert_desk, alert_sending, alerts
from tansiq.terms.ids import new_record_id

SECRET = "Peligro junto a la entrada norte."


@pytest.fixture(scope="module", autouse=True)
def staffed(house: House) -> None:
    guards(house)


@pytest.fixture
def box(house: House) -> Iterator[Mailbox]:
    with mail_of(house) as made:
        yield made


def told(house: House, box: Mailbox, language: str = "es") -> tuple[str, str, str]:
    """A warning whose first contact was mailed: alert, link, code."""
    somebody = contact("Bruno", f"{new_record_id()[2:10]}@lantern.example", language)
    alert = warned(house, site(house, somebody))
    alert_sending.send(house.node)
    return alert, *link_and_code(box.to(somebody.email)[0])


def opening(client: Client, notice: str, code: str, language: str = "es") -> tuple[int, str]:
    """Type a code into the form, as a browser sends it."""
    path = f"/notice/{notice}?lang={language}"
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(path).text)
    assert token
    answer = client.ask("POST", path, data={"code": code, "csrfmiddlewaretoken": token[1]})
    return answer.status_code, answer.text


def knows(house: House, alert: str) -> str:
    return alert_desk.show(house.node, reader(house), alert).sites[0].knows


def test_a_link_that_a_scanner_follows_acknowledges_nothing_and_shows_nothing(
    house: House, client: Client, box: Mailbox
) -> None:
    alert, notice, _ = told(house, box)
    for method in ("GET", "HEAD"):
        answer = client.ask(method, f"/notice/{notice}?lang=es")
        assert answer.status_code == 200
        assert SECRET not in answer.text
        assert "Lantern" not in answer.text
    assert not knows(house, alert)


def test_the_right_code_shows_the_text_and_says_that_it_is_known(
    house: House, client: Client, box: Mailbox
) -> None:
    alert, notice, code = told(house, box)
    status, text = opening(client, notice, code)
    assert status == 200
    assert SECRET in text
    assert "Lantern" not in text
    since = knows(house, alert)
    assert since
    assert opening(client, notice, code.replace(" ", ""))[0] == 200
    assert knows(house, alert) == since


def test_digits_may_be_typed_in_arabic_script(house: House, client: Client, box: Mailbox) -> None:
    alert, notice, code = told(house, box, "ar")
    eastern = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    status, text = opening(client, notice, f"\u2066{eastern}\u2069", "ar")
    assert status == 200
    assert "المدخل الشمالي" in text
    assert knows(house, alert)


def test_wrong_unknown_and_malformed_are_one_answer(
    house: House, client: Client, box: Mailbox
) -> None:
    """A wrong code tells nothing: not even whether there is a notice."""
    _, notice, _ = told(house, box)
    wrong = [opening(client, notice, "0000 0000 0000 0000")]
    wrong.append(opening(client, new_record_id(), "0000 0000 0000 0000"))
    wrong.append(opening(client, "no-such-notice", "0000 0000 0000 0000"))
    wrong.append(opening(client, notice, "not a code"))
    assert {status for status, _ in wrong} == {403}
    bare = {
        re.sub(r'value="[^"]+"|action="[^"]+"|data-csrf="[^"]+"|data-now="[^"]+"', "", text)
        for _, text in wrong
    }
    assert len(bare) == 1


def test_guessing_locks_the_notice_for_the_right_code_too(
    house: House, client: Client, box: Mailbox
) -> None:
    alert, notice, code = told(house, box)
    for number in range(5):
        client.address = f"10.1.2.{number}"
        assert opening(client, notice, f"{number:016}")[0] == 403
    client.address = "10.1.3.1"
    status, text = opening(client, notice, code)
    assert status == 429
    assert SECRET not in text
    assert not knows(house, alert)
    other, second, right = told(house, box)
    assert opening(client, second, right)[0] == 200
    assert knows(house, other)


def test_guessing_at_many_notices_locks_the_address_and_no_officer(
    house: House, client: Client, box: Mailbox
) -> None:
    client.address = "10.9.9.9"
    for number in range(30):
        assert opening(client, new_record_id(), f"{number:016}")[0] == 403
    _, notice, code = told(house, box)
    assert opening(client, notice, code)[0] == 429
    assert client.get("/sign-in").status_code == 200
    assert client.come_in("liaison").status_code == 200


def test_a_form_without_its_token_opens_nothing(house: House, client: Client, box: Mailbox) -> None:
    alert, notice, code = told(house, box)
    answer = client.ask("POST", f"/notice/{notice}", data={"code": code})
    assert answer.status_code == 403
    assert SECRET not in answer.text
    assert not knows(house, alert)


def test_codes_of_one_contact_open_nothing_of_another(
    house: House, client: Client, box: Mailbox
) -> None:
    _, first, _ = told(house, box)
    other, _, code = told(house, box)
    assert opening(client, first, code)[0] == 403
    assert not knows(house, other)


def test_a_code_ends_with_the_warning(house: House, client: Client, box: Mailbox) -> None:
    _, notice, code = told(house, box)
    before, house.node.clock = house.node.clock, Hands(timedelta(hours=13))
    try:
        assert opening(client, notice, code)[0] == 403
    finally:
        house.node.clock = before


def test_what_is_kept_of_a_code_opens_nothing_without_the_key_store(
    house: House, box: Mailbox
) -> None:
    _, notice, code = told(house, box)
    with house.node.store.reading() as tx:
        row = tx.one("SELECT code_digest FROM alert_try WHERE notice = %s", (notice,))
        everything = tx.rows("SELECT t::text AS all FROM alert_try t WHERE notice = %s", (notice,))
    assert row
    assert re.fullmatch("[0-9a-f]{64}", row["code_digest"])
    assert code.replace(" ", "") not in str(everything)


def test_a_wrong_code_takes_as_long_where_there_is_no_notice(
    house: House, client: Client, box: Mailbox
) -> None:
    """A guard against a shortcut: the digest is computed for what is not there, too."""
    from tansiq.node import alert_codes

    node = house.node
    with node.store.reading() as tx:
        row = tx.one("SELECT notice, code_digest, class_id FROM alert_try LIMIT 1")
    assert row
    times = {"there": 0.0, "not": 0.0}
    for _ in range(2_000):
        begun = perf_counter()
        alert_codes.same(node, row["class_id"], (row["notice"], row["code_digest"]), "1" * 16)
        times["there"] += perf_counter() - begun
        begun = perf_counter()
        alert_codes.same(node, None, ("", "0" * 64), "1" * 16)
        times["not"] += perf_counter() - begun
    assert times["not"] > times["there"] / 10


def test_a_host_name_for_notices_shows_nothing_else(house: House, client: Client) -> None:
    import dataclasses

    import httpx

    before = house.node.settings
    house.node.settings = dataclasses.replace(before, notice_url="http://notices.localhost:8599")
    from django.conf import settings

    settings.ALLOWED_HOSTS.append("notices.localhost")
    try:
        for path, status in (
            ("/sign-in", 404),
            ("/", 404),
            ("/desk", 404),
            ("/live", 404),
            ("/health", 404),
            ("/notice/r-x", 200),
        ):
            answer = client.ask("GET", path, headers={"Host": "notices.localhost:8599"})
            assert isinstance(answer, httpx.Response)
            assert answer.status_code == status, path
        assert client.ask("GET", "/sign-in").status_code == 200
    finally:
        settings.ALLOWED_HOSTS.remove("notices.localhost")
        house.node.settings = before


def test_after_the_end_the_old_code_shows_the_end(
    house: House, client: Client, box: Mailbox
) -> None:
    """Cancel reaches all who were told, and reads so."""
    from tests.nodes.warning import texts
    from tests.web.warned import signer, writing

    alert, notice, code = told(house, box)
    ended = writing(
        house, alert=alert, step="cancel", reason="the danger is over", texts=texts("es", "en")
    )
    made = alerts.propose(house.node, signer(house), ended)
    digest = alert_desk.show(house.node, reader(house), alert).alert.messages[1].digest
    alerts.approve(house.node, signer(house, "second_guard"), alert, (2, digest))
    assert made.number == 2
    assert alert_sending.send(house.node) == 1
    status, text = opening(client, notice, code)
    assert status == 200
    assert "Este aviso ha terminado." in text
