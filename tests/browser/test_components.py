"""The living page of components, in four languages, light and dark."""

import pytest
from demo.stage import Stage
from playwright.sync_api import Browser, expect
from tests.browser.gate import LANGUAGES, person


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_component_is_sound_in_every_language(
    browser: Browser, stage: Stage, language: str
) -> None:
    """Requirement 11.7."""
    with person(browser, stage.rabat.url) as one:
        one.go(f"/components?lang={language}")
        expect(one.page.locator(".gallery > section")).to_have_count(2)
        for width in (1440, 390):
            one.page.set_viewport_size({"width": width, "height": 900})
            wide = one.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"scrolls sideways by {wide} px"
            one.look_closely()
