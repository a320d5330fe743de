"""Joint cases in two browsers: what one agency says the other finds, in its own script."""

import pytest
from demo import casework
from demo.narration import Narrator, wait_for
from demo.stage import Side, Stage
from playwright.sync_api import Browser, expect
from tests.browser.desks import Pair, both_desks, pair, sign
from tests.browser.entering import come_in, state_reason
from tests.browser.gate import LANGUAGES, Person, person

__all__ = ["both_desks", "pair"]


@pytest.fixture(scope="module")
def joint(stage: Stage) -> Stage:
    """The demo's case: open, with a person about whom the two agencies contradict."""
    for chapter in (casework.opening, casework.together):
        chapter(stage, Narrator(quiet=True))
    _a_place(stage.madrid)
    return stage


def _a_place(side: Side) -> None:
    """A store with coordinates, so that there is a plan to look at."""
    listed = casework.source(side, "observation", "Observation of the quay")
    store = side.act("case", "entity", "open", casework.CASE, "--schema", "Address")["entity"]
    for said in (
        ("name", "Almacén del muelle"),
        ("full", "Muelle 3, Cala Honda"),
        ("country", "es"),
        ("latitude", "35.8893"),
        ("longitude", "-5.3198"),
    ):
        casework.claim(side, store, listed, said)


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
        for part in ("sources", "places", "entities"):
            one.go(f"{at()}/{part}")
            one.look_closely()
        person_at = str(one.page.locator("main tbody .t").first.get_attribute("href"))
        one.go(person_at)
        one.look_closely()
        in_two_presses(one)
        one.look_closely()
        one.go(f"{at()}/entities/new")
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


def test_what_answers_is_offered_while_one_types(browser: Browser, joint: Stage) -> None:
    """By keyboard alone, in Arabic: Latin letters meet an Arabic name, and the reason is told."""
    with person(browser, joint.rabat.url) as one:
        come_in(one, joint.rabat, "case", "ar")
        state_reason(one)
        one.go(f"{at()}/entities")
        field, offers = one.page.get_by_role("combobox"), one.page.locator("#offered [role=option]")
        field.press_sequentially("Benkh", delay=30)
        expect(offers).to_have_count(1)
        expect(offers).to_contain_text("يونس بن خالد المثالي")
        expect(offers).to_contain_text("بالخط العربي · غير الذي كتبت به")
        expect(field).to_have_attribute("aria-expanded", "true")
        one.look_closely()
        field.press("Escape")
        expect(one.page.locator("#offered")).to_be_hidden()
        field.press("ArrowDown")
        expect(offers).to_have_attribute("aria-selected", "true")
        expect(field).to_have_attribute("aria-activedescendant", "offer-1")
        field.press("Enter")
        one.page.wait_for_url(lambda url: "/entities/r-" in url)
        one.ready()
        expect(one.page.locator("main h1")).to_contain_text("يونس بن خالد المثالي")
        # Without a choice, Enter sends the form as it does without a script.
        one.go(f"{at()}/entities")
        field.fill("Benkhaled")
        field.press("Enter")
        one.page.wait_for_url(lambda url: "words=Benkhaled" in url)


def in_two_presses(one: Person) -> None:
    """REQUIREMENTS 3.8: from a statement on the screen to its source in two presses at most."""
    one.page.locator("a[href*='/why/']").first.click()
    one.page.locator("#why a[href*='/sources/']").first.click()
    one.page.wait_for_url(lambda url: "/sources/" in url)
    one.ready()


def test_a_claim_made_in_arabic_is_disputed_in_spanish(joint: Stage, pair: Pair) -> None:
    """REQUIREMENTS 3.6: signed here by passkey, answered there, side by side at both."""
    rabat, madrid = pair.rabat, pair.madrid
    rabat.go(f"{at()}/entities?words=Benkhaled")
    path = str(rabat.page.locator("main tbody .t").first.get_attribute("href"))
    rabat.go(path)
    form = rabat.page.locator("form[hx-post$='/claim']")
    rabat.page.locator("details", has=form).locator("summary").click()
    form.locator("[name=property]").select_option("position")
    form.locator("[name=value]").fill("سائق شاحنة")
    form.locator("[name=grade-source]").select_option("europol_4x4:C")
    form.locator("[name=grade-information]").select_option("europol_4x4:3")
    form.locator("[name=nature][value=assessment]").check()
    form.locator("[name=handling]").select_option("H0")
    form.locator("[name=document]").select_option(index=1)
    form.locator(".main-act").click()
    sign(rabat)
    rabat.go(path)
    expect(rabat.page.locator("main")).to_contain_text("سائق شاحنة")
    said = "No consta en el registro de conductores"
    madrid.go("/cases")

    def arrived() -> bool:
        madrid.go(path)
        return madrid.page.locator("main", has_text="سائق شاحنة").count() > 0

    wait_for("the claim reaches madrid", arrived)
    row = madrid.page.locator("tr", has_text="سائق شاحنة")
    row.locator("a[href*='/why/']").click()
    judging = madrid.page.locator("form[hx-post*='/judge/']")
    madrid.page.locator("#why details", has=judging).locator("summary").click()
    judging.locator("[value=dispute]").check()
    judging.locator("[name=text]").fill(said)
    judging.locator("[name=language]").select_option("es")
    judging.locator(".main-act").click()
    sign(madrid)

    def disputed() -> bool:
        rabat.go(path)
        return rabat.page.locator("tr", has_text=said).count() > 0

    wait_for("the dispute stands beside it", disputed)
    rabat.look_closely()


def found(one: Person, words: str) -> list[str]:
    one.go(f"{at()}/entities?words={words}")
    return one.page.locator("main tbody .t").all_inner_texts()
