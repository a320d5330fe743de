"""What every test may ask for: the shared data of the project, when it is at hand.

A test that needs what is absent is skipped with a word that says what was looked for; it never
passes by looking at nothing.
"""

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent

STORE_FIXTURES = Path(__file__).with_name("store_fixtures.py")

# The database fixtures stand in a file of their own; a checkout of the lower layers has none.
pytest_plugins = ["tests.store_fixtures"] if STORE_FIXTURES.exists() else []

LONGEST_FIRST = ("story", "docs", "browser", "nodes", "web")
"""Folders whose files take longest: begun last, each would keep one worker busy at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes longest first; the order within a file stays as it is written."""

    def place(one: pytest.Item) -> tuple[int, bool]:
        folder = one.path.relative_to(REPOSITORY / "tests").parts[0]
        found = LONGEST_FIRST.index(folder) if folder in LONGEST_FIRST else len(LONGEST_FIRST)
        return found, one.get_closest_marker("slow") is None

    items.sort(key=place)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder of this checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of published vectors and samples, or a skip that says where it was looked for."""
    named = os.environ.get("TANSIQ_SHARED_DATA")
    folder = Path(named) if named else REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no shared data: set TANSIQ_SHARED_DATA, or put it at {folder}")
    return folder
