"""The tutorial does what it says, typed as it stands there, but for the numbers of its ports."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.docs.pages import REPOSITORY
from tests.nodes.ports import reserved

from tansiq.store.embedded_place import place_for

BLOCK = re.compile(r"^```bash\n(.*?)^```$", re.MULTILINE | re.DOTALL)


PORTS = ("9443", "9444", "9180", "9181")


@pytest.fixture
def first_port() -> Iterator[int]:
    """Of ports that no other run of this test takes meanwhile."""
    with reserved() as first:
        yield first


@pytest.fixture
def empty_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder to work in; the databases of nodes founded there are removed with it."""
    yield tmp_path
    for node in ("rabat", "madrid"):
        shutil.rmtree(place_for(tmp_path / node / "node"), ignore_errors=True)


@pytest.mark.slow
def test_the_tutorial_runs_from_top_to_bottom(empty_folder: Path, first_port: int) -> None:
    text = (REPOSITORY / "docs" / "tutorial.md").read_text(encoding="utf-8")
    for place, port in enumerate(PORTS):
        assert port in text
        text = text.replace(port, str(first_port + place))
    script = "set -euo pipefail\n" + "\n".join(BLOCK.findall(text))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    run = subprocess.run(
        ["bash", "-c", script],
        cwd=empty_folder,
        env={**os.environ, "PATH": path, "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]
