"""First usable page on a slow line, in a real Chromium, for `bench/web.py`.

400 ms round trip, 1.6 Mbit/s down, 0.75 Mbit/s up, set through the browser's own protocol; the
cache is warm (the page was opened once before). Usable: the page's script has run, so that every
button answers. The protocol delays each request by the round trip; it does not delay the handshake
of a connection, which a kept connection does not need.
"""

import statistics
from collections.abc import Sequence

from _web_load import Officer
from playwright.sync_api import sync_playwright
from tests.browser.chromium import launch

SLOW = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 0.75e6 / 8,
}
_USABLE = """
new Promise((done) => {
  const look = () => document.documentElement.dataset.ready === "1"
    ? done(performance.now()) : requestAnimationFrame(look);
  look();
})
"""
_VITALS = """
(() => {
  const way = performance.getEntriesByType("navigation")[0];
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  return [way.responseStart, way.domContentLoadedEventEnd, paint ? paint.startTime : 0,
          way.transferSize];
})()
"""


def first_usable(officer: Officer, paths: Sequence[str]) -> dict[str, object]:
    """Milliseconds from asking for a page until it can be used: the slowest page's median."""
    found: dict[str, list[float]] = {}
    vitals: list[list[float]] = []
    with sync_playwright() as playwright:
        browser = launch(playwright)
        context = browser.new_context()
        for pair in officer.cookies.split("; "):
            name, _, value = pair.partition("=")
            context.add_cookies([{"name": name, "value": value, "url": f"http://{officer.host}"}])
        page = context.new_page()
        for one in paths:
            if one.endswith("/fresh"):
                continue
            page.goto(f"http://{officer.host}{one}")
            page.evaluate(_USABLE)
            wire = context.new_cdp_session(page)
            wire.send("Network.enable")
            wire.send("Network.emulateNetworkConditions", SLOW)
            for _ in range(5):
                page.goto(f"http://{officer.host}{one}", wait_until="commit")
                found.setdefault(one, []).append(page.evaluate(_USABLE))
                page.wait_for_load_state()
                vitals.append(page.evaluate(_VITALS))
            wire.send("Network.emulateNetworkConditions", {**SLOW, "latency": 0,
                      "downloadThroughput": -1, "uploadThroughput": -1})  # fmt: skip
        browser.close()
    medians = {one: round(statistics.median(times)) for one, times in found.items()}
    first, loaded, painted, moved = (round(max(column)) for column in zip(*vitals, strict=True))
    return {
        "first_usable_ms": max(medians.values()),
        "first_usable_ms_by_path": medians,
        "slow_line_worst": {
            "first_byte_ms": first, "dom_loaded_ms": loaded, "first_contentful_paint_ms": painted,
            "transferred_bytes": moved,
        },
    }  # fmt: skip
