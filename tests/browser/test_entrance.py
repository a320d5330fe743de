"""Invitation, passkey, sign-in, sign-out; and what is refused on the way."""

import httpx
import pytest
from demo.stage import Stage
from playwright.sync_api import Browser, expect
from tests.browser.conftest import invitation
from tests.browser.entering import come_in, sign_in, sign_out, state_reason
from tests.browser.gate import LANGUAGES, person


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_invited_officer_registers_signs_out_and_in_again(
    browser: Browser, stage: Stage, language: str
) -> None:
    """Requirement 11.7: in four languages."""
    with person(browser, stage.rabat.url) as one:
        come_in(one, stage.rabat, "liaison", language)
        expect(one.page.locator("html")).to_have_attribute("lang", language)
        one.look_closely()
        state_reason(one)
        expect(one.page).to_have_url(stage.rabat.url + "/desk")
        one.look_closely()
        sign_out(one)
        one.look_closely()
        sign_in(one)


def test_an_invitation_opens_once(browser: Browser, stage: Stage) -> None:
    link = invitation(stage.rabat, "case")
    with person(browser, stage.rabat.url) as one:
        one.authenticator()
        one.go(f"{link}?lang=es")
        one.page.locator("[data-begin]").click()
        one.page.wait_for_url(lambda url: "/reason" in url)
    assert httpx.get(_loop(link), headers=_host(stage)).status_code == 403


def test_what_was_shown_is_not_there_after_sign_out(browser: Browser, stage: Stage) -> None:
    with person(browser, stage.rabat.url) as one:
        come_in(one, stage.rabat, "liaison", "ar")
        state_reason(one)
        sign_out(one)
        one.page.go_back()
        expect(one.page).to_have_url(stage.rabat.url + "/sign-in?next=/desk")


def test_typed_text_survives_a_change_of_language(browser: Browser, stage: Stage) -> None:
    with person(browser, stage.rabat.url) as one:
        come_in(one, stage.rabat, "liaison", "es")
        one.page.locator("[name=reason]").fill("تحقيق 31/26")
        one.page.locator(".languages a[lang=ar]").click()
        one.page.wait_for_url(lambda url: "lang=ar" in url)
        one.ready()
        expect(one.page.locator("html")).to_have_attribute("dir", "rtl")
        expect(one.page.locator("[name=reason]")).to_have_value("تحقيق 31/26")


def test_an_administrator_sees_no_desk(browser: Browser, stage: Stage) -> None:
    """Requirement 11.2: the administrator cannot read case content."""
    with person(browser, stage.rabat.url) as one:
        come_in(one, stage.rabat, "machine", "ar")
        expect(one.page).to_have_url(stage.rabat.url + "/upkeep")
        expect(one.page.locator("a[href='/desk']")).to_have_count(0)
        with one.expecting("403"):
            for path in ("/desk", "/desk/fresh"):
                one.page.goto(stage.rabat.url + path)
                expect(one.page.locator(".notice .id")).to_have_text("access_role")


def _loop(link: str) -> str:
    return link.replace("rabat.localhost", "127.0.0.1")


def _host(stage: Stage) -> dict[str, str]:
    return {"Host": stage.rabat.url.removeprefix("http://")}
