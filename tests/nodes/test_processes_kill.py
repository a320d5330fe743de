"""Kill -9 while releases flow: nothing lost, nothing twice, in order (REQUIREMENTS 1.1, T1)."""

import time
from pathlib import Path

import pytest
from tests.nodes.processes import Flow, agencies, patient, settled, strike, strikes

pytestmark = [pytest.mark.slow, pytest.mark.faults]


def test_five_kills_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    with agencies(tmp_path / "stage") as stage:
        flow = Flow(stage.rabat, count=60)
        flow.start()
        for victim, pause in strikes(seed=11, count=5):
            time.sleep(pause)
            strike(stage, victim)
        flow.end()
        assert len(flow.acknowledged) >= 60
        ours, theirs = settled(stage, flow.acknowledged)
        assert ours == theirs
        assert len(set(theirs)) == len(theirs)
        positions = [theirs.index(one) for one in flow.acknowledged]
        assert positions == sorted(positions)
        for side in stage.sides:
            log = patient(
                lambda side=side: side.tansiq("log", "verify", "rabat/desk:madrid~rabat/g1/e1")
            )
            assert log["sound"], log
            again = side.tansiq("rebuild")
            assert again["same"], again["differing"]
