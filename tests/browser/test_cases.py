"""Joint cases in two browsers: what one agency says the other finds, in its own script."""

import pytest
from demo import casework
from demo.narration import Narrator
from demo.stage import Stage
from playwright.sync_api import Browser, expect
from tests.browser.entering import come_in, state_reason
from tests.browser.gate import LANGUAGES, Person, person


@pytest.fixture(scope="module")
def joint(stage: Stage) -> Stage:
    """The demo's case: open, with a person about whom the two agencies contradict."""
    for chapter in (casework.opening, casework.together):
        chapter(stage, Narrator(quiet=True))
    return stage


def at(case: str = casework.CASE) -> str:
    return f"/cases/{case.removeprefix('case:')}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_a_case_are_sound_in_every_language(
    browser: Browser, joint: Stage, language: str
) -> None:
    with person(browser, joint.rabat.url) as one:
        come_in(one, joint.rabat, "case", language)
        state_reason(one)
        one.go("/cases")
        expect(one.page.locator("main .panel")).to_have_count(1)
        one.look_closely()
        one.go(at())
        one.look_closely()
        one.go(f"{at()}/entities")
        one.look_closely()
        one.go(f"{at()}/contradictions")
        said = one.page.locator("main table td:nth-child(2) b").all_inner_texts()
        assert set(said) == {"1988-04-17", "1989-04-17"}
        one.look_closely()


def test_a_name_written_in_arabic_is_found_in_latin_script(browser: Browser, joint: Stage) -> None:
    with person(browser, joint.madrid.url) as one:
        come_in(one, joint.madrid, "case", "es")
        state_reason(one)
        assert found(one, "Benkhaled") == ["يونس بن خالد المثالي"]
        assert found(one, "Nobody Atall") == []


def found(one: Person, words: str) -> list[str]:
    one.go(f"{at()}/entities?words={words}")
    return one.page.locator("main tbody .t").all_inner_texts()
