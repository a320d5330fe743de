"""A private match in two browsers, Arabic and Spanish, from the list to the verdict."""

from collections.abc import Callable

import pytest
from demo import casework
from demo.narration import wait_for
from demo.stage import Stage
from playwright.sync_api import Browser, expect
from tests.browser.desks import Pair, both_desks, pair, sign, signing
from tests.browser.entering import come_in, state_reason
from tests.browser.gate import LANGUAGES, Person, person
from tests.browser.open_case import joint

__all__ = ["both_desks", "joint", "pair"]

OURS = [f"06 61 23 45 {number:02d}" for number in range(30)]
THEIRS = [f"+212 661 2345{number:02d}" for number in range(28, 60)]
BOTH = ("+212661234528", "+212661234529")
WIDTHS = (375, 1280)


def fits(one: Person) -> None:
    """Nothing runs out of the window, on a phone or on a desk; and axe is asked at both."""
    usual = one.page.viewport_size
    for width in WIDTHS:
        one.page.set_viewport_size({"width": width, "height": 900})
        wide = one.page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
        if wide > 0:
            one.problems.append(f"{one.page.url} is {wide} px wider than {width} px")
        one.look_closely()
    if usual:
        one.page.set_viewport_size(usual)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_matches_are_sound_in_every_language(
    browser: Browser, joint: Stage, language: str
) -> None:
    """11.7, 11.8: empty pages and forms, in both looks."""
    look = "dark" if language in {"ar", "fr"} else "light"
    with person(browser, joint.rabat.url, color_scheme=look) as one:
        come_in(one, joint.rabat, "case", language)
        state_reason(one)
        for path in ("", "/lists", "/lists/new", "/new"):
            one.go(f"/matches{path}")
            fits(one)
    with person(browser, joint.rabat.url, color_scheme=look) as one:
        come_in(one, joint.rabat, "privacy", language)
        state_reason(one)
        one.go("/oversight/matches")
        fits(one)


def test_a_match_from_the_list_to_the_verdict(browser: Browser, joint: Stage, pair: Pair) -> None:
    """2.1-2.5: propose, second officer, take part, count, reveal by both, verdicts told to both."""
    second, madrid = pair.rabat, pair.madrid
    with signing(browser, joint.rabat, "ar", "case") as asker:
        keeps(asker, [*OURS, "ليس رقما"], "قائمة المراقبة 7")
        expect(asker.page.locator("#trouble table")).to_contain_text("31")
        fits(asker)
        asker.page.locator("[name=lines]").fill("\n".join(OURS))
        asker.page.locator("main form .main-act").click()
        sign(asker)
        keeps(madrid, THEIRS, "Lista de vigilancia 3")
        sign(madrid)
        match = proposes(asker)

        second.go("/matches")
        fits(second)
        second.go(match)
        fits(second)
        second.page.locator("form[hx-post$='/approve'] .main-act").click()
        sign(second)

        there(madrid, match, lambda: madrid.page.locator("form[hx-post$='/accept']").count() > 0)
        madrid.page.locator("summary", has_text="Participar").click()
        madrid.page.locator("[name=list]").check()
        fits(madrid)
        madrid.page.locator("form[hx-post$='/accept'] .main-act").click()
        sign(madrid)
        until(joint, second, match, "form[hx-post$='/reveal']")
        expect(second.page.locator("dd .large")).to_have_text("2")
        fits(second)
        second.page.locator("form[hx-post$='/reveal'] .main-act").click()
        sign(second)
        there(madrid, match, lambda: madrid.page.locator("form[hx-post$='/reveal']").count() > 0)
        fits(madrid)
        madrid.page.locator("form[hx-post$='/reveal'] .main-act").click()
        sign(madrid)
        until(joint, asker, match, "#h-hits")
        fits(asker)
        judges(asker, match)
        until(joint, madrid, match, "#h-hits")
        hits = madrid.page.locator("main a[href*='/hits/']")
        there(
            madrid, match, lambda: madrid.page.get_by_text("No es el mismo", exact=True).count() > 0
        )
        hits.first.click()
        madrid.page.wait_for_url(lambda url: "/hits/" in url)
        madrid.ready()
        expect(madrid.page.locator("main")).to_contain_text("no revelado")
        fits(madrid)


