"""A joint case: an agreement first, then one file built side by side, and what undoes what."""

from typing import Any

from demo.narration import Narrator, check, wait_for
from demo.opening import join
from demo.stage import DATA, Side, Stage

CASE = "case:2026-031"
FALLEN = {"1988-04-17": "stands", "1989-04-17": "source_withdrawn"}
GRADED = ("--grade", "europol_4x4:B2", "--handling", "H0")


def opening(stage: Stage, tell: Narrator) -> None:
    """Nothing can be said in a case before every party has signed its agreement."""
    tell.chapter("case", "A joint case opens when both have signed its agreement")
    rabat, madrid = stage.sides
    join(stage, CASE, "joint case 2026-031")
    early = rabat.act("case", "entity", "open", CASE, "--schema", "Person", expect=3)
    check("nothing before an agreement", holds=early["error"] == "case_without_agreement")
    made = rabat.act("case", "case", "propose", CASE, str(DATA / "case.toml"))["agreement"]
    rabat.act("case", "case", "sign", CASE, made)
    half = rabat.act("case", "entity", "open", CASE, "--schema", "Person", expect=3)
    check("one signature is not enough", holds=half["error"] == "case_without_agreement")
    wait_for("the terms reach madrid", lambda: bool(case(madrid)["proposed"]))
    madrid.act("case", "case", "sign", CASE, made)
    for side in stage.sides:
        wait_for("the case is open", lambda side=side: case(side)["shut"] == "")
    tell.say("Type, purpose, law of each party, grounds in both directions, dates, two signatures.")
    tell.shown(case=CASE, agreement=made)


def case(side: Side) -> dict[str, Any]:
    """The case as a side sees it."""
    found = side.tansiq("case", "list", who="case", reason="my cases")["cases"]
    return next(one for one in found if one["channel"] == CASE)


def source(side: Side, kind: str, title: str, *words: str) -> str:
    """File a source of the case."""
    made: str = side.act(
        "case", "case", "document", CASE, "--source", kind, "--title", title,
        "--language", "en", "--handling", "H0", *words,
    )["document"]  # fmt: skip
    return made


def claim(side: Side, entity: str, document: str, said: tuple[str, str], *words: str) -> str:
    """Make a claim; its id."""
    made: str = side.act(
        "case", "entity", "claim", CASE, entity, "--property", said[0], "--value", said[1],
        "--document", document, *GRADED, *words,
    )["claim"]  # fmt: skip
    return made


def shown(side: Side, entity: str) -> dict[str, Any]:
    """The file of an entity as a side has it."""
    found: dict[str, Any] = side.tansiq(
        "entity", "show", CASE, entity, who="case", reason="inquiry 31/26"
    )
    return found


def alike(stage: Stage, entity: str) -> dict[str, Any]:
    """The file, once both sides show the very same."""
    wait_for(
        "both show the same file",
        lambda: len({shown(side, entity)["digest"] for side in stage.sides}) == 1,
    )
    return shown(stage.rabat, entity)


def states(file: dict[str, Any], name: str) -> dict[str, str]:
    """Values of a property with the state of each."""
    return {
        one["fact"]["claim"]["value"]: one["state"]
        for found in file["properties"]
        if found["name"] == name
        for one in found["claims"]
    }


