"""Acts signed by a passkey: on record by two people, shown in words, verified by the partner."""

import json

from demo.duties import question, questions
from demo.narration import wait_for
from demo.stage import Stage
from playwright.sync_api import Browser, Request, expect
from tests.browser.desks import own_desk, signer
from tests.browser.entering import come_in
from tests.browser.gate import Person, person

# Imported so that pytest finds them here as well.
__all__ = ["own_desk", "signer"]


def ask(stage: Stage, text: str) -> str:
    """A question of madrid that has reached rabat."""
    made = question(stage.madrid, text, "urgent_direct")
    wait_for("the question reaches rabat", lambda: made in questions(stage.rabat))
    return made


def refuse(one: Person, asked: str, why: str) -> None:
    """Fill the form of a refusal, up to the dialog."""
    row = one.page.locator("tr", has_text=asked)
    row.locator("summary").click()
    row.locator("select").select_option("security")
    row.locator("[name=explanation]").fill(why)
    row.locator("form", has=one.page.locator("select")).locator("button").click()
    expect(one.page.locator("dialog[open]")).to_be_visible()


def test_a_request_is_refused_by_passkey_and_the_partner_verifies_it(
    signer: Person, stage: Stage
) -> None:
    """Requirement 1.8: a refusal needs a reason code."""
    asked = ask(stage, "¿Quién alquiló la nave 7?")
    # It appears by itself: the page asks again when the log grew.
    expect(signer.page.locator("tr", has_text=asked)).to_be_visible()
    refuse(signer, asked, "سبب أمني")
    dialog = signer.page.locator("dialog")
    expect(dialog).to_contain_text("سبب أمني")
    expect(dialog).to_contain_text("madrid")
    signer.look_closely()
    code = " ".join(dialog.locator(".code span").all_inner_texts())
    dialog.locator("[data-begin]").click()
    expect(signer.page.locator(".notice.good .id")).to_have_text(code)
    wait_for(
        "madrid has the refusal", lambda: questions(stage.madrid)[asked]["outcome"] == "refused"
    )


def test_going_back_signs_nothing(signer: Person, stage: Stage) -> None:
    asked = ask(stage, "¿Consta la matrícula 000-XYZ?")
    expect(signer.page.locator("tr", has_text=asked)).to_be_visible()
    refuse(signer, asked, "no")
    signer.page.keyboard.press("Escape")
    expect(signer.page.locator("dialog")).to_have_count(0)
    assert questions(stage.rabat)[asked]["outcome"] == ""


def test_an_assertion_does_not_serve_for_a_second_record(signer: Person, stage: Stage) -> None:
    first, second = ask(stage, "¿Primera pregunta?"), ask(stage, "¿Segunda pregunta?")
    expect(signer.page.locator("tr", has_text=second)).to_be_visible()
    sent: list[str] = []

    def kept(request: Request) -> None:
        if "/signatures/" in request.url and request.post_data:
            sent.append(request.post_data)

    signer.page.on("request", kept)
    refuse(signer, first, "one")
    signer.page.locator("dialog [data-begin]").click()
    expect(signer.page.locator(".notice.good")).to_be_visible()
    signer.ready()
    refuse(signer, second, "two")
    with signer.expecting("500"):
        told = signer.page.evaluate(
            """async ([body, to]) => {
              const answer = await fetch(to, {method: "POST", body, headers: {
                "Content-Type": "application/json",
                "X-CSRFToken": document.documentElement.dataset.csrf}});
              return await answer.json();
            }""",
            [sent[0], signer.page.locator("dialog").get_attribute("data-to")],
        )
    assert json.loads(sent[0])["gestures"]
    assert told["code"] == "passkey_check"
    assert questions(stage.rabat)[second]["outcome"] == ""


def test_a_passkey_that_signs_acts_signs_nobody_in(browser: Browser, stage: Stage) -> None:
    with person(browser, stage.rabat.url) as one:
        come_in(one, stage.rabat, "case", "es")
        one.go("/passkeys")
        one.forget_passkeys()
        one.page.locator("[data-begin]").click()
        expect(one.page.locator(".badge.warn").first).to_be_visible()
        one.page.locator("form[action='/sign-out'] button").click()
        one.ready()
        with one.expecting("404"):
            # The one passkey left on the authenticator is the one for acts.
            one.page.locator("[data-begin]").click()
            expect(one.page.locator("[data-code]")).to_have_text("passkey_unknown")
