"""The field page in a real browser: no line and back, one hand, four languages, all sealed."""

import json
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from demo.stage import Stage
from playwright.sync_api import Browser, expect
from tests.browser.fielded import (
    OFFLINE,
    PLACES,
    TARGETS,
    Day,
    at_the_phone,
    cut,
    day,
    kept_on_the_phone,
    save,
    sign_all,
    waits,
)
from tests.browser.gate import LANGUAGES, Person
from tests.browser.open_case import joint

__all__ = ["joint"]
SCREENS = (
    *("", "order", "checklist", "rights"),
    *("state", "incident", "arrest", "seizure", "held"),
)
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63d8e9e4020002bf01300b36ad170000000049454e44ae426082"
)


def fill_arrest(one: Person, name: str) -> None:
    page = one.page
    page.locator("a.way[href='#arrest']").click()
    page.locator("[name=name]").fill(name)
    page.locator("[name=language]").select_option("ar")
    page.locator(".tick", has=page.locator("[name=rights_told]")).click()
    page.locator("#clocks label").first.click()
    save(one)


def fill_thing(one: Person, label: str, picture: Path, found: str, *, first: bool = True) -> None:
    page = one.page
    if first:
        page.locator("a.way[href='#seizure']").click()
    page.locator("[name=label]").fill(label)
    page.locator(".kinds label").first.click()
    page.locator("#shot").set_input_files(picture)
    expect(page.locator(".shots .shot img")).to_have_count(1)
    page.locator("[name=found]").fill(found)
    page.locator("[name=held_by]").select_option(index=1)
    save(one)


@pytest.mark.parametrize(("side", "language"), [("rabat", "ar"), ("madrid", "es")])
def test_a_day_without_a_line_and_back(
    browser: Browser, joint: Stage, tmp_path: Path, side: str, language: str
) -> None:
    """Requirements 6.4 and 7.4: logged locally, reconciled in order, entered in under 60 s."""
    picture = tmp_path / "shot.png"
    picture.write_bytes(PICTURE)
    made = day(getattr(joint, side))
    with at_the_phone(browser, made, language) as leader:
        page = leader.page
        expect(page.locator("#order[data-kind=on]")).to_be_visible()
        leader.look_closely()
        with leader.expecting(*OFFLINE):
            cut(leader)
            began = time.monotonic()
            fill_arrest(leader, TARGETS[side])
            arrested = time.monotonic()
            fill_thing(leader, "LAB-000417", picture, "غرفة 2، درج المكتب")
            seized = time.monotonic()
            assert arrested - began < 60
            assert seized - arrested < 60
            fill_thing(leader, "LAB-000418", picture, "غرفة 2", first=False)
            assert page.evaluate("field.outbox.counts.here") == 3
            leader.look_closely()
            leader.context.set_offline(False)
            expect(page.locator("#sync[data-kind=wait]")).to_be_visible()
            waits(leader, 3)
        sign_all(leader, 3)
        expect(page.locator("#sync[data-kind=on]")).to_be_visible()
        left = kept_on_the_phone(leader)
        assert "[tansiq-field sealed 0]" in left
    arrests, things = made.rows("custody_arrest"), made.rows("custody_item")
    said = [json.loads(str(one["record"])) for one in (*arrests, *things)]
    assert [one["name"] for one in said[:1]] == [TARGETS[side]]
    assert [one["label"] for one in said[1:]] == ["LAB-000417", "LAB-000418"]
    assert {one["held_by"] for one in said[1:]} == {said[0]["arrest"]}
    assert said[1]["attachments"][0]["sha256"] == sha256(PICTURE).hexdigest()


@pytest.fixture(scope="module")
def quiet(joint: Stage) -> Day:
    return day(joint.rabat)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_is_sound(browser: Browser, quiet: Day, language: str) -> None:
    """Requirement 11.7."""
    with at_the_phone(browser, quiet, language) as leader:
        page = leader.page
        for name in SCREENS:
            page.goto(f"{leader.home}{quiet.path}#{name}")
            expect(page.locator("main h1").first).to_be_visible()
            leader.look_closely()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
            assert not page.evaluate(_SMALL), (name, page.evaluate(_SMALL))
            assert "undefined" not in page.locator("body").inner_text()


_SMALL = """
() => {
  const pressed = "button, a, input:not([type=file]):not([hidden]), select, textarea, summary";
  return [...document.querySelectorAll(`main :is(${pressed}), .p-top a`)]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest("label"))
    .map((one) => [one.getBoundingClientRect(), one])
    .filter(([box]) => box.height && (box.height < 47.5 || box.width < 43.5))
    .map(([box, one]) => `${box.width} x ${box.height}: ${one.outerHTML.slice(0, 120)}`);
}
"""


