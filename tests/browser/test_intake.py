"""Intake in two browsers: Rabat in Arabic reads Spanish, Madrid in Spanish reads Arabic."""

from collections.abc import Iterator

import pytest
from demo import casework
from demo.narration import wait_for
from demo.stage import Stage
from playwright.sync_api import Browser, expect
from tests.browser.desks import Pair, sign, signing, sound
from tests.browser.gate import Person
from tests.browser.open_case import at, joint
from tests.browser.taken import (
    HEADLINE,
    ONE,
    Sheet,
    hand_in,
    open_draft,
    outcomes,
    stories,
)
from tests.browser.test_casework import closely, tab_to

__all__ = ["joint"]
DROP = """([name, text]) => {
  const all = new DataTransfer();
  all.items.add(new File([text], name, { type: "text/plain" }));
  const told = { bubbles: true, cancelable: true, dataTransfer: all };
  const form = document.getElementById("drop");
  form.dispatchEvent(new DragEvent("dragover", told));
  form.dispatchEvent(new DragEvent("drop", told));
}"""


@pytest.fixture(scope="module")
def readers(browser: Browser, joint: Stage) -> Iterator[Pair]:
    """The case officers of both agencies."""
    with (
        signing(browser, joint.rabat, "ar", "case") as rabat,
        signing(browser, joint.madrid, "es", "case") as madrid,
    ):
        yield Pair(rabat, madrid)


@pytest.fixture
def pair(readers: Pair) -> Iterator[Pair]:
    """The same, and what a page did wrong fails the test in which it did."""
    yield readers
    sound(readers.rabat, readers.madrid)


def chosen(one: Person) -> str:
    """The number of the proposal that is chosen, by its row and by its words alike."""
    row = one.page.locator("tr.one.chosen")
    number = str(row.get_attribute("data-number"))
    lit = one.page.locator(".lit.on").first
    assert number in str(lit.get_attribute("data-numbers")).split()
    return number


def grade(one: Person) -> None:
    """What a batch asks for all its claims."""
    review = one.page.locator("#review")
    review.locator("[name=grade-source]").select_option("europol_4x4:C")
    review.locator("[name=grade-information]").select_option("europol_4x4:3")
    review.locator("[name=nature][value=fact]").check()
    review.locator("[name=handling]").select_option("H0")


def test_files_are_handed_in_several_at_once_each_with_its_outcome(pair: Pair) -> None:
    for one, mark in ((pair.rabat, "rabat"), (pair.madrid, "madrid")):
        one.go("/intake/new")
        closely(one)
        lines = hand_in(one, *stories(mark), Sheet("roto.pdf", "%PDF-1.7\ngarbage"))
        expect(lines.locator("a[href*='/intake/r-']")).to_have_count(6)
        expect(lines.locator(".badge.good")).to_have_count(5)
        expect(lines.locator(".badge.bad")).to_have_count(1)
        closely(one)
        one.go("/intake")
        expect(one.page.locator("main tbody tr")).to_have_count(6)
        closely(one)


def test_what_is_dropped_or_pasted_goes_the_same_way(pair: Pair) -> None:
    one = pair.madrid
    one.go("/intake/new")
    one.page.evaluate(DROP, ["soltado.txt", "Dos detenidos en Puerto Alto."])
    expect(one.page.locator("#drop output")).to_contain_text("soltado.txt")
    one.page.locator("#drop [name=text]").fill("Un detenido en Puerto Alto, según la radio.")
    one.page.locator("#drop .main-act").click()
    lines = outcomes(one, 2)
    expect(lines.locator(".badge.good")).to_have_count(2)
    # The same bytes again are the draft that is there.
    again = hand_in(one, Sheet("una-vez-mas.txt", ONE))
    expect(again.locator(".badge.warn")).to_have_count(1)


def test_a_file_is_handed_in_by_keyboard_alone(pair: Pair) -> None:
    one = pair.rabat
    one.go("/intake")
    tab_to(one, "main .heading a[href='/intake/new']")
    one.page.keyboard.press("Enter")
    one.page.wait_for_url(lambda url: "/intake/new" in url)
    one.ready()
    tab_to(one, "#drop [type=file]")
    tab_to(one, "#drop [name=text]")
    one.page.keyboard.type("أوقفت الشرطة ثلاثة أشخاص بمدينة النخيل.")
    tab_to(one, "#drop .main-act")
    one.page.keyboard.press("Enter")
    expect(outcomes(one, 1).locator(".badge.good")).to_have_count(1)


