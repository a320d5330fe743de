"""What is tried in vain against the pages, at every address where it could be tried."""

import asyncio
import re
import time
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from tests.web.conftest import Client, House, hire
from tests.web.glimpse import glimpse
from tests.web.hiring import entered
from tests.web.test_matrix import METHODS, Address, addresses

from tansiq.ledger import passkey
from tansiq.record.officers import OfficerLeft
from tansiq.terms.roles import Role
from tansiq.web.headers import CONTENT_POLICY, HEADERS

ELSEWHERE = [
    "//evil.example", "///evil.example", "/\\evil.example", "/\t/evil.example",
    "http:/evil.example",
    "http:evil.example", "https://rabat.localhost@evil.example", "javascript:alert(1)", "\\\\evil",
    "/%09/../\r\n//evil.example", "/\x00/evil", "data:text/html,x", " //evil.example",
]  # fmt: skip


@pytest.fixture(scope="module")
def known(house: House) -> list[Address]:
    """All addresses."""
    assert house.app
    return list(addresses())


def test_no_form_is_taken_without_its_token_or_from_elsewhere(
    house: House, known: list[Address]
) -> None:
    """Cross-site request forgery, at every address that takes a form."""
    client = entered(house, Role.LIAISON_OFFICER)
    token = client.cookies.get("tansiq_csrf")
    for one in known:
        path = one.filled()
        if one.route == "sign-out" or glimpse(client, "POST", path).status == 405:
            continue
        for headers in (
            {"X-CSRFToken": ""},
            {"X-CSRFToken": "a" * 32},
            {"Origin": "http://evil.example"},
            {"Origin": "null"},
            {"Origin": "http://rabat.localhost.evil.example"},
        ):
            found = glimpse(client, "POST", path, more=headers)
            assert found.status == 403, (one.route, headers, found.status)
            assert "request_forged" in found.text, (one.route, headers)
    assert client.get("/passkeys").status_code == 200
    assert token


def test_every_answer_forbids_frames_caches_and_guesses(house: House, known: list[Address]) -> None:
    client = entered(house, Role.LIAISON_OFFICER)
    for one in known:
        for method in ("GET", "PUT"):
            found = glimpse(client, method, one.filled())
            assert found.headers["X-Frame-Options"] == "DENY", found.asked
            assert "frame-ancestors 'none'" in found.headers["Content-Security-Policy"], one.route
            assert found.headers["X-Content-Type-Options"] == "nosniff", found.asked
            assert "no-store" in found.headers["Cache-Control"], found.asked
    assert "frame-ancestors 'none'" in CONTENT_POLICY


def test_signing_out_has_the_browser_forget(client: Client) -> None:
    client.come_in("liaison")
    inside = str(client.cookies.get("tansiq_session"))
    gone = client.post("/sign-out")
    assert '"cache"' in gone.headers["Clear-Site-Data"]
    assert '"storage"' in gone.headers["Clear-Site-Data"]
    client.cookies.set("tansiq_session", inside, domain="rabat.localhost")
    assert client.get("/desk").status_code == 302


def test_a_session_id_that_somebody_else_chose_is_never_signed_in(
    client: Client, house: House
) -> None:
    """Session fixation: by an invented id, and by one that the server gave to the attacker."""
    attacker = Client(house)
    attacker.get("/sign-in")
    for chosen in ("a" * 32, str(attacker.cookies.get("tansiq_session"))):
        victim = Client(house)
        victim.cookies.set("tansiq_session", chosen, domain="rabat.localhost")
        assert victim.come_in("liaison").json() == {"to": "/"}
        client.cookies.delete("tansiq_session") if client.cookies else None
        client.cookies.set("tansiq_session", chosen, domain="rabat.localhost")
        assert client.get("/passkeys").status_code == 302


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_no_way_on_leads_elsewhere(client: Client, wanted: str) -> None:
    client.come_in("liaison")
    answers = [
        client.ask("GET", "/sign-in", params={"next": wanted}).headers["Location"],
        client.post("/reason", reason="duty", next=wanted).headers["Location"],
        client.post("/look", theme="dark", next=wanted).headers["Location"],
    ]
    assert answers == ["/"] * 3
    client.post("/sign-out")
    challenge = passkey.challenge(passkey.SIGN_IN, client.nonce("/sign-in"))
    token = str(client.cookies.get("tansiq_csrf"))
    told = client.ask(
        "POST", "/sign-in/passkey", params={"next": wanted}, json=client.key.get(challenge),
        headers={"X-CSRFToken": token},
    )  # fmt: skip
    assert told.json() == {"to": "/"}


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Host": "evil.example"},
        {"Forwarded": "host=evil.example"},
        {"X-Original-URL": "/desk"},
        {"X-Rewrite-URL": "/desk"},
        {"X-Forwarded-Proto": "https"},
    ],
)
def test_headers_of_a_relay_move_nothing(client: Client, headers: dict[str, str]) -> None:
    plain, found = client.get("/desk"), client.ask("GET", "/desk", headers=headers)
    assert (found.status_code, found.headers["Location"]) == (302, plain.headers["Location"])
    page = client.ask("GET", "/sign-in", headers=headers)
    assert page.status_code == 200
    assert "evil.example" not in page.text + str(page.headers)


