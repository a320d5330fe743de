"""Common subjects by the command line between two nodes (REQUIREMENTS 2.1-2.6)."""

import io
import json
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from tests.nodes.joint import CASE, Joint, joint
from tests.nodes.lone import Lone
from tests.nodes.matching import CANARY, OURS, THEIRS

from tansiq.cli.main import main
from tansiq.node import match_steps
from tansiq.node.compose import Node

pytestmark = pytest.mark.slow

FOR = ("--type", "phone", "--legal-basis", "art. 1")
WHY = "the inquiry"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Joint]:
    with joint(tmp_path_factory.mktemp("verbs")) as made:
        for side in (made.rabat, made.madrid):
            side.officer("dpo", "data_protection_officer")
            side.officer("auditor", "supervisor")
        yield made


def kept(side: Lone, lines: list[str], *more: str) -> str:
    file = side.folder / "identifiers.txt"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    made = side.act(
        "case", "subjects", "list", "keep", str(file), *FOR, "--title", "watch list",
        "--purpose", "inquiry 1", "--region", "MA", *more,
    )  # fmt: skip
    assert made["count"] == len(set(lines))
    found: str = made["list"]
    return found


def carried(both: Joint) -> None:
    """Bundles and the nodes' own steps, until nothing moves."""
    still = 0
    while still < 2:
        both.carry()
        taken = 0
        for side in (both.rabat, both.madrid):
            with Node.open(side.node) as node:
                taken += match_steps.advance(node)
        still = 0 if taken else still + 1


def shown(side: Lone, match: str, who: str = "case") -> dict:
    return side.ask("subjects", "match", "show", match, who=who, reason=WHY)


def codes(told: list[dict]) -> list[str]:
    return [one["code"] for one in told]


def test_a_match_goes_its_whole_way_by_the_command_line(both: Joint, tmp_path: Path) -> None:
    """2.1-2.3: and `show` says at each step whose turn it is and who learns what."""
    rabat, madrid = both.rabat, both.madrid
    ours, theirs = kept(rabat, [*OURS, *CANARY]), kept(madrid, THEIRS)
    kept(madrid, CANARY, "--canary")
    match = rabat.act("case", "subjects", "match", "propose", CASE, *FOR, "--list", ours)["match"]
    seen = shown(rabat, match)
    assert (seen["state"], seen["next"]["code"]) == ("proposed", "approve")
    assert seen["next"]["agencies"] == ["rabat"]
    assert codes(seen["disclosed"]) == ["size"]
    assert codes(seen["to_disclose"]) == [
        "size_answerer", "points", "count", "hits_asker", "hits_answerer", "verdicts",
    ]  # fmt: skip
    same = rabat.act("case", "subjects", "match", "approve", match, expect=3)
    assert same["error"] == "match_same_officer"
    rabat.act("liaison", "subjects", "match", "approve", match)
    both.carry()
    seen = shown(madrid, match)
    assert (seen["side"], seen["next"]["code"]) == ("answerer", "accept")
    madrid.act("case", "subjects", "match", "accept", match, "--list", theirs)
    carried(both)
    for side in (rabat, madrid):
        seen = shown(side, match)
        assert (seen["state"], seen["counted"], seen["hits"]) == ("counted", 6, [])
        assert seen["next"] == {
            "agencies": ["madrid", "rabat"], "code": "reveal", "words": seen["next"]["words"],
        }  # fmt: skip
        side.act("liaison", "subjects", "match", "reveal", match)
    carried(both)
    seen = shown(madrid, match)
    assert (seen["state"], seen["problems"]) == ("revealed", [])
    assert codes(seen["to_disclose"]) == ["verdicts"]
    assert {one["identifier"] for one in seen["hits"] if one["canary"]} == set(CANARY)
    place = seen["hits"][0]["place"]
    said = ("--place", str(place), "--verdict", "not_same", "--explanation", "ported in May")
    madrid.act("case", "subjects", "match", "judge", match, *said)
    both.carry()
    (hit,) = (one for one in shown(rabat, match)["hits"] if one["place"] == place)
    assert hit["verdicts"] == [
        {"agency": "madrid", "explanation": "ported in May", "verdict": "not_same"}
    ]
    (listed,) = rabat.ask("subjects", "match", "list", CASE, who="case", reason=WHY)["matches"]
    assert listed["match"] == match
    lists = madrid.ask("subjects", "list", "show", who="case", reason=WHY)["lists"]
    assert {(one["canary"], tuple(one["matches"])) for one in lists} == {
        (True, (match,)), (False, (match,)),
    }  # fmt: skip
    watched(both, match, tmp_path)


