"""A report from its first word to its recall: written, previewed, released, read, taken back."""

import re
from collections.abc import Iterator

import pytest
from demo.desk import inbox, shown_at
from demo.duties import question, questions
from demo.narration import wait_for
from demo.opening import decide
from demo.stage import Stage
from playwright.sync_api import Browser, expect
from tests.browser.conftest import officer
from tests.browser.entering import come_in, state_reason
from tests.browser.gate import LANGUAGES, Person, person

TEXT = "أفاد مصدر أن المشتبه فيه التقى شخصا قرب الميناء، ونقل ذلك نادل مقهى السراب."


@pytest.fixture
def writer(browser: Browser, stage: Stage, request: pytest.FixtureRequest) -> Iterator[Person]:
    """The liaison officer of rabat who can sign, in the language of the test."""
    language = getattr(request, "param", "ar")
    with person(browser, stage.rabat.url) as one:
        come_in(one, stage.rabat, "liaison", language)
        one.go("/passkeys")
        one.page.locator("[data-ceremony] [name=label]").fill("desk key")
        one.page.locator("[data-begin]").click()
        number = one.page.locator(".notice.info .id").inner_text()
        one.ready()
        who = officer(stage.rabat, "liaison")
        command = "officer propose key {officer} --passkey {number}"
        decide(stage.rabat, "liaison", "case", command, officer=who, number=number)
        one.go("/reason?next=/reports")
        state_reason(one)
        yield one
        withdrawing = (
            "officer propose key {officer} --withdraw {number} --because 'end of the test'"
        )
        decide(stage.rabat, "liaison", "case", withdrawing, officer=who, number=number)


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


def write(one: Person, title: str) -> None:
    """Fill the form of a report."""
    page = one.page
    page.locator("[name=title]").fill(title)
    page.locator("[name=text]").fill(TEXT)
    page.locator("[name=language]").select_option("ar")
    page.locator("[name=grade-source]").select_option("europol_4x4:B")
    page.locator("[name=grade-information]").select_option("europol_4x4:3")
    page.locator("[name=nature][value=assessment]").check()
    page.locator("[name=handling]").select_option("H0")
    page.locator("[name=mention-names]").first.fill("Younes El Mithali")
    page.locator("[name=source-ids]").fill("نادل مقهى السراب")


def test_a_report_is_written_released_received_and_recalled(writer: Person, stage: Stage) -> None:
    """Requirements 1.3, 1.4, 1.5, 1.9, 5.2: nothing leaves without a signed, previewed release."""
    page = writer.page
    writer.go("/reports/new")
    write(writer, "لقاء قرب الميناء")
    # The draft survives a change of language, and a refusal.
    page.locator(".languages a[lang=es]").click()
    page.wait_for_url(lambda url: "lang=es" in url)
    writer.ready()
    expect(page.locator("[name=text]")).to_have_value(TEXT)
    expect(page.locator("[name=nature][value=assessment]")).to_be_checked()
    page.locator(".languages a[lang=ar]").click()
    page.wait_for_url(lambda url: "lang=ar" in url)
    writer.ready()
    writer.look_closely()
    with writer.expecting("403"):
        page.locator("#report .main-act").click()
        expect(page.locator("#trouble .id")).to_have_text("desk_category_missing")
    expect(page.locator("[name=text]")).to_have_value(TEXT)
    page.locator("[name=mention-category]").first.select_option("suspect")
    page.locator("[name=files]").set_input_files(
        {"name": "نقل.txt", "mimeType": "text/plain", "buffer": b"seen at the harbour"}
    )
    page.locator("#report .main-act").click()
    sign(writer)
    page.wait_for_url(lambda url: "/reports/r-" in url)
    writer.look_closely()
    release(writer, stage)


