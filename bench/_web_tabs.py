"""An act while ten tabs of one browser are open, for `bench/web.py`: as long as a person waits.

From the press on the button of the dialog until the page says that it is signed and written, in a
real Chromium with a virtual authenticator, at the node as the demo serves it.
"""

import statistics
import time

from demo.stage import Stage
from playwright.sync_api import expect, sync_playwright
from tests.browser.chromium import launch
from tests.browser.desks import signing
from tests.browser.test_acts import ask, refuse

TABS, ACTS = 10, 5


def act_among_tabs(stage: Stage) -> dict[str, object]:
    """Milliseconds of an act with ten tabs open: the median and the slowest of five."""
    took = []
    with sync_playwright() as playwright:
        browser = launch(playwright)
        with signing(browser, stage.rabat, "ar") as one:
            for _ in range(TABS - 1):
                one.context.new_page().goto(f"{one.home}/desk")
            one.page.bring_to_front()
            for number in range(ACTS):
                asked = ask(stage, f"¿Consta la matrícula 000-{number}?")
                one.go("/desk")
                refuse(one, asked, "bench")
                began = time.monotonic()
                one.page.locator("dialog [data-begin]").click()
                expect(one.page.locator(".notice.good .id")).to_be_visible()
                took.append(1000 * (time.monotonic() - began))
                one.ready()
        browser.close()
    return {
        "tabs_open": TABS,
        "act_among_tabs_ms": round(statistics.median(took)),
        "act_among_tabs_worst_ms": round(max(took)),
    }