def watched(both: Joint, match: str, folder: Path) -> None:
    """2.2: quotas, canaries, the audit and opened leaves by the command line."""
    rabat, madrid = both.rabat, both.madrid
    quota = ("--type", "phone", "--daily", "500", "--explanation", "agreed in March")
    madrid.act("dpo", "subjects", "match", "quota", "rabat", *quota)
    seen = madrid.ask("subjects", "match", "oversight", who="dpo", reason="monthly")
    (told,) = seen["quotas"]
    assert (told["daily"], told["spent"], told["points_left"]) == (500, 160, 340)
    assert [one["identifier"] for one in seen["canaries"]] == CANARY
    for side in (rabat, madrid):
        report = side.ask(
            "subjects", "match", "audit", match, "--sample", "4", who="auditor", reason="monthly"
        )
        assert {one["state"] for one in report["checks"]} == {"ok", "not_ours"}
        assert len(report["leaves"]) == 4
    out = io.StringIO()
    with redirect_stdout(out):
        main(
            [
                "--node", str(madrid.node), "--lang", "es", "subjects", "match", "audit", match,
                "--sample", "1", "--seed", "dice", "--as", str(madrid.officers["auditor"]),
                "--reason", "monthly",
            ]
        )  # fmt: skip
    assert "  + puntos respondidos\n" in out.getvalue()
    assert "  · puntos pedidos: Solo el nodo del socio" in out.getvalue()
    assert "--seed dice" in out.getvalue()
    file = folder / "leaves.json"
    opened = rabat.ask(
        "subjects", "match", "open-leaves", match, str(file), "--sample", "4", "--seed", "dice",
        who="auditor", reason="asked by madrid",
    )  # fmt: skip
    assert (opened["count"], opened["withheld"]) in {(4, 0), (5, 0)}
    root = ("--root", shown(madrid, match)["root"])
    alone = Lone(folder)
    good = alone.ask("subjects", "match", "check-leaves", str(file), *root, "--seed", "dice")
    assert all(one["proven"] for one in good["leaves"])
    told = json.loads(file.read_text(encoding="utf-8"))
    told["leaves"][0]["item"] = "+212611111111"
    file.write_text(json.dumps(told), encoding="utf-8")
    alone.ask("subjects", "match", "check-leaves", str(file), *root, expect=1)
    wrong = alone.ask("subjects", "match", "check-leaves", str(file), "--root", "00", expect=4)
    assert wrong["error"] == "leaves_other_root"


def test_a_list_with_lines_that_are_none_is_not_kept(both: Joint) -> None:
    """A wrong form would be a silent miss: each line with its number and reason, in words."""
    file = both.rabat.folder / "wrong.txt"
    file.write_text("0661234500\nnobody\n066\n", encoding="utf-8")
    line = (
        "subjects", "list", "keep", str(file), *FOR, "--title", "x", "--purpose", "y",
        "--region", "MA",
    )  # fmt: skip
    told = both.rabat.act("case", *line, expect=4)
    assert (told["error"], told["facts"]) == ("identifiers_unread", {"lines": 2})
    assert [(one["line"], one["code"]) for one in told["unread"]] == [
        (2, "identifier_phone"), (3, "identifier_phone"),
    ]  # fmt: skip
    out = io.StringIO()
    officer = str(both.rabat.officers["case"])
    with redirect_stdout(out):
        code = main(
            ["--node", str(both.rabat.node), "--lang", "fr", *line, "--as", officer, "--yes"]
        )
    assert code == 4
    assert "  2: Ce n'est pas un numéro de téléphone" in out.getvalue()
    lists = both.rabat.ask("subjects", "list", "show", who="case", reason=WHY)["lists"]
    assert all(one["title"] != "x" for one in lists)


