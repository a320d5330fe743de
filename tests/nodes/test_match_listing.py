"""Lists that change, standing matches, turned keys by the command line (REQUIREMENTS 2.1-2.6)."""

import io
from collections.abc import Iterator
from contextlib import redirect_stdout

import pytest
from tests.nodes.joint import CASE, Joint, joint
from tests.nodes.lone import Lone
from tests.nodes.matching import CANARY, OURS, THEIRS, Side
from tests.nodes.names_listed import COMMON_HERE, listed
from tests.nodes.test_match_verbs import FOR, WHY, carried, kept, shown

from tansiq.cli.main import main
from tansiq.node import match_lists
from tansiq.node.compose import Node
from tansiq.node.match_lists import Change
from tansiq.terms.errors import Invalid

pytestmark = pytest.mark.slow

BECAUSE = ("--explanation", "new order of 4 May")
STANDING = ("--watch", "--daily", "16")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Joint]:
    with joint(tmp_path_factory.mktemp("listing")) as made:
        for side in (made.rabat, made.madrid):
            side.officer("dpo", "data_protection_officer")
            side.officer("auditor", "supervisor")
        yield made


def written(side: Lone, name: str, lines: list[str]) -> str:
    file = side.folder / name
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(file)


def the_list(side: Lone, named: str) -> dict:
    (one,) = (
        one
        for one in side.ask("subjects", "list", "show", who="case", reason=WHY)["lists"]
        if one["list"] == named
    )
    found: dict = one
    return found


def begun(both: Joint, ours: str, theirs: str, *how: str) -> str:
    """A match that both agencies have approved, and whose nodes have done what they can."""
    rabat, madrid = both.rabat, both.madrid
    line = ("subjects", "match", "propose", CASE, *FOR, "--list", ours, *how)
    match: str = rabat.act("case", *line)["match"]
    rabat.act("liaison", "subjects", "match", "approve", match)
    both.carry()
    madrid.act("case", "subjects", "match", "accept", match, "--list", theirs)
    carried(both)
    return match


def test_a_list_is_changed_whole_or_its_bad_lines_are_named(both: Joint) -> None:
    """2.2: a line that cannot be read changes nothing; file, number and reason are told."""
    rabat = both.rabat
    ours = kept(rabat, OURS)
    add = written(rabat, "add.txt", ["0661234570", "nobody"])
    remove = written(rabat, "remove.txt", ["066", OURS[0]])
    line = (
        "subjects", "list", "change", ours, "--add", add, "--remove", remove, "--region", "MA",
        *BECAUSE,
    )  # fmt: skip
    told = rabat.act("case", *line, expect=4)
    assert (told["error"], told["facts"]) == ("identifiers_unread", {"lines": 2})
    assert [(one["file"], one["line"], one["code"]) for one in told["unread"]] == [
        (add, 2, "identifier_phone"), (remove, 1, "identifier_phone"),
    ]  # fmt: skip
    out = io.StringIO()
    officer = str(rabat.officers["case"])
    with redirect_stdout(out):
        main(["--node", str(rabat.node), "--lang", "es", *line, "--as", officer, "--yes"])
    assert f"  {add}:2: " in out.getvalue()
    assert the_list(rabat, ours)["count"] == len(OURS)
    written(rabat, "add.txt", ["0661234570", OURS[5]])
    written(rabat, "remove.txt", ["06 61 23 45 00", "0699999999"])
    made = rabat.act("case", *line)
    assert (made["added"], made["removed"]) == (1, 1), "what is there, or is not, is not counted"
    assert the_list(rabat, ours)["count"] == len(OURS)
    told = rabat.act("case", "subjects", "list", "change", ours, *BECAUSE, expect=4)
    assert told["error"] == "identifiers_none"
    told = rabat.act(
        "case", "subjects", "list", "change", "r-none", "--add", add, *BECAUSE, expect=5
    )
    assert told["error"] == "identifiers_unknown"


def test_a_list_of_names_is_kept_anew_and_not_changed(both: Joint) -> None:
    rabat = both.rabat
    file = written(rabat, "names.csv", listed(COMMON_HERE, ["Ignacio Pruebas"]))
    line = ("--type", "name", "--title", "x", "--purpose", "y", "--legal-basis", "art. 1")
    named = rabat.act("case", "subjects", "list", "keep", file, *line)["list"]
    change = ("subjects", "list", "change", named, "--add", file, *BECAUSE)
    assert rabat.act("case", *change, expect=4)["error"] == "identifier_type"
    side = Side(rabat)
    with Node.open(rabat.node) as node, pytest.raises(Invalid, match="no type of identifier name"):
        match_lists.change(node, side.hand("case"), named, Change(reason="nothing in it"))
    propose = ("subjects", "match", "propose", CASE, "--type", "name", "--legal-basis", "art. 1")
    told = rabat.act("case", *propose, "--list", named, *STANDING, expect=3)
    assert told["error"] == "match_names_standing"


