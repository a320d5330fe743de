"""The board of an operation at two agencies at once, Arabic and Spanish: votes, stop, cut off."""

import re

import pytest
from demo.stage import Stage
from playwright.sync_api import Browser, expect
from tests.browser.boards import acting, at, operation
from tests.browser.desks import Pair, both_desks, pair
from tests.browser.entering import come_in, state_reason
from tests.browser.gate import LANGUAGES, Person, person
from tests.browser.open_case import joint

from tansiq.node.operations import Where

__all__ = ["both_desks", "joint", "pair"]

SIZES = ((1920, 1080), (1280, 720), (960, 540), (375, 800))
EXERCISE = {"ar": "تمرين", "es": "SIMULACRO", "fr": "EXERCICE", "en": "EXERCISE"}


@pytest.fixture(scope="module")
def planned(joint: Stage) -> Where:
    """An operation that nobody has voted on."""
    return operation(joint)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_board_is_sound_in_every_language_and_size(
    browser: Browser, joint: Stage, planned: Where, language: str
) -> None:
    """11.7, 11.8: nothing is lost on a wall, on a small window or at 200 per cent."""
    with person(browser, joint.rabat.url) as one:
        come_in(one, joint.rabat, "case", language)
        state_reason(one)
        one.go("/operations")
        one.look_closely()
        one.go(at(planned))
        for width, height in SIZES:
            one.page.set_viewport_size({"width": width, "height": height})
            wide = one.page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{wide} px too wide at {width}"
            expect(one.page.locator(".b-stop")).to_be_attached()
            one.look_closely()
        assert EXERCISE[language] in one.page.title()
        frame = "getComputedStyle(document.body, '::after').borderTopWidth"
        assert one.page.evaluate(frame) == "10px"


def test_forty_sites_stand_on_one_wall_and_none_is_dropped(browser: Browser, joint: Stage) -> None:
    """6.3: one line each, at 1080 and at 720 lines; what does not fit can be reached."""
    where = operation(joint, sites=20, ready=False)
    with person(browser, joint.rabat.url) as one:
        come_in(one, joint.rabat, "case", "ar")
        state_reason(one)
        for width, height in SIZES[:2]:
            one.page.set_viewport_size({"width": width, "height": height})
            one.go(at(where))
            expect(one.page.locator(".ln")).to_have_count(40)
            expect(one.page.locator(".pins .site.red")).to_have_count(6)
            one.look_closely()
            foot = one.page.locator(".b-foot").bounding_box()
            last = max(box["y"] + box["height"] for line in one.page.locator(".ln").all()
                       if (box := line.bounding_box()))  # fmt: skip
            assert foot
            reach = one.page.locator("#sites").evaluate(
                "(one) => one.scrollHeight - one.clientHeight"
            )
            assert last <= foot["y"] + reach, f"{last} px cannot be reached above {foot['y']}"


def test_what_one_agency_does_the_other_sees_at_once(
    browser: Browser, joint: Stage, planned: Where, pair: Pair
) -> None:
    """6.1: votes, the decision, words from sites and a stop, on two boards that nobody touches."""
    rabat, madrid = (acting(side, planned) for side in joint.sides)
    for one in (pair.rabat, pair.madrid):
        one.go(at(planned))
        expect(one.page.locator(".seal.none")).to_have_count(2)
    rabat.vote()
    for one in (pair.rabat, pair.madrid):
        expect(one.page.locator(".seal.whole")).to_have_count(1)
        expect(one.page.locator(".b-decision.wait")).to_be_visible()
    madrid.vote()
    for one, words in ((pair.rabat, "انطلقوا"), (pair.madrid, "adelante")):
        expect(one.page.locator(".b-decision.go .b-said")).to_contain_text(words)
        expect(one.page.locator("#said")).to_contain_text(words)
        expect(one.page.locator("[data-count]")).to_have_text(re.compile("^\u221200:[0-9]{2}:"))
    rabat.report("RABAT-1", "moving")
    card = pair.madrid.page.locator(".site", has_text="RABAT-1")
    expect(card).to_contain_text("en marcha")
    expect(card).to_contain_text(re.compile("hace [0-9]+ s"))
    pair.madrid.page.locator(".b-stop").click()
    sign_the_stop(pair.madrid)
    for one in (pair.madrid, pair.rabat):
        expect(one.page.locator(".b-decision.stopped")).to_be_visible()
        one.look_closely()
    expect(pair.rabat.page.locator("#alarm")).to_contain_text("madrid")


def sign_the_stop(one: Person) -> None:
    """The dialog is the one confirmation; the board comes back with the stop."""
    dialog = one.page.locator("dialog[open]")
    expect(dialog).to_be_visible()
    one.look_closely()
    dialog.locator("[data-begin]").click()
    expect(dialog).to_have_count(0)
    one.ready()


def test_a_board_that_is_cut_off_says_so_and_shows_no_order(browser: Browser, joint: Stage) -> None:
    """6.3, 6.4: never an old go as the present one."""
    where = operation(joint)
    for side in joint.sides:
        acting(side, where).vote()
    with person(browser, joint.rabat.url) as one:
        come_in(one, joint.rabat, "case", "ar")
        state_reason(one)
        one.go(at(where))
        expect(one.page.locator(".b-decision.go")).to_be_visible()
        expect(one.page.locator("#lost")).to_be_hidden()
        with one.expecting("ERR_INTERNET_DISCONNECTED", "Failed to fetch", "ERR_NETWORK"):
            one.context.set_offline(True)
            expect(one.page.locator("#lost")).to_be_visible()
            expect(one.page.locator(".b-then")).to_be_visible()
            one.look_closely()
            one.context.set_offline(False)
            expect(one.page.locator("#lost")).to_be_hidden()
        expect(one.page.locator(".b-then")).to_be_hidden()
