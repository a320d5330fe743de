"""A joint case opened and worked in two browsers: Rabat in Arabic, Madrid in Spanish."""

from collections.abc import Iterator

import pytest
from demo.narration import wait_for
from demo.opening import decide, join
from demo.stage import Stage
from playwright.sync_api import Browser, Locator, expect
from tests.browser.desks import Pair, sign, signing, sound
from tests.browser.gate import Person

CASE = "case:2026-044"
AT = "/cases/2026-044"
OFF = "officer propose assign {officer} --file {file} --withdraw"
NARROW, WIDE = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
MOST_TABS = 120
PURPOSE = "تجنيد لجماعة مسلحة (مختلق)"


@pytest.fixture(scope="module")
def pair(browser: Browser, stage: Stage) -> Iterator[Pair]:
    """The case officers of both, on a channel that no agreement binds yet."""
    join(stage, CASE, "joint case 2026-044")
    with (
        signing(browser, stage.rabat, "ar", "case") as rabat,
        signing(browser, stage.madrid, "es", "case") as madrid,
    ):
        yield Pair(rabat, madrid)
        sound(rabat, madrid)
    # The stage is everybody's: other tests find the officers on the cases they were on.
    for side in stage.sides:
        for who, other in (("liaison", "case"), ("case", "liaison")):
            decide(side, who, other, OFF, officer=side.id_of(who), file=CASE)


def closely(one: Person) -> None:
    """Ask axe, and see that nothing runs out at the side of a telephone."""
    one.look_closely()
    one.page.set_viewport_size(NARROW)
    wide = one.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if wide > 0:
        one.problems.append(f"{one.page.url} runs {wide} px out at the side")
    one.page.set_viewport_size(WIDE)


def shows(one: Person, path: str, words: str) -> None:
    """Wait until a page, asked for again, shows these words."""

    def there() -> bool:
        one.go(path)
        return one.page.locator("main", has_text=words).count() > 0

    wait_for(f"{path} shows {words}", there)


def form(one: Person, path: str) -> Locator:
    """The form that goes to this path, opened where it is folded."""
    found = one.page.locator(f"form[hx-post='{AT}{path}']")
    folded = one.page.locator("details:not([open])", has=found)
    if folded.count():
        folded.locator("summary").click()
    return found


def tab_to(one: Person, wanted: str) -> None:
    """Reach a control by the keyboard alone."""
    for _ in range(MOST_TABS):
        if one.page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
        one.page.keyboard.press("Tab")
    pytest.fail(f"the keyboard does not reach {wanted}")


def test_an_agreement_is_proposed_in_arabic_and_signed_in_spanish(pair: Pair) -> None:
    rabat, madrid = pair.rabat, pair.madrid
    rabat.go(f"{AT}/agreement")
    closely(rabat)
    rabat.page.locator(f"main a[href='{AT}/agreement/new']").click()
    rabat.ready()
    terms = form(rabat, "/agreement/new")
    closely(rabat)
    terms.locator("[name=type][value=coordinated_parallel_investigations]").check()
    for node, state in (("rabat", "Almoria"), ("madrid", "Peñafría")):
        terms.locator(f"[name='state.{node}']").fill(state)
        terms.locator(f"[name='law.{node}']").fill(f"Code of {state} (invented)")
    terms.locator("[name='ground.rabat>madrid'][value=bilateral_treaty]").check()
    for tongue, name in (("ar", "القضية 44"), ("es", "Caso 44")):
        terms.locator(f"[name='name.{tongue}']").fill(name)
        terms.locator(f"[name=language][value={tongue}]").check()
    terms.locator("[name=purpose]").fill(PURPOSE)
    terms.locator("[name=legal-basis]").fill("المادة 7 (مختلقة)")
    terms.locator("[name=instrument]").fill("Convention of Cala Honda (invented)")
    terms.locator("[name=starts]").fill("2026-01-01")
    terms.locator("[name=ends]").fill("2036-12-31")
    with rabat.expecting("400"):
        terms.locator(".main-act").click()
        expect(rabat.page.locator("#trouble")).to_contain_text("agreement_grounds")
    expect(terms.locator("[name=purpose]")).to_have_value(PURPOSE)
    terms.locator("[name='ground.madrid>rabat'][value=judicial_cooperation]").check()
    terms.locator(".main-act").click()
    sign(rabat)
    expect(rabat.page.locator("main .badge.warn", has_text="منتظَر")).to_have_count(2)
    form(rabat, str(_signing(rabat))).locator(".main-act").click()
    sign(rabat)
    closely(rabat)

    shows(madrid, f"{AT}/agreement", PURPOSE)
    closely(madrid)
    madrid.page.locator("details[lang=ar] summary").click()
    expect(madrid.page.locator("details[lang=ar]")).to_contain_text("تحقيقات متوازية منسقة")
    tab_to(madrid, f"form[hx-post='{AT}{_signing(madrid)}'] .main-act")
    madrid.page.keyboard.press("Enter")
    expect(madrid.page.locator("dialog[open]")).to_be_visible()
    madrid.page.keyboard.press("End")
    expect(madrid.page.locator("dialog [data-begin]")).to_be_enabled()
    tab_to(madrid, "dialog [data-begin]")
    madrid.page.keyboard.press("Enter")
    expect(madrid.page.locator(".notice.good .id")).to_be_visible()
    madrid.ready()
    expect(madrid.page.locator("main .notice.warn")).to_have_count(0)
    shows(rabat, f"{AT}/agreement", "سارٍ")