@pytest.mark.parametrize("host", ["evil.example", "rabat.localhost.evil.example", "a:b:c", "[::1"])
def test_no_other_host_is_answered(house: House, known: list[Address], host: str) -> None:
    client = entered(house, Role.LIAISON_OFFICER)
    for one in known:
        if not one.route.startswith("static"):
            found = glimpse(client, "GET", one.filled(), more={"Host": host})
            assert found.status == 400, one.route


def test_language_and_look_put_nothing_into_headers(client: Client) -> None:
    """Header injection through what a reader chooses."""
    for value in ("ar\r\nX-Evil: 1", "ar; Path=/; X=1", "../../etc/passwd", "zz", "A" * 5000):
        seen = client.ask("GET", "/sign-in", params={"lang": value, "next": f"/{value}"})
        assert seen.status_code == 200
        assert seen.headers["Content-Language"] in {"ar", "es", "fr", "en"}
        client.cookies.set("tansiq_language", value.replace("\r\n", ""), domain="rabat.localhost")
        client.cookies.set("tansiq_theme", '"><script>', domain="rabat.localhost")
        again = client.get("/sign-in")
        assert "x-evil" not in {name.lower() for name in (*seen.headers, *again.headers)}
        assert '"><script>' not in again.text


def test_what_no_text_may_hold_is_no_fault(house: House, known: list[Address]) -> None:
    client = entered(house, Role.LIAISON_OFFICER)
    for name in ("%00", "a%00b", "%ff%fe", "..%2f..%2f", "%E2%80%AE", "a" * 3000, "'--", "{{7*7}}"):
        for one in known:
            if "<" not in one.route:
                continue
            path = re.sub(r"<(\w+:)?\w+>", name, "/" + one.route)
            for method in METHODS:
                found = glimpse(client, method, path)
                assert found.status < 500, (method, path)
    client.post("/reason", reason="a\x00b \ud83d".encode("utf-8", "replace").decode())
    assert client.get("/desk").status_code < 500


def test_a_challenge_serves_the_browser_that_got_it(client: Client, house: House) -> None:
    client.come_in("liaison")
    client.post("/sign-out")
    other = Client(house)
    other.nonce("/sign-in")
    stolen = client.key.get(passkey.challenge(passkey.SIGN_IN, client.nonce("/sign-in")))
    assert other.say("/sign-in/passkey", stolen).json()["code"] == "passkey_check"


def test_a_ceremony_of_one_kind_serves_no_other(client: Client) -> None:
    client.come_in("liaison")
    for prefix in (passkey.SIGN_IN, passkey.REGISTER, b"tansiq-act-v1"):
        nonce = client.nonce("/passkeys")
        said = client.key.get(passkey.challenge(prefix, nonce))
        assert client.say("/passkeys/act", said).status_code >= 400
        client.nonce("/passkeys")
        assert client.say("/sign-in/passkey", said).json()["code"] == "challenge_over"
    client.post("/sign-out")
    # Not even over the door's own nonce: what was signed for an act opens no door.
    for prefix in (passkey.REGISTER, b"tansiq-act-v1", b""):
        said = client.key.get(passkey.challenge(prefix, client.nonce("/sign-in")))
        assert client.say("/sign-in/passkey", said).json()["code"] == "passkey_check", prefix
    assert client.get("/desk").headers["Location"].startswith("/sign-in")


