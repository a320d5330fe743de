"""One node, one mail server: who is told, in which order, and what is on record of it (5.3)."""

import dataclasses
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.nodes.mailing import HOST, Mailbox, certificate, mail_server
from tests.nodes.warning import Desk, contact, desk, link_and_code, texts

from tansiq.node import alert_cap, alerts, notices, smtp
from tansiq.node.alert_mail import Lead, composed
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import new_record_id
from tansiq.terms.warning import NoticeOutcome

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("told")) as made:
        yield made


@pytest.fixture
def box(house: Desk) -> Iterator[Mailbox]:
    with mail_server() as made:
        house.mails_to(made)
        yield made
        # What other tests of this house still have to tell goes nowhere else.
        house.clock.move(hours=13)


def told(house: Desk, alert: str) -> list[tuple[str, str]]:
    """How far the mail to each contact has come."""
    return [(one.name, one.state) for one in house.show(alert).sites[0].contacts]


def test_nobody_answers_and_the_next_contact_is_told(house: Desk, box: Mailbox) -> None:
    """5.3: unacknowledged after N minutes escalates; the page shows who knows."""
    first = contact("Amina", "amina@lantern.example", "ar", 10)
    second = contact("Bruno", "bruno@lantern.example", "es", 5)
    alert = house.issue(house.site(first, second), texts=texts("ar", "es"))
    assert house.send() == 1
    assert [one["To"] for one in box.taken] == ["amina@lantern.example"]
    house.clock.move(minutes=9)
    assert house.send() == 0
    seen = house.show(alert).sites[0]
    assert (seen.next_name, seen.knows) == ("Bruno", "")
    house.clock.move(minutes=1)
    assert house.send() == 1
    assert [one["To"] for one in box.taken][-1] == "bruno@lantern.example"
    notice, code = link_and_code(box.taken[-1])
    shown = notices.opened(house.node, notice, code)
    assert shown.language == "es"
    assert "entrada norte" in shown.text.description
    assert house.show(alert).sites[0].knows
    house.clock.move(hours=2)
    assert house.send() == 0
    with pytest.raises(TansiqError) as refused:
        notices.opened(house.node, notice, "0000 0000 0000 0000")
    assert refused.value.code == "notice_code"


def test_the_mail_holds_urgency_link_and_code_and_nothing_of_the_case(
    house: Desk, box: Mailbox
) -> None:
    who = contact("Amina Lantern", "amina@lantern.example", "es")
    house.issue(house.site(who, name="House of the Lantern"), texts=texts("es"))
    house.send()
    (mail,) = box.taken
    whole = mail.as_string() + mail.get_content()
    for said in ("Lantern", "entrada", "Cierren", "Aviso al sitio", "Centro", "Inventada", "case:"):
        assert said not in whole.replace("amina@lantern.example", ""), said
    assert "inmediata" in mail.get_content()
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "es"
    assert mail["Message-ID"].endswith("@almoria.example>")
    assert set(box.greeted) == {"almoria.example"}
    assert mail["Subject"].startswith("SIMULACRO")
    assert "SIMULACRO" in mail.get_content()


@pytest.mark.parametrize(
    ("language", "word"),
    [("ar", "تمرين"), ("es", "SIMULACRO"), ("fr", "EXERCICE"), ("en", "EXERCISE")],
)
def test_an_exercise_says_so_first_in_the_language_of_its_reader(
    house: Desk, language: str, word: str
) -> None:
    """The whole node is one of an exercise: so is every warning of it."""
    who = contact("Amina", "amina@lantern.example", language)
    alert = house.issue(house.site(who), texts=texts(language))
    message = house.show(alert).shown.said.message
    assert message.exercise
    settings = dataclasses.replace(house.node.settings, smtp_sender="a@almoria.example")
    mail = composed(settings, who, message, Lead(new_record_id(), "1" * 16), house.clock.now())
    assert mail["Subject"].startswith(word)
    assert mail.get_content().startswith(word)
    document = alert_cap.of_ours(house.node, house.reader(), alert).data.decode()
    assert "<status>Exercise</status>" in document
    assert document.count(word) >= 4
    house.clock.move(hours=13)


