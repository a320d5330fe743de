"""Three countries act at one instant: a third agency joins, a vote, a line that breaks, H-hour."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from demo.circle import Agency, decide, enrol, hire, install, join
from demo.narration import Narrator, check, wait_for
from demo.stage import DATA, Side, Stage

CASE = "case:2026-044"
THIRD = Agency(
    "marsa",
    "Atlantic/Canary",
    names={
        "en": "Coordination Bureau of Merenia",
        "fr": "Bureau de coordination de Mérénie",
        "es": "Oficina de Coordinación de Merenia",
        "ar": "مكتب التنسيق بميرينيا",
    },
    language="fr",
    locale="fr-FR",
    people={"liaison": "Aline Corvalet", "case": "Marc Dessaune"},
)
PARTS = {
    "rabat": {"country": "rasilia", "code": "RAS", "zone": "Africa/Casablanca",
              "address": "زنقة النخيل، مدينة مختلقة", "entry": "من الفناء الخلفي",
              "team": "الفرقة الزرقاء", "target": "مستأجر الطابق الثاني",
              "court": "محكمة مختلقة"},
    "madrid": {"country": "valdoria", "code": "VAL", "zone": "Europe/Madrid",
               "address": "Calle Inventada", "entry": "por el patio", "team": "equipo rojo",
               "target": "el inquilino del segundo", "court": "Juzgado inventado"},
    "marsa": {"country": "merenia", "code": "MER", "zone": "Atlantic/Canary",
              "address": "rue Inventée", "entry": "par la cour", "team": "équipe verte",
              "target": "le locataire du second", "court": "tribunal inventé"},
}  # fmt: skip
REASON = "operation of the morning"
AHEAD = timedelta(seconds=45)


def third(stage: Stage, tell: Narrator) -> None:
    """A third agency is founded, enrolled by both, and signs the same agreement."""
    tell.chapter("third", "A third country joins for one operation")
    install(stage.third, THIRD)
    enrol(stage.everybody, stage.table, old=stage.sides)
    join(stage.everybody, CASE, "operation of three")
    made = stage.rabat.act("case", "case", "propose", CASE, str(DATA / "operation_case.toml"))
    for side in stage.everybody:
        wait_for("the terms are here", lambda side=side: _terms(side, made["agreement"]))
        side.act("case", "case", "sign", CASE, made["agreement"])
    for side in stage.everybody:
        wait_for("the case is open", lambda side=side: _case(side)["shut"] == "")
    tell.say("Three agencies, one agreement; each keeps its own node, law and rule set.")
    tell.shown(case=CASE)


def _case(side: Side) -> dict[str, Any]:
    found = side.tansiq("case", "list", who="case", reason=REASON)["cases"]
    return next((one for one in found if one["channel"] == CASE), {"shut": "?", "proposed": []})


def _terms(side: Side, agreement: str) -> bool:
    return any(one["agreement"] == agreement for one in _case(side)["proposed"])


def ready(stage: Stage, tell: Narrator) -> None:
    """Six sites, each in its agency's own words; nobody else reads them."""
    tell.chapter("ready", "Six sites in three countries; what is tactical stays at home")
    operation = ""
    for side in stage.everybody:
        side.act("case", "rules", "adopt", PARTS[side.id]["country"])
        path = side.folder / "part.toml"
        text = (DATA / "operation_part.toml").read_text(encoding="utf-8")
        path.write_text(text.format(**PARTS[side.id]), encoding="utf-8")
        words = ("part", CASE, operation) if operation else ("new", CASE)
        operation = side.act("case", "operation", *words, str(path))["operation"]
    stage.kept["operation"] = operation
    red = sum(_missing(side, operation) for side in stage.everybody)
    check("a checklist begins red", holds=red > 0)
    for side in stage.everybody:
        _make_ready(side, operation)
    tell.say(
        f"{red} points of law were red: warrant, medic, interpreter... each by its own country."
    )
    tell.shown(operation=operation, red=red)


def _lists(side: Side, operation: str) -> list[dict[str, Any]]:
    asked = ("operation", "checklist", CASE, operation)
    found: list[dict[str, Any]] = side.tansiq(*asked, who="case", reason=REASON)["sites"]
    return found