def together(stage: Stage, tell: Narrator) -> None:
    """Each says what it holds of one person; what contradicts stands side by side."""
    tell.chapter("claims", "One file, two agencies: graded claims, contradictions, no winner")
    rabat, madrid = stage.sides
    card = source(
        rabat, "official_record", "Record 114", "--reference", "PV-114/26",
        "--authority", "Prosecution of Palm City (invented)", "--dated", "2026-02-03",
    )  # fmt: skip
    person = rabat.act(
        "case", "entity", "open", CASE, "--schema", "Person", "--category", "suspect"
    )["entity"]
    claim(rabat, person, card, ("name", "يونس بن خالد المثالي"), "--language", "ar")
    claim(rabat, person, card, ("birthDate", "1988-04-17"))
    phone = claim(rabat, person, card, ("phone", "+000 5550 142"))
    bare = rabat.act(
        "case", "entity", "claim", CASE, person, "--property", "nationality", "--value", "ma",
        "--document", card, "--grade", "", "--handling", "H0", expect=3,
    )  # fmt: skip
    check("no claim without a grade", holds=bare["error"] == "claim_grade_missing")
    wait_for("madrid sees the person", lambda: searched(madrid, "Benkhaled") == [person])
    witness = source(madrid, "statement", "Statement of a witness")
    other = claim(madrid, person, witness, ("birthDate", "1989-04-17"), "--assessment")
    madrid.act(
        "case", "entity", "judge", CASE, phone, "--stance", "dispute", "--language", "es",
        "--text", "El número es de su hermano",
    )  # fmt: skip
    wait_for("the other date reaches rabat", lambda: clash(rabat, person) == ["birthDate"])
    overwritten = rabat.act(
        "case", "entity", "withdraw", CASE, other, "--because", "wrong",
        "--explanation", "ours is right", expect=3,
    )  # fmt: skip
    check("nobody overwrites a partner", holds=overwritten["error"] == "claim_not_ours")
    file = alike(stage, person)
    check("both dates stand", holds=set(states(file, "birthDate").values()) == {"stands"})
    stage.kept |= {"person": person, "card": card, "witness": witness}
    tell.say("Searched in Madrid as Benkhaled, written in Rabat as بن خالد: found.")
    tell.shown(entity=person, digest=file["digest"][:16], contradicts=clash(rabat, person))


def searched(side: Side, text: str) -> list[str]:
    """Entities a side finds under a text."""
    found = side.tansiq("case", "search", CASE, text, who="case", reason="inquiry 31/26")
    return [one["entity"] for one in found["files"]]


def clash(side: Side, entity: str) -> list[str]:
    """The properties about which claims contradict."""
    return [one["name"] for one in shown(side, entity)["properties"] if one["clash"]]


def undoing(stage: Stage, tell: Narrator) -> None:
    """Withdrawing a source, merging and splitting, clearing a person: each reaches everybody."""
    tell.chapter("undoing", "A withdrawn source, a merge and its split, a person cleared")
    (rabat, madrid), kept = stage.sides, stage.kept
    person, card, witness = kept["person"], kept["card"], kept["witness"]
    jump = rabat.act(
        "case", "entity", "status", CASE, person, "--status", "charged", "--document", card,
        expect=3,
    )  # fmt: skip
    check("no status beyond its document", holds=jump["error"] == "status_document_unfit")
    rabat.act("case", "entity", "status", CASE, person, "--status", "suspected", "--document", card)
    madrid.act(
        "case", "case", "withdraw", CASE, witness, "--because", "wrong",
        "--explanation", "the witness spoke of somebody else",
    )  # fmt: skip
    wait_for("the withdrawal reaches rabat", lambda: not clash(rabat, person))
    fallen = states(alike(stage, person), "birthDate")
    check("what rested on it alone fell, and nothing else", holds=fallen == FALLEN)
    twin = madrid.act(
        "case", "entity", "open", CASE, "--schema", "Person", "--category", "suspect"
    )["entity"]
    before = alike(stage, person)["digest"]
    merged = madrid.act(
        "case", "entity", "merge", CASE, person, twin, "--explanation", "same identity card"
    )["merge"]
    wait_for("one file at both", lambda: len(shown(rabat, person)["members"]) == 2)
    rabat.act("case", "entity", "split", CASE, merged, "--explanation", "the cards differ")
    wait_for("two files again", lambda: len(shown(madrid, person)["members"]) == 1)
    check("a split takes back exactly its merge", holds=alike(stage, person)["digest"] == before)
    order = source(
        rabat, "prosecution_decision", "Case dropped", "--reference", "D-9/26",
        "--authority", "Prosecution of Palm City (invented)", "--dated", "2026-11-02",
    )  # fmt: skip
    rabat.act("case", "entity", "status", CASE, person, "--status", "cleared", "--document", order)
    wait_for(
        "madrid is told",
        lambda: shown(madrid, person)["statuses"][0]["fact"]["status"] == "cleared",
    )
    tell.say("Charged was refused, suspected was not; cleared reached every holder.")
    tell.shown(merge=merged, status="cleared")


def statuses(side: Side, entity: str) -> dict[str, str]:
    """What each agency holds about a person's part."""
    found = (one["fact"] for one in shown(side, entity)["statuses"])
    return {one["agency"]: one["status"] for one in found}


CHAPTERS = (opening, together, undoing)