def test_who_may_not_is_refused_at_each_verb(both: Joint) -> None:
    rabat = both.rabat
    ours = kept(rabat, OURS)
    match = rabat.act("case", "subjects", "match", "propose", CASE, *FOR, "--list", ours)["match"]
    why = ("--explanation", "x")
    for who, words in (
        ("dpo", ("accept", match, "--list", ours)),
        ("dpo", ("propose", CASE, *FOR, "--list", ours)),
        ("auditor", ("approve", match)),
        ("auditor", ("reveal", match)),
        ("auditor", ("end", match, *why)),
        ("dpo", ("judge", match, "--place", "1", "--verdict", "same", *why)),
        ("case", ("quota", "madrid", "--type", "phone", "--daily", "1", *why)),
        ("auditor", ("quota", "madrid", "--type", "phone", "--daily", "1", *why)),
    ):
        told = rabat.act(who, "subjects", "match", *words, expect=3)
        assert told["error"] == "access_role", words
    for who, words in (
        ("dpo", ("show", match)),
        ("dpo", ("list", CASE)),
        ("case", ("oversight",)),
        ("case", ("audit", match)),
        ("liaison", ("open-leaves", match, str(rabat.folder / "none.json"))),
    ):
        told = rabat.ask("subjects", "match", *words, who=who, reason=WHY, expect=3)
        assert told["error"] == "access_role", words
    assert not (rabat.folder / "none.json").exists()
    rabat.act("case", "subjects", "match", "refuse", match, "--explanation", "no ground left")
    seen = shown(rabat, match)
    assert (seen["state"], seen["ended"], seen["to_disclose"]) == ("ended", "no ground left", [])


def kinds(side: Lone, origin: str) -> list[str]:
    """What was said in a log, as it lies at a node."""
    found: list[str] = []
    while True:
        more = side.ask("log", "show", origin, "--first", str(len(found)))["entries"]
        found += [one["kind"] for one in more]
        if not more:
            return found


def test_the_log_says_which_query_the_partner_was_told_of(both: Joint) -> None:
    """2.6: a local search leaves a line at home alone, a match a step in the log of both."""
    rabat, madrid = both.rabat, both.madrid
    both.carry()
    both.carry()
    (log,) = (
        one["origin"] for one in madrid.ask("log", "list")["logs"]
        if one["origin"].startswith(f"rabat/{CASE}/")
    )  # fmt: skip
    before = kinds(madrid, log)
    rabat.ask("case", "search", CASE, "Younes El Mithali", who="case", reason=WHY)
    both.carry()
    assert kinds(madrid, log) == kinds(rabat, log) == before, "nobody else hears of a search"
    reads = rabat.ask("audit", "reads", who="dpo", reason="monthly")["reads"]
    (told,) = (one for one in reads if "Younes" in one["text"])
    assert (told["officer"], told["reason"]) == (rabat.id_of("case"), WHY)
    ours = kept(rabat, OURS)
    match = rabat.act("case", "subjects", "match", "propose", CASE, *FOR, "--list", ours)["match"]
    both.carry()
    said = kinds(madrid, log)[len(before) :]
    assert "match_proposed" in said, "a match always tells both"
    assert kinds(rabat, log)[len(before) :] == said, "and the own log says so too"
    assert shown(madrid, match)["asker"] == "rabat"
