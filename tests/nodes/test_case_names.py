"""On real input: two public lists as two agencies' files in one joint case (issue of joint cases).

UN entities are said by one agency, OFAC entities by the other; both hold all, find them in either
script, dispute, merge, and show the very same files.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.nodes.joint import CASE, Joint, joint
from tests.nodes.lone import Lone

pytestmark = pytest.mark.slow

ENTITIES = {"un": 417, "ofac": 2674}
TERMS = ("--grade", "europol_4x4:A1", "--handling", "H0")


def listed(folder: Path) -> dict[str, dict[str, list[str]]]:
    """Names by source and entity, each once, in the order of the files."""
    found: dict[str, dict[str, list[str]]] = defaultdict(dict)

    def note(source: str, entity: str, name: str) -> None:
        if source in {"un", "ofac"} and name not in found[source].setdefault(entity, []):
            found[source][entity].append(name)

    with (folder / "dev.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            note(row["source"], row["entity1"], row["name1"])
            note(row["source"], row["entity2"], row["name2"])
    with (folder / "dev_pool.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            note(row["source"], row["id"], row["name"])
    return found


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Joint]:
    with joint(tmp_path_factory.mktemp("lists")) as made:
        yield made


def fill(side: Lone, source: str, names: dict[str, list[str]], folder: Path) -> dict[str, str]:
    """Import a list as FollowTheMoney entities; our id of each."""
    path = folder / f"{source}.ftm.json"
    with path.open("w", encoding="utf-8") as file:
        for entity, known in names.items():
            properties = {"name": known[:1], "alias": known[1:]}
            line = {"id": entity, "schema": "Person", "properties": properties}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    document = side.act(
        "case", "case", "document", CASE, "--source", "open_source", "--title", source,
        "--language", "en", "--handling", "H0",
    )["document"]  # fmt: skip
    done = side.act(
        "case", "entity", "import", CASE, str(path), "--category", "suspect",
        "--document", document, *TERMS,
    )  # fmt: skip
    assert (done["count"], done["left"]) == (len(names), [])
    return {one["reference"]: one["entity"] for one in done["entities"]}


def found_by(side: Lone, text: str) -> set[str]:
    """Ids of the entities a search shows."""
    shown = side.ask("case", "search", CASE, text, who="case", reason="inquiry")
    return {one["entity"] for one in shown["files"]}


def file_of(side: Lone, entity: str) -> dict:
    """An entity file."""
    return side.ask("entity", "show", CASE, entity, who="case", reason="inquiry")


def test_two_public_lists_become_one_joint_case(
    both: Joint, shared_data: Path, tmp_path: Path
) -> None:
    names = listed(shared_data / "names")
    assert {source: len(found) for source, found in names.items()} == ENTITIES
    un = fill(both.rabat, "un", names["un"], tmp_path)
    ofac = fill(both.madrid, "ofac", names["ofac"], tmp_path)
    both.carry()
    for side in (both.rabat, both.madrid):
        board = side.ask("case", "show", CASE, who="case", reason="inquiry")
        assert board["entities"] == sum(ENTITIES.values())
    # Each in every spelling that the list holds of it, at the node that did not write it.
    sample = [one for one in names["un"] if len(names["un"][one]) > 1][::60]
    missed = [
        (one, name)
        for one in sample
        for name in names["un"][one]
        if un[one] not in found_by(both.madrid, name)
    ]
    assert missed == []
    first, second = un[sample[0]], ofac[next(iter(names["ofac"]))]
    claim = file_of(both.madrid, first)["properties"][0]["claims"][0]["fact"]["id"]
    both.madrid.act(
        "case", "entity", "judge", CASE, claim, "--stance", "dispute", "--text", "otra persona",
        "--language", "es",
    )  # fmt: skip
    merged = both.madrid.act(
        "case", "entity", "merge", CASE, first, second, "--explanation", "same document"
    )["merge"]
    both.carry()
    together = [file_of(side, first) for side in (both.rabat, both.madrid)]
    assert together[0]["digest"] == together[1]["digest"]
    assert set(together[0]["members"]) == {first, second}
    spoken = together[0]["properties"][0]["claims"]
    assert [word["text"] for one in spoken for word in one["judgements"]] == ["otra persona"]
    both.rabat.act("case", "entity", "split", CASE, merged, "--explanation", "not the same")
    both.carry()
    for entity in (*list(un.values())[::200], *list(ofac.values())[::400]):
        assert len({file_of(side, entity)["digest"] for side in (both.rabat, both.madrid)}) == 1
