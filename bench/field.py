"""The field page of a telephone: what it weighs as it is served, and when it can be used.

Promises: a real node of the demo, a real operation with a site, a team leader who signed in, a real
Chromium of 360 x 740 pixels. Weight: every byte that came over the line (headers and all) from the
first request of the page to the last (its fonts and its worker too), with an empty cache, in the
heaviest language. First
interactive: from asking for the address until the three large actions answer, on a line of 400 ms
round trip and 1.6 / 0.75 Mbit/s, with an empty cache; beside it the second visit, where the service
worker has the page. The last line is JSON.
"""

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HERE = str(ROOT / "bench")
sys.path.insert(0, str(ROOT))

from _web_slow import SLOW  # noqa: E402

sys.path.remove(HERE)
from demo import casework, opening  # noqa: E402
from demo.narration import Narrator  # noqa: E402
from demo.stage import set_stage  # noqa: E402
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright  # noqa: E402
from tests.browser.chromium import launch  # noqa: E402
from tests.browser.fielded import NARROW, Day, at_the_phone, day  # noqa: E402

TARGETS = {"weight_bytes": 200_000, "first_interactive_ms": 2000}
LANGUAGES = ("ar", "es", "fr", "en")
_READY = """
new Promise((done) => {
  const there = () => document.documentElement?.dataset.ready === "1";
  const look = () => there() && document.querySelector(".acts a")
    ? done(performance.now()) : requestAnimationFrame(look);
  look();
})
"""


# What the page asked for, and what its worker asks for besides; headers are in `transferSize`.
_WEIGHT = """
async () => {
  const kinds = ["resource", "navigation"];
  const sum = () => kinds.flatMap((one) => performance.getEntriesByType(one))
    .filter((one) => !one.name.includes("/live?"))
    .reduce((whole, one) => whole + one.transferSize, 0);
  for (const one of ["/field/worker.js", "/field/shell"]) {
    await (await fetch(`${one}?weight`)).text();
  }
  return sum();
}
"""


class Line:
    """One page on a line."""

    def __init__(self, page: Page, home: str) -> None:
        self.page = page
        self.home = home
        self.wire: CDPSession = page.context.new_cdp_session(page)
        self.wire.send("Network.enable")

    def empty(self) -> None:
        """As on the first visit: nothing cached, no worker, nothing stored."""
        self.page.goto("about:blank")
        self.wire.send("Network.clearBrowserCache")
        kinds = "service_workers,cache_storage,indexeddb"
        self.wire.send("Storage.clearDataForOrigin", {"origin": self.home, "storageTypes": kinds})

    def slow(self) -> None:
        """The line of the figures."""
        self.wire.send("Network.emulateNetworkConditions", SLOW)

    def interactive(self, address: str) -> float:
        """Milliseconds from asking for the page until it answers."""
        self.page.goto(address, wait_until="commit")
        return float(self.page.evaluate(_READY))


def measure(browser: Browser, made: Day, rounds: int) -> dict[str, object]:
    """Weigh in every language, then wait on the slow line in the heaviest."""
    with at_the_phone(browser, made, "ar") as leader:
        address = leader.home + made.path
        weights: dict[str, int] = {}
        line = Line(leader.page, leader.home)
        for language in LANGUAGES:
            leader.page.evaluate("(one) => localStorage.setItem('language', one)", language)
            line.empty()
            line.interactive(address)
            leader.page.evaluate("document.fonts.ready.then(() => 1)")
            leader.page.wait_for_timeout(3000)
            weights[language] = int(leader.page.evaluate(_WEIGHT))
        heaviest = max(weights, key=lambda one: weights[one])
        leader.page.evaluate("(one) => localStorage.setItem('language', one)", heaviest)
        line.slow()
        first, second = [], []
        for _ in range(rounds):
            line.empty()
            first.append(line.interactive(address))
            leader.page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
            leader.page.wait_for_timeout(1000)
            second.append(line.interactive(address))
    return {
        "weight_bytes": max(weights.values()),
        "weight_bytes_by_language": weights,
        "language": heaviest,
        "first_interactive_ms": round(statistics.median(first)),
        "first_interactive_ms_worst": round(max(first)),
        "second_visit_ms": round(statistics.median(second)),
        "line": {"round_trip_ms": 400, "down_mbit_s": 1.6, "up_mbit_s": 0.75},
        "viewport": NARROW,
        "load_average": os.getloadavg()[0],
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="The field page: weight and first interactive.")
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    place = Path(tempfile.mkdtemp(prefix="bench-field-"))
    try:
        with set_stage(place, 8801) as stage, sync_playwright() as playwright:
            tell = Narrator(quiet=True)
            for chapter in (*opening.CHAPTERS, casework.opening):
                chapter(stage, tell)
            browser = launch(playwright)
            figures = measure(browser, day(stage.rabat), args.rounds)
            browser.close()
    finally:
        shutil.rmtree(place, ignore_errors=True)
    figures["cores"] = os.cpu_count() or 0
    missed = [one for one, most in TARGETS.items() if float(str(figures[one])) > most]
    print(json.dumps({"bench": "field", "figures": figures, "targets": TARGETS, "missed": missed}))


if __name__ == "__main__":
    main()
