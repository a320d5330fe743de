"""The whole story, as a stranger meets it: `demo/run.py --check`."""

import fcntl
import json
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.nodes.ports import reserved

from tansiq.store.embedded_place import place_for

pytestmark = pytest.mark.slow

CHAPTERS = [
    "founding", "officers", "enrolment", "agreement", "reports", "release", "requests",
    "correction_and_recall", "permission", "case", "claims", "undoing",
    "intake",
    "subjects", "verdicts",
    "third", "ready", "vote", "day", "custody", "warning", "lessons",
    "stick", "absence", "proof", "access", "erasure",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _one_demo_at_a_time() -> Iterator[None]:
    """All demos want the same ports first; two that start together may both find them free."""
    with (Path(tempfile.gettempdir()) / "tansiq-test-demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def test_the_demo_checks_each_step_and_ends_with_one_line(tmp_path: Path, repository: Path) -> None:
    with reserved() as first:
        done = subprocess.run(
            [sys.executable, str(repository / "demo" / "run.py"), "--check", "--folder",
             str(tmp_path / "demo"), "--port", str(first)],
            capture_output=True, text=True, timeout=500, check=False, cwd="/",
        )  # fmt: skip
    last = json.loads(done.stdout.strip().splitlines()[-1])
    assert last["demo"] == "ok", last
    assert done.returncode == 0
    assert [one["name"] for one in last["chapters"]] == CHAPTERS
    assert _left(tmp_path / "demo") == []


def test_the_demo_stays_up_and_ctrl_c_stops_everything(tmp_path: Path, repository: Path) -> None:
    folder = tmp_path / "demo"
    with reserved() as first:
        running = subprocess.Popen(
            [sys.executable, "-u", str(repository / "demo" / "run.py"), "--folder", str(folder),
             "--port", str(first)],
            stdout=subprocess.PIPE, text=True, cwd="/",
        )  # fmt: skip
        told = ""
        for line in running.stdout or ():
            told += line
            if "Ctrl-C stops everything" in line:
                break
        assert "Both nodes stay up" in told
        links = [urlsplit(word.rstrip(".")) for word in told.split() if word.startswith("http://")]
        assert any(link.path.startswith("/invitation/") for link in links)
        for link in links:
            url = f"http://127.0.0.1:{link.port}{link.path or '/'}"
            asked = urllib.request.Request(url, headers={"Host": link.netloc})
            with urllib.request.urlopen(asked, timeout=10) as page:
                assert page.status == 200
                assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        running.send_signal(signal.SIGINT)
        rest, _ = running.communicate(timeout=90)
        assert running.returncode == 0
        assert "stopped" in rest
        assert _left(folder) == []


def ignoring_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_the_demo_ends_whole_in_the_middle_of_a_chapter(
    tmp_path: Path, repository: Path, number: signal.Signals
) -> None:
    """As a background job of a script, where SIGINT is ignored from birth; and killed outright."""
    folder = tmp_path / "demo"
    running = subprocess.Popen(
        [sys.executable, "-u", str(repository / "dev.py"), "demo", "--folder", str(folder)],
        stdout=subprocess.PIPE, text=True, cwd="/",
        preexec_fn=ignoring_interrupts,  # noqa: PLW1509 - no lock is taken in it
    )  # fmt: skip
    for line in running.stdout or ():
        if "known to one another" in line or "Two agencies" in line:
            break
    time.sleep(6)  # both serve and work by then, and the next chapter has begun
    assert running.poll() is None
    assert _left(folder, 0.0) != []
    running.send_signal(number)
    assert _left(folder, 60.0) == []
    running.communicate(timeout=60)


def _left(folder: Path, seconds: float = 20.0) -> list[int]:
    """Processes of the demo or of its databases that are still there."""
    places = [place_for(folder / name / "node") / "data" for name in ("rabat", "madrid", "marsa")]
    deadline = time.monotonic() + seconds
    while True:
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                line = (entry / "cmdline").read_bytes()
                where = (entry / "cwd").readlink()
            except OSError:
                continue
            if str(folder).encode() in line or where in places:
                found.append(int(entry.name))
        if not found or time.monotonic() > deadline:
            return found
        time.sleep(0.2)
