"""The door of the pages: who comes in, how long, and what is tried in vain."""

import re
import time
from importlib import import_module

import pytest
from django.core import checks
from django.test import override_settings
from tests.web.conftest import HOME_URL, Client, House

from tansiq.ledger import passkey
from tansiq.record.officers import OfficerLeft
from tansiq.web.application import configure
from tansiq.web.headers import CONTENT_POLICY

CONTENT = ("/desk", "/desk/fresh")


def test_an_invited_officer_is_in_and_an_old_link_is_void(client: Client, house: House) -> None:
    path = house.invitation("liaison")
    challenge = passkey.challenge(passkey.REGISTER, client.nonce(path))
    assert client.say(f"{path}/passkey", client.key.create(challenge)).json() == {"to": "/"}
    assert client.get("/").headers["Location"] == "/desk"
    again = Client(house).get(path)
    assert again.status_code == 403
    assert "invitation_void" in again.text


def test_a_registration_that_fails_leaves_the_invitation_whole(
    client: Client, house: House
) -> None:
    path = house.invitation("liaison")
    nonce = client.nonce(path)
    wrong = client.say(f"{path}/passkey", client.key.create(nonce))
    assert wrong.json()["code"] == "passkey_check"
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/", "/state", "/passkeys", "/live", *CONTENT])
def test_nobody_comes_in_without_signing_in(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in?next=/")


@pytest.mark.parametrize("path", CONTENT)
def test_the_administrator_gets_no_content_by_any_path(client: Client, path: str) -> None:
    """Requirement 11.2."""
    client.come_in("system_administrator")
    client.post("/reason", reason="curiosity")
    answer = client.get(path)
    assert answer.status_code == 403
    assert "access_role" in answer.text


def test_content_is_shown_only_with_a_reason_and_leaves_a_line(
    client: Client, house: House
) -> None:
    """Requirement 11.1: reads with reason."""
    client.come_in("liaison")
    assert client.get("/desk").headers["Location"] == "/reason?next=/desk"
    client.post("/reason", reason="duty round 7")
    assert client.get("/desk").status_code == 200
    with house.node.store.reading() as tx:
        row = tx.one("SELECT * FROM ledger.read_log ORDER BY number DESC LIMIT 1")
    assert row
    assert (row["officer"], row["action"], row["reason"]) == (
        house.keys["liaison"].officer, "list_reports", "duty round 7",
    )  # fmt: skip


def test_an_assertion_signs_in_once(client: Client) -> None:
    client.come_in("liaison")
    client.post("/sign-out")
    challenge = passkey.challenge(passkey.SIGN_IN, client.nonce("/sign-in"))
    said = client.key.get(challenge)
    assert client.say("/sign-in/passkey", said).status_code == 200
    client.post("/sign-out")
    client.nonce("/sign-in")
    assert client.say("/sign-in/passkey", said).json()["code"] == "passkey_check"


def test_an_assertion_over_something_else_than_a_sign_in_is_refused(client: Client) -> None:
    client.come_in("liaison")
    client.post("/sign-out")
    nonce = client.nonce("/sign-in")
    for prefix in (passkey.REGISTER, b"tansiq-act-v1"):
        said = client.key.get(passkey.challenge(prefix, nonce))
        told = client.say("/sign-in/passkey", said)
        assert told.json()["code"] in {"passkey_check", "challenge_over"}
        assert client.get("/desk").status_code == 302


def test_signing_in_makes_a_new_session_and_signing_out_ends_it(client: Client) -> None:
    client.get("/sign-in")
    before = client.cookies.get("tansiq_session")
    client.come_in("liaison")
    inside = client.cookies.get("tansiq_session")
    assert before != inside
    client.post("/sign-out")
    client.cookies.set("tansiq_session", str(inside), domain="rabat.localhost")
    assert client.get("/passkeys").status_code == 302


@pytest.mark.parametrize("field", ["seen", "since"])
def test_an_idle_or_old_session_ends(client: Client, field: str) -> None:
    client.come_in("liaison")
    store = import_module("django.contrib.sessions.backends.db").SessionStore
    session = store(client.cookies.get("tansiq_session"))
    session[field] = int(time.time()) - 13 * 3600
    session.save()
    assert client.get("/passkeys").status_code == 302


def test_a_revoked_passkey_ends_its_session(client: Client, house: House) -> None:
    client.come_in("liaison")
    other = Client(house)
    other.come_in("liaison")
    models = import_module("tansiq.web.accounts.models")
    held = models.Passkey.objects.order_by("-id")[1]
    answer = other.post(f"/passkeys/{held.key}/revoke")
    assert answer.headers["Location"] == "/passkeys"
    assert client.get("/passkeys").status_code == 302


def test_an_officer_who_left_does_nothing(client: Client, house: House, tmp_path: object) -> None:
    conftest = import_module("tests.web.conftest")
    conftest.hire(house, tmp_path, "supervisor")
    client.come_in("supervisor")
    left = house.keys.pop("supervisor").officer
    house.change(OfficerLeft(officer=left, reason="retired"))
    answer = client.get("/passkeys")
    assert answer.status_code == 403
    assert "account_without_officer" in answer.text


def test_who_knocks_too_often_waits(client: Client) -> None:
    client.address = "127.0.0.77"
    codes = []
    for _ in range(11):
        client.nonce("/sign-in")
        codes.append(client.say("/sign-in/passkey", {"credential": "AAAA"}).json()["code"])
    assert codes[0] == "passkey_unknown"
    assert codes[-1] == "too_many_attempts"


def test_an_account_is_locked_after_five_failures_from_anywhere(client: Client) -> None:
    client.come_in("data_protection_officer")
    client.post("/sign-out")
    mark = client.cookies.get("tansiq_device")
    client.cookies.delete("tansiq_device")
    codes = []
    for number in range(6):
        client.address = f"127.0.1.{number}"
        said = client.key.get(client.nonce("/sign-in"))
        codes.append(client.say("/sign-in/passkey", said).json()["code"])
    assert codes == ["passkey_check"] * 5 + ["account_locked"]
    # The officer's own browser is not locked out by what others tried from elsewhere.
    assert client.sign_in().json()["code"] == "account_locked"
    client.cookies.set("tansiq_device", str(mark), domain="rabat.localhost")
    assert client.sign_in().json() == {"to": "/"}


def test_the_mark_of_another_browser_or_officer_opens_no_lock(client: Client, house: House) -> None:
    other = Client(house)
    other.come_in("liaison")
    client.address = "127.0.2.1"
    client.come_in("system_administrator")
    client.post("/sign-out")
    for mark in ("forged:1:2", str(other.cookies.get("tansiq_device")), ""):
        client.cookies.delete("tansiq_device")
        client.cookies.set("tansiq_device", mark, domain="rabat.localhost")
        for number in range(5):
            client.address = f"127.0.3.{number}"
            client.say("/sign-in/passkey", client.key.get(client.nonce("/sign-in")))
        client.address = "127.0.3.99"
        assert client.sign_in().json()["code"] in {"account_locked", "too_many_attempts"}


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:1", "\n/x"]
)
def test_the_way_on_stays_inside(client: Client, wanted: str) -> None:
    client.come_in("liaison")
    assert client.ask("GET", "/sign-in", params={"next": wanted}).headers["Location"] == "/"


