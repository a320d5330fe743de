"""Members of a channel by passkey, and pages that go on while a partner's node is dead."""

import time

from demo.duties import CHANNEL as DESK
from demo.duties import QUESTION, TERMS
from demo.narration import wait_for
from demo.opening import decide
from demo.stage import Stage
from playwright.sync_api import Browser, expect
from tests.browser.entering import come_in, state_reason
from tests.browser.gate import Person, person
from tests.browser.oversight_steps import put_on_record, withdraw

CHANNEL = "case:quay"
USED = (
    "/desk",
    "/partners",
    "/partners/madrid",
    "/channels",
    "/logs",
    "/reports",
    "/asked",
    "/state",
)
PATIENCE = 3.0


def complete(stage: Stage, at: str) -> bool:
    """Whether a node holds the list with every signature."""
    side = stage.rabat if at == "rabat" else stage.madrid
    found = [one for one in side.tansiq("channel list")["channels"] if one["channel"] == CHANNEL]
    return any(one["complete"] for channel in found for one in channel["generations"])


def known(stage: Stage) -> bool:
    """Whether the list has come to madrid."""
    found = stage.madrid.tansiq("channel list")["channels"]
    return any(one["channel"] == CHANNEL for one in found)


def test_a_list_of_members_signed_by_passkeys_counts_at_the_partner(
    browser: Browser, stage: Stage
) -> None:
    """DESIGN 2: what is signed is shown, and every node verifies the assertion."""
    with person(browser, stage.rabat.url) as first, person(browser, stage.rabat.url) as second:
        keys = {}
        for one, who, language in ((first, "liaison", "es"), (second, "case", "ar")):
            come_in(one, stage.rabat, who, language)
            keys[who] = put_on_record(one, stage.rabat, who)
            one.go("/reason?next=/channels")
            state_reason(one)
        propose(first)
        second.go("/changes")
        line = second.page.locator("li", has_text=CHANNEL)
        line.locator("form[action$='/approve'], form[hx-post$='/approve']").locator(
            "button"
        ).click()
        dialog = second.page.locator("dialog[open]")
        expect(dialog.locator("[data-covered]")).to_have_count(2)
        expect(dialog.locator(".paper").nth(1)).to_contain_text("tansiq-channel-v1")
        sign(second)
        wait_for("the list reaches madrid", lambda: known(stage))
        decide(stage.madrid, "liaison", "case", "channel sign " + CHANNEL)
        for at in ("rabat", "madrid"):
            wait_for(f"{at} holds every signature", lambda at=at: complete(stage, at))
        first.go("/channels")
        # Other tests of this stage may have made channels of their own.
        ours = first.page.locator(".pad.stack", has_text=CHANNEL)
        expect(ours.locator("tr.chosen", has_text="madrid")).to_have_count(1)
        first.look_closely()
        for one, who in ((first, "liaison"), (second, "case")):
            withdraw(one, stage.rabat, who, keys[who])


def sign(one: Person) -> None:
    """Read everything in the dialog to its end, and sign."""
    dialog = one.page.locator("dialog[open]")
    expect(dialog).to_be_visible()
    one.look_closely()
    for end in dialog.locator("[data-end]").all():
        end.evaluate("(one) => one.scrollIntoView()")
    dialog.locator("[data-begin]").click()
    expect(one.page.locator(".notice.good .id")).to_be_visible()
    one.ready()


def propose(one: Person) -> None:
    """Fill the form of the next list, and sign the proposal."""
    form = one.page.locator("form[hx-post='/channels/propose']")
    form.locator("[name=channel]").fill(CHANNEL)
    form.locator("[name=member][value=madrid]").check()
    form.locator("[name=purpose]").fill("diligencias del muelle")
    form.locator("[name=reason]").fill("acordado por teléfono")
    one.look_closely()
    form.locator("button").click()
    sign(one)


def test_no_page_waits_for_a_partner_that_was_killed(browser: Browser, stage: Stage) -> None:
    """Requirement 1.9: nothing blocks, what is stale says so, what did not go is not sent."""
    with person(browser, stage.rabat.url) as one:
        come_in(one, stage.rabat, "liaison")
        state_reason(one)
        one.go("/partners/madrid")
        stage.madrid.kill()
        try:
            asking = QUESTION.replace("--to rabat", "--to madrid")
            words = {"channel": DESK, "urgency": "normal", "text": "¿Quién alquiló la nave 9?"}
            stage.rabat.act("liaison", asking, *TERMS["rabat"], **words)
            slowest = max(opened(one, path) for _ in range(2) for path in USED)
            assert slowest < PATIENCE
            wait_for("rabat has tried", lambda: stage.rabat.partner()["failure"] != "")
            one.go("/partners/madrid")
            expect(one.page.locator(".notice.stale")).to_contain_text("does not answer")
            missing = one.page.locator("[aria-labelledby=h-receipts] tbody tr").first
            expect(missing).to_contain_text(DESK)
            one.look_closely()
            assert max(opened(one, path) for path in USED) < PATIENCE
        finally:
            stage.madrid.start()
        wait_for("madrid is back", lambda: stage.rabat.partner()["failure"] == "")
        one.go("/partners/madrid")
        expect(one.page.locator(".notice.stale")).to_have_count(0)


def opened(one: Person, path: str) -> float:
    """Seconds until a page has come and its script has run."""
    began = time.monotonic()
    one.go(path)
    return time.monotonic() - began
