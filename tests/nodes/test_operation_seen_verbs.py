"""The verbs of operations tell what the board shows, labelled, to those on the file alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.nodes.operated import Operated, operated

pytestmark = pytest.mark.slow
WHY = "operation"


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Operated]:
    with operated(tmp_path) as made:
        yield made


def test_list_board_and_log_tell_what_the_pages_show(day: Operated) -> None:
    """6.1, 6.3, 6.7: states and counts of the others, the decision with its reason."""
    day.begin()
    day.madrid.vote()
    day.carry()
    rabat, where = day.both.rabat, day.rabat.where
    named = (where.channel, where.operation)
    (listed,) = rabat.ask("operation", "list", who="case", reason=WHY)["operations"]
    assert (listed["operation"], listed["outcome"], listed["sites"]) == (*named[1:], "waiting", 4)
    board = rabat.ask("operation", "board", *named, who="case", reason=WHY)
    assert (board["order"], board["reason"], board["version"]) == ("wait", "votes_missing", 1)
    assert {one["agency"]: one["missing"] for one in board["parties"]} == {"madrid": 0, "rabat": 1}
    assert "1 Invented Street" not in str(board)
    log = rabat.ask("operation", "log", *named, who="case", reason=WHY)
    assert {one["kind"] for one in log["lines"]} >= {"go_voted", "order_issued"}
    for verb in ("board", "log"):
        code, told = rabat.try_to(
            "operation", verb, named[0], "r-" + "a" * 26, who="case", reason=WHY
        )
        assert (code != 0, told["error"]) == (True, "operation_unknown")
    code, told = rabat.try_to("operation", "board", *named, who="case")
    assert told["error"] == "reason_missing"