def test_a_standing_match_shows_its_rounds_and_since_when_a_hit_stands(both: Joint) -> None:
    """2.1-2.6: proposed from the command line, its rounds and its hits, a key turned, its end."""
    rabat, madrid = both.rabat, both.madrid
    ours, theirs = kept(rabat, [*OURS, *CANARY]), kept(madrid, THEIRS)
    propose = ("subjects", "match", "propose", CASE, *FOR, "--list", ours)
    told = rabat.act("case", *propose, "--daily", "16", expect=4)
    assert told["error"] == "cli_watch_missing"
    assert rabat.act("case", *propose, "--watch", expect=4)["error"] == "match_daily"
    match = begun(both, ours, theirs, *STANDING, "--tells")
    seen = shown(rabat, match)
    assert (seen["state"], seen["mode"], seen["daily"], seen["tells"]) == (
        "watching", "watch", 16, True,
    )  # fmt: skip
    (first,) = seen["rounds"]
    assert (first["round"], first["epoch"], first["answered"], first["hits_told"]) == (
        1,
        1,
        True,
        5,
    )
    assert {(one["since_round"], one["ended"]) for one in seen["hits"]} == {(1, "")}
    assert [one["code"] for one in seen["disclosed"]][2] == "points_daily"
    gone = written(rabat, "gone.txt", [seen["hits"][0]["identifier"]])
    rabat.act("case", "subjects", "list", "change", ours, "--remove", gone, *BECAUSE)
    seen = shown(rabat, match)
    assert sorted(one["ended"] for one in seen["hits"]) == ["", "", "", "", "ours"]
    once = begun_once(both, ours, theirs)
    told = madrid.ask("subjects", "match", "oversight", who="dpo", reason="monthly")
    (epoch,) = told["epochs"]
    assert (epoch["partner"], epoch["epoch"], epoch["to_end"], epoch["to_renew"]) == (
        "rabat", 1, 1, 1,
    )  # fmt: skip
    turned = madrid.act("dpo", "subjects", "match", "turn-key", "rabat", "--type", "phone")
    assert (turned["partner"], turned["type"]) == ("rabat", "phone")
    carried(both)
    assert "match_epoch_over" in shown(rabat, once)["ended"]
    assert [one["epoch"] for one in shown(rabat, match)["rounds"]] == [1, 2]
    told = madrid.act("dpo", "subjects", "match", "turn-key", "rabat", "--type", "iban", expect=5)
    assert told["error"] == "match_epoch_missing"
    madrid.act("case", "subjects", "list", "withdraw", theirs, *BECAUSE)
    carried(both)
    assert "match_list_gone" in shown(rabat, match)["ended"]
    assert the_list(madrid, theirs)["withdrawn"] == BECAUSE[1]
    told = madrid.act("case", "subjects", "list", "withdraw", theirs, *BECAUSE, expect=6)
    assert told["error"] == "identifiers_withdrawn"


def begun_once(both: Joint, ours: str, theirs: str) -> str:
    """A match that madrid has accepted, and in which nothing was asked yet."""
    rabat, madrid = both.rabat, both.madrid
    line = ("subjects", "match", "propose", CASE, *FOR, "--list", ours)
    match: str = rabat.act("case", *line)["match"]
    rabat.act("liaison", "subjects", "match", "approve", match)
    both.carry()
    madrid.act("case", "subjects", "match", "accept", match, "--list", theirs)
    return match


def test_who_may_not_changes_no_list_and_turns_no_key(both: Joint) -> None:
    rabat = both.rabat
    ours = kept(rabat, OURS)
    file = written(rabat, "more.txt", ["+212670000001"])
    for who, words in (
        ("dpo", ("list", "change", ours, "--add", file, *BECAUSE)),
        ("auditor", ("list", "change", ours, "--add", file, *BECAUSE)),
        ("auditor", ("list", "change", "r-none", "--add", file, *BECAUSE)),
        ("dpo", ("list", "withdraw", ours, *BECAUSE)),
        ("auditor", ("list", "withdraw", ours, *BECAUSE)),
        ("case", ("match", "turn-key", "madrid", "--type", "phone")),
        ("auditor", ("match", "turn-key", "madrid", "--type", "phone")),
        ("liaison", ("match", "turn-key", "nobody", "--type", "phone")),
    ):
        told = rabat.act(who, "subjects", *words, expect=3)
        assert told["error"] == "access_role", words
    seen = the_list(rabat, ours)
    assert (seen["count"], seen["withdrawn"]) == (len(OURS), "")


def test_nothing_is_asked_or_approved_in_a_case_that_is_shut(both: Joint) -> None:
    """2.1, 2.2: a run needs an open case: officers are refused, and the nodes stand still."""
    rabat, madrid = both.rabat, both.madrid
    ours, theirs = kept(rabat, OURS), kept(madrid, THEIRS)
    line = ("subjects", "match", "propose", CASE, *FOR, "--list", ours)
    standing, once = begun(both, ours, theirs, *STANDING), begun(both, ours, theirs)
    new: str = rabat.act("case", *line)["match"]
    asked: str = rabat.act("case", *line)["match"]
    rabat.act("liaison", "subjects", "match", "approve", asked)
    both.carry()
    assert [shown(rabat, one)["state"] for one in (standing, once)] == ["watching", "counted"]
    rabat.set(clock_offset_seconds=11 * 366 * 86_400)
    try:
        assert rabat.act("case", *line, expect=3)["error"] == "case_over"
        assert Side(rabat).advance() == 0, "rounds of eleven years are due, and none is asked"
        assert len(shown(rabat, standing)["rounds"]) == 1
    finally:
        rabat.set(clock_offset_seconds=0)
    rabat.act("case", "case", "close", CASE, *BECAUSE)
    both.carry()
    for side, who, words in (
        (rabat, "case", line),
        (rabat, "liaison", ("subjects", "match", "approve", new)),
        (rabat, "liaison", ("subjects", "match", "reveal", once)),
        (madrid, "liaison", ("subjects", "match", "reveal", once)),
        (madrid, "case", ("subjects", "match", "accept", asked, "--list", theirs)),
    ):
        assert side.act(who, *words, expect=3)["error"] == "case_closed", words
    carried(both)
    for one in (standing, once):
        assert [shown(side, one)["state"] for side in (rabat, madrid)] == ["ended", "ended"]
    assert shown(rabat, once)["hits"] == []