def _missing(side: Side, operation: str) -> int:
    points = (point for site in _lists(side, operation) for point in site["points"])
    return sum(point["state"] == "missing" for point in points)


def _make_ready(side: Side, operation: str) -> None:
    for site in _lists(side, operation):
        for point in site["points"]:
            if point["state"] == "missing":
                papers = ("--paper", point["papers"][0]) if point.get("papers") else ()
                side.act(
                    "case", "operation", "check", CASE, operation, site["site"], point["item"],
                    "--document", "PP 44/26", *papers,
                )  # fmt: skip


def vote(stage: Stage, tell: Narrator) -> None:
    """Go only when every party voted on the very same version."""
    tell.chapter("vote", "Go needs the signed vote of every country on one version")
    operation = stage.kept["operation"]
    rabat = stage.rabat
    wait_for("all parts are bound", lambda: len(_board(rabat, operation)["sites"]) == 6, 90)
    h_hour = (datetime.now(UTC) + AHEAD).replace(microsecond=0)
    path = rabat.folder / "order.toml"
    text = (DATA / "operation_order.toml").read_text(encoding="utf-8")
    path.write_text(text.format(h_hour=f"{h_hour:%Y-%m-%dT%H:%M:%SZ}"), encoding="utf-8")
    digest = rabat.act("case", "operation", "order", CASE, operation, str(path))["digest"]
    for side in stage.everybody:
        wait_for("the order is here", lambda side=side: _plan(side, operation) == digest)
    for side in stage.sides:
        side.act("case", "operation", "vote", CASE, operation, "go")
    check("two of three are no decision", holds=_outcome(rabat, operation) == "waiting")
    stage.third.act("case", "operation", "vote", CASE, operation, "go")
    for side in stage.everybody:
        wait_for("everybody sees go", lambda side=side: _outcome(side, operation) == "go")
    stage.kept["h_hour"] = h_hour
    tell.say(f"H-hour {h_hour:%H:%M:%S} UTC is one instant; each site reads it on its own clock.")
    tell.shown(plan=digest, h_hour=f"{h_hour:%Y-%m-%dT%H:%M:%SZ}")


def _board(side: Side, operation: str) -> dict[str, Any]:
    asked = ("operation", "board", CASE, operation)
    found: dict[str, Any] = side.tansiq(*asked, who="case", reason=REASON)
    return found


def _plan(side: Side, operation: str) -> str:
    return str(_board(side, operation)["plan"])


def _outcome(side: Side, operation: str) -> str:
    return str(_board(side, operation)["outcome"])


def day(stage: Stage, tell: Narrator) -> None:
    """The line of one country breaks; it holds its copy, logs, and catches up in order."""
    tell.chapter("day", "A line breaks; the day goes on, and its words come in order later")
    operation, third_side = stage.kept["operation"], stage.third
    for name in ("worker", "serve"):
        third_side.stop_one(name)
    _say(third_side, operation, "MER-1", "moving")
    for side in stage.sides:
        _say(side, operation, f"{PARTS[side.id]['code']}-1", "moving")
    left = (stage.kept["h_hour"] - datetime.now(UTC)).total_seconds()
    time.sleep(max(left, 0))
    for side in stage.everybody:
        for number in (1, 2):
            _say(side, operation, f"{PARTS[side.id]['code']}-{number}", "entered")
    unheard = _site(stage.rabat, operation, "MER-1")["state"]
    check("nobody invents what a cut-off site does", holds=unheard != "entered")
    third_side.start()
    wait_for(
        "its words come in",
        lambda: _site(stage.rabat, operation, "MER-2")["state"] == "entered",
        90,
    )
    tell.say("Merenia was cut off at H-hour: its sites had the order, and their log came later.")
    tell.shown(entered=6)


def _say(side: Side, operation: str, site: str, state: str) -> None:
    side.act("case", "operation", "report", CASE, operation, site, "--state", state)


def _site(side: Side, operation: str, site: str) -> dict[str, Any]:
    found = _board(side, operation)["sites"]
    return next(one for one in found if one["site"] == site)


