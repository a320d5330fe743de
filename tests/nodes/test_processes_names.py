"""On real input: entities of two public lists, as reports, at two nodes, each one exchanged.

`bench listed` does the same with all 3,091 entities of the lists.
"""

from pathlib import Path

import pytest
from tests.nodes.listed import LISTS, exchange, names_held, names_in
from tests.nodes.processes import agencies

pytestmark = pytest.mark.slow

LINES = 100


def test_listed_entities_are_filed_at_two_nodes_and_every_one_is_exchanged(
    tmp_path: Path, shared_data: Path
) -> None:
    """With source and grade, at both nodes; every name is read back at the receiver."""
    lists = [tmp_path / name for name in LISTS]
    for path in lists:
        with (shared_data / "names" / path.name).open(encoding="utf-8", newline="") as file:
            path.write_text("".join(line for line, _ in zip(file, range(LINES), strict=False)))
    names = names_in(lists)
    assert len(names) > 60
    with agencies(tmp_path / "stage") as stage:
        sent = exchange(stage, lists, 120)
        one = stage.madrid.tansiq(
            "report", "show", f"rabat/{sent['rabat'][0]}", who="liaison", reason="sample"
        )
        assert one["content"]["grade"] == "europol_4x4:A1"
        assert one["content"]["mentions"][0]["category"] == "suspect"
        assert all(act["valid"] for act in one["acts"])
        assert names_held(stage.rabat, sent["madrid"]) == sum(map(len, names.values()))
