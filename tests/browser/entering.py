"""What most tests begin with: an officer who comes in by an invitation and says why."""

from playwright.sync_api import expect
from tests.browser.conftest import invitation
from tests.browser.gate import Person


def come_in(one: Person, side: object, who: str, language: str = "en") -> None:
    """Register a passkey by an invitation, and be signed in."""
    one.authenticator()
    one.go(invitation(side, who) + f"?lang={language}")
    one.page.locator("[name=label]").fill("tablet 7")
    one.page.locator("[data-begin]").click()
    one.page.wait_for_url(lambda url: "/invitation/" not in url)
    one.ready()


def state_reason(one: Person, reason: str = "duty round") -> None:
    """Say why one reads."""
    one.page.locator("[name=reason]").fill(reason)
    one.page.locator("main form button").click()
    one.ready()


def sign_out(one: Person) -> None:
    """Leave."""
    one.page.locator("form[action='/sign-out'] button").click()
    one.page.wait_for_url(lambda url: "/sign-in" in url)
    one.ready()


def sign_in(one: Person) -> None:
    """Come in again with the passkey there is."""
    one.page.locator("[data-begin]").click()
    one.page.wait_for_url(lambda url: "/sign-in" not in url)
    one.ready()
    expect(one.page.locator("form[action='/sign-out']")).to_be_visible()
