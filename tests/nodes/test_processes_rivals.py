"""Two rival statements of a channel's members: what halts, what does not, and the way out."""

from pathlib import Path

import pytest
from demo.desk import FOR, TERMS
from demo.opening import CHANNEL, decide
from demo.stage import Side
from tests.nodes.processes import agencies, file, patient, release, released
from tests.nodes.test_processes_ways_out import _stops

pytestmark = pytest.mark.slow
WHO = ("--member", "madrid", "--member", "rabat")


def propose(side: Side, purpose: str) -> None:
    decide(
        side, "liaison", "case", "channel", "propose", CHANNEL, *WHO, "--purpose", purpose
    )  # fmt: skip


def sign(side: Side) -> None:
    decide(side, "liaison", "case", "channel", "sign", CHANNEL)


def halted(side: Side, *, wanted: bool) -> None:
    if side.tansiq("channel", "show", CHANNEL)["halted"] is not wanted:
        raise ValueError(side.id)


def seen(side: Side, count: int) -> None:
    """Wait until a side holds so many statements that are complete."""
    found = side.tansiq("channel", "show", CHANNEL)["generations"]
    if sum(one["complete"] for one in found) < count:
        raise ValueError(found)


def test_rivals_halt_releases_and_never_a_stop_and_end_with_a_third(tmp_path: Path) -> None:
    """DESIGN 2: two rival successors halt releases, never stops."""
    with agencies(tmp_path / "stage") as stage:
        rabat, madrid = stage.sides
        release(rabat, "before the dispute")
        for side in stage.sides:
            side.stop_one("worker")
        propose(rabat, "one reading")
        propose(madrid, "another reading")
        rabat.tansiq("exchange", "now")
        for side in stage.sides:
            sign(side)
        rabat.tansiq("exchange", "now")
        for side in stage.sides:
            patient(lambda side=side: halted(side, wanted=True), 10)
            side.start()
        report = file(rabat, "not to leave")["report"]
        refused = rabat.act("liaison", "report", "release", report, *FOR, *TERMS["rabat"], expect=3)
        assert refused["error"] in {"release_halted", "channel_halted"}
        made = rabat.act("case", "stop", "order", "plan-9", "--channel", CHANNEL, "--because", "r")
        patient(lambda: _stops(madrid, {made["id"]}))
        assert len(released(madrid, "rabat")) == 1
        propose(rabat, "the reading of both")
        patient(lambda: sign(madrid))
        for side in stage.sides:
            patient(lambda side=side: halted(side, wanted=False))
        assert released(rabat, "rabat")
        release(rabat, "after the dispute")
