"""Joint cases in two browsers: what one agency says the other finds, in its own script."""

import pytest
from demo import casework
from demo.narration import wait_for
from demo.stage import Stage
from playwright.sync_api import Browser, Locator, expect
from tests.browser.desks import Pair, both_desks, pair, sign, signing
from tests.browser.entering import come_in, state_reason
from tests.browser.gate import LANGUAGES, Person, person
from tests.browser.open_case import at, joint

__all__ = ["both_desks", "joint", "pair"]


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


def test_two_agencies_write_on_one_person_and_no_text_is_lost(joint: Stage, pair: Pair) -> None:
    """REQUIREMENTS 3.6: drafts, a source filed on the way, what was said meanwhile beside it."""
    rabat, madrid, path = pair.rabat, pair.madrid, f"{at()}/entities/{joint.kept['person']}"
    rabat.go(path)
    form = opened(rabat, f"form[hx-post='{path}/claim']")
    form.locator("[name=property]").select_option("position")
    form.locator("[name=value]").fill("سائق شاحنة")
    form.locator("[name=grade-source]").select_option("europol_4x4:C")
    form.locator("[name=grade-information]").select_option("europol_4x4:3")
    form.locator("[name=nature][value=assessment]").check()
    form.locator("[name=handling]").select_option("H0")
    rabat.go("/cases")
    rabat.go(path)
    form = opened(rabat, f"form[hx-post='{path}/claim']")
    expect(form.locator("[name=value]")).to_have_value("سائق شاحنة")

    # A source that is not there yet: filed as an act of its own, then the form goes on with it.
    form.locator("a[href*='/sources/new']").click()
    rabat.page.wait_for_url(lambda url: "/sources/new" in url)
    rabat.ready()
    rabat.look_closely()
    rabat.page.locator("[name=source]").select_option("observation")
    rabat.page.locator("[name=title]").fill("مراقبة المرآب")
    rabat.page.locator("[name=language]").select_option("ar")
    rabat.page.locator("[name=handling]").select_option("H0")
    rabat.page.locator("main form .main-act").click()
    sign(rabat)
    expect(form.locator("[name=value]")).to_have_value("سائق شاحنة")
    expect(form.locator("[name=document] option:checked")).to_contain_text("مراقبة المرآب")
    form.locator("[name=source-words]").fill("PV-114")
    expect(form.locator("[name=document] option[value^=r-]")).to_have_count(1)
    form.locator("[name=document]").select_option(index=1)

    # A colleague at the same node speaks of the same property before it is signed.
    casework.claim(joint.rabat, joint.kept["person"], joint.kept["card"], ("position", "خباز"))
    form.locator(".main-act").click()
    between = rabat.page.locator("dialog[open]")
    expect(between).to_contain_text("خباز")
    expect(between).to_contain_text("سائق شاحنة")
    rabat.look_closely()
    go_on(rabat)
    sign(rabat)
    rabat.go(path)
    expect(rabat.page.locator("#claims")).to_contain_text("سائق شاحنة")
    expect(rabat.page.locator("#claims")).to_contain_text("خباز")

    # And across: the partner disputes it while the other side goes on writing.
    def arrived() -> bool:
        madrid.go(path)
        return madrid.page.locator("tr", has_text="سائق شاحنة").count() > 0

    said = "No consta en el registro de conductores"
    madrid.go("/cases")
    wait_for("the claim reaches madrid", arrived)
    madrid.page.locator("tr", has_text="سائق شاحنة").locator("a[href*='/why/']").click()
    judging = opened(madrid, "form[data-draft*='/judge/']")
    judging.locator("[value=dispute]").check()
    judging.locator("[name=text]").fill(said)
    judging.locator("[name=language]").select_option("es")
    casework.claim(joint.rabat, joint.kept["person"], joint.kept["card"], ("position", "حارس"))
    wait_for("the third reaches madrid", lambda: "حارس" in positions(joint))
    judging.locator(".main-act").click()
    expect(madrid.page.locator("dialog[open]")).to_contain_text("حارس")
    expect(madrid.page.locator("dialog[open]")).to_contain_text(said)
    madrid.page.keyboard.press("Escape")
    expect(judging.locator("[name=text]")).to_have_value(said)
    judging.locator(".main-act").click()
    go_on(madrid)
    sign(madrid)

    def disputed() -> bool:
        rabat.go(path)
        return rabat.page.locator("tr", has_text=said).count() > 0

    wait_for("the dispute stands beside it", disputed)
    assert set(positions(joint)) == {"سائق شاحنة", "خباز", "حارس"}
    rabat.look_closely()


def go_on(one: Person) -> None:
    """From what was said meanwhile to the dialog that signs."""
    one.page.locator("dialog[open] form .main-act").click()
    expect(one.page.locator("dialog[open][data-ceremony]")).to_be_visible()


def positions(stage: Stage) -> dict[str, str]:
    """The posts that madrid shows of the person."""
    return casework.states(casework.shown(stage.madrid, stage.kept["person"]), "position")