def test_a_form_from_elsewhere_is_refused(client: Client) -> None:
    client.come_in("liaison")
    answer = client.ask("POST", "/reason", data={"reason": "x"})
    assert answer.status_code == 403
    assert "request_forged" in answer.text
    token = client.token("/reason")
    foreign = {"Origin": "http://evil.example", "X-CSRFToken": token}
    assert client.ask("POST", "/reason", data={"reason": "x"}, headers=foreign).status_code == 403


def test_another_host_name_is_not_answered(client: Client) -> None:
    assert client.ask("GET", "/sign-in", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    "path", ["/", "/sign-in", "/nothing", "/health", "/static/page.js", "/components", "/reason"]
)
def test_every_answer_carries_policy_and_is_kept_nowhere(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["Content-Security-Policy"] == CONTENT_POLICY
    assert "unsafe" not in CONTENT_POLICY
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_no_page_carries_script_or_style_of_its_own(client: Client) -> None:
    for path in ("/sign-in", "/components", "/nothing"):
        text = client.get(path).text
        assert re.findall(r"<script(?![^>]*src=)", text) == []
        assert re.findall(r"<style|\sstyle=|\son[a-z]+=", text) == []


def test_over_https_djangos_own_deployment_check_is_clean(house: House) -> None:
    application = import_module("tansiq.web.application")
    own = house.node.settings
    wanted = application._settings(own.folder, own.dsn, "https://rabat.example", ["rabat.example"])
    assert configure
    names = {name: value for name, value in wanted.items() if name not in {"DATABASES", "LOGGING"}}
    with override_settings(**names):
        assert checks.run_checks(include_deployment_checks=True) == []


def test_cookies_tell_scripts_and_strangers_nothing(client: Client) -> None:
    answer = client.get("/sign-in")
    cookies = answer.headers.get_list("set-cookie")
    assert any(one.startswith("tansiq_session") for one in cookies)
    assert all("HttpOnly" in one and "SameSite" in one for one in cookies)
    assert HOME_URL.startswith("http:")
