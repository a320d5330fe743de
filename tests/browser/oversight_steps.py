"""Steps of the tests of oversight: an act passkey on record, a report that two may erase."""

from demo.opening import decide
from demo.stage import Side
from playwright.sync_api import expect
from tests.browser.conftest import officer
from tests.browser.gate import Person

NEW_KEY = "officer propose key {officer} --passkey {number}"
WITHDRAW = "officer propose key {officer} --withdraw {number} --because 'end of the test'"


def put_on_record(one: Person, side: Side, who: str) -> str:
    """Make a passkey that signs acts, and let two officers put it on record; its number."""
    one.go("/passkeys")
    one.page.locator("[data-ceremony] [name=label]").fill("oversight key")
    one.page.locator("[data-begin]").click()
    number = one.page.locator(".notice.info .id").inner_text()
    decide(side, *_two(who), NEW_KEY, officer=officer(side, who), number=number)
    return number


def withdraw(one: Person, side: Side, who: str, number: str) -> None:
    """Take the passkey off the record and revoke it: the tests that follow find none of ours."""
    decide(side, *_two(who), WITHDRAW, officer=officer(side, who), number=number)
    one.go("/passkeys")
    revoking = one.page.locator(f"form[action='/passkeys/{number}/revoke'] button")
    revoking.click()
    one.ready()
    expect(revoking).to_have_count(0)


def _two(who: str) -> tuple[str, str]:
    return ("case", "liaison") if who == "case" else ("liaison", "case")


def sign(one: Person) -> str:
    """Read the dialog to its end and sign; the code of digits it showed."""
    dialog = one.page.locator("dialog[open]")
    expect(dialog).to_be_visible()
    code = " ".join(dialog.locator(".code span").all_inner_texts())
    dialog.locator(".paper").evaluate("(paper) => { paper.scrollTop = paper.scrollHeight; }")
    dialog.locator("[data-begin]").click()
    expect(one.page.locator(".notice.good .id")).to_have_text(code)
    one.ready()
    return code


def filed(side: Side, title: str) -> dict[str, str]:
    """A report of a side that names one fictional person, with its retention class."""
    return dict(
        side.act(
            "liaison", "report", "file", "--title", title, "--text", "Texte d'essai.",
            "--language", "fr", "--grade", "europol_4x4:C3", "--handling", "H0",
            "--mention", f"Person/suspect:{title}",
        )
    )  # fmt: skip
