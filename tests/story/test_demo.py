"""The whole story, as a stranger meets it: `demo/run.py --check`."""

import json
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tansiq.store.embedded_place import place_for

pytestmark = pytest.mark.slow

CHAPTERS = [
    "founding", "officers", "enrolment", "agreement", "reports", "release", "requests",
    "correction_and_recall", "permission", "stick", "absence", "proof", "access", "erasure",
]  # fmt: skip


def test_the_demo_checks_each_step_and_ends_with_one_line(tmp_path: Path, repository: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(repository / "demo" / "run.py"), "--check", "--folder",
         str(tmp_path / "demo")],
        capture_output=True, text=True, timeout=500, check=False, cwd="/",
    )  # fmt: skip
    last = json.loads(done.stdout.strip().splitlines()[-1])
    assert last["demo"] == "ok", last
    assert done.returncode == 0
    assert [one["name"] for one in last["chapters"]] == CHAPTERS
    assert _left(tmp_path / "demo") == []


def test_the_demo_stays_up_and_ctrl_c_stops_everything(tmp_path: Path, repository: Path) -> None:
    folder = tmp_path / "demo"
    running = subprocess.Popen(
        [sys.executable, "-u", str(repository / "demo" / "run.py"), "--folder", str(folder)],
        stdout=subprocess.PIPE, text=True, cwd="/",
    )  # fmt: skip
    told = ""
    for line in running.stdout or ():
        told += line
        if "Ctrl-C stops everything" in line:
            break
    assert "Both nodes stay up" in told
    for url in (word for word in told.split() if word.startswith("http://")):
        port = url.rstrip(".").rsplit(":", 1)[1]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as page:
            assert page.status == 200
            assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    running.send_signal(signal.SIGINT)
    rest, _ = running.communicate(timeout=90)
    assert running.returncode == 0
    assert "stopped" in rest
    assert _left(folder) == []


def _left(folder: Path) -> list[int]:
    """Processes of the demo or of its databases that are still there."""
    places = [place_for(folder / name / "node") / "data" for name in ("rabat", "madrid")]
    deadline = time.monotonic() + 20
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
