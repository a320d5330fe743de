"""Public lists of names as reports at two nodes, every one of them exchanged both ways."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from demo.desk import FOR, TERMS
from demo.opening import CHANNEL, both
from demo.stage import Side, Stage
from tests.nodes.processes import patient

SOURCES = ("un", "ofac")
LISTS = ("dev.csv", "dev_pool.csv")


def names_in(lists: Iterable[Path]) -> Mapping[str, set[str]]:
    """The names of each entity that these sources list."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in lists:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["source"] not in SOURCES:
                    continue
                if "name" in row:
                    found[row["id"]].add(row["name"])
                else:
                    found[row["entity1"]].add(row["name1"])
                    found[row["entity2"]].add(row["name2"])
    return found


def exchange(stage: Stage, lists: Iterable[Path], seconds: float) -> dict[str, list[str]]:
    """File and release every entity at both nodes; what each sent, once the other has it all."""
    paths = [str(one) for one in lists]
    count = len(names_in(map(Path, paths)))

    def fill(side: Side) -> list[str]:
        only = [word for one in SOURCES for word in ("--only", one)]
        done = side.act(
            "liaison", "report", "import", "names", *paths, *only,
            "--grade", "europol_4x4:A1", "--handling", "H0", "--category", "suspect",
            "--file", CHANNEL,
        )  # fmt: skip
        assert done["filed"] == count
        made = side.act(
            "liaison", "report", "release-many",
            *[one["report"] for one in done["reports"]], *FOR, *TERMS[side.id],
        )  # fmt: skip
        assert made["count"] == count
        return [one["release"] for one in made["releases"]]

    sent = dict(zip(("rabat", "madrid"), both(stage, fill), strict=True))
    for side in stage.sides:
        other = stage.other(side)
        patient(lambda side=side, other=other: _all_there(side, other, sent[other.id]), seconds)
    return sent


def names_held(side: Side, sent: Iterable[str]) -> int:
    """How many names Madrid's releases hold, read back one by one at the receiver."""
    count = 0
    for named in sent:
        shown = side.tansiq("report", "show", f"madrid/{named}", who="liaison", reason="count")
        count += len(shown["content"]["mentions"][0]["names"])
    return count


def _all_there(side: Side, other: Side, sent: list[str]) -> None:
    found = side.tansiq(
        "report", "releases", "--channel", CHANNEL, "--agency", other.id, "--limit", "10000",
        who="liaison", reason="all of them",
    )  # fmt: skip
    held = {one["line"]["release"] for one in found["releases"]}
    if held != set(sent):
        raise ValueError(len(held))
