"""What every test may ask for: the shared data of the project, when it is at hand.

A test that needs what is absent is skipped with a word that says what was looked for; it never
passes by looking at nothing. Folders and databases of tests lie in memory, where there is room.
"""

import gc
import os
import re
import shutil
import tempfile
import time
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent

MEMORY = Path("/dev/shm")
DAY = 24 * 3600
ROOM = 8 << 30
"""Bytes of memory that must be free; five test processes at once filled a fifth of it."""


def _in_memory() -> None:
    """Put what tests write where no disk is: a new database there costs a fifth, for its 300 files.

    No test can tell: what a killed process has written outlives it here and there. Somebody who
    names a TMPDIR wants it elsewhere.
    """
    if "TMPDIR" in os.environ or not MEMORY.is_dir():
        return
    about = os.statvfs(MEMORY)
    told = re.search(r"MemAvailable: *(\d+)", Path("/proc/meminfo").read_text(encoding="ascii"))
    room = min(about.f_bavail * about.f_frsize, int(told[1]) << 10 if told else 0)
    if room < ROOM or about.f_flag & (os.ST_NOEXEC | os.ST_RDONLY):
        return
    folder = MEMORY / f"tansiq-tests-{os.geteuid()}"
    folder.mkdir(mode=0o711, exist_ok=True)
    if folder.lstat().st_uid != os.geteuid():
        return
    databases = folder / "databases"
    # What runs left that were killed; none takes a day.
    for left in (*folder.glob("*"), *databases.glob("*")):
        if left.lstat().st_mtime < time.time() - DAY:
            shutil.rmtree(left, ignore_errors=True)
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    os.environ.setdefault("TANSIQ_EMBEDDED_PLACES", str(databases))


_in_memory()

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


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through it for garbage is a ninth of all work."""
    gc.collect()
    gc.freeze()


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
