"""Partners, changes, officers, logs and the administrator's screen, in a real browser."""

import re
from pathlib import Path

import pytest
from demo.opening import decide
from demo.stage import Stage
from playwright.sync_api import Browser, expect
from tests.browser.conftest import officer
from tests.browser.desks import sign, signing
from tests.browser.entering import come_in, sign_in, state_reason
from tests.browser.gate import LANGUAGES, Person, person
from tests.web.acting import Stranger

PAGES = (
    "/partners", "/partners/madrid", "/partners/enrol", "/channels", "/logs", "/rules", "/changes",
    "/officers",
)  # fmt: skip


def sideways(one: Person) -> int:
    """How far the page scrolls sideways, in pixels."""
    return int(one.page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_the_node_are_sound_in_every_language(
    browser: Browser, stage: Stage, language: str
) -> None:
    """Requirements 11.2 and 11.7: the administrator's pages, wide and narrow."""
    with person(browser, stage.rabat.url) as one:
        come_in(one, stage.rabat, "machine", language)
        expect(one.page).to_have_url(stage.rabat.url + "/upkeep")
        one.look_closely()
        one.go("/reason?next=/partners")
        state_reason(one)
        for path in (*PAGES, "/upkeep"):
            one.page.set_viewport_size({"width": 390, "height": 844})
            one.go(path)
            assert sideways(one) <= 0, path
            # Where the sections run in one line, the one that is open is in view.
            for here in one.page.locator(".nav [aria-current]").all():
                expect(here).to_be_in_viewport()
            one.page.set_viewport_size({"width": 1440, "height": 900})
            assert sideways(one) <= 0, path
            one.look_closely()


def test_a_partners_page_has_its_fingerprint_and_its_members(
    browser: Browser, stage: Stage
) -> None:
    """Requirement 10.1: what rabat shows of madrid is what madrid shows of itself."""
    with person(browser, stage.madrid.url) as one:
        come_in(one, stage.madrid, "machine", "es")
        one.go("/reason?next=/partners/enrol")
        state_reason(one)
        own = one.page.locator(".digits.twelve span").all_inner_texts()
    with person(browser, stage.rabat.url) as one:
        come_in(one, stage.rabat, "liaison", "ar")
        state_reason(one)
        one.go("/partners/madrid")
        assert one.page.locator(".digits.twelve span").all_inner_texts() == own
        assert len(own) == 12
        row = one.page.locator("tr.chosen").first
        expect(row).to_contain_text("rabat")
        expect(row).to_contain_text("madrid")
        # A log, from the keyboard alone: to the newest of the desk and its verification.
        one.go("/logs")
        one.page.locator("a[href*='/logs/madrid/desk']").first.focus()
        one.page.keyboard.press("Enter")
        one.ready()
        one.page.locator("form[action='/logs/verify'] button").focus()
        one.page.keyboard.press("Enter")
        expect(one.page.locator("#verified .notice.good")).to_be_visible()
        one.look_closely()


def test_an_invited_officer_waits_for_two_and_signs_a_change(
    browser: Browser, stage: Stage
) -> None:
    """Requirement 11.2: the administrator invites and lets nobody in."""
    whom = officer(stage.rabat, "privacy")
    with person(browser, stage.rabat.url) as machine:
        come_in(machine, stage.rabat, "machine", "ar")
        machine.go("/reason?next=/officers")
        state_reason(machine)
        machine.page.locator(f"form[action='/officers/{whom}/invite'] button").click()
        machine.ready()
        machine.look_closely()
        link = machine.page.locator("dd .id", has_text="/invitation/").inner_text()
    with person(browser, stage.rabat.url) as newcomer:
        newcomer.authenticator()
        newcomer.go(f"{link}?lang=es")
        newcomer.page.locator("[data-begin]").click()
        newcomer.page.wait_for_url(lambda url: url.endswith("/waiting"))
        newcomer.ready()
        newcomer.look_closely()
        number = "".join(newcomer.page.locator(".code span").all_inner_texts())
        for who, language in (("liaison", "ar"), ("case", "es")):
            confirm(browser, stage, who, language, number)
        newcomer.page.locator("a.btn[href='/sign-in']").click()
        newcomer.ready()
        sign_in(newcomer)
        expect(newcomer.page).to_have_url(re.compile("/(reason|logs|partners)"))


def confirm(browser: Browser, stage: Stage, who: str, language: str, number: str) -> None:
    """An officer who decides confirms a number that was read out to them."""
    with person(browser, stage.rabat.url) as one:
        come_in(one, stage.rabat, who, language)
        state_reason(one)
        one.go("/officers")
        one.page.locator("[name=number]").fill(number)
        one.page.locator("form[action='/officers/confirm'] button").click()
        one.ready()
        expect(one.page.locator(".notice[role=status] .id")).to_have_text(number)
        one.look_closely()


def test_a_partner_is_enrolled_in_spanish_and_in_arabic_and_a_role_is_refused(
    browser: Browser, stage: Stage, tmp_path: Path
) -> None:
    """Requirement 10.1: a card, its digits by two paths, two officers; by passkeys alone."""
    made = Stranger(tmp_path, "sevilla")
    with (
        signing(browser, stage.rabat, "es", "case") as first,
        signing(browser, stage.rabat, "ar") as second,
    ):
        propose_partner(first, made)
        first.look_closely()
        # Nobody approves their own proposal; the other officer does, in Arabic.
        line = first.page.locator("li", has_text="sevilla")
        expect(line.locator("form[hx-post$='/approve']")).to_have_count(0)
        second.go("/changes")
        second.look_closely()
        approving = second.page.locator("li", has_text="sevilla").locator(
            "form[hx-post$='/approve']"
        )
        approving.locator("button").click()
        expect(second.page.locator("dialog[open]")).to_contain_text("sevilla")
        sign(second)
        for one in (first, second):
            one.go("/partners/sevilla")
            assert (
                " ".join(one.page.locator(".digits.twelve span").all_inner_texts()) == made.digits
            )
            one.look_closely()
        refuse_a_role(first, officer(stage.rabat, "privacy"))
        leaving = "partner leave sevilla --because 'end of the test'"
        decide(stage.rabat, "liaison", "case", leaving)


def propose_partner(one: Person, made: Stranger) -> None:
    """The form of an enrolment: refused while a digit differs, then signed."""
    page = one.page
    one.go("/partners/enrol")
    card = {"name": "sevilla.card", "mimeType": "text/plain", "buffer": made.card}
    page.locator("[name=file]").set_input_files(card)
    page.locator("[value=two_channels]").check()
    for number, way in (("1", "teléfono"), ("2", "mensajero")):
        page.locator(f"[name=path_{number}]").fill(way)
        page.locator(f"[name=digits_{number}]").fill(made.digits)
    page.locator("[name=digits_2]").fill(made.digits[:-1] + str((int(made.digits[-1]) + 1) % 10))
    page.locator("[name=reason]").fill("trabajo común")
    with one.expecting("400", "403"):
        page.locator("main .main-act").click()
        expect(page.locator("#dialog .id").first).to_have_text("fingerprint_differs")
    page.locator("[name=digits_2]").fill(made.digits)
    page.locator("main .main-act").click()
    expect(page.locator("dialog[open]")).to_contain_text("sevilla")
    sign(one)
    one.go("/changes")


def refuse_a_role(one: Person, whom: str) -> None:
    """A change is proposed by passkey and ended by its proposer, also by passkey."""
    one.go(f"/officers/{whom}")
    granting = one.page.locator("details", has=one.page.locator("[value=role_granted]"))
    granting.locator("summary").click()
    form = one.page.locator("details[open] form")
    form.locator("select").select_option("supervisor")
    form.locator("[name=reason]").fill("sustitución")
    form.locator("button").click()
    expect(one.page.locator("dialog[open]")).to_contain_text("supervisor")
    sign(one)
    expect(one.page).to_have_url(re.compile("/changes$"))
    line = one.page.locator("li", has_text="supervisor")
    expect(line).to_be_visible()
    expect(line.locator("form[hx-post$='/approve']")).to_have_count(0)
    line.locator("summary").click()
    line.locator("[name=reason]").fill("ya no hace falta")
    line.locator("details form button").click()
    sign(one)
    expect(one.page.locator("li", has_text="supervisor")).to_have_count(0)