def test_spans_and_rows_answer_each_other_in_both_directions(pair: Pair) -> None:
    """Requirement 11.7: an Arabic page around a Spanish text, and the mirror of it."""
    for one, foreign, way in ((pair.rabat, "es", "ltr"), (pair.madrid, "ar", "rtl")):
        open_draft(one, HEADLINE[foreign])
        body = one.page.locator(".read")
        expect(body.locator(f"p[lang={foreign}][dir={way}]").first).to_be_visible()
        other = {"ltr": "rtl", "rtl": "ltr"}[way]
        expect(body.locator(f"p[dir={other}]").first).to_be_visible()
        expect(body.locator(".drop s").first).to_be_visible()
        expect(one.page.locator("#clashes .notice.clash")).to_have_count(2)
        one.page.locator(".read .num").nth(2).click()
        number = chosen(one)
        expect(one.page.locator(f"#p-{number} a").first).to_be_focused()
        one.page.locator("#clashes .pn").last.click()
        where = one.page.url.partition("#s-")[2]
        assert where
        expect(one.page.locator("tr.one.chosen")).to_have_attribute("data-number", where)
        assert chosen(one) == where
        one.page.locator(f".lit[data-numbers~='{number}']").first.click()
        assert chosen(one) == number
        closely(one)
        one.page.emulate_media(color_scheme="dark")
        one.look_closely()
        one.page.emulate_media(color_scheme="light")


def test_a_batch_is_judged_by_keys_kept_over_a_reload_and_signed_once(
    pair: Pair, joint: Stage
) -> None:
    """Requirement 3.7: accepted by a person alone; one touch for all that is chosen."""
    one = pair.rabat
    open_draft(one, HEADLINE["es"])
    here = one.page.url
    press = one.page.keyboard.press
    press("j")
    press("j")
    first = chosen(one)
    press("k")
    assert chosen(one) != first
    press("j")
    press("x")
    expect(one.page.locator(f"[name='reason.{first}']")).to_be_focused()
    one.page.keyboard.type("يوم لا يوافق تاريخه a")
    press("Enter")
    expect(one.page.locator(f"#p-{first} a").first).to_be_focused()
    expect(one.page.locator("[data-count=rejected]")).to_have_text("1")
    closely(one)

    # In the middle of it the page is loaded anew: what was chosen is there.
    one.go(here)
    expect(one.page.locator(f"[name='verdict.{first}'][value=rejected]")).to_be_checked()
    expect(one.page.locator(f"[name='reason.{first}']")).to_have_value("يوم لا يوافق تاريخه a")
    expect(one.page.locator("[data-count=rejected]")).to_have_text("1")

    # All that nothing contradicts; what is contradicted is left.
    clear = int(one.page.locator("[data-clear-count]").inner_text())
    one.page.locator("[data-accept-clear]").click()
    expect(one.page.locator("[data-count=accepted]")).to_have_text(str(clear))
    clashing = one.page.locator("tr.one[data-clash] input[value=accepted]:checked")
    expect(clashing).to_have_count(0)
    expect(one.page.locator("[data-accept-clear]")).to_be_hidden()

    # A person who is in the case already, found in the other script, is named instead.
    person = one.page.locator("tr.one[data-kind=person]")
    number = str(person.get_attribute("data-number"))
    person.locator("a").first.focus()
    press("e")
    one.page.locator("[name=channel]").select_option(casework.CASE)
    search = one.page.locator(f"#p-{number} + .more [name=words]")
    search.press_sequentially("Benkhaled", delay=20)
    entity = one.page.locator(f"[name='entity.{number}']")
    expect(entity.locator("option[value^=r-]")).to_have_count(1)
    entity.select_option(joint.kept["person"])

    one.page.locator("[data-review]").click()
    expect(one.page.locator("#review li")).to_have_count(clear + 1)
    one.look_closely()
    grade(one)
    one.page.locator("[data-sign]").click()
    expect(one.page.locator("#dialog dialog[open] [data-covered]").nth(3)).to_be_attached()
    expect(one.page.locator("#dialog dialog[open] [data-end]")).to_have_count(1)
    sign(one)
    assert one.page.url.startswith(here.partition("#")[0])
    expect(one.page.locator("tr.one .badge.bad")).to_have_count(1)
    expect(one.page.locator("[data-bar]")).to_be_hidden()
    expect(person.locator(f"a[href$='/entities/{joint.kept['person']}']")).to_be_visible()
    closely(one)

    def arrived() -> bool:
        pair.madrid.go(f"{at()}/sources")
        return pair.madrid.page.locator("main", has_text=HEADLINE["es"]).count() > 0

    wait_for("the source reaches the partner", arrived)
    pair.madrid.go(f"{at()}/entities?words=Puerto+Alto")
    expect(pair.madrid.page.locator("main tbody a.t", has_text="Puerto Alto")).to_have_count(1)


