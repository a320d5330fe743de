"""The map of a board: offline, by keyboard, in every language; it outlives a reload."""

import re

import pytest
from demo.stage import Stage
from playwright.sync_api import Browser, expect
from tests.browser.boards import acting, at, operation
from tests.browser.entering import come_in, state_reason
from tests.browser.gate import LANGUAGES, person
from tests.browser.open_case import joint

from tansiq.node.operations import Where

__all__ = ["joint"]

SIZES = ((1920, 1080), (1280, 720), (960, 540), (390, 844))
PLACES = (("34.0209", "-6.8416"), ("34.0401", "-6.7980"), ("35.7595", "-5.8340"))


@pytest.fixture(scope="module")
def placed(joint: Stage) -> Where:
    """Two sites of rabat in one town and one far off; madrid's are known by their zone alone."""
    return operation(joint, sites=3, places=PLACES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_map_is_sound_in_every_language_and_size(
    browser: Browser, joint: Stage, placed: Where, language: str
) -> None:
    """6.3, 11.7, 11.8: every site is there, in words too; nothing is asked of another host."""
    with person(browser, joint.rabat.url) as one:
        come_in(one, joint.rabat, "case", language)
        state_reason(one)
        one.go(f"{at(placed)}?view=map")
        for width, height in SIZES:
            one.page.set_viewport_size({"width": width, "height": height})
            wide = one.page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{wide} px too wide at {width}"
            expect(one.page.locator(".b-map .ln")).to_have_count(6)
            one.look_closely()
        frame = "getComputedStyle(document.body, '::after').borderTopWidth"
        assert one.page.evaluate(frame) == "10px"


def test_the_map_goes_on_with_the_news_and_outlives_a_reload(
    browser: Browser, joint: Stage, placed: Where
) -> None:
    """6.3: chosen by keyboard; the live update goes on, and focus stays where it was."""
    for side in joint.sides:
        acting(side, placed).vote()
    with person(browser, joint.rabat.url) as one:
        come_in(one, joint.rabat, "case", "es")
        state_reason(one)
        one.go(at(placed))
        expect(one.page.locator(".b-decision.go")).to_be_visible()
        expect(one.page.locator(".b-plan")).to_have_count(0)
        one.page.locator("[data-view=map]").press("Enter")
        expect(one.page.locator(".b-drawn > .b-plan .spot")).to_have_count(3)
        expect(one.page).to_have_url(re.compile(r"view=map$"))
        expect(one.page.locator(".b-places .b-plan .spot")).to_have_count(2)
        mark = one.page.locator("#at-2")
        mark.focus()
        acting(joint.rabat, placed).report("RABAT-3", "moving")
        expect(one.page.locator("#at-2")).to_contain_text("en marcha")
        expect(one.page.locator("#at-2.m-moving")).to_be_focused()
        one.page.locator("#at-2").press("Enter")
        expect(one.page.locator("#of-2")).to_be_focused()
        one.page.reload()
        one.ready()
        expect(one.page.locator("#at-2.m-moving")).to_be_visible()
        one.page.locator(".b-langs a[lang=ar]").click()
        expect(one.page.locator("#at-2")).to_contain_text("يتحرك")
        one.page.locator("[data-view=grid]").click()
        expect(one.page.locator(".b-plan")).to_have_count(0)
        expect(one.page.locator(".site")).to_have_count(6)