def keeps(one: Person, lines: list[str], title: str) -> None:
    """Fill the form of a list and ask for the signature."""
    one.go("/matches/lists/new")
    one.page.locator("[name=type]").select_option("phone")
    one.page.locator("[name=region]").fill("MA")
    one.page.locator("[name=lines]").fill("\n".join(lines))
    one.page.locator("[name=title]").fill(title)
    one.page.locator("[name=purpose]").fill("31/26")
    one.page.locator("[name=legal-basis]").fill("4")
    refused = one.expecting("the server responded with a status of 400")
    with refused:
        one.page.locator("main form .main-act").click()
        expect(one.page.locator("dialog[open], #trouble .notice").first).to_be_visible()


def proposes(one: Person) -> str:
    """Propose over the list that was kept; where the match is."""
    one.go("/matches/lists")
    fits(one)
    one.page.locator("td a[href*='/matches/lists/']").first.click()
    one.page.wait_for_url(lambda url: "/matches/lists/r-" in url)
    one.ready()
    expect(one.page.locator("#h-withdraw")).to_be_visible()
    fits(one)
    one.go("/matches/lists")
    one.page.locator("td.act a").first.click()
    one.page.wait_for_url(lambda url: "/matches/new" in url)
    one.ready()
    one.page.locator("[name=channel]").select_option(casework.CASE)
    one.page.locator("[name=purpose]").fill("من يعرفها غيرنا")
    one.page.locator("[name=legal-basis]").fill("المادة 4 (خيالية)")
    expect(one.page.locator("#preview .large")).to_contain_text("32")
    expect(one.page.locator("#preview table tbody tr")).to_have_count(5)
    fits(one)
    one.page.locator("main form .main-act").click()
    sign(one)
    waiting = one.page.locator("section[aria-labelledby=h-ours] tbody a")
    return str(waiting.last.get_attribute("href"))


def judges(one: Person, match: str) -> None:
    """By keyboard: key 2 chooses, signing opens with the reason."""
    one.go("/matches")
    one.page.locator(f"main a[href^='{match}/hits/']").first.click()
    one.page.wait_for_url(lambda url: "/hits/" in url)
    one.ready()
    shown = one.page.locator(".met").all_inner_texts()
    assert shown[0] == shown[1]
    assert shown[0] in BOTH
    expect(one.page.locator("[name=verdict]:checked")).to_have_count(0)
    button = one.page.locator("#verdict .main-act")
    expect(button).to_be_disabled()
    fits(one)
    one.page.keyboard.press("2")
    expect(one.page.locator("[name=verdict]:checked")).to_have_value("not_same")
    expect(button).to_be_disabled()
    reason = one.page.locator("#verdict [name=reason]")
    reason.press_sequentially("مشترك 1 آخر")
    expect(one.page.locator("[name=verdict]:checked")).to_have_value("not_same")
    expect(button).to_be_enabled()
    button.click()
    sign(one)
    expect(one.page.locator("main")).to_contain_text("مشترك 1 آخر")
    expect(one.page.locator(f".waiting a[href^='{match}/']")).to_have_count(1)
    fits(one)


def there(one: Person, match: str, look: Callable[[], bool]) -> None:
    """Wait until the page of the match shows something."""

    def shown() -> bool:
        one.go(match)
        return one.page.locator("#h-steps").count() > 0 and look()

    with one.expecting("the server responded with a status of 404"):
        wait_for(f"{match} moves at {one.home}", shown)


def until(stage: Stage, one: Person, match: str, wanted: str) -> None:
    """Let both nodes take their steps until the page shows what is wanted."""

    def moved() -> bool:
        for side in stage.sides:
            side.tansiq("worker", "--once")
        one.go(match)
        return one.page.locator(wanted).count() > 0

    wait_for(f"{wanted} at {one.home}", moved, 90.0)