def test_the_keyboard_alone_gets_from_a_draft_to_the_signature(pair: Pair) -> None:
    one = pair.madrid
    open_draft(one, HEADLINE["ar"])
    one.page.keyboard.press("j")
    for key in ("j", "a", "a", "j"):
        one.page.keyboard.press(key)
    tab_to(one, "[data-review]")
    before = one.page.locator("[name=channel]")
    before.select_option(casework.CASE)
    tab_to(one, "[data-review]")
    one.page.keyboard.press("Enter")
    expect(one.page.locator("#review")).to_be_visible()
    one.page.keyboard.press("Escape")
    expect(one.page.locator("#review")).to_be_hidden()
    one.page.keyboard.press("Enter")
    grade(one)
    tab_to(one, "[data-sign]")
    one.page.keyboard.press("Enter")
    expect(one.page.locator("#dialog dialog[open]")).to_be_visible()
    one.page.keyboard.press("End")
    expect(one.page.locator("dialog [data-begin]")).to_be_enabled()
    tab_to(one, "dialog [data-begin]")
    one.page.keyboard.press("Enter")
    expect(one.page.locator(".notice.good .id")).to_be_visible()
    one.ready()
    expect(one.page.locator("tr.one .badge.good").first).to_be_visible()


def test_one_origin_counts_once_and_figures_stand_side_by_side(pair: Pair) -> None:
    for one in (pair.rabat, pair.madrid):
        one.go("/intake/sources")
        twice = one.page.locator(".chained", has=one.page.locator("li:nth-child(2)"))
        expect(twice).to_have_count(1)
        expect(twice).to_contain_text("una.txt")
        expect(twice).to_contain_text("copia.txt")
        expect(one.page.locator(".side-text q", has_text="Nueve detenidos")).to_be_visible()
        expect(one.page.locator(".side-text q", has_text="Siete detenidos")).to_be_visible()
        closely(one)
        one.page.locator(".side-text > a", has_text="Nueve detenidos").click()
        one.page.wait_for_url(lambda url: "#s-" in url)
        one.ready()
        assert chosen(one) == one.page.url.partition("#s-")[2]
        one.go("/intake/contradictions")
        expect(one.page.locator(".notice.clash")).to_have_count(4)
        closely(one)


def test_a_draft_is_set_aside_and_listed_with_its_reason(pair: Pair) -> None:
    one = pair.rabat
    open_draft(one, "roto.pdf")
    expect(one.page.locator("main .notice.bad")).to_be_visible()
    closely(one)
    one.page.locator("details summary", has_text="استبعد").click()
    one.page.locator("[name=reason]").fill("ملف تالف")
    one.page.locator("details[open] form .btn").first.click()
    sign(one)
    expect(one.page.locator("main .list")).to_contain_text("ملف تالف")
    closely(one)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_pages_are_sound_in_the_other_two_languages(pair: Pair, language: str) -> None:
    one = pair.madrid
    for path in ("", "/new", "/contradictions", "/sources", "/set-aside"):
        one.go(f"/intake{path}?lang={language}")
        closely(one)
    open_draft(one, HEADLINE["es"])
    closely(one)
    one.go("/intake?lang=es")
