"""The verdict desk of a match of names: two scripts side by side, in every language."""

import pytest
from demo.stage import Stage
from playwright.sync_api import Browser, expect
from tests.browser.entering import come_in, state_reason
from tests.browser.gate import LANGUAGES, person
from tests.browser.matched import names_met
from tests.browser.open_case import joint
from tests.browser.test_matches import fits

__all__ = ["joint"]


@pytest.fixture(scope="module")
def met(joint: Stage) -> str:
    return names_met(joint)


@pytest.mark.parametrize("language", LANGUAGES)
def test_why_two_names_met_is_told_in_every_language(
    browser: Browser, joint: Stage, met: str, language: str
) -> None:
    """2.3-2.5: as written by both, word by word, and nothing added up."""
    with person(browser, joint.rabat.url) as one:
        come_in(one, joint.rabat, "case", language)
        state_reason(one)

        one.go(f"/matches/{met}")
        one.page.locator("main td a[href*='/hits/']").first.click()
        one.page.wait_for_url(lambda url: "/hits/" in url)
        one.ready()
        expect(one.page.locator(".met-words tbody tr").first).to_be_visible()
        expect(one.page.locator(".sounds .differs").first).to_be_visible()
        expect(one.page.locator("[name=verdict]:checked")).to_have_count(0)
        fits(one)


@pytest.mark.parametrize("language", ["ar", "es"])
def test_an_audit_computes_again_and_opens_leaves(
    browser: Browser, joint: Stage, met: str, language: str
) -> None:
    """2.6: the data-protection officer has every step computed again, and leaves by a seed."""
    with person(browser, joint.rabat.url) as one:
        come_in(one, joint.rabat, "privacy", language)
        state_reason(one)
        one.go("/oversight/matches")
        fits(one)
        one.page.locator(f"main a[href='/oversight/matches/{met}']").first.click()
        one.page.wait_for_url(lambda url: met in url)
        one.ready()
        expect(one.page.locator("#h-checks")).to_be_visible()
        one.page.locator("[name=sample]").fill("3")
        one.page.locator("[name=seed]").fill("dice 17")
        one.page.locator("main form.sieve .main-act").click()
        one.page.wait_for_url(lambda url: "sample=3" in url)
        one.ready()
        expect(one.page.locator("section[aria-labelledby=h-leaves] tbody tr")).to_have_count(3)
        expect(one.page.locator(".badge.bad")).to_have_count(0)
        fits(one)
