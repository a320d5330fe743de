"""On real input: every entity of two public lists, as reports, at two nodes, each one exchanged."""

from pathlib import Path

import pytest
from demo.desk import FOR, TERMS
from demo.opening import CHANNEL, both
from demo.stage import Side
from tests.nodes.processes import agencies, patient

pytestmark = pytest.mark.slow

ENTITIES, NAMES = 3091, 6437


def test_all_listed_entities_are_filed_at_two_nodes_and_every_one_is_exchanged(
    tmp_path: Path, shared_data: Path
) -> None:
    """3,091 entities with 6,437 names, with source and grade, at both nodes."""
    lists = [str(shared_data / "names" / name) for name in ("dev.csv", "dev_pool.csv")]
    with agencies(tmp_path / "stage") as stage:

        def fill(side: Side) -> list[str]:
            done = side.act(
                "liaison", "report", "import", "names", *lists, "--only", "un", "--only", "ofac",
                "--grade", "europol_4x4:A1", "--handling", "H0", "--category", "suspect",
                "--file", CHANNEL,
            )  # fmt: skip
            assert done["filed"] == ENTITIES
            made = side.act(
                "liaison", "report", "release-many",
                *[one["report"] for one in done["reports"]], *FOR, *TERMS[side.id],
            )  # fmt: skip
            assert made["count"] == ENTITIES
            return [one["release"] for one in made["releases"]]

        sent = dict(zip(("rabat", "madrid"), both(stage, fill), strict=True))
        for side in stage.sides:
            other = stage.other(side)
            patient(lambda side=side, other=other: _all_there(side, other, sent[other.id]), 300)
        one = stage.madrid.tansiq(
            "report", "show", f"rabat/{sent['rabat'][0]}", who="liaison", reason="sample"
        )
        assert one["content"]["grade"] == "europol_4x4:A1"
        assert one["content"]["mentions"][0]["category"] == "suspect"
        assert all(act["valid"] for act in one["acts"])
        assert _names(stage.rabat, sent["madrid"]) == NAMES


def _all_there(side: Side, other: Side, sent: list[str]) -> None:
    found = side.tansiq(
        "report", "releases", "--channel", CHANNEL, "--agency", other.id, "--limit", "10000",
        who="liaison", reason="all of them",
    )  # fmt: skip
    held = {one["line"]["release"] for one in found["releases"]}
    if held != set(sent):
        raise ValueError(len(held))


def _names(side: Side, sent: list[str]) -> int:
    """How many names the releases hold, read back one by one at the receiver."""
    count = 0
    for named in sent:
        shown = side.tansiq("report", "show", f"madrid/{named}", who="liaison", reason="count")
        count += len(shown["content"]["mentions"][0]["names"])
    return count