def _signing(one: Person) -> str:
    path = one.page.locator("form[hx-post*='/agreement/sign/']").get_attribute("hx-post")
    return str(path).removeprefix(AT)


def test_the_work_of_one_side_is_seen_and_moved_by_the_other(pair: Pair) -> None:
    rabat, madrid = pair.rabat, pair.madrid
    source, errand, order = "محضر 114", "Identificar al titular", "إنابة قضائية"
    rabat.go(f"{AT}/sources/new")
    filing = form(rabat, "/sources/new")
    filing.locator("[name=source]").select_option("official_record")
    filing.locator("[name=title]").fill(source)
    filing.locator("[name=language]").select_option("ar")
    for name, value in (("reference", "PV-114"), ("authority", "النيابة"), ("dated", "2026-02-03")):
        filing.locator(f"[name={name}]").fill(value)
    filing.locator("[name=handling]").select_option("H0")
    filing.locator("[name=files]").set_input_files(
        {"name": "pv-114.txt", "mimeType": "text/plain", "buffer": b"PV 114"}
    )
    closely(rabat)
    filing.locator(".main-act").click()
    sign(rabat)
    expect(rabat.page.locator("main")).to_contain_text("pv-114.txt")

    rabat.go(f"{AT}/tasks")
    setting = form(rabat, "/tasks/new")
    setting.locator("[name=party]").select_option("madrid")
    setting.locator("[name=title]").fill(errand)
    setting.locator("[name=language]").select_option("es")
    setting.locator("[name=due]").fill("2036-12-01")
    setting.locator(".main-act").click()
    sign(rabat)
    law = form(rabat, "/instruments")
    law.locator("[name=type]").select_option("letter_rogatory")
    law.locator("[name=title]").fill(order)
    law.locator("[name=party]").select_option("madrid")
    law.locator("[name=authority]").fill("Juzgado de Peñafría")
    law.locator("[name=state]").select_option("asked")
    law.locator(".main-act").click()
    sign(rabat)

    shows(madrid, f"{AT}/tasks", order)
    madrid.page.locator("li", has_text=errand).locator("summary").click()
    moving = madrid.page.locator("li", has_text=errand).locator("form")
    with madrid.expecting("400"):
        moving.locator("[name=state]").select_option("dropped")
        moving.locator(".main-act").click()
        expect(moving.locator(".notice")).to_contain_text("desk_field_missing")
    moving.locator("[name=state]").select_option("doing")
    moving.locator("[name=note]").fill("en el registro")
    moving.locator(".main-act").click()
    sign(madrid)
    closely(madrid)

    shows(rabat, f"{AT}/tasks", "en el registro")
    rabat.page.locator("li", has_text=order).locator("summary").click()
    answer = rabat.page.locator("li", has_text=order).locator("form")
    answer.locator("[name=state]").select_option("issued")
    answer.locator("[name=reference]").fill("CR-9/26")
    answer.locator(".main-act").click()
    sign(rabat)
    deciding = form(rabat, "/decisions")
    deciding.locator("[name=title]").fill("نواصل معا")
    deciding.locator("[name=text]").fill("المحضر يكفي للمضي قدما.")
    deciding.locator("[name=rests-on]").check()
    deciding.locator(".main-act").click()
    sign(rabat)
    closely(rabat)
    shows(madrid, f"{AT}/tasks", "CR-9/26")
    shows(madrid, f"{AT}/tasks", "نواصل معا")
    madrid.page.locator("main a", has_text=source).click()
    madrid.ready()
    expect(madrid.page.locator("main")).to_contain_text("PV-114")
    madrid.go(f"{AT}/officers")
    expect(madrid.page.locator("main")).to_contain_text("Tomás Urrizar")
    closely(madrid)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_pages_are_sound_in_the_other_two_languages(pair: Pair, language: str) -> None:
    for path in ("/agreement", "/agreement/new", "/tasks", "/sources/new"):
        pair.madrid.go(f"{AT}{path}?lang={language}")
        closely(pair.madrid)


@pytest.mark.parametrize("unfolded", [True, False])
def test_who_is_taken_off_a_case_is_told_so_and_nothing_old_stays(
    pair: Pair, stage: Stage, *, unfolded: bool
) -> None:
    """In the middle of a form, too: the page goes by itself, and says in words why."""
    one, side = pair.madrid, stage.madrid
    one.go(f"{AT}/tasks?lang=es")
    if unfolded:
        one.page.locator("main .stack[hx-get] details summary").first.click()
    decide(side, "case", "liaison", OFF, officer=side.id_of("case"), file=CASE)
    try:
        expect(one.page.locator("h1")).to_have_text("Ya no le corresponde leerlo", timeout=30_000)
        one.ready()
        closely(one)
        for gone in ("2026-044", "CR-9/26", "Identificar al titular"):
            expect(one.page.locator("body")).not_to_contain_text(gone)
        assert "2026-044" not in one.page.title()
    finally:
        on = OFF.removesuffix(" --withdraw")
        decide(side, "case", "liaison", on, officer=side.id_of("case"), file=CASE)
