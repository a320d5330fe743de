"""Warning a site in the browser: written in Arabic, known by a contact, acknowledged in Spanish."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from demo.opening import CHANNEL
from demo.stage import Side, Stage
from playwright.sync_api import Browser, expect
from tests.browser import warned
from tests.browser.desks import sign, signing
from tests.browser.entering import come_in, state_reason
from tests.browser.gate import LANGUAGES, Person, person
from tests.nodes.warning import link_and_code


@pytest.fixture(scope="module")
def staffed(stage: Stage) -> Stage:
    warned.guards(stage)
    return stage


@pytest.fixture(scope="module")
def guard(browser: Browser, staffed: Stage) -> Iterator[Person]:
    """The guard of rabat, who signs, in Arabic."""
    with signing(browser, staffed.rabat, "ar", "guard") as one:
        yield one


def open_register(one: Person) -> None:
    one.go("/alerts/sites")
    if one.page.locator("main form [name=reason]").count():
        state_reason(one, warned.REASON)


def fill_warning(one: Person, site_name: str) -> None:
    """A warning in Arabic and Spanish for one site and the partner."""
    page = one.page
    for language, (headline, description, advice, area) in warned.TEXTS.items():
        told = page.locator(f"details.tongue:has([name='headline.{language}'])")
        if told.get_attribute("open") is None:
            told.locator("summary").click()
        page.locator(f"[name='headline.{language}']").fill(headline)
        page.locator(f"[name='description.{language}']").fill(description)
        page.locator(f"[name='advice.{language}']").fill(advice)
        page.locator(f"[name='area.{language}']").fill(area)
    for name, code in (("urgency", "immediate"), ("severity", "severe"), ("certainty", "likely")):
        page.locator(f"[name={name}]").select_option(code)
    until = datetime.now(UTC) + timedelta(days=1)
    page.locator("[name=expiry-day]").fill(until.date().isoformat())
    page.locator("[name=expiry-hour]").fill("12:00")
    page.locator("[name=handling]").select_option("H2")
    page.locator("[name=legal-basis]").fill("المادة 4 (مختلقة)")
    page.locator("label.choice", has_text=site_name).locator("input").check()
    page.locator(f"[name=channel][value='{CHANNEL}']").check()


def test_a_warning_goes_from_the_guard_to_contact_and_partner(
    browser: Browser, staffed: Stage, guard: Person
) -> None:
    """5.1-5.3: text apart from the source, a leak marked, who knows, the partner's word."""
    rabat, madrid = staffed.rabat, staffed.madrid
    warned.site(rabat)
    name = warned.SITES["rabat"][0]
    open_register(guard)
    guard.look_closely()
    expect(guard.page.locator("table")).to_contain_text(name)
    guard.go("/alerts/new")
    fill_warning(guard, name)
    case = rabat.id_of("case")
    guard.page.locator("[name='description.es']").fill(f"Lo dice {case}.")
    expect(guard.page.locator("#preview mark").first).to_have_text(case)
    expect(guard.page.locator("#preview .main-act")).to_be_disabled()
    guard.look_closely()
    guard.page.locator("[name='description.es']").fill(warned.TEXTS["es"][1])
    button = guard.page.locator("#preview .main-act")
    expect(button).to_be_enabled()
    button.click()
    sign(guard)
    alert = guard.page.url.rpartition("/")[2]
    guard.look_closely()
    warned.approve(rabat, alert)
    mail = warned.sent(rabat).taken[0]
    contact_reads(browser, rabat, *link_and_code(mail))
    guard.go(f"/alerts/own/{alert}")
    expect(guard.page.locator("aside .badge.good").first).to_be_visible()
    guard.look_closely()
    partner_acknowledges(browser, madrid, alert)
    guard.go(f"/alerts/own/{alert}")
    partner = guard.page.locator("section:has(> header > #h-partners) .badge.good")
    expect(partner).to_be_visible(timeout=30_000)


def contact_reads(browser: Browser, side: Side, notice: str, code: str) -> None:
    """On a phone: the link alone shows nothing, a wrong code nothing, the right one the text."""
    phone = {"viewport": {"width": 390, "height": 844}}
    with person(browser, side.url, **phone) as one:
        one.go(f"/notice/{notice}?lang=ar")
        one.look_closely()
        expect(one.page.locator("body")).not_to_contain_text(warned.TEXTS["ar"][1])
        with one.expecting("403"):
            one.page.locator("[name=code]").fill("0000 0000 0000 0000")
            one.page.locator("main button").click()
            expect(one.page.locator(".notice.bad")).to_be_visible()
            one.look_closely()
        one.page.locator("[name=code]").fill(code)
        one.page.locator("main button").click()
        expect(one.page.locator("article")).to_contain_text(warned.TEXTS["ar"][1])
        one.ready()
        one.look_closely()


def partner_acknowledges(browser: Browser, side: Side, alert: str) -> None:
    """In Spanish, at the other agency."""
    with signing(browser, side, "es") as one:
        one.go("/alerts/received")
        link = one.page.locator(f"a[href$='/{alert}']")
        expect(link).to_be_visible(timeout=30_000)
        one.look_closely()
        link.click()
        one.ready()
        expect(one.page.locator("h1")).to_have_text(warned.TEXTS["es"][0])
        one.look_closely()
        one.page.locator("form[hx-post$='/acknowledge'] .main-act").click()
        sign(one)
        expect(one.page.locator("aside .badge.good").first).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_those_who_warn_is_sound(
    browser: Browser, staffed: Stage, language: str
) -> None:
    rabat = staffed.rabat
    named = warned.site(rabat)
    standing = warned.warned(rabat, named, "--channel", CHANNEL)
    alone = warned.warned(rabat, named, "--danger-to-life", "they are on their way")
    with person(browser, rabat.url) as one:
        come_in(one, rabat, "second", language)
        one.go("/reason?next=/alerts")
        state_reason(one)
        one.look_closely()
        one.go("/alerts/sites")
        one.look_closely()
        open_register(one)
        for path in (
            "/alerts/sites",
            f"/alerts/sites/{named}",
            "/alerts/sites/new",
            "/alerts/new",
            f"/alerts/own/{standing}",
            f"/alerts/own/{alone}",
            f"/alerts/own/{standing}/write/update",
            f"/alerts/own/{standing}/write/cancel",
        ):
            one.go(path)
            one.page.wait_for_timeout(300)
            one.look_closely()
        assert re.search(r"/alerts/", one.page.url)
