"""Many tabs of one browser, and two officers in one: nothing hangs, nothing mixes."""

from demo.duties import questions
from demo.stage import Stage
from playwright.sync_api import Browser, Page, Request, expect
from tests.browser.conftest import invitation
from tests.browser.desks import own_desk, signer
from tests.browser.entering import come_in, sign_out, state_reason
from tests.browser.gate import Person, person
from tests.browser.test_acts import ask, refuse

TABS = 10
# Imported so that pytest finds them here as well.
__all__ = ["own_desk", "signer"]


def opened(one: Person, path: str, streams: list[str]) -> Page:
    """A further tab of the same browser, watched like the first."""
    tab = one.context.new_page()
    one.watch(tab)
    tab.on("request", lambda asked: _note(asked, streams))
    tab.goto(one.home + path)
    expect(tab.locator("html[data-ready='1']")).to_be_attached()
    return tab


def _note(asked: Request, streams: list[str]) -> None:
    if "/live?" in asked.url:
        streams.append(asked.url)


def test_with_ten_tabs_open_an_act_goes_through_and_every_tab_hears_of_it(
    signer: Person, stage: Stage
) -> None:
    """HTTP/1.1 gives a browser six connections to a host: ten streams would leave none."""
    signer.page.wait_for_function("document.documentElement.dataset.live === 'on'")
    streams: list[str] = []
    tabs = [opened(signer, "/desk", streams) for _ in range(TABS - 1)]
    asked = ask(stage, "¿Diez pestañas?")
    # Every tab hears of it by the one stream of the first.
    for tab in (signer.page, *tabs):
        expect(tab.locator("tr", has_text=asked)).to_be_visible()
    assert streams == [], "a second stream of the same browser"
    signer.page.bring_to_front()
    refuse(signer, asked, "ten tabs")
    signer.page.locator("dialog [data-begin]").click()
    expect(signer.page.locator(".notice.good .id")).to_be_visible()
    assert questions(stage.rabat)[asked]["outcome"] == "refused"
    # The tab that held the stream went on to another page; one of the others took it over.
    later = ask(stage, "¿Y después?")
    for tab in (signer.page, *tabs):
        expect(tab.locator("tr", has_text=later)).to_be_visible()


def test_two_officers_in_one_browser_do_not_mix(browser: Browser, stage: Stage) -> None:
    with person(browser, stage.rabat.url) as one:
        come_in(one, stage.rabat, "liaison", "es")
        state_reason(one)
        older = opened(one, "/desk", [])
        with one.expecting("EventSource's response has a MIME type"):
            sign_out(one)
            # What the first officer had open is gone from every tab, without a click.
            expect(older).to_have_url(stage.rabat.url + "/sign-in?next=/")
        one.page.bring_to_front()
        one.go(invitation(stage.rabat, "machine"))
        one.page.locator("[data-begin]").click()
        # The second officer is in, and the tab of the first follows without a click.
        one.page.wait_for_url("**/upkeep")
        expect(older).to_have_url(stage.rabat.url + "/upkeep")
        expect(older.locator("a[href='/desk']")).to_have_count(0)