def release(one: Person, stage: Stage) -> None:
    """From the report's page to the partner's receipt, and back again."""
    page = one.page
    page.locator(".heading .main-act").click()
    one.ready()
    preview = page.locator("#preview")
    expect(preview.locator(".seen li").first).to_contain_text("madrid")
    theirs = preview.locator(".seen li").first.locator(".d .id")
    expect(theirs.first).to_have_text(re.compile(r"of-[a-z2-7]+"))
    expect(preview.locator("mark")).to_have_text("نادل مقهى السراب")
    expect(preview.locator("button.main-act")).to_be_disabled()
    one.look_closely()
    page.locator("[name=text]").fill("التقى المشتبه فيه شخصا قرب الميناء.")
    expect(preview.locator("mark")).to_have_count(0)
    page.locator("[name=purpose]").fill("تحقيق 31/26")
    page.locator("[name='ground.madrid']").select_option("judicial_cooperation")
    page.locator("[name='reason.madrid']").fill("بحث تمهيدي 31/26")
    page.locator("[name=expiry]").fill("2030-12-31")
    expect(preview.locator("button.main-act")).to_be_enabled()
    preview.locator("button.main-act").click()
    code = sign(one)
    page.wait_for_url(lambda url: "/releases/rabat/" in url)
    named = page.url.rpartition("/")[2].partition("?")[0]
    wait_for("the release reaches madrid", lambda: named in inbox(stage.madrid))
    got = shown_at(stage.madrid, named, "inquiry 31/26")
    assert got["acts"][0]["code"] == code
    assert got["recipients"] == ["madrid"]
    # The receipt appears by itself.
    expect(page.locator("[aria-labelledby=h-receipts] bdi.n")).to_have_text("4/4", timeout=30_000)
    one.look_closely()
    page.locator("[name=with-key]").check()
    page.locator("[hx-post$='/checked']").click()
    expect(page.locator("#findings .notice.good")).to_be_visible()
    one.look_closely()
    page.locator("[aria-labelledby=h-correct] summary").click()
    page.locator("[aria-labelledby=h-correct] [name=grade-source]").select_option("europol_4x4:C")
    page.locator("[aria-labelledby=h-correct] [name=grade-information]").select_option(
        "europol_4x4:4"
    )
    page.locator("[aria-labelledby=h-correct] [name=explanation]").fill("لم يتأكد من مصدر آخر")
    page.locator("[aria-labelledby=h-correct] form button").click()
    sign(one)
    expect(page.locator(".grade").first).to_contain_text("C")
    wait_for(
        "the new grade reaches madrid",
        lambda: shown_at(stage.madrid, named, "new grade")["content"]["grade"] == "europol_4x4:C4",
    )
    page.locator("[aria-labelledby=h-recall] summary").click()
    page.locator("[aria-labelledby=h-recall] [name=reason]").select_option("wrong")
    page.locator("[aria-labelledby=h-recall] form button").click()
    sign(one)
    expect(page.locator(".notice.bad")).to_be_visible()
    # The correction is the first notice, the recall the second.
    expect(page.locator("[aria-labelledby=h-notice-2] .clock")).to_be_visible()
    stage.madrid.act("liaison", "recall answer {it} --agency rabat --comply", it=named)
    answered = page.locator("[aria-labelledby=h-notice-2] .badge.good")
    expect(answered).to_be_visible(timeout=30_000)


@pytest.mark.parametrize("writer", ["es"], indirect=True)
def test_a_question_is_asked_and_another_one_answered(writer: Person, stage: Stage) -> None:
    """Requirement 1.8: each request shows its clock; a refusal needs a reason code."""
    page = writer.page
    writer.go("/asked/new")
    page.locator("[name=urgency]").select_option("urgent_direct")
    page.locator("[name=question]").fill("¿Quién alquiló la nave 7?")
    page.locator("[name=handling]").select_option("H0")
    page.locator("[name=purpose]").fill("diligencias 31/26")
    page.locator("[name='ground.madrid']").select_option("judicial_cooperation")
    page.locator("[name='reason.madrid']").fill("diligencias 31/26")
    writer.look_closely()
    page.locator("#ask .main-act").click()
    sign(writer)
    row = page.locator("tr", has_text="¿Quién alquiló la nave 7?")
    expect(row.locator(".clock")).to_be_visible()
    asked = question(stage.madrid, "هل يُعرف الرقم 142؟", "normal")
    wait_for("the question reaches rabat", lambda: asked in questions(stage.rabat))
    row = page.locator("tr", has_text=asked)
    expect(row).to_be_visible(timeout=30_000)
    writer.look_closely()
    row.locator("a").click()
    writer.ready()
    writer.look_closely()
    page.locator("details summary").click()
    page.locator("details [name=reason]").select_option("security")
    page.locator("details form button").click()
    sign(writer)
    expect(page.locator(".pad .badge").first).to_be_visible()
    wait_for("madrid has it", lambda: questions(stage.madrid)[asked]["outcome"] == "refused")


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