def custody(stage: Stage, tell: Narrator) -> None:
    """An arrest with its clock, a telephone with its label; the others hear counts."""
    tell.chapter("custody", "Arrests and seizures: names stay at home, counts are heard")
    operation = stage.kept["operation"]
    rabat, madrid = stage.sides
    arrest = rabat.act(
        "case", "custody", "arrest", operation, "--channel", CASE, "--site", "RAS-1",
        "--clock", "rasilia.custody", "--name", "Idris Tamzourt Belcadi", "--language", "ar",
    )["arrest"]  # fmt: skip
    madrid.act(
        "case", "custody", "seize", operation, "--channel", CASE, "--site", "VAL-2",
        "--label", "VAL-000417", "--what", "phone", "--found", "cajón del escritorio",
    )  # fmt: skip
    held = rabat.tansiq("custody", "show", arrest, who="case", reason=REASON)
    check("its clock runs", holds=bool(held["clocks"]))
    wait_for("madrid hears a count", lambda: _site(madrid, operation, "RAS-1")["arrests"] == 1)
    wait_for("rabat hears a count", lambda: _site(rabat, operation, "VAL-2")["seizures"] == 1)
    board = str(_board(madrid, operation))
    check("and no name", holds="Tamzourt" not in board and "cajón" not in board)
    tell.shown(arrest=arrest)


def warning(stage: Stage, tell: Narrator) -> None:
    """What the plot aimed at is warned: danger to life, one signature, an answer."""
    tell.chapter("warning", "Lives are at stake: a warning on one signature, and who knows")
    rabat, madrid = stage.sides
    hire(rabat, "guard", "Samira Benkirat Oulad", "protective_security_officer")
    for file in ("home", CASE):
        asked = ("officer", "propose", "assign", rabat.id_of("guard"), "--file", file)
        decide(rabat, *asked)
    report = rabat.act(
        "liaison", "report", "file", "--title", "Word of the morning", "--text", "seen at sea",
        "--language", "en", "--grade", "europol_4x4:B2", "--handling", "H0",
    )["report"]  # fmt: skip
    day = f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%d}"
    alert = rabat.act(
        "guard", "alert", "propose", str(DATA / "warning.toml"), "--channel", CASE,
        "--basis", f"report:{report}", "--urgency", "immediate", "--severity", "severe",
        "--certainty", "likely", "--response", "avoid", "--expiry", day,
        "--legal-basis", "article 7", "--ground", "threat_to_life:lives at stake",
        "--danger-to-life", "they are on their way",
    )["alert"]  # fmt: skip
    known = ("alert", "acknowledge", alert, "--agency", "rabat")
    wait_for("madrid has the warning", lambda: _received(madrid, alert))
    madrid.act("liaison", *known)
    wait_for("rabat hears that madrid knows", lambda: "madrid" in str(_alert(rabat, alert)))
    tell.say("It went out at once; another officer owes a review within 24 hours.")
    tell.shown(alert=alert)


def _received(side: Side, alert: str) -> bool:
    found = side.tansiq("alert", "received", who="liaison", reason=REASON)["alerts"]
    return any(one["alert"] == alert for one in found)


def _alert(side: Side, alert: str) -> dict[str, Any]:
    found: dict[str, Any] = side.tansiq("alert", "show", alert, who="guard", reason=REASON)
    return found


def lessons(stage: Stage, tell: Narrator) -> None:
    """Every party ends its part; what was planned and what happened stand side by side."""
    tell.chapter("lessons", "Closed by all three; planned and actual times stand side by side")
    operation = stage.kept["operation"]
    for side in stage.everybody:
        side.act("case", "operation", "close", CASE, operation, "carried_out")
    rabat = stage.rabat
    asked = ("operation", "lessons", CASE, operation)
    wait_for(
        "all three have closed",
        lambda: len(rabat.tansiq(*asked, who="case", reason=REASON)["owing"]) == 3,
    )
    told = rabat.tansiq(*asked, who="case", reason=REASON)
    skew = next(one for one in told["skews"] if one["state"] == "entered")
    check("six sites entered", holds=skew["count"] == 6)
    tell.say(f"First to last site: {skew['seconds']} s. Each party owes its evaluation.")
    tell.shown(skew_seconds=skew["seconds"])


CHAPTERS = (third, ready, vote, day, custody, warning, lessons)
