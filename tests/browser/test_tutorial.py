"""The tutorial for the browser is true: each line in its frames is done, at two nodes."""

import re
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from demo.desk import filed, inbox, let_go
from demo.narration import wait_for
from demo.opening import ENTRANCES
from demo.stage import Stage
from playwright.sync_api import Browser, expect
from tests.browser.conftest import invitation
from tests.browser.gate import Person, person

PAGE = Path(__file__).parents[2] / "docs" / "tutorial-browser.md"
FRAME = re.compile(r"^```browser\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SOMEBODY = re.compile(r"as the (.+) of (rabat|madrid)")


def _press(one: Person, name: str) -> None:
    before = one.page.evaluate("performance.timeOrigin")
    one.page.get_by_role("button", name=name, exact=True).click()
    one.page.wait_for_function("(before) => performance.timeOrigin !== before", arg=before)
    one.ready()


def _go(one: Person, name: str) -> None:
    one.page.get_by_role("link", name=name, exact=True).first.click()
    expect(one.page.locator("h1")).to_be_visible()
    one.ready()


def _write(one: Person, text: str, name: str) -> None:
    one.page.get_by_label(name, exact=True).fill(text)


def _see(one: Person, text: str) -> None:
    expect(one.page.locator("main")).to_contain_text(text)


def _see_not(one: Person, text: str) -> None:
    expect(one.page.locator("main")).not_to_contain_text(text)


STEPS: dict[str, Callable[..., None]] = {
    r'write "(.+)" into "(.+)"': _write,
    r'press "(.+)"': _press,
    r'go to "(.+)"': _go,
    r'see "(.+)"': _see,
    r'do not see "(.+)"': _see_not,
}


def take(one: Person, line: str) -> None:
    """Do one line of a frame; a line that is none of the steps fails."""
    for pattern, step in STEPS.items():
        found = re.fullmatch(pattern, line)
        if found:
            step(one, *found.groups())
            return
    raise AssertionError(line)


def test_every_line_in_its_frames_is_done(browser: Browser, stage: Stage) -> None:
    rabat, madrid = stage.sides
    made = let_go(rabat, filed(rabat)["Billet de traversée"])
    wait_for("the release reaches madrid", lambda: made["release"] in inbox(madrid))
    named = {words.lower(): who for who, words in ENTRANCES.items()}
    sides = {one.id: one for one in stage.sides}
    lines = [
        line
        for frame in FRAME.findall(PAGE.read_text(encoding="utf-8"))
        for line in frame.splitlines()
    ]
    assert len(lines) > 40
    one: Person | None = None
    with ExitStack() as rooms:
        for line in lines:
            somebody = SOMEBODY.fullmatch(line)
            if somebody:
                side = sides[somebody[2]]
                one = rooms.enter_context(person(browser, side.url))
                one.authenticator()
                one.go(invitation(side, named[somebody[1]]) + "?lang=en")
            else:
                assert one is not None
                take(one, line)