def test_an_assertion_that_signed_in_does_so_once(client: Client, house: House) -> None:
    """Replayed in the same browser, in another one, and over a fresh nonce."""
    client.come_in("liaison")
    client.post("/sign-out")
    said = client.key.get(passkey.challenge(passkey.SIGN_IN, client.nonce("/sign-in")))
    assert client.say("/sign-in/passkey", said).json() == {"to": "/"}
    assert client.say("/sign-in/passkey", said).json()["code"] == "challenge_over"
    client.post("/sign-out")
    for browser in (client, Client(house)):
        browser.nonce("/sign-in")
        assert browser.say("/sign-in/passkey", said).json()["code"] == "passkey_check"
        assert browser.get("/desk").headers["Location"].startswith("/sign-in")


def test_an_invitation_dies_with_time_use_its_successor_and_its_officer(
    house: House, tmp_path: Path
) -> None:
    models = import_module("tansiq.web.accounts.models")
    hire(house, tmp_path, "spokesperson")
    old = house.invitation("spokesperson")
    late = house.invitation("spokesperson")
    _void(house, old)
    models.Invitation.objects.filter(used=None).update(expires=_ago())
    _void(house, late)
    left = house.invitation("spokesperson")
    house.change(OfficerLeft(officer=house.keys["spokesperson"].officer, reason="retired"))
    _void(house, left, "officer_unknown", "officer_left", "officer_not_active")
    house.keys.pop("spokesperson")


def _void(house: House, path: str, *codes: str) -> None:
    """Neither the page nor the passkey opens it, nor a nonce that another invitation gave."""
    stranger = Client(house, address="127.7.7.7")
    assert stranger.get(path).status_code in {403, 404}
    nonce = stranger.nonce(house.invitation("case"))
    told = stranger.say(
        f"{path}/passkey", stranger.key.create(passkey.challenge(passkey.REGISTER, nonce))
    ).json()
    assert told["code"] in {"invitation_void", *codes}
    import_module("tansiq.web.accounts.models").Attempt.objects.all().delete()


def _ago() -> object:
    return import_module("django.utils.timezone").now() - timedelta(seconds=1)


@pytest.mark.parametrize("announced", [True, False])
def test_a_stranger_cannot_fill_the_disk(client: Client, announced: bool) -> None:
    client.get("/sign-in")
    large = b"x" * 65_537
    headers = {"Content-Type": "application/json"}
    headers["X-CSRFToken"] = str(client.cookies.get("tansiq_csrf"))
    client.cookies.delete("tansiq_session")

    async def pieces() -> object:
        yield large[:40_000]
        yield large[40_000:]

    body = large if announced else pieces()
    found = client.ask("POST", "/sign-in/passkey", content=body, headers=headers)
    assert found.status_code == 413
    # Refused before any page, and still under the headers of every page.
    assert {name: found.headers[name] for name in HEADERS} == HEADERS


def test_a_body_that_never_ends_is_given_up(house: House) -> None:
    bounds = import_module("tansiq.web.bounds")
    app = bounds.Bounded(house.app.app, seconds=0.2)
    told: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        await asyncio.sleep(0.05)
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def send(message: dict[str, object]) -> None:
        told.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/look", "raw_path": b"/look", "scheme": "http",
        "query_string": b"", "root_path": "", "http_version": "1.1", "server": ("127.0.0.1", 80),
        "headers": [(b"host", b"rabat.localhost")], "client": ("127.0.0.1", 5000),
    }  # fmt: skip
    began = time.monotonic()
    asyncio.run(app(scope, receive, send))
    assert told[0]["status"] == 408
    assert time.monotonic() - began < 20


def test_a_page_of_one_officer_gets_nothing_of_another(house: House, known: list[Address]) -> None:
    """Two officers in one browser: an older tab asks with the newer officer's session."""
    client = entered(house, Role.LIAISON_OFFICER)
    older = {"X-Tansiq-Officer": house.keys["case"].officer}
    own = {"X-Tansiq-Officer": house.keys["liaison"].officer}
    assert glimpse(client, "GET", "/desk/fresh", part="true", more=own).status == 200
    for one in known:
        if one.rule is None or one.rule.open:
            continue
        for method in METHODS:
            found = glimpse(client, method, one.filled(), part="true", more=older)
            if found.status != 405:
                assert (found.headers.get("HX-Redirect"), found.text) == ("/", ""), one.route