def test_the_language_changes_without_a_line(browser: Browser, quiet: Day) -> None:
    with at_the_phone(browser, quiet, "ar") as leader:
        page = leader.page
        with leader.expecting(*OFFLINE):
            cut(leader)
            page.locator(".keeping button[lang=es]").click()
            expect(page.locator("html[lang=es][dir=ltr]")).to_be_attached()
            expect(page.locator(".acts")).to_contain_text("Incautación")
            page.locator(".keeping button[lang=ar]").click()
            expect(page.locator("html[lang=ar][dir=rtl]")).to_be_attached()
            leader.context.set_offline(False)


def test_what_is_old_is_no_order_and_a_stop_stays(browser: Browser, joint: Stage) -> None:
    """Requirement 6.1: it never invents a go."""
    made = day(joint.rabat)
    with at_the_phone(browser, made, "es") as leader:
        page = leader.page
        seen = page.evaluate(_SHOWN)
        assert seen == ["go", "go old", "go old over", "stopped old", "none"]


_SHOWN = """
() => {
  const known = { order: "go", h_hour: "2026-01-01T06:00:00Z" };
  const [before, after] = [Date.parse("2026-01-01T05:00:00Z"), Date.parse("2026-01-01T06:00:01Z")];
  const told = (one) => [one.state, one.old && "old", one.over && "over"].filter(Boolean).join(" ");
  return [
    field.shown(known, 1000, before),
    field.shown(known, 31000, before),
    field.shown(known, 31000, after),
    field.shown({ ...known, order: "stopped" }, 99000, after),
    field.shown(null, 0, after),
  ].map(told);
}
"""


def test_nothing_of_a_site_lies_on_the_phone_in_the_clear(
    browser: Browser, joint: Stage, tmp_path: Path
) -> None:
    picture = tmp_path / "shot.png"
    picture.write_bytes(PICTURE)
    made = day(joint.madrid)
    with at_the_phone(browser, made, "es", prf=True) as leader:
        page = leader.page
        page.locator(".keeping .btn.big").click()
        expect(page.locator(".keeping")).to_contain_text("llave de acceso hasta")
        with leader.expecting(*OFFLINE):
            cut(leader)
            fill_arrest(leader, "Nombre Secreto")
            fill_thing(leader, "LAB-000777", picture, "sitio secreto")
            found = kept_on_the_phone(leader)
            assert "[tansiq-field vault 1]" in found
            assert "/field/shell" in found
            for word in (
                *PLACES["madrid"][3].split(","),
                TARGETS["madrid"],
                "Nombre Secreto",
                "LAB-000777",
                "sitio secreto",
                "VAL-1",
                made.where.operation,
                "Muestra 3",
            ):
                assert word not in found, word
            # Opened again without a line: the page is there, and the passkey opens the site.
            page.goto(leader.home + made.path)
            leader.ready()
            page.locator("main .main-act").click()
            expect(page.locator("#order[data-kind=old], #order[data-kind=off]")).to_be_visible()
            expect(page.locator("#site")).to_contain_text("VAL-1")
            page.locator("a[href='#order']").click()
            expect(page.locator("main")).to_contain_text("Calle de la Noria")
            leader.context.set_offline(False)
        expect(page.locator("#sync[data-kind=wait]")).to_be_visible()
        sign_all(leader, 2)
        page.goto(f"{page.url.partition('#')[0]}#")
        page.locator(".keeping .btn.end").click()
        page.wait_for_url(lambda url: "/sign-in" in url)
        left = kept_on_the_phone(leader)
        assert "[tansiq-field vault 1]" not in left
        assert "[tansiq-field sealed 1]" not in left
    assert [one["label"] for one in made.rows("custody_item")] == ["LAB-000777"]


@pytest.fixture
def still(browser: Browser, quiet: Day) -> Iterator[Person]:
    with at_the_phone(browser, quiet, "en") as leader:
        yield leader


def test_without_a_secret_of_the_passkey_the_site_stays_in_memory(still: Person) -> None:
    page = still.page
    page.locator(".keeping .btn.big").click()
    expect(page.locator(".keeping .warned")).to_be_visible()
    assert "[tansiq-field vault 0]" in kept_on_the_phone(still)
    with still.expecting(*OFFLINE):
        cut(still)
        page.reload()
        still.ready()
        expect(page.locator("main")).to_contain_text("Nothing of this site is kept")
        still.context.set_offline(False)


def test_a_photograph_that_is_too_large_or_none_is_refused_in_words(
    still: Person, tmp_path: Path
) -> None:
    """The same at the node is a refusal at the door (`test_field_items.py`)."""
    large, other = tmp_path / "large.jpg", tmp_path / "other.jpg"
    large.write_bytes(b"\xff\xd8\xff" + bytes(16 << 20))
    other.write_bytes(b"no picture")
    page = still.page
    page.locator("a.way[href='#seizure']").click()
    for file, words in ((large, "15 MB"), (other, "no photograph")):
        page.locator("#shot").set_input_files(file)
        expect(page.locator(".notice.bad", has_text=words)).to_be_visible()
        expect(page.locator(".shots img")).to_have_count(0)
