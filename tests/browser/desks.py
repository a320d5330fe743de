"""Officers who sign at both desks: rabat's in Arabic, madrid's in Spanish, for a whole file."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from demo.stage import Side, Stage
from playwright.sync_api import Browser, expect
from tests.browser.entering import come_in, state_reason
from tests.browser.gate import Person, person
from tests.browser.oversight_steps import put_on_record, withdraw

REASONS = {"ar": "جولة المناوبة", "es": "ronda de guardia", "fr": "ronde", "en": "duty round"}


@contextmanager
def signing(browser: Browser, side: Side, language: str, who: str = "liaison") -> Iterator[Person]:
    """Somebody with an act passkey that two people put on record, and took off again."""
    with person(browser, side.url) as one:
        come_in(one, side, who, language)
        number = put_on_record(one, side, who)
        one.go("/reason?next=/desk")
        state_reason(one, REASONS[language])
        yield one
        one.go("/desk")
        withdraw(one, side, who, number)


@dataclass(frozen=True)
class Pair:
    """The liaison officers of both agencies, each at a browser of their own."""

    rabat: Person
    madrid: Person


@pytest.fixture(scope="module")
def both_desks(browser: Browser, stage: Stage) -> Iterator[Pair]:
    """Both officers, in once for all tests of a file."""
    with (
        signing(browser, stage.rabat, "ar") as rabat,
        signing(browser, stage.madrid, "es") as madrid,
    ):
        yield Pair(rabat, madrid)


@pytest.fixture
def pair(both_desks: Pair) -> Iterator[Pair]:
    """The same, and what a page did wrong fails the test in which it did."""
    yield both_desks
    sound(both_desks.rabat, both_desks.madrid)


@pytest.fixture(scope="module")
def own_desk(browser: Browser, stage: Stage) -> Iterator[Person]:
    """The officer of rabat alone, in Arabic."""
    with signing(browser, stage.rabat, "ar") as one:
        yield one


@pytest.fixture
def signer(own_desk: Person) -> Iterator[Person]:
    """The officer of rabat at the desk, and what a page did wrong fails its own test."""
    own_desk.go("/desk")
    yield own_desk
    sound(own_desk)


def sound(*persons: Person) -> None:
    """Fail for what went wrong so far, once."""
    problems = [problem for one in persons for problem in one.problems]
    for one in persons:
        one.problems.clear()
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)


def sign(one: Person) -> str:
    """Read the dialog to its end and sign; the code of the record."""
    dialog = one.page.locator("dialog[open]")
    expect(dialog).to_be_visible()
    code = " ".join(dialog.locator(".code span").all_inner_texts())
    one.look_closely()
    for end in dialog.locator("[data-end]").all():
        end.evaluate("(one) => one.scrollIntoView()")
    dialog.locator("[data-begin]").click()
    expect(one.page.locator(".notice.good .id")).to_have_text(code)
    one.ready()
    return code
