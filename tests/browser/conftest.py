"""A Chromium and two real nodes for the tests of the pages; skipped with a word where none is."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.browser.chromium import chromium, launch
from tests.browser.gate import AXE

playwright = pytest.importorskip("playwright.sync_api", reason="no Playwright: dev.py test")
# How long a page may take is measured elsewhere; here a busy machine fails nothing.
playwright.expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for one in items:
        if Path(__file__).parent in one.path.parents:
            one.add_marker(pytest.mark.browser)


def _skip_without_browser() -> None:
    if not chromium():
        pytest.skip("no Chromium: tests/browser/install, or set TANSIQ_CHROMIUM")
    if not AXE.is_file():
        pytest.skip("no axe-core: tests/browser/install")


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """One browser process for each file: Playwright's loop must be gone before other tests run."""
    _skip_without_browser()
    with playwright.sync_playwright() as running:
        made = launch(running)
        yield made
        made.close()


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """Two nodes of the demo as processes, enrolled and agreed, with reports filed on both sides."""
    _skip_without_browser()
    from demo import desk, opening
    from demo.narration import Narrator
    from demo.stage import set_stage

    folder = tmp_path_factory.mktemp("browser") / "stage"
    first = 8401 + 40 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
    with set_stage(folder, first) as made:
        tell = Narrator(quiet=True)
        for chapter in (*opening.CHAPTERS, desk.report):
            chapter(made, tell)
        yield made


def invitation(side: object, who: str) -> str:
    """A fresh link for an officer of a side."""
    made = side.tansiq("account invite", who=who, reason="sign-in of the test")  # type: ignore[attr-defined]
    return str(made["url"])


def officer(side: object, who: str) -> str:
    """The pseudonym of an officer of a side."""
    return str(json.loads(Path(side.officers[who]).with_suffix(".json").read_text())["officer"])  # type: ignore[attr-defined]
