"""Forty sites over bad lines: who can be reached sees the decision, and nobody invents one."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests.nodes.forty import bad_day, forty

from tansiq.terms.operating import OrderState

pytestmark = [pytest.mark.slow, pytest.mark.faults]


def test_every_reachable_site_sees_the_decision_and_a_cut_off_one_invents_none(
    tmp_path: Path,
) -> None:
    """REQUIREMENTS 6.1, 6.3, 6.4; five countries, longer lines: `dev.py bench lines`."""
    with forty(tmp_path / "forty", ("almor", "norli", "teras")) as day:
        found = bad_day(day, 0.4, timedelta(seconds=50))
    print(f"seconds from the last vote to go: {found.went}, writes stalled: {found.stalled}")
    assert found.late == OrderState.LATE
