"""A report from its first word to its recall, in Arabic there and in Spanish back."""

import re
from dataclasses import dataclass

import pytest
from demo.stage import Stage
from playwright.sync_api import Browser, expect
from tests.browser.desks import Pair, both_desks, pair, sign
from tests.browser.entering import come_in, state_reason
from tests.browser.gate import LANGUAGES, Person, person

# Imported so that pytest finds them here as well.
__all__ = ["both_desks", "pair"]


@dataclass(frozen=True)
class Tale:
    """What one agency writes: about whom, by which source, and what may be said of it."""

    side: str
    other: str
    language: str
    title: str
    text: str
    source: str
    sanitised: str
    purpose: str
    ground: str
    question: str
    why: str


RABAT = Tale(
    "rabat", "madrid", "ar", "لقاء قرب الميناء",
    "أفاد مصدر أن المشتبه فيه التقى شخصا قرب الميناء، ونقل ذلك نادل مقهى السراب.",
    "نادل مقهى السراب", "التقى المشتبه فيه شخصا قرب الميناء.", "تحقيق 31/26",
    "judicial_cooperation", "هل يُعرف الرقم 142؟", "سبب أمني",
)  # fmt: skip
MADRID = Tale(
    "madrid", "rabat", "es", "Encuentro junto al faro",
    "Una fuente vio al sospechoso junto al faro; lo contó el farero de Cala Honda.",
    "el farero de Cala Honda", "El sospechoso fue visto junto al faro.", "diligencias 31/26",
    "individual_case", "¿Quién guarda las llaves del faro?", "razón de seguridad",
)  # fmt: skip


def write(one: Person, tale: Tale) -> None:
    """Fill the form of a report."""
    page = one.page
    page.locator("[name=title]").fill(tale.title)
    page.locator("[name=text]").fill(tale.text)
    page.locator("[name=language]").select_option(tale.language)
    page.locator("[name=grade-source]").select_option("europol_4x4:B")
    page.locator("[name=grade-information]").select_option("europol_4x4:3")
    page.locator("[name=nature][value=assessment]").check()
    page.locator("[name=handling]").select_option("H0")
    page.locator("[name=mention-names]").first.fill("Younes El Mithali")
    page.locator("[name=source-ids]").fill(tale.source)


def speak(one: Person, language: str) -> None:
    """Change the language of the page."""
    one.page.locator(f".languages a[lang={language}]").click()
    one.page.wait_for_url(lambda url: f"lang={language}" in url)
    one.ready()


def test_a_report_is_written_released_received_and_recalled_both_ways(pair: Pair) -> None:
    """Requirements 1.3, 1.4, 1.5, 1.9, 5.2: nothing leaves without a signed, previewed release."""
    file_it(pair.rabat, RABAT, "es")
    there = release(pair.rabat, pair.madrid, RABAT)
    file_it(pair.madrid, MADRID, "ar")
    back = release(pair.madrid, pair.rabat, MADRID)
    recall(pair.rabat, pair.madrid, there)
    recall(pair.madrid, pair.rabat, back)


def file_it(one: Person, tale: Tale, otherwise: str) -> None:
    """Written, kept over another language and a refusal, signed."""
    page = one.page
    one.go("/reports/new?kept=1")
    write(one, tale)
    speak(one, otherwise)
    expect(page.locator("[name=text]")).to_have_value(tale.text)
    expect(page.locator("[name=nature][value=assessment]")).to_be_checked()
    expect(page.locator("[name=mention-names]").first).to_have_value("Younes El Mithali")
    speak(one, tale.language)
    assert "kept=1" in page.url
    one.look_closely()
    with one.expecting("403"):
        page.locator("#report .main-act").click()
        expect(page.locator("#trouble .id")).to_have_text("desk_category_missing")
    expect(page.locator("[name=text]")).to_have_value(tale.text)
    page.locator("[name=mention-category]").first.select_option("suspect")
    # The keyboard reaches the choice of files, and the name stands there in our words.
    page.locator("[name=files]").focus()
    expect(page.locator("[name=files]")).to_be_focused()
    page.locator("[name=files]").set_input_files(
        {"name": "نقل.txt", "mimeType": "text/plain", "buffer": b"seen at the harbour"}
    )
    expect(page.locator(".files output")).to_contain_text("نقل.txt")
    page.locator("#report .main-act").click()
    sign(one)
    page.wait_for_url(lambda url: "/reports/r-" in url)
    one.look_closely()


