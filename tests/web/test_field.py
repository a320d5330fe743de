"""The field page over HTTP: what a telephone is given, by whom and when, and what it is not."""

from datetime import timedelta

import pytest
from tests.web.conftest import Client
from tests.web.field_fixtures import joint, leader, operation, other, phone
from tests.web.fielded import ADDRESS, Fielded, Phone, fielded
from tests.web.joint_case import Joint
from tests.web.signing import Signing

# Imported so that pytest finds them here as well.
__all__ = ["joint", "leader", "operation", "other", "phone"]


def test_a_leader_is_given_the_own_site_whole(phone: Phone, operation: Fielded) -> None:
    """Requirement 6.4."""
    given = phone.given
    assert given["own"]["address"] == ADDRESS
    assert given["site"] == "RAS-1"
    assert given["plan"]["h_hour"]
    assert given["now"]["order"] == "wait"
    assert given["minutes_at_h"] in {0, 60}
    listed = phone.client.get("/field").text
    assert "RAS-1" in listed
    assert "RAS-2" not in listed


def test_what_is_given_stands_in_the_read_log(phone: Phone, operation: Fielded) -> None:
    """Requirement 11.1."""
    with operation.house.node.store.reading() as tx:
        row = tx.one("SELECT * FROM ledger.read_log ORDER BY number DESC LIMIT 1")
    assert row
    assert row["action"] == "report_site"
    assert row["shown"] == [f"{operation.where.operation} RAS-1"]


def test_the_page_itself_holds_nothing_of_a_site_and_may_use_the_camera(phone: Phone) -> None:
    page = phone.client.get(phone.path)
    assert page.status_code == 200
    for word in (ADDRESS, "Younes", "team 1", str(phone.given["place"])):
        assert word not in page.text
    assert "camera=(self)" in page.headers["Permissions-Policy"]
    for path in ("/field", "/desk", "/sign-in"):
        assert "camera=()" in phone.client.get(path).headers["Permissions-Policy"]


@pytest.mark.parametrize("what", ["", "/data", "/now"])
def test_a_colleague_is_told_there_is_no_such_site(
    other: Signing, operation: Fielded, what: str
) -> None:
    answer = other.client.get(operation.path() + what)
    if what:
        assert answer.status_code == 404
        assert answer.json()["code"] == "operation_site_unknown"
    else:
        # The page is the same for everybody, and empty.
        assert ADDRESS not in answer.text


@pytest.mark.parametrize("who", ["liaison", "data_protection_officer", "system_administrator"])
def test_who_reports_for_no_site_gets_nothing(operation: Fielded, who: str) -> None:
    client = Client(operation.house, address="127.0.8.1")
    client.come_in(who)
    client.post("/reason", reason="curiosity")
    for path in ("/field", operation.path(), f"{operation.path()}/data", f"{operation.path()}/now"):
        assert client.get(path).status_code == 403, path


def test_nobody_gets_a_site_without_signing_in(operation: Fielded, client: Client) -> None:
    for what in ("", "/data", "/now"):
        assert client.get(operation.path() + what).headers["Location"].startswith("/sign-in")
    token = client.token("/sign-in")
    said = {"X-CSRFToken": token}
    for what in ("/items/abc/1", "/items/abc/1/0/0", "/record"):
        answer = client.ask("POST", operation.path() + what, content=b"x", headers=said)
        assert answer.headers.get("Location", "").startswith("/sign-in"), what


def test_outside_its_hours_a_site_is_given_to_nobody(joint: Joint, leader: Signing) -> None:
    early = fielded(joint, timedelta(hours=30))
    answer = leader.client.get(f"{early.path()}/data")
    assert (answer.status_code, answer.json()["code"]) == (403, "field_window")
    assert "RAS-1" in leader.client.get("/field").text


def test_the_words_are_there_in_four_languages_and_whole(client: Client) -> None:
    """Requirement 11.7."""
    answer = client.get("/field/words")
    said = answer.json()
    assert set(said) == {"ar", "es", "fr", "en"}
    assert len({frozenset(one) for one in said.values()}) == 1
    assert said["ar"]["seizure"] == "حجز"
    assert said["es"]["site_states.moving"] == "en marcha"


def test_the_worker_keeps_files_alone(client: Client) -> None:
    text = client.get("/field/worker.js").text
    named = text.split("[", 1)[1].split("]", 1)[0]
    assert '"/field/shell"' in named
    assert "/data" not in named
    for one in named.replace('"', "").split(", "):
        assert client.get(one).status_code == 200, one


def test_files_are_packed_and_pages_are_not(client: Client) -> None:
    """A page carries a token: beside it a packed length would tell of what else is there."""
    packed = {"Accept-Encoding": "gzip"}
    sheet = client.ask("GET", "/static/field.bundle.js", headers=packed)
    assert sheet.headers["Content-Encoding"] == "gzip"
    assert sheet.headers["Vary"] == "Accept-Encoding"
    page = client.ask("GET", "/sign-in", headers=packed)
    assert "Content-Encoding" not in page.headers


def test_signing_out_keeps_sealed_items_and_nothing_else(operation: Fielded) -> None:
    one = Client(operation.house, address="127.0.8.9")
    one.come_in("leader")
    assert one.post("/sign-out").headers["Clear-Site-Data"] == '"cache", "storage"'
    one.come_in("leader")
    one.cookies.set("tansiq_field", "1", domain="rabat.localhost")
    answer = one.post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert "leave.js" in one.get(answer.headers["Location"]).text


def test_a_go_and_a_stop_are_told_as_they_stand(phone: Phone, operation: Fielded) -> None:
    """Requirement 6.1. Last of this file: what follows would find the operation decided."""
    operation.go()
    told = phone.now()
    assert (told["order"], told["reason"]) == ("go", "quorum")
    assert told["h_hour"]
