"""Common subjects: two watch files are compared without being opened, hit by hit, by people."""

from typing import Any

from demo.casework import CASE
from demo.casework import shown as file_of
from demo.narration import Narrator, check, wait_for
from demo.stage import DATA, Side, Stage

COMMON = ["+447700900101", "+447700900117"]
REASON = "inquiry 31/26"
ABOUT = ("--type", "phone", "--region", "GB", "--purpose", REASON, "--legal-basis", "order 31/26")


def matching(stage: Stage, tell: Narrator) -> None:
    """Two lists of telephone numbers meet: how many first, then which, once both approve."""
    tell.chapter("subjects", "Common subjects: what both know, and nothing of the rest")
    rabat, madrid = stage.sides
    lists = {side.id: kept(side) for side in stage.sides}
    match = rabat.act(
        "case", "subjects", "match", "propose", CASE, "--type", "phone",
        "--list", lists["rabat"], "--legal-basis", "order 31/26",
    )["match"]  # fmt: skip
    alone = rabat.act("case", "subjects", "match", "approve", match, expect=3)
    check("nobody approves their own proposal", holds=alone["error"] == "match_same_officer")
    rabat.act("liaison", "subjects", "match", "approve", match)
    wait_for("the proposal reaches madrid", lambda: state(madrid, match) == "endorsed")
    madrid.act("liaison", "subjects", "match", "accept", match, "--list", lists["madrid"])
    for side in stage.sides:
        wait_for("both know how many", lambda side=side: state(side, match) == "counted", 90)
    tell.say("24 numbers there, 22 here: two match. Which ones, neither side knows yet.")
    check("no hit before both approve", holds=shown(rabat, match)["hits"] == [])
    rabat.act("liaison", "subjects", "match", "reveal", match)
    madrid.act("liaison", "subjects", "match", "reveal", match)
    for side in stage.sides:
        wait_for("the hits are revealed", lambda side=side: state(side, match) == "revealed", 90)
        check("exactly what both know", holds=sorted(hits(side, match)) == COMMON)
    stage.kept["match"] = match
    tell.shown(match=match, hits=len(COMMON))


def verdicts(stage: Stage, tell: Narrator) -> None:
    """A person judges each hit; what is not the same leaves nothing but a word in the log."""
    tell.chapter("verdicts", "A person judges each hit; a false one leaves no trace but the log")
    (rabat, madrid), match = stage.sides, stage.kept["match"]
    same, other = COMMON
    person = stage.kept["person"]
    before = file_of(rabat, person)["digest"]
    places = hits(rabat, match)
    empty = judged(rabat, match, (places[other], "not_same", ""), expect=4)
    check("no verdict without a reason", holds=empty["error"] == "desk_field_missing")
    judged(rabat, match, (places[same], "same", "the subscriber of PV-114/26"))
    judged(rabat, match, (places[other], "not_same", "given to another subscriber in May"))
    wait_for("madrid sees both verdicts", lambda: len(told(madrid, match)) == len(COMMON))
    check("the false hit is told as such", holds=told(madrid, match)[other] == "not_same")
    check("no file has changed", holds=file_of(rabat, person)["digest"] == before)
    for side in stage.sides:
        found = side.tansiq("case", "search", CASE, other, who="case", reason=REASON)
        check("and nobody finds it there", holds=found["files"] == [])
    tell.say("One number: the same. The other was given away in May: a word in the log, no more.")
    tell.shown(verdicts=told(madrid, match))


def kept(side: Side) -> str:
    """The watch file of a side, kept as a list at home."""
    path = DATA / f"{side.id}_watch.txt"
    made = side.act(
        "case", "subjects", "list", "keep", str(path), "--title", "Watch file 31/26", *ABOUT
    )
    return str(made["list"])


def shown(side: Side, match: str) -> dict[str, Any]:
    """The match as a side sees it."""
    found: dict[str, Any] = side.tansiq(
        "subjects", "match", "show", match, who="liaison", reason=REASON
    )
    return found


def state(side: Side, match: str) -> str:
    """Where it stands at a side; empty while it has not heard of it."""
    found = side.tansiq("subjects", "match", "list", CASE, who="liaison", reason=REASON)["matches"]
    return next((one["state"] for one in found if one["match"] == match), "")


def hits(side: Side, match: str) -> dict[str, int]:
    """Identifiers that both know, with the place of each."""
    return {one["identifier"]: one["place"] for one in shown(side, match)["hits"]}


def judged(side: Side, match: str, what: tuple[int, str, str], expect: int = 0) -> dict[str, Any]:
    """Give a verdict: (place, verdict, reason)."""
    place, verdict, reason = what
    return side.act(
        "case", "subjects", "match", "judge", match, "--place", str(place),
        "--verdict", verdict, "--explanation", reason, expect=expect,
    )  # fmt: skip


def told(side: Side, match: str) -> dict[str, str]:
    """Identifiers with the verdict that was said of each."""
    found = shown(side, match)["hits"]
    return {one["identifier"]: v["verdict"] for one in found for v in one["verdicts"]}


CHAPTERS = (matching, verdicts)
