"""The register of persons held in a browser: sound in four languages, noted by one tap, seized."""

import os
from pathlib import Path

import pytest
from demo.stage import Stage
from playwright.sync_api import Browser, expect
from tests.browser.desks import sign, signing
from tests.browser.entering import come_in, state_reason
from tests.browser.gate import LANGUAGES, Person, person
from tests.browser.held import HeldThere, drawn, held_there
from tests.browser.open_case import joint

__all__ = ["joint"]

WIDTHS = (390, 1280)


@pytest.fixture(scope="module")
def held(joint: Stage) -> HeldThere:
    return held_there(joint.rabat)


def pages(held: HeldThere) -> tuple[str, ...]:
    return (
        "/custody", f"/custody/{held.near}", f"/custody/{held.young}", "/custody/items",
        f"/custody/items/{held.item}", held.enter, f"{held.enter}?part=seizure",
        f"{held.enter}?part=incident", "/custody?kind=exercise",
    )  # fmt: skip


def sign_both(one: Person) -> None:
    """Read the record and what the others are told, and sign both in one dialog."""
    dialog = one.page.locator("dialog[open]")
    expect(dialog.locator(".paper")).to_have_count(2)
    one.look_closely()
    for end in dialog.locator("[data-end]").all():
        end.evaluate("(one) => one.scrollIntoView()")
    dialog.locator("[data-begin]").click()
    expect(one.page.locator(".notice.good .id")).to_be_visible()
    one.look_closely()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_register_is_sound_in_every_language(
    browser: Browser, joint: Stage, held: HeldThere, language: str
) -> None:
    """11.7: nothing runs out of the window, axe finds nothing, in both looks."""
    look = "dark" if language in {"ar", "fr"} else "light"
    with person(browser, joint.rabat.url, color_scheme=look) as one:
        come_in(one, joint.rabat, "case", language)
        state_reason(one)
        for path in pages(held):
            one.go(path)
            for width in WIDTHS:
                one.page.set_viewport_size({"width": width, "height": 900})
                wide = one.page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
                if wide > 0:
                    one.problems.append(f"{one.page.url} is {wide} px wider than {width} px")
                one.look_closely()


def test_rights_are_noted_by_one_tap_and_a_thing_is_seized(
    browser: Browser, joint: Stage, held: HeldThere, tmp_path: Path
) -> None:
    """REQUIREMENTS 7.4, 7.6: tap, read, sign; a photograph comes along."""
    with signing(browser, joint.rabat, "ar", "case") as one:
        one.go(f"/custody/{held.young}")
        one.page.locator("button[value=rights_told]").click()
        sign(one)
        expect(one.page.locator("button[value=rights_told].done")).to_be_visible()
        one.go(f"{held.enter}?part=seizure")
        one.page.locator("[name=label]").fill("VAL-000419")
        one.page.locator("[name=site]").select_option(index=1)
        one.page.locator("[name=what][value=phone]").check()
        one.page.locator("[name=found]").fill("الغرفة 2، درج المكتب")
        photo = tmp_path / "thing.png"
        photo.write_bytes(drawn(140))
        one.page.locator("[name=photos]").set_input_files(str(photo))
        one.page.locator("main form .main-act").click()
        sign_both(one)
        expect(one.page.locator("main h1")).to_contain_text("VAL-000419")
        image = one.page.locator("img.shot")
        expect(image).to_be_visible()
        assert image.evaluate("one => one.naturalWidth") == 96


@pytest.mark.skipif("TANSIQ_SHOTS" not in os.environ, reason="pictures are taken on request")
def test_pictures_for_the_documents(browser: Browser, joint: Stage, held: HeldThere) -> None:
    """In Arabic and Spanish, for people to look at."""
    folder = Path(os.environ["TANSIQ_SHOTS"])
    for language in ("ar", "es"):
        with person(browser, joint.rabat.url, color_scheme="light") as one:
            one.page.set_viewport_size({"width": 1280, "height": 860})
            come_in(one, joint.rabat, "case", language)
            state_reason(one)
            for name, path in zip(
                ("custody", "person", "minor", "items", "item", "arrest", "seizure"),
                pages(held),
                strict=False,
            ):
                one.go(path)
                one.page.screenshot(path=folder / f"{name}-{language}.png", full_page=True)