def test_a_mailbox_that_refuses_for_good_is_shown_as_refused_and_passed_by(
    house: Desk, box: Mailbox
) -> None:
    box.refuses["amina@lantern.example"] = "550 no such mailbox"
    first, second = contact("Amina", "amina@lantern.example"), contact("Bruno", "b@x.example")
    alert = house.issue(house.site(first, second))
    assert house.send() == 1
    assert house.send() == 1
    assert told(house, alert) == [("Amina", "refused"), ("Bruno", "handed_over")]
    assert [one["To"] for one in box.taken] == ["b@x.example"]


def test_a_passing_failure_is_shown_and_tried_again(house: Desk, box: Mailbox) -> None:
    box.refuses["amina@lantern.example"] = "451 try later"
    alert = house.issue(house.site(contact("Amina", "amina@lantern.example", minutes=60)))
    assert house.send() == 1
    seen = house.show(alert).sites[0].contacts[0]
    assert (seen.state, seen.cause, seen.tries) == ("failed", "recipient", 1)
    assert seen.again
    assert house.send() == 0
    box.refuses.clear()
    house.clock.move(minutes=1)
    assert house.send() == 1
    assert told(house, alert) == [("Amina", "handed_over")]


def test_a_line_that_breaks_while_sending_is_not_called_sent(house: Desk, box: Mailbox) -> None:
    box.drops = True
    alert = house.issue(house.site(contact("Amina", "amina@lantern.example", minutes=60)))
    assert house.send() == 1
    seen = house.show(alert).sites[0].contacts[0]
    assert (seen.state, seen.cause) == ("unknown", "cut")


def test_a_server_that_is_not_there_is_a_failure_with_its_cause(house: Desk, box: Mailbox) -> None:
    house.node.settings = dataclasses.replace(house.node.settings, smtp_port=9)
    alert = house.issue(house.site(contact("Amina", "amina@lantern.example", minutes=60)))
    assert house.send() == 1
    seen = house.show(alert).sites[0].contacts[0]
    assert (seen.state, seen.cause) == ("failed", "connect")


def test_several_workers_send_each_attempt_once(house: Desk, box: Mailbox) -> None:
    """Claimed under a lock: eight at once find one attempt for each site, and no more."""
    for number in range(4):
        house.issue(house.site(contact("Amina", f"a{number}@lantern.example")))
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: house.send(), range(8)))
    assert sum(made) == 4
    assert sorted(one["To"] for one in box.taken) == [
        f"a{number}@lantern.example" for number in range(4)
    ]


def test_an_alert_that_ends_while_mails_wait_sends_no_further_one(
    house: Desk, box: Mailbox
) -> None:
    first, second = contact("Amina", "a@x.example", minutes=5), contact("Bruno", "b@x.example")
    alert = house.issue(house.site(first, second))
    assert house.send() == 1
    house.clock.move(minutes=6)
    house.approve(house.propose(alert=alert, step="cancel", reason="over"))
    assert house.send() == 1
    assert [one["To"] for one in box.taken] == ["a@x.example", "a@x.example"]
    house.clock.move(hours=1)
    assert house.send() == 0


def test_an_update_reaches_all_who_were_told_also_those_off_the_register(
    house: Desk, box: Mailbox
) -> None:
    from tansiq.node import alert_sites

    site = house.site(contact("Amina", "a@x.example", minutes=5), contact("Bruno", "b@x.example"))
    alert = house.issue(site)
    house.send()
    house.clock.move(minutes=5)
    house.send()
    alert_sites.remove(house.node, house.signer(), site, "closed")
    house.approve(house.propose(alert=alert, step="update", reason="nearer now"))
    assert house.send() == 2
    assert sorted(one["To"] for one in box.taken) == ["a@x.example"] * 2 + ["b@x.example"] * 2
    notice, code = link_and_code(box.taken[-1])
    assert notices.opened(house.node, notice, code).message.number == 2


def test_a_contact_told_by_telephone_ends_the_ladder(house: Desk, box: Mailbox) -> None:
    first, second = contact("Amina", "a@x.example", minutes=5), contact("Bruno", "b@x.example")
    site = house.site(first, second)
    alert = house.issue(site)
    house.send()
    who = house.show(alert).sites[0].contacts[0].contact
    alerts.reached(house.node, house.signer(), alert, (site, who, "spoke to her"))
    house.clock.move(minutes=30)
    assert house.send() == 0
    seen = house.show(alert).sites[0]
    assert seen.knows
    assert seen.contacts[0].how == "telephone"


