"""An operation in a case of the stage, as far as it is wanted: rules, own parts, an order."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from demo.narration import wait_for
from demo.ports import Failed
from demo.stage import Side, Stage

PART = """
jurisdiction = "rasilia"
[[sites]]
site = "{code}-1"
zone = "{zone}"
address = "{address}"
conditions = ["arrest_planned", "foreign_language", "home_search", "terrorism"]
entry = "{entry}"
team = {{ name = "{team}", leader = "", size = 7 }}
[[sites.targets]]
words = "{target}"
instruments = [{{ kind = "search_order", reference = "SO 41/26", authority = "{court}" }}]
[[sites]]
site = "{code}-2"
zone = "{other}"
address = "{address} (2)"
conditions = ["foreign_language"]
team = {{ name = "{team} 2", leader = "", size = 5 }}
"""
WORDS = {
    "rabat": {
        "code": "RAB",
        "zone": "Africa/Casablanca",
        "other": "Africa/Casablanca",
        "address": "12 زنقة النخيل، مدينة مختلقة",
        "entry": "من الفناء الخلفي",
        "team": "الفرقة الزرقاء",
        "target": "مستأجر الطابق الثاني",
        "court": "محكمة مختلقة",
    },
    "madrid": {
        "code": "PEN",
        "zone": "Europe/Madrid",
        "other": "Atlantic/Canary",
        "address": "Calle Inventada 44, Cala Honda",
        "entry": "por el patio",
        "team": "equipo rojo",
        "target": "el inquilino del segundo piso",
        "court": "Juzgado inventado",
    },
}
ORDER = """
h_local = "{h_local}"
h_zone = "Africa/Casablanca"
languages = ["ar", "es"]
names = [{{ language = "ar", text = "نخلة" }}, {{ language = "es", text = "Palmera" }}]
[[texts]]
language = "ar"
situation = "مجموعة مختلقة تعد لاعتداء في مدينتين."
purpose = "التوقيف والتفتيش في اللحظة نفسها في أربعة مواقع."
signals = "الكلمة: نخلة. الصمت اللاسلكي حتى ساعة الصفر."
abort = "وجود قاصر في المكان أو سقوط السرية."
medical = "سيارة إسعاف لكل مدينة."
[[texts]]
language = "es"
situation = "Un grupo inventado prepara un ataque en dos ciudades."
purpose = "Detener y registrar en el mismo instante en cuatro lugares."
signals = "Palabra: palmera. Silencio de radio hasta la hora H."
abort = "Un menor en el lugar, o pérdida del secreto."
medical = "Una ambulancia por ciudad."
[[quorum]]
party = "madrid"
officers = 1
role = "case_officer"
[[quorum]]
party = "rabat"
officers = 1
role = "case_officer"
[[silence]]
party = "madrid"
minutes = 30
rule = "hold"
[[silence]]
party = "rabat"
minutes = 30
rule = "hold"
[[phases]]
code = "move"
minutes = -30
names = [{{ language = "ar", text = "التحرك" }}, {{ language = "es", text = "salida" }}]
[[phases]]
code = "search"
minutes = 15
names = [{{ language = "ar", text = "التفتيش" }}, {{ language = "es", text = "registro" }}]
"""


def adopt_rules(side: Side) -> None:
    """The rule set of an invented country in force at a side."""
    found = side.tansiq("rules", "list")["sets"]
    if not any(one["jurisdiction"] == "rasilia" and one["adopted"] for one in found):
        side.act("case", "rules", "adopt", "rasilia")


def write_part(side: Side, case: str, operation: str = "") -> str:
    """Our own part of two sites; the id of the operation, a new one unless it is named."""
    path = side.folder / "part.toml"
    path.write_text(PART.format(**WORDS[side.id]), encoding="utf-8")
    words = ("part", case, operation) if operation else ("new", case)
    return str(side.act("case", "operation", *words, str(path))["operation"])


def issue(side: Side, case: str, operation: str, hours: int = 30) -> str:
    """An order at noon of a day to come; its digest."""
    day = (datetime.now(UTC) + timedelta(hours=hours)).replace(hour=12, minute=0)
    path = side.folder / "order.toml"
    text = ORDER.format(h_local=f"{day:%Y-%m-%dT%H:%M}")
    path.write_text(text, encoding="utf-8")
    return str(side.act("case", "operation", "order", case, operation, str(path))["digest"])


def arrives(stage: Stage, side: Side, what: str, there: Callable[[], bool]) -> None:
    """Let both nodes work until something holds at a side."""

    def holds() -> bool:
        for one in stage.sides:
            one.tansiq("worker", "--once")
        return there()

    wait_for(f"{what} at {side.id}", holds, 90.0)


def checklist(side: Side, case: str, operation: str) -> list[dict]:
    """The checklists of a side's own sites."""
    asked = ("operation", "checklist", case, operation)
    found: list[dict] = side.tansiq(*asked, who="case", reason="round")["sites"]
    return found


def make_ready(side: Side, case: str, operation: str, but: str = "") -> None:
    """Mark every missing point, but those of one site."""
    for site in checklist(side, case, operation):
        for point in site["points"] if site["site"] != but else ():
            if point["state"] == "missing":
                words = (case, operation, site["site"], point["item"], "--document", "PP 3/26")
                side.act("case", "operation", "check", *words)


def tried(deed: Callable[[], object]) -> bool:
    """Whether a deed succeeds: what it needs may still be on its way."""
    try:
        deed()
    except Failed:
        return False
    return True


def whole(stage: Stage, case: str) -> str:
    """An operation: both parts, an order, one vote, one side whose first site is not ready."""
    rabat, madrid = stage.sides
    for side in stage.sides:
        adopt_rules(side)
    made = write_part(rabat, case)
    write_part(madrid, case, made)
    arrives(stage, rabat, "the other part", lambda: tried(lambda: issue(rabat, case, made)))
    make_ready(rabat, case, made, but="RAB-1")
    make_ready(madrid, case, made)
    go = ("operation", "vote", case, made, "go")
    arrives(stage, madrid, "the order", lambda: tried(lambda: madrid.act("case", *go)))
    for one in (*stage.sides, *stage.sides):
        one.tansiq("worker", "--once")
    return made
