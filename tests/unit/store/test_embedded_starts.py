"""Starts of the embedded server that are cut off, or happen at once on a new machine."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tansiq.store.embedded import EmbeddedServer


@pytest.fixture
def place() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="tansiq-test-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


_CHILD = """
import sys, time
from collections.abc import Iterator
from pathlib import Path
from tansiq.store.embedded import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]))
server.start(attached=sys.argv[2] == "attached")
print("up", flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_owner_that_dies_in_the_middle_of_a_start_leaves_no_server(
    place: Path, number: signal.Signals
) -> None:
    """Wherever in the start it is: before, while and right after the server comes up."""
    with EmbeddedServer(place):
        pass
    line = [sys.executable, "-c", _CHILD, place]
    for step in range(6):
        child = subprocess.Popen(
            [*line, "attached"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 60
        while not _lies(place) and time.monotonic() < deadline:
            time.sleep(0.005)  # the pid file is the first thing a server writes
        time.sleep(step * 0.04)
        child.send_signal(number)
        child.communicate()
        while _lies(place) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not _lies(place), f"left after {step} steps"
    with EmbeddedServer(place) as server:
        server.ensure_database("node")


def _lies(place: Path) -> bool:
    return (place / "data" / "postmaster.pid").exists()


_FIRST = """
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from tansiq.store import embedded_place
embedded_place.SYSTEM_USER = sys.argv[1]
embedded_place.ROOT_PLACES = Path(sys.argv[2])
sys.stdin.readline()
print(embedded_place.find_runner().uid)
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes a system user")
def test_nodes_that_start_together_on_a_new_machine_share_one_user(tmp_path: Path) -> None:
    if shutil.which("useradd") is None:
        pytest.skip("useradd is not installed")
    name = f"tansiq-try-{os.getpid()}"
    line = [sys.executable, "-c", _FIRST, name, str(tmp_path)]
    # All wait for the end of one pipe, so that they set out in the same moment.
    gate, opener = os.pipe()
    try:
        children = [
            subprocess.Popen(line, stdin=gate, stdout=subprocess.PIPE, text=True) for _ in range(6)
        ]
        os.close(gate)
        time.sleep(1)
        os.close(opener)
        chosen = {child.communicate()[0].strip() for child in children}
        assert chosen == {str(pwd.getpwnam(name).pw_uid)}
    finally:
        subprocess.run(["userdel", name], check=False, capture_output=True)
