"""The pages of those who warn: who is let in, what stands there, what is signed (5.2, 5.4, 5.5)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.nodes.mailing import Mailbox
from tests.nodes.warning import contact
from tests.web.conftest import Client, House
from tests.web.hiring import entered
from tests.web.signing import Signing, come_in_to_sign
from tests.web.warned import (
    GUARD,
    SITE,
    guards,
    hire_guard,
    mail_of,
    reader,
    signer,
    site,
    warned,
    writing,
)

from tansiq.node import alert_desk, alert_sending, alerts
from tansiq.terms.clock import stamp
from tansiq.terms.errors import TansiqError
from tansiq.terms.roles import Role

OTHERS = [one for one in Role if one is not Role.PROTECTIVE_SECURITY_OFFICER]
PAGES = ("/alerts", "/alerts/sites", "/alerts/sites/new", "/alerts/new")


@pytest.fixture(scope="module", autouse=True)
def staffed(house: House) -> None:
    guards(house)


@pytest.fixture
def box(house: House) -> Iterator[Mailbox]:
    with mail_of(house) as made:
        yield made


@pytest.fixture
def inside(house: House) -> Client:
    made = Client(house)
    made.come_in(GUARD)
    made.post("/reason", reason="round of those who warn")
    return made


@pytest.fixture(scope="module")
def hand(house: House) -> Signing:
    return come_in_to_sign(house, GUARD)


def opened(client: Client, reason: str = "warning after report 31/26") -> Client:
    assert client.post("/alerts/sites/open", reason=reason).status_code == 302
    return client


@pytest.mark.parametrize("role", OTHERS)
def test_no_other_role_sees_register_or_warnings_not_even_the_administrator(
    house: House, role: Role
) -> None:
    """5.5: site and contact data are seen only by those warning them."""
    named, client = site(house), entered(house, role)
    alert = warned(house, named)
    for path in (*PAGES, f"/alerts/sites/{named}", f"/alerts/own/{alert}"):
        answer = client.get(path)
        assert answer.status_code == 403, path
        assert "Lantern" not in answer.text
        assert "amina@" not in answer.text


def test_a_guard_who_is_not_on_the_file_sees_nothing(house: House) -> None:
    named = site(house)
    hire_guard(house, "unplaced")
    client = Client(house)
    client.come_in("unplaced")
    client.post("/reason", reason="curious")
    opened(client)
    assert client.get("/alerts").status_code == 404
    assert client.get("/alerts/sites").status_code == 404
    assert "Lantern" not in client.get(f"/alerts/sites/{named}").text


def test_the_register_is_shut_until_a_reason_is_given(house: House, inside: Client) -> None:
    named = site(house)
    shut = inside.get("/alerts/sites")
    assert "The register is shut" in shut.text
    assert "Lantern" not in shut.text
    assert inside.get(f"/alerts/sites/{named}").headers["Location"].startswith("/alerts/sites?")
    assert inside.get("/alerts/new").headers["Location"].startswith("/alerts/sites?")
    assert inside.post("/alerts/sites/open", reason="  ").status_code == 400
    open_ = opened(inside).get("/alerts/sites")
    assert "Lantern House &lt;b&gt;&amp; Sons&lt;/b&gt;" in open_.text
    with house.node.store.reading() as tx:
        row = tx.one(
            "SELECT reason, shown FROM ledger.read_log WHERE action = 'see_sites'"
            " ORDER BY number DESC LIMIT 1"
        )
    assert row
    assert row["reason"] == "warning after report 31/26"
    assert named in row["shown"]


def test_a_site_is_put_on_the_register_by_an_act(house: House, hand: Signing) -> None:
    opened(hand.client)
    form = {
        "name": "Depot of the Blue Gate",
        "kind": "transport",
        "contact-id": ["", ""],
        "contact-name": ["Carla", ""],
        "contact-email": ["carla@gate.example", ""],
        "contact-language": ["es", "en"],
        "contact-minutes": ["10", "15"],
        "contact-phone": ["+00 555 0142", ""],
        "explanation": "asked for by the operator",
    }
    assert hand.sign("/alerts/sites/new", form)["to"] == "/alerts/sites"
    assert "Depot of the Blue Gate" in hand.client.get("/alerts/sites").text


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"contact-email": "carla@gate.example\nBcc: all@gate.example"}, "alert_address"),
        ({"contact-email": "carla"}, "alert_address"),
        ({"contact-email": ""}, "alert_address"),
        ({"name": "Depot\nX-Header: 1"}, "alert_character"),
        ({"name": "Depot\u202egniht"}, "alert_character"),
        ({"contact-name": "Carla\r\nTo: x@y.example"}, "alert_character"),
        ({"contact-minutes": "0"}, "alert_minutes"),
        ({"contact-minutes": "-5"}, "alert_minutes"),
        ({"contact-minutes": "9" * 9}, "alert_minutes"),
        ({"contact-language": "xx"}, "alert_contact_language"),
        ({"kind": "castle"}, "word_unknown"),
        ({"circles": "here 5"}, "alert_circle"),
        ({"polygons": "1,2 3,4"}, "alert_polygon"),
        ({"contact-phone": "call me"}, "alert_phone"),
        ({"explanation": ""}, "desk_field_missing"),
    ],
)
def test_what_cannot_be_a_site_is_refused_in_words(
    house: House, hand: Signing, changes: dict[str, str], code: str
) -> None:
    form: dict[str, object] = {
        "name": "Depot",
        "kind": "transport",
        "contact-name": "Carla",
        "contact-email": "carla@gate.example",
        "contact-language": "es",
        "contact-minutes": "10",
        "explanation": "asked for",
    }
    answer = hand.send("/alerts/sites/new", {**form, **changes})
    assert answer.status_code in {400, 403, 404}
    assert code in answer.text


def test_who_is_not_told_yet_stands_first_with_the_clock_of_the_next(
    house: House, inside: Client, box: Mailbox
) -> None:
    named = site(house, contact("Amina", "a@x.example", "ar"), contact("Bruno", "b@x.example"))
    alert = warned(house, named)
    alert_sending.send(house.node)
    page = inside.get("/alerts").text
    assert "Nobody there knows yet" in page
    assert "Bruno" in page
    assert "data-due=" in page
    whole = inside.get(f"/alerts/own/{alert}").text
    assert "As the recipient gets it" in whole
    assert "Stays here" in whole
    assert "accepted by the mail server" in whole
    assert "<b>" not in SITE or "Lantern House <b>" not in whole


def test_a_failure_is_never_shown_as_success(house: House, inside: Client, box: Mailbox) -> None:
    box.refuses["a@x.example"] = "550 no such mailbox"
    alert = warned(house, site(house, contact("Amina", "a@x.example")))
    alert_sending.send(house.node)
    whole = inside.get(f"/alerts/own/{alert}").text
    assert "address refused by the mail server" in whole
    assert "accepted by the mail server" not in whole


def test_without_a_mail_server_the_page_says_that_nobody_is_told(
    house: House, inside: Client
) -> None:
    alert = warned(house, site(house))
    assert alert_sending.send(house.node) == 0
    for path in ("/alerts", f"/alerts/own/{alert}"):
        assert "No mail server is set up" in inside.get(path).text


def test_the_preview_marks_what_betrays_the_source_and_shuts_the_button(
    house: House, inside: Client
) -> None:
    """5.2: the officer is told what was found, and nothing is sent."""
    opened(inside)
    name = house.keys["liaison"].officer
    data = {
        "headline.en": "Warning",
        "description.en": f"as officer {name} heard",
        "advice.en": "Close the gate",
        "area.en": "Centre",
        "urgency": "immediate",
        "severity": "severe",
        "certainty": "likely",
        "category": "security",
        "expiry-day": (house.node.clock.now() + timedelta(days=1)).date().isoformat(),
        "expiry-hour": "12:00",
        "handling": "H2",
        "legal-basis": "article 4",
        "site": site(house, contact("Carla", "c@x.example")),
    }
    seen = inside.post("/alerts/preview/alert", **data).text
    assert f"<mark>{name}</mark>" in seen
    assert "alert_leaks_source" in seen
    assert "disabled" in seen
    clean = inside.post("/alerts/preview/alert", **{**data, "description.en": "Danger"}).text
    assert "disabled" not in clean
    assert "1 site" in clean


def test_a_warning_is_written_approved_and_taken_along_as_cap(
    house: House, hand: Signing, box: Mailbox
) -> None:
    opened(hand.client)
    named = site(house, contact("Carla", "carla@gate.example", "en"))
    data: dict[str, object] = {
        "headline.en": "Warning for the gate",
        "description.en": "Danger near the gate.",
        "advice.en": "Close it.",
        "area.en": "Centre",
        "urgency": "immediate",
        "severity": "severe",
        "certainty": "likely",
        "category": "security",
        "response": ["shelter", "avoid"],
        "expiry-day": (house.node.clock.now() + timedelta(days=1)).date().isoformat(),
        "expiry-hour": "12:00",
        "handling": "H2",
        "legal-basis": "article 4",
        "site": named,
    }
    to = hand.sign("/alerts/new", data)["to"]
    alert = to.rpartition("/")[2]
    own = hand.client.get(to).text
    assert "another officer signs" in own
    digest = alert_desk.show(house.node, reader(house), alert).alert.messages[0].digest
    refused = hand.send(f"{to}/approve", {"number": "1", "digest": digest})
    assert "alert_same_officer" in refused.text
    alerts.approve(house.node, signer(house, "second_guard"), alert, (1, digest))
    assert alert_sending.send(house.node)
    assert box.to("carla@gate.example")
    cap = hand.client.get(f"{to}/cap/1")
    assert cap.headers["Content-Type"] == "application/cap+xml"
    assert cap.headers["Content-Disposition"].startswith("attachment")
    assert "<msgType>Alert</msgType>" in cap.text
    assert "Lantern" not in cap.text


def test_one_signature_for_a_life_stands_first_until_another_reviews_it(
    house: House, inside: Client, hand: Signing
) -> None:
    """5.4: with review within 24 h; an overdue one tops the list."""
    wish = writing(house, site(house), danger_to_life="they are on their way")
    made = alerts.propose(house.node, signer(house, "second_guard"), wish)
    assert made.in_force
    page = inside.get("/alerts").text
    assert page.index("Reviews due") < page.index("Nobody there knows yet")
    with pytest.raises(TansiqError) as own:
        alerts.review(house.node, signer(house, "second_guard"), made.alert, (1, "upheld", "x"))
    assert own.value.code == "alert_same_officer"
    done = hand.sign(
        f"/alerts/own/{made.alert}/review",
        {"number": "1", "outcome": "upheld", "explanation": "there was no time"},
    )
    assert done["to"].endswith(made.alert)
    seen = alert_desk.show(house.node, reader(house), made.alert)
    assert not seen.alert.reviews_due
    assert seen.alert.messages[0].time <= stamp(house.node.clock.now())


def test_who_warns_begins_at_the_warnings(house: House, inside: Client) -> None:
    assert inside.get("/").headers["Location"] == "/alerts"
