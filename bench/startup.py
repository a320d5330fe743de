"""From a fresh clone to answering pages: what `python3 dev.py demo` takes, and what it installs.

Promises: clones this repository as committed into an empty folder, runs the README's first command
there, counts the seconds until both pages answer, and ends the demo with Ctrl-C. With `--cold` uv's
package cache is an empty folder for this run; without it, whatever the machine has cached is used.
The last line is JSON.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("http://127.0.0.1:8101/", "http://127.0.0.1:8102/")
TARGETS = {"seconds_to_answering_urls": 60}
PATIENCE = 600.0


def answers(url: str) -> bool:
    """Say whether a page is there."""
    try:
        with urllib.request.urlopen(url, timeout=2) as page:  # noqa: S310 - our own constants
            return bool(page.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def size(folder: Path) -> int:
    """Count the bytes of all files below a folder, each once."""
    seen = {one.stat().st_ino: one.stat().st_size for one in folder.rglob("*") if one.is_file()}
    return sum(seen.values())


def measure(place: Path, *, cold: bool) -> dict[str, float]:
    """Clone, start, wait, stop."""
    clone = place / "tansiq"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    env = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    if cold:
        env |= {"UV_CACHE_DIR": str(place / "cache"), "PIP_CACHE_DIR": str(place / "pip")}
    assert not any(map(answers, PAGES)), "something answers on the demo's ports already"
    began = time.monotonic()
    demo = subprocess.Popen(
        [sys.executable, "dev.py", "demo"],
        cwd=clone,
        env=env,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    installed = 0.0
    stamp = clone / ".venv" / "tansiq-setup.json"
    try:
        while not all(map(answers, PAGES)):
            assert demo.poll() is None, "the demo ended"
            assert time.monotonic() - began < PATIENCE, "the demo's pages never answered"
            installed = installed or (time.monotonic() - began if stamp.exists() else 0.0)
            time.sleep(0.1)
        seconds = time.monotonic() - began
    finally:
        demo.send_signal(signal.SIGINT)
        demo.wait(timeout=60)
    assert not any(map(answers, PAGES)), "a page answers after Ctrl-C"
    return {
        "seconds_to_answering_urls": round(seconds, 1),
        "seconds_of_set_up": round(installed, 1),
        "environment_mb": round(size(clone / ".venv") / 1e6),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="From a fresh clone to answering pages.")
    parser.add_argument("--cold", action="store_true", help="with an empty package cache")
    cold = parser.parse_args().cold
    place = Path(tempfile.mkdtemp(prefix="bench-startup-"))
    try:
        figures = measure(place, cold=cold)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    missed = [name for name, most in TARGETS.items() if figures[name] > most]
    closing = {
        "bench": "startup", "figures": {**figures, "cold_cache": cold}, "targets": TARGETS,
        "missed": missed,
    }  # fmt: skip
    print(json.dumps(closing))


if __name__ == "__main__":
    main()
