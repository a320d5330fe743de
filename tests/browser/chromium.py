"""Which Chromium the pages are tried in, and how it is started.

$TANSIQ_CHROMIUM where somebody names one; else the one that `tests/browser/install` unpacked from
npm, with the libraries that came with it; else Debian's.
"""

import os
from pathlib import Path

from playwright.sync_api import Browser, Playwright

UNPACKED = Path(__file__).parent / "node" / "node_modules" / ".chromium"


def chromium() -> str:
    """Its path, or empty where there is none."""
    named = os.environ.get("TANSIQ_CHROMIUM", "")
    places = [named] if named else [str(UNPACKED / "chromium"), "/usr/bin/chromium"]
    return next((one for one in places if os.access(one, os.X_OK)), "")


def launch(running: Playwright) -> Browser:
    """Start it; as root it has no sandbox of its own."""
    env: dict[str, str | float | bool] = {**os.environ}
    if chromium().startswith(str(UNPACKED)):
        given = os.environ.get("LD_LIBRARY_PATH", "")
        env["LD_LIBRARY_PATH"] = f"{UNPACKED / 'lib'}{os.pathsep if given else ''}{given}"
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    return running.chromium.launch(executable_path=chromium(), args=flags, env=env)
