"""An operation in two browsers: own part and order in Arabic, the vote in Arabic and Spanish."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from demo.narration import wait_for
from demo.opening import decide, join
from demo.stage import DATA, Side, Stage
from playwright.sync_api import Browser, expect
from tests.browser import operated
from tests.browser.desks import Pair, sign, signing, sound
from tests.browser.gate import Person

CASE = "case:2026-066"
OFF = "officer propose assign {officer} --file {file} --withdraw"
NARROW, WIDE = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


@pytest.fixture(scope="module")
def case(stage: Stage) -> Iterator[str]:
    """A case of both that an agreement binds, and rules at both."""
    join(stage, CASE, "joint case 2026-066")
    made = stage.rabat.act("case", "case", "propose", CASE, str(DATA / "case.toml"))["agreement"]
    stage.rabat.act("case", "case", "sign", CASE, made)
    wait_for("the terms arrive", lambda: bool(_case(stage.madrid)["proposed"]))
    stage.madrid.act("case", "case", "sign", CASE, made)
    for side in stage.sides:
        wait_for("the case is open", lambda side=side: _case(side)["shut"] == "")
        operated.adopt_rules(side)
    yield CASE
    for side in stage.sides:
        for who, other in (("liaison", "case"), ("case", "liaison")):
            decide(side, who, other, OFF, officer=side.id_of(who), file=CASE)


def _case(side: Side) -> dict:
    found = side.tansiq("case", "list", who="case", reason="my cases")["cases"]
    return next(one for one in found if one["channel"] == CASE)


@pytest.fixture(scope="module")
def pair(browser: Browser, stage: Stage, case: str) -> Iterator[Pair]:
    with (
        signing(browser, stage.rabat, "ar", "case") as rabat,
        signing(browser, stage.madrid, "es", "case") as madrid,
    ):
        yield Pair(rabat, madrid)
        sound(rabat, madrid)


def closely(one: Person) -> None:
    """Ask axe, and see that nothing runs out at the side of a telephone."""
    one.look_closely()
    one.page.set_viewport_size(NARROW)
    wide = one.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if wide > 0:
        one.problems.append(f"{one.page.url} runs {wide} px out at the side")
    one.page.set_viewport_size(WIDE)


def sign_both(one: Person) -> None:
    """Sign what stays at home and the commitment to it, both in one dialog."""
    dialog = one.page.locator("dialog[open]")
    expect(dialog.locator(".code")).to_have_count(2)
    one.look_closely()
    for end in dialog.locator("[data-end]").all():
        end.evaluate("(one) => one.scrollIntoView()")
    dialog.locator("[data-begin]").click()
    expect(one.page.locator(".notice.good .id")).to_be_visible()
    one.ready()


def write_first_site(one: Person) -> str:
    """The first site of a new operation, from its form; where the operation lies."""
    page = one.page
    one.go("/operations/new")
    closely(one)
    page.locator(f"main a[href$='{CASE}']").click()
    one.ready()
    closely(one)
    page.locator("[name=site]").fill("RAB-1")
    page.locator("[name=zone]").select_option("Africa/Casablanca")
    page.locator("[name=address]").fill("12 زنقة النخيل")
    page.locator("[name=country]").select_option("rasilia")
    page.locator("[name=condition][value=foreign_language]").check()
    page.locator("[name=team]").fill("الفرقة الزرقاء")
    page.locator("[name=size]").fill("6")
    page.locator("[name=target-words]").first.fill("مستأجر الطابق الثاني")
    page.locator("[data-more]").click()
    page.locator("main .main-act").click()
    sign_both(one)
    return page.url.partition("/part")[0].partition("/operations/")[2]


def test_part_order_and_vote_in_arabic_and_spanish(stage: Stage, pair: Pair) -> None:
    """REQUIREMENTS 6.1, 6.2, 6.5: written, made green and voted with passkeys."""
    rabat, madrid = pair.rabat, pair.madrid
    place = write_first_site(rabat)
    operation = place.rpartition("/")[2]
    at = f"/operations/{CASE}/{operation}"
    expect(rabat.page.locator("main")).to_contain_text("12 زنقة النخيل")
    closely(rabat)
    # What was typed stays in the window until it is signed.
    rabat.go(f"{at}/part/RAB-1")
    rabat.page.locator("[name=entry]").fill("من الفناء")
    rabat.go(f"{at}/part")
    rabat.go(f"{at}/part/RAB-1")
    expect(rabat.page.locator("[name=entry]")).to_have_value("من الفناء")
    rabat.page.locator("[data-discard]").click()
    operated.write_part(stage.madrid, CASE, operation)
    rabat.go(f"{at}/order")
    operated.arrives(stage, stage.rabat, "the other part", lambda: _told(rabat, at))
    rabat.go(f"{at}/order")
    closely(rabat)
    _issue(rabat)
    rabat.go(f"{at}/vote")
    closely(rabat)
    with rabat.expecting("403"):
        _cast(rabat, "go")
        expect(rabat.page.locator("#trouble")).to_contain_text("operation_site_red")
    for item in ("interpreter", "medic"):
        _mark(rabat, f"{at}/sites/RAB-1", item)
    closely(rabat)
    rabat.go(f"{at}/vote")
    _cast(rabat, "go")
    sign(rabat)
    closely(rabat)
    operated.make_ready(stage.madrid, CASE, operation)
    operated.arrives(
        stage, stage.madrid, "the order and a vote", lambda: _voted(madrid, f"{at}/vote")
    )
    madrid.go(f"{at}/vote")
    closely(madrid)
    expect(madrid.page.locator("main .paper.order")).to_contain_text("Atlantic/Canary")
    _cast(madrid, "go")
    sign(madrid)
    madrid.go(f"{at}/vote")
    expect(madrid.page.locator("#h-state")).to_have_text("adelante")
    closely(madrid)


def _told(one: Person, at: str) -> bool:
    one.go(f"{at}/order")
    return one.page.locator("[name='party.madrid']").count() > 0


def _voted(one: Person, path: str) -> bool:
    one.go(path)
    return one.page.locator("main .seal.full").count() > 0


def _issue(one: Person) -> None:
    page = one.page
    day = (datetime.now(UTC) + timedelta(hours=30)).replace(hour=12, minute=0)
    page.locator("[name='h-zone']").first.select_option("Africa/Casablanca")
    page.locator("[name='h-local']").first.fill(f"{day:%Y-%m-%dT%H:%M}")
    expect(page.locator("#shown-1")).to_contain_text("Atlantic/Canary")
    expect(page.locator("#shown-1")).to_contain_text("Z")
    page.locator("[name='name.ar']").fill("نخلة")
    page.locator("[name='situation.ar']").fill("مجموعة مختلقة")
    page.locator("[name='purpose.ar']").fill("توقيف متزامن")
    for party in ("madrid", "rabat"):
        page.locator(f"[name='role.{party}']").select_option("case_officer")
        page.locator(f"[name='silence.{party}']").select_option("hold")
    page.locator("[name=language][value=ar]").check()
    page.locator("form[data-draft] .main-act").first.click()
    sign(one)


def _mark(one: Person, path: str, item: str) -> None:
    one.go(path)
    form = one.page.locator(f"form[hx-post$='/mark']:has([name=item][value={item}])")
    one.page.locator("details", has=form).locator("summary").first.click()
    form.locator("[name=done][value=yes]").check()
    form.locator(".main-act").click()
    sign(one)


def _cast(one: Person, choice: str) -> None:
    one.page.locator(f".ballot form:has([value={choice}]) button").click()
