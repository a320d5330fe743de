"""What is kept is erased, held and reviewed by who needs to know its file, on a whole node."""

from collections.abc import Iterator

import pytest
from tests.nodes.lone import Lone, lone

pytestmark = pytest.mark.slow

ROLES = {
    "far": "case_officer",
    "judge": "prosecutor",
    "handler": "source_handler",
    "privacy": "data_protection_officer",
    "auditor": "supervisor",
    "machine": "system_administrator",
}
NEVER = "rc-" + "a" * 26
TEXT = (
    "--title", "far", "--text", "words", "--language", "en", "--grade", "europol_4x4:B2",
    "--handling", "H0", "--file", "case:far",
)  # fmt: skip


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lone]:
    with lone(tmp_path_factory.mktemp("classes") / "rabat") as made:
        for name, role in ROLES.items():
            made.officer(name, role)
        for name in ("far", "judge", "handler"):
            made.decide("officer", "propose", "assign", made.id_of(name), "--file", "case:far")
        yield made


@pytest.fixture
def filed(node: Lone) -> dict:
    return node.act("handler", "report", "file", *TEXT)


def as_absent(node: Lone, code: str, *words: str, who: str = "case", reason: str = "") -> None:
    """A guessed id says nothing: refused in the words of one that was never there."""
    given = (*words, "--reason", reason) if reason else (*words, "--yes")
    assert node.ask(*given, who=who, expect=5)["error"] == code, words


def not_on_file(node: Lone, *words: str, who: str = "case", reason: str = "") -> None:
    given = (*words, "--reason", reason) if reason else (*words, "--yes")
    assert node.ask(*given, who=who, expect=3)["error"] == "access_not_on_file", words


def test_an_officer_of_another_case_neither_orders_nor_approves_nor_reads_an_erasure(
    node: Lone, filed: dict
) -> None:
    """REQUIREMENTS 11.3 with DESIGN 6: need to know is by case."""
    ground = ("--ground", "wrong", "--explanation", "the baker was not there")
    as_absent(node, "class_unknown", "erase", "order", filed["class_id"], *ground)
    as_absent(node, "class_unknown", "erase", "order", NEVER, *ground)
    for report in (filed["report"], "r-never"):
        as_absent(node, "report_unknown", "retention", "classes", report, reason="to erase")
    near = node.file("near")
    both = (near["class_id"], filed["class_id"])
    as_absent(node, "class_unknown", "erase", "order", *both, *ground)
    order = node.act("far", "erase", "order", filed["class_id"], *ground)["id"]
    not_on_file(node, "erase", "approve", order)
    not_on_file(node, "erase", "refuse", order, "--because", "mine to say")
    not_on_file(node, "erase", "show", order, reason="curious")
    seen = node.ask("erase", "show", order, who="judge", reason="second officer")
    assert seen["order"]["explanation"] == "the baker was not there"
    by_one = node.act("far", "erase", "approve", order, expect=3)
    assert by_one["error"] == "erasure_by_one"
    assert node.act("judge", "erase", "approve", order)["state"] == "done"
    # The file of what is gone cannot be told: only who watches over all of it reads on.
    not_on_file(node, "erase", "show", order, who="far", reason="what became of it")
    assert node.ask("erase", "show", order, who="privacy", reason="audit")["state"] == "done"


def test_the_data_protection_officer_needs_no_file_and_still_a_second_person(
    node: Lone, filed: dict
) -> None:
    found = node.ask("retention", "classes", filed["report"], who="privacy", reason="request 9/26")
    assert [one["class_id"] for one in found["classes"]] == [filed["class_id"]]
    order = node.act("privacy", "erase", "order", filed["class_id"], "--ground", "rights_request")
    by_one = node.act("privacy", "erase", "approve", order["id"], expect=3)
    assert by_one["error"] == "erasure_by_one"
    not_on_file(node, "erase", "approve", order["id"])
    assert node.act("judge", "erase", "approve", order["id"])["state"] == "done"


def test_holds_and_reviews_belong_to_the_file_too(node: Lone, filed: dict) -> None:
    target = filed["class_id"]
    review = ("--ground", "still needed", "--next", "2027-06-01")
    for guessed in (target, NEVER):
        as_absent(node, "class_unknown", "retention", "review", guessed, *review)
        as_absent(node, "class_unknown", "hold", "place", guessed, "--ground", "mine")
    hold = node.act("judge", "hold", "place", target, "--ground", "the court of Almar asks")["id"]
    not_on_file(node, "hold", "lift", hold, "--ground", "mine")
    held = node.act("far", "erase", "order", target, "--ground", "wrong", expect=3)
    assert held["error"] == "erasure_held"
    done = node.act("auditor", "hold", "lift", hold, "--ground", "the court is done")
    assert done["id"] == hold


def test_the_ground_of_a_hold_is_read_with_a_reason_by_who_needs_to_know(
    node: Lone, filed: dict
) -> None:
    """What officers write freely is in no list; reading it is on record (REQUIREMENTS 11.1)."""
    said = "the court of Almar asks"
    hold = node.act("judge", "hold", "place", filed["class_id"], "--ground", said)["id"]
    (listed,) = (one for one in node.ask("hold", "list")["holds"] if one["hold"] == hold)
    assert listed["ground"] == ""
    assert node.ask("hold", "show", hold, who="judge", expect=4)["error"] == "reason_missing"
    not_on_file(node, "hold", "show", hold, reason="curious")
    refused = node.ask("hold", "show", hold, who="machine", reason="health", expect=3)
    assert refused["error"] == "access_role"
    seen = node.ask("hold", "show", hold, who="privacy", reason="request 12/26")
    assert (seen["ground"], seen["stands"]) == (said, True)
    read = node.ask("audit", "who-saw", hold, who="privacy", reason="audit")["reads"]
    assert [one["reason"] for one in read] == ["request 12/26"]
    node.act("judge", "hold", "lift", hold, "--ground", "the court is done")
    seen = node.ask("hold", "show", hold, who="auditor", reason="audit")
    assert (seen["stands"], seen["lifted_because"]) == (False, "the court is done")
    assert hold not in {one["hold"] for one in node.ask("hold", "list")["holds"]}
    unknown = node.ask("hold", "show", "r-unknown", who="judge", reason="x", expect=5)
    assert unknown["error"] == "hold_unknown"


def test_a_class_of_the_nodes_own_records_belongs_to_home(node: Lone) -> None:
    """An officer on no file of the node's keeping does not erase who was put on which case."""
    filed = node.file("held")
    hold = node.act("case", "hold", "place", filed["class_id"], "--ground", "court asks")
    order = ("erase", "order", hold["class_id"], "--ground", "wrong")
    as_absent(node, "class_unknown", *order, who="far")
    assert node.act("case", "erase", "order", hold["class_id"], "--ground", "wrong")["id"]