def opened(one: Person, form: str) -> Locator:
    """A form of the bar, unfolded."""
    found = one.page.locator(form)
    fold = one.page.locator("details", has=found)
    if not fold.evaluate("(one) => one.open"):
        fold.locator("summary").click()
    return found


def test_status_merge_split_and_a_withdrawn_source_reach_the_partner(
    browser: Browser, joint: Stage, pair: Pair
) -> None:
    """REQUIREMENTS 3.4, 3.5 and 1.5: each on a form of its own, read by the partner in Spanish."""
    (rabat, person), madrid = (joint.rabat, joint.kept["person"]), pair.madrid
    path = f"{at()}/entities/{person}"
    loose = casework.source(rabat, "report", "Loose note")
    casework.claim(rabat, person, loose, ("birthPlace", "Palm City"))
    casework.claim(rabat, person, loose, ("phone", "+000 5550 142"))
    twin = rabat.act("case", "entity", "open", casework.CASE, "--schema", "Person",
                     "--category", "suspect")["entity"]  # fmt: skip
    casework.claim(rabat, twin, joint.kept["card"], ("name", "Yunus Twin"))

    def madrid_shows(what: str, words: str, *, here: bool = True) -> None:
        def there() -> bool:
            madrid.go(path)
            return (madrid.page.locator(what, has_text=words).count() > 0) == here

        wait_for(f"madrid shows {words}", there)

    with signing(browser, rabat, "ar", "case") as one:
        one.go(path)
        form = opened(one, f"form[hx-post='{path}/status']")
        form.locator("[name=status]").select_option("suspected")
        form.locator("[name=source-words]").fill("PV-114")
        expect(form.locator("[name=document] option[value^=r-]")).to_have_count(1)
        form.locator("[name=document]").select_option(index=1)
        form.locator("[name=sworn]").check()
        form.locator("button:not([type])").click()
        sign(one)
        madrid_shows("h1 ~ .row .status.suspected", "sospechoso")

        # Held to be one after both files were read beside each other, and parted again.
        one.go(f"{path}/beside?text=Yunus Twin")
        one.page.locator("main .list a").first.click()
        one.page.wait_for_url(lambda url: "other=" in url)
        one.ready()
        one.look_closely()
        form = one.page.locator("form[hx-post$='/merge']")
        form.locator("[name=explanation]").fill("البطاقة نفسها")
        form.locator("[name=sworn]").check()
        form.locator("button:not([type])").click()
        sign(one)
        madrid_shows("h1", "Yunus Twin")
        form = opened(one, "form[hx-post*='/split/']")
        form.locator("[name=explanation]").fill("بطاقتان مختلفتان")
        form.locator("button:not([type])").click()
        sign(one)
        madrid_shows("h1", "Yunus Twin", here=False)

        # Two presses from the statement to its source; withdrawn, exactly what rests on it falls.
        row = one.page.locator("#claims tr", has_text="Palm City")
        row.locator("a[href*='/why/']").click()
        one.page.locator("#why a[href*='/sources/']").first.click()
        one.page.wait_for_url(lambda url: url.endswith(f"/sources/{loose}"))
        one.ready()
        form = opened(one, "form[hx-post$='/withdraw']")
        form.locator("[name=reason]").select_option("wrong")
        form.locator("[name=explanation]").fill("صفحة خاطئة")
        form.locator("[name=sworn]").check()
        form.locator("button:not([type])").click()
        sign(one)
        madrid_shows("#claims .struck", "Palm City")
        assert madrid.page.locator("#claims .struck").count() == 2, "of two phones, the one from it"
        expect(madrid.page.locator("#claims")).to_contain_text("fuente retirada")

        # Cleared on a decision that is filed on the way: a banner over the file of every holder.
        one.go(path)
        form = opened(one, f"form[hx-post='{path}/status']")
        form.locator("[name=status]").select_option("cleared")
        form.locator("a[href*='/sources/new']").click()
        one.page.wait_for_url(lambda url: "/sources/new" in url)
        one.ready()
        for name, value in FILED.items():
            one.page.locator(f"main form [name={name}]").fill(value)
        one.page.locator("[name=source]").select_option("prosecution_decision")
        one.page.locator("[name=language]").select_option("ar")
        one.page.locator("[name=handling]").select_option("H0")
        one.page.locator("main form .main-act").click()
        sign(one)
        expect(form.locator("[name=status]")).to_have_value("cleared")
        form.locator("[name=sworn]").check()
        form.locator("button:not([type])").click()
        sign(one)
        one.look_closely()
        madrid_shows("main > .notice.good", "exculpado")
        madrid.look_closely()


FILED = {
    "title": "حفظ القضية",
    "authority": "نيابة مدينة النخيل (خيالية)",
    "reference": "D-9/26",
    "dated": "2026-11-02",
}


def found(one: Person, words: str) -> list[str]:
    one.go(f"{at()}/entities?words={words}")
    return one.page.locator("main tbody .t").all_inner_texts()