def release(one: Person, other: Person, tale: Tale) -> str:
    """From the report's page to the partner's screen, and the receipt back; its address."""
    page = one.page
    page.locator(".heading .main-act").click()
    one.ready()
    preview = page.locator("#preview")
    expect(preview.locator(".seen li").first).to_contain_text(tale.other)
    theirs = preview.locator(".seen li").first.locator(".d .id")
    expect(theirs.first).to_have_text(re.compile(r"of-[a-z2-7]+"))
    expect(preview.locator("mark")).to_have_text(tale.source)
    expect(preview.locator("button.main-act")).to_be_disabled()
    one.look_closely()
    page.locator("[name=text]").fill(tale.sanitised)
    expect(preview.locator("mark")).to_have_count(0)
    page.locator("[name=purpose]").fill(tale.purpose)
    page.locator(f"[name='ground.{tale.other}']").select_option(tale.ground)
    page.locator(f"[name='reason.{tale.other}']").fill(tale.purpose)
    page.locator("[name=expiry]").fill("2030-12-31")
    expect(preview.locator("button.main-act")).to_be_enabled()
    preview.locator("button.main-act").click()
    code = sign(one)
    page.wait_for_url(lambda url: f"/releases/{tale.side}/" in url)
    path = f"/releases/{tale.side}/{page.url.rpartition('/')[2].partition('?')[0]}"
    # It appears at the partner's desk by itself, and is read there.
    came = other.page.locator(f"a[href='{path}']")
    other.go("/desk")
    expect(came).to_be_visible(timeout=30_000)
    came.click()
    other.ready()
    expect(other.page.locator("main")).to_contain_text(tale.sanitised)
    expect(other.page.locator("main")).to_contain_text(code)
    expect(other.page.locator("main")).not_to_contain_text(tale.source)
    other.look_closely()
    # The receipt appears by itself.
    expect(page.locator("[aria-labelledby=h-receipts] bdi.n")).to_have_text("4/4", timeout=30_000)
    one.look_closely()
    page.locator("[name=with-key]").check()
    page.locator("[hx-post$='/checked']").click()
    expect(page.locator("#findings .notice.good")).to_be_visible()
    return path


def recall(one: Person, other: Person, path: str) -> None:
    """Taken back by passkey here, obeyed by passkey there, seen here by itself."""
    page, named = one.page, path.rpartition("/")[2]
    one.go(path)
    page.locator("[aria-labelledby=h-recall] summary").click()
    page.locator("[aria-labelledby=h-recall] [name=reason]").select_option("wrong")
    page.locator("[aria-labelledby=h-recall] form button").click()
    sign(one)
    expect(page.locator(".notice.bad")).to_be_visible()
    expect(page.locator("[aria-labelledby=h-notice-1] .clock")).to_be_visible()
    other.go("/desk")
    row = other.page.locator("tr", has=other.page.locator(f"form[hx-post*='{named}']"))
    expect(row).to_be_visible(timeout=30_000)
    other.look_closely()
    row.locator(".main-act").click()
    sign(other)
    expect(row).to_have_count(0)
    answered = page.locator("[aria-labelledby=h-notice-1] .badge.good")
    expect(answered).to_be_visible(timeout=30_000)


def test_a_question_is_asked_and_refused_both_ways(pair: Pair) -> None:
    """Requirement 1.8: each request shows its clock; a refusal needs a reason code."""
    for one, other, tale, answer in (
        (pair.rabat, pair.madrid, RABAT, MADRID),
        (pair.madrid, pair.rabat, MADRID, RABAT),
    ):
        asked(one, tale)
        refused(other, tale.question, answer.why)
        one.go("/asked?state=answered")
        row = one.page.locator("tr", has_text=tale.question)
        # What became of it appears by itself.
        expect(row).to_be_visible(timeout=30_000)
        one.look_closely()


def asked(one: Person, tale: Tale) -> None:
    """A question, written and signed."""
    page = one.page
    one.go("/asked/new")
    page.locator("[name=urgency]").select_option("urgent_direct")
    page.locator("[name=question]").fill(tale.question)
    page.locator("[name=handling]").select_option("H0")
    page.locator("[name=purpose]").fill(tale.purpose)
    page.locator(f"[name='ground.{tale.other}']").select_option(tale.ground)
    page.locator(f"[name='reason.{tale.other}']").fill(tale.purpose)
    one.look_closely()
    page.locator("#ask .main-act").click()
    sign(one)
    expect(page.locator("tr", has_text=tale.question).locator(".clock")).to_be_visible()


def refused(one: Person, question: str, why: str) -> None:
    """The question as it came, reached by the keys of the table, and its refusal."""
    page = one.page
    one.go("/asked")
    link = page.locator("tr", has_text=question).locator("a")
    expect(link).to_be_visible(timeout=30_000)
    one.look_closely()
    page.locator("tbody a").first.focus()
    for _ in range(page.locator("tbody tr").count()):
        if link.evaluate("(one) => one === document.activeElement"):
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/asked/request/**")
    one.ready()
    one.look_closely()
    page.locator("details summary").click()
    page.locator("details [name=reason]").select_option("security")
    page.locator("details [name=explanation]").fill(why)
    page.locator("details form button").click()
    expect(page.locator("dialog")).to_contain_text(why)
    sign(one)
    expect(page.locator(".pad .badge").first).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_sound_in_every_language(
    browser: Browser, stage: Stage, language: str
) -> None:
    """Requirement 11.7, at both widths."""
    with person(browser, stage.rabat.url) as one:
        come_in(one, stage.rabat, "liaison", language)
        state_reason(one)
        one.go("/reports")
        report = one.page.locator("tbody a").first.get_attribute("href")
        paths = ["/reports", "/reports?side=theirs", "/reports/new", str(report)]
        paths += [f"{report}/release", "/asked", "/asked?state=answered", "/asked/new", "/proofs"]
        paths += ["/officers/new", "/channels", "/passkeys"]
        for path in paths:
            one.page.set_viewport_size({"width": 1440, "height": 900})
            one.go(path)
            one.look_closely()
            one.page.set_viewport_size({"width": 390, "height": 844})
            wide = one.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{path} scrolls sideways by {wide} px"
