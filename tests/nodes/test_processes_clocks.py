"""Two agencies as real processes over TLS: one clock is set wrong, and both say so."""

from pathlib import Path

import pytest
from demo.stage import Side
from tests.nodes.processes import agencies, patient
from tests.nodes.test_processes_away import shift

pytestmark = [pytest.mark.slow, pytest.mark.faults]


def clock_of_the_other(side: Side) -> dict:
    clocks = side.tansiq("status")["clocks"]
    (other,) = clocks["partners"]
    return {**other, "own": clocks["verdict"]}


def _told(side: Side, verdict: str) -> None:
    if clock_of_the_other(side)["verdict"] != verdict:
        raise ValueError(verdict)


def test_a_clock_set_wrong_is_measured_over_the_line_and_told_at_both_nodes(tmp_path: Path) -> None:
    """REQUIREMENTS 6.2: a node whose clock disagrees with its partners' says so."""
    with agencies(tmp_path / "stage") as stage:
        rabat, madrid = stage.sides
        for side in stage.sides:
            patient(lambda side=side: _told(side, "agrees"))
            found = clock_of_the_other(side)
            assert abs(found["offset_ms"]) <= found["uncertainty_ms"] < 2_000
            assert found["zones"] == "same"
        madrid.stop()
        shift(madrid, 7)
        madrid.start()
        for side, ahead in ((rabat, 7_000), (madrid, -7_000)):
            patient(lambda side=side: _told(side, "disagrees"))
            found = clock_of_the_other(side)
            assert abs(found["offset_ms"] - ahead) <= found["uncertainty_ms"] < 2_000
            assert found["own"] == "disagrees"
