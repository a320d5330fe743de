"""What outsiders wrote: a press page in Arabic, a mail in Spanish, and what people make of them."""

from typing import Any

from demo.casework import CASE, alike, shown
from demo.narration import Narrator, check, wait_for
from demo.stage import DATA, Side, Stage

REASON = "press of the day"
SAID = ("--case", CASE, "--grade", "europol_4x4:C3", "--handling", "H0")


def intake(stage: Stage, tell: Narrator) -> None:
    """Each side takes files in; what a person accepts becomes claims of the joint case."""
    tell.chapter("intake", "What outsiders wrote becomes claims only by a person's hand")
    rabat, madrid = stage.sides
    page = _taken(rabat, "press_almanar.html")
    copy = _taken(rabat, "press_shiraa.html")
    letter = _taken(madrid, "mail_vigia.eml")
    check("a rumour of two outlets counts once", holds=_origins(rabat) == [[page, copy]])
    draft = _draft(rabat, page)
    clashes = [one["kind"] for one in draft["contradictions"]]
    check("what cannot both be so is shown", holds=clashes == ["weekday", "count"])
    person = _accepted_in_bulk(rabat, draft)
    wait_for("madrid has the person", lambda: _has(madrid, person))
    named = _accepted_by_name(madrid, _draft(madrid, letter), person)
    alike(stage, person)
    tell.say("Two Arabic pages are one origin; five and six detained stand side by side.")
    tell.say(f"{named} proposals of the mail were accepted by number, one was rejected.")
    rabat.act("liaison", "intake", "set-aside", copy, "--explanation", "copied from the first")
    told = {one["number"]: one["state"] for one in _drafts(rabat)}
    check(
        "each draft stays where it was taken in", holds=told == {page: "begun", copy: "set_aside"}
    )
    tell.shown(drafts=3, origins=2, contradictions=len(clashes))


def _taken(side: Side, name: str) -> str:
    found = side.tansiq("intake", "take", str(DATA / name), who="liaison", reason=REASON)
    (one,) = found["drafts"]
    check("it was read behind walls", holds=one["outcome"] == "read")
    return str(one["number"])


def _drafts(side: Side) -> list[dict[str, Any]]:
    found: list[dict[str, Any]]
    found = side.tansiq("intake", "list", who="liaison", reason=REASON)["drafts"]
    return found


def _draft(side: Side, number: str) -> dict[str, Any]:
    found: dict[str, Any]
    found = side.tansiq("intake", "show", number, who="liaison", reason=REASON)
    return found


def _origins(side: Side) -> list[list[str]]:
    found = side.tansiq("intake", "sources", who="liaison", reason=REASON)["origins"]
    return [one["drafts"] for one in found]


def _number(draft: dict[str, Any], kind: str) -> int:
    found = (one["number"] for one in draft["proposals"] if one["kind"] == kind)
    return int(next(found))


def _accepted_in_bulk(side: Side, draft: dict[str, Any]) -> str:
    """Everything that nothing contradicts; the rest waits until somebody names it."""
    person = _number(draft, "person")
    side.tansiq(
        "intake", "accept", draft["number"], "--all-uncontradicted", *SAID, "--yes",
        "--category", f"{person}=suspect", who="liaison", reason=REASON,
    )  # fmt: skip
    left = [one for one in _draft(side, draft["number"])["proposals"] if not one["verdict"]]
    disputed = all(one["clashes"] for one in left)
    check("what is contradicted is left for a person to name", holds=bool(left) and disputed)
    entity = _draft(side, draft["number"])["proposals"][person - 1]["entity"]
    return str(entity)


def _has(side: Side, person: str) -> bool:
    found = side.tansiq("case", "search", CASE, "كريم بلحدري", who="case", reason=REASON)["files"]
    return any(one["entity"] == person for one in found)


def _accepted_by_name(side: Side, draft: dict[str, Any], person: str) -> int:
    """A name and a number for the person that the other side opened; a target is rejected."""
    named, phone = _number(draft, "person"), _number(draft, "phone")
    side.act(
        "liaison", "intake", "accept", draft["number"], str(named), str(phone), *SAID,
        "--entity", f"{named}={person}", "--entity", f"{phone}={person}",
        "--reject", f"{_number(draft, 'target')}:told by nobody who was there",
    )  # fmt: skip
    values = {
        one["fact"]["claim"]["value"]: one["fact"]["place"]
        for found in shown(side, person)["properties"]
        for one in found["claims"]
    }
    check("both names stand", holds={"كريم بلحدري", "Karim Belhadri"} <= values.keys())
    check(
        "a claim names its draft and its words",
        holds=values["+447700900417"].startswith(f"draft {draft['number']} "),
    )
    return 2


CHAPTERS = (intake,)
