"""Oversight in the browser: the question of 11.2, an erasure by two passkeys, and the help."""

import os
from contextlib import ExitStack
from pathlib import Path

import pytest
from demo.desk import filed as reports
from demo.desk import let_go
from demo.stage import Stage
from playwright.sync_api import Browser, expect
from tests.browser.entering import come_in, state_reason
from tests.browser.gate import LANGUAGES, Person, person
from tests.browser.oversight_steps import filed, put_on_record, sign, withdraw

PAGES = (
    "/oversight", "/reads", "/supervision?seed=winter", "/retention", "/holds", "/help",
    "/help/glossary", "/help/errors?q=erasure", "/help/errors/access_role", "/help/keys",
)  # fmt: skip


def kept(one: Person, name: str) -> None:
    """A picture of the page, where somebody asked for pictures."""
    folder = os.environ.get("TANSIQ_PICTURES")
    if folder:
        one.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(("language", "asked"), [("ar", "سامية الزرقطي"), ("es", "Zerkatti Samia")])
def test_one_question_tells_who_saw_a_person_why_and_to_whom_it_went(
    browser: Browser, stage: Stage, language: str, asked: str
) -> None:
    """Requirement 11.2; the question stands in the read log, and the name in no address."""
    let_go(stage.rabat, reports(stage.rabat)["Billet de traversée"])
    with person(browser, stage.rabat.url) as one:
        come_in(one, stage.rabat, "privacy", language)
        state_reason(one, "request 4/26 of the person concerned")
        expect(one.page).to_have_url(stage.rabat.url + "/oversight")
        one.page.locator("[name=whom]").fill(asked)
        one.page.locator("main .main-act").click()
        one.ready()
        answer = one.page.locator("section", has=one.page.locator("#answer"))
        expect(answer).to_contain_text("madrid")
        expect(answer).to_contain_text("daily round")
        expect(answer).not_to_contain_text("Billet")
        assert "whom" not in one.page.url
        one.look_closely()
        kept(one, f"answer-{language}")
        one.go("/reads?action=who_saw")
        expect(one.page.locator("tbody tr").first).to_contain_text("request 4/26")
        expect(one.page.locator(".notice.good")).to_be_visible()
        expect(one.page.locator("main")).not_to_contain_text(asked)
        with one.page.expect_download() as taken:
            one.page.locator("[value=lines]").click()
        assert taken.value.suggested_filename == "read-log.jsonl"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_oversight_and_help_is_sound(
    browser: Browser, stage: Stage, language: str
) -> None:
    """Requirement 11.7: all four languages, light and dark, wide and narrow."""
    dark = language in {"ar", "fr"}
    wishes = {"color_scheme": "dark" if dark else "light"}
    with person(browser, stage.rabat.url, **wishes) as one:
        come_in(one, stage.rabat, "privacy", language)
        state_reason(one, "weekly round of the read log")
        for path in PAGES:
            one.go(path)
            expect(one.page.locator("html")).to_have_attribute("lang", language)
            if "reads" in path or "supervision" in path:
                expect(one.page.locator(".notice.good")).to_be_visible()
            one.look_closely()
            kept(one, f"{path.strip('/').split('?')[0].replace('/', '-')}-{language}")
            wide = one.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, path
        one.page.set_viewport_size({"width": 390, "height": 844})
        for path in PAGES[:5] if language == "ar" else ():
            one.go(path)
            wide = one.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, path
            kept(one, f"narrow-{path.strip('/').split('?')[0].replace('/', '-')}-{language}")


def test_two_passkeys_erase_what_one_cannot(browser: Browser, stage: Stage) -> None:
    """Requirement 11.3: ordered in Arabic, confirmed in Spanish, shown as done with its proof."""
    made = filed(stage.rabat, "Zakaria Benplanté Essai")
    with ExitStack() as rooms:
        first = rooms.enter_context(person(browser, stage.rabat.url))
        second = rooms.enter_context(person(browser, stage.rabat.url))
        come_in(first, stage.rabat, "privacy", "ar")
        come_in(second, stage.rabat, "case", "es")
        numbers = {
            "privacy": put_on_record(first, stage.rabat, "privacy"),
            "case": put_on_record(second, stage.rabat, "case"),
        }
        for one in (first, second):
            one.go("/reason?next=/retention")
            state_reason(one, "erasure asked for by the person")
        first.page.locator("[name=report]").fill(made["report"])
        first.page.locator("form[method=get] button").click()
        first.ready()
        first.page.locator(f"[name=class][value='{made['class_id']}']").check()
        first.page.locator("[name=ground]").first.select_option("rights_request")
        first.page.locator("[name=explanation]").fill("طلب المعنية 4/26")
        first.page.locator(".danger").click()
        expect(first.page.locator("dialog")).to_contain_text(made["class_id"])
        first.look_closely()
        kept(first, "sign-erasure-ar")
        sign(first)
        order = first.page.locator("li", has_text="طلب المعنية 4/26")
        expect(order.locator(".badge.warn")).to_be_visible()
        # Whoever ordered is not offered the confirmation; somebody else is.
        expect(order.locator("form[hx-post$='/confirm']")).to_have_count(0)
        kept(first, "retention-waiting-ar")
        named = order.locator(".id").first.inner_text()
        second.go("/retention")
        same = second.page.locator("li", has_text=named)
        expect(same).to_contain_text("طلب المعنية 4/26")
        same.locator("form[hx-post$='/confirm'] button").click()
        sign(second)
        expect(same.locator(".badge.good")).to_be_visible()
        # With the report its file is gone, and with it who needs to know why.
        expect(same).not_to_contain_text("طلب المعنية 4/26")
        same.locator("summary").click()
        expect(same).to_contain_text("rabat/home/g1/e1#")
        second.look_closely()
        kept(second, "retention-done-es")
        withdraw(first, stage.rabat, "privacy", numbers["privacy"])
        withdraw(second, stage.rabat, "case", numbers["case"])


def test_a_code_explains_itself_and_an_error_leads_to_advice(
    browser: Browser, stage: Stage
) -> None:
    with person(browser, stage.rabat.url) as one:
        one.go("/components?lang=ar")
        opened = one.page.locator("details.explain").first
        opened.locator("summary").focus()
        one.page.keyboard.press("Enter")
        expect(opened.locator(".explained")).to_be_visible()
        one.look_closely()
        come_in(one, stage.rabat, "machine", "es")
        with one.expecting("403"):
            one.page.goto(stage.rabat.url + "/oversight")
        one.page.locator("a[href='/help/errors/access_role']").click()
        expect(one.page.locator("h1 .id")).to_have_text("access_role")
        one.page.locator("a[href='/help/glossary']").click()
        one.page.locator("[name=q]").fill("تنقيح")
        one.page.keyboard.press("Enter")
        expect(one.page.locator("#w-sanitisation")).to_be_visible()
