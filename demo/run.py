#!/usr/bin/env python3
"""The demo: two agencies in one room, a report's whole life, told in plain words.

`run.py` stays up until Ctrl-C and leaves two pages to look at; `run.py --check` shows the same
without an audience, checks each step from the outside, and ends with one line of JSON.
"""

import argparse
import json
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from demo import casework, desk, duties, intake, journey, opening, operation, oversight, subjects
from demo.narration import Narrator
from demo.ports import Failed
from demo.stage import ROOT, Stage, set_stage

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
CHAPTERS = (
    *opening.CHAPTERS,
    *desk.CHAPTERS,
    *duties.CHAPTERS,
    *casework.CHAPTERS,
    *intake.CHAPTERS,
    *subjects.CHAPTERS,
    *operation.CHAPTERS,
    *journey.CHAPTERS,
    *oversight.CHAPTERS,
)


def main() -> int:
    """Tell the story; 0 when everything held."""
    parser = argparse.ArgumentParser(description="Two nodes on this machine show what they do.")
    parser.add_argument(
        "--check", action="store_true", help="headless; one line of JSON at the end"
    )
    parser.add_argument("--folder", default=str(ROOT / ".tansiq" / "demo"), help="where they live")
    parser.add_argument("--port", type=int, default=8101, help="the first port to try")
    args = parser.parse_args()
    for one in SIGNALS:
        signal.signal(one, _stop)
    tell = Narrator()
    started = time.monotonic()
    try:
        with set_stage(Path(args.folder), args.port) as stage:
            _tell(stage, tell, started)
            if not args.check:
                _stay(stage, tell)
    except Failed as problem:
        print(json.dumps({"demo": "failed", "why": str(problem), "chapters": tell.chapters}))
        return 1
    except KeyboardInterrupt:
        print("\n   Both nodes and their databases are stopped.")
        return 0
    if args.check:
        took = round(time.monotonic() - started, 1)
        print(json.dumps({"demo": "ok", "chapters": tell.chapters, "seconds": took}))
    return 0


def _tell(stage: Stage, tell: Narrator, started: float) -> None:
    for chapter in CHAPTERS:
        began = time.monotonic()
        chapter(stage, tell)
        tell.shown(seconds=round(time.monotonic() - began, 1))
        if len(tell.chapters) == 1:
            tell.shown(answering_after=round(time.monotonic() - started, 1))


def _stay(stage: Stage, tell: Narrator) -> None:
    tell.say("")
    tell.say("That was all. Both nodes stay up; look at them, or talk to them:")
    for side in stage.sides:
        tell.say(f"  {side.url}      .venv/bin/tansiq --node {side.node} status")
    tell.say("Sign in as an officer: each link registers a passkey on this device, once.")
    for side in stage.sides:
        for name, words in opening.ENTRANCES.items():
            link = side.tansiq("account invite", who=name, reason="sign-in of the demo")
            tell.say(f"  {words} of {side.id}: {link['url']}")
    tell.say("Ctrl-C stops everything.")
    while True:
        time.sleep(1)


def _stop(_number: int, _frame: object) -> None:
    # A second Ctrl-C must not interrupt the stopping.
    for one in SIGNALS:
        signal.signal(one, signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