def test_one_slow_mailbox_keeps_no_other_site_waiting(house: Desk, box: Mailbox) -> None:
    box.waits = threading.Event()
    for name in ("a", "b"):
        house.issue(house.site(contact("Amina", f"{name}@x.example")))
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(house.send)
        for _ in range(200):
            if len(box.greeted) == 2:
                break
            threading.Event().wait(0.05)
        assert len(box.greeted) == 2
        box.waits.set()
        assert sending.result(30) == 2


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> tuple[object, Path]:
    return certificate(tmp_path_factory.mktemp("mail"))


# Under TLS from the start the library does not see that the line is protected, and warns.
@pytest.mark.filterwarnings("ignore:Session.login_data", "ignore:Requiring AUTH")
@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_mail_goes_under_tls_with_login_and_a_checked_certificate(
    house: Desk,
    trusted: tuple[object, Path],
    tmp_path: Path,
    tls: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # This server says nothing to the second way of logging in after the first was refused.
    monkeypatch.setattr(smtp, "PATIENCE", 2.0)
    context, public = trusted
    secret = tmp_path / "password"
    secret.write_text("correct horse\n")
    secret.chmod(0o600)
    with mail_server(tls, context, ("notices", "correct horse")) as box:  # type: ignore[arg-type]
        settings = dataclasses.replace(
            house.node.settings, smtp_host=HOST, smtp_port=box.port, smtp_tls=tls,
            smtp_sender="notices@almoria.example", smtp_username="notices",
            smtp_password_file=str(secret), smtp_ca_file=str(public),
            notice_url="http://notices.localhost:8600",
        )  # fmt: skip
        mail = composed(
            settings, contact("A", "a@x.example"), house_message(house),
            Lead(new_record_id(), "1" * 16), house.clock.now(),
        )  # fmt: skip
        assert smtp.hand_over(settings, mail) == smtp.Handed(NoticeOutcome.HANDED_OVER)
        assert [one["To"] for one in box.taken] == ["a@x.example"]
        untrusted = dataclasses.replace(settings, smtp_ca_file="")
        assert smtp.hand_over(untrusted, mail).cause == "tls"
        secret.write_text("wrong")
        assert smtp.hand_over(settings, mail).cause == "login"
        secret.chmod(0o644)
        assert smtp.hand_over(settings, mail).cause == "set_up"
        gone = dataclasses.replace(settings, smtp_ca_file=str(tmp_path / "nothing"))
        assert smtp.hand_over(gone, mail).cause == "set_up"
        assert len(box.taken) == 1


def test_a_server_that_hides_starttls_gets_no_mail_in_the_clear(house: Desk) -> None:
    with mail_server() as box:
        settings = dataclasses.replace(
            house.node.settings, smtp_host=HOST, smtp_port=box.port, smtp_tls="starttls",
            smtp_sender="notices@almoria.example", notice_url="http://notices.localhost:8600",
        )  # fmt: skip
        mail = composed(
            settings, contact("A", "a@x.example"), house_message(house),
            Lead(new_record_id(), "1" * 16), house.clock.now(),
        )  # fmt: skip
        assert smtp.hand_over(settings, mail).cause == "tls"
        assert box.taken == []


def house_message(house: Desk) -> object:
    alert = house.propose(house.site(contact("A", "a@x.example"))).alert
    return house.show(alert).shown.said.message


def test_no_line_of_a_header_comes_from_the_register(house: Desk) -> None:
    """Header injection: the agency's own name is brought to one line, nothing else is a name."""
    settings = dataclasses.replace(
        house.node.settings, names={"en": "Office\r\nBcc: all@x.example"},
        smtp_sender="a@almoria.example",
    )  # fmt: skip
    mail = composed(
        settings, contact("Evil\r\nBcc: b@x.example", "a@x.example"), house_message(house),
        Lead(new_record_id(), "1" * 16), house.clock.now(),
    )  # fmt: skip
    assert mail["Bcc"] is None
    assert b"\r\nBcc:" not in mail.as_bytes()
    assert mail["To"] == "a@x.example"
