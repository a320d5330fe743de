"""Partners, changes, officers, logs and the administrator's screen, in a real browser."""

import re

import pytest
from demo.opening import decide
from demo.stage import Stage
from playwright.sync_api import Browser, expect
from tests.browser.conftest import officer
from tests.browser.entering import come_in, sign_in, state_reason
from tests.browser.gate import LANGUAGES, Person, person

PAGES = (
    "/partners", "/partners/madrid", "/partners/enrol", "/channels", "/logs", "/changes",
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
            one.go(path)
            one.page.set_viewport_size({"width": 390, "height": 844})
            assert sideways(one) <= 0, path
            one.page.set_viewport_size({"width": 1440, "height": 900})
            assert sideways(one) <= 0, path
            one.look_closely()


def test_a_partners_page_has_its_fingerprint_and_its_members(
    browser: Browser, stage: Stage
) -> None:
    """Requirement 10.1: what rabat shows of madrid is what madrid shows of itself."""
    with person(browser, stage.madrid.url) as one:
        come_in(one, stage.madrid, "machine")
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
        come_in(machine, stage.rabat, "machine")
        machine.go("/reason?next=/officers")
        state_reason(machine)
        machine.page.locator(f"form[action='/officers/{whom}/invite'] button").click()
        machine.ready()
        machine.look_closely()
        link = machine.page.locator("dd .id", has_text="/invitation/").inner_text()
    with person(browser, stage.rabat.url) as newcomer:
        newcomer.authenticator()
        newcomer.go(link)
        newcomer.page.locator("[data-begin]").click()
        newcomer.page.wait_for_url(lambda url: url.endswith("/waiting"))
        newcomer.ready()
        newcomer.look_closely()
        number = "".join(newcomer.page.locator(".code span").all_inner_texts())
        for who in ("liaison", "case"):
            confirm(browser, stage, who, number)
        newcomer.page.locator("a.btn[href='/sign-in']").click()
        newcomer.ready()
        sign_in(newcomer)
        expect(newcomer.page).to_have_url(re.compile("/(reason|logs|partners)"))


def confirm(browser: Browser, stage: Stage, who: str, number: str) -> None:
    """An officer who decides confirms a number that was read out to them."""
    with person(browser, stage.rabat.url) as one:
        come_in(one, stage.rabat, who)
        state_reason(one)
        one.go("/officers")
        one.page.locator("[name=number]").fill(number)
        one.page.locator("form[action='/officers/confirm'] button").click()
        one.ready()
        expect(one.page.locator(".notice[role=status] .id")).to_have_text(number)
        one.look_closely()


def test_a_change_is_proposed_refused_and_said_so_by_passkey(
    browser: Browser, stage: Stage
) -> None:
    whom, case = officer(stage.rabat, "privacy"), officer(stage.rabat, "case")
    with person(browser, stage.rabat.url) as one:
        come_in(one, stage.rabat, "case", "es")
        one.go("/passkeys")
        one.page.locator("[data-ceremony] [name=label]").fill("llave")
        one.page.locator("[data-begin]").click()
        number = one.page.locator(".notice.info .id").inner_text()
        command = "officer propose key {officer} --passkey {number}"
        decide(stage.rabat, "case", "liaison", command, officer=case, number=number)
        one.go("/reason?next=/desk")
        state_reason(one)
        one.go(f"/officers/{whom}")
        one.page.locator("details", has=one.page.locator("[value=role_granted]")).locator(
            "summary"
        ).click()
        form = one.page.locator("details[open] form")
        form.locator("select").select_option("supervisor")
        form.locator("[name=reason]").fill("sustitución")
        form.locator("button").click()
        expect(one.page.locator("dialog[open]")).to_contain_text("supervisor")
        one.look_closely()
        one.page.locator("dialog [data-begin]").click()
        expect(one.page).to_have_url(stage.rabat.url + "/changes")
        line = one.page.locator("li", has_text="supervisor")
        expect(line).to_be_visible()
        # Nobody approves their own proposal; a refusal by its proposer ends it.
        expect(line.locator("form[hx-post$='/approve']")).to_have_count(0)
        one.look_closely()
        line.locator("summary").click()
        line.locator("[name=reason]").fill("ya no hace falta")
        line.locator("details form button").click()
        one.page.locator("dialog [data-begin]").click()
        expect(one.page.locator("li", has_text="supervisor")).to_have_count(0)
