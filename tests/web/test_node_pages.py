"""Partners, changes, officers, logs and the administrator's screen, asked as a browser asks."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from tests.web.acting import ROLES, act_keys_of, come_in, reader, sign, third_officer
from tests.web.authenticator import Authenticator
from tests.web.conftest import HOME_URL, Client, House, hire

from tansiq.ledger import passkey
from tansiq.node import changes, logbook
from tansiq.node.backup_notes import BACKUP, recall
from tansiq.node.backups import Wanted, make
from tansiq.record.officers import RoleGranted
from tansiq.store.quarantine import Refusal, keep_refusal
from tansiq.store.readlog import reads

LANGUAGES = ("ar", "es", "fr", "en")
MAY = {
    "/partners": set(ROLES),
    "/partners/fresh": set(ROLES),
    "/partners/enrol": set(ROLES),
    "/partners/card": set(ROLES),
    "/channels": set(ROLES),
    "/channels/fresh": set(ROLES),
    "/officers/new": {"liaison", "case"},
    "/logs": set(ROLES),
    "/logs/fresh": set(ROLES),
    "/logs/rabat/home/g1/e1": set(ROLES),
    "/changes": set(ROLES),
    "/changes/fresh": set(ROLES),
    "/officers": set(ROLES),
    "/upkeep": {"system_administrator"},
    "/upkeep/fresh": {"system_administrator"},
}


@pytest.fixture(scope="module")
def inside(house: House) -> dict[str, Client]:
    return {who: come_in(house, who) for who in ROLES}


@pytest.fixture(scope="module")
def act_keys(house: House, inside: dict[str, Client]) -> dict[str, Authenticator]:
    return act_keys_of(house, inside)


@pytest.mark.parametrize("path", MAY)
def test_each_page_opens_to_those_who_may_and_to_nobody_else(
    inside: dict[str, Client], path: str
) -> None:
    """Requirement 11.2."""
    for who, client in inside.items():
        answer = client.get(path)
        assert answer.status_code == (200 if who in MAY[path] else 403), (who, answer.text[-900:])


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_speaks_each_language(inside: dict[str, Client], language: str) -> None:
    """Requirement 11.7."""
    for path in MAY:
        if path != "/partners/card":
            text = inside["system_administrator"].get(f"{path}?lang={language}").text
            assert f'lang="{language}"' in text or "/fresh" in path


def test_the_administrator_proposes_and_decides_nothing(inside: dict[str, Client]) -> None:
    admin = inside["system_administrator"]
    for path in (
        "/partners/propose",
        "/partners/madrid/leave",
        "/changes/p-1/approve",
        "/changes/p-1/refuse",
        "/officers/o-1/propose",
        "/officers/new",
        "/channels/propose",
        "/channels/consent",
        "/officers/confirm",
    ):
        assert admin.post(path, reason="x").status_code == 403, path


def test_a_refused_proposal_takes_no_effect(
    house: House, inside: dict[str, Client], act_keys: dict[str, Authenticator]
) -> None:
    case = house.keys["case"].officer
    sign(
        inside["liaison"], act_keys["liaison"], f"/officers/{case}/propose",
        what="role_granted", role="prosecutor", reason="absence",
    )  # fmt: skip
    [waiting] = changes.pending(house.node, reader(house, "case"))
    assert waiting.change == RoleGranted(officer=case, role="prosecutor")
    sign(
        inside["liaison"], act_keys["liaison"], f"/changes/{waiting.proposal}/refuse",
        reason="no longer needed",
    )  # fmt: skip
    assert changes.pending(house.node, reader(house, "case")) == ()
    with house.node.store.reading() as tx:
        assert "prosecutor" not in house.node.staff(tx).officers[case].roles


def test_an_administrators_invitation_opens_nothing_before_two_officers_confirm(
    house: House, inside: dict[str, Client]
) -> None:
    """Requirement 11.2: whoever runs the machine does not let themselves in."""
    whom = third_officer(house).officer
    assert inside["liaison"].post(f"/officers/{whom}/invite").status_code == 403
    page = inside["system_administrator"].post(f"/officers/{whom}/invite").text
    link = re.search(re.escape(HOME_URL) + r"(/invitation/[\w-]+)", page)
    assert link
    assert inside["system_administrator"].get("/officers").text.count(link[1]) == 0
    newcomer = Client(house, address="10.0.0.7")
    challenge = passkey.challenge(passkey.REGISTER, newcomer.nonce(link[1]))
    answer = newcomer.say(f"{link[1]}/passkey", newcomer.key.create(challenge))
    assert answer.json() == {"to": "/waiting"}
    [waiting] = import_module("tansiq.web.accounts.confirming").waiting()
    assert (
        "".join(re.findall(r"<span>([0-9a-f]{4})</span>", newcomer.get("/waiting").text))
        == waiting.key
    )
    assert newcomer.get("/desk").headers["Location"].startswith("/sign-in")
    assert newcomer.sign_in().json()["code"] == "passkey_unvouched"
    again = Client(house).get(link[1])
    assert "invitation_void" in again.text
    assert (
        inside["system_administrator"].post("/officers/confirm", number=waiting.key).status_code
        == 403
    )
    assert inside["liaison"].post("/officers/confirm", number=waiting.key).status_code == 302
    assert inside["liaison"].post("/officers/confirm", number=waiting.key).status_code == 302
    assert newcomer.sign_in().json()["code"] == "passkey_unvouched"
    assert inside["case"].post("/officers/confirm", number=waiting.key.upper()).status_code == 302
    assert newcomer.sign_in().json() == {"to": "/"}
    with house.node.store.reading() as tx:
        noted = [one for one in reads(tx, 1, 100_000) if one.action == "confirm_passkey"]
    assert [one.officer for one in noted] == [
        house.keys["liaison"].officer, house.keys["liaison"].officer, house.keys["case"].officer,
    ]  # fmt: skip


def test_an_officer_is_added_by_two_people_and_comes_in_with_two_devices(
    house: House, inside: dict[str, Client], act_keys: dict[str, Authenticator]
) -> None:
    """DESIGN 2: roles and further passkeys take effect by two people, neither an administrator."""
    form = {"name": "Ilyas Benkhadra", "unit": "Desk 4", "reason": "new post"}
    assert "role_missing" in inside["liaison"].post("/officers/new", **form).text
    form["role"] = "intelligence_analyst"
    sign(inside["liaison"], act_keys["liaison"], "/officers/new", **form)
    [waiting] = changes.pending(house.node, reader(house, "case"))
    own = inside["liaison"].post(f"/changes/{waiting.proposal}/approve")
    assert "approval_by_proposer" in own.text
    sign(inside["case"], act_keys["case"], f"/changes/{waiting.proposal}/approve")
    page = inside["system_administrator"].post(f"/officers/{waiting.subject}/invite").text
    first = _register(house, page, "10.0.0.8")
    _confirmed(inside, ("liaison", "case"))
    assert first.sign_in().json() == {"to": "/"}
    # A further device: a session makes the link, two others confirm, its holder does not.
    page = first.post("/passkeys/device").text
    assert "<svg" in page
    second = _register(house, page, "10.0.0.9")
    assert first.get("/passkeys?lang=en").text.count("waits for two officers") == 1
    assert second.sign_in().json()["code"] == "passkey_unvouched"
    _confirmed(inside, ("liaison",))
    assert second.sign_in().json()["code"] == "passkey_unvouched"
    _confirmed(inside, ("case",))
    assert second.sign_in().json() == {"to": "/"}
    # One who decides never vouches for a device of their own.
    page = inside["liaison"].post("/passkeys/device").text
    _register(house, page, "10.0.0.10")
    [mine] = import_module("tansiq.web.accounts.confirming").waiting()
    assert "vouch_for_oneself" in inside["liaison"].post("/officers/confirm", number=mine.key).text


def _register(house: House, page: str, address: str) -> Client:
    link = re.search(re.escape(HOME_URL) + r"(/invitation/[\w-]+)", page)
    assert link, page
    newcomer = Client(house, address=address)
    challenge = passkey.challenge(passkey.REGISTER, newcomer.nonce(link[1]))
    answer = newcomer.say(f"{link[1]}/passkey", newcomer.key.create(challenge))
    assert answer.json() == {"to": "/waiting"}
    return newcomer


def _confirmed(inside: dict[str, Client], whom: tuple[str, ...]) -> None:
    [waiting] = import_module("tansiq.web.accounts.confirming").waiting()
    for who in whom:
        answer = inside[who].post("/officers/confirm", number=waiting.key)
        assert answer.status_code == 302, answer.text


def test_a_log_is_read_in_words_and_verified_in_the_page(inside: dict[str, Client]) -> None:
    page = inside["data_protection_officer"].get("/logs/rabat/home/g1/e1?lang=en").text
    assert "a change approved" in page
    told = inside["liaison"].post("/logs/verify", origin="rabat/home/g1/e1").text
    assert "none missing" in told


def test_nobody_is_told_of_a_log_of_a_channel_they_are_not_on(house: House, tmp_path: Path) -> None:
    hire(house, tmp_path, "intelligence_analyst")
    analyst = come_in(house, "intelligence_analyst")
    hidden = analyst.get("/logs/rabat/home/g1/e1")
    unknown = analyst.get("/logs/rabat/case:nothing/g1/e1")
    assert (hidden.status_code, unknown.status_code) == (404, 404)
    assert "home/g1" not in analyst.get("/logs").text
    assert analyst.post("/logs/verify", origin="rabat/home/g1/e1").status_code == 404
    for guess in ("%00", "a/b", "../../etc", "rabat/home/g1/e1/" + "x" * 300):
        assert analyst.get(f"/logs/{guess}").status_code in {400, 404}


def test_a_page_of_a_log_goes_on_where_the_last_one_ended(house: House) -> None:
    with house.node.store.reading() as tx:
        officer = house.node.staff(tx).officers[house.keys["liaison"].officer]
    newest = logbook.shown(house.node, officer, "rabat/home/g1/e1", 9)
    assert [one.seq for one in newest.entries] == list(range(8, -1, -1))
    assert newest.older is None


def test_the_administrator_sees_how_old_backup_and_drill_are(
    house: House, inside: dict[str, Client], tmp_path: Path
) -> None:
    """Requirement 11.5."""
    admin = inside["system_administrator"]
    assert "backup make" in admin.get("/upkeep").text
    make(house.node, Wanted(tmp_path / "backup", tmp_path / "shares", 2, 3, 30))
    with house.node.store.reading() as tx:
        assert recall(tx, BACKUP)["entries"]
    page = admin.get("/upkeep?lang=en").text
    assert "No backup is on record" not in page
    assert "No drill is on record" in page
    assert "Shares of the key backup" in page


def test_no_name_or_title_is_on_the_administrators_screen(inside: dict[str, Client]) -> None:
    page = inside["system_administrator"].get("/upkeep").text
    assert "Nawal" not in page


def test_what_was_set_aside_is_shown_with_its_reason(
    house: House, inside: dict[str, Client]
) -> None:
    refusal = Refusal(
        id=0,
        sender="nowhere",
        origin="nowhere/desk:nowhere~rabat/g1/e1",
        seq=4,
        code="entry_signature",
        facts={},
        received=house.node.clock.now(),
    )
    with house.node.store.transaction() as tx:
        keep_refusal(tx, refusal, b"as it came", None)
    page = inside["system_administrator"].get("/logs?lang=en").text
    assert "nowhere/desk:nowhere~rabat/g1/e1#4" in page
    assert "entry_signature" in page
    assert "as it came" not in page
